import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta._reproducibility.random import keyed_generator, row_keys
from sklearn_lgta.transformations import Drift, Mix, OneOf, TimeWarp, resolve


@pytest.fixture(scope="module")
def y(X):
    return np.where(np.arange(len(X)) % 3, "calm", "wild")


def policy(**parameters):
    return LGTAAugmenter("classification", **{"model": PCACodec(), "random_state": 0, **parameters})


def test_a_policy_is_alternatives_with_weights_and_strengths():
    named = resolve("classification")
    assert type(named) is OneOf
    assert [tuple(one) for one in named.alternatives()] == [
        (Mix(), 0.4, 0.5),
        (Drift(), 0.3, 0.5),
        (TimeWarp(), 0.3, 1.0),
    ]


def test_a_name_that_is_nearly_a_policy_is_told_so():
    with pytest.raises(ValueError, match=r"there are \['classification', 'drift', .*Did you mean 'classification'\?"):
        resolve("classifications")


@pytest.mark.usefixtures("exact_strengths")
@pytest.mark.parametrize("space", ["latent", "data"])
def test_by_default_mix_and_drift_change_by_three_twentieths_and_warps_by_three_tenths(X, y, space):
    augmenter = policy(space=space, use_y="donors", seasonal_period=12).fit(X, y)
    assert augmenter.structure_ == "none"
    change = (augmenter.augment(X, n_copies=20).reshape(20, *X.shape) - X) / X.std(axis=1, keepdims=True)
    first = [[keyed_generator(augmenter.seed_, key, n).random() for key in row_keys(X[:, :, None])] for n in range(20)]
    of_copy = np.searchsorted([0.4, 0.7], first, side="right")
    sizes = [np.sqrt(np.mean(change[of_copy == number] ** 2)) for number in range(3)]
    np.testing.assert_allclose(sizes, [0.15, 0.15, 0.3], rtol=0.1)


@pytest.mark.parametrize("use_y", ["donors", None])
def test_series_are_mixed_with_their_own_class_where_labels_are_used(use_y):
    # a class has 4 waves a series, the other one 5, and both have 20, in amounts that make them similar
    time, rng, y = np.arange(48) / 48, np.random.default_rng(0), np.arange(24) % 2
    waves = 2 * np.pi * time * np.where(y, 4, 5)[:, None] + rng.uniform(0, 6, (24, 1))
    X = np.sin(waves) + rng.uniform(0.2, 2, (24, 1)) * np.sin(40 * np.pi * time + rng.uniform(0, 6, (24, 1)))
    augmenter = policy(use_y=use_y, space="data").fit(X, y)
    first = np.array([keyed_generator(augmenter.seed_, key).random() for key in row_keys(X[:, :, None])])
    rows = np.flatnonzero(first < 0.4)  # those that are mixed
    of_other = np.abs(np.fft.rfft(augmenter.augment(X, y=y if use_y else None)))[rows, np.where(y[rows], 5, 4)]
    assert len(rows) > 4
    assert (of_other < 1e-9).all() == (use_y == "donors")


def test_a_policy_works_in_a_search_a_pipeline_and_a_resampler(X, y):
    X, y = X[:24], y[:24]
    model = AugmentedEstimator(KNeighborsClassifier(1), policy(), n_copies=10)
    grid = {"augmenter__transformation": ["classification", "mix"]}
    search = GridSearchCV(model, grid, cv=2, error_score="raise").fit(X, y)
    assert search.predict(X).shape == y.shape
    assert model.fit(X, y).augmenter_.use_y == "donors"  # around a classifier
    copies, labels = LGTAResampler(policy(), n_copies=10).fit_resample(X, y)
    assert copies.shape == (11 * 24, X.shape[1])
    assert np.array_equal(labels, np.tile(y, 11))
    pipeline = make_pipeline(policy(use_y="donors"), RidgeClassifier()).fit(X, y)
    assert pipeline.predict(X + 0.01).shape == y.shape
