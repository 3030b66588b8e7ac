"""Class labels of series as codes. The labels of training series are found again by their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import LabelEncoder
from sklearn.utils.validation import column_or_1d

from .messages import listing
from .targets import CLASSES, check_one_each, target_kind
from .training_rows import find, numbers_by_key


@dataclass(frozen=True)
class Labels:
    """The classes, and the class of every training series.

    Parameters
    ----------
    use_y : {"donors", "condition"}
        Parameter of the augmenter, which messages name.
    classes : ndarray of shape (n_classes,)
        Sorted labels; the code of a label is its position here.
    code_of : dict of bytes to int
        Code of every training series by its content key.
    """

    use_y: str
    classes: NDArray
    code_of: dict

    @property
    def n_condition_classes(self) -> int:
        """Number of classes that are inputs of the network."""
        return len(self.classes) if self.use_y == "condition" else 0

    @classmethod
    def fit(cls, y: Any, keys: Sequence[bytes], use_y: str) -> tuple["Labels", NDArray[np.intp]]:
        """Encode the labels of the training series.

        Parameters
        ----------
        y : array-like of shape (n_series,)
        keys : list of n_series bytes
            Content keys of the series.
        use_y : {"donors", "condition"}

        Returns
        -------
        labels : Labels
        codes : ndarray of shape (n_series,)
            Class of every series.

        Raises
        ------
        ValueError
            If there is no label for every series, y holds no classes, or a class has one series.
        """
        if y is None:
            raise ValueError(f"use_y={use_y!r} needs the labels of the series: call fit(X, y), or set use_y=None.")
        check_one_each(y, len(keys))
        y = column_or_1d(y)
        kind = target_kind(y)
        if kind not in CLASSES:
            raise ValueError(
                f"use_y={use_y!r} needs one class label for every series, but y is {kind}. Pass class labels, or set "
                "use_y=None."
            )
        encoder = LabelEncoder()
        codes = encoder.fit_transform(y)
        single = encoder.classes_[np.bincount(codes) == 1].tolist()
        if single:
            raise ValueError(
                f"use_y={use_y!r} chooses donors from the class of a series, so every class needs two series; with "
                f"n_samples={len(y)}, {listing(single)} {'has' if len(single) == 1 else 'have'} one. Drop or merge "
                "such classes. (use_y=None becomes 'donors' around a classifier and in a resampler.)"
            )
        return cls(use_y, encoder.classes_, numbers_by_key(keys, codes.tolist())), codes

    def codes(self, y: Any, keys: Sequence[bytes]) -> NDArray[np.intp]:
        """Return the class of every series: by its label, or without y that of the training series it equals.

        Parameters
        ----------
        y : array-like of shape (n_series,) or None
        keys : list of n_series bytes

        Returns
        -------
        codes : ndarray of shape (n_series,)

        Raises
        ------
        ValueError
            If `fit` has not seen a label, or not a series that comes without one.
        """
        if y is not None:
            check_one_each(y, len(keys))
            return self.codes_of(y)
        return find(
            self.code_of,
            keys,
            f"use_y={self.use_y!r} needs the class of every series",
            "equal training series of several classes",
            "Pass their labels: y=labels.",
        )

    def codes_of(self, y: Any) -> NDArray[np.intp]:
        """Codes of labels: array-like of shape (n,) -> ndarray of shape (n,); an unseen label is an error."""
        y = column_or_1d(y).tolist()
        code_of_label = {label: code for code, label in enumerate(self.classes.tolist())}
        unseen = sorted({repr(label) for label in y if label not in code_of_label})
        if unseen:
            raise ValueError(
                f"y holds {listing(unseen, str)}, which fit has not seen; the classes are "
                f"{listing(self.classes.tolist())}."
            )
        return np.array([code_of_label[label] for label in y], dtype=np.intp)
