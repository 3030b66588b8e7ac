import pytest
import torch

from sklearn_lgta._random import torch_state
from sklearn_lgta.model._attention import VariationalAttention


def attention(latent_dim=6, n_heads=3, hidden_size=16, max_tokens=8, spread=0.0):
    """Attention with weights drawn from one seed; `spread` shakes the position bias."""
    with torch_state(seed=0):
        layer = VariationalAttention(hidden_size, latent_dim, n_heads, max_tokens)
        with torch.no_grad():
            layer.position_bias += spread * torch.randn_like(layer.position_bias)
        tokens = torch.randn(5, max_tokens, hidden_size)
    return layer, tokens


def set_mean(layer, weight, bias):
    with torch.no_grad():
        layer.mean.weight.copy_(torch.as_tensor(weight).expand_as(layer.mean.weight))
        layer.mean.bias.fill_(bias)


def test_the_code_has_a_mean_and_a_log_variance_for_every_token():
    layer, tokens = attention(latent_dim=6)
    mean, log_var = layer(tokens)
    assert mean.shape == log_var.shape == (5, 8, 6)


def test_the_weights_of_the_attention_sum_to_one():
    # a convex combination of equal values is that value, whatever the weights
    layer, tokens = attention(spread=3.0)
    set_mean(layer, 0.0, 1.7)
    torch.testing.assert_close(layer(tokens)[0], torch.full((5, 8, 6), 1.7))


def test_the_code_lies_between_what_the_tokens_say():
    layer, tokens = attention(spread=3.0)
    with torch.no_grad():
        values = layer.mean(tokens)  # (B, L, D)
        mean = layer(tokens)[0]
    low, high = values.amin(dim=1, keepdim=True), values.amax(dim=1, keepdim=True)
    assert ((mean >= low - 1e-6) & (mean <= high + 1e-6)).all()


def test_attention_starts_at_the_own_token():
    layer, _ = attention(max_tokens=8)
    tokens = torch.zeros(1, 8, 16, requires_grad=True)  # equal tokens: only the position tells them apart
    mean, _ = layer(tokens)
    for i in range(8):
        (gradient,) = torch.autograd.grad(mean[0, i].sum(), tokens, retain_graph=True)
        weight = gradient[0].norm(dim=-1)
        share = weight / weight.sum()
        assert share.argmax() == i
        assert share[i] > 0.8
        others = torch.cat([share[:i], share[i + 1 :]])
        torch.testing.assert_close(others, others[:1].expand(7))  # no other token is preferred


def test_attention_looks_beyond_the_own_token():
    layer, tokens = attention()
    before = layer(tokens)[0]
    changed = tokens.clone()
    changed[:, -1] += 1.0
    assert not torch.allclose(layer(changed)[0][:, 0], before[:, 0])


@pytest.mark.parametrize("latent_dim", [1, 2, 3, 5, 8, 32])
@pytest.mark.parametrize("n_heads", [1, 3, 4])
def test_the_heads_share_all_dimensions_as_equally_as_possible(latent_dim, n_heads):
    layer, _ = attention(latent_dim=latent_dim, n_heads=n_heads)
    shares = torch.bincount(layer.head_of, minlength=layer.n_heads)
    assert shares.sum() == latent_dim
    assert len(shares) == min(n_heads, latent_dim)
    assert shares.max() - shares.min() <= 1


def test_dimensions_of_different_heads_attend_differently():
    layer, tokens = attention(latent_dim=2, n_heads=2, spread=3.0)
    set_mean(layer, torch.randn(16, generator=torch.Generator().manual_seed(0)), 0.0)  # the same values for both
    mean = layer(tokens)[0]
    assert not torch.allclose(mean[..., 0], mean[..., 1])


def test_a_shorter_window_than_the_longest_has_a_posterior():
    layer, tokens = attention(max_tokens=8)
    mean, log_var = layer(tokens[:, :3])
    assert mean.shape == log_var.shape == (5, 3, 6)


def test_the_log_variance_stays_in_a_range_that_can_be_exponentiated():
    layer, tokens = attention()
    for size in (1e4, -1e4):
        log_var = layer(size * tokens)[1].detach()
        assert (log_var.exp() > 0).all() and torch.isfinite(log_var.exp()).all()
