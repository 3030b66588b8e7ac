import numpy as np
import pytest
import torch

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.exceptions import PosteriorCollapseWarning
from sklearn_lgta.model import _training
from sklearn_lgta.model._network import Posterior
from sklearn_lgta.model._sizes import Sizes
from sklearn_lgta.model._training import negative_elbo
from sklearn_lgta.model._window_sampler import WindowSampler


@pytest.fixture(scope="module")
def sines():
    """80 sines of random phase and period, with noise of a tenth of their power."""
    rng = np.random.default_rng(0)
    phase, period = rng.uniform(0, 2 * np.pi, (80, 1)), rng.uniform(8, 20, (80, 1))
    sines = np.sqrt(2) * np.sin(2 * np.pi * np.arange(72) / period + phase)
    return sines + rng.normal(scale=np.sqrt(0.1), size=sines.shape)


@pytest.fixture(scope="module")
def on_sines(sines):
    return LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=250), random_state=0).fit(sines)


def test_training_lowers_the_held_out_loss(on_sines):
    history = on_sines.history_
    assert history["held_out_loss"][-1] < history["held_out_loss"][0]
    assert min(history["held_out_mse"]) < 0.5 * history["held_out_mse"][0]
    assert len({len(values) for values in history.values()}) == 1


def test_the_code_explains_the_series_and_nothing_else_does(on_sines):
    report = on_sines.latent_report_
    assert report["held_out"] == "series"
    assert report["r2"] > 0.8
    assert report["r2_zero_latent"] < 0.2
    assert 1 <= report["active_units"] <= report["n_units"] == on_sines.model_.sizes_.latent_dim
    assert len(report["kl"]) == len(report["variance"]) == report["n_units"]


def test_the_reported_r2_is_that_of_reconstruct(on_sines, sines):
    error = on_sines.reconstruct(sines) - sines
    r2 = 1 - np.mean(np.var(error, axis=1) / np.var(sines, axis=1))
    np.testing.assert_allclose(on_sines.latent_report_["r2"], r2, atol=0.05)  # held-out series against all


def test_no_window_gives_away_more_than_the_noise(on_sines, sines):
    # noise is a tenth of the sines' power and cannot be predicted from other windows
    assert on_sines.latent_report_["r2"] < 1.0
    assert on_sines.latent_report_["compression"] <= 0.5


def test_a_code_that_is_not_used_warns_and_says_what_to_change(sines):
    with pytest.warns(PosteriorCollapseWarning, match="Lower kl_weight, raise latent_dim or max_steps") as warned:
        augmenter = LGTAAugmenter("mix", None, model=CVAE(max_steps=60, kl_weight=1000), random_state=0).fit(sines)
    assert len(warned) == 1
    report = augmenter.latent_report_
    assert f"R2 is {report['r2']:.2f} with the code" in str(warned[0].message)
    assert report["r2"] - report["r2_zero_latent"] < 0.1


def test_an_interrupted_training_warns_and_leaves_a_usable_augmenter(X, monkeypatch):
    steps = []
    train_step = _training.train_step

    def interrupted(*args):
        if len(steps) == 25:
            raise KeyboardInterrupt
        steps.append(1)
        return train_step(*args)

    monkeypatch.setattr(_training, "train_step", interrupted)
    with pytest.warns(UserWarning, match="interrupted at step 26 of 100. The best weights until then are kept"):
        augmenter = LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=100, hidden_size=8), random_state=0).fit(X)
    assert augmenter.history_["step"] == [20]
    copies = augmenter.augment(X)
    assert np.isfinite(copies).all() and not np.array_equal(copies, X)


def test_an_interruption_before_the_first_evaluation_keeps_the_weights(X, monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(_training, "train_step", interrupted)
    with pytest.warns(UserWarning) as warned:
        augmenter = LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=100, hidden_size=8), random_state=0).fit(X)
    assert any("interrupted at step 1 of 100" in str(w.message) for w in warned)
    assert np.isfinite(augmenter.augment(X)).all()


def test_another_error_in_training_is_not_swallowed(X, monkeypatch):
    def broken(*args):
        raise MemoryError("no memory")

    monkeypatch.setattr(_training, "train_step", broken)
    with pytest.raises(MemoryError, match="no memory"):
        LGTAAugmenter("scaling", 0.3, random_state=0).fit(X)


def test_the_best_weights_are_kept_not_the_last(X, monkeypatch):
    """A training whose held-out loss rises at the end gives the weights of its lowest."""
    evaluations, states = [], []
    evaluate = _training.evaluate

    def rising(network, kl_weight, windows):
        states.append({name: value.clone() for name, value in network.state_dict().items()})
        evaluations.append(1)
        _, mse, kl = evaluate(network, kl_weight, windows)
        return float([3, 1, 2, 5, 4][len(evaluations) - 1]), mse, kl

    monkeypatch.setattr(_training, "evaluate", rising)
    augmenter = LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=100, hidden_size=8), random_state=0).fit(X)
    assert len(evaluations) == 5
    kept = augmenter.model_.network_.state_dict()
    for name, value in states[1].items():
        assert torch.equal(kept[name], value), name


@pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.ReconstructionWarning")  # it stops early
def test_training_stops_where_the_held_out_loss_no_longer_falls(X, monkeypatch):
    evaluate = _training.evaluate
    monkeypatch.setattr(_training, "evaluate", lambda *args: (1.0, *evaluate(*args)[1:]))
    augmenter = LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=400, hidden_size=8), random_state=0).fit(X)
    assert 120 <= augmenter.history_["step"][-1] < 400  # never before the KL weight has its full size


def test_the_learning_rate_rises_and_falls_within_its_peak():
    rates = np.array([_training.rate(progress) for progress in np.linspace(0, 1, 101)])
    peak = rates.argmax()
    assert 0 < rates[0] < 0.1 and 0.9 < rates[peak] <= 1 and abs(rates[-1]) < 1e-12
    assert (np.diff(rates[: peak + 1]) > 0).all() and (np.diff(rates[peak:]) < 0).all()


def sampler(n_series=5, n_timepoints=20, patch_length=3, window_tokens=4):
    panel = np.arange(n_series * n_timepoints, dtype=np.float32).reshape(n_series, n_timepoints, 1)
    conditions = np.repeat(np.eye(n_series, dtype=np.float32)[:, None], n_timepoints, axis=1)  # who it is
    return WindowSampler(panel, conditions, Sizes(patch_length, window_tokens, 1), np.random.default_rng(0))


def test_windows_are_stretches_of_one_series():
    windows = sampler().draw(30)[0].numpy()
    assert windows.shape == (30, 4, 3)
    values = windows.reshape(30, 12)
    np.testing.assert_array_equal(np.diff(values), 1.0)
    assert (values[:, 0] // 20 == values[:, -1] // 20).all()


def test_every_window_is_drawn_once_where_there_are_no_more():
    windows = sampler()
    assert windows.n_windows == 5 * (20 - 12 + 1)
    drawn = windows.draw(1000)[0].numpy().reshape(-1, 12)
    starts = sorted(row * 20 + start for row in range(5) for start in range(9))
    np.testing.assert_array_equal(np.sort(drawn[:, 0]), starts)


def test_conditions_are_those_of_the_series_and_steps_of_a_window():
    windows, conditions = sampler().draw(30)
    assert conditions.shape == (30, 4, 3 * 5)
    rows = windows.numpy()[:, 0, 0] // 20
    drawn_conditions = conditions.numpy().reshape(30, 12, 5)
    np.testing.assert_array_equal(drawn_conditions.argmax(axis=2), np.repeat(rows[:, None], 12, axis=1))


def test_a_panel_shorter_than_a_window_is_drawn_in_whole_patches():
    assert sampler(n_timepoints=8).draw(2)[0].shape == (2, 2, 3)


def test_the_loss_is_likelihood_plus_weighted_divergence():
    generator = torch.Generator().manual_seed(0)
    windows, reconstruction = torch.randn(2, 7, 4, 6, generator=generator)
    mean, log_var = torch.randn(2, 7, 4, 3, generator=generator)
    kl = torch.distributions.kl_divergence(
        torch.distributions.Normal(mean, (0.5 * log_var).exp()), torch.distributions.Normal(0.0, 1.0)
    )
    posterior = Posterior(mean, log_var, further_kl=torch.tensor(0.25))
    losses = [negative_elbo(windows, reconstruction, posterior, w) for w in (0.0, 1.0, 0.3)]
    a_window = kl.sum(dim=(1, 2)).mean() + 4 * 0.25  # the further divergence is one of every token
    torch.testing.assert_close(losses[1] - losses[0], a_window, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(losses[2] - losses[0], 0.3 * a_window, rtol=1e-4, atol=1e-4)


def test_training_is_silent_by_default(X, capsys):
    LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=12, hidden_size=8), random_state=0).fit(X)
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""


@pytest.mark.parametrize("max_steps", [1, 2, 5, 10, 11, 20])
def test_any_number_of_steps_can_be_asked_for(X, max_steps):
    augmenter = LGTAAugmenter("scaling", 0.3, model=CVAE(max_steps=max_steps, hidden_size=8), random_state=0).fit(
        X[:20]
    )
    assert augmenter.history_["step"][-1] == max_steps
