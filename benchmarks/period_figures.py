"""Figures of the table of rivals from its cells: scores, ratios to no copies, and who wins.

A cell of the comparison is a set in one regime. Its figures are means over test periods, and their standard errors are
those over periods.
"""

import numpy as np
import pandas as pd
from forecasting_rows import DEEP, ROWS, USUAL
from rivals import RIVALS

POOLED = ("ridge", "net")  # measured in all periods
MODELS = (*POOLED, "trees", *DEEP)
WITHOUT = ("none", USUAL)
OURS = "lgta_simulated"
CLASSICS = ("theta", "ets")
CELL = ["set", "mode"]


def scores(cells):
    """Errors: a row a (set, mode, seed), a column a (method, model); the model of rivals is "mase"."""
    names = [name for name in (*MODELS, "mase") if name in cells]
    runs = cells[[*CELL, "seed", "method", *names]].melt([*CELL, "seed", "method"], var_name="model").dropna()
    return runs.pivot(index=[*CELL, "seed"], columns=["method", "model"], values="value")


def better(table, columns):
    """Of some columns, that with the smaller mean over periods in every cell.

    Parameters
    ----------
    table : DataFrame
        From `scores`.
    columns : list
        Of the table; those that it lacks are left out.

    Returns
    -------
    Series
        Indexed as the table; NaN in cells where no column was measured.
    """
    present = [column for column in columns if column in table]
    if not present:
        return pd.Series(np.nan, table.index)
    means = table[present].groupby(CELL).transform("mean").fillna(np.inf).to_numpy()
    return pd.Series(table[present].to_numpy()[np.arange(len(table)), means.argmin(axis=1)], table.index)


def best_pooled(table, method):
    """The better of ridge and net with a method; without copies, also the better of both numbers of lags."""
    methods = WITHOUT if method == "none" else (method,)
    return better(table, [(one, model) for one in methods for model in POOLED])


def entrants(table):
    """Scores to compare, by name: of rivals, and of the better of ridge and net with every method."""
    of_rivals = {name: table[name, "mase"] for name in RIVALS if (name, "mase") in table}
    pooled = {name: best_pooled(table, name) for name in ROWS if name != USUAL}
    return {name: values for name, values in (of_rivals | pooled).items() if values.notna().any()}


def ratios(table):
    """Scores of pooled models over those without copies.

    Without copies, the number of lags counts that suits the model better in the cell: chosen in hindsight, so in favour
    of no copies.

    Parameters
    ----------
    table : DataFrame
        From `scores`.

    Returns
    -------
    DataFrame
        With the columns of the table that belong to a pooled model.
    """
    present = [model for model in MODELS if model in table.columns.get_level_values("model")]
    parts = []
    for model in present:
        columns = [column for column in table if column[1] == model]
        parts.append(table[columns].div(better(table, [(name, model) for name in WITHOUT]), axis=0))
    return pd.concat(parts, axis=1)


def mean_and_error(values):
    """Mean over cells of means over periods, and its standard error over periods; NaN for one period.

    Parameters
    ----------
    values : Series
        Indexed by set, mode and seed.

    Returns
    -------
    mean, error : float
        NaN where there is no value.
    """
    by_cell = values.dropna().groupby(CELL)
    if not len(by_cell):
        return np.nan, np.nan
    variances = by_cell.var() / by_cell.size()
    return by_cell.mean().mean(), float(np.sqrt(variances.sum(min_count=len(by_cell))) / len(by_cell))


def won(ours, theirs):
    """Cells in which a method has the smaller mean error over periods, and in how many both were measured.

    Parameters
    ----------
    ours, theirs : Series
        Indexed by set, mode and seed.

    Returns
    -------
    is_won : Series of bool
        Indexed by set and mode.
    """
    both = pd.DataFrame({"ours": ours, "theirs": theirs}).dropna().groupby(CELL).mean()
    return both["ours"] < both["theirs"]


def opponents(table):
    """Scores to beat, by name: the better of Theta and ETS, LightGBM, and the pretrained network, if measured."""
    classics = better(table, [(name, "mase") for name in CLASSICS])
    others = {name: table[name, "mase"] for name in ("lightgbm", "fracast") if (name, "mase") in table}
    return ({"Theta and ETS": classics} if classics.notna().any() else {}) | others
