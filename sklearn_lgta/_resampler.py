"""LGTAResampler: augmented copies as a step of imbalanced-learn's pipelines."""

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.frozen import FrozenEstimator
from sklearn.utils import _safe_indexing, indexable
from sklearn.utils._param_validation import HasMethods, Interval, StrOptions
from sklearn.utils.validation import _num_samples, column_or_1d

from ._conditions.targets import CLASSES, check_one_each, target_kind
from ._containers.estimator_input import refuse_long_frame, stack_rows
from ._random import keyed_generator
from ._resolve_augmenter import Augmenter, resolve_augmenter


class LGTAResampler(BaseEstimator):
    """Add augmented copies to a training set, the same number for every series or by class.

    It has the interface of the samplers of imbalanced-learn and works as a step of their `Pipeline`, which resamples
    in `fit` only. The `Pipeline` of scikit-learn refuses such steps: use :class:`AugmentedEstimator` there.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
        None is ``LGTAAugmenter(random_state=0)``. If y holds classes, ``use_y=None`` of the augmenter becomes
        "donors": copies are made within their class. A fitted augmenter in a
        :class:`~sklearn.frozen.FrozenEstimator` is used as it is, and not fitted again.
    n_copies : int, default=1
        Copies of every series, if `sampling_strategy` is None.
    sampling_strategy : None, "auto" or dict, default=None
        None makes `n_copies` of every series. "auto" makes all classes as large as the largest. A dict gives the
        number of series of a class afterwards, originals included; other classes get no copies. Every series of
        a class is copied as often as the others, or once less.

    Attributes
    ----------
    augmenter_ : LGTAAugmenter or FrozenEstimator
        The fitted augmenter.
    sample_indices_ : ndarray of shape (n_series_new,)
        For every row of the result, its original row in X. ``groups[sample_indices_]`` keeps copies in the group
        of their original, for cross-validation on the result.

    See Also
    --------
    AugmentedEstimator : The same around any estimator, without imbalanced-learn.

    Notes
    -----
    y holds classes if it is binary or multiclass in the sense of
    :func:`~sklearn.utils.multiclass.type_of_target`. One exception: whole numbers stored as floats are a regression
    target if one of them occurs only once.

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
    sample_indices_: NDArray[np.intp]

    _parameter_constraints: ClassVar[dict] = {
        "augmenter": [None, HasMethods(["fit", "augment"])],
        "n_copies": [Interval(Integral, 0, None, closed="left")],
        "sampling_strategy": [None, StrOptions({"auto"}), dict],
    }

    def __init__(
        self,
        augmenter: Augmenter | None = None,
        n_copies: int = 1,
        sampling_strategy: Literal["auto"] | dict | None = None,
    ) -> None:
        self.augmenter = augmenter
        self.n_copies = n_copies
        self.sampling_strategy = sampling_strategy

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "sample_indices_")  # the last thing that fit_resample sets

    def fit_resample(self, X: ArrayLike, y: ArrayLike, *, conditions: Any = None) -> tuple[Any, Any]:
        """Fit the augmenter, and add copies.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series.
        y : array-like, Series or DataFrame of shape (n_series,) or (n_series, n_outputs)
            Classes or other targets, which copies keep.
        conditions : array-like, DataFrame, dict or None, default=None
            Values of the conditions that the augmenter names, as for `LGTAAugmenter.fit`.

        Returns
        -------
        X_new : ndarray or DataFrame of shape (n_series_new, ...)
            The rows of X, then copies. A DataFrame repeats the index of the originals.
        y_new : array-like of shape (n_series_new,) or (n_series_new, n_outputs)
            In the container of y.

        Raises
        ------
        ValueError
            If X cannot be augmented, if y does not have one entry per series, if a class has a single series, or if
            `sampling_strategy` names an unknown class or fewer series than a class has.
        """
        self._validate_params()
        self.__dict__.pop("sample_indices_", None)  # a fit that fails leaves the resampler unfitted
        if y is None:
            raise ValueError("LGTAResampler requires y to be passed, but the target y is None.")
        refuse_long_frame(X)
        (y,) = indexable(y)
        n_series = _num_samples(X)
        check_one_each(y, n_series)
        has_classes = self._holds_classes(y)
        copies_of_rows = self._copies_of_rows(y, has_classes)
        given = {} if conditions is None else {"conditions": conditions}
        augmenter = resolve_augmenter(self.augmenter, has_classes).fit(X, y, **given)
        copies, indices = [], [np.arange(n_series)]
        for rows, first, n_copies in _rounds(copies_of_rows, augmenter.seed_):
            copies.append(augmenter.augment(_safe_indexing(X, rows), n_copies, y=_safe_indexing(y, rows), copy=first))
            indices.append(np.tile(rows, n_copies))
        self.augmenter_ = augmenter
        self.sample_indices_ = np.concatenate(indices)
        return (stack_rows(X, *copies) if copies else X), _safe_indexing(y, self.sample_indices_)

    def _copies_of_rows(self, y: ArrayLike, has_classes: bool) -> list[tuple[NDArray, int]]:
        """Groups of rows, each with the total number of their copies."""
        strategy = self.sampling_strategy
        if strategy is None:
            n_series = _num_samples(y)
            return [(np.arange(n_series), self.n_copies * n_series)]
        if not has_classes:
            raise ValueError(f"sampling_strategy={strategy!r} needs y to hold classes. Use n_copies for other targets.")
        classes, codes, counts = np.unique(column_or_1d(y), return_inverse=True, return_counts=True)
        sizes = dict(zip(classes.tolist(), counts.tolist(), strict=True))
        wanted = dict.fromkeys(sizes, max(sizes.values())) if strategy == "auto" else strategy
        for label, number in wanted.items():
            if label not in sizes:
                raise ValueError(
                    f"sampling_strategy names class {label!r}, but y holds {list(sizes)}. Leave that class out."
                )
            if not isinstance(number, Integral) or number < sizes[label]:
                raise ValueError(
                    f"sampling_strategy asks for {number!r} series of class {label!r}, which has {sizes[label]}. "
                    "Originals are never removed: ask for a whole number of at least that, or leave the class out."
                )
        code_of = {label: code for code, label in enumerate(sizes)}
        return [(np.flatnonzero(codes == code_of[label]), wanted[label] - sizes[label]) for label in wanted]

    def _holds_classes(self, y: ArrayLike) -> bool:
        """Whether y holds classes; refuses a class of one series."""
        if target_kind(y) not in CLASSES:
            return False
        labels = column_or_1d(y)
        classes, counts = np.unique(labels, return_counts=True)
        if counts.min() > 1 or isinstance(self.augmenter, FrozenEstimator):
            return True
        if self.sampling_strategy is None and labels.dtype.kind == "f":
            return False  # a regression target whose values happen to be whole
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
            yield np.sort(keyed_generator(seed, b"resample").permutation(rows)[:rest]), whole, 1
