"""LGTAAugmenter: joins the rooms, and computes nothing itself."""

import os
import warnings
from dataclasses import replace
from itertools import count
from numbers import Integral, Real
from typing import ClassVar

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import check_is_fitted

from ._callbacks import CallbackSupportMixin, TrainingMonitor, with_callbacks
from ._conditions.training_store import TrainingConditions, check_condition_names
from ._containers.output_format import OutputFormat
from ._containers.panel import WideFrame, read_panel, season_of_panel
from ._copies.calibration import Response
from ._copies.copier import Copier
from ._copies.donors import DonorPool
from ._copies.forecast_windows import TrainingWindows
from ._files import persistence
from ._latent.codec import SeriesCodec
from ._latent.diagnostics import latent_report, warn_if_collapsed
from ._latent.neighbors import nearest_codes
from ._preprocessing.postprocessing import Postprocessor
from ._preprocessing.spans import CHUNK_VALUES, ends, has_gaps, time_spans, varies
from ._preprocessing.trend_season import SPAN, resolve_structure
from ._random import keyed_generator, row_keys
from ._sampling.sampler import Sampler
from .exceptions import StrengthWarning
from .model import CVAE, IdentityCodec
from .model._cached_fit import train
from .transformations import resolve
from .transformations._slerp import interpolate_codes

_DEFAULT_STRENGTH = 0.3
_DONORS = 2_000  # training series kept as donors, at most
_DONOR_VALUES = 2**22  # values kept of them, at most (but always 50 series, and two of every class)
_MANY_EQUAL = 0.05  # of the rows


class LGTAAugmenter(CallbackSupportMixin, OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Augment time series by transforming their latent codes.

    A variational autoencoder learns what the series have in common. To augment a series, its latent
    code is transformed (jittered, scaled, warped, mixed with or replaced by that of other series)
    and decoded; what the code does not carry (level, scale, trend, season, fine detail) is kept.

    Parameters
    ----------
    transformation : str or Transformation, default="resample"
        "drift", "jitter", "magnitude_warp", "mix", "resample", "scaling", "time_warp", "trend", or an
        object of :mod:`sklearn_lgta.transformations`, which can also be composed (`+`), alternated (`|`)
        and confined to a part of the series (`On`).
    strength : float or None, default=None
        Root-mean-square change of the series, in units of each series' (and channel's) own standard
        deviation. It means the same for every transformation. 0 returns the input bitwise. None is
        the transformation's full size where it redraws the remainder about a kept trend and season,
        and 0.3 otherwise. It may be changed by `set_params` without training again.
    model : CVAE, PCACodec or None, default=None
        Architecture and training. None is ``CVAE()``.
    space : {"latent", "data"}, default="latent"
        "data" applies the transformation to the data themselves, which trains nothing: the
        baseline to compare with.
    structure : {"auto", "none", "trend", "both"}, default="auto"
        What is set aside and comes back unchanged: nothing, the trend, or trend and seasonal
        profile; from logarithms, where series are never negative and that leaves less of them. "auto"
        is "both" where the seasonal period is known and the series hold two seasons, else "none"; and
        "none" for "drift" and "trend", which change just that.
    seasonal_period : int or None, default=None
        Time points of a season. None reads it from the frequency of a DataFrame's datetime or
        period columns.
    normalisation : {"standard", "robust"}, default="standard"
        By what each series (and channel) comes to one level and size before the network sees it: mean
        and standard deviation, or median and quartiles. "robust" is for outliers and level shifts: what
        lies beyond some robust standard deviations is set aside and kept like the structure, which is
        estimated without it. The unit of `strength` stays the standard deviation.
    residual : {"auto", "keep", "resample", "drop"}, default="auto"
        What happens to the part that the code does not explain: kept, drawn anew from the training
        series, or dropped (the paper's choice; the copies are then too smooth). "auto" keeps it,
        except that "mix" and "resample" redraw it to the same degree as the code.
    calibration : {"rms", "wasserstein"} or None, default="rms"
        What strength is measured in: the root-mean-square change, or the median over series of the
        Wasserstein distance between the values of a series before and after (as the paper tunes
        it), both in standard deviations. None takes strength as the paper's raw latent gain.
    bounds : "auto", None or (low, high), default="auto"
        Limits of the output. "auto" keeps channels that are never negative in `fit` so. Either
        limit may be None. Except with None for both, a series that is never negative and intermittent
        (1.32 steps or more between values that are not 0) keeps its number of zeros.
    round : bool, default=False
        Whether copies are whole numbers, where X is. The clean targets of `training_windows` stay real
        numbers, as they are expectations.
    use_y : {"donors", "condition"} or None, default=None
        What class labels are used for. "donors": whatever a copy takes from other series comes from
        series of its own class. "condition": so it does, and encoder and decoder are told the class
        (one that takes conditions: :class:`CVAE`). None ignores y.
    missing : {"keep", "fill"}, default="keep"
        What copies have where values are missing (NaN): a gap as well, or what the model takes for
        likely. Gaps lie between the first and the last known time point of a series; before and after,
        nothing is added.
    conditions : str, list of str or None, default=None
        Names of what else the network is told of every series, and what copies keep: "calendar" (the
        dates of the time points) and names of your own (a group, a promotion, the temperature). `fit`
        and the methods take the values; the network must be one that takes conditions.
    unseen : {"passthrough", "augment"}, default="passthrough"
        What `transform` does with rows that `fit` has not seen. Passing them through makes
        ``predict`` of a pipeline safe.
    memory : str, path, object with the interface of joblib.Memory, or None, default=None
        Folder where trained models are kept and found again by the data and the parameters of
        training: structure, season, normalisation, `model`, `random_state` (None is one of them), `conditions`, and
        labels where `use_y` is "condition". A search over anything else trains once a fold, also in several
        processes. The folder holds pickles: use one that only you can write to.
    random_state : int, RandomState instance or None, default=None
        Seed of training and of all draws. None takes a new seed in each `fit`.
    verbose : int, default=0
        1 shows a progress bar.

    Attributes
    ----------
    transformation_ : Transformation
        The resolved transformation.
    model_ : CVAE, PCACodec or IdentityCodec
        The trained model.
    latent_report_ : dict
        Evidence that the code is used, measured on held-out data: "r2" and "r2_zero_latent" of the
        reconstruction at the posterior mean and with zeros as the code, "active_units" of
        "n_units", "kl" and "variance" by unit, "compression" (code numbers per value) and
        "held_out" ("series", "time" or "none"). Empty with ``space="data"``.
    strength_curve_ : StrengthCurve
        Response of the output, `gain` and `strength`. Where all is redrawn it is measured when first asked for.
    max_strength_ : float
        Largest strength that can be reached; infinite where there is no ceiling.
    history_ : dict of lists
        Losses by training step.
    n_parameters_ : int
        Trainable weights of the model.
    seasonal_period_ : int or None
        The seasonal period in use.
    structure_ : str
        The structure that is set aside.
    bounds_ : tuple of ndarrays of shape (n_channels,)
        The lower and upper limit of every channel.
    seed_ : int
        The seed in use.
    n_features_in_ : int
        Time points of a 2-D X, channels of a 3-D X.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Column names of X, where all are strings.

    See Also
    --------
    CVAE : The network and its parameters.

    Notes
    -----
    The random numbers of a series depend on the seed, on its values and on the number of the copy.
    A series is augmented the same way alone, in any batch and in any order, bitwise on one platform
    and set of versions. Equal series get equal copies.

    Series are normalised one by one and share the network, so the cost of training does not grow
    with their number.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter
    >>> X = np.random.default_rng(0).normal(size=(40, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter("magnitude_warp", strength=0.3, random_state=0).fit(X)
    >>> augmenter.augment(X, n_copies=3).shape
    (120, 24)
    """

    _parameter_constraints: ClassVar[dict] = {
        "transformation": "no_validation",  # `resolve` says more
        "strength": [None, Interval(Real, 0, None, closed="left")],
        "model": [None, HasMethods(["resolve", "fit", "encode", "decode"])],
        "space": [StrOptions({"latent", "data"})],
        "structure": [StrOptions({"auto", "none", "trend", "both"})],
        "seasonal_period": [None, Interval(Integral, 2, None, closed="left")],
        "normalisation": [StrOptions({"standard", "robust"})],
        "residual": [StrOptions({"auto", "keep", "resample", "drop"})],
        "calibration": [None, StrOptions({"rms", "wasserstein"})],
        "bounds": [None, StrOptions({"auto"}), tuple, list],
        "round": ["boolean"],
        "use_y": [None, StrOptions({"donors", "condition"})],
        "missing": [StrOptions({"keep", "fill"})],
        "conditions": [None, str, list, tuple],
        "unseen": [StrOptions({"passthrough", "augment"})],
        "memory": [None, str, os.PathLike, HasMethods("cache")],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        transformation="resample",
        strength=None,
        *,
        model=None,
        space="latent",
        structure="auto",
        seasonal_period=None,
        normalisation="standard",
        residual="auto",
        calibration="rms",
        bounds="auto",
        round=False,
        use_y=None,
        missing="keep",
        conditions=None,
        unseen="passthrough",
        memory=None,
        random_state=None,
        verbose=0,
    ):
        self.transformation = transformation
        self.strength = strength
        self.model = model
        self.space = space
        self.structure = structure
        self.seasonal_period = seasonal_period
        self.normalisation = normalisation
        self.residual = residual
        self.calibration = calibration
        self.bounds = bounds
        self.round = round
        self.use_y = use_y
        self.missing = missing
        self.conditions = conditions
        self.unseen = unseen
        self.memory = memory
        self.random_state = random_state
        self.verbose = verbose

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def __sklearn_is_fitted__(self):
        return hasattr(self, "_response")  # the last thing that fit sets

    @property
    def strength_curve_(self):
        """Measured response of the output to the latent gain.

        Returns
        -------
        strength_curve : StrengthCurve
        """
        return self._response.curve

    @property
    def max_strength_(self):
        """Largest strength that can be reached.

        Returns
        -------
        max_strength : float
            Infinity where there is no end. With ``calibration=None`` the largest latent gain.
        """
        if self._response.calibration is None:
            return float(self._copier.max_gain)
        return self.strength_curve_.ceiling

    # ------------------------------------------------------------------------------------ fit
    @with_callbacks
    def fit(self, X, y=None, *, conditions=None):
        """Learn the latent space of the series, and how the output responds to a change in it.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series, NaN where values are missing. Constant series are allowed and stay as they are.
        y : array-like of shape (n_series,), default=None
            Class labels, where `use_y` asks for them; else not used.
        conditions : dict, DataFrame, array-like or None, default=None
            Values of the conditions that the parameter `conditions` names. A dict from names to arrays, a
            DataFrame with a row a series and a column a condition, or the array alone where one is named. An
            array of shape (n_series,) holds what never changes; (n_series, n_timepoints), or
            (1, n_timepoints) for all series alike, what changes along time; in a dict, a single value stands
            for all series. Numbers are numeric, all else (and pandas' categoricals) is categorical. "calendar"
            is read from datetime or period columns of X, else it is an index of dates for all series, or a
            list of one for every series.

        Returns
        -------
        self : LGTAAugmenter
            The fitted augmenter.

        Raises
        ------
        ValueError
            If X is empty, ragged, not numeric, infinite, has series of one time point or none that is known, if a
            parameter does not fit X, or if `use_y` is set and y has not one label for every series,
            two series or more of every class, or if values of named conditions are missing or do not fit.

        Warns
        -----
        UserWarning
            If `unseen` is "passthrough" and many rows are equal, so that new rows may be taken for
            those of `fit`.
        """
        self._validate_params()
        transformation = self._checked_transformation()
        vars(self).pop("_response", None)  # not fitted until everything went well
        context = self._init_callback_context(max_subtasks=1)
        context.call_on_fit_task_begin(estimator=self, X=X, y=y)
        panel = read_panel(self, X, reset=True)
        first, stop = ends(panel.values)
        lengths = stop - first
        period, structure = self._find_structure(panel, transformation, lengths.min())
        keys = row_keys(panel.values)
        self._warn_of_equal_rows(panel.values, keys)
        known = TrainingConditions(panel, keys, self._told_names(), y, conditions, use_y=self.use_y)
        conditions = known.training
        postprocessor = Postprocessor.resolve(self.bounds, self.round, panel.values)
        model = self._new_model()
        gappy = np.flatnonzero(has_gaps(panel.values))
        self._refuse_gaps(model, is_unequal=lengths.min() < lengths.max(), is_gappy=len(gappy) > 0)
        block = None if structure == "none" else SPAN * period  # of remainders, which are the same everywhere
        model.resolve(int(lengths.max()), panel.values.shape[2], period, longest_window=block)
        seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))

        how = structure, period, postprocessor, self.normalisation == "robust"
        training_panel = SeriesCodec(model, *how).training_panel(panel.values)
        told = conditions.as_told().starting_at(first)
        model, split = train(
            self.memory if self.space == "latent" else None,
            model,
            training_panel,
            told,
            seed=seed,
            seed_key=None if self.random_state is None else seed,
            verbose=self.verbose,
            monitor=TrainingMonitor(self, context),
        )
        along = told.lazily(training_panel.shape[1])
        training, held_out = ((training_panel[part], along[part]) for part in (split.train, split.held_out))
        # evenly spaced, as series may come sorted by kind; a number that is told counts a quarter
        some = slice(None, None, -(-(training[0].size + training[1].size // 4) // CHUNK_VALUES))
        codec = SeriesCodec(model, *how).learn(training[0][some], training[1][some].numbers())
        some = gappy[: max(1, CHUNK_VALUES // panel.values[0].size)]
        codec.fit_imputation(panel.values[some], conditions[some])

        self.transformation_, self.model_, self.seed_ = transformation, model, seed
        self.seasonal_period_, self.structure_, self.bounds_ = period, structure, postprocessor.bounds
        self.history_, self.n_parameters_ = model.history_, model.n_parameters_
        self._codec, self._lengths = codec, lengths
        self._output_format = OutputFormat.of(panel)
        self._seen, self._training_conditions = frozenset(keys), known
        self.latent_report_ = self._report(training, held_out, split.kind)
        rng = keyed_generator(seed, b"fitted")
        n_donors = min(_DONORS, max(50, _DONOR_VALUES // panel.values[0].size, 2 * conditions.n_present))
        self._donor_rows = np.sort(conditions.one_of_each_first(rng.permutation(len(keys)))[:n_donors])
        kept = panel.values[self._donor_rows], conditions[self._donor_rows]
        self._sampler = Sampler(codec, postprocessor, *kept, seed)
        donors = self._choose_donors(*kept, n_donors)
        self._copier = Copier(codec, transformation, donors, postprocessor, seed)
        response = Response(self._copier, panel.values, conditions, self.residual, self.calibration, rng)
        if not self._redraws_all():
            _ = response.curve  # needed anyway, and shows here whether the transformation can be used
        self._response = response
        context.call_on_fit_task_end(estimator=self, X=X, y=y)
        return self

    def _find_structure(self, panel, transformation, n_timepoints):
        """Seasonal period, and what is set aside of series that have so many time points at least."""
        period = self.seasonal_period or season_of_panel(panel)
        asked = "none" if self.structure == "auto" and transformation.moves_level else self.structure
        structure = resolve_structure(asked, period, n_timepoints)
        if self.seasonal_period and asked == "auto" and structure == "none":
            warnings.warn(
                f"seasonal_period={period} needs {SPAN * period} time points to set trend and season aside; the "
                f"shortest series has {n_timepoints}, so nothing is. Leave out shorter series, or say "
                "structure='none' to be without this warning.",
                UserWarning,
                stacklevel=4,
            )
        return period, structure

    def _new_model(self):
        if self.space == "data":
            return IdentityCodec()
        return CVAE() if self.model is None else clone(self.model)

    def _refuse_gaps(self, model, is_unequal, is_gappy):
        """Models of one's own need not know of missing values."""
        if self.space == "latent" and (is_gappy or is_unequal) and not getattr(model, "takes_gaps", False):
            raise ValueError(
                f"X has {'series of unequal length' if is_unequal else 'missing values'}, and {model} does not say "
                "takes_gaps = True: it must then take NaN in windows. Use CVAE() or PCACodec(), or fill and cut before."
            )

    def _checked_transformation(self):
        transformation = clone(resolve(self.transformation))  # what is done to the user's later changes no copy
        transformation._validate_params()
        if self.calibration == "wasserstein" and np.isfinite(transformation.max_gain):
            raise ValueError(
                f"calibration='wasserstein' cannot be used with {transformation}, which keeps the distribution of the "
                "values, so their Wasserstein distance hardly moves. Use calibration='rms'."
            )
        return transformation

    def _told_names(self):
        """Names of conditions in use; refuses any telling where the model listens to none."""
        names = check_condition_names(self.conditions)
        if (self.use_y == "condition" or names) and not getattr(self._new_model(), "uses_conditions", False):
            space = "space='data' trains no network" if self.space == "data" else f"{self.model} takes no conditions"
            if names:
                raise ValueError(f"conditions={self.conditions!r} are told to the network, but {space}. Use a CVAE.")
            raise ValueError(f"use_y='condition' tells the network the class, but {space}. Use use_y='donors'.")
        return names

    def _warn_of_equal_rows(self, values, keys):
        if self.unseen != "passthrough":
            return
        # constant series stay as they are in any case
        own = [key for key, changes in zip(keys, varies(values), strict=True) if changes]
        n_equal = len(own) - len(set(own))
        if n_equal > _MANY_EQUAL * len(keys):
            warnings.warn(
                f"{n_equal} of {len(keys)} rows equal another one, so new rows may well equal a row of fit, and "
                "transform would augment them. AugmentedEstimator never touches what is predicted on: use it around "
                "the estimator, in place of a Pipeline. Or set unseen='augment' and use augment.",
                UserWarning,
                stacklevel=4,
            )

    def _report(self, training, held_out, kind):
        """Whether the code is in use, on data that training has not seen."""
        if self.space == "data":
            return {}
        panel, conditions = held_out[0], held_out[1].numbers()
        grid = self._codec.grid(panel.shape[1])
        latent = self._codec.encode(panel, conditions, grid)
        zero = self._codec.whiten(np.zeros_like(latent))
        posterior = self.model_.encode(grid.cut(panel), grid.cut(conditions))
        holds_some = ~grid.cut(np.isnan(panel)).all(axis=2)  # (n_windows, n_tokens)
        report = latent_report(
            panel,
            self._codec.decode(latent, conditions, grid),
            self._codec.decode(zero, conditions, grid),
            *(array[holds_some] for array in posterior),
            n_patch_values=grid.patch_length * panel.shape[2],
        )
        report["held_out"] = kind
        n_series, n_steps = training[0].shape[:2]
        window_length = min(self.model_.sizes_.window_length, n_steps)
        warn_if_collapsed(report, n_series * (n_steps - window_length + 1), window_length)
        return report

    def _choose_donors(self, values, conditions, n_donors):
        """Pool of series; of few, which are there several times, each from another step on."""
        of_stretches = list(time_spans(values))
        order = np.concatenate([np.arange(len(values))[span.rows] for span in of_stretches])
        self._donor_rows = self._donor_rows[order]
        kept = self.structure_ != "none"
        starts = range(min(self.model_.sizes_.patch_length, -(-n_donors // len(values)))) if kept else [0]
        return DonorPool.of(
            [self._codec.analyse(span.of(values), span.told(conditions)) for span in of_stretches],
            starts,
            classes=conditions.codes[order],
            patch_length=self.model_.sizes_.patch_length,
            default_block=SPAN * self.seasonal_period_ if kept else values.shape[1],
            same_time=not kept,
        )

    # ------------------------------------------------------------------------------------ augment
    def _copies(self, values, conditions, numbers, groups=None):
        fill = self.missing == "fill"
        return self._copier.copies(values, conditions, numbers, self._gain(), self.residual, groups, fill)

    def _redraws_all(self):
        """Whether the transformation acts at its full size, whatever strength that is."""
        return self.strength is None and self.transformation_.full_gain is not None and self.structure_ != "none"

    def _gain(self):
        """Latent gain for the strength in force; None where nothing is to change."""
        self._validate_params()
        if self._redraws_all():
            return self.transformation_.full_gain
        strength = _DEFAULT_STRENGTH if self.strength is None else float(self.strength)
        if strength == 0:
            return None
        gain = reached = min(strength, self.max_strength_)
        if self._response.calibration is not None:
            curve = self.strength_curve_
            gain, reached = curve.gain_for(strength), max(reached, curve.floor)
        if self.strength is not None and not np.isclose(reached, strength, rtol=1e-6, atol=0):
            self._warn_of_strength(strength, reached)
        return gain

    def _warn_of_strength(self, strength, reached):
        if reached > strength:
            why = f"residual={self.residual!r} alone changes the series by that much; use residual='keep'"
        else:
            outliers = ", outliers" if self.normalisation == "robust" else ""
            why = (
                f"all has changed that may: structure that is set aside{outliers}, bounds, and places outside of a "
                "part stay"
            )
        warnings.warn(
            f"strength={strength:g} cannot be reached with {self.transformation_}: {reached:.3g} is, because {why}.",
            StrengthWarning,
            stacklevel=4,
        )

    # ---------------------------------------------------------------------------------- public verbs
    def transform(self, X):
        """Augment the series that `fit` has seen; others pass through (see `unseen`).

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
            One augmented version of every series seen in `fit`, recognised by its exact values, and
            the others as they are. A DataFrame where `fit` and this method got one.
        """
        check_is_fitted(self)
        panel = read_panel(self, X, reset=False)
        if isinstance(panel.container, WideFrame) and self._output_format.kind != "frame":
            panel = replace(panel, container=None)  # there are no names of columns, so `set_output` expects an array
        if self.unseen == "augment":
            return panel.write(self._copies(panel.values, self._training_conditions.of(panel), [0]))
        seen = np.array([key in self._seen for key in row_keys(panel.values)])
        values = panel.values.copy()
        if seen.any():
            own = replace(panel, values=panel.values[seen], container=None)  # what they are told of is known
            values[seen] = self._copies(own.values, self._training_conditions.of(own), [0])
        return panel.write(values)

    def augment(self, X, n_copies=1, *, y=None, copy=0, groups=None, conditions=None):
        """Augment series, whether `fit` has seen them or not.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`.
        n_copies : int, default=1
            Augmented versions of every series.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, where `use_y` is set. None finds those of series that `fit` has seen.
        copy : int, default=0
            Number of the first copy. Copies 0 to 4 and then 5 to 9 are ten different ones; `transform`
            gives copy 0.
        groups : array-like of shape (n_series,) or None, default=None
            Series with one label share their random numbers, as fits series that move together. None
            draws for every series on its own.
        conditions : dict, DataFrame, array-like or None, default=None
            As in `fit`, of these series. None finds those of series that `fit` has seen.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_copies * n_series, ...)
            Copy-major: all series of the first copy, then of the next. A DataFrame repeats its index, and
            labels repeat like it: ``np.tile(y, n_copies)``.

        Raises
        ------
        ValueError
            If X does not fit what `fit` saw, if `use_y` is set and a label is unknown, or if a label or a
            condition is missing for a series that `fit` has not seen.

        Warns
        -----
        StrengthWarning
            If the strength cannot be reached.
        ExtrapolationWarning
            If a numeric condition lies far outside of its range in `fit`.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter("mix", strength=0.5, model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.augment(X[:2], n_copies=2).shape
        (4, 12)
        """
        check_is_fitted(self)
        check_whole("n_copies", n_copies, least=1)
        check_whole("copy", copy, least=0)
        panel = read_panel(self, X, reset=False)
        if groups is not None:
            groups = np.asarray(groups)
            if groups.shape != (len(panel.values),):
                raise ValueError(
                    f"groups has shape {groups.shape}; one label for each of {len(panel.values)} series is needed."
                )
        conditions = self._training_conditions.of(panel, y, conditions)
        copies = self._copies(panel.values, conditions, range(copy, copy + n_copies), groups)
        return panel.write(copies, "copy", copy)

    def fill(self, X, *, y=None, conditions=None):
        """Fill the gaps of series, and change nothing else.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series, NaN where values are missing.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; looked at where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
            What is known, and in gaps what the model takes for likely: trend and season, what the code says of
            the neighbourhood, and the rest by its correlation with what is known nearby. Before the first
            and after the last known time point of a series nothing is added. It is a guess at the mean: what is
            filled is smoother than what is known.

        References
        ----------
        .. [1] N. Cressie, "Statistics for Spatial Data", Wiley 1993, section 3.1 (simple kriging, of what
           neither structure nor code explains).

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.sin(np.arange(24) / 2 + np.arange(30)[:, None])
        >>> X[3, 10:12] = np.nan
        >>> filled = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X).fill(X)
        >>> bool(np.isfinite(filled).all())
        True
        """
        check_is_fitted(self)
        panel = read_panel(self, X, reset=False)
        told = self._training_conditions.of(panel, y, conditions, for_copies=False)
        return panel.write(self._copier.source(panel.values, told, None, "keep", fill=True).values)

    def iter_copies(self, X, *, y=None, start=0, conditions=None):
        """Copies without end, one after the other, as a network takes a new one in every epoch.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`. They are encoded once, and what
            is known of them, a few times their size, is kept in memory.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        start : int, default=0
            Number of the first copy.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        copies : iterator
            Of arrays or DataFrames of the shape of X: ``augment(X, copy=start)``, then ``copy=start + 1``
            and so on, bitwise. Parameters that change while it runs do not change what it yields.

        Raises
        ------
        ValueError
            As `augment`, at once.

        See Also
        --------
        WindowDataset : Training windows of a new copy in every epoch, for torch.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter("mix", strength=0.5, model=PCACodec(), random_state=0).fit(X)
        >>> for epoch, copy in zip(range(3), augmenter.iter_copies(X)):
        ...     print(epoch, copy.shape)
        0 (30, 12)
        1 (30, 12)
        2 (30, 12)
        """
        check_is_fitted(self)
        check_whole("start", start, least=0)
        panel = read_panel(self, X, reset=False)
        source = self._source(panel, y, conditions)
        return (panel.write(source.copy(number), "copy", number) for number in count(start))

    def training_windows(self, X, lags, horizon, n_copies=10, *, target="clean", copy=0, y=None, conditions=None):
        """Training pairs of a forecaster: `lags` values and the `horizon` values that follow them.

        Every window of every series, and the same windows of copies. Fit any regressor on them.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`. Trend and season are estimated
            from all time points given, so give those of training alone.
        lags, horizon : int
            Time points of a window before and after the moment of the forecast.
        n_copies : int, default=10
            Copies of every window; with 0 the windows of X alone are returned.
        target : {"clean", "same"}, default="clean"
            What follows the lags of a copy. "clean": its trend and season alone, as the noise of a
            target teaches nothing. "same": the values of the copy. Where nothing is set aside both are
            "same", with a warning. The windows of X themselves always keep their values, and so do those
            of copies with strength 0.
        copy : int, default=0
            Number of the first copy.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        lags : ndarray of shape (n_windows, lags) or (n_windows, n_channels, lags)
            Windows of X, series by series and in the order of time, one beginning at every time point:
            ``n_series * (n_timepoints - lags - horizon + 1)`` of them. Then as many of every copy. Windows
            that begin before a series does, or whose targets are missing, are left out; with
            ``missing="fill"`` gaps are filled first.
        targets : ndarray of shape (n_windows, horizon) or (n_windows, n_channels, horizon)
        rows : ndarray of shape (n_windows,)
            Number of the series in X that a window is of.

        Raises
        ------
        ValueError
            If X does not fit what `fit` saw or is too short for one window, or as `augment`.

        Warns
        -----
        UserWarning
            If `target` is "clean" and nothing is set aside that could be it.

        Notes
        -----
        Windows of one series overlap, and its structure is estimated from all of it. In a
        cross-validation split series, or time before windows are cut: fit the augmenter and cut windows
        on the training part of every fold.

        References
        ----------
        .. [1] C. Bergmeir et al., "Bagging exponential smoothing methods using STL decomposition and
           Box-Cox transformation", International Journal of Forecasting 32, 2016 (copies whose remainder
           is redrawn).

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
        >>> augmenter = LGTAAugmenter(seasonal_period=4, model=PCACodec(), random_state=0).fit(X)
        >>> lags, targets, rows = augmenter.training_windows(X, lags=8, horizon=4, n_copies=2)
        >>> lags.shape, targets.shape, rows.shape
        ((1170, 8), (1170, 4), (1170,))
        """
        check_is_fitted(self)
        check_whole("n_copies", n_copies, least=0)
        check_whole("copy", copy, least=0)
        windows = self._windows(X, lags, horizon, target, y, conditions)
        pairs = [windows.originals()] + [windows.copy(number) for number in range(copy, copy + n_copies)]
        lags, targets = (np.concatenate(part) for part in zip(*pairs, strict=True))
        return lags, targets, np.tile(windows.rows, n_copies + 1)

    def _source(self, panel, y=None, conditions=None):
        conditions, fill = self._training_conditions.of(panel, y, conditions), self.missing == "fill"
        return self._copier.source(panel.values, conditions, self._gain(), self.residual, fill=fill)

    def _windows(self, X, lags, horizon, target, y=None, conditions=None):
        """Training windows of series, after what may be wrong with them."""
        panel = read_panel(self, X, reset=False)
        check_whole("lags", lags, least=1)
        check_whole("horizon", horizon, least=1)
        if target not in ("clean", "same"):
            raise ValueError(f"target={target!r} must be 'clean' or 'same'.")
        first, stop = ends(panel.values)
        n_timepoints = (stop - first).max()
        if n_timepoints < lags + horizon:
            raise ValueError(
                f"X has series of {n_timepoints} time points at most; one window of lags={lags} and horizon={horizon} "
                f"needs {lags + horizon}. Use fewer lags, a shorter horizon or longer series."
            )
        clean = target == "clean" and self.structure_ != "none"
        if target == "clean" and not clean:
            warnings.warn(
                "target='clean' has no trend and season to keep, as nothing is set aside: the targets of copies are "
                "their own values. Set seasonal_period, or target='same' without this warning.",
                UserWarning,
                stacklevel=3,
            )
        return TrainingWindows(self._source(panel, y, conditions), lags, horizon, clean, panel)

    def sample(self, n_samples=1, *, n_timepoints=None, random_state=None, y=None, conditions=None):
        """Draw series that never existed.

        Code, level, size, trend and season of a series are drawn from a density of those of the training
        series, and decoded; the fine detail comes from training series near the draw.

        Parameters
        ----------
        n_samples : int, default=1
            Series to draw.
        n_timepoints : int or None, default=None
            Their length. None is that of the training series: in a table of all, in a list or a frame with the
            index (instance, time) lengths as often as there.
        random_state : int, RandomState instance or None, default=None
            An int gives the same series every time; None others in every call, as
            :meth:`sklearn.neighbors.KernelDensity.sample` does.
        y : label, array-like of shape (n_samples,) or None, default=None
            Classes of the series, or the one class of all, where `use_y` is set. None draws them as often
            as they came in training.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`. What is left out is that of training series drawn at random.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_samples, n_timepoints) or (n_samples, n_channels, n_timepoints)
            As many dimensions, and the dtype, that X had in `fit`, within `bounds_`. A DataFrame where `fit`
            saw one, with its columns if it is as long; a list of arrays, or a frame with the index (instance,
            time), where `fit` saw that.

        Raises
        ------
        ValueError
            If `n_samples` is less than 1 or `n_timepoints` less than 2, or if y does not fit: given without
            `use_y`, of another length, or with an unknown label; or if conditions do not fit, or change along
            time and are left out where `n_timepoints` is more than `fit` has seen.

        Warns
        -----
        CopyWarning
            If half of the draws lie much nearer to one training series than to any other.

        Notes
        -----
        The first call learns the density, which takes some seconds where there are many series. With
        ``space="data"`` the density is one of the data themselves.

        References
        ----------
        .. [1] P. Ghosh et al., "From Variational to Deterministic Autoencoders", ICLR 2020 (a density that is
           learnt after training).

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(200, 12)).cumsum(axis=1)
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.sample(5, random_state=0).shape
        (5, 12)
        >>> augmenter.sample(5, n_timepoints=30, random_state=0).shape
        (5, 30)
        """
        check_is_fitted(self)
        check_whole("n_samples", n_samples, least=1)
        if n_timepoints is not None:
            check_whole("n_timepoints", n_timepoints, least=2)
        seed = int(check_random_state(random_state).randint(np.iinfo(np.int32).max))
        rng = keyed_generator(seed, b"sample")
        longest = n_timepoints or int(self._lengths.max())
        told, like = self._training_conditions.of_new(n_samples, longest, rng, y, conditions)
        of_own_length = n_timepoints is None and self._output_format.kind in ("list", "long frame")
        lengths = self._lengths[like] if of_own_length else np.full(n_samples, longest)
        values = np.full((n_samples, longest, len(self.bounds_.low)), np.nan)
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            values[rows, :length] = self._sampler.draw(told[rows], length, rng)
        if n_timepoints is None:
            self._sampler.warn_of_copies(told)
        return self._output_format.write(values, lengths, like)

    def encode(self, X, *, y=None, conditions=None):
        """Latent code of every series.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; looked at where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        latent : ndarray of shape (n_series, n_tokens, latent_dim)
            Posterior means along time, one token a patch from the first known time point on. Series that are
            shorter than the longest one have NaN after their last token. What the conditions tell of them is
            left out, so that a code can be decoded under others.
        """
        check_is_fitted(self)
        panel = read_panel(self, X, reset=False)
        told = self._training_conditions.of(panel, y, conditions, for_copies=False)
        parts = list(self._codes(panel, told))
        n_tokens = max(latent.shape[1] for _, latent in parts)
        result = np.full((len(panel.values), n_tokens, self.model_.sizes_.latent_dim), np.nan)
        for rows, latent in parts:
            result[rows, : latent.shape[1]] = self._codec.unwhiten(latent)
        return result

    def _codes(self, panel, told):
        """Whitened codes, stretch by stretch: pairs of rows and an ndarray (n_rows, n_tokens, latent_dim)."""
        for span in time_spans(panel.values):
            yield span.rows, self._codec.analyse(span.of(panel.values), span.told(told)).latent

    def kneighbors(self, X, n_neighbors=5, *, y=None, conditions=None):
        """Training series whose latent codes are nearest.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Series, whether `fit` has seen them or not.
        n_neighbors : int, default=5
            Neighbours of every series.
        y : array-like of shape (n_series,) or None, default=None
            As for `encode`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        distances : ndarray of shape (n_series, n_neighbors)
            Euclidean, nearest first, between codes whose dimensions have standard deviation 1. The tokens
            of two series are compared one by one; where X is longer or shorter than the series of `fit`,
            their mean and standard deviation over time are.
        indices : ndarray of int of shape (n_series, n_neighbors)
            Rows of the X of `fit`, of the (at most 2,000) series that it keeps as donors. A series is not
            its own neighbour, as in scikit-learn's ``kneighbors()``: those that equal it are left out.

        Raises
        ------
        ValueError
            If there are fewer other training series than neighbours are asked for.

        See Also
        --------
        sklearn_lgta.plotting.LatentMapDisplay : A map of the codes.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.arange(30)[:, None] / 5 + np.sin(np.arange(24) * np.linspace(0.3, 1.3, 30)[:, None])
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> distances, indices = augmenter.kneighbors(X[[0, 29]], n_neighbors=1)
        >>> indices.tolist()
        [[1], [28]]
        """
        check_is_fitted(self)
        check_whole("n_neighbors", n_neighbors, least=1)
        panel = read_panel(self, X, reset=False)
        told = self._training_conditions.of(panel, y, conditions, for_copies=False)
        latent = [None] * len(panel.values)
        for rows, codes in self._codes(panel, told):
            for row, code in zip(np.arange(len(latent))[rows], codes, strict=True):
                latent[row] = code
        pool, rows = self._copier.donors, self._donor_rows
        # behind them come the same from later steps on
        kept = [code[:length] for code, length in zip(pool.latent, pool.n_tokens[: len(rows)], strict=False)]
        keys, kept_keys = row_keys(panel.values), pool.keys[: len(rows)]
        distances, places = nearest_codes(latent, keys, kept, kept_keys, n_neighbors)
        return distances, rows[places]

    def decode(self, latent, like, *, y=None, conditions=None):
        """Series of latent codes.

        Parameters
        ----------
        latent : array-like of shape (n_series, n_tokens, latent_dim)
            Codes as `encode` returns them.
        like : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Series that lend location, scale, trend and season to the decoded ones, row by row.
        y : array-like of shape (n_series,) or None, default=None
            Class of the decoded series, as for `augment`; looked at where `use_y` is "condition". It may be
            another one than that of the code.
        conditions : dict, DataFrame, array-like or None, default=None
            Of the decoded series, as for `augment`; they may be others than those of the code, within the
            range of `fit`. Location, scale, trend and season that are set aside do not change with them.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of `like`
            What the codes alone say, without the residual. With it, that is ``X + decode(...) - reconstruct(X)``.

        Warns
        -----
        UserWarning
            If other dates are given than those of `like`, and that changes little or nothing.
        """
        check_is_fitted(self)
        panel = read_panel(self, like, reset=False)
        values, told = panel.values, self._training_conditions.of(panel, y, conditions, for_copies=False)
        self._training_conditions.warn_of_dates(panel, conditions, season_stays=self.structure_ == "both")
        latent = np.asarray(latent, dtype=np.float64)
        first, stop = ends(values)
        n_tokens = self._codec.grid(int((stop - first).max())).n_tokens
        expected = (len(values), n_tokens, self.model_.sizes_.latent_dim)
        if latent.shape != expected:
            raise ValueError(
                f"latent has shape {latent.shape}; these series need {expected}, as encode(like) returns it."
            )
        result = np.full(values.shape, np.nan)
        for span in time_spans(values):
            own = latent[span.rows, : self._codec.grid(span.stop - span.first).n_tokens]
            if not np.isfinite(own).all():
                raise ValueError("latent contains NaN or inf; codes must be finite.")
            decoded, filled = self._codec.decode_like(span.of(values), self._codec.whiten(own), span.told(told))
            result[span.rows, span.time] = self._copier.postprocessor.copies(decoded, filled)
        return panel.write(self._with_gaps(result, values))

    def _with_gaps(self, result, *values):
        """What was made of series, with their gaps unless these are to be filled."""
        if self.missing == "keep":
            for of_series in values:
                result[np.isnan(of_series)] = np.nan
        return result

    def reconstruct(self, X, *, y=None, conditions=None):
        """Encode and decode: what the latent code knows of every series.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; looked at where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
        """
        told = {"y": y, "conditions": conditions}
        return self.decode(self.encode(X, **told), like=X, **told)

    def interpolate(self, X_a, X_b, n_steps, *, y_a=None, y_b=None, conditions_a=None, conditions_b=None):
        """Series on the way from some to others.

        Parameters
        ----------
        X_a, X_b : array-likes or DataFrames of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Where the ways begin and end, row by row.
        n_steps : int
            Places on every way, evenly spaced, with both ends: at least 2.
        y_a, y_b : array-likes of shape (n_series,) or None, default=None
            As for `augment`; looked at where `use_y` is "condition".
        conditions_a, conditions_b : dicts, DataFrames, array-likes or None, default=None
            As for `augment`. On the way they are blended.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_steps * n_series, ...)
            Step-major: X_a bitwise, then all series of the next step, and so on to X_b bitwise (in the
            dtype of X_a). The code of every series is turned on the shortest way, at one speed, and what
            it does not explain is blended with weights whose squares sum to 1, which keeps the size of
            unlike ones; location, scale, trend and season go in a straight line. With ``space="data"``
            the series themselves are turned. A DataFrame repeats the index of X_a.

        Raises
        ------
        ValueError
            If X_a and X_b have different shapes, or `n_steps` is less than 2.

        References
        ----------
        .. [1] K. Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985 (the path).

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.interpolate(X[:2], X[2:4], n_steps=5).shape
        (10, 12)
        """
        check_is_fitted(self)
        check_whole("n_steps", n_steps, least=2)
        panel, last = (read_panel(self, X, reset=False) for X in (X_a, X_b))
        if panel.values.shape != last.values.shape:
            raise ValueError(
                f"X_a and X_b must have one shape, row by row; they hold {_size(panel.values)}, and "
                f"{_size(last.values)}."
            )
        sides = [
            (side.values, self._training_conditions.of(side, y, conditions, for_copies=False))
            for side, y, conditions in ((panel, y_a, conditions_a), (last, y_b, conditions_b))
        ]
        _refuse_other_lengths(panel.values, last.values)
        fractions = np.linspace(0.0, 1.0, n_steps)[1:-1]
        result = np.full((n_steps, *panel.values.shape), np.nan)
        result[0], result[-1] = panel.values, last.values
        both = np.concatenate([panel.values, last.values], axis=2)  # gaps of either make a stretch of its own
        for span in time_spans(both):
            ends_of = [self._codec.analyse(span.of(values), span.told(conditions)) for values, conditions in sides]
            first, second = (parts.values for parts in ends_of)
            for step, fraction in enumerate(fractions, start=1):
                latent = interpolate_codes(*(parts.latent for parts in ends_of), fraction)
                blended = self._codec.blend(*ends_of, latent, fraction)
                finished = self._copier.postprocessor.between(blended, first, second, fraction)
                result[step, span.rows, span.time] = finished
        for between in result[1:-1]:
            self._with_gaps(between, panel.values, last.values)
        return panel.write(result.reshape(-1, *panel.values.shape[1:]), "step")

    # ------------------------------------------------------------------------------------ files
    def save(self, path):
        """Write the fitted augmenter to a file that holds no code.

        Parameters
        ----------
        path : str or PathLike
            Used as it is, without a suffix added. A file that is there is replaced in one step.

        Raises
        ------
        NotFittedError
            If it is not fitted.
        TypeError
            If it holds objects of classes that are not of the package, as a transformation or a model
            of your own; pickle and joblib keep those.
        OSError
            If the file cannot be written.

        See Also
        --------
        LGTAAugmenter.load : Read it.

        Notes
        -----
        **The file holds data of the training series**: codes and remainders of up to 2,000 of them, which
        are donors, up to 1,024 of the series themselves, by which strength is measured, and digests of
        all, by which they are recognised. Hand it on only to those who may see the series.

        `memory` is not written, nor are callbacks and requests for metadata; a RandomState is written
        as None, and `seed_` is kept.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter("mix", strength=0.5, model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.save("trained.lgta")
        >>> same = LGTAAugmenter.load("trained.lgta")
        >>> np.array_equal(same.augment(X), augmenter.augment(X))
        True
        """
        check_is_fitted(self)
        persistence.save(self, path)

    @classmethod
    def load(cls, path):
        """Read an augmenter that `save` has written.

        Parameters
        ----------
        path : str or PathLike

        Returns
        -------
        augmenter : LGTAAugmenter
            Fitted, with the parameters and results of the one that was saved. On another platform, or
            with other versions of numpy and torch, results may differ by rounding.

        Raises
        ------
        ValueError
            If the file is something else, damaged, or written by a newer version in a format that this
            one does not know.
        OSError
            If there is no such file, or it cannot be opened.

        See Also
        --------
        LGTAAugmenter.save : Write it.

        Notes
        -----
        No code comes from the file, whoever made it: it holds numbers, text and names of classes of this
        package, which are checked. What a forged file says may still be wrong. Checksums in it tell of
        accidents, not of forgery.
        """
        return persistence.load(cls, path)


def _refuse_other_lengths(values_a, values_b):
    for where, a, b in zip(("begin", "end"), ends(values_a), ends(values_b), strict=True):
        other = np.flatnonzero(a != b)
        if len(other):
            raise ValueError(
                f"X_a and X_b must be known over the same time, row by row; at position {other[0]} they {where} at "
                f"time points {a[other[0]]} and {b[other[0]]}. Cut both to what they share."
            )


def check_whole(name, value, least):
    """Refuse what is no whole number of at least `least`.

    Parameters
    ----------
    name : str
    value : object
    least : int

    Raises
    ------
    ValueError
    """
    if not isinstance(value, Integral) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name}={value!r} must be a whole number of at least {least}.")


def _size(values):
    n_series, n_timepoints, n_channels = values.shape
    return f"{n_series} series of {n_timepoints} time points and {n_channels} channels"
