import pickle

import numpy as np
import pytest
import torch
from sklearn.base import clone

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.model._network import DECODERS, POSTERIORS

VARIANTS = [{"attention": attention, "decoder": decoder} for attention in POSTERIORS for decoder in DECODERS]


def waves(n_series=24, n_timepoints=48, seed=0):
    rng = np.random.default_rng(seed)
    phase = rng.uniform(0, 2 * np.pi, (n_series, 1))
    return np.sqrt(2) * np.sin(np.arange(n_timepoints) / 3 + phase)[:, :, None]


def alone(array):
    """An array with no conditions."""
    return array, np.zeros((*array.shape[:2], 0), dtype=np.float32)


def conditions_of(array, n_conditions=2):
    """An array of series with its conditions: every series is of one of several classes."""
    classes = np.eye(n_conditions, dtype=np.float32)[np.arange(len(array)) % n_conditions]
    return array, np.repeat(classes[:, None], array.shape[1], axis=1)


def trained(seed=0, conditions=alone, **parameters):
    model = CVAE(**{"max_steps": 12, "patch_length": 6, "hidden_size": 16, **parameters})
    model.resolve(48, 1)
    return model.fit(conditions(waves()), conditions(waves(seed=1)), seed=seed)


@pytest.fixture(scope="module")
def model():
    return trained()


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: "-".join(variant.values()))
def variant(request):
    """A trained model of every kind."""
    return trained(**request.param)


@pytest.fixture
def windows():
    return np.random.default_rng(0).normal(size=(150, 8, 6))


def weights(model):
    return {name: value.numpy() for name, value in model.network_.state_dict().items()}


def test_the_same_seed_trains_identical_weights(model):
    torch.rand(5)  # the global state is not where it was
    again = weights(trained())
    for name, value in weights(model).items():
        np.testing.assert_array_equal(again[name], value, err_msg=name)


def test_another_seed_trains_other_weights(model):
    other = weights(trained(seed=1))
    assert not np.array_equal(weights(model)["embed.weight"], other["embed.weight"])


def test_global_random_states_are_left_alone(windows, global_states):
    before = global_states()
    model = trained()
    model.decode(*alone(model.encode(*alone(windows))[0]))
    assert global_states() == before


def test_the_shapes_are_those_of_windows_and_codes(model, windows):
    mean, log_var = model.encode(*alone(windows))
    assert mean.shape == log_var.shape == (150, 8, 3)
    assert model.decode(*alone(mean)).shape == windows.shape


def test_results_are_bitwise_the_same_in_any_batch(variant, windows):
    mean, log_var = variant.encode(*alone(windows))
    decoded = variant.decode(*alone(mean))
    for rows in ([3], [149], [0, 1, 2], list(range(64)), list(range(65)), list(range(149, -1, -1))):
        mean_alone, log_var_alone = variant.encode(*alone(windows[rows]))
        np.testing.assert_array_equal(mean_alone, mean[rows])
        np.testing.assert_array_equal(log_var_alone, log_var[rows])
        np.testing.assert_array_equal(variant.decode(*alone(mean[rows])), decoded[rows])


@pytest.mark.parametrize(("n_channels", "patch_length"), [(1, 5), (3, 2), (1, 10), (5, 1)])
@pytest.mark.parametrize("hidden_size", [2, 8, 64])
def test_the_place_in_a_batch_changes_no_bit_of_a_network_of_few_numbers(n_channels, patch_length, hidden_size):
    rng = np.random.default_rng(0)
    series = rng.normal(size=(4, 2 * patch_length, n_channels)).astype(np.float32)
    model = CVAE(max_steps=1, hidden_size=hidden_size, patch_length=patch_length)
    model.resolve(2 * patch_length, n_channels)
    model.fit(alone(series), alone(series), seed=0)
    sizes = model.sizes_
    window = rng.normal(size=(1, sizes.window_tokens, patch_length * n_channels))
    code = rng.normal(size=(1, sizes.window_tokens, sizes.latent_dim))
    for results in (model.encode(*alone(window.repeat(96, axis=0)))[0], model.decode(*alone(code.repeat(96, axis=0)))):
        np.testing.assert_array_equal(results, results[:1].repeat(96, axis=0))


@pytest.mark.parametrize("n_tokens", [1, 2])
def test_windows_of_fewer_tokens_can_be_coded(variant, windows, n_tokens):
    mean, _ = variant.encode(*alone(windows[:, :n_tokens]))
    assert variant.decode(*alone(mean)).shape == (150, n_tokens, 6)


def test_the_number_of_weights_does_not_grow_with_the_panel(model):
    model_of_many = CVAE(max_steps=12, patch_length=6, hidden_size=16)
    model_of_many.resolve(48, 1)
    model_of_many.fit(alone(waves(200)), alone(waves(seed=1)), seed=0)
    assert model_of_many.n_parameters_ == model.n_parameters_
    assert model.n_parameters_ == sum(value.size for value in weights(model).values()) - 3  # head_of is no weight


def test_a_pickled_model_gives_the_same(variant, windows):
    copy = pickle.loads(pickle.dumps(variant))
    mean, _ = variant.encode(*alone(windows))
    np.testing.assert_array_equal(copy.encode(*alone(windows))[0], mean)
    np.testing.assert_array_equal(copy.decode(*alone(mean)), variant.decode(*alone(mean)))


def test_the_parameters_choose_the_parts(variant):
    assert type(variant.network_.posterior) is POSTERIORS[variant.attention]
    assert type(variant.network_.decoder) is DECODERS[variant.decoder]
    assert clone(variant).get_params() == variant.get_params()


def test_a_model_shows_what_it_was_given():
    assert repr(CVAE(attention="none", decoder="repeat_dense")) == "CVAE(attention='none', decoder='repeat_dense')"


@pytest.mark.parametrize("kinds", VARIANTS, ids=lambda variant: "-".join(variant.values()))
def test_encoder_and_decoder_look_at_the_conditions(kinds, windows):
    model = trained(conditions=conditions_of, **kinds)
    one, other = (np.tile(np.eye(2)[of_class], (150, 8, 6)) for of_class in (0, 1))
    mean, _ = model.encode(windows, one)
    assert mean.shape == (150, 8, 3)
    assert np.abs(model.encode(windows, other)[0] - mean).max() > 0.01
    assert np.abs(model.decode(mean, other) - model.decode(mean, one)).max() > 0.01


def test_conditions_of_a_batch_stay_with_their_windows(windows):
    model = trained(conditions=conditions_of)
    classes = np.repeat(np.eye(2)[np.arange(150) % 2][:, None], 8, axis=1).repeat(6, axis=0).reshape(150, 6, 8, 2)
    conditions = classes.swapaxes(1, 2).reshape(150, 8, 12)
    mean, _ = model.encode(windows, conditions)
    np.testing.assert_array_equal(model.encode(windows[70:90], conditions[70:90])[0], mean[70:90])
    np.testing.assert_array_equal(model.encode(windows[::-1], conditions[::-1])[0], mean[::-1])


def test_a_large_code_decodes_in_proportion(variant, windows):
    large, three_times = (alone(factor * np.random.default_rng(0).normal(size=(20, 8, 3))) for factor in (100.0, 300.0))
    np.testing.assert_allclose(variant.decode(*three_times), 3 * variant.decode(*large), rtol=1e-3, atol=0.05)


@pytest.mark.parametrize("sizes", [{}, {"patch_length": 1}, {"patch_length": 8, "window_length": 8}], ids=str)
@pytest.mark.parametrize("n_channels", [1, 3])
@pytest.mark.parametrize("kinds", VARIANTS, ids=lambda variant: "-".join(variant.values()))
def test_every_variant_trains_reports_and_augments(kinds, n_channels, sizes, make_panel):
    series = make_panel(10, 24, n_channels)
    model = CVAE(**kinds, **sizes, max_steps=2, hidden_size=8)
    augmenter = LGTAAugmenter("jitter", model=model, random_state=0).fit(series)
    resolved, report = augmenter.model_.sizes_, augmenter.latent_report_
    assert report["n_units"] == resolved.latent_dim == max(1, resolved.patch_length * n_channels // 2)
    assert report["compression"] == resolved.latent_dim / (resolved.patch_length * n_channels)
    assert augmenter.encode(series).shape == (10, -(-24 // resolved.patch_length), resolved.latent_dim)
    copies = augmenter.augment(series)
    assert copies.shape == series.shape and np.isfinite(copies).all() and not np.array_equal(copies, series)
    np.testing.assert_array_equal(augmenter.augment(series[3:5]), copies[3:5])


def test_a_drawn_code_has_the_mean_and_variance_of_the_posterior(model, windows, monkeypatch):
    x = [torch.from_numpy(array.astype(np.float32)).expand(4000, -1, -1) for array in alone(windows[:1])]
    with torch.inference_mode():
        mean, log_var, _ = model.network_.encode(*x)
        drawn = []
        monkeypatch.setattr(model.network_, "decode", lambda latent, _: drawn.append(latent))
        model.network_(*x, torch.Generator().manual_seed(0))
    spread = (drawn[0] - mean) / torch.exp(0.5 * log_var)
    assert abs(float(spread.mean())) < 4 / spread.numel() ** 0.5
    assert abs(float(spread.std()) - 1) < 4 / spread.numel() ** 0.5


def test_an_odd_hidden_size_is_refused():
    with pytest.raises(ValueError, match="hidden_size=15 must be even"):
        CVAE(hidden_size=15).resolve(48, 1)


@pytest.mark.parametrize(
    "parameters",
    [
        {"latent_dim": 0},
        {"kl_weight": -1.0},
        {"learning_rate": 0.0},
        {"max_steps": 0},
        {"patch_length": "6"},
        {"attention": "two-stage"},
        {"decoder": None},
        {"n_heads": 0},
    ],
)
def test_parameters_out_of_range_name_the_range(parameters):
    (name,) = parameters
    with pytest.raises(ValueError, match=f"'{name}' parameter of CVAE must be"):
        CVAE(**parameters).resolve(48, 1)


def test_the_augmenter_does_not_touch_the_model_that_was_given(X):
    model = CVAE(max_steps=12)
    augmenter = LGTAAugmenter("scaling", 0.3, model=model, random_state=0).fit(X)
    assert augmenter.model_ is not model
    assert not hasattr(model, "network_")


@pytest.mark.parametrize("n_tokens", [1, 3, 4, 5, 7, 9])
def test_a_window_has_the_same_code_and_decoding_anywhere_in_any_batch(n_tokens):
    rng = np.random.default_rng(0)
    model = CVAE(window_length=6 * n_tokens, patch_length=6, latent_dim=3, max_steps=1)
    model.resolve(6 * n_tokens, 1)
    series = rng.normal(size=(40, 6 * n_tokens, 1)).astype(np.float32), np.zeros((40, 6 * n_tokens, 0))
    model.fit(series, series, seed=0)
    windows, latent = rng.normal(size=(300, n_tokens, 6)), rng.normal(size=(300, n_tokens, 3))
    nothing = np.zeros((300, n_tokens, 0))
    mean, decoded = model.encode(windows, nothing)[0], model.decode(latent, nothing)
    for rows in (slice(1), slice(5, 38), slice(None, None, -1), np.roll(np.arange(300), 13)):
        np.testing.assert_array_equal(model.encode(windows[rows], nothing[rows])[0], mean[rows])
        np.testing.assert_array_equal(model.decode(latent[rows], nothing[rows]), decoded[rows])
