"""Parts of messages about conditions and labels."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NAMED = 10  # names that a message lists, at most
_MISSING = ("nan", "None", "<NA>", "NaT")  # how missing values print


def listing(names: Iterable[Any], write: Callable[[Any], str] = repr) -> str:
    """Return names as an enumeration for a message; many are cut.

    Parameters
    ----------
    names : iterable
    write : callable, default=repr
        Turns a name into text.

    Returns
    -------
    listing : str
    """
    names = list(names)
    text = ", ".join(write(name) for name in names[:_NAMED])
    return text if len(names) <= _NAMED else f"{text} and {len(names) - _NAMED} more"


def are_missing(values: Iterable[Any]) -> NDArray[np.bool_]:
    """Return which values are None, NaN, NA or NaT; text never is: (n,)."""
    return np.array([not isinstance(value, str) and str(value) in _MISSING for value in values], dtype=bool)
