import warnings
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sklearn.metrics import r2_score

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec
from sklearn_lgta._latent.diagnostics import (
    largest_error,
    latent_report,
    r_squared,
    warn_if_collapsed,
    warn_of_high_error,
)
from sklearn_lgta.exceptions import DivergenceWarning, PosteriorCollapseWarning, ReconstructionWarning

RNG = np.random.default_rng(0)
HEALTHY = {"r2": 0.8, "r2_zero_latent": 0.0, "active_units": 3, "n_units": 3}


def test_r_squared_is_that_of_scikit_learn_for_values_of_mean_zero():
    values, guess = RNG.normal(size=(2, 500))
    values -= values.mean()
    guess = values + 0.3 * guess
    np.testing.assert_allclose(r_squared(values, guess), r2_score(values, guess))


def test_missing_values_do_not_count_in_r_squared():
    values, guess = RNG.normal(size=(2, 500))
    with_gaps = values.copy()
    with_gaps[300:] = np.nan
    np.testing.assert_allclose(r_squared(with_gaps, guess), r_squared(values[:300], guess[:300]))


def test_r_squared_of_zeros_is_zero_where_there_is_nothing_to_explain():
    assert r_squared(np.zeros((2, 3)), np.zeros((2, 3))) == 0.0


def test_the_report_holds_divergence_and_variance_by_unit():
    values = RNG.normal(size=(4, 12, 2))
    mean, log_var = RNG.normal(size=(2, 45, 3))
    mean[..., 1] = 0.05 * mean[..., 1]  # hardly moves
    report = latent_report(values, 0.5 * values, np.zeros_like(values), mean, log_var, n_patch_values=12)
    normal = torch.distributions.Normal(torch.from_numpy(mean), torch.from_numpy(np.exp(0.5 * log_var)))
    kl = torch.distributions.kl_divergence(normal, torch.distributions.Normal(0.0, 1.0))
    np.testing.assert_allclose(report["kl"], kl.mean(dim=0).numpy())
    np.testing.assert_allclose(report["variance"], mean.var(axis=0))
    assert (report["active_units"], report["n_units"]) == (2, 3)
    np.testing.assert_allclose(report["r2"], 0.75)  # half of every value is left
    np.testing.assert_allclose(report["r2_zero_latent"], 0.0)
    assert report["compression"] == 3 / 12


TRAINED = SimpleNamespace(history_={"step": [1]})


def warned(report, n_windows=100, window_length=12):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn_if_collapsed(report, n_windows, window_length, TRAINED)
    return [w.category for w in caught]


def test_a_code_in_use_is_no_reason_to_warn():
    assert not warned(HEALTHY)


@pytest.mark.parametrize("sign", [{"active_units": 0}, {"r2_zero_latent": 0.79}, {"r2": 0.05}])
def test_a_code_that_is_not_used_is_reported(sign):
    assert warned(HEALTHY | sign) == [PosteriorCollapseWarning]


@pytest.mark.parametrize("too_few", [{"n_windows": 49}, {"window_length": 8}])
def test_nothing_is_said_where_there_is_too_little_to_tell(too_few):
    assert not warned(HEALTHY | {"active_units": 0}, **too_few)


def test_components_that_explain_little_are_told_how_many_explain_more():
    X = np.random.default_rng(1).normal(size=(60, 48))
    with pytest.warns(PosteriorCollapseWarning, match="1 number for the 24 values of a patch: type") as found:
        LGTAAugmenter(model=PCACodec(patch_length=24, latent_dim=1), random_state=0).fit(X)
    line = str(found[0].message).partition("type model=")[2].split(", or shorten")[0]
    assert "kl_weight" not in str(found[0].message)
    LGTAAugmenter(model=eval(line), random_state=0).fit(X)


def test_components_that_explain_nothing_though_there_are_as_many_as_values_are_not_told_to_become_more():
    complete = HEALTHY | {"active_units": 0, "n_units": 6, "compression": 1.0}
    with pytest.warns(PosteriorCollapseWarning, match="as many numbers as a patch has values: fit to more series"):
        warn_if_collapsed(complete, 100, 12, SimpleNamespace(history_={}, latent_dim=6))


def test_what_conditions_explain_is_no_collapse():
    assert not warned(HEALTHY | {"r2": 0.99, "r2_zero_latent": 0.97})  # two thirds of what is left
    assert warned(HEALTHY | {"r2": 0.99, "r2_zero_latent": 0.9899}) == [PosteriorCollapseWarning]


# ------------------------------------------------------------------------------------ other failures of training
PANEL = np.random.default_rng(7).normal(size=(60, 48)).cumsum(axis=1)


def warned_in_fit(model):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        augmenter = LGTAAugmenter("mix", strength=0.3, model=model, random_state=0).fit(PANEL)
    return augmenter, [(one.category, str(one.message)) for one in caught]


@pytest.mark.parametrize("learning_rate", [1.0, 10.0, 1e10])
def test_training_that_diverged_is_called_so_and_the_remedy_trains(learning_rate):
    augmenter, [(category, message)] = warned_in_fit(CVAE(max_steps=60, learning_rate=learning_rate))
    assert category is DivergenceWarning
    assert augmenter.latent_report_["largest_error"] > 4
    assert "kl_weight" not in message
    assert "type model=CVAE(learning_rate=0.01)" in message
    remedied, none = warned_in_fit(CVAE(max_steps=60, learning_rate=0.01))
    assert not none
    assert remedied.latent_report_["largest_error"] < 2


def test_a_network_far_worse_than_a_linear_code_is_named_and_the_remedy_is_better():
    augmenter, [(category, message)] = warned_in_fit(CVAE(max_steps=60, learning_rate=1e-5))
    linear, none = warned_in_fit(PCACodec())
    assert category in (ReconstructionWarning, PosteriorCollapseWarning)
    if category is ReconstructionWarning:
        assert "type model=PCACodec()" in message
    assert not none
    assert linear.latent_report_["r2"] > augmenter.latent_report_["r2"] + 0.2


def test_the_high_error_is_that_beyond_the_linear_code():
    def caught(r2, linear, steps=100):
        with warnings.catch_warnings(record=True) as them:
            warnings.simplefilter("always")
            warn_of_high_error({"r2": r2}, {"step": [steps]}, lambda: linear, n_windows=100)
        return [one.category for one in them]

    assert caught(0.3, 0.9) == [ReconstructionWarning]
    assert caught(0.3, 0.4) == []  # noise: no code of this size does better
    assert caught(0.6, 0.9) == []
    assert caught(0.3, 0.9, steps=20) == []


def test_the_largest_error_is_relative_to_that_of_the_mean():
    values = np.array([[[3.0], [-3.0], [np.nan]]])  # mean square 9
    assert largest_error({"held_out_mse": [18.0, 4.5]}, values) == 2.0
    assert largest_error({}, values) == 0.0
    assert largest_error({"loss": [np.nan], "held_out_mse": [1.0]}, values) == np.inf
