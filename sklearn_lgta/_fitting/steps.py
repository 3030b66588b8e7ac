"""The steps of `LGTAAugmenter.fit`: plan, train, fit the encoder, measure, choose donors.

`plan_fit` resolves all parameters against the data, refuses what does not fit, and computes nothing heavy.

Axes: n series, t time points, c channels, q conditions.
"""

import warnings
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_random_state

from .._conditions.messages import listing
from .._conditions.named_values import check_condition_names
from .._conditions.training_store import TrainingConditions
from .._copies.calibration import StrengthCalibration
from .._copies.copier import Copier
from .._copies.copy_warnings import warn_of_copies, warn_of_repeats
from .._copies.donors import DonorPool
from .._latent.codec import SeriesCodec
from .._latent.diagnostics import (
    largest_error,
    latent_report,
    r_squared,
    warn_if_collapsed,
    warn_if_diverged,
    warn_of_high_error,
)
from .._latent.encoder import SeriesEncoder
from .._latent.gap_filling import GapFiller
from .._preprocessing.decomposition import Decomposer, rows_for_effects
from .._preprocessing.normalisation import PanelScale
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.spans import ends, has_gaps, span_batches, varies
from .._preprocessing.trend_season import needed_timepoints, resolve_structure, too_short_message
from .._reproducibility.random import keyed_generator, row_keys
from .._reproducibility.settings import numeric_settings
from .._sampling.one_process import some_are_of_one_process
from .._sampling.sampler import Sampler
from ..model import CVAE, IdentityCodec, PCACodec
from ..model._cached_fit import train
from ..transformations import resolve

DURATION = 20  # of each step of `fit` after the training, in steps of the training: for the progress bar
_TRAINING_VALUES = 2**24  # of the series that the model is trained on, many times those of the windows that it draws
_SAMPLE_VALUES = 2**20  # of training series that codec and gap filling are fitted to
_DONORS = 2_000  # training series kept as donors, at most
_DONOR_VALUES = 2**22  # values kept of them, at most (but always 50 series, and two of every class)
_NAMED = 5  # series that a message names, at most
_MANY_EQUAL = 0.05  # of the rows


class FitPlan(NamedTuple):
    """Everything that `fit` resolves and checks before it computes.

    Attributes
    ----------
    values : ndarray of shape (n, t, c)
        Training series, NaN where missing.
    keys : list of n bytes
        Their content keys.
    lengths : ndarray of int of shape (n,)
        Their lengths, from the first to the last observed time point.
    conditions : TrainingConditions
    transformation : Transformation
    decomposer : Decomposer
    postprocessor : Postprocessor
    model : CVAE, PCACodec, IdentityCodec or another model
        With resolved sizes, not trained.
    seed : int
    """

    values: np.ndarray
    keys: list
    lengths: np.ndarray
    conditions: TrainingConditions
    transformation: Any
    decomposer: Decomposer
    postprocessor: Postprocessor
    model: Any
    seed: int


class Training(NamedTuple):
    """A trained model and the data that it was trained and tested on.

    Attributes
    ----------
    model : CVAE, PCACodec, IdentityCodec or another model
    panel, held_out : ndarrays of shape (n, t, c)
        Remainders of the training series, and of what was held out.
    conditions, held_out_conditions : ConditionArrays of shape (n, t, q)
    kind : {"series", "time", "none"}
        What was held out.
    """

    model: Any
    panel: np.ndarray
    conditions: Any
    held_out: np.ndarray
    held_out_conditions: Any
    kind: str


# ------------------------------------------------------------------------------------ plan
def plan_fit(augmenter, panel, y, conditions):
    """Resolve parameters against the data, and refuse what does not fit.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        Its parameters are read, and nothing is written.
    panel : Panel
    y : array-like of shape (n,) or None
    conditions : dict, DataFrame, array-like or None
        As for `LGTAAugmenter.fit`.

    Returns
    -------
    plan : FitPlan

    Raises
    ------
    ValueError
        If a parameter does not fit the data, or labels or conditions are missing.
    """
    values = panel.values
    transformation = resolve_transformation(augmenter.transformation, augmenter.calibration)
    first, stop = ends(values)
    lengths = stop - first
    period = augmenter.seasonal_period or panel.season()
    structure = _resolve_structure(augmenter, transformation, period, lengths, panel)
    keys = row_keys(values)
    if augmenter.unseen == "passthrough":
        _warn_of_equal_rows(values, keys)
    model = _new_model(augmenter)
    names, in_network = check_condition_names(augmenter.conditions), getattr(model, "uses_conditions", False)
    training_conditions = TrainingConditions(
        panel, keys, names, y, conditions, use_y=augmenter.use_y, in_network=in_network
    )
    if not in_network:
        _refuse_conditions(augmenter, training_conditions)
    decomposer = _new_decomposer(augmenter, structure, period, values, training_conditions.training)
    postprocessor = Postprocessor.resolve(augmenter.bounds, augmenter.round, values)
    if augmenter.space == "latent" and not getattr(model, "takes_gaps", False):
        _refuse_gaps(model, is_unequal=lengths.min() < lengths.max(), is_gappy=has_gaps(values).any())
    block = (
        None if structure == "none" else needed_timepoints(period)
    )  # remainders are alike everywhere: short windows do
    model.resolve(int(lengths.max()), values.shape[2], period, longest_window=block)
    seed = int(check_random_state(augmenter.random_state).randint(np.iinfo(np.int32).max))
    return FitPlan(
        values,
        keys,
        lengths,
        training_conditions,
        transformation,
        decomposer,
        postprocessor,
        model,
        seed,
    )


def seen_rows(values, seen):
    """Which series `fit` has seen, by their content.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
    seen : set of bytes
        Content keys of the training series.

    Returns
    -------
    is_seen : ndarray of bool of shape (n,)
    """
    return np.array([key in seen for key in row_keys(values)])


def generator(plan):
    """Random numbers of the steps after training."""
    return keyed_generator(plan.seed, b"fitted")


def resolve_transformation(transformation, calibration):
    """Transformation of a name or object, checked.

    Parameters
    ----------
    transformation : str or Transformation
    calibration : {"rms", "wasserstein"} or None

    Returns
    -------
    transformation : Transformation
        A clone: later changes of the user's object are noticed by comparison, with a calibration of their own.

    Raises
    ------
    ValueError
        If a parameter is out of its range, or the transformation cannot be calibrated so.
    """
    transformation = clone(resolve(transformation))
    transformation._validate_params()
    if calibration == "wasserstein" and np.isfinite(transformation.max_gain):
        raise ValueError(
            f"calibration='wasserstein' cannot be used with {transformation}, which keeps the distribution of the "
            "values, so their Wasserstein distance hardly moves. Use calibration='rms'."
        )
    return transformation


def asked_structure(augmenter, transformation):
    """Return what is to be set aside: "auto" is "none" where the level is changed, or belongs to the shape.

    Parameters
    ----------
    augmenter : LGTAAugmenter
    transformation : Transformation

    Returns
    -------
    structure : {"auto", "none", "trend", "both"}
    """
    in_code = transformation.moves_level or augmenter.normalisation == "panel"
    return "none" if augmenter.structure == "auto" and in_code else augmenter.structure


def _resolve_structure(augmenter, transformation, period, lengths, panel):
    """Structure that is set aside from the series of a panel, of which the shortest decides; warns if it is none."""
    n_timepoints, asked = int(lengths.min()), asked_structure(augmenter, transformation)
    of_panel = augmenter.structure == "auto" and augmenter.normalisation == "panel"
    structure = resolve_structure(asked, period, n_timepoints)
    if of_panel and augmenter.seasonal_period and not transformation.moves_level:
        warnings.warn(
            f"normalisation='panel' leaves trend and season in the series, so seasonal_period={period} sets nothing "
            "aside: it only shapes patches of the model and simulated windows. Set normalisation='standard' to set "
            "them aside, or structure='none' to turn this warning off.",
            UserWarning,
            stacklevel=5,
        )
    if not period or asked != "auto" or structure != "none":
        return structure
    needed = needed_timepoints(period)
    if (
        augmenter.seasonal_period or lengths.max() >= needed
    ):  # dates may name a season that no series is long enough for
        short = np.flatnonzero(lengths < needed)
        names = ", ".join(panel.name(row) for row in short[:_NAMED]) + (", ..." if len(short) > _NAMED else "")
        line = "" if panel.container is None else panel.container.line_of_longer(needed)
        advice = (
            "Nothing is set aside: trend and season of all series stay in the code. "
            f"Leave out shorter series{line and f', X = {line}'}, or set structure='none' to turn this warning off. "
            f"Shorter are {len(short)} of {len(lengths)}: {names}."
        )
        warnings.warn(
            too_short_message("both", period, n_timepoints, advice),
            UserWarning,
            stacklevel=5,
        )
    return structure


def _new_decomposer(augmenter, structure, period, values, conditions):
    """Decomposer, with the scale of the panel where that is asked for, or allowed and series are of one process."""
    how, sets_aside = augmenter.normalisation, structure != "none" or _n_effects(conditions) > 0
    if how == "panel" and sets_aside:
        what = f"structure={structure!r} sets it" if structure != "none" else "effects of conditions along time are set"
        raise ValueError(
            f"normalisation='panel' leaves the level of series in their code, and {what} aside. Use "
            "normalisation='standard', or set structure='none' and leave out conditions that change along time."
        )
    one_process = how in ("panel", "auto") and not sets_aside and some_are_of_one_process(values)
    if how == "panel" and not one_process:
        warnings.warn(
            "normalisation='panel' takes one location and scale for all series, and levels or sizes of these series "
            "differ much: small series are hardly seen beside large ones. Use normalisation='auto', which takes those "
            "of every series here.",
            UserWarning,
            stacklevel=5,
        )
    panel = PanelScale.of(values) if how == "panel" or one_process else None
    return Decomposer(structure, period, how == "robust", panel=panel)


def _n_effects(conditions):
    """Number of inputs whose effects along time are estimated."""
    return conditions[:1].effect_inputs(1).shape[2]


def _new_model(augmenter):
    if augmenter.space == "data":
        return IdentityCodec()
    return CVAE() if augmenter.model is None else clone(augmenter.model)


def _refuse_gaps(model, is_unequal, is_gappy):
    """Refuse series that a model of the user's cannot read."""
    if is_gappy or is_unequal:
        raise ValueError(
            f"X has {'series of unequal length' if is_unequal else 'missing values'}, and {model} does not declare "
            "takes_gaps = True, so it cannot read NaN in windows. Use CVAE() or PCACodec(), or fill and cut X first."
        )


def _refuse_conditions(augmenter, conditions):
    """Refuse conditions that only a network could use, where there is none that takes them."""
    names = [name for name, encoder in conditions.encoders.items() if not encoder.has_effect]
    in_data = augmenter.space == "data"
    why = "space='data' trains no network" if in_data else f"{augmenter.model} takes no conditions"
    if names:
        raise ValueError(
            f"conditions={augmenter.conditions!r} holds {listing(names)}, which has no effect along time and would be "
            f"an input of the network, but {why}. Use a CVAE, or leave it out."
        )
    if augmenter.use_y == "condition":
        raise ValueError(f"use_y='condition' makes the class an input of the network, but {why}. Use use_y='donors'.")


def _warn_of_equal_rows(values, keys):
    # constant series stay as they are in any case
    varying = [key for key, changes in zip(keys, varies(values), strict=True) if changes]
    n_equal = len(varying) - len(set(varying))
    if n_equal > _MANY_EQUAL * len(keys):
        warnings.warn(
            f"{n_equal} of {len(keys)} rows equal another row, so new rows may equal a row of fit, and transform would "
            "augment them. Use AugmentedEstimator around the estimator in place of a Pipeline: it never changes the "
            "data that it predicts on. Or set unseen='augment' and call augment.",
            UserWarning,
            stacklevel=5,
        )


# ------------------------------------------------------------------------------------ train
def estimate_effects(plan):
    """Set the effects of conditions along time aside, too, where there are such conditions.

    Parameters
    ----------
    plan : FitPlan

    Returns
    -------
    plan : FitPlan
    """
    conditions, (n_series, n_timepoints, n_channels) = plan.conditions.training, plan.values.shape
    n_inputs = _n_effects(conditions)
    if not n_inputs:
        return plan
    some = rows_for_effects(n_series, n_channels, n_inputs)
    inputs = conditions[some].effect_inputs(n_timepoints)
    return plan._replace(decomposer=plan.decomposer.with_effects(plan.values[some], inputs))


def train_model(plan, memory, random_state, verbose, monitor):
    """Train the model on the remainders of the series.

    Parameters
    ----------
    plan : FitPlan
    memory, random_state, verbose
        Parameters of the augmenter.
    monitor : TrainingMonitor

    Returns
    -------
    training : Training
    """
    sizes = plan.model.sizes_
    rows = _rows_of_training(plan)
    values, of_series = plan.values[rows], plan.conditions.training[rows]
    panel = plan.decomposer.training_panel(values, of_series, sizes.patch_length, sizes.window_tokens)
    conditions = of_series.for_network().from_timepoint(ends(values)[0])
    model, split = train(
        memory,
        plan.model,
        panel,
        conditions,
        seed=plan.seed,
        seed_key=None if random_state is None else plan.seed,
        verbose=verbose,
        monitor=monitor,
    )
    along = conditions.lazy_array(panel.shape[1])
    (panel, conditions), held_out = ((panel[part], along[part]) for part in (split.train, split.held_out))
    return Training(model, panel, conditions, *held_out, split.kind)


def _rows_of_training(plan):
    """Series of a large panel that the model is trained on, evenly spaced in every class: slice or ndarray of int."""
    codes = plan.conditions.training.codes
    step = -(-plan.values.size // _TRAINING_VALUES)
    if step == 1:
        return slice(None)
    of_every_class = np.unique(codes, return_index=True)[1]
    return np.union1d(np.argsort(codes, kind="stable")[::step], of_every_class)


# ------------------------------------------------------------------------------------ encode and measure
def fit_encoder(plan, training):
    """Fit the whitening, the condition effect and the gap filling around the trained model.

    Parameters
    ----------
    plan : FitPlan
    training : Training

    Returns
    -------
    encoder : SeriesEncoder
    """
    # evenly spaced, as series may come sorted by kind; a condition counts as a quarter of a value
    size = training.panel.size + training.conditions.size // 4
    some = slice(None, None, -(-size // _SAMPLE_VALUES))
    panel, conditions = training.panel[some], training.conditions[some].to_array()
    decomposer = plan.decomposer
    same_start = decomposer.structure == "none"
    codec, explained = SeriesCodec.fit(training.model, panel, conditions, same_start=same_start)
    filler = GapFiller.fit(decomposer, codec, plan.postprocessor, panel, explained)
    some = np.flatnonzero(has_gaps(plan.values))[: max(1, _SAMPLE_VALUES // plan.values[0].size)]
    filler = filler.fit_weights(plan.values[some], plan.conditions.training[some])
    return SeriesEncoder(decomposer, codec, filler)


def measure_latent(codec, training):
    """Report whether the code is used, on data that training has not seen; warn if it is not, and say why.

    Parameters
    ----------
    codec : SeriesCodec
    training : Training

    Returns
    -------
    report : dict
        Empty where the data are their own code.
    """
    if isinstance(training.model, IdentityCodec):
        return {}
    panel, conditions = training.held_out, training.held_out_conditions.to_array()
    grid = codec.grid(panel.shape[1])
    latent = codec.encode(panel, conditions, grid)
    zero = codec.whiten(np.zeros_like(latent))
    posterior = training.model.encode(grid.cut(panel), grid.cut(conditions))
    is_observed = ~grid.cut(np.isnan(panel)).all(axis=2)  # (n_windows, n_tokens)
    report = latent_report(
        panel,
        codec.decode(latent, conditions, grid),
        codec.decode(zero, conditions, grid),
        *(array[is_observed] for array in posterior),
        n_patch_values=grid.patch_length * panel.shape[2],
    )
    report["held_out"] = training.kind
    n_series, n_steps = training.panel.shape[:2]
    window_length = min(training.model.sizes_.window_length, n_steps)
    n_windows, history = n_series * (n_steps - window_length + 1), training.model.history_
    report["largest_error"] = largest_error(history, panel)
    # one cause, one warning: what diverged has no use of its code either
    how = n_windows, window_length, training.model
    if not (warn_if_diverged(report, training.model) or warn_if_collapsed(report, *how)):
        warn_of_high_error(report, history, lambda: _linear_r2(training, grid), n_windows)
    return report


def _linear_r2(training, grid):
    """R2 on held-out series of principal components of patches, as many as the model has numbers in a code."""
    sizes, (_, n_steps, n_channels) = training.model.sizes_, training.panel.shape
    some = slice(None, None, -(-training.panel.size // _SAMPLE_VALUES))
    train, held_out = (
        (training.panel[some], training.conditions[some].to_array()),
        (training.held_out, training.held_out_conditions.to_array()),
    )
    linear = PCACodec(sizes.window_length, sizes.patch_length, min(sizes.latent_dim, sizes.patch_length * n_channels))
    linear.resolve(n_steps, n_channels)
    codec = SeriesCodec(linear.fit(train, held_out, seed=0))
    return r_squared(held_out[0], codec.decode(codec.encode(*held_out, grid), held_out[1], grid))


# ------------------------------------------------------------------------------------ donors and strength
def choose_donors(plan, encoder, rng):
    """Keep some training series as donors of copies, and as the data of the sampler.

    Parameters
    ----------
    plan : FitPlan
    encoder : SeriesEncoder
    rng : numpy.random.Generator

    Returns
    -------
    copier : Copier
        Few donors are in its pool several times, each time from another step on.
    sampler : Sampler
    """
    conditions = plan.conditions.training
    n_donors = min(_DONORS, max(50, _DONOR_VALUES // plan.values[0].size, 2 * conditions.n_classes_present))
    order = conditions.balanced_order(rng.permutation(len(plan.keys)))  # every class has donors
    rows = np.sort(order[:n_donors])
    values, conditions = np.asarray(plan.values[rows], dtype=np.float64), conditions[rows]
    patch_length = encoder.codec.model.sizes_.patch_length
    n_times = max(1, min(-(-n_donors // len(values)), _DONOR_VALUES // values.size))
    is_remainder = plan.decomposer.structure != "none"
    batches = list(span_batches(values, patch_length))
    order = np.concatenate([batch.rows for batch in batches])
    donors = DonorPool.of(
        [encoder.encode_batch(batch.take(values, conditions)) for batch in batches],
        starts=range(min(patch_length, n_times)) if is_remainder else [0],
        training_rows=rows[order],
        classes=conditions.codes[order],
        patch_length=patch_length,
        default_block=needed_timepoints(plan.decomposer.seasonal_period) if is_remainder else values.shape[1],
        same_time=not is_remainder,
    )
    copier = Copier(encoder, plan.transformation, donors, plan.postprocessor, plan.seed)
    return copier, Sampler(encoder, plan.postprocessor, values, conditions, plan.seed)


def calibrate(plan, copier, strength, residual, unit, rng):
    """Calibration of strength; measured now where the strength in force needs it.

    Parameters
    ----------
    plan : FitPlan
    copier : Copier
    strength, residual, unit
        Parameters of the augmenter; the last one is its `calibration`.
    rng : numpy.random.Generator

    Returns
    -------
    calibration : StrengthCalibration
    """
    calibration = StrengthCalibration(copier, plan.values, plan.conditions.training, residual, unit, rng)
    if not calibration.redraws_all(strength):
        _ = calibration.curve  # shows here, too, whether the transformation can be used
    return calibration


def measure_copies(calibration, strength, gain, stacklevel=6):
    """Figures of some copies; warn, at the first use of a strength, where they went wrong.

    Parameters
    ----------
    calibration : StrengthCalibration
    strength : float or None
        In force.
    gain : float or None
        For that strength; None changes nothing.
    stacklevel : int, default=6
        Of the line that called the method of the augmenter.

    Returns
    -------
    report : dict
        Of `copy_report`; empty where nothing changes.
    """
    if gain is None:
        return {}
    is_new = not calibration.has_report(gain)
    report = calibration.copy_report(gain)
    if is_new and report:
        warn_of_copies(calibration, report, strength, stacklevel)
    return report


def check_repeats(calibration, strength, values, copies):
    """Warn where many copies equal one another; see `warn_of_repeats`."""
    if strength != 0:
        with numeric_settings():
            warn_of_repeats(calibration, strength, values, copies)
