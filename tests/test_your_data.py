"""Every row of the table in docs/your-data.md: X of the first cell, code of the second, claim of the third.

A row is found by its first cell, and its test repeats the third one: a claim that changes needs another test.
"""

import re
from functools import partial
from operator import methodcaller
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
import torch
import xarray
from numpy.testing import assert_array_equal
from pandas.testing import assert_frame_equal, assert_index_equal
from scipy.sparse import csr_array
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from torch.utils.data import DataLoader

import sklearn_lgta
from sklearn_lgta import CVAE, AugmentedEstimator, LGTAResampler, PCACodec, WindowDataset, from_long
from sklearn_lgta.metrics import metrics_report

pytestmark = [
    pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.PosteriorCollapseWarning"),
    pytest.mark.filterwarnings("ignore:.*sees no structure:UserWarning"),
]

PAGE = Path(__file__).parents[1] / "docs" / "your-data.md"
TEXT = PAGE.read_text(encoding="utf-8")
ABOVE = {line.partition(" = ")[0]: line for line in re.findall("`([^`]+ = [^`]+)`", TEXT.partition("\n| ")[0])}
LINES = re.findall(r"^\| (.*) \|$", TEXT, re.MULTILINE)[1:]  # without the head
CELLS = [[cell.strip() for cell in line.split("|")] for line in LINES]
ROWS = {have: (re.findall("`([^`]+)`", typed), back) for have, typed, back in CELLS if back}
TESTS = {}

VALUES = np.random.default_rng(0).normal(size=(12, 40)).cumsum(axis=1)
VALUES.flags.writeable = False
NAMES = list("abcdefghijkl")
LENGTHS = range(29, 41)
RAGGED = [row[:length] for row, length in zip(VALUES, LENGTHS, strict=True)]
DAYS = pd.date_range("2024-01-01", periods=40, name="ds")
WIDE = pd.DataFrame(VALUES, index=NAMES, columns=DAYS)
LONG = WIDE.rename_axis("unique_id").stack().rename("y").reset_index()


# Rows whose tests say who asks for the line
SAID_ELSEWHERE = {
    "array (n_series, n_timepoints, n_channels)",
    "the same with the index (instance, time)",
    "the same in a long table",
    "unequal lengths, the shortest n",
}


def in_polars(frame):
    """A frame of polars, null where a value is missing, made without pyarrow."""
    objects = {name: column.astype(object) for name, column in frame.items()}
    return pl.DataFrame({name: column.where(column.notna(), None).tolist() for name, column in objects.items()})


def row(have, back):
    """Register a function that yields X, sends it through the line of the page, and checks what comes back."""

    def register(test):
        assert have not in TESTS, f"two tests for the row {have!r}"
        TESTS[have] = back, test
        return test

    return register


def new_augmenter(**parameters):
    """The augmenter as tests take it: a linear model; a small network where conditions need one."""
    model = CVAE(max_steps=5) if "conditions" in parameters else PCACodec()
    return sklearn_lgta.LGTAAugmenter(model=model, random_state=0, **parameters)


class Names(dict):
    """What the page may name. The lines above its table run when their results are asked for."""

    def __init__(self, **given):
        super().__init__(np=np, pd=pd, from_long=from_long, LGTAAugmenter=new_augmenter, metrics_report=metrics_report)
        self.update(WindowDataset=WindowDataset, DataLoader=DataLoader, make_pipeline=make_pipeline, **given)
        self.update(FunctionTransformer=FunctionTransformer, methodcaller=methodcaller, SimpleImputer=SimpleImputer)
        self["LGTAResampler"] = partial(LGTAResampler, new_augmenter())

    def __missing__(self, name):
        exec(ABOVE[name], dict(self), self)
        return self[name]


def typed(have, **given):
    """Names after the code of a row has run, which an augmenter that gets X as it is asks for."""
    names = Names(**given)
    first = next(iter(ROWS[have][0]), "")
    if re.match(r"X( =|\.)", first) and have not in SAID_ELSEWHERE:
        with pytest.raises((TypeError, ValueError)) as raised:
            new_augmenter().fit(given["X"])
        line = first.removeprefix("X = ").removeprefix("X").removeprefix("pd")
        assert line in str(raised.value).replace("'", '"')
    for line in ROWS[have][0]:
        exec(line, dict(names), names)  # globals for functions inside, which do not see the scope of names
    return names


def test_every_row_has_a_test_and_every_test_a_row():
    assert len(ROWS) > 30
    assert set(ROWS) == set(TESTS)


def test_rows_are_told_apart_by_their_first_cell():
    assert len(ROWS) == sum(1 for *_, back in CELLS if back)


@pytest.mark.parametrize("have", ROWS)
def test_a_row_keeps_its_word(have):
    claim, test = TESTS[have]
    assert claim == ROWS[have][1], "the page claims something else than its test"
    test(partial(typed, have))


# ------------------------------------------------------------------------------------ arrays
@row(
    "array (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), float32 or float64",
    "the same; copy after copy with `n_copies`",
)
def _(typed):
    for X in (VALUES, VALUES.astype(np.float32), VALUES.reshape(6, 2, 40), VALUES.reshape(6, 2, 40).astype(np.float32)):
        names = typed(X=X)
        copies = names["augmenter"].augment(X, n_copies=2)
        assert type(copies) is np.ndarray and copies.dtype == X.dtype
        assert copies.shape == (2 * len(X), *X.shape[1:])
        assert_array_equal(copies[: len(X)], names["copies"])
        assert not np.array_equal(copies[len(X) :], names["copies"])


@row("array (n_series, n_timepoints, n_channels)", "channels before time")
def _(typed):
    X = VALUES.reshape(6, 2, 40).swapaxes(1, 2)
    with pytest.warns(UserWarning, match=re.escape("pass X.swapaxes(1, 2)")):
        new_augmenter().fit(X)
    assert typed(X=X)["copies"].shape == (6, 2, 40)


@row("one series (n_timepoints,)", "one row")
def _(typed):
    assert typed(X=VALUES[0])["copies"].shape == (1, 40)


@row("masked array", "a masked array: what is masked is missing")
def _(typed):
    X = np.ma.MaskedArray(VALUES.copy(), mask=np.arange(480).reshape(12, 40) % 7 == 3, fill_value=-1)
    X.data[X.mask] = 1e9  # numbers below a mask are none
    names = typed(X=X)
    assert isinstance(names["copies"], np.ma.MaskedArray) and names["copies"].fill_value == -1
    assert_array_equal(names["copies"].mask, X.mask)
    assert np.abs(names["copies"]).max() < 1e3


@row("sparse matrix", "an array")
def _(typed):
    assert type(typed(X=csr_array(VALUES))["copies"]) is np.ndarray


# ------------------------------------------------------------------------------------ lists
@row(
    "list, tuple or object array of arrays (n_timepoints,) or (n_channels, n_timepoints), of any lengths",
    "the same, of these lengths",
)
def _(typed):
    objects = np.empty(12, dtype=object)
    objects[:] = RAGGED
    for X in (RAGGED, tuple(RAGGED), objects, list(VALUES), [np.stack([own, own[::-1]]) for own in RAGGED]):
        copies = typed(X=X)["copies"]
        assert type(copies) is type(X)
        assert [copy.shape for copy in copies] == [own.shape for own in X]


@row("list of pandas Series or polars Series", "a list of them, with index and name")
def _(typed):
    X = [pd.Series(own, DAYS[: len(own)], name=name) for own, name in zip(RAGGED, NAMES, strict=True)]
    names = typed(X=X)
    assert type(names["copies"]) is list and names["augmenter"].seasonal_period_ == 7
    for copy, own in zip(names["copies"], X, strict=True):
        assert_index_equal(copy.index, own.index)
        assert copy.name == own.name
    X = [pl.Series(name, own) for own, name in zip(RAGGED, NAMES, strict=True)]
    assert [(type(copy), copy.name, len(copy)) for copy in typed(X=X)["copies"]] == [
        (pl.Series, own.name, len(own)) for own in X
    ]


@row("list of DataFrames, a channel a column (sktime's df-list)", "a list of DataFrames")
def _(typed):
    X = [pd.DataFrame({"sold": own, "left": own[::-1]}, DAYS[: len(own)]) for own in RAGGED]
    for copy, own in zip(typed(X=X)["copies"], X, strict=True):
        assert_index_equal(copy.columns, own.columns)
        assert_index_equal(copy.index, own.index)


@row(
    "list of dicts with `start` and `target` (GluonTS)",
    'a list of dicts; `item_id` "a" becomes "a_copy0"',
)
def _(typed):
    X = [{"start": DAYS[0], "target": own, "item_id": name} for own, name in zip(RAGGED, NAMES, strict=True)]
    copies = typed(X=X)["copies"]
    assert [copy["item_id"] for copy in copies] == [f"{name}_copy0" for name in NAMES]
    assert [(copy["start"], len(copy["target"])) for copy in copies] == [(DAYS[0], length) for length in LENGTHS]


@row("dict of arrays or Series", "a list")
def _(typed):
    for X in (
        dict(zip(NAMES, RAGGED, strict=True)),
        {name: pd.Series(own) for name, own in zip(NAMES, RAGGED, strict=True)},
    ):
        copies = typed(X=X)["copies"]
        assert type(copies) is list
        assert [(type(copy), len(copy)) for copy in copies] == [(type(own), len(own)) for own in X.values()]


@row("dict of DataFrames", "a long frame")
def _(typed):
    X = {name: pd.DataFrame({"sold": own}, DAYS[: len(own)]) for own, name in zip(RAGGED, NAMES, strict=True)}
    copies = typed(X=X)["copies"]
    assert_index_equal(copies.xs(0, level="copy").index, pd.concat(X).index)


# ------------------------------------------------------------------------------------ wide frames
SPELLINGS = {
    "2020-01": "%Y-%m",
    "Jan-20": "%b-%y",
    "01/2020": "%m/%Y",
    "2020M01": "%YM%m",
    "202001": "%Y%m",
    "2020-01-31": "%Y-%m-%d",
    "31.01.2020": "%d.%m.%Y",
    "1/31/20": "%-m/%d/%y",
}


@row(
    f"dates as columns, real or text ({', '.join(f'`{spelling}`' for spelling in SPELLINGS)})",
    "the same columns and index; season 12",
)
def _(typed):
    months = pd.date_range("2020-01-31", periods=40, freq="ME")
    texts = [[f"{month.month}{month:/%d/%y}" if "%-m" in form else month.strftime(form) for month in months]
             for form in SPELLINGS.values()]  # fmt: skip
    assert [columns[0] for columns in texts] == list(SPELLINGS)
    for columns in (months, months.to_period("M"), *texts):
        X = pd.DataFrame(VALUES, index=NAMES, columns=columns)
        names = typed(X=X)
        assert names["augmenter"].seasonal_period_ == 12
        assert_index_equal(names["copies"].columns, X.columns)
        assert_index_equal(names["copies"].index, X.index)


@row("text dates of open order (`01/02/2020`, `01/03/2020`)", "days as columns")
def _(typed):
    X = pd.DataFrame(VALUES[:, :11], columns=[f"01/{number:02}/2020" for number in range(2, 13)])
    assert_index_equal(typed(X=X)["copies"].columns, pd.date_range("2020-02-01", "2020-12-01", freq="MS"), exact=False)


@row("columns that are no dates, with a season of 12", "trend and season kept")
def _(typed):
    augmenter = typed(X=pd.DataFrame(VALUES))["augmenter"]
    assert (augmenter.seasonal_period_, augmenter.structure_) == (12, "both")


@row("ids or coordinates beside the time points", "these in the index, unchanged")
def _(typed):
    X = WIDE.assign(Lat=VALUES[:, 0], Long=VALUES[:, 1])
    copies = typed(X=X)["copies"]
    assert copies.index.tolist() == list(zip(X["Lat"], X["Long"], strict=True))
    assert copies.index.names == ["Lat", "Long"]
    assert copies.shape == VALUES.shape


@row("label first, no header (UCR)", "labels in the index")
def _(typed):
    X = pd.DataFrame(VALUES).set_axis(range(1, 41), axis=1)
    X.insert(0, 0, [1, 2, 3] * 4)
    assert typed(X=X)["copies"].index.tolist() == [1, 2, 3] * 4


@row("series in columns", "a series a row")
def _(typed):
    for X in (WIDE.T, WIDE.T.reset_index(drop=True)):
        copies = typed(X=X)["copies"]
        assert copies.shape == (12, 40) and copies.index.tolist() == NAMES


@row("a day a row, its hours as columns", "days in the index")
def _(typed):
    X = pd.DataFrame(VALUES[:, :24], index=DAYS[:12])
    assert_index_equal(typed(X=X)["copies"].index, X.index)


@row("frame of polars", "a frame of polars")
def _(typed):
    X = pl.DataFrame(VALUES, schema=[f"{day:%Y-%m-%d}" for day in DAYS])
    names = typed(X=X)
    assert isinstance(names["copies"], pl.DataFrame) and names["copies"].schema == X.schema
    assert names["augmenter"].seasonal_period_ == 7


# ------------------------------------------------------------------------------------ long tables
@row(
    "columns such as `unique_id`, `ds`, `y`: any names and order, dates as text too",
    'the same columns; series "a" becomes "a_copy0", 7 a whole number above all of X',
)
def _(typed):
    text = LONG.assign(ds=LONG["ds"].dt.strftime("%d.%m.%Y")).sample(frac=1, random_state=0)
    renamed = text.set_axis(["article", "when", "sold"], axis=1)[["sold", "article", "when"]]
    for X, name, time in ((LONG, "unique_id", "ds"), (text, "unique_id", "ds"), (renamed, "article", "when")):
        names = typed(X=X)
        copies = names["copies"]
        assert names["augmenter"].seasonal_period_ == 7
        assert list(copies.columns) == list(X.columns)
        assert copies[name].tolist() == [f"{series}_copy0" for series in X[name]]
        assert copies[time].tolist() == X[time].tolist()
    X = LONG.assign(unique_id=LONG["unique_id"].map(NAMES.index) + 7)
    copies = typed(X=X)["copies"]
    assert copies["unique_id"].nunique() == 12 and copies["unique_id"].min() > X["unique_id"].max()


@row("day-first text dates (`31.01.2025`, `31/01/2025`)", "dates")
def _(typed):
    days = pd.date_range("2025-01-01", periods=40)
    for date_format in ("%d.%m.%Y", "%d/%m/%Y"):
        X = LONG.assign(ds=np.tile(days.strftime(date_format), 12)).rename(columns={"ds": "date"})
        read = typed(X=X)["X"]
        assert read["date"].tolist() == 12 * days.tolist()
        assert new_augmenter().fit(read).seasonal_period_ == 7


@row("columns whose roles are not certain", "a table with the columns of X")
def _(typed):
    X = LONG.assign(street=LONG["unique_id"].str.upper()).set_axis(["owner", "week", "sold", "street"], axis=1)
    copies = typed(X=X)["copies"]
    assert list(copies.columns) == list(X.columns)
    assert copies["owner"].tolist() == [f"{owner}_copy0" for owner in X["owner"]]
    assert copies["street"].tolist() == X["street"].tolist()


@row("flags and prices beside the values", "these bitwise, values changed")
def _(typed):
    rng = np.random.default_rng(0)
    X = LONG.assign(promo=rng.integers(0, 2, len(LONG)), price=rng.uniform(size=len(LONG)))
    with pytest.warns(UserWarning, match="promo.*conditions"):
        new_augmenter().fit(X)
    copies = typed(X=X)["copies"]
    assert_frame_equal(copies[["ds", "promo", "price"]], X[["ds", "promo", "price"]])
    assert (copies["y"] != X["y"]).mean() > 0.5


@row(
    "index (names of the series, time), of two or more levels (sktime's pd-multiindex)",
    "the same with a first level `copy`",
)
def _(typed):
    two = LONG.set_index(["unique_id", "ds"])
    three = pd.concat({"north": two.iloc[:240], "south": two.iloc[240:]}, names=["region"])
    for X in (two, three):
        copies = typed(X=X)["copies"]
        assert copies.index.names == ["copy", *X.index.names]
        assert_index_equal(copies.xs(0, level="copy").index, X.index)
        assert_index_equal(copies.columns, X.columns)


@row("table of polars", "a table of polars")
def _(typed):
    X = in_polars(LONG)
    copies = typed(X=X)["copies"]
    assert isinstance(copies, pl.DataFrame) and copies.schema == X.schema


@row("LazyFrame", "a table of polars")
def _(typed):
    X = in_polars(LONG).lazy()
    assert typed(X=X)["copies"].schema == X.collect_schema()


# ------------------------------------------------------------------------------------ sktime, xarray
@row("nested frame (nested_univ)", "a nested frame")
def _(typed):
    X = pd.DataFrame({"dim_0": [pd.Series(own) for own in RAGGED]}, index=NAMES)
    copies = typed(X=X)["copies"]
    assert [len(cell) for cell in copies["dim_0"]] == list(LENGTHS)
    assert_index_equal(copies.index, X.index)


@row("nested frame with other columns", "these in the index")
def _(typed):
    X = pd.DataFrame({"dim_0": [pd.Series(own) for own in RAGGED], "label": NAMES})
    copies = typed(X=X)["copies"]
    assert copies.index.tolist() == NAMES and list(copies) == ["dim_0"]


@row(
    "DataArray with `time` and at most a dimension of series and one of channels",
    "a DataArray; a coordinate `copy` with `n_copies`",
)
def _(typed):
    coords, dims = {"time": DAYS.rename("time")}, ("site", "channel", "time")
    panel = xarray.DataArray(VALUES.reshape(6, 2, 40), coords, dims, attrs={"unit": "K"})
    for X in (panel, panel.transpose("time", "site", "channel"), panel[:, 0]):
        names = typed(X=X)
        assert names["copies"].dims == X.dims and names["copies"].attrs == X.attrs
        assert names["augmenter"].seasonal_period_ == 7
        copies = names["augmenter"].augment(X, n_copies=2)
        assert copies["copy"].values.tolist() == [0] * 6 + [1] * 6


@row("DataArray whose time has another name", "a DataArray")
def _(typed):
    X = xarray.DataArray(VALUES, dims=("site", "x"))
    assert typed(X=X)["copies"].dims == ("site", "time")


@row("DataArray with series in several dimensions", "a DataArray")
def _(typed):
    X = xarray.DataArray(VALUES.reshape(3, 4, 40), {"lat": range(3), "lon": range(4)}, ("lat", "lon", "time"))
    copies = typed(X=X)["copies"]
    assert copies.unstack("series").sizes == X.sizes


@row("Dataset", "variables as channels")
def _(typed):
    X = xarray.Dataset({"sold": (("site", "time"), VALUES), "left": (("site", "time"), VALUES[:, ::-1])})
    assert typed(X=X)["copies"]["channel"].values.tolist() == ["sold", "left"]


# ------------------------------------------------------------------------------------ gaps and lengths
@row("NaN, None or pandas.NA in any of these", "copies with the same gaps")
def _(typed):
    gaps = np.random.default_rng(1).random(VALUES.shape) < 0.1
    gappy = np.where(gaps, np.nan, VALUES)
    wide = pd.DataFrame(gappy)
    for X in (
        gappy,
        wide,
        wide.astype("Float64"),
        wide.astype(object).mask(gaps, None),
        wide.astype(object).mask(gaps, pd.NA),
    ):
        assert_array_equal(pd.isna(typed(X=X)["copies"]), gaps)
    for X in (list(gappy), [pd.Series(own) for own in gappy], [pl.Series(own, nan_to_null=True) for own in gappy]):
        assert_array_equal(
            [pd.isna(copy.to_numpy() if hasattr(copy, "to_numpy") else copy) for copy in typed(X=X)["copies"]], gaps
        )
    table = LONG.assign(y=gappy.ravel())
    for X in (
        table,
        table.astype({"y": "Float64"}),
        table.assign(y=table["y"].astype(object).mask(gaps.ravel(), None)),
    ):
        assert_array_equal(typed(X=X)["copies"]["y"].isna(), gaps.ravel())
    assert_array_equal(typed(X=in_polars(table))["copies"]["y"].is_null(), gaps.ravel())
    assert_array_equal(typed(X=xarray.DataArray(gappy, dims=("site", "time")))["copies"].isnull(), gaps)


@row("gaps to fill", "X without gaps, the rest bitwise")
def _(typed):
    gaps = np.random.default_rng(1).random(VALUES.shape) < 0.1
    gaps[:, [0, -1]] = False
    filled = typed(X=np.where(gaps, np.nan, VALUES))["filled"]
    assert np.isfinite(filled).all()
    assert_array_equal(filled[~gaps], VALUES[~gaps])


@row("array or wide frame padded with NaN", "NaN before and after, as in X")
def _(typed):
    X = VALUES.copy()
    X[0, 30:], X[1, :5] = np.nan, np.nan
    for padded in (X, pd.DataFrame(X)):
        assert_array_equal(np.isnan(typed(X=padded)["copies"]), np.isnan(X))


# ------------------------------------------------------------------------------------ forecasts
@row("series that end at different times", "the last 24 values of each")
def _(typed):
    table = LONG[LONG["ds"] < LONG["unique_id"].map(dict(zip(NAMES, DAYS[28:], strict=True)))]
    for X in (RAGGED, pd.DataFrame(RAGGED), table):
        newest = typed(X=X)["newest"].reshape(12, 24)  # a channel more, where X may hold several
        ends = LENGTHS if X is not table else range(28, 40)
        assert_array_equal(newest, [row[end - 24 : end] for row, end in zip(VALUES, ends, strict=True)])


@row("prices of the same shape as X", "prices of every window")
@pytest.mark.filterwarnings("ignore")
def _(typed):
    prices = 1000 + np.arange(480.0).reshape(12, 40)
    names = typed(X=WIDE.to_numpy(), prices=prices, augmenter=new_augmenter(seasonal_period=7).fit(VALUES))
    beside = names["beside"]
    assert len(beside) == len(names["lags"]) == len(names["targets"]) == 11 * 12 * 5
    for number in (0, 17, 500):
        start, series = names["starts"][number], names["rows"][number]
        assert_array_equal(beside[number], prices[series, start : start + 36])


@row("a loop of torch", "windows of a new copy in every pass")
def _(typed):
    torch.manual_seed(0)
    loader = typed(X=VALUES, augmenter=new_augmenter(seasonal_period=7).fit(VALUES))["loader"]
    first, second = ([lags for lags, _ in loader] for _ in range(2))
    assert all(lags.shape == again.shape for lags, again in zip(first, second, strict=True))
    assert sum(map(len, first)) == 12 * 5
    assert not any(torch.equal(lags, again) for lags, again in zip(first, second, strict=True))


# ------------------------------------------------------------------------------------ classes, estimators, metrics
@row("rare classes", "all classes as large as the largest")
def _(typed):
    names = typed(X=VALUES, y=np.array(["a"] * 6 + ["b"] * 4 + ["c"] * 2))
    assert {label: (names["y_new"] == label).sum() for label in "abc"} == {"a": 6, "b": 6, "c": 6}
    assert_array_equal(names["X_new"][:12], VALUES)


@row("the same in a long table", "a wide frame")
def _(typed):
    y = np.array(["a"] * 8 + ["b"] * 4)
    with pytest.raises(ValueError, match=r"X.pivot\(index=\['unique_id'\], columns='ds', values='y'\)"):
        LGTAResampler().fit_resample(LONG, y)
    X_new, _ = LGTAResampler(new_augmenter(), sampling_strategy="auto").fit_resample(typed(X=LONG)["X"], y)
    assert X_new.index.tolist()[:12] == NAMES and len(X_new) == 16
    assert_index_equal(X_new.columns, DAYS, exact=False)


@row("the same with the index (instance, time)", "a list of arrays")
def _(typed):
    X, y = LONG.set_index(["unique_id", "ds"]), np.array(["a"] * 8 + ["b"] * 4)
    with pytest.raises(ValueError, match="to_numpy\\(\\).T for _, series in X.groupby\\(level=0, sort=False\\)"):
        LGTAResampler().fit_resample(X, y)
    X_new, _ = LGTAResampler(new_augmenter(), sampling_strategy="auto").fit_resample(typed(X=X)["X"], y)
    assert type(X_new) is list and len(X_new) == 16
    assert_array_equal(X_new[3], VALUES[[3]])


LABELS = np.array([0, 1] * 6)


@row("channels; n values a series", "channels side by side")
def _(typed):
    X = VALUES.reshape(12, 2, 20)
    model = AugmentedEstimator(LogisticRegression(), new_augmenter(), n_copies=1)
    with pytest.raises(ValueError, match=r"methodcaller\('reshape', -1, 40\)"):
        model.fit(X, LABELS)
    model.set_params(estimator=typed(X=X, n=40, estimator=LogisticRegression())["estimator"]).fit(X, LABELS)
    assert model.estimator_[-1].coef_.shape == (1, 40)
    assert model.predict(X).shape == (12,)


@row("unequal lengths, the shortest n", "series of one length")
def _(typed):
    model = AugmentedEstimator(LogisticRegression(), new_augmenter(), n_copies=1)
    with pytest.raises(ValueError, match="29 to 40 time points"):
        model.fit(RAGGED, LABELS)
    X = typed(X=RAGGED, n=29)["X"]
    assert_array_equal(X, [own[-29:] for own in RAGGED])
    assert model.fit(X, LABELS).predict(X).shape == (12,)


@row("gaps, and it takes none", "predictions for series with gaps")
def _(typed):
    X = np.where(np.random.default_rng(1).random(VALUES.shape) < 0.1, np.nan, VALUES)
    model = AugmentedEstimator(LogisticRegression(), new_augmenter(), n_copies=1)
    with pytest.raises(ValueError, match="NaN"):
        model.fit(X, LABELS)
    model.set_params(estimator=typed(X=X, estimator=LogisticRegression())["estimator"]).fit(X, LABELS)
    assert set(model.predict(X)) <= {0, 1}


@row("any of these", "figures beside their baselines")
def _(typed):
    for X in (RAGGED, LONG, xarray.DataArray(VALUES, dims=("site", "time"))):
        assert "baseline" in str(typed(X=X)["report"])
