"""Types of values that are no real numbers: each is refused with the line that makes numbers of it."""

from typing import Any

import numpy as np


def refuse_other_dtypes(array: np.ndarray, name: str = "X", wrap: str = "{}") -> None:
    """Check that an array holds real numbers, as far as its type says.

    Parameters
    ----------
    array : ndarray
        Objects and text pass: scikit-learn converts them, or says why it cannot.
    name : str, default="X"
        What the line of the message calls the array.
    wrap : str, default="{}"
        The whole line, with ``{}`` for the expression that converts one array.

    Raises
    ------
    ValueError
        If it holds dates, durations, complex numbers, flags, bytes or fields.
    """
    kind = array.dtype.kind
    if kind not in "mMcbSV":
        return
    if kind == "V":
        what, line = _of_fields(array, name)
    else:
        what, line = {
            "M": ("dates", f"({name} - {name}.min()) / numpy.timedelta64(1, 's')"),
            "m": ("durations", f"{name} / numpy.timedelta64(1, 's')"),
            "c": ("complex numbers", _as_channels(array, name)),
            "b": ("flags, True and False", f"{name}.astype(float)"),
            "S": ("bytes", f"{name}.astype(float)"),
        }[kind]
    # "Complex data not supported" is the wording of scikit-learn, which its checks of estimators ask for.
    start = "Complex data not supported: " if kind == "c" else ""
    raise ValueError(
        f"{start}X holds {what}, and real numbers are needed. If these are the values of the series, convert them: "
        f"{wrap.format(line)}"
    )


def _as_channels(array: np.ndarray, name: str) -> str:
    """Return the expression that makes real and imaginary parts channels."""
    join = "concatenate" if array.ndim == 3 or (array.ndim == 2 and name != "X") else "stack"
    axis = 1 if name == "X" else 0  # a series of a list has no axis of series
    numpy = "numpy.ma" if isinstance(array, np.ma.MaskedArray) else "numpy"  # or the mask would be lost
    return f"{numpy}.{join}([{name}.real, {name}.imag], axis={axis})"


def _of_fields(array: np.ndarray, name: str) -> tuple[str, str]:
    """Return what a structured array holds, and the expression that makes a table of it."""
    fields: Any = array.dtype.fields or {}
    names = [field for field, (dtype, *_) in fields.items() if dtype.kind not in "fiu"]
    if not fields:
        return "raw bytes", f"{name}.view(float)"
    if names:
        return f"fields, of which {names} hold no numbers", f"pandas.DataFrame.from_records({name}, index={names})"
    return "fields", f"numpy.array({name}.tolist())"
