"""JSON of trees of plain values with finite numbers; reading refuses everything else."""

import json
import math
from typing import Any

_MAX_DIGITS = 20  # of a whole number: Python takes time that grows with the square of their number


def dump_json(tree: Any) -> bytes:
    """JSON of a tree of plain values, the same for the same tree.

    Parameters
    ----------
    tree : dict, list, str, number, bool or None
        Finite numbers.

    Returns
    -------
    content : bytes
    """
    return json.dumps(tree, allow_nan=False, separators=(",", ":")).encode("ascii")


def load_json(content: bytes) -> Any:
    """Tree of plain values.

    Parameters
    ----------
    content : bytes

    Returns
    -------
    tree : dict, list, str, number, bool or None

    Raises
    ------
    ValueError
        If it is no JSON, or holds numbers that are not finite or have too many digits.
    RecursionError
        If it is nested very deeply.
    """
    return json.loads(content.decode("utf-8"), parse_int=_integer, parse_float=_finite, parse_constant=_finite)


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        raise ValueError(f"a whole number has {len(text)} digits, and at most {_MAX_DIGITS} are allowed")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]} is not finite")
    return number
