"""Class labels of series: what `fit` learnt, found again by what a series holds."""

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import LabelEncoder
from sklearn.utils import assert_all_finite
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import column_or_1d

CLASSES = ("binary", "multiclass")  # kinds of targets that are one class label for every series
_NAMED = 10  # classes and series that a message names, at most
_MISSING = ("nan", "None", "<NA>", "NaT")  # how values that are missing write themselves
_SEVERAL = -1  # equal series with unlike labels


@dataclass(frozen=True)
class Labels:
    """The classes, and the class of every training series.

    Parameters
    ----------
    use_y : {"donors", "condition"}
        What the labels are for; messages name it.
    classes : ndarray of shape (n_classes,)
        Sorted labels; the code of a label is its place here.
    code_of : dict of bytes to int
        Code of every training series by its content key.
    """

    use_y: str
    classes: np.ndarray
    code_of: dict

    @property
    def n_told(self):
        """Classes that the network is told of."""
        return len(self.classes) if self.use_y == "condition" else 0

    @classmethod
    def learn(cls, y, keys, use_y):
        """Labels of training series.

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
        alone = encoder.classes_[np.bincount(codes) == 1]
        if len(alone):
            raise ValueError(
                f"use_y={use_y!r} takes what a copy needs from others of its class, so every class needs two series; "
                f"with n_samples={len(y)}, {_listing(alone)} {'has' if len(alone) == 1 else 'have'} one. Drop or merge "
                "such classes. (use_y=None becomes 'donors' around a classifier and in a resampler.)"
            )
        code_of = {}
        for key, code in zip(keys, codes.tolist(), strict=True):
            code_of[key] = code if code_of.get(key, code) == code else _SEVERAL
        return cls(use_y, encoder.classes_, code_of), codes

    def codes(self, y, keys):
        """Class of every series: its label, or without one that of the training series that it equals.

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
            If a label is unknown, or a series without one is no training series.
        """
        if y is None:
            return self._found(keys)
        check_one_each(y, len(keys))
        return self.codes_of(y)

    def codes_of(self, y):
        """Codes of labels: array-like of shape (n,) -> ndarray of shape (n,); an unknown one is an error."""
        y = column_or_1d(y)
        place = {label: code for code, label in enumerate(self.classes.tolist())}
        codes = [place.get(label) for label in y.tolist()]
        unknown = sorted({repr(label) for label, code in zip(y.tolist(), codes, strict=True) if code is None})
        if unknown:
            raise ValueError(
                f"y holds {_listing(unknown, str)}, which fit has not seen; the classes are {_listing(self.classes)}."
            )
        return np.array(codes, dtype=np.intp)

    def _found(self, keys):
        codes = np.array([self.code_of.get(key, len(self.classes)) for key in keys], dtype=np.intp)
        for code, why in (
            (len(self.classes), "were not seen in fit"),
            (_SEVERAL, "equal training series of several classes"),
        ):
            rows = np.flatnonzero(codes == code)
            if len(rows):
                raise ValueError(
                    f"use_y={self.use_y!r} needs the class of every series, and {len(rows)} of {len(keys)} {why} (the "
                    f"first at position {rows[0]}). Pass their labels: augment(X, y=labels)."
                )
        return codes


def target_kind(y):
    """Kind of a target, as :func:`sklearn.utils.multiclass.type_of_target` names it.

    Parameters
    ----------
    y : array-like

    Returns
    -------
    kind : str

    Raises
    ------
    ValueError
        If y holds values that are missing or not finite.
    """
    refuse_missing(y)
    return type_of_target(y, input_name="y")


def refuse_missing(y):
    """Check that no target is missing.

    Parameters
    ----------
    y : array-like

    Raises
    ------
    ValueError
        If y holds NaN, None or infinity.
    """
    y = np.asarray(y)
    if y.dtype.kind != "O":
        assert_all_finite(y, input_name="y")
        return
    values = enumerate(y.ravel().tolist())
    missing = [place for place, value in values if not isinstance(value, str) and str(value) in _MISSING]
    if missing:
        raise ValueError(
            f"Input y contains NaN or None: {len(missing)} of {y.size} entries, the first at position {missing[0]}. "
            "Leave those series out, or say what they are."
        )


def check_one_each(y, n_series, name="y"):
    """Check that there is a target for every series.

    Parameters
    ----------
    y : array-like of shape (n_series, ...)
    n_series : int
    name : str, default="y"
        Of what is checked.

    Raises
    ------
    ValueError
        If there are more or fewer.
    """
    n_targets = len(y) if hasattr(y, "__len__") else np.size(y)
    if n_targets != n_series:
        raise ValueError(f"{name} has {n_targets} entries and X has {n_series} series; one for every series is needed.")


def _listing(labels, write=repr):
    named = ", ".join(write(label) for label in np.asarray(labels).tolist()[:_NAMED])
    return named if len(labels) <= _NAMED else f"{named} and {len(labels) - _NAMED} more"
