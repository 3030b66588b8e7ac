"""What all metrics ask of their series, tested once over all of them."""

import inspect
import re
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.linear_model import RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from sklearn_lgta import LGTAAugmenter, PCACodec, metrics

BY_NAME = {name: getattr(metrics, name) for name in metrics.__all__ if name.islower()}
OF_SERIES = sorted(set(BY_NAME) - {"train_synthetic_test_real", "sample_report"})  # one of labels, one of an augmenter
SEEDED = ("discriminative_score", "metrics_report")


def others(X):
    """As many other series, upside down."""
    return -X[::-1] if isinstance(X, np.ndarray) else [-own for own in X[::-1]]


def call(name, X, X_new, X_held_out=None):
    """Call a metric with what it asks for beside the series."""
    extra = {"X_held_out": others(X) if X_held_out is None else X_held_out, "strength": 0.3, "random_state": 0}
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
    np.testing.assert_array_equal(values(call(name, X.tolist(), new.tolist(), others(X).tolist())), expected)
    np.testing.assert_array_equal(values(call(name, *map(pd.DataFrame, (X, new, others(X))))), expected)


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


# ------------------------------------------------------------------------------------ containers
# Each series counts over its own length; all other metrics compare the newest time points.
BY_SERIES = {
    "achieved_strength": {"average": None},
    "wasserstein_distance": {"average": None},
    "strength_error": {"strength": 0.3},
    "pairwise_diversity": {},
}
LENGTHS = [30, 24, 27, 30, 18, 30, 21, 30, 30, 26]


@pytest.fixture(scope="module")
def unequal():
    """Ten series of two channels, and two copies of each."""
    rng = np.random.default_rng(5)
    series = [rng.normal(size=(2, length)).cumsum(axis=1) for length in LENGTHS]
    copies = [own + 0.3 * rng.normal(size=own.shape) for own in series * 2]
    return series, copies


def long_frame(series, copies=None):
    """Series as a frame with the levels (instance, time); copies with a level that numbers them above."""
    each = {
        name: pd.DataFrame(np.atleast_2d(own).T, columns=["a", "b"][: np.ndim(own)]) for name, own in enumerate(series)
    }
    if copies is None:
        return pd.concat(each, names=["instance", "time"])
    sets = np.split(np.arange(len(copies)), len(copies) // len(series))
    return pd.concat({number: long_frame([copies[row] for row in rows]) for number, rows in enumerate(sets)})


def padded(series, at_the_end=True):
    """Series as one array, with NaN after or before the shorter ones."""
    longest = max(own.shape[-1] for own in series)
    widths = [((0, 0), (0, longest - own.shape[-1])[:: 1 if at_the_end else -1]) for own in series]
    return np.array([np.pad(own, width, constant_values=np.nan) for own, width in zip(series, widths, strict=True)])


@pytest.mark.parametrize("name", OF_SERIES)
def test_the_container_does_not_matter(X3, name):
    X, new = X3[:12, :2], copies_of(X3[:12, :2])
    expected = values(call(name, X, new))
    np.testing.assert_array_equal(
        values(call(name, long_frame(X), long_frame(X, new), long_frame(others(X)))), expected
    )
    np.testing.assert_array_equal(values(call(name, list(X), list(new), list(others(X)))), expected)
    dates = pd.date_range("2024-01-01", periods=24)
    frames = [pd.DataFrame(each[:, 0], columns=dates) for each in (X, new, others(X))]
    np.testing.assert_array_equal(values(call(name, *frames)), values(call(name, X[:, 0], new[:, 0])))


@pytest.mark.parametrize("name", OF_SERIES)
def test_series_of_unequal_length_mean_the_same_in_every_container(unequal, name):
    series, copies = unequal
    expected = values(call(name, series, copies))
    assert np.isfinite(expected).all()
    for wrapped in (
        (long_frame(series), long_frame(series, copies), long_frame(others(series))),
        (*(padded(each) for each in (series, copies, others(series))),),
        (padded(series, at_the_end=False), copies, others(series)),
    ):
        np.testing.assert_array_equal(values(call(name, *wrapped)), expected)


@pytest.mark.parametrize("name", BY_SERIES)
def test_a_series_counts_over_its_own_length(unequal, name):
    series, copies = unequal
    measure, options = getattr(metrics, name), BY_SERIES[name]
    if name == "pairwise_diversity":
        each = [measure(own[None], np.array(copies[row::10])) for row, own in enumerate(series)]
        expected = np.sqrt(np.mean(np.square(each)))
    else:
        each = [measure(series[row % 10][None], copy[None], **options) for row, copy in enumerate(copies)]
        expected = np.sqrt(np.mean((np.array(each) + 1) ** 2)) - 1 if name == "strength_error" else np.ravel(each)
    np.testing.assert_allclose(measure(series, copies, **options), expected)


@pytest.mark.parametrize("name", sorted({*OF_SERIES} - {*BY_SERIES, "strength_monotonicity", "metrics_report"}))
def test_the_other_metrics_compare_the_newest_time_points(unequal, name):
    series, copies = unequal
    newest, newest_copies = (np.array([own[:, -18:] for own in each]) for each in unequal)
    np.testing.assert_allclose(call(name, series, copies), call(name, newest, newest_copies))


def test_all_values_of_drawn_series_are_compared(unequal):
    series, copies = ([own[0] for own in each] for each in unequal)
    unit = np.concatenate(series).std()
    alone = [np.concatenate(each)[None] / unit for each in (series, copies)]
    distance = metrics.wasserstein_distance(series, copies[:17], paired=False)
    alone[1] = np.concatenate(copies[:17])[None] / unit
    np.testing.assert_allclose(distance, stats.wasserstein_distance(alone[0][0], alone[1][0]))


def test_drawn_series_may_have_other_lengths(unequal):
    series, copies = unequal
    drawn = [own[:, 3:] for own in copies]
    newest = [np.array([own[:, -15:] for own in each]) for each in (series, drawn)]
    assert metrics.density(series, drawn) == metrics.density(*newest)


def test_a_short_common_part_is_a_reason_to_warn(unequal):
    series = [*unequal[0][:5], unequal[0][5][:, :6]]
    with pytest.warns(UserWarning, match="Series of 6 to 30 time points are compared on their newest 6") as warned:
        metrics.coverage(series, series)
    assert len(warned) == 1 and warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with pytest.warns(UserWarning, match="newest 6") as warned:
            metrics.metrics_report(series, [own + 0.01 for own in series], random_state=0)
    assert len(warned) == 1


def test_a_copy_of_another_length_is_named(unequal):
    series, copies = unequal
    copies = [*copies[:13], copies[13][:, 1:], *copies[14:]]
    with pytest.raises(ValueError, match="Series 13 of X_new has 29 time points, and its original in X has 30"):
        metrics.achieved_strength(series, copies)
    with pytest.raises(ValueError, match="X must hold numeric series of equal length, or of 2 .*: series 1 has 1"):
        metrics.shared_change([np.arange(9.0), np.ones(1)], [np.arange(9.0), np.ones(1)])


def run_the_line(message, **given):
    """Run the lines of a message, with a quick augmenter, and return the names that they set."""
    given |= {"np": np, "LGTAAugmenter": lambda: LGTAAugmenter(model=PCACodec(), random_state=0)}
    for line in re.findall(r"X_new = .*?\)(?=, and then|, or drop|\. Or drop)", message):
        exec(line, given)
    return given


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_the_line_that_fills_gaps_makes_the_metric_work(X, hole):
    X_new = copies_of(X)
    X_new[4, 30:33] = hole
    with pytest.raises(ValueError, match="X_new has 3 missing or infinite values, the first in row 4") as error:
        metrics.achieved_strength(X, X_new)
    filled = run_the_line(str(error.value), X_new=X_new)["X_new"]
    assert np.isfinite(metrics.achieved_strength(X, filled))


def test_a_channel_without_values_is_not_to_be_filled_by_the_augmenter(X3):
    new = copies_of(X3)
    new[2, 1] = np.nan
    with pytest.raises(ValueError, match="the first in row 2. Every channel .* or drop these series") as error:
        metrics.achieved_strength(X3, new)
    assert "fill(" not in str(error.value)


def test_the_copies_of_augment_are_taken_as_they_come(unequal):
    series, _ = unequal
    for X in (series, long_frame(series)):
        augmenter = LGTAAugmenter("mix", strength=0.2, model=PCACodec(), random_state=0).fit(X)
        assert 0.1 < metrics.achieved_strength(X, augmenter.augment(X, 3)) < 0.3
        assert np.isfinite(metrics.density(X, augmenter.sample(12)))


def test_a_model_is_fitted_to_series_of_any_container(X3):
    def means(X):
        return np.array([np.mean(own, axis=1) for own in X])

    y = np.arange(30) % 2
    X, model = X3[:, :2], make_pipeline(FunctionTransformer(means), RidgeClassifier())
    expected = metrics.train_synthetic_test_real(model, X, y, X, y, X, y)
    frame = long_frame(X)
    assert metrics.train_synthetic_test_real(model, frame, y, frame, y, frame, y) == expected
    unequal = [own[:, : 10 + row % 3] for row, own in enumerate(X)]
    as_frame, as_list = (
        metrics.train_synthetic_test_real(model, each, y, each, y, each, y) for each in (long_frame(unequal), unequal)
    )
    assert as_frame == as_list and as_list["both"] == as_list["real"]
