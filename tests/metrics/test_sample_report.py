"""The report on drawn series warns where draws must fail, and is silent where the density is the right one."""

import re

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta.metrics import metrics_report, sample_report
from sklearn_lgta.metrics._drawn_series import most_excess

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")


class Draws(BaseEstimator):
    """Stands for a fitted augmenter whose draws are known."""

    def __init__(self, series, space="data"):
        self.series, self.space, self.fitted_ = series, space, True

    def fit(self, X):
        return self

    def sample(self, n_samples, n_timepoints, random_state):
        return self.series[:n_samples, :n_timepoints]


def waves(n_series, seed):
    rng = np.random.default_rng(seed)
    phase, size = rng.normal(0, 1, (n_series, 1)), rng.uniform(1, 2, (n_series, 1))
    return size * np.sin(np.arange(24) / 4 + phase) + 0.2 * rng.normal(size=(n_series, 24))


@pytest.mark.parametrize("n_series", [20, 40, 100])
def test_fresh_draws_of_the_process_bring_no_warning(n_series):
    for seed in range(3):
        X, fresh, held_out = (waves(n_series, 10 * seed + part) for part in range(3))
        report = sample_report(Draws(fresh), X, held_out, random_state=seed)
        assert report.warnings == []
        assert "Nothing is wrong" in str(report)


@pytest.mark.parametrize("n_series", [20, 40, 100])
def test_draws_without_order_in_time_are_easy_to_tell(n_series):
    X, fresh, held_out = (waves(n_series, part) for part in range(3))
    shuffled = np.random.default_rng(0).permuted(fresh, axis=1)
    report = sample_report(Draws(shuffled), X, held_out, random_state=0)
    assert "can be told" in report.warnings[0]
    assert f"{n_series} series are too few" in report.warnings[-1] and "augment(X)" in report.warnings[-1]


@pytest.mark.parametrize("n_series", [20, 40, 100])
def test_copies_are_reported(n_series):
    X, held_out = waves(n_series, 0), waves(n_series, 1)
    report = sample_report(Draws(X + 1e-3), X, held_out, random_state=0)
    assert report.figures["near_copy_fraction"].value == 1
    assert any("near copies of a training series" in sentence for sentence in report.warnings)


def test_draws_of_one_kind_only_cover_little():
    X, held_out = waves(60, 0), waves(60, 1)
    report = sample_report(Draws(np.repeat(X[:1], 60, axis=0) + 0.05), X, held_out, random_state=0)
    assert any("coverage" in sentence for sentence in report.warnings)


def test_samples_of_a_linear_code_of_smooth_waves_pass():
    X, held_out = waves(100, 0), waves(60, 1)
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    assert sample_report(augmenter, X, held_out, random_state=0).warnings == []


def test_a_density_of_the_data_is_advised_where_it_mends_what_a_network_spoils():
    X, held_out = waves(100, 0), waves(60, 1)
    augmenter = LGTAAugmenter(model=CVAE(max_steps=1), random_state=0).fit(X)
    augmenter.sample = lambda n_samples, **_: np.random.default_rng(0).permuted(X[:n_samples], axis=1)
    report = sample_report(augmenter, X, held_out, random_state=0)
    assert "Use LGTAAugmenter(space='data'): it gives" in report.warnings[-1]
    assert "can be told" in sample_report(augmenter, X, held_out, try_remedies=False, random_state=0).warnings[0]


@pytest.mark.parametrize("n_series", [12, 19])
def test_draws_from_few_series_are_never_said_to_be_right(n_series):
    X, fresh, held_out = waves(n_series, 0), waves(60, 1), waves(60, 2)
    for drawn in (fresh, np.random.default_rng(0).permuted(fresh, axis=1)):
        report = sample_report(Draws(drawn), X, held_out, random_state=0)
        assert report.warnings[-1].startswith(f"Drawn series lean on {n_series} training series: from fewer than 20")
        assert str(report).count("Fit on more series, or use augment") == 1 and "Nothing is wrong" not in str(report)
    assert len(report.warnings) > 1  # what else is wrong is said as well


def test_too_few_series_name_what_to_do_and_it_works():
    X, held_out = waves(40, 0), waves(8, 1)
    with pytest.raises(ValueError, match="X holds 10 series; at least 12 are needed here, as draws") as error:
        sample_report(LGTAAugmenter(model=PCACodec()).fit(X[:10]), X[:10], X[10:])
    augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    assert len(eval(re.search(r"augmenter\.augment\(.*?\)", str(error.value)).group())) == 80
    with pytest.raises(ValueError, match="X_held_out holds 8 series; at least 12 are needed here") as error:
        sample_report(augmenter, X, held_out)
    line, names = re.search(r"metrics_report\(.*False\)", str(error.value)).group(), {"X": X, "X_held_out": held_out}
    assert "dcr_share" in eval(line, {"metrics_report": metrics_report, "augmenter": augmenter} | names)


def test_held_out_series_of_the_training_set_are_refused():
    X = waves(40, 0)
    for held_out in (X, X[::-2], np.concatenate([X[:10], waves(10, 1)])):
        with pytest.raises(ValueError, match=r"X_held_out holds [124]0 series of X.* Pass series that fit has not"):
            sample_report(Draws(waves(40, 2)), X, held_out)


def test_other_channels_and_unfitted_augmenters_are_refused():
    X = waves(20, 0)
    with pytest.raises(ValueError, match="channels"):
        sample_report(Draws(X), X, np.stack([X, X], axis=1))
    with pytest.raises(ValueError, match="at least 12"):
        sample_report(Draws(X), X, X[:5])
    with pytest.raises(NotFittedError):
        sample_report(LGTAAugmenter(), X, X)


def test_the_more_series_are_held_out_the_smaller_a_difference_counts():
    excesses = [most_excess(0.5 / np.sqrt(n_series)) for n_series in (25, 100, 400, 10_000)]
    np.testing.assert_allclose(excesses, [0.25, 0.15, 0.075, 0.05])
    X, held_out, others = (waves(300, seed) for seed in range(3))
    rougher = others + 0.12 * np.random.default_rng(3).normal(size=others.shape)
    few, many = (
        metrics_report(X[:n], rougher[:n], X_held_out=held_out[:n], paired=False, random_state=0) for n in (30, 300)
    )
    assert 0 < few["discriminative_score"].value < 0.4 and not few.warnings
    assert "can be told" in many.verdict
