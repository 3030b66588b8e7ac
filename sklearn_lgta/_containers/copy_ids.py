"""Names of copies: every copy of a series in a long table has a name of its own."""

from itertools import count
from typing import Any

import numpy as np

_INT64 = np.iinfo(np.int64).max


def largest_id(ids: Any) -> int | None:
    """Return the largest of whole-number names; None where names are text.

    Parameters
    ----------
    ids : pandas.Series
        With negative numbers, the distance from the smallest to the largest, where that is larger.

    Returns
    -------
    largest : int or None
    """
    import pandas as pd

    ids = pd.Series(ids.cat.categories) if isinstance(ids.dtype, pd.CategoricalDtype) else ids
    if pd.api.types.infer_dtype(ids) != "integer":
        return None
    least, most = int(ids.min()), int(ids.max())
    return max(most, most - least)


def ids_of_copies(ids: Any, level: str, numbers: range, largest: int | None) -> Any:
    """Return the names of copies, one copy below the other.

    Parameters
    ----------
    ids : pandas.Series of shape (n_rows,)
        Names of the series of all rows.
    level : str
        What the copies are: text gets the suffix "_copy0" for the level "copy".
    numbers : range
        Numbers of the copies.
    largest : int or None
        The largest whole number that names a series. Whole numbers get an offset: a power of ten above it, times the
        number of the copy plus one.

    Returns
    -------
    new : pandas.Series of shape (n_copies * n_rows,)
        Of the dtype of `ids`; wider where it would overflow. Categories are those of the copies.

    Raises
    ------
    ValueError
        If a name of a copy is that of a series in `ids`.
    """
    import pandas as pd

    if isinstance(ids.dtype, pd.CategoricalDtype):
        used = ids.cat.remove_unused_categories()
        categories = ids_of_copies(pd.Series(used.cat.categories), level, numbers, largest)
        codes = np.concatenate(
            [used.cat.codes.to_numpy(np.intp) + k * used.cat.categories.size for k in range(len(numbers))]
        )
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(categories), ordered=used.cat.ordered))
    if largest is not None:
        return _moved(ids, 10 ** len(str(largest)), numbers)
    codes, different = pd.factorize(ids)
    taken = {str(name) for name in different}
    parts = []
    for number in numbers:
        renamed = [f"{name}_{level}{number}" for name in different]
        _refuse_taken(taken, renamed, level)
        parts.append(np.array(renamed, dtype=object)[codes])
    is_text = pd.api.types.is_string_dtype(ids.dtype)
    return pd.Series(np.concatenate(parts), dtype=ids.dtype if is_text else object)


def _moved(ids: Any, offset: int, numbers: range) -> Any:
    """Whole numbers plus an offset for every copy."""
    import pandas as pd

    last = int(ids.max()) + offset * (numbers[-1] + 1)
    if last > _INT64:
        raise ValueError(
            f"The names of series reach {int(ids.max())}, and the numbers above that copies need do not fit into 64 "
            f"bits. Make them text: X[{ids.name!r}] = X[{ids.name!r}].astype(str)."
        )
    wide = ids.astype(np.int64 if isinstance(ids.dtype, np.dtype) else "Int64")
    parts = [wide + offset * (number + 1) for number in numbers]
    new = pd.concat(parts, ignore_index=True)
    if ids.dtype == object:
        return new.astype(object)
    limits = np.iinfo(getattr(ids.dtype, "numpy_dtype", ids.dtype))
    return new.astype(ids.dtype) if last <= limits.max else new


def _refuse_taken(taken: set[str], renamed: list[str], level: str) -> None:
    """Check that no copy gets the name of a series, as where copies are copied."""
    both = taken.intersection(renamed)
    if both:
        free = next(number for number in count() if not any(name.endswith(f"_{level}{number}") for name in taken))
        raise ValueError(
            f"X already has a series {min(both)!r}, and a copy would get its name. Number the copies from {free} on: "
            f"augment(X, copy={free})."
        )
