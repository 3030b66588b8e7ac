import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from sklearn_lgta.model._network import AttentionWeights, Contexts, draw_weights


def made(kind, n_heads=3, hidden_size=18, max_tokens=8):
    """LatentChange and tokens drawn from one seed."""
    generator = torch.Generator().manual_seed(0)
    layer = kind(hidden_size, n_heads, max_tokens)
    draw_weights(layer, generator)
    return layer, torch.randn(5, max_tokens, hidden_size, generator=generator)


def shake(weights):
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        weights.position_bias += 3.0 * torch.randn(weights.position_bias.shape, generator=generator)


def test_the_weights_of_a_token_sum_to_one():
    layer, tokens = made(AttentionWeights)
    shake(layer)
    weights = layer(tokens)
    assert weights.shape == (5, 3, 8, 8)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(5, 3, 8))


def test_attention_starts_at_the_own_token():
    layer, _ = made(AttentionWeights)
    weights = layer(torch.zeros(1, 8, 18))  # equal tokens: only the position tells them apart
    own = weights.diagonal(dim1=-2, dim2=-1)
    others = weights[~torch.eye(8, dtype=torch.bool).expand_as(weights)]
    assert (own > 0.8).all()
    torch.testing.assert_close(others, others[:1].expand_as(others))  # no other token is preferred


@pytest.mark.parametrize("n_tokens", [1, 3, 8])
def test_the_bias_depends_on_how_far_away_a_token_is(n_tokens):
    layer, _ = made(AttentionWeights)
    shake(layer)
    logit = layer(torch.zeros(1, n_tokens, 18))[0].log()  # (N, L, L)
    away = logit - logit.diagonal(dim1=-2, dim2=-1)[..., None]  # against the own token
    for i in range(n_tokens):
        for j in range(n_tokens):
            expected = layer.position_bias[:, 7 + j - i] - layer.position_bias[:, 7]
            torch.testing.assert_close(away[:, i, j], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("n_heads", "hidden_size"), [(1, 18), (3, 18), (4, 18), (5, 4)])
def test_contexts_are_those_of_the_attention_of_torch(n_heads, hidden_size):
    layer, tokens = made(Contexts, n_heads=n_heads, hidden_size=hidden_size)
    shake(layer.weights)

    def heads(x):
        return x.unflatten(-1, (n_heads, -1)).transpose(1, 2)  # (B, N, L, K)

    query, key = layer.weights.query_key(tokens).chunk(2, dim=-1)
    step = torch.arange(8)
    bias = layer.weights.position_bias[:, step[None] - step[:, None] + 7]  # (N, L, L)
    expected = scaled_dot_product_attention(heads(query), heads(key), heads(layer.value(tokens)), attn_mask=bias)
    torch.testing.assert_close(layer(tokens), expected.transpose(1, 2).flatten(2))
    assert layer(tokens).shape == (5, 8, layer.width)
