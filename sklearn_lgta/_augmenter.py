"""LGTAAugmenter: the parameters, their documentation, and short methods that call the modules below."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from numbers import Integral, Real
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils import Tags, _safe_indexing, gen_batches
from sklearn.utils._param_validation import HasMethods, Interval, InvalidParameterError, StrOptions
from sklearn.utils.validation import _num_samples, check_is_fitted

from ._callbacks import CallbackSupportMixin, TrainingMonitor, with_callbacks
from ._containers.checks import MOST_COPIES, check_groups, check_whole, refuse_table_output, refuse_too_large
from ._containers.kinds import read_panel, refuse_other_rows_than_series, takes_unequal_lengths, write_new
from ._containers.output_format import OutputFormat
from ._files import persistence
from ._fitting import steps
from ._fitting.parameter_changes import calibration_in_force, parameters_in_use, refuse_changes
from ._latent_methods import LatentMethods
from ._reproducibility.progress import in_turn, progress_bar
from ._reproducibility.settings import numeric_settings


class LGTAAugmenter(LatentMethods, CallbackSupportMixin, OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Augment time series by transforming their latent codes.

    A variational autoencoder is trained on the series. To augment a series, its latent code is transformed
    (jittered, scaled, warped, mixed with or replaced by the codes of other series) and decoded. Everything that
    the code does not carry stays: level, scale, trend, season and fine detail.

    Parameters
    ----------
    transformation : str or Transformation, default="resample"
        "drift", "jitter", "magnitude_warp", "mix", "resample", "scaling", "time_warp", "trend", or an
        object of :mod:`sklearn_lgta.transformations`. Objects can be composed (`+`), alternated (`|`) and
        confined to a part of the series (`On`). "classification" is a policy for training sets of classifiers: of ten
        copies four are mixed, three drift and three are warped in time, the first two kinds at half the strength.
    strength : float or None, default=None
        Root-mean-square change of the series, in units of the standard deviation of each series and channel (of all
        series where `normalisation_` is "panel").
        It has the same meaning for every transformation. 0 returns the input bitwise. None is the full size of
        a transformation that redraws the remainder about a kept trend and season, and 0.3 otherwise. Of alternatives
        (`|`), each changes its series by this much, times its relative strength.
    model : CVAE, PCACodec or None, default=None
        Architecture and training parameters. None is ``CVAE()``.
    space : {"latent", "data"}, default="latent"
        "data" applies the transformation to the data themselves and trains nothing: the baseline to compare
        with.
    structure : {"auto", "none", "trend", "both"}, default="auto"
        The part of each series that is set aside and added back unchanged: nothing, the trend, or trend and
        seasonal profile; and with each of them the effects of conditions along time. It is estimated from
        logarithms where the series are never negative and logarithms leave a smaller remainder. "auto" is "both"
        where the seasonal period is known and the series hold two seasons, else "none"; it is "none" for "drift"
        and "trend", which change the structure itself.
    seasonal_period : int or None, default=None
        Time points of a season. None reads it from the frequency of the datetime or period columns of a
        DataFrame.
    normalisation : {"standard", "robust", "panel", "auto"}, default="standard"
        How channels are brought to one level and size before the network sees them. "standard": each series by its
        mean and standard deviation. "robust": each series by median and quartiles, for outliers and level shifts:
        values beyond some robust standard deviations are set aside and kept like the structure, and the structure is
        estimated without them. "panel": all series by one mean and standard deviation, for series of one process, as
        windows of a longer one are: their levels are part of their shape, and copies have others. It sets
        nothing aside: `seasonal_period` then only shapes patches of the model and simulated windows. "auto": "panel"
        where most series share time points with others, or have similar levels and sizes, and nothing is set aside;
        else "standard".
    residual : {"auto", "keep", "resample", "drop"}, default="auto"
        What happens to the part that the code does not explain: it is kept, drawn anew from the training
        series, or dropped (as in the paper; the copies are then too smooth). "auto" keeps it, except that
        "mix" and "resample" redraw it to the same degree as the code.
    calibration : {"rms", "wasserstein"} or None, default="rms"
        What strength is measured in: the root-mean-square change, or the median over series of the Wasserstein
        distance between the values of a series before and after (as the paper tunes it), both in standard
        deviations. None takes strength as the raw latent gain of the paper.
    bounds : "auto", None or (low, high), default="auto"
        Limits of the output. "auto" keeps a channel above 0 that is never negative in `fit`. Either limit may
        be None. Unless both are None, a series that is never negative and intermittent (1.32 steps or more
        between values that are not 0) keeps its number of zeros.
    round : bool, default=False
        Whether copies are whole numbers, where X is. The clean targets of `training_windows` stay real
        numbers, as they are expectations.
    use_y : {"donors", "condition"} or None, default=None
        What class labels are used for. "donors": a copy takes codes and residuals only from series of its own
        class. "condition": in addition the class is an input of encoder and decoder; the model must take
        conditions (:class:`CVAE` does). None ignores y.
    missing : {"keep", "fill"}, default="keep"
        What copies have where values are missing (NaN): a gap as well, or an estimate by the model. Gaps lie
        between the first and the last observed time point of a series; nothing is added before and after. With "fill"
        `AugmentedEstimator` and forecasters fill the gaps of the series themselves, too.
    conditions : str, list of str or None, default=None
        Names of what copies keep besides the values: "calendar" (the dates of the time points) and names of your own
        (a group, a promotion, the temperature). `fit` and the methods take the values; in a long frame or table,
        columns of these names hold them: they are no channels, and copies repeat them unchanged. What a promotion or a
        temperature, which change along time, do to the values is estimated (see Notes) and belongs to the structure.
        Conditions are also inputs of a model that takes them; the calendar and static ones need such a model.
    unseen : {"passthrough", "augment"}, default="passthrough"
        What `transform` does with rows that `fit` has not seen. "passthrough" makes ``predict`` of a pipeline
        safe.
    memory : str, path, object with the interface of joblib.Memory, or None, default=None
        Folder where trained models are cached. The cache key is the data and the parameters of training:
        structure, season, normalisation, `model`, `random_state` (None is one key), `conditions`, and labels
        where `use_y` is "condition". A search over other parameters trains once a fold, also in several
        processes. A model that is damaged, or was trained on other data or with other versions of the packages, is
        never used: it is trained anew, with a warning. The folder holds pickles: use one that only you can write to.
    n_jobs : int or None, default=None
        Processes in which `transform`, `augment`, `augment_iter`, `training_windows` and `sample` work, each on a part
        of the series. None is one, or what ``joblib.parallel_config`` says, with its backend (threads, Dask, Ray,
        Spark). Results are bitwise the same.
    random_state : int, RandomState instance or None, default=None
        Seed of training and of all draws. None takes a new seed in each `fit`.
    verbose : int, default=0
        1 shows a progress bar of `fit`, `transform`, `augment`, `training_windows` and `sample`, across jobs too.

    Attributes
    ----------
    transformation_ : Transformation
        The resolved transformation.
    model_ : CVAE, PCACodec or IdentityCodec
        The trained model.
    latent_report_ : dict
        Evidence that the code is used, measured on held-out data: "r2" and "r2_zero_latent" of the
        reconstruction at the posterior mean and with zeros as the code, "active_units" of "n_units", "kl" and
        "variance" by unit, "compression" (code numbers per value), "held_out" ("series", "time" or "none"), and
        "largest_error" in training, relative to the error of the mean. Empty with ``space="data"``.
    copy_report_ : dict
        Figures of some copies: "roughness", "distinct" and "near_training".
    strength_curve_ : StrengthCurve or StrengthCurves
        Response of the output, `gain` and `strength`. Alternatives have one each: `names`, `relative_strengths` and
        `curves`. Where the full size is in force, it is measured at its first use.
    max_strength_ : float
        Largest strength that can be reached, by every alternative; infinite where there is no largest.
    history_ : dict of lists
        Losses by training step.
    n_parameters_ : int
        Trainable weights of the model.
    seasonal_period_ : int or None
        The seasonal period in use.
    structure_ : {"none", "trend", "both"}
        The structure that is set aside.
    normalisation_ : {"standard", "robust", "panel"}
        The normalisation in use.
    bounds_ : tuple of ndarrays of shape (n_channels,)
        The lower and upper limit of every channel.
    seed_ : int
        The seed in use.
    n_features_in_ : int
        Time points of a 2-D X, channels of a 3-D X. In a long frame or table the columns of values: names of
        series, time and conditions are no features, as they are passed on and not learnt from.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Names of these columns of X, where all are strings.

    See Also
    --------
    CVAE : The network and its parameters.

    Notes
    -----
    The random numbers of a series depend on the seed, on its values and on the number of the copy. So a series
    has the same copies alone, in any batch and in any order, bitwise on one platform and set of versions. Equal
    series have equal copies.

    `set_params` changes `transformation`, `strength`, `residual`, `calibration`, `missing` and `unseen` of a fitted
    augmenter without training again. `fit` used the other parameters: after a change of one, the methods raise an error
    that says so, until `fit` is called. A transformation that needs another structure does as well.

    Unless `normalisation_` is "panel", each series is normalised on its own. All share one network, so the cost of
    training does not grow with the number of series.

    Effects of conditions x along time are those of a partly linear model ``y[t] = f[t] + b * x[t] + e[t]`` of trend and
    season f [2]_, or the same of logarithms, where b multiplies. The effect b of a series is a random coefficient
    about that of all series [3]_: the less a series says, the nearer its b is to the common one.

    References
    ----------
    .. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation",
       arXiv:2507.23615, 2025.
    .. [2] P. Speckman, "Kernel smoothing in partial linear models", JRSS B 50, 1988.
    .. [3] P. Swamy, "Efficient inference in a random coefficient regression model", Econometrica 38, 1970.

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
        "normalisation": [StrOptions({"standard", "robust", "panel", "auto"})],
        "residual": [StrOptions({"auto", "keep", "resample", "drop"})],
        "calibration": [None, StrOptions({"rms", "wasserstein"})],
        "bounds": [None, StrOptions({"auto"}), tuple, list],
        "round": ["boolean"],
        "use_y": [None, StrOptions({"donors", "condition"})],
        "missing": [StrOptions({"keep", "fill"})],
        "conditions": [None, str, list, tuple],
        "unseen": [StrOptions({"passthrough", "augment"})],
        "memory": [None, str, os.PathLike, HasMethods("cache")],
        "n_jobs": [None, Integral],
        "random_state": ["random_state"],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        transformation: Any = "resample",
        strength: float | None = None,
        *,
        model: Any = None,
        space: Literal["latent", "data"] = "latent",
        structure: Literal["auto", "none", "trend", "both"] = "auto",
        seasonal_period: int | None = None,
        normalisation: Literal["standard", "robust", "panel", "auto"] = "standard",
        residual: Literal["auto", "keep", "resample", "drop"] = "auto",
        calibration: Literal["rms", "wasserstein"] | None = "rms",
        bounds: Literal["auto"] | tuple[float | None, float | None] | None = "auto",
        round: bool = False,
        use_y: Literal["donors", "condition"] | None = None,
        missing: Literal["keep", "fill"] = "keep",
        conditions: str | Sequence[str] | None = None,
        unseen: Literal["passthrough", "augment"] = "passthrough",
        memory: Any = None,
        n_jobs: int | None = None,
        random_state: int | np.random.RandomState | None = None,
        verbose: int = 0,
    ) -> None:
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
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.verbose = verbose

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_calibration")  # the last thing that fit sets

    @property
    def strength_curve_(self) -> Any:
        """Measured response of the output to the latent gain.

        Returns
        -------
        strength_curve : StrengthCurve or StrengthCurves
            The latter has the curves of alternatives.
        """
        self._follow_parameters()
        with numeric_settings():
            return self._calibration.curve

    @property
    def copy_report_(self) -> dict[str, float]:
        """Figures of some copies of training series, for the parameters in force.

        Returns
        -------
        copy_report : dict
            "roughness": second differences of copies over those of their series (median of root mean squares).
            "distinct": fraction of copies that equal neither their series nor an earlier copy, of 8 copies each.
            "near_training": fraction of copies that are another training series but for level and size. A figure
            that cannot be had is left out; with ``strength=0`` all are.
        """
        self._follow_parameters()
        gain = self._calibration.gain_for(self.strength, quiet=True)
        return dict(steps.measure_copies(self._calibration, self.strength, gain))

    @property
    def max_strength_(self) -> float:
        """Largest strength that can be reached.

        Returns
        -------
        max_strength : float
            Infinity where there is no largest. With ``calibration=None`` the largest latent gain.
        """
        self._follow_parameters()
        return self._calibration.max_strength

    @property
    def normalisation_(self) -> str:
        """Normalisation in use.

        Returns
        -------
        normalisation : {"standard", "robust", "panel"}
        """
        check_is_fitted(self)
        return self._copier.encoder.decomposer.normalisation

    # ------------------------------------------------------------------------------------ fit
    @with_callbacks
    def fit(self, X: ArrayLike, y: ArrayLike | None = None, *, conditions: Mapping | ArrayLike | None = None) -> Self:
        """Train the model on the series, and measure how the output responds to changes of the code.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series, NaN where values are missing. Constant series are allowed and have constant copies.
            Masked arrays and DataArrays of xarray too; and for series of any lengths a list of arrays, Series,
            DataFrames (a channel a column) or dicts (with a `target`), a frame with series in its cells, or a long
            frame of pandas or polars: a row for every time point of every series, names of series and time in columns
            or in index levels. The same comes back. :func:`from_long` states which column is what, where that is not
            certain.
        y : array-like of shape (n_series,), default=None
            Class labels, used where `use_y` is set.
        conditions : dict, DataFrame, array-like or None, default=None
            Values of the conditions that the parameter `conditions` names: a dict from names to arrays, a
            DataFrame with a row a series and a column a condition, or the array alone where one is named. An
            array of shape (n_series,) holds static values. An array of shape (n_series, n_timepoints), or
            (1, n_timepoints) for all series alike, changes along time. In a dict, a single value stands for all
            series. Numbers are numeric; everything else (and pandas' categoricals) is categorical. "calendar"
            is read from datetime or period columns of X, or passed as one index of dates for all series, or as
            a list with an index for every series.

        Returns
        -------
        self : LGTAAugmenter
            The fitted augmenter.

        Raises
        ------
        ValueError
            If X is empty, ragged, not numeric or infinite, or has series with one time point or without an observed
            value; if a parameter does not fit X; if `use_y` is set and y does not have one label for every
            series and two series or more of every class; or if values of named conditions are missing or do not
            fit; or if `memory` is a folder that cannot be written to. The augmenter is then unfitted, also if it was
            fitted before.

        Warns
        -----
        DivergenceWarning
            If training diverged.
        PosteriorCollapseWarning
            If the decoder does not use the code.
        ReconstructionWarning
            If the network reconstructs held-out series much worse than a linear code of the same size.
        RoughnessWarning
            If copies are much smoother or rougher than their series. After a change of parameters the methods warn.
        CopyWarning
            If copies equal another training series but for level and size, likewise.
        UserWarning
            If `unseen` is "passthrough" and many rows are equal, so that new rows may equal rows of `fit`. If the axes
            of time and channels are likely to be the other way round: 16 time points or fewer, and more than two
            channels for each. If columns of a long frame look like flags or labels, which `conditions` should name. If
            `seasonal_period` is given, and `normalisation` is "panel", which sets no season aside.
        """
        self.__dict__.pop("_calibration", None)  # unfitted, until everything went well
        self._validate_params()
        context = self._init_callback_context(max_subtasks=1)
        context.call_on_fit_task_begin(estimator=self, X=X, y=y)
        panel = read_panel(self, X)
        with numeric_settings(), progress_bar("fit", 4 * steps.DURATION, "step", self.verbose) as bar:
            plan = steps.estimate_effects(steps.plan_fit(self, panel, y, conditions))
            memory = self.memory if self.space == "latent" else None
            monitor = TrainingMonitor(self, context, bar)
            training = steps.train_model(plan, memory, self.random_state, self.verbose, monitor)
            encoder = steps.fit_encoder(plan, training)
            bar.update(steps.DURATION)
            report = steps.measure_latent(encoder.codec, training)
            bar.update(steps.DURATION)
            rng = steps.generator(plan)
            copier, sampler = steps.choose_donors(plan, encoder, rng)
            bar.update(steps.DURATION)
            calibration = steps.calibrate(plan, copier, self.strength, self.residual, self.calibration, rng)
            gain = calibration.gain_for(self.strength, quiet=True)
            steps.measure_copies(calibration, self.strength, gain, stacklevel=5)
            bar.update(steps.DURATION)
        self._keep(plan, OutputFormat.of(panel), training.model, report, copier, sampler, calibration)
        context.call_on_fit_task_end(estimator=self, X=X, y=y)
        return self

    def _keep(
        self,
        plan: steps.FitPlan,
        output_format: OutputFormat,
        model: Any,
        report: dict,
        copier: Any,
        sampler: Any,
        calibration: Any,
    ) -> None:
        """Set the fitted attributes; the last one makes the augmenter fitted."""
        self.transformation_, self.model_, self.seed_ = plan.transformation, model, plan.seed
        self.seasonal_period_, self.structure_ = plan.decomposer.seasonal_period, plan.decomposer.structure
        self.bounds_ = plan.postprocessor.bounds
        self.history_, self.n_parameters_ = model.history_, model.n_parameters_
        self.latent_report_ = report
        self._output_format, self._lengths, self._seen = output_format, plan.lengths, frozenset(plan.keys)
        self._training_conditions, self._copier, self._sampler = plan.conditions, copier, sampler
        self._parameters_of_fit = parameters_in_use(self)
        self._calibration = calibration

    def _follow_parameters(self) -> None:
        """Let parameters that `set_params` changed after `fit` take effect, or refuse those that `fit` used."""
        check_is_fitted(self)
        self._validate_params()
        refuse_changes(self, self._parameters_of_fit)
        calibration = calibration_in_force(self)
        if calibration is not self._calibration:
            self._copier, self.transformation_ = calibration.copier, calibration.copier.transformation
            self._calibration = calibration  # last, so that another thread never finds half of the change

    def _resolve_transformation(self) -> Any:
        return steps.resolve_transformation(self.transformation, self.calibration)

    # ------------------------------------------------------------------------------------ augment
    def transform(self, X: ArrayLike) -> Any:
        """Augment the series that `fit` has seen; others pass through (see `unseen`).

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
            One copy of every series that `fit` has seen, recognised by its exact values, and the other series
            as they are. A DataFrame where `fit` and this method got one.

        Raises
        ------
        ValueError
            If X cannot be read, or if `set_output` asks for a table of series that make none.
        """
        self._follow_parameters()
        panel = self._read_for_transform(X)
        refuse_table_output(self, panel, X)
        if self.unseen == "augment":
            return panel.write(self._copies(panel, self._training_conditions.for_series(panel), [0]))
        seen = steps.seen_rows(panel.values, self._seen)
        values = panel.values.copy()
        if seen.any():
            # the conditions of series that fit has seen are those of fit
            known = replace(panel, values=panel.values[seen], container=None, conditions={})
            values[seen] = self._copies(known, self._training_conditions.for_series(known), [0])
        return panel.write(values)

    def augment(
        self,
        X: ArrayLike,
        n_copies: int = 1,
        *,
        y: ArrayLike | None = None,
        copy: int = 0,
        groups: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
        draws: Any = None,
        return_draws: bool = False,
    ) -> Any:
        """Augment series, whether `fit` has seen them or not.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`.
        n_copies : int, default=1
            Copies of every series.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, where `use_y` is set. None takes the labels from `fit` for series that it has seen.
        copy : int, default=0
            Number of the first copy. Copies 0 to 4 and copies 5 to 9 are ten different copies; `transform`
            returns copy 0.
        groups : array-like of shape (n_series,) or None, default=None
            Series with one label share their random numbers, so that series that move together still do: they jump,
            drift and warp at one time, and take donors that correlate about as they do. None draws for every series
            separately.
        conditions : dict, DataFrame, array-like or None, default=None
            As in `fit`, for these series. None takes the values from `fit` for series that it has seen. If you pass
            others for such series, copies are as they would be under these. Columns of X that are conditions hold what
            you pass.
        draws : RecordedDraws or None, default=None
            What an earlier call returned: X is changed as the series of that call were, row by row, at the same
            strength. X has their shape; it may be another sensor, a target or a mask. Nothing is drawn, so `n_copies`
            and `copy` are those of that call, and `groups` is None. None draws.
        return_draws : bool, default=False
            Whether `draws` is returned too. Then all is done in one process.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_copies * n_series, ...)
            Copy-major: all series of the first copy, then of the next. A DataFrame repeats its index, and
            labels repeat like it: ``np.tile(y, n_copies)``. A frame with series in its index gets a further level
            `copy`, a DataArray with several copies a coordinate `copy` along its series; in long tables and dicts
            copies have names of their own: the suffix "_copy0", or whole numbers above all of X.
        draws : RecordedDraws
            What was drawn: numbers, neither series nor network. It can be pickled. Only if `return_draws` is True.

        Raises
        ------
        ValueError
            If X differs from the X of `fit` in its dimensions, if `use_y` is set and a label is unknown, if a label or
            a condition is missing for a series that `fit` has not seen, if a parameter that `fit` used has changed, or
            if `draws` does not fit X or this augmenter.
        TypeError
            If `draws` is no such object.

        Warns
        -----
        StrengthWarning
            If the strength cannot be reached; of alternatives, it names those that cannot.
        RepeatedCopiesWarning
            If many copies equal their series or another copy of it.
        ExtrapolationWarning
            If a numeric condition lies far outside its range in `fit`.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter("mix", strength=0.5, model=PCACodec(), random_state=0).fit(X)
        >>> augmenter.augment(X[:2], n_copies=2).shape
        (4, 12)

        What was drawn for X changes other series in the same way, here the same sensors in other units:

        >>> copies, draws = augmenter.augment(X, return_draws=True)
        >>> np.allclose(augmenter.augment(32 + 1.8 * X, draws=draws), 32 + 1.8 * copies)
        True
        """
        self._follow_parameters()
        check_whole("n_copies", n_copies, least=1)
        check_whole("copy", copy, least=0, most=MOST_COPIES - int(n_copies))
        panel = read_panel(self, X, self._output_format)
        groups = check_groups(groups, len(panel.values))
        numbers = range(int(copy), int(copy) + int(n_copies))
        if draws is not None:
            self._copier.check_draws(draws, numbers, groups, panel.labels)
        of_series = self._training_conditions.for_series(panel, y, conditions, for_copies=draws is None)
        is_replay = draws is not None
        if not is_replay and not return_draws:
            copies = self._copies(panel, of_series, numbers, groups)
        else:
            with numeric_settings():
                if not is_replay:
                    how = self._gain(), self.residual, groups, panel.labels
                    draws = self._copier.record(panel.values, of_series, numbers, *how)
                copies = self._copier.replay(draws, panel.values, of_series, self.missing == "fill")
            numbers = draws.numbers
        if not is_replay:
            steps.check_repeats(self._calibration, self.strength, panel.values, copies)
        written = self._under(panel, conditions).write(copies, "copy", numbers.start)
        return (written, draws) if return_draws else written

    def augment_iter(
        self,
        X: ArrayLike,
        n_copies: int = 1,
        chunk_size: int = 1_000,
        *,
        y: ArrayLike | None = None,
        copy: int = 0,
        groups: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
    ) -> Iterator[Any]:
        """Yield the copies of a part of the series after the other, in bounded memory.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Every row is a series; a memory map or a list of series too. Only one part is read at a time.
        n_copies : int, default=1
            Copies of every series.
        chunk_size : int, default=1000
            Series of a part.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        copy : int, default=0
            Number of the first copy.
        groups : array-like of shape (n_series,) or None, default=None
            As for `augment`. The series of a group may lie in several parts.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`, of all series.

        Returns
        -------
        parts : iterator of ndarray, DataFrame or list
            The results of ``augment(X[first : first + chunk_size], n_copies)``, whose rows are bitwise those of
            ``augment(X, n_copies)``.

        Raises
        ------
        ValueError
            As `augment`; or if the rows of X are no series, as those of a long frame.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 12))
        >>> augmenter = LGTAAugmenter("mix", strength=0.5, model=PCACodec(), random_state=0).fit(X)
        >>> [part.shape for part in augmenter.augment_iter(X, n_copies=2, chunk_size=20)]
        [(40, 12), (20, 12)]
        """
        check_is_fitted(self)
        check_whole("chunk_size", chunk_size, least=1)
        refuse_other_rows_than_series(X)
        n_series, chunk_size = _num_samples(X), int(chunk_size)
        of_groups, of_y = check_groups(groups, n_series), y if y is None else np.asarray(y)

        def of_rows(rows: slice) -> Any:
            return self.augment(
                _safe_indexing(X, rows),
                n_copies,
                y=None if of_y is None else of_y[rows],
                copy=copy,
                groups=None if of_groups is None else of_groups[rows],
                conditions=self._training_conditions.values_of_rows(conditions, rows, n_series),
            )

        parts = (partial(of_rows, rows) for rows in gen_batches(n_series, chunk_size))
        return in_turn(parts, "augment_iter", -(-n_series // chunk_size), "part", self.verbose)

    def fill(self, X: ArrayLike, *, y: ArrayLike | None = None, conditions: Mapping | ArrayLike | None = None) -> Any:
        """Fill the gaps of series, and change nothing else.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series, NaN where values are missing.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`; used where `use_y` is "condition".
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        X_new : ndarray or DataFrame of the shape of X
            The observed values, and in gaps an estimate: trend and season, the decoded code, and the rest by its
            correlation with observed values nearby. Nothing is added before the first and after the last observed
            time point of a series. The estimate is a mean, so filled values are smoother than observed values.

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
        self._follow_parameters()
        panel = read_panel(self, X, self._output_format)
        of_series = self._training_conditions.for_series(panel, y, conditions, for_copies=False)
        return panel.write(self._copier.source(panel.values, of_series, None, "keep", fill=True).values)

    def iter_copies(
        self,
        X: ArrayLike,
        *,
        y: ArrayLike | None = None,
        start: int = 0,
        groups: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
    ) -> Iterator[Any]:
        """Endless iterator of copies, for instance a new copy for every epoch of a network.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`. They are encoded once, and their
            codes and remainders, a few times their size, are kept in memory.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        start : int, default=0
            Number of the first copy.
        groups : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.

        Returns
        -------
        copies : iterator
            Arrays or DataFrames of the shape of X: ``augment(X, copy=start)``, then ``copy=start + 1`` and so
            on, bitwise. Parameters that change while it runs do not change its copies.

        Raises
        ------
        ValueError
            As `augment`, at the call.

        See Also
        --------
        WindowDataset : Training windows of a new copy in every pass, for torch.

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
        self._follow_parameters()
        check_whole("start", start, least=0, most=MOST_COPIES - 1)
        panel = read_panel(self, X, self._output_format)
        source = self._source(panel, y, conditions, check_groups(groups, len(panel.values)))
        panel = self._under(panel, conditions)
        return (panel.write(source.copy(number), "copy", number) for number in count(start))

    def training_windows(
        self,
        X: ArrayLike,
        lags: int,
        horizon: int,
        n_copies: int = 10,
        *,
        target: Literal["clean", "same"] = "clean",
        n_simulated: int = 0,
        copy: int = 0,
        y: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
        return_starts: bool = False,
    ) -> tuple[NDArray, ...]:
        """Training pairs of a forecaster: `lags` values and the `horizon` values that follow them.

        They come from every window of every series and of its copies. Any regressor can be fitted to them.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`. Trend and season are estimated
            from all time points in X, so pass the training part of the series only.
        lags, horizon : int
            Time points of a window before and after the moment of the forecast.
        n_copies : int, default=10
            Copies of every window; with 0 the windows of X alone are returned.
        target : {"clean", "same"}, default="clean"
            The target of a copy. "clean": its trend and season alone, as noise in a target teaches nothing.
            "same": the values of the copy. Where no structure is set aside, both are "same", with a warning.
            The windows of X itself always keep their values, and so do copies with strength 0.
        n_simulated : int, default=0
            Further windows, simulated from a structural model of the series (see Notes). Whatever `target` is, theirs
            is the expectation given the true state of the simulated series at the moment of the forecast, which
            nobody knows of a real one: right for point forecasts, and not for quantiles. 16,000 are enough for any
            number of series.
        copy : int, default=0
            Number of the first copy.
        y : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        groups : array-like of shape (n_series,) or None, default=None
            As for `augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`.
        return_starts : bool, default=False
            Whether `starts` is returned too, for covariates of the same windows.

        Returns
        -------
        lags : ndarray of shape (n_windows, lags) or (n_windows, n_channels, lags)
            Without channels where X is 2-D, or holds one-dimensional series or tables with one column of values.
            Windows of X, series by series and in the order of time, one starting at every time point:
            ``n_series * (n_timepoints - lags - horizon + 1)`` windows. Then as many of every copy. Windows that
            start before their series or have missing targets are left out; with ``missing="fill"`` gaps are
            filled first. The `n_simulated` windows come last, and have no gaps.
        targets : ndarray of shape (n_windows, horizon) or (n_windows, n_channels, horizon)
        rows : ndarray of shape (n_windows,)
            Row in X of the series of every window; of a simulated window, the series whose model it has.
        starts : ndarray of shape (n_windows,)
            First time point of every window, counted as in the series in X: the lags of a window of X are
            ``X[row, start : start + lags]``, its targets the `horizon` values after them. Only if
            `return_starts` is True.

        Raises
        ------
        ValueError
            If X is too short for one window or for the model of `n_simulated`, or as for `augment`.

        Warns
        -----
        UserWarning
            If `target` is "clean" and no structure is set aside.

        See Also
        --------
        LGTAAugmenter.newest_windows : The lags of the forecasts to come.

        Notes
        -----
        Windows of one series overlap, and its structure is estimated from all of its time points. In a
        cross-validation split by series, or by time before the windows are cut: fit the augmenter and cut windows
        on the training part of every fold.

        A simulated window has the season and, at the moment of the forecast, the level of a window of X. Slope, steps
        of the level, autoregression and noise are drawn from a structural model [2]_, in logarithms where a series is
        never negative, so that targets are medians there. Intermittent series are left out. Beyond the lags, slopes
        are damped [3]_, and only what can be expected remains:
        ``level + slope * (d + ... + d**h) + season + phi**h * autoregression`` for step h. Without a
        `seasonal_period` there is no season: series that have one need it. Channels are simulated each on their own,
        with the correlation of their remainders. Effects of conditions along time are those of the times of the window.

        References
        ----------
        .. [1] C. Bergmeir et al., "Bagging exponential smoothing methods using STL decomposition and
           Box-Cox transformation", International Journal of Forecasting 32, 2016 (copies whose remainder
           is redrawn).
        .. [2] A. Harvey, "Forecasting, Structural Time Series Models and the Kalman Filter", Cambridge University
           Press, 1989.
        .. [3] E. Gardner and E. McKenzie, "Forecasting trends in time series", Management Science 31, 1985.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
        >>> augmenter = LGTAAugmenter(seasonal_period=4, model=PCACodec(), random_state=0).fit(X)
        >>> lags, targets, rows = augmenter.training_windows(X, lags=8, horizon=4, n_copies=2)
        >>> lags.shape, targets.shape, rows.shape
        ((1170, 8), (1170, 4), (1170,))
        >>> lags, targets, rows = augmenter.training_windows(X, lags=8, horizon=4, n_copies=2, n_simulated=16_000)
        >>> lags.shape
        (17170, 8)
        """
        self._follow_parameters()
        check_whole("n_copies", n_copies, least=0)
        check_whole("copy", copy, least=0, most=MOST_COPIES - int(n_copies))
        numbers = range(copy, copy + n_copies)
        of_series = self, X, lags, horizon, target, y, conditions
        windows = read_windows(*of_series, numbers=numbers, groups=groups, n_simulated=n_simulated)
        positions = windows.rows, windows.starts
        blocks = [(*windows.originals(), *positions)]
        blocks += [(*windows.copy(number), *positions) for number in numbers]
        if n_simulated:
            blocks.append(windows.simulated(np.arange(n_simulated)))
        *result, starts = (np.concatenate(part) for part in zip(*blocks, strict=True))
        return (*result, starts) if return_starts else tuple(result)

    def newest_windows(
        self,
        X: ArrayLike,
        lags: int,
        *,
        y: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
    ) -> NDArray:
        """The last `lags` values of every series, to forecast the values that follow.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series; a 2-D X has as many time points as in `fit`. NaN after the end of a series does not
            belong to it: the window ends with the last time point at which any channel is observed.
        lags : int
            Time points of a window, as for `training_windows`.
        y : array-like of shape (n_series,) or None, default=None
            As for `fill`. Only used with ``missing="fill"``.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `fill`. Only used with ``missing="fill"``.

        Returns
        -------
        windows : ndarray of shape (n_series, lags) or (n_series, n_channels, lags)
            One window a series, in the layout and dtype of the lags of `training_windows`. Gaps are treated as
            there: they are NaN, or filled with ``missing="fill"``.

        Raises
        ------
        ValueError
            If a series has fewer time points than `lags`, or as for `fill`.

        See Also
        --------
        LGTAAugmenter.training_windows : Lags to fit a forecaster to, and their targets.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn_lgta import LGTAAugmenter, PCACodec
        >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
        >>> X[0, 20:] = np.nan  # this series ends early
        >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
        >>> newest = augmenter.newest_windows(X, lags=8)
        >>> newest.shape
        (30, 8)
        >>> bool((newest[0] == X[0, 12:20]).all())
        True
        """
        self._follow_parameters()
        check_whole("lags", lags, least=1)
        panel, of_series = read_panel(self, X, self._output_format), None
        if self.missing == "fill":
            of_series = self._training_conditions.for_series(panel, y, conditions, for_copies=False)
        return self._copier.newest_windows(panel, lags, of_series)

    # ------------------------------------------------------------------------------------ sample
    def sample(
        self,
        n_samples: int = 1,
        *,
        n_timepoints: int | None = None,
        random_state: int | np.random.RandomState | None = None,
        y: ArrayLike | None = None,
        conditions: Mapping | ArrayLike | None = None,
    ) -> Any:
        """Draw new series.

        Code, level, size, trend and season are drawn from a density fitted to the training series, and decoded.
        The fine detail comes from training series near the draw.

        Parameters
        ----------
        n_samples : int, default=1
            Series to draw.
        n_timepoints : int or None, default=None
            Length of the series. None is the length of the training series; where `fit` saw a list, a long
            frame or a long table, lengths are drawn as often as they came there.
        random_state : int, RandomState instance or None, default=None
            An int gives the same series in every call; None gives other series in every call, as in
            :meth:`sklearn.neighbors.KernelDensity.sample`.
        y : label, array-like of shape (n_samples,) or None, default=None
            Classes of the series, or one class for all, where `use_y` is set. None draws classes as often as they
            came in training.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `augment`. Conditions that are left out are taken from training series drawn at random.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_samples, n_timepoints) or (n_samples, n_channels, n_timepoints)
            Dimensions and dtype are those of the X of `fit`; values are within `bounds_`. A DataFrame where `fit`
            saw one, with its columns if the length is the same; a list, a frame with the index (instance, time), or a
            DataArray, where `fit` saw that; a long table with new names of series, without columns of conditions,
            where `fit` saw one.

        Raises
        ------
        ValueError
            If `n_samples` is less than 1 or `n_timepoints` less than 2; if y is given without `use_y`, has another
            length or an unknown label; if conditions do not fit; or if conditions that change along time are left
            out and `n_timepoints` is larger than in `fit`.

        Warns
        -----
        CopyWarning
            If half of the draws lie much nearer to one training series than to any other series, or if there are fewer
            than 20 training series, of each class that is drawn.

        Notes
        -----
        The first call fits the density, which takes some seconds with many series. With ``space="data"`` it is a
        density of the data themselves.

        References
        ----------
        .. [1] P. Ghosh et al., "From Variational to Deterministic Autoencoders", ICLR 2020 (a density that is
           fitted after training).

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
        self._follow_parameters()
        check_whole("n_samples", n_samples, least=1)
        if n_timepoints is not None:
            check_whole("n_timepoints", n_timepoints, least=2)
        rng = self._sampler.generator(random_state)
        longest = n_timepoints or int(self._lengths.max())
        of_samples, like = self._training_conditions.for_samples(n_samples, longest, rng, y, conditions)
        lengths = self._lengths_like(like, n_timepoints)
        jobs = {"n_jobs": self.n_jobs, "verbose": self.verbose}
        values = self._sampler.sample(of_samples, lengths, rng, check_copies=n_timepoints is None, **jobs)
        return write_new(values, self._output_format, lengths, like)

    # ------------------------------------------------------------------------------------ files
    def save(self, path: str | os.PathLike) -> None:
        """Write the fitted augmenter to a file that holds no code.

        Parameters
        ----------
        path : str or PathLike
            Used as given; no suffix is added. An existing file is replaced in one step.

        Raises
        ------
        NotFittedError
            If the augmenter is not fitted.
        TypeError
            If it holds objects of classes outside the package, such as a transformation or a model of your own.
            pickle and joblib can store those.
        OSError
            If the file cannot be written.

        See Also
        --------
        LGTAAugmenter.load : Read the file.

        Notes
        -----
        **The file holds data of the training series**: codes and remainders of up to 2,000 donors, up to 1,024 of
        the series themselves to measure strength, and digests of all series to recognise them. Share it only with
        people who may see the series.

        `memory`, callbacks and metadata requests are not written. A RandomState is written as None, and `seed_` is
        kept.

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
    def load(cls, path: str | os.PathLike) -> Self:
        """Read an augmenter that `save` wrote.

        Parameters
        ----------
        path : str or PathLike

        Returns
        -------
        augmenter : LGTAAugmenter
            Fitted, with the parameters and results of the saved one. On another platform, or with other versions of
            numpy and torch, results may differ by rounding.

        Raises
        ------
        ValueError
            If the file is not a file of `save`, is damaged, or has a format that this version does not read.
        OSError
            If the file does not exist or cannot be opened.

        See Also
        --------
        LGTAAugmenter.save : Write the file.

        Notes
        -----
        Reading a file runs no code of its author: it holds numbers, text and names of classes of this package, which
        are checked. The numbers of a forged file may still be wrong: its checksums reveal accidents, not forgery.
        """
        augmenter = persistence.load(cls, path)
        calibration = augmenter.__dict__.pop("_calibration")
        augmenter._parameters_of_fit = parameters_in_use(augmenter)  # `save` refuses others
        augmenter._calibration = calibration  # last, as in fit
        return augmenter

    # ------------------------------------------------------------------------------------ steps of the methods
    def get_feature_names_out(self, input_features: ArrayLike | None = None) -> NDArray[np.object_]:
        """Names of the columns that `transform` returns.

        Parameters
        ----------
        input_features : array-like of str or None, default=None
            As for other transformers of scikit-learn. Not used where `fit` saw a long frame or table.

        Returns
        -------
        feature_names_out : ndarray of str objects
            The columns of the X of `fit`: in a long table those of names, time and conditions too, which
            `feature_names_in_` leaves out.
        """
        check_is_fitted(self)
        if self._output_format.long is None:
            return super().get_feature_names_out(input_features)
        return np.array(self._output_format.long.columns, dtype=object)

    def _validate_params(self) -> None:
        try:
            super()._validate_params()
        except InvalidParameterError as error:
            if "'strength'" not in str(error):
                raise
            raise InvalidParameterError(
                f"{error} It is the change in standard deviations of each series: type strength=0.3 for a small one, "
                "strength=0 for none, or strength=None for the default of the transformation."
            ) from None

    def _read_for_transform(self, X: ArrayLike) -> Any:
        panel = read_panel(self, X, self._output_format)
        if panel.n_dims == 2 and self._output_format.kind == "array":
            return replace(panel, container=None)  # there are no names of columns, so `set_output` expects an array
        return panel

    def _lengths_like(self, like: NDArray[np.intp], n_timepoints: int | None) -> NDArray[np.intp]:
        """Lengths of new series: as asked, else those of training series where the container has unequal ones."""
        if n_timepoints is None and takes_unequal_lengths(self._output_format):
            return self._lengths[like]
        return np.full(len(like), n_timepoints or self._lengths.max())

    def _gain(self) -> float | tuple[float, ...] | None:
        """Latent gain for the strength in force, or one for each alternative; None where nothing changes."""
        gain = self._calibration.gain_for(self.strength)
        steps.measure_copies(self._calibration, self.strength, gain)
        return gain

    def _copies(self, panel: Any, conditions: Any, numbers: Sequence[int], groups: Any = None) -> NDArray:
        with numeric_settings():
            how = self._gain(), self.residual, groups, self.missing == "fill", self.n_jobs, self.verbose
            return self._copier.copies(panel.values, conditions, numbers, *how, panel.dtype)

    def _source(self, panel: Any, y: Any = None, conditions: Any = None, groups: Any = None) -> Any:
        of_series, fill = self._training_conditions.for_series(panel, y, conditions), self.missing == "fill"
        return self._copier.source(panel.values, of_series, self._gain(), self.residual, groups, fill)


def read_windows(
    augmenter: LGTAAugmenter,
    X: ArrayLike,
    lags: int,
    horizon: int,
    target: str,
    y: ArrayLike | None,
    conditions: Any,
    dtype: Any = None,
    numbers: Sequence[int] | None = None,
    groups: Any = None,
    n_simulated: int = 0,
) -> Any:
    """Return the windows of series and of their copies.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        Fitted.
    X : array-like or DataFrame
    lags, horizon : int
    target : {"clean", "same"}
    y : array-like or None
    conditions : dict, DataFrame, array-like or None
        As for :meth:`LGTAAugmenter.training_windows`.
    dtype : numpy.dtype or None, default=None
        Of the windows; None is that of X.
    numbers : sequence of int or None, default=None
        Numbers of the copies that are made now, in jobs. None makes any copy when it is asked for.
    groups : array-like or None, default=None
        As for :meth:`LGTAAugmenter.training_windows`.
    n_simulated : int, default=0
        Simulated windows beside them.

    Returns
    -------
    windows : TrainingWindows

    Raises
    ------
    ValueError
        If X is too short, or has values that the dtype cannot hold.
    """
    augmenter._follow_parameters()
    panel = read_panel(augmenter, X, augmenter._output_format)
    if dtype is not None:
        refuse_too_large(panel, dtype)
    check_whole("lags", lags, least=1)
    check_whole("horizon", horizon, least=1)
    check_whole("n_simulated", n_simulated, least=0)
    of_series = augmenter._training_conditions.for_series(panel, y, conditions)
    groups = check_groups(groups, len(panel.values))
    jobs = {"n_jobs": augmenter.n_jobs, "verbose": augmenter.verbose}
    with numeric_settings():
        how = augmenter._gain(), augmenter.residual, augmenter.missing == "fill"
        what = lags, horizon, target, dtype, numbers, groups, n_simulated
        return augmenter._copier.training_windows(panel, of_series, *how, *what, **jobs)
