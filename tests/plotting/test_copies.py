"""Originals against copies."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.plotting import CopiesDisplay


def lines(ax):
    """Label of a line: its values."""
    return {line.get_label(): line.get_ydata() for line in ax.lines}


def limits(band):
    """Lower and upper edge of a band, over whole time points."""
    at, values = band.get_paths()[0].vertices.T
    return np.array([[values[at == step].min(), values[at == step].max()] for step in np.unique(at)]).T


def test_a_panel_a_series_shows_the_original_and_the_copies_of_augment(X, fitted):
    display = CopiesDisplay.from_estimator(fitted, X[:3], n_copies=9)
    np.testing.assert_array_equal(display.copies, fitted.augment(X[:3], 9).reshape(9, 3, -1))
    assert len(display.axes_) == 3 and display.figure_ is display.axes_[0].figure
    for row, ax in enumerate(display.axes_):
        np.testing.assert_array_equal(lines(ax)["original"], X[row])
        np.testing.assert_array_equal(lines(ax)["single copies"], display.copies[0, row])


def test_bands_hold_half_and_nine_tenths_of_the_copies(X, fitted):
    (ax,) = CopiesDisplay.from_estimator(fitted, X[:1], n_copies=40).axes_
    copies = fitted.augment(X[:1], 40)
    for band, (low, high) in zip(ax.collections, [(0.05, 0.95), (0.25, 0.75)], strict=True):
        np.testing.assert_allclose(limits(band), np.quantile(copies, [low, high], axis=0))
    assert [band.get_label() for band in ax.collections] == ["90% of 40 copies", "50% of 40 copies"]


def test_dates_of_the_columns_are_on_the_axis():
    months = pd.period_range("2020-01", periods=24, freq="M")
    frame = pd.DataFrame(np.random.default_rng(0).normal(size=(12, 24)), columns=months)
    augmenter = LGTAAugmenter(model=PCACodec(), structure="none", random_state=0).fit(frame)
    for columns in (months, months.to_timestamp()):
        display = CopiesDisplay.from_predictions(frame[:1].set_axis(columns, axis=1), augmenter.augment(frame[:1], 3))
        np.testing.assert_array_equal(display.times, months.to_timestamp().to_numpy())


def test_titles_say_which_series_a_panel_shows(X):
    def titles(series, **options):
        return [ax.get_title() for ax in CopiesDisplay.from_predictions(series, np.asarray(series), **options).axes_]

    assert titles(X[:1]) == [""]
    assert titles(X[:2]) == ["series 0", "series 1"]
    assert titles(pd.DataFrame(X)[4:6]) == ["series 4", "series 5"]
    assert titles(pd.DataFrame(X[:1], index=["north"])) == ["north"]


@pytest.mark.parametrize(
    ("n_series", "dated"), [*((n_series, True) for n_series in range(1, 9)), (1, False), (8, False)]
)
def test_legend_and_titles_cover_neither_data_nor_each_other(X, n_series, dated):
    columns = pd.date_range("2024-01-01", periods=48) if dated else None
    display = CopiesDisplay.from_predictions(pd.DataFrame(X[:n_series], columns=columns), X[:n_series])
    check_nothing_is_covered(display)
    assert len(display.figure_.axes) == n_series


@pytest.mark.parametrize("layout", ["none", "tight", "constrained"])
@pytest.mark.parametrize(("shape", "size"), [((2, 2), None), ((1, 4), (14, 3))], ids=["square", "low"])
def test_legend_and_titles_cover_nothing_in_axes_of_the_user(X, layout, shape, size):
    _, axes = plt.subplots(*shape, layout=layout, figsize=size)
    frame = pd.DataFrame(X[:4], columns=pd.date_range("2024-01-01", periods=48))
    check_nothing_is_covered(CopiesDisplay.from_predictions(frame, X[:4], axes=axes))


def check_nothing_is_covered(display):
    figure, axes = display.figure_, display.axes_
    figure.canvas.draw()
    legend = axes[0].get_legend().get_window_extent()
    boxes = [ax.get_window_extent() for ax in axes] + [ax.title.get_window_extent() for ax in axes if ax.get_title()]
    assert not any(legend.overlaps(box) for box in boxes)
    assert figure.bbox.x0 <= legend.x0 and legend.x1 <= figure.bbox.x1 and legend.y1 <= figure.bbox.y1
    labels = [label for ax in axes for label in ax.get_xticklabels() if label.get_visible()]
    titles = [ax.title.get_window_extent() for ax in axes]
    assert not any(title.overlaps(label.get_window_extent()) for title in titles for label in labels)


def test_bands_are_told_apart(X):
    (ax,) = CopiesDisplay.from_predictions(X[:1], X[1:9]).axes_
    wide, narrow = (band.get_facecolor()[0, :3].mean() for band in ax.collections)
    assert 1 - wide > 0.1 and wide - narrow > 0.1


def test_one_channel_is_drawn(X3, fitted3):
    display = CopiesDisplay.from_estimator(fitted3, X3[:2], channel=2)
    np.testing.assert_array_equal(display.series, X3[:2, 2])


def test_an_estimator_is_drawn_by_its_augmenter(X, fitted):
    y = np.arange(len(X)) % 2
    model = AugmentedEstimator(RidgeClassifier(), FrozenEstimator(fitted)).fit(X, y)
    display = CopiesDisplay.from_estimator(model, X[:2], n_copies=3)
    np.testing.assert_array_equal(display.copies.reshape(6, -1), fitted.augment(X[:2], 3))
    with pytest.raises(NotFittedError):
        CopiesDisplay.from_estimator(LGTAAugmenter(), X[:2])


def test_it_draws_on_the_axes_of_the_user(X):
    _, axes = plt.subplots(2, 2)
    display = CopiesDisplay.from_predictions(X[:4], X[4:12], axes=axes)
    assert list(display.axes_) == list(axes.ravel())
    assert [len(ax.lines) for ax in display.axes_] == [3] * 4
    with pytest.raises(ValueError, match="axes holds 4 Axes; CopiesDisplay needs 2, one per panel"):
        CopiesDisplay.from_predictions(X[:2], X[2:4], axes=axes)


def test_what_cannot_be_drawn_is_refused(X, fitted):
    with pytest.raises(ValueError, match="X holds 60 series; there are panels for 1 to 8. Pass some: X"):
        CopiesDisplay.from_estimator(fitted, X)
    with pytest.raises(ValueError, match=r"copies has shape \(3, 48\).* needs one or more copies of every series"):
        CopiesDisplay.from_predictions(X[:2], X[:3])
    with pytest.raises(ValueError, match=r"copies has shape \(2, 48\).* needs one or more copies of every series"):
        CopiesDisplay.from_predictions([X[0, :9], X[1, :8]], X[:2])


def long_frame(series, first_days):
    """Series of two channels and any lengths as a frame with the levels (name, day)."""
    each = {
        name: pd.DataFrame(own.T, columns=["a", "b"], index=pd.date_range(first, periods=own.shape[1]))
        for name, own, first in zip("xyz", series, first_days, strict=True)
    }
    return pd.concat(each, names=["name", "day"])


def test_series_of_unequal_length_are_drawn_to_their_end(X3):
    series = [X3[0, :2], X3[1, :2, :17], X3[2, :2, :20]]
    copies = [own + shift for shift in (-1, 1) for own in series]
    display = CopiesDisplay.from_predictions(series, copies, channel=1)
    for ax, own in zip(display.axes_, series, strict=True):
        drawn = lines(ax)["original"]
        np.testing.assert_array_equal(drawn[: own.shape[1]], own[1])
        assert np.isnan(drawn[own.shape[1] :]).all()
        wide = limits(ax.collections[0])
        np.testing.assert_allclose(wide[:, : own.shape[1]], own[1] + 0.9 * np.array([[-1], [1]]))


def test_a_long_frame_has_its_dates_and_names_on_the_axes(X3):
    days = ["2024-01-01", "2024-01-05", "2023-12-30"]
    frame = long_frame([X3[0, :2], X3[1, :2, :17], X3[2, :2]], days)
    augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(frame)
    display = CopiesDisplay.from_estimator(augmenter, frame, n_copies=4, channel=1)
    assert display.copies.shape == (4, 3, 24)
    assert [ax.get_title() for ax in display.axes_] == ["x", "y", "z"]
    for name, ax in zip("xyz", display.axes_, strict=True):
        (line,) = (line for line in ax.lines if line.get_label() == "original")
        np.testing.assert_array_equal(line.get_xdata().astype("datetime64[D]"), frame.loc[name].index)
        np.testing.assert_array_equal(line.get_ydata(), frame.loc[name, "b"])


def test_a_gap_is_not_drawn(X):
    gap = X[:2].copy()
    gap[0, 5:8] = np.nan
    display = CopiesDisplay.from_predictions(gap, np.concatenate([gap, gap]))
    np.testing.assert_array_equal(lines(display.axes_[0])["original"], gap[0])
