"""LGTAResampler: augmented copies as a step of imbalanced-learn's pipelines."""

from collections.abc import Callable, Iterator, Mapping
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin
from sklearn.frozen import FrozenEstimator
from sklearn.utils import Tags, _safe_indexing, indexable
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from .._conditions.targets import check_one_each, class_labels
from .._containers.estimator_input import densified, read_rows, restored, stack_rows
from .._resolve_augmenter import Augmenter, resolve_augmenter
from .sampling_strategy import STRATEGIES, new_series_of_classes
from .tags import as_sampler


class LGTAResampler(OneToOneFeatureMixin, BaseEstimator):
    """Add augmented copies to a training set, the same number for every series or by class.

    It has the interface of the samplers of imbalanced-learn and works as a step of their `Pipeline`, which resamples
    in `fit` only. The `Pipeline` of scikit-learn refuses such steps: use :class:`AugmentedEstimator` there.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        None is ``LGTAAugmenter(random_state=0)``. If y holds classes, ``use_y=None`` of the augmenter becomes
        "donors": copies are made within their class. For a classifier try
        ``LGTAAugmenter("classification", space="data")``, as for :class:`AugmentedEstimator`. A fitted augmenter in a
        :class:`~sklearn.frozen.FrozenEstimator` is used as it is, and not fitted again.
    n_copies : int, default=1
        Copies of every series, if `sampling_strategy` is None.
    sampling_strategy : str, float, dict, callable or None, default=None
        None makes `n_copies` of every series. All others need classes, and mean what they mean to over-samplers of
        imbalanced-learn:

        - "not majority" or "auto" makes all classes as large as the largest, "minority" the smallest class, "not
          minority" all but the smallest, "all" all classes. They differ with three classes or more.
        - A float makes the smaller of two classes this fraction of the larger one, rounded down.
        - A dict gives the number of series of a class afterwards, originals included; other classes get no copies.
        - A callable gets the labels, an array of shape (n_series,), and returns such a dict.

        Every series of a class is copied as often as the others, or once less.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The augmenter that `fit_resample` has fitted.
    sampling_strategy_ : dict or None
        From the class to the number of its copies. None if y holds no classes. Classes of a one-hot y are numbers of
        its columns.
    sample_indices_ : ndarray of shape (n_series_new,)
        For every row of the result, its original row in X. ``groups[sample_indices_]`` keeps copies in the group
        of their original, for cross-validation on the result.
    n_features_in_ : int
        Time points of a 2-D X, channels of a 3-D X or a list.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Column names of X, if all are strings.

    See Also
    --------
    AugmentedEstimator : The same around any estimator, without imbalanced-learn.

    Notes
    -----
    y holds classes if it is binary or multiclass in the sense of
    :func:`~sklearn.utils.multiclass.type_of_target`. One exception: whole numbers stored as floats are a regression
    target if one of them occurs only once. One-hot rows are classes as well, and come back as one-hot rows.

    It passes the checks of imbalanced-learn, `imblearn.utils.estimator_checks`, with a `sampling_strategy`. Two of them
    cannot apply to None, which copies every series whatever y is: `check_target_type` and `check_samplers_one_label`
    ask for an error where y holds no classes, or one. A third cannot apply to series: `check_samplers_nan` resamples a
    table of one column in which rows are empty, and a series needs two time points and an observed value. So the tag
    `allow_nan` is False, which makes scikit-learn ask that `fit` refuses missing values. `fit_resample` takes gaps.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, LGTAResampler
    >>> X = np.random.default_rng(0).normal(size=(40, 24)).cumsum(axis=1)
    >>> y = np.repeat(["healthy", "ill"], [30, 10])
    >>> resampler = LGTAResampler(LGTAAugmenter("mix", random_state=0), sampling_strategy="auto")
    >>> X_new, y_new = resampler.fit_resample(X, y)
    >>> X_new.shape, (y_new == "ill").sum().item()
    ((60, 24), 30)
    """

    augmenter_: Augmenter
    sampling_strategy_: dict[Any, int] | None
    sample_indices_: NDArray[np.intp]
    n_features_in_: int
    feature_names_in_: NDArray[np.object_]

    _sampling_type = "over-sampling"  # ensembles of imbalanced-learn read it

    _parameter_constraints: ClassVar[dict] = {
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_copies": [Interval(Integral, 0, None, closed="left")],
        "sampling_strategy": [
            None,
            StrOptions(set(STRATEGIES)),
            Interval(Real, 0, 1, closed="right"),
            Mapping,
            list,  # refused later, with what to type
            callable,
        ],
    }

    def __init__(
        self,
        augmenter: Augmenter | None = None,
        n_copies: int = 1,
        sampling_strategy: str | float | Mapping | Callable[[NDArray], Mapping] | None = None,
    ) -> None:
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.sampling_strategy = sampling_strategy

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.three_d_array = True
        tags.target_tags.required = True
        return as_sampler(tags)

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "sampling_strategy_")  # the last thing that fit and fit_resample set

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Check X and y, and count the copies of every class; `fit_resample` makes them.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series, without missing values.
        y : array-like, Series or DataFrame of shape (n_series,) or (n_series, n_outputs)
            As for `fit_resample`.

        Returns
        -------
        self : LGTAResampler
            With `sampling_strategy_`.

        Raises
        ------
        ValueError
            As `fit_resample`, or if a value is missing.
        """
        y, labels, panel = self._read(X, y)
        if not np.isfinite(panel.values).all():
            raise ValueError(
                "Input X contains NaN or inf, or series of unequal length, and fit only checks complete series. "
                "fit_resample takes NaN and unequal lengths: LGTAResampler().fit_resample(X, y)."
            )
        self.sampling_strategy_ = self._new_series(labels)
        return self

    def fit_resample(self, X: ArrayLike, y: ArrayLike, *, conditions: Any = None) -> tuple[Any, Any]:
        """Fit the augmenter, and add copies.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series. Or a list of arrays, of unequal lengths too.
        y : array-like, Series or DataFrame of shape (n_series,) or (n_series, n_outputs)
            Classes, as labels or as one-hot rows, or other targets, which copies keep.
        conditions : array-like, DataFrame, dict or None, default=None
            Values of the conditions that the augmenter names, as for `LGTAAugmenter.fit`.

        Returns
        -------
        X_new : ndarray, DataFrame or list of shape (n_series_new, ...)
            The rows of X, then copies, in the container of X. A DataFrame repeats the index of the originals.
        y_new : array-like of shape (n_series_new,) or (n_series_new, n_outputs)
            In the container of y.

        Raises
        ------
        ValueError
            If X cannot be augmented, if y does not have one entry per series, if a class has a single series, or if
            `sampling_strategy` does not fit the classes.
        """
        y, labels, panel = self._read(X, y)
        n_series = len(panel.values)
        n_new = self._new_series(labels)
        given = {} if conditions is None else {"conditions": conditions}
        augmenter = resolve_augmenter(self.augmenter, labels is not None)
        targets = y if labels is None else labels
        series = densified(X)
        augmenter.fit(series, targets, **given)
        copies, indices = [], [np.arange(n_series)]
        for rows, first, n_copies in _rounds(self._copies_of_rows(labels, n_new, n_series), augmenter.seed_):
            some, some_targets = _safe_indexing(series, rows), _safe_indexing(targets, rows)
            copies.append(augmenter.augment(some, n_copies, y=some_targets, copy=first))
            indices.append(np.tile(rows, n_copies))
        self.augmenter_ = augmenter
        self.sample_indices_ = np.concatenate(indices)
        self.sampling_strategy_ = n_new
        return restored(stack_rows(series, *copies) if copies else X, X), _safe_indexing(y, self.sample_indices_)

    def _read(self, X: ArrayLike, y: ArrayLike) -> tuple[Any, NDArray | None, Any]:
        """Return y, the class of every series or None, and X as a panel; what does not fit is refused."""
        self._validate_params()
        for name in ("sampling_strategy_", "sample_indices_"):
            self.__dict__.pop(name, None)  # a fit that fails leaves the resampler unfitted
        if y is None:
            raise ValueError("LGTAResampler requires y to be passed, but the target y is None.")
        panel = read_rows(self, X)
        (y,) = indexable(y)
        check_one_each(y, len(panel.values))
        return y, self._class_labels(y), panel

    def _new_series(self, labels: NDArray | None) -> dict[Any, int] | None:
        """Return the number of copies of every class; None if y holds no classes."""
        if labels is None:
            if self.sampling_strategy is None:
                return None
            raise ValueError(
                f"Unknown label type: sampling_strategy={self.sampling_strategy!r} needs y to hold classes: labels, or "
                "one-hot rows, each with a single 1. Multilabel and multioutput targets have none. Use n_copies for "
                "other targets, with sampling_strategy=None."
            )
        if self.sampling_strategy is not None:
            return new_series_of_classes(self.sampling_strategy, labels)
        classes, counts = np.unique(labels, return_counts=True)
        return dict(zip(classes.tolist(), (self.n_copies * counts).tolist(), strict=True))

    def _copies_of_rows(
        self, labels: NDArray | None, n_new: dict[Any, int] | None, n_series: int
    ) -> list[tuple[NDArray, int]]:
        """Groups of rows, each with the total number of their copies."""
        if labels is None or n_new is None or self.sampling_strategy is None:
            return [(np.arange(n_series), self.n_copies * n_series)]
        return [(np.flatnonzero(labels == label), number) for label, number in n_new.items()]

    def _class_labels(self, y: ArrayLike) -> NDArray | None:
        """Return the class of every series, None if y holds no classes; refuses a class of one series."""
        labels = class_labels(y)
        if labels is None:
            return None
        classes, counts = np.unique(labels, return_counts=True)
        if counts.min() > 1 or isinstance(self.augmenter, FrozenEstimator):
            return labels
        if self.sampling_strategy is None and np.ndim(y) == 1 and labels.dtype.kind == "f":
            return None  # a regression target whose values happen to be whole
        raise ValueError(
            "y holds classes, and copies of a series use other series of its class, so every class needs two series; "
            f"with n_samples={len(labels)}, {classes[counts == 1].tolist()[:10]} have one. Drop or merge such classes; "
            "if y is a regression target, pass it as floats, y.astype(float)."
        )


def _rounds(copies_of_rows: list[tuple[NDArray, int]], seed: int) -> Iterator[tuple[NDArray, int, int]]:
    """Rows, the number of their first copy, and the number of copies of each row."""
    for rows, n_copies in copies_of_rows:
        whole, rest = divmod(n_copies, len(rows))
        if whole:
            yield rows, 0, whole
        if rest:  # some rows of the class get one more
            yield np.sort(np.random.default_rng(seed).permutation(rows)[:rest]), whole, 1
