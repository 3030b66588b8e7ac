import pytest
import torch
from torch.distributions import Normal, kl_divergence

from sklearn_lgta.model._network import POSTERIORS, draw, draw_weights

KINDS = pytest.mark.parametrize("kind", POSTERIORS)
WITH_ATTENTION = pytest.mark.parametrize("kind", [kind for kind in POSTERIORS if kind != "none"])


def made(kind="variational", latent_dim=6, n_heads=3, hidden_size=16, max_tokens=8, spread=0.0):
    """LatentChange as it is after training, and tokens, of one seed; `spread` shakes the position bias."""
    generator = torch.Generator().manual_seed(0)
    layer = POSTERIORS[kind](hidden_size, latent_dim, n_heads, max_tokens).eval()
    draw_weights(layer, generator)
    for name, bias in layer.named_parameters():
        if name.endswith("position_bias"):
            bias.detach().add_(spread * torch.randn(bias.shape, generator=generator))
    return layer, torch.randn(5, max_tokens, hidden_size, generator=generator)


def set_mean(layer, weight, bias):
    with torch.no_grad():
        layer.mean.weight.copy_(torch.as_tensor(weight).expand_as(layer.mean.weight))
        layer.mean.bias.fill_(bias)


# --------------------------------------------------------------------------------------- all kinds
@KINDS
@pytest.mark.parametrize("n_tokens", [1, 3, 8])
@pytest.mark.parametrize(("latent_dim", "n_heads"), [(1, 1), (1, 4), (6, 4), (6, 20)])
def test_the_code_has_a_mean_and_a_log_variance_for_every_token(kind, n_tokens, latent_dim, n_heads):
    layer, tokens = made(kind, latent_dim=latent_dim, n_heads=n_heads)
    posterior = layer(tokens[:, :n_tokens])
    assert posterior.mean.shape == posterior.log_var.shape == (5, n_tokens, latent_dim)


@KINDS
def test_the_log_variance_stays_in_a_range_that_can_be_exponentiated(kind):
    layer, tokens = made(kind)
    for size in (1e4, -1e4):
        log_var = layer(size * tokens).log_var.detach()
        assert (log_var.exp() > 0).all() and torch.isfinite(log_var.exp()).all()


@KINDS
def test_all_weights_learn(kind):
    layer, tokens = made(kind)
    posterior = layer.train()(tokens)
    (posterior.kl() + posterior.mean.square().sum()).backward()
    for name, weight in layer.named_parameters():
        assert weight.grad is not None and weight.grad.abs().sum() > 0, name


@WITH_ATTENTION
def test_attention_looks_beyond_the_own_token(kind):
    layer, tokens = made(kind)
    changed = tokens.clone()
    changed[:, -1] += 1.0
    assert not torch.allclose(layer(changed).mean[:, 0], layer(tokens).mean[:, 0])


def test_without_attention_a_token_knows_of_no_other():
    layer, tokens = made("none")
    changed = tokens.clone()
    changed[:, -1] += 1.0
    torch.testing.assert_close(layer(changed).mean[:, :-1], layer(tokens).mean[:, :-1])
    assert not torch.allclose(layer(changed).mean[:, -1], layer(tokens).mean[:, -1])


@pytest.mark.parametrize("kind", ["standard", "two_stage"])
def test_all_heads_are_used_where_they_do_not_carry_the_code(kind):
    layer, _ = made(kind, latent_dim=1, n_heads=4)
    assert layer.contexts.weights.n_heads == 4


@KINDS
def test_the_divergence_is_that_of_all_that_is_drawn(kind):
    layer, tokens = made(kind)
    posterior = layer(tokens)
    code = kl_divergence(Normal(posterior.mean, (0.5 * posterior.log_var).exp()), Normal(0.0, 1.0))
    expected = code.sum(dim=-1).mean()
    if kind == "two_stage":
        mean, log_var = layer.distribution(layer.contexts(tokens)).chunk(2, dim=-1)
        expected = expected + kl_divergence(Normal(mean, (0.5 * log_var).exp()), Normal(0.0, 1.0)).sum(dim=-1).mean()
    torch.testing.assert_close(posterior.kl(), expected)


@pytest.mark.parametrize("kind", [kind for kind in POSTERIORS if kind != "two_stage"])
def test_nothing_is_drawn_on_the_way(kind):
    layer, tokens = made(kind)
    torch.testing.assert_close(layer.train()(tokens).mean, layer.eval()(tokens).mean)
    assert layer(tokens).further_kl == 0.0


def test_a_draw_has_the_mean_and_variance_that_were_asked():
    mean, log_var = torch.tensor([1.0, -2.0]).expand(20_000, 2), torch.tensor([-2.0, 1.0])
    drawn = draw(mean, log_var, torch.Generator().manual_seed(0))
    torch.testing.assert_close(drawn.mean(dim=0), torch.tensor([1.0, -2.0]), rtol=0, atol=0.05)
    torch.testing.assert_close(drawn.var(dim=0), torch.tensor([-2.0, 1.0]).exp(), rtol=0.05, atol=0)


# ------------------------------------------------------------------------------------- variational
def test_the_code_is_a_weighted_mean():
    # a convex combination of equal values is that value, whatever the weights
    layer, tokens = made(spread=3.0)
    set_mean(layer, 0.0, 1.7)
    torch.testing.assert_close(layer(tokens).mean, torch.full((5, 8, 6), 1.7))


def test_the_code_lies_between_what_the_tokens_say():
    layer, tokens = made(spread=3.0)
    with torch.no_grad():
        values = layer.mean(tokens)  # (B, L, D)
        mean = layer(tokens).mean
    low, high = values.amin(dim=1, keepdim=True), values.amax(dim=1, keepdim=True)
    assert ((mean >= low - 1e-6) & (mean <= high + 1e-6)).all()


@pytest.mark.parametrize("latent_dim", [1, 2, 3, 5, 8, 32])
@pytest.mark.parametrize("n_heads", [1, 3, 4])
def test_the_heads_share_all_dimensions_as_equally_as_possible(latent_dim, n_heads):
    layer, _ = made(latent_dim=latent_dim, n_heads=n_heads)
    fractions = torch.bincount(layer.head_of, minlength=layer.weights.n_heads)
    assert fractions.sum() == latent_dim
    assert len(fractions) == min(n_heads, latent_dim)
    assert fractions.max() - fractions.min() <= 1


def test_dimensions_of_different_heads_attend_differently():
    layer, tokens = made(latent_dim=2, n_heads=2, spread=3.0)
    set_mean(layer, torch.randn(16, generator=torch.Generator().manual_seed(0)), 0.0)  # the same values for both
    mean = layer(tokens).mean
    assert not torch.allclose(mean[..., 0], mean[..., 1])


# ---------------------------------------------------------------------------------------- standard
def test_ordinary_attention_has_a_path_round_it():
    layer, tokens = made("standard")
    with torch.no_grad():
        layer.output.weight.zero_()
        layer.output.bias.zero_()
    without, _ = made("none")
    without.load_state_dict(layer.posterior.state_dict())
    torch.testing.assert_close(layer(tokens).mean, without(tokens).mean)
    torch.testing.assert_close(layer(tokens).log_var, without(tokens).log_var)


# --------------------------------------------------------------------------------------- two stages
def test_contexts_are_drawn_with_a_generator_and_their_means_without():
    layer, tokens = made("two_stage")
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        mean, log_var = layer.distribution(layer.contexts(tokens)).chunk(2, dim=-1)
        drawn = []
        layer.posterior.register_forward_hook(lambda _, inputs, __: drawn.append(inputs[0]))
        layer(tokens)
        for _ in range(200):
            layer(tokens, generator)
    torch.testing.assert_close(drawn[0], mean)
    spread = (torch.stack(drawn[1:]) - mean) / torch.exp(0.5 * log_var)
    assert abs(float(spread.mean())) < 4 / spread.numel() ** 0.5
    assert abs(float(spread.std()) - 1) < 4 / spread.numel() ** 0.5


def test_drawn_contexts_have_no_path_round_them():
    layer, tokens = made("two_stage")
    with torch.no_grad():
        layer.distribution.weight.zero_()
    mean = layer(tokens).mean
    torch.testing.assert_close(mean, mean[:1, :1].expand_as(mean))  # the tokens say nothing


def test_contexts_like_the_prior_have_no_divergence():
    layer, tokens = made("two_stage")
    with torch.no_grad():
        layer.distribution.weight.zero_()
        layer.distribution.bias.zero_()
    assert layer(tokens).further_kl.item() == 0.0
