import pytest
import torch

from sklearn_lgta.model._network import DECODERS, draw_weights

KINDS = pytest.mark.parametrize("kind", DECODERS)


def made(kind, latent_dim=3, hidden_size=16, patch_length=4, n_channels=2, n_tokens=5, n_conditions=0):
    """A decoder, codes and conditions."""
    generator = torch.Generator().manual_seed(0)
    layer = DECODERS[kind](latent_dim, hidden_size, patch_length, n_channels, n_conditions)
    draw_weights(layer, generator)
    widths = latent_dim, patch_length * n_conditions
    return layer, *(torch.randn(7, n_tokens, width, generator=generator) for width in widths)


@KINDS
@pytest.mark.parametrize("n_tokens", [1, 5])
@pytest.mark.parametrize("n_conditions", [0, 2])
@pytest.mark.parametrize(("patch_length", "n_channels"), [(1, 1), (1, 3), (4, 1), (4, 3)])
def test_every_code_becomes_a_patch(kind, n_tokens, patch_length, n_channels, n_conditions):
    layer, latent, conditions = made(kind, 3, 16, patch_length, n_channels, n_tokens, n_conditions)
    assert layer(latent, conditions).shape == (7, n_tokens, patch_length * n_channels)


@KINDS
def test_all_weights_learn(kind):
    layer, latent, conditions = made(kind)
    layer(latent, conditions).square().sum().backward()
    for name, weight in layer.named_parameters():
        assert weight.grad.abs().sum() > 0, name


def test_a_step_sees_its_own_conditions():
    layer, latent, conditions = made("repeat_dense", n_conditions=2)
    changed = conditions.clone().unflatten(-1, (4, 2))
    changed[:, 2, 3] += 1.0
    difference = layer(latent, changed.flatten(2)) - layer(latent, conditions)
    difference = difference.unflatten(-1, (4, 2)).abs().amax(dim=(0, 3))  # (L, P)
    assert difference[2, 3] > 0.01
    difference[2, 3] = 0.0
    torch.testing.assert_close(difference, torch.zeros(5, 4))


def test_recurrence_joins_the_patches_of_a_window():
    layer, latent, conditions = made("lstm")
    changed = latent.clone()
    changed[:, 2] += 1.0
    difference = (layer(changed, conditions) - layer(latent, conditions)).abs().amax(dim=(0, 2))
    assert (difference > 0).all()


def test_without_recurrence_a_code_decodes_to_its_patch_alone():
    layer, latent, conditions = made("repeat_dense")
    changed = latent.clone()
    changed[:, 2] += 1.0
    difference = (layer(changed, conditions) - layer(latent, conditions)).abs().amax(dim=(0, 2))
    assert difference[2] > 0.01
    torch.testing.assert_close(difference[[0, 1, 3, 4]], torch.zeros(4))


def test_one_function_of_code_and_position_gives_all_steps():
    layer, latent, conditions = made("repeat_dense", patch_length=4, n_channels=2)
    # (B, L, P, C): time first, channels within, as windows are cut
    steps = layer(latent, conditions).unflatten(-1, (4, 2))
    for position in range(4):
        one_hot = torch.zeros(7, 5, 4)
        one_hot[..., position] = 1.0
        torch.testing.assert_close(steps[:, :, position], layer.dense(torch.cat([latent, one_hot], dim=-1)))
