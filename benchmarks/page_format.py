"""How figures and tables are written on the page."""

import numpy as np
from panels import SEASONS

NONE = "–"


def number(value, digits=2):
    """A figure with a fixed number of digits; a dash for none."""
    return NONE if value is None or np.isnan(value) else f"{round(float(value), digits) + 0.0:.{digits}f}"  # no -0.00


def signed(value):
    """A difference with its sign; a dash for none."""
    return NONE if np.isnan(value) else f"{round(value, 3) + 0.0:+.3f}"


def spread(values, digits=2):
    """Mean, with smallest and largest value in brackets if these differ as printed."""
    values = np.asarray(values, dtype=float)
    if np.isnan(values).all():
        return NONE
    mean, low, high = (number(f(values), digits) for f in (np.nanmean, np.nanmin, np.nanmax))
    return mean if low == high else f"{mean} ({low} to {high})"


def yes(flag):
    """Return the word for a truth value."""
    return "yes" if flag else "**no**"


def grid(header, rows):
    """Markdown table.

    Parameters
    ----------
    header : list of str
        Names of the columns.
    rows : list of list of str
        Cells.

    Returns
    -------
    str
        Table without a trailing line break.
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def in_page_order(cells, by, **orders):
    """Groups of cells: sets as in ``SEASONS``, then others by name; further columns in the given orders.

    Parameters
    ----------
    cells : DataFrame
        One row a cell.
    by : list of str
        Columns that make a group.
    **orders : iterables
        For a column, its values in order; values that are missing there come last.

    Returns
    -------
    list of (key, DataFrame)
        Key (a tuple where `by` names more than one column) and cells of each group.
    """
    orders = {"set": SEASONS} | orders

    def position(key):
        ordered = [list(orders.get(column, ())) for column in by]
        positions = [
            order.index(value) if value in order else len(order) for order, value in zip(ordered, key, strict=True)
        ]
        return [*zip(positions, map(str, key), strict=True)]

    groups = sorted(cells.groupby(by), key=lambda group: position(group[0]))
    return [(key[0] if len(by) == 1 else key, group) for key, group in groups]
