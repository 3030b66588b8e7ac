"""Whether an estimator takes tables only, asked before anything is trained.

Tags do not say it: those of a pipeline or a search are not those of their parts, and few estimators of other packages
set them. So a clone of the part that sees the series first is fitted on a few of them. Only estimators of scikit-learn
are: they check X before all else, and their `fit` does nothing but compute.
"""

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection._search import BaseSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing, get_tags
from sklearn.utils.validation import _num_samples

from .._containers.plain_reading import read_plainly

_FEW = 20  # series that are enough to see what an estimator says
_NO_TABLE = ("Found array with dim 3", "setting an array element with a sequence", "inhomogeneous shape")


def refuse_other_than_tables(estimator: Any, X: Any, y: Any, given: Any) -> None:
    """Check that an estimator of tables does not get channels or series of unequal length.

    Parameters
    ----------
    estimator : estimator
    X : array-like of shape (n_series, ...), or list of arrays
        What the estimator would be fitted on.
    y : array-like of shape (n_series, ...) or None
    given : object
        X as the user has passed it, for the message.

    Raises
    ------
    ValueError
        If it would, with the step or the line that makes a table.
    """
    lengths = _unequal_lengths(X)
    shape = _shape(X) if lengths is None else ()
    if lengths is None and len(shape) != 3:
        return
    if lengths is not None:
        refuse_unequal_lengths(estimator, X, given)
    rows = _few_rows(X, lengths)
    some, targets = _safe_indexing(X, rows), None if y is None else _safe_indexing(y, rows)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        refusing = _takes_tables_only(estimator, some, targets)
    if refusing is None:
        return
    if lengths is None:
        stack = "" if isinstance(X, np.ndarray) else f"Make the list an array, X = {_stacked(X)}. "
        raise ValueError(
            f"X has shape {shape}, (n_series, n_channels, n_timepoints), and {refusing} takes two dimensions, a table. "
            f"{stack}Flatten the channels for it: {_flattening(estimator, shape[1] * shape[2])}, where methodcaller is "
            "Python's operator.methodcaller."
        )
    raise ValueError(
        f"X holds series of {min(lengths)} to {max(lengths)} time points, and {refusing} takes a table, series of one "
        f"length. {_cut(X, given, min(lengths))}{_and_flatten(estimator, X, min(lengths))}"
    )


def refuse_unequal_lengths(estimator: Any, X: Any, given: Any) -> None:
    """Check that an estimator of sktime, which takes arrays here, does not get series of unequal length.

    Parameters
    ----------
    estimator : estimator
    X : array-like of shape (n_series, ...), or list of arrays
    given : object
        X as the user has passed it, for the message.

    Raises
    ------
    ValueError
        If it would, with the line that cuts them.
    """
    lengths = _unequal_lengths(X)
    if lengths is None or hasattr(X[0], "columns"):  # a list of tables is one of the types of sktime
        return
    if any(parent.__module__.split(".")[0] == "sktime" for parent in type(estimator).__mro__):
        raise ValueError(
            f"X holds series of {min(lengths)} to {max(lengths)} time points. Series of one length are needed for "
            f"{type(estimator).__name__}. {_cut(X, given, min(lengths))}"
        )


def _takes_tables_only(estimator: Any, X: Any, y: Any) -> str | None:
    """Name of the part that refuses X because it is no table; None if none does, or if it cannot be known."""
    if isinstance(estimator, FrozenEstimator):
        return None
    if isinstance(estimator, BaseSearchCV):
        return _takes_tables_only(estimator.estimator, X, y)
    if not isinstance(estimator, Pipeline):
        return _refuses(estimator, X, y)
    for step in _steps(estimator):
        refusing = _takes_tables_only(step, X, y)
        if refusing is not None or not hasattr(step, "transform") or not _is_plain(step):
            return refusing
        try:
            X = clone(step).fit(X, y).transform(X)
            is_table = _unequal_lengths(X) is None and len(_shape(X)) != 3
        except AttributeError:  # a function that takes arrays alone
            return type(step).__name__ if _is_list(X) else None
        except Exception:  # whatever it is, `fit` will say it
            return None
        if is_table:
            return None
    return None


def _refuses(estimator: Any, X: Any, y: Any) -> str | None:
    """Name of an estimator whose clone says that X is no table."""
    if not _is_plain(estimator) or get_tags(estimator).input_tags.three_d_array:
        return None
    try:
        clone(estimator).fit(X, y)
    except ValueError as error:
        return type(estimator).__name__ if any(words in str(error) for words in _NO_TABLE) else None
    except Exception:  # of another kind: not about the shape of X
        return None
    return None


def _is_plain(estimator: Any) -> bool:
    """Whether an estimator and its parts are of scikit-learn, so that a `fit` leaves nothing behind."""
    parameters = estimator.get_params(deep=True).values() if hasattr(estimator, "get_params") else ()
    parts = [estimator, *(part for part in parameters if isinstance(part, BaseEstimator) or hasattr(part, "fit"))]
    return all(type(part).__module__.split(".")[0] == "sklearn" for part in parts)


def _steps(pipeline: Pipeline) -> Iterator[Any]:
    return (step for _, step in pipeline.steps if step is not None and step != "passthrough")


def _shape(X: Any) -> tuple[int, ...]:
    """Shape of an array or of a list of series of one shape; empty for anything else."""
    if isinstance(X, np.ndarray):
        return X.shape
    shapes = {_shape_of_series(series) for series in X} if _is_list(X) else set()
    return (len(X), *shapes.pop()) if len(shapes) == 1 else ()


def _unequal_lengths(X: Any) -> list[int] | None:
    """Time points of every series of a list; None where they have one length, or X is no list."""
    lengths = [_shape_of_series(series)[-1] for series in X] if _is_list(X) else []
    return lengths if len(set(lengths)) > 1 else None


def _is_list(X: Any) -> bool:
    return isinstance(X, (list, tuple)) and all(np.ndim(series) in (1, 2) for series in X)


def _shape_of_series(series: Any) -> tuple[int, ...]:
    """Shape (n_timepoints,) or (n_channels, n_timepoints). In a table, a column is a channel."""
    return np.shape(series)[::-1] if hasattr(series, "columns") else np.shape(series)


def _few_rows(X: Any, lengths: list[int] | None) -> list[int]:
    """Rows of some series; the shortest and the longest are among them."""
    rows = set(np.linspace(0, _num_samples(X) - 1, min(_FEW, _num_samples(X))).astype(int).tolist())
    return sorted(rows if lengths is None else rows | {int(np.argmin(lengths)), int(np.argmax(lengths))})


# ------------------------------------------------------------------------------------ what to type
def _flattening(estimator: Any, n_columns: int) -> str:
    """The pipeline that turns series of several channels into rows of a table, as one can type it."""
    name = repr(estimator)
    name = "estimator" if "\n" in name or len(name) > 100 else name
    return f"make_pipeline(FunctionTransformer(methodcaller('reshape', -1, {n_columns})), {name})"


def _cut(X: Any, given: Any, n_timepoints: int) -> str:
    """Say how the series that the user has passed are cut to one length."""
    container = None if given is X else read_plainly(given).container
    line = f"X = {_stacked(X, n_timepoints)}" if container is None else container.line_of_newest(n_timepoints)
    return f"Cut them to the newest {n_timepoints} time points{': ' if line else ''}{line}."


def _stacked(X: Any, n_timepoints: int | None = None) -> str:
    """The line that makes a list an array (n_series, ..., n_timepoints), of the newest time points."""
    if hasattr(X[0], "columns"):
        newest = "" if n_timepoints is None else f".tail({n_timepoints})"
        return f"np.stack([table{newest}.to_numpy().T for table in X])"
    return "np.stack(X)" if n_timepoints is None else f"np.stack([np.asarray(own)[..., -{n_timepoints}:] for own in X])"


def _and_flatten(estimator: Any, X: Any, n_timepoints: int) -> str:
    """Say that channels have to be flattened, too, where there is an axis of channels."""
    if np.ndim(X[0]) == 1:
        return ""
    line = _flattening(estimator, _shape_of_series(X[0])[0] * n_timepoints)
    return f" Then flatten the channels: {line}, where methodcaller is Python's operator.methodcaller."
