"""What all metrics ask of their series, tested once over all of them."""

import inspect

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import metrics

BY_NAME = {name: getattr(metrics, name) for name in metrics.__all__ if name.islower()}
OF_SERIES = sorted(set(BY_NAME) - {"train_synthetic_test_real"})
SEEDED = ("discriminative_score", "metrics_report")


def call(name, X, X_new, X_held_out=None):
    """Call a metric with what it asks for beside the series."""
    extra = {"X_held_out": X[::-1] if X_held_out is None else X_held_out, "strength": 0.3, "random_state": 0}
    asked = {key: value for key, value in extra.items() if key in inspect.signature(BY_NAME[name]).parameters}
    if name == "strength_monotonicity":
        return BY_NAME[name](X, [X_new, X_new])
    return BY_NAME[name](X, X_new, **asked)


def copies_of(X):
    """Two copies of every series."""
    noise = np.random.default_rng(3).normal(size=(2, *X.shape))
    return np.concatenate(X + 0.3 * X.std(axis=-1, keepdims=True) * noise)


def values(result):
    """Numbers of a result."""
    return [line[:2] for line in result.values()] if isinstance(result, dict) else result


@pytest.mark.parametrize("name", OF_SERIES)
def test_a_metric_is_finite_and_leaves_its_input_alone(X, X3, name):
    for series in (X, X3):
        new = copies_of(series)
        new.flags.writeable = False
        assert np.isfinite(values(call(name, series, new))).all()


@pytest.mark.parametrize("name", OF_SERIES)
def test_one_channel_and_no_channel_axis_are_the_same(X, name):
    new = copies_of(X)
    np.testing.assert_array_equal(values(call(name, X, new)), values(call(name, X[:, None], new[:, None])))


@pytest.mark.parametrize("name", OF_SERIES)
def test_lists_and_frames_are_series(X, name):
    new = copies_of(X)
    expected = values(call(name, X, new))
    np.testing.assert_array_equal(values(call(name, X.tolist(), new.tolist(), X[::-1].tolist())), expected)
    np.testing.assert_array_equal(values(call(name, *map(pd.DataFrame, (X, new, X[::-1])))), expected)


@pytest.mark.parametrize("name", OF_SERIES)
def test_units_do_not_matter(X3, name):
    units = np.array([1e-3, 1.0, 1e3])[:, None]
    new = copies_of(X3)
    plain, changed = (np.array(values(call(name, a, b))) for a, b in ((X3, new), (X3 * units, new * units)))
    np.testing.assert_allclose(changed, plain, rtol=1e-6, atol=0.02 if name in SEEDED else 1e-9)


@pytest.mark.parametrize("name", OF_SERIES)
@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_a_missing_value_is_named_with_its_row(X, name, hole):
    new = copies_of(X)
    new[7, 3] = hole
    with pytest.raises(ValueError, match=r"X_new has 1 missing or infinite values, the first in row 7\. Fill them"):
        call(name, X, new)


@pytest.mark.parametrize("name", OF_SERIES)
def test_other_lengths_and_dimensions_are_refused_with_both_shapes(X, name):
    with pytest.raises(ValueError, match="1 channels and 48 time points, X_new has 1 and 47"):
        call(name, X, copies_of(X)[:, :-1])
    with pytest.raises(ValueError, match=r"X has shape \(48,\)"):
        call(name, X[0], X[0])


@pytest.mark.parametrize("name", OF_SERIES)
def test_text_and_unequal_lengths_are_refused(X, name):
    with pytest.raises(ValueError, match="X_new must hold numeric series of equal length"):
        call(name, X, [[1.0, 2.0], [1.0]])


def test_a_frame_with_time_points_as_rows_is_refused(X):
    long = pd.DataFrame({"value": X.ravel()}, index=pd.MultiIndex.from_product([range(60), range(48)]))
    with pytest.raises(ValueError, match="X has an index of several levels"):
        metrics.wasserstein_distance(long, long)


@pytest.mark.parametrize(
    "name", [name for name in OF_SERIES if "paired" in inspect.signature(BY_NAME[name]).parameters]
)
def test_copies_of_some_series_only_name_the_remedy(X, name):
    with pytest.raises(ValueError, match="no multiple of the 60 of X.*paired=False"):
        BY_NAME[name](X, X[:50])
    assert BY_NAME[name](X, X[:50], paired=False) is not None


@pytest.mark.parametrize(
    ("name", "least"),
    {"discriminative_score": 4, "density": 6, "coverage": 6, "near_copy_fraction": 3, "authenticity": 2}.items(),
)
def test_too_few_series_name_the_number_that_is_needed(X, name, least):
    assert np.isfinite(call(name, X[:least], X[:least]))
    with pytest.raises(ValueError, match=f"X holds {least - 1} series; at least {least} are needed"):
        call(name, X[: least - 1], X[: least - 1])


@pytest.mark.parametrize("name", SEEDED)
def test_random_state_gives_the_figures_again_and_leaves_the_global_state_alone(X, name, global_states):
    new, before = copies_of(X), global_states()
    first, again = (values(call(name, X, new)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert global_states() == before
