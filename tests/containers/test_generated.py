"""Generated containers come back equal and with the right season, or are refused with a line that works.

``GENERATED_EXAMPLES=100`` in the environment tries so many of every kind, each time others; by default it is a few,
always the same.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import xarray
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._containers.kinds import read_panel

N_EXAMPLES = int(os.environ.get("GENERATED_EXAMPLES", "0"))
FEW = 8

# Time points of a season, by what the frequency means: a week of days, a day of hours, a year of weeks or months.
SEASONS = {"D": 7, "h": 24, "15min": 96, "W-SUN": 52, "MS": 12, "ME": 12, "BME": 12, "QS": 4, "YS": None, "2D": None}
PERIODS = {"D": "D", "h": "h", "15min": "15min", "W-SUN": "W", "MS": "M", "QS": "Q", "YS": "Y"}
SPELLINGS = {
    "D": ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%d %b %Y", "%Y/%m/%d", "%a %d %B %Y"],
    "h": ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p"],
    "15min": ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%MZ"],
    "W-SUN": ["%Y-%m-%d", "%d/%m/%Y", "%GW%V"],
    "MS": ["%Y-%m", "%b-%y", "%m/%Y", "%YM%m", "%B %Y", "%Y%m", "%Y-%m-%d", "%d.%m.%Y"],
    "ME": ["%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y"],
    "BME": ["%Y-%m-%d", "%d.%m.%Y"],
    "QS": ["%YQ{quarter}", "Q{quarter} %Y", "%Y-%m-%d", "Q{quarter}-%y"],
    "YS": ["%Y", "%Y-%m-%d"],
    "2D": ["%Y-%m-%d"],
}


@dataclass(frozen=True)
class Example:
    """A container and what it holds.

    Attributes
    ----------
    build : function
        Returns the container as the user has it, or (True) with the values in floats, as copies have them.
    series : list of ndarray of shape (n_channels, n_timepoints)
        With NaN where a value is missing.
    season : int or None
    conditions : tuple of str
        Columns that the user names as conditions.
    ids : tuple of str
        Columns of a long table that name its series.
    filled : list of ndarray or None
        The series with NaN where a time is missing, if one is.
    """

    build: Callable[[bool], Any]
    series: list[np.ndarray]
    season: int | None = None
    conditions: tuple = ()
    ids: tuple = ()
    filled: list[np.ndarray] | None = None


# ------------------------------------------------------------------------------------ numbers
@dataclass(frozen=True)
class Numbers:
    """Series of float64 that a dtype can hold: (n_channels, n_timepoints) each."""

    series: list[np.ndarray]
    dtype: str

    def typed(self, numbers, as_floats):
        """Return numbers in the dtype of the user, or in that of copies."""
        return np.asarray(numbers).astype(self.floats if as_floats else self.dtype)

    def column(self, numbers, as_floats):
        """Return a column of a frame of pandas."""
        dtype = self.floats if as_floats else self.dtype
        return pd.Series(numbers, dtype="float64").astype(dtype)

    @property
    def floats(self):
        return "float32" if self.dtype == "float32" else "float64"

    @property
    def lengths(self):
        return [series.shape[1] for series in self.series]


WHOLE = ("int64", "int32", "uint8", "Int64")
OF_NUMPY = ("float64", "float32", "int64", "int32", "uint8", "object")
OF_PANDAS = (*OF_NUMPY[:5], "Int64", "Float64", "object")


@st.composite
def numbers(draw, dtypes=OF_NUMPY, n_channels=None, unequal=False, fewest=2):
    """Draw series of one dtype: few, short, with gaps where the dtype can hold them."""
    n_series, n_timepoints = draw(st.integers(fewest, 6)), draw(st.integers(8, 30))
    n_channels = draw(st.integers(1, 3)) if n_channels is None else n_channels
    dtype, rng = draw(st.sampled_from(dtypes)), np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    lengths = rng.integers(n_timepoints - 3, n_timepoints + 1, n_series) if unequal else [n_timepoints] * n_series
    scale = draw(st.sampled_from([1e-4, 1.0, 1e5]))
    series = [scale * (rng.normal(size=(n_channels, 1)) + rng.normal(size=(n_channels, n))) for n in lengths]
    if dtype in WHOLE:
        series = [rng.integers(0, 250, size=one.shape).astype(float) for one in series]
    if dtype == "float32":
        series = [one.astype(np.float32).astype(float) for one in series]
    if dtype not in ("int64", "int32", "uint8") and draw(st.booleans()):
        for one in series:
            is_gap = rng.random(one.shape) < 0.15
            is_gap[:, :4] = False  # something is observed, in channels of whole series too
            one[is_gap] = np.nan
    return Numbers(series, dtype)


# ------------------------------------------------------------------------------------ times and names
@st.composite
def times(draw, n_timepoints, kinds=("date", "period", "text", "zone", "object", "number")):
    """Draw labels of time points and the season of their frequency."""
    kind = draw(st.sampled_from(kinds))
    if kind == "number":
        start = draw(st.sampled_from([0, 1, 17]))
        return pd.RangeIndex(start, start + n_timepoints), None
    freq = draw(st.sampled_from(sorted(PERIODS if kind == "period" else SEASONS)))
    start = pd.Timestamp(1990, 1, 1) + pd.Timedelta(days=draw(st.integers(0, 11_000)))
    dates = pd.date_range(start, periods=n_timepoints, freq=freq)
    if kind == "period":
        return pd.period_range(start, periods=n_timepoints, freq=PERIODS[freq]), SEASONS[freq]
    if kind == "text":
        spelling = draw(st.sampled_from(SPELLINGS[freq]))
        text = [date.strftime(spelling.replace("{quarter}", str(date.quarter))) for date in dates]
        is_number = draw(st.booleans()) and all(map(str.isdigit, text))
        return pd.Index([int(one) for one in text] if is_number else text), SEASONS[freq]
    if kind == "zone":
        dates = dates.tz_localize(draw(st.sampled_from(["UTC", "Asia/Tokyo"])))
    if kind == "object":
        as_date = draw(st.booleans()) and freq not in ("h", "15min")
        dates = pd.Index([date.date() if as_date else date for date in dates], dtype=object)
    return dates, SEASONS[freq]


NAMES = ("north", "south", "east", "west", "center", "coast")


@st.composite
def ids(draw, n_series, n_levels, categories=True):
    """Draw names of series: one column for every level, each of length n_series, that name a series together."""
    upper = [[f"{'ABC'[level]}{row % (level + 2)}" for row in range(n_series)] for level in range(n_levels - 1)]
    kind = draw(st.sampled_from(["text", "number", *(["category"] if categories else [])]))
    finest = pd.Series(list(NAMES[:n_series]))
    if kind == "number":
        finest = pd.Series(draw(st.permutations([3, 7, 12, 40, 41, 95]))[:n_series])
    return [*map(pd.Series, upper), finest.astype("category") if kind == "category" else finest]


@st.composite
def orders(draw, of_row, time):
    """Draw an order of rows: by series, by time, or any."""
    order = draw(st.sampled_from(["series", "time", "any"]))
    if order == "any":
        return np.random.default_rng(draw(st.integers(0, 99))).permutation(len(of_row))
    return np.lexsort([of_row, time]) if order == "time" else np.lexsort([time, of_row])


# ------------------------------------------------------------------------------------ kinds
@st.composite
def arrays(draw):
    of = draw(numbers(n_channels=1))
    view = draw(st.sampled_from([np.asarray, np.asfortranarray, lambda X: np.repeat(X, 2, axis=1)[:, ::2]]))
    return Example(lambda floats: view(of.typed(np.concatenate(of.series), floats)), of.series)


@st.composite
def arrays_of_channels(draw):
    of = draw(numbers())
    return Example(lambda floats: of.typed(np.stack(of.series), floats), of.series)


@st.composite
def masked_arrays(draw):
    of = draw(numbers(dtypes=("float64", "float32", "int64"), n_channels=draw(st.sampled_from([1, 2]))))
    values = np.stack(of.series)
    values = values[:, 0] if values.shape[1] == 1 and draw(st.booleans()) else values
    mask = np.random.default_rng(draw(st.integers(0, 99))).random(values.shape) < 0.2
    mask[..., :3] = False
    gappy = np.where(mask, np.nan, values)
    series = list(gappy[:, None] if values.ndim == 2 else gappy)
    return Example(lambda floats: np.ma.MaskedArray(of.typed(values, floats), mask=mask, fill_value=-1), series)


@st.composite
def lists_of_arrays(draw):
    of = draw(numbers(unequal=True))
    flat = of.series[0].shape[0] == 1 and draw(st.booleans())
    sequence = draw(st.sampled_from([list, tuple, _array_of_objects]))
    return Example(lambda floats: sequence([of.typed(one[0] if flat else one, floats) for one in of.series]), of.series)


def _array_of_objects(series):
    array = np.empty(len(series), dtype=object)
    for number, one in enumerate(series):
        array[number] = one
    return array


@st.composite
def lists_of_series(draw):
    of = draw(numbers(dtypes=OF_PANDAS, n_channels=1, unequal=True))
    labels, season = draw(times(max(of.lengths), ("date", "period", "zone", "number", "text")))
    name = draw(st.sampled_from([None, "sold"]))

    def build(floats):
        return [
            pd.Series(of.column(one[0], floats).array, index=labels[: one.shape[1]], name=name) for one in of.series
        ]

    return Example(build, of.series, season)


@st.composite
def lists_of_frames(draw):
    of = draw(numbers(dtypes=OF_PANDAS, unequal=True))
    labels, season = draw(times(max(of.lengths), ("date", "period", "zone", "number", "text")))

    def build(floats):
        return [
            pd.DataFrame(
                {f"c{k}": of.column(channel, floats).array for k, channel in enumerate(one)},
                index=labels[: one.shape[1]],
            )
            for one in of.series
        ]

    return Example(build, of.series, season)


@st.composite
def lists_of_dicts(draw):
    of = draw(numbers(dtypes=("float64", "float32", "int64"), unequal=True))
    freq = draw(st.sampled_from(sorted(PERIODS)))
    start, named = pd.Period("2015-03-01", PERIODS[freq]), draw(st.booleans())
    flat = of.series[0].shape[0] == 1
    static = draw(st.booleans())

    def build(floats):
        targets = [of.typed(one[0] if flat else one, floats) for one in of.series]
        return [
            {"start": start, "target": target}
            | ({"item_id": f"shop {row}"} if named else {})
            | ({"feat_static_cat": [row % 2]} if static else {})
            for row, target in enumerate(targets)
        ]

    return Example(build, of.series, SEASONS[freq])


@st.composite
def lists_of_polars(draw):
    of = draw(numbers(dtypes=("float64", "float32", "int64"), n_channels=1, unequal=True))
    nulls = draw(st.booleans())
    return Example(
        lambda floats: [pl.Series("x", of.typed(one[0], floats), nan_to_null=nulls) for one in of.series], of.series
    )


@st.composite
def nested_frames(draw):
    of = draw(numbers(unequal=True))
    labels, season = draw(times(max(of.lengths), ("date", "period", "number", "text")))
    as_arrays = draw(st.booleans())

    def build(floats):
        cells = np.empty((len(of.series), len(of.series[0])), dtype=object)
        for row, channel in np.ndindex(cells.shape):
            values = of.typed(of.series[row][channel], floats)
            cells[row, channel] = values if as_arrays else pd.Series(values, index=labels[: len(values)])
        return pd.DataFrame(cells, index=NAMES[: len(cells)]).add_prefix("dim_")

    return Example(build, of.series, None if as_arrays else season)


@st.composite
def data_arrays(draw):
    of = draw(numbers(fewest=1))
    values = np.stack(of.series)
    dims = [draw(st.sampled_from(["shop", "station", "id"])), draw(st.sampled_from(["channel", "variable"])), "time"]
    labels, season = draw(times(values.shape[2], ("date", "number", "text")))
    without = [at for at in (0, 1) if values.shape[at] == 1 and draw(st.booleans())]
    kept = [name for at, name in enumerate(dims) if at not in without]
    order = draw(st.permutations(kept))
    with_names = draw(st.booleans()) and 0 not in without

    def build(floats):
        X = xarray.DataArray(of.typed(values.squeeze(tuple(without)), floats), {"time": labels}, kept, name="sold")
        X = X.assign_coords({dims[0]: list(NAMES[: len(values)])}) if with_names else X
        return X.transpose(*order)

    return Example(build, of.series, season)


@st.composite
def wide_frames(draw):
    of = draw(numbers(dtypes=OF_PANDAS, n_channels=1))
    labels, season = draw(times(of.lengths[0]))
    names = draw(st.sampled_from(["none", "text", "two levels"]))
    extra = draw(st.sampled_from([None, None, "label", "lat", "id"]))
    at = draw(st.sampled_from([0, 1, of.lengths[0]]))
    in_columns = (
        draw(st.booleans()) and extra is None and not isinstance(labels, pd.RangeIndex) and names != "two levels"
    )
    values = np.concatenate(of.series)

    def build(floats):
        X = pd.DataFrame({step: of.column(values[:, step], floats) for step in range(values.shape[1])})
        X.columns = labels
        if names == "text" or in_columns:
            X.index = pd.Index(NAMES[: len(X)], name="shop")
        elif names == "two levels":
            X.index = pd.MultiIndex.from_arrays([NAMES[: len(X)], list("uvwxyz")[: len(X)]], names=["shop", "town"])
        if extra is not None:
            columns = {"label": list("ababab"), "lat": [48.1, 52.5, 53.6, 50.1, 50.9, 49.0], "id": [5, 9, 4, 8, 7, 1]}
            X = X.astype({}) if not hasattr(X.columns, "freq") else X.set_axis(X.columns.astype(object), axis=1)
            X.insert(at, extra, columns[extra][: len(X)])
        return X.T if in_columns else X

    return Example(build, of.series, season)


@st.composite
def long_frames(draw):
    of = draw(numbers(dtypes=OF_PANDAS, unequal=True))
    labels, season = draw(times(max(of.lengths), ("date", "period", "zone", "number", "text")))
    levels = draw(ids(len(of.series), draw(st.integers(1, 3))))
    of_row, at = _rows_of(of.lengths)
    order = draw(orders(of_row, at))
    names = draw(st.sampled_from([["instance", "time"], [None, None], ["shop", "ds"]]))
    conditions = draw(st.sampled_from([(), ("promo",)]))

    def build(floats):
        X = pd.DataFrame(
            {f"c{k}": of.column(channel, floats) for k, channel in enumerate(np.concatenate(of.series, axis=1))}
        )
        if conditions:
            X["promo"] = at % 3 == 0
        above = [level.take(of_row).array for level in levels]
        X.index = pd.MultiIndex.from_arrays(
            [*above, labels.take(at)], names=["state", "region"][: len(levels) - 1] + names
        )
        return X.iloc[order]

    return Example(build, of.series, season, conditions)


def _rows_of(lengths):
    """Number of the series and of the time point of every row of a table."""
    return np.repeat(np.arange(len(lengths)), lengths), np.concatenate([np.arange(n) for n in lengths])


TABLES = [
    (["region", "store", "unique_id"], "ds", ["y", "price", "stock"]),
    (["state", "shop", "item_id"], "timestamp", ["target", "x1", "x2"]),
    (["Land", "Stadt", "Filiale"], "Tag", ["Umsatz", "Kosten", "Gewinn"]),
    (["p", "q", "r"], "s", ["u", "v", "w"]),
    (["country", "city", "sensor"], "date", ["temp", "wind", "rain"]),
]


@st.composite
def long_columns(draw, dtypes):
    """Draw the columns of a long table, the roles, and the numbers."""
    of = draw(numbers(dtypes=dtypes, unequal=True))
    id_names, time, value_names = draw(st.sampled_from(TABLES))
    id_names = id_names[-draw(st.integers(1, 3)) :]
    labels, season = draw(times(max(of.lengths), ("date", "text", "zone", "number", "period", "object")))
    of_row, at = _rows_of(of.lengths)
    whole = [np.insert(np.delete(of.series[0], 3, axis=1), 3, np.nan, axis=1), *of.series[1:]]
    if has_hole := draw(st.booleans()) and len(of.series) > 2:  # a hole in one series says nothing about the others
        kept = ~((of_row == 0) & (at == 3))
        of = Numbers([np.delete(of.series[0], 3, axis=1), *of.series[1:]], of.dtype)
        of_row, at = of_row[kept], at[kept]
    levels = draw(ids(len(of.series), len(id_names)))
    order = draw(orders(of_row, at))
    columns = {name: level.take(of_row[order]).array for name, level in zip(id_names, levels, strict=True)}
    columns[time] = labels.take(at[order])
    text = draw(st.booleans())
    if text:
        columns["note"] = np.array(["x", "y", "z", "x", "y", "z"], dtype=object)[of_row[order]]
    conditions = draw(st.sampled_from([(), (), ("promo",)]))
    if conditions:
        columns["promo"] = (at[order] % 3 == 0).astype("int8")
    values = np.concatenate(of.series, axis=1)[:, order]
    channels = dict(zip(value_names, values, strict=False))
    order = draw(st.permutations([*columns, *channels]))
    channel_order = np.argsort([order.index(name) for name in channels])
    series, whole = ([one[channel_order] for one in every] for every in (of.series, whole))
    return of, columns, channels, order, (series, season, conditions, tuple(id_names), whole if has_hole else None)


@st.composite
def long_tables(draw):
    of, columns, channels, order, further = draw(long_columns(OF_PANDAS))
    index = draw(st.sampled_from([range, lambda n: np.arange(n)[::-1] * 3]))

    def build(floats):
        kept = floats and of.dtype != "Float64"  # a table keeps a nullable dtype of floats
        numbers = {name: of.column(values, kept).array for name, values in channels.items()}
        X = pd.DataFrame(columns | numbers)[order]
        return X.set_axis(list(index(len(X))))

    return Example(build, *further)


@st.composite
def polars_tables(draw):
    of, columns, channels, order, further = draw(long_columns(("float64", "float32", "int64")))
    nulls = draw(st.booleans())

    def build(floats):
        numbers = {name: pl.Series(of.typed(values, floats), nan_to_null=nulls) for name, values in channels.items()}
        return pl.DataFrame({name: _in_polars(column) for name, column in columns.items()} | numbers).select(order)

    return Example(build, *further)


def _in_polars(column):
    """A column of names or times as polars holds it."""
    if isinstance(column, pd.PeriodIndex):
        return pl.Series(column.astype(str).tolist())
    if isinstance(column, pd.DatetimeIndex):
        return pl.Series(column.to_pydatetime().tolist())
    if isinstance(column, pd.Categorical):
        return pl.Series(column.astype(str).tolist(), dtype=pl.Categorical)
    return pl.Series([one.to_pydatetime() if isinstance(one, pd.Timestamp) else one for one in column.tolist()])


@st.composite
def polars_wide(draw):
    of = draw(numbers(dtypes=("float64", "float32", "int64"), n_channels=1))
    labels, season = draw(times(of.lengths[0], ("text", "number")))
    names, nulls, values = draw(st.booleans()), draw(st.booleans()), np.concatenate(of.series)

    def build(floats):
        columns = {"shop": list(NAMES[: len(values)])} if names else {}
        steps = {
            str(label): pl.Series(of.typed(values[:, step], floats), nan_to_null=nulls)
            for step, label in enumerate(labels)
        }
        return pl.DataFrame(columns | steps)

    return Example(build, of.series, season)


KINDS = {
    "array": arrays(),
    "array of channels": arrays_of_channels(),
    "masked array": masked_arrays(),
    "list": lists_of_arrays(),
    "list of Series": lists_of_series(),
    "list of DataFrames": lists_of_frames(),
    "list of dicts": lists_of_dicts(),
    "list of polars Series": lists_of_polars(),
    "nested frame": nested_frames(),
    "DataArray": data_arrays(),
    "frame": wide_frames(),
    "long frame": long_frames(),
    "long table": long_tables(),
    "wide polars frame": polars_wide(),
    "long polars frame": polars_tables(),
}


# ------------------------------------------------------------------------------------ what must hold
class WithConditions(PCACodec):
    """A model that takes conditions, and does nothing with them."""

    uses_conditions = True


def fitted(X, conditions):
    model = WithConditions() if conditions else PCACodec()
    return LGTAAugmenter(strength=0, model=model, conditions=list(conditions) or None, random_state=0).fit(X)


def is_right(X, example, augmenter):
    """Whether series are read as what they are: their values, in any order of series, and their season."""
    panel = read_panel(LGTAAugmenter(conditions=list(example.conditions) or None), X)
    read = sorted(map(_bytes_of, panel.values.swapaxes(1, 2)))
    wanted = [example.series] if example.filled is None else [example.series, example.filled]
    return read in [sorted(map(_bytes_of, one)) for one in wanted] and augmenter.seasonal_period_ == example.season


def comes_right(X, error, example, remedies, n_lines=3):
    """Whether a line of a message makes the call work; some X needs several lines, one after the other."""
    for mended in remedies(str(error), X):
        try:
            augmenter = fitted(mended, example.conditions)
        except (TypeError, ValueError) as next_error:
            frame = getattr(mended, "frame", mended)  # of `from_long`
            if n_lines > 1 and comes_right(frame, next_error, example, remedies, n_lines - 1):
                return True
        else:
            if is_right(mended, example, augmenter):
                return True
    return False


def _bytes_of(series):
    """A series (n_channels, n_timepoints) without the gap at its end, comparable and sortable."""
    is_observed = ~np.isnan(series).all(axis=0)
    stop = len(is_observed) - is_observed[::-1].argmax()
    return np.where(np.isnan(series), np.nan, series)[:, :stop].astype(">f8").tobytes()


def halves(copies, like, ids):
    """Take two copies apart, and undo the names of copies."""
    n = len(copies) // 2
    if isinstance(like, xarray.DataArray):
        series = next((name for name in like.dims if name not in ("time", "channel", "variable")), None)
        if series is None:
            return [copies.isel(copy=k, drop=True) for k in (0, 1)]
        n = like.sizes[series]
        return [copies.isel({series: slice(k * n, (k + 1) * n)}).drop_vars("copy") for k in (0, 1)]
    if isinstance(like, pd.DataFrame) and "copy" in copies.index.names:
        return [copies.xs(k, level="copy") for k in (0, 1)]
    parts = [copies[:n], copies[n:]]
    if isinstance(like, list) and isinstance(like[0], dict):
        return [[_with_name_of(*pair) for pair in zip(part, like, strict=True)] for part in parts]
    if ids:
        return [_with_ids_of(part, like, ids) for part in parts]
    return parts


def _with_name_of(copy, original):
    """A dict of which only the name may be another one."""
    if "item_id" not in original:
        return copy
    assert copy["item_id"] != original["item_id"]
    return copy | {"item_id": original["item_id"]}


def _with_ids_of(copy, like, ids):
    """A long table of copies with the names of its series, each of which has one new name."""
    copy = copy.set_axis(like.index) if isinstance(like, pd.DataFrame) else copy
    (renamed,) = (name for name in ids if list(copy[name]) != list(like[name]))
    assert not set(copy[renamed]) & set(like[renamed])
    others = [name for name in ids if name != renamed]
    old, new = ({*zip(*(table[name] for name in (*others, renamed)), strict=True)} for table in (like, copy))
    assert len(old) == len(new)
    return (
        copy.assign(**{renamed: like[renamed]}) if isinstance(like, pd.DataFrame) else copy.with_columns(like[renamed])
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore")
def test_a_generated_container_comes_back_or_is_refused_with_a_line_that_works(kind, assert_same, remedies):
    @settings(
        max_examples=N_EXAMPLES or FEW,
        derandomize=not N_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(example=KINDS[kind])
    def holds(example):
        event(check(example, assert_same, remedies))

    holds()


def check(example, assert_same, remedies):
    """Check that a container comes back equal or is refused with a line that works; say which."""
    X = example.build(False)
    try:
        augmenter = fitted(X, example.conditions)
    except (TypeError, ValueError) as error:
        assert comes_right(X, error, example, remedies), error
        return "refused with a line"
    assert is_right(X, example, augmenter), (augmenter.seasonal_period_, example.season)
    expected = example.build(True)
    assert_same(augmenter.transform(X), expected)
    assert_same(X, example.build(False))
    for copy in halves(augmenter.augment(X, n_copies=2), expected, example.ids):
        assert_same(copy, expected)
    return "equal"
