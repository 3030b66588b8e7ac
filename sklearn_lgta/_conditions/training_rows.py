"""Training series, found again by their content keys."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_AMBIGUOUS = -1  # equal series with different numbers
_UNSEEN = -2


def numbers_by_key(
    keys: Iterable[Hashable], numbers: Iterable[int], are_alike: Callable[[int, int], bool] | None = None
) -> dict:
    """Return a table of the training series: a number for every content key.

    Parameters
    ----------
    keys : iterable of n_series bytes
    numbers : iterable of n_series int
        What is looked up: the class of a series, or its row.
    are_alike : callable or None, default=None
        Whether two numbers of equal series mean the same; None compares them.

    Returns
    -------
    number_of : dict of bytes to int
        The first number of equal series; marked as ambiguous where they are not alike.
    """
    number_of: dict[Any, int] = {}
    for key, number in zip(keys, numbers, strict=True):
        other = number_of.setdefault(key, number)
        if other not in (number, _AMBIGUOUS) and not (are_alike and are_alike(other, number)):
            number_of[key] = _AMBIGUOUS
    return number_of


def find(number_of: dict, keys: Sequence[Hashable], needed: str, ambiguity: str, line: str) -> NDArray[np.intp]:
    """Look up the numbers of series.

    Parameters
    ----------
    number_of : dict of bytes to int
        As `numbers_by_key` returns it.
    keys : sequence of n_series bytes
    needed : str
        Start of the messages: what is needed of every series.
    ambiguity : str
        What the messages say of ambiguous series.
    line : str
        End of the messages: the line that passes what is needed.

    Returns
    -------
    numbers : ndarray of int of shape (n_series,)

    Raises
    ------
    ValueError
        If a series is no training series, or ambiguous.
    """
    numbers = np.array([number_of.get(key, _UNSEEN) for key in keys], dtype=np.intp)
    for mark, why in ((_UNSEEN, "were not seen in fit"), (_AMBIGUOUS, ambiguity)):
        rows = np.flatnonzero(numbers == mark)
        if len(rows):
            raise ValueError(
                f"{needed}, and {len(rows)} of {len(keys)} {why} (the first at position {rows[0]}). {line}"
            )
    return numbers
