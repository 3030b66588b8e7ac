"""Time spans of series, and batches of them."""

import numpy as np
import pytest

from sklearn_lgta._preprocessing.spans import equal_rows, span_batches, time_spans


@pytest.fixture
def values():
    """Series of 20 to 30 time points, some of which start later or have a gap."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=(60, 30, 2))
    for row, length in enumerate(rng.integers(20, 31, size=60)):
        late = row % 3 == 0
        values[row, : 30 - length if late else 0] = values[row, 30 if late else length :] = np.nan
    values[4:20, 10] = np.nan
    return values


@pytest.mark.parametrize("n_parts", [1, 4])
def test_every_row_is_in_one_batch_of_equally_many_patches(values, n_parts):
    batches = list(span_batches(values, 6, n_parts))
    np.testing.assert_array_equal(np.sort(np.concatenate([batch.rows for batch in batches])), np.arange(60))
    for batch in batches:
        assert len(set(-(-batch.lengths // 6))) == 1
        assert len(batch.rows) <= 60 / n_parts
    assert len(batches) < len(list(time_spans(values)))


def test_a_batch_knows_the_places_of_its_series(values):
    for batch in span_batches(values, 6):
        for some in (slice(None), np.arange(len(batch.rows))[::-2]):
            rows = batch.rows[some]
            for equal, time, within in batch.places(some):
                for row in rows[equal]:
                    observed = np.flatnonzero(~np.isnan(values[row]).all(axis=1))
                    assert (time.start, time.stop) == (observed[0], observed[-1] + 1)
                    assert within == slice(time.stop - time.start)


def test_complete_series_make_as_many_batches_as_parts():
    batches = list(span_batches(np.ones((10, 7, 1)), 2, n_parts=3))
    assert [len(batch.rows) for batch in batches] == [4, 4, 2]


def test_equal_rows_are_found():
    found = equal_rows(np.array([3, 0, 3, 3]), np.array([1, 1, 1, 2]))
    assert {(one, other): rows.tolist() for rows, one, other in found} == {(0, 1): [1], (3, 1): [0, 2], (3, 2): [3]}
    assert list(equal_rows(np.array([5, 5]))) == [(slice(None), 5)]
