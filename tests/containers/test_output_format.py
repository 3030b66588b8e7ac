"""Series without an original come in the form that `fit` saw, with its dates, also from a file."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")
VALUES = np.random.default_rng(0).normal(size=(40, 24)).cumsum(axis=1)
DAYS = pd.date_range("2024-01-01", periods=24)


@pytest.fixture(params=["fitted", "from a file"])
def fitted(request, tmp_path):
    def fit(X):
        augmenter = LGTAAugmenter(model=PCACodec(), structure="none", random_state=0).fit(X)
        if request.param == "fitted":
            return augmenter
        augmenter.save(tmp_path / "augmenter")
        return LGTAAugmenter.load(tmp_path / "augmenter")

    return fit


@pytest.mark.parametrize(
    "columns",
    [
        DAYS,
        pd.date_range("2024-01-31", periods=24, freq="ME", name="month"),
        pd.date_range("2024-03-30 20:00", periods=24, freq="h", tz="Europe/Paris", unit="s"),
        pd.period_range("2019Q1", periods=24, freq="Q", name="quarter"),
        pd.period_range("2024-01-01", periods=24, freq="15min"),
        pd.RangeIndex(3, 27),
        pd.Index([f"t{place:02}" for place in range(24)], name="place"),
        pd.MultiIndex.from_product([["am", "pm"], range(12)], names=["half", "hour"]),
    ],
)
def test_columns_are_those_of_fit(fitted, columns):
    drawn = fitted(pd.DataFrame(VALUES, columns=columns)).sample(3, random_state=0)
    pd.testing.assert_index_equal(drawn.columns, columns, exact="equiv")


@pytest.mark.parametrize(
    ("start", "freq", "last"),
    [("2024-01-01", "D", "2024-02-05"), ("2023-01-31", "ME", "2025-12-31"), ("2024-01-01", "B", "2024-02-19")],
)
def test_dates_go_on_beyond_those_of_fit(fitted, start, freq, last):
    augmenter = fitted(pd.DataFrame(VALUES, columns=pd.date_range(start, periods=24, freq=freq)))
    for n_timepoints in (10, 36):
        expected = pd.date_range(start, periods=n_timepoints, freq=freq)
        drawn = augmenter.sample(2, n_timepoints=n_timepoints, random_state=0)
        pd.testing.assert_index_equal(drawn.columns, expected)
    assert drawn.columns[-1] == pd.Timestamp(last)


@pytest.mark.filterwarnings("ignore:Dates are not evenly spaced")
def test_of_irregular_dates_nobody_knows_how_they_go_on(fitted):
    columns = DAYS.delete(3).append(DAYS[-1:] + pd.Timedelta(days=1))
    augmenter = fitted(pd.DataFrame(VALUES, columns=columns))
    pd.testing.assert_index_equal(augmenter.sample(2, n_timepoints=9).columns, columns[:9])
    assert augmenter.sample(2, n_timepoints=30).columns.tolist() == list(range(30))


def test_unusual_names_become_numbers(fitted):
    columns = pd.Index([object() for _ in range(24)])
    assert fitted(pd.DataFrame(VALUES, columns=columns)).sample(2).columns.tolist() == list(range(24))


def test_a_long_frame_has_its_names_and_dates(fitted):
    starts = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(40) % 2 * 7, unit="D")
    frames = [
        pd.DataFrame({"load": row}, index=DAYS + (start - DAYS[0])) for row, start in zip(VALUES, starts, strict=True)
    ]
    augmenter = fitted(pd.concat(dict(enumerate(frames)), names=["plant", "day"]))
    drawn = augmenter.sample(30, random_state=0)
    assert drawn.columns.tolist() == ["load"] and drawn.index.names == ["plant", "day"]
    times = [own.index.get_level_values(1) for _, own in drawn.groupby(level=0)]
    assert {time[0] for time in times} == set(starts)
    for time in times:
        pd.testing.assert_index_equal(time, pd.date_range(time[0], periods=24, name="day"), check_names=False)
    longer = augmenter.sample(1, n_timepoints=40).index.get_level_values(1)
    assert longer[-1] - longer[0] == pd.Timedelta(days=39)


def test_a_long_frame_without_a_frequency_has_numbers(fitted):
    frame = pd.concat({row: pd.DataFrame({"load": values}) for row, values in enumerate(VALUES)})
    drawn = fitted(frame).sample(2)
    assert drawn.index.names == [None, None]
    assert drawn.index.get_level_values(1).tolist() == [*range(24)] * 2
