"""The map of the latent space, and neighbours in it."""

import subprocess
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import RidgeClassifier

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.plotting import LatentMapDisplay

ROOT = Path(__file__).parents[2]


# ------------------------------------------------------------------------------------ the map
def test_the_augmenter_of_an_estimator_encodes(X, fitted):
    model = AugmentedEstimator(RidgeClassifier(), FrozenEstimator(fitted)).fit(X, np.arange(len(X)) % 2)
    display = LatentMapDisplay.from_estimator(model, X)
    np.testing.assert_array_equal(display.points, LatentMapDisplay.from_estimator(fitted, X).points)


def test_series_of_different_lengths_are_compared_by_mean_and_deviation_of_their_tokens():
    rng = np.random.default_rng(0)
    panel = [rng.normal(size=length).cumsum() for length in (24, 30, 36, 48) * 5]
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(panel)
    codes = [code[~np.isnan(code).any(axis=1)] for code in augmenter.encode(panel)]
    assert len({len(code) for code in codes}) == 4
    vectors = [np.concatenate([code.mean(axis=0), code.std(axis=0)]) for code in codes]
    display = LatentMapDisplay.from_estimator(augmenter, panel)
    np.testing.assert_allclose(display.points, PCA(2, svd_solver="full").fit_transform(vectors), atol=1e-9)


def test_points_are_principal_components_of_the_codes(X, fitted):
    display = LatentMapDisplay.from_estimator(fitted, X)
    codes = fitted.encode(X).reshape(len(X), -1)
    singular = np.linalg.svd(codes - codes.mean(axis=0), compute_uv=False)
    np.testing.assert_allclose((display.points**2).sum(axis=0), singular[:2] ** 2)
    np.testing.assert_allclose(display.explained_variance_ratio, singular[:2] ** 2 / (singular**2).sum())
    np.testing.assert_allclose(display.points, PCA(2, svd_solver="full").fit_transform(codes))


@pytest.mark.parametrize("structure", ["none", "both"])
def test_what_is_set_aside_is_not_on_the_map(X, structure):
    X = X - X.max()  # below 0, as series that are never negative may have trend and season taken from logarithms
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=12, structure=structure, random_state=0).fit(X)
    assert augmenter.structure_ == structure

    def points(other):
        return LatentMapDisplay.from_estimator(augmenter, np.concatenate([X, other])).points.reshape(2, len(X), 2)

    for other in (X - 100, 3 * X):
        np.testing.assert_allclose(*points(other), atol=1e-9)
    trended = X - 0.1 * np.arange(X.shape[1])
    assert np.allclose(*points(trended), atol=1e-9) == (structure == "both")


def test_series_set_aside_by_logarithms_lie_on_one_point_if_they_differ_by_a_factor(X):
    X = np.exp(X)
    augmenter = LGTAAugmenter(model=PCACodec(), seasonal_period=12, random_state=0).fit(X)
    codes = augmenter.encode(X)
    np.testing.assert_allclose(augmenter.encode(3 * X), codes, atol=1e-9)
    assert not np.allclose(augmenter.encode(X + 100), codes, atol=1e-2)


def test_every_series_is_drawn_with_the_colour_of_its_group(X, fitted):
    groups = np.where(np.arange(len(X)) % 3, "north", "south")
    display = LatentMapDisplay.from_estimator(fitted, X, groups=groups)
    drawn = {points.get_label(): points for points in display.ax_.collections}
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == ["north", "south"]
    for label, points in drawn.items():
        np.testing.assert_allclose(points.get_offsets(), display.points[groups == label])
    assert not np.array_equal(*(points.get_facecolor() for points in drawn.values()))


def test_without_groups_there_is_no_legend_and_axes_tell_the_variance(X, fitted):
    display = LatentMapDisplay.from_estimator(fitted, X)
    assert display.ax_.get_legend() is None
    first, _ = display.explained_variance_ratio
    assert display.ax_.get_xlabel() == f"component 1 ({round(100 * first)}% of the variance)"


def test_it_draws_on_the_axes_of_the_user(X, fitted):
    figure, (left, right) = plt.subplots(1, 2)
    display = LatentMapDisplay.from_estimator(fitted, X, ax=left)
    assert (display.ax_, display.figure_) == (left, figure)
    assert display.plot(right) is display and display.ax_ is right
    np.testing.assert_array_equal(left.collections[0].get_offsets(), right.collections[0].get_offsets())


def test_a_code_of_one_number_lies_on_a_line():
    X = np.random.default_rng(0).normal(size=(20, 4))
    augmenter = LGTAAugmenter(model=PCACodec(patch_length=4, latent_dim=1), random_state=0).fit(X)
    display = LatentMapDisplay.from_estimator(augmenter, X)
    np.testing.assert_array_equal(display.points[:, 1], 0)
    np.testing.assert_allclose(display.explained_variance_ratio, [1, 0])


def test_groups_of_another_number_and_single_series_are_refused(X, fitted):
    with pytest.raises(ValueError, match=r"groups has shape \(3,\); one label for each of 60 series"):
        LatentMapDisplay.from_estimator(fitted, X, groups=["a", "b", "c"])
    with pytest.raises(ValueError, match="X holds 1 series; a map shows distances .*Pass 2 or more"):
        LatentMapDisplay.from_estimator(fitted, X[:1])


def test_without_matplotlib_the_error_names_the_extra():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from sklearn_lgta.plotting import LatentMapDisplay\n"
        "import numpy as np\n"
        "LatentMapDisplay(np.zeros((2, 2)), np.zeros(2)).plot()"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "ImportError: LatentMapDisplay draws with matplotlib" in result.stderr
    assert "pip install 'sklearn-lgta[plot]'" in result.stderr


# ------------------------------------------------------------------------------------ neighbours
def whitened(augmenter, X):
    codes = augmenter.encode(X)
    return codes.reshape(len(X), -1) / np.resize(augmenter.encode(X).std(axis=(0, 1)), codes[0].size)


def test_neighbours_are_those_of_the_distances_between_codes(X, fitted):
    distances, indices = fitted.kneighbors(X, n_neighbors=4)
    codes = whitened(fitted, X)
    expected = np.linalg.norm(codes[:, None] - codes, axis=2)
    np.fill_diagonal(expected, np.inf)
    nearest = np.sort(expected, axis=1)[:, :4]
    # the codes are whitened on the series of training, which are some of these: near ones may change places
    assert (indices == np.argsort(expected, axis=1)[:, :4]).mean() > 0.95
    np.testing.assert_allclose(np.take_along_axis(expected, indices, axis=1), nearest, rtol=0.05)
    np.testing.assert_allclose(distances, nearest, rtol=0.1)


def test_a_copy_is_nearest_to_its_original(X):
    augmenter = LGTAAugmenter("jitter", 0.1, model=PCACodec(), random_state=0).fit(X)
    _, indices = augmenter.kneighbors(augmenter.augment(X), n_neighbors=1)
    assert (indices[:, 0] == np.arange(len(X))).mean() > 0.95


def test_equal_series_are_not_neighbours(X):
    panel = np.concatenate([X, X[:2]])
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(panel)
    distances, indices = augmenter.kneighbors(panel, n_neighbors=3)
    assert (distances > 0).all()
    assert not {0, 60} & set(indices[0]) and not {0, 60} & set(indices[60])
    np.testing.assert_array_equal(indices[0], indices[60])


def test_neighbours_are_the_same_alone_and_with_structure(X, fitted_structure):
    together = fitted_structure.kneighbors(X[:7])
    for row in range(7):
        alone = fitted_structure.kneighbors(X[row : row + 1])
        for all_rows, one in zip(together, alone, strict=True):
            np.testing.assert_array_equal(all_rows[row], one[0])
    assert together[1].max() < len(X)


def test_series_of_another_length_have_neighbours():
    X = np.random.default_rng(0).normal(size=(30, 1, 36)) * np.linspace(1, 5, 30)[:, None, None]
    X = np.sin(np.arange(36) * np.linspace(0.2, 1.4, 30)[:, None])[:, None] + 1e-3 * X
    augmenter = LGTAAugmenter(model=PCACodec(patch_length=6), random_state=0).fit(X)
    _, indices = augmenter.kneighbors(X[:, :, :24], n_neighbors=1)
    assert np.median(np.abs(indices[:, 0] - np.arange(30))) <= 2  # frequencies rise with the row


def test_more_neighbours_than_there_are_is_refused(X, fitted):
    assert fitted.kneighbors(X[:2], n_neighbors=59)[1].shape == (2, 59)
    with pytest.raises(
        ValueError, match="n_neighbors=60 is too large: fit keeps 59 training series .*Use n_neighbors=59 or less"
    ):
        fitted.kneighbors(X[:2], n_neighbors=60)
    with pytest.raises(ValueError, match="n_neighbors=0 must be a whole number of at least 1"):
        fitted.kneighbors(X, n_neighbors=0)
