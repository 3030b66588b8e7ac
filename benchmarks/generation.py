"""Training windows of a generator, test windows of other time spans, and metrics of its samples.

Windows have the shape (n_windows, n_channels, WINDOW_LENGTH).
"""

from dataclasses import dataclass

import numpy as np
import torch
from panels import Panel, read_csv, read_npz
from sklearn.linear_model import Ridge, RidgeClassifierCV

from sklearn_lgta.metrics import dcr_share, train_synthetic_test_real

WINDOW_LENGTH = 24
BLOCK = 120  # steps; every fifth block is kept for the test
MOST = 8000  # training windows
N_KERNELS = 500
JUDGE_STEPS, BATCH = 1000, 128
COMPARED = 3000  # windows per part that a figure uses at most
QUERIES = 1000


@dataclass(frozen=True, eq=False)
class WindowPanel(Panel):
    """Windows for training, and windows of other time spans for the test.

    Attributes
    ----------
    values : ndarray of shape (n_windows, n_channels, WINDOW_LENGTH)
        Training windows, every channel scaled to [0, 1] by the whole table.
    test : ndarray of shape (n_test, n_channels, WINDOW_LENGTH)
    """

    test: np.ndarray


def read_windows(name, paths):
    """Windows of a set.

    Parameters
    ----------
    name : str
        "sines", which is simulated here, or a file of a data folder.
    paths : dict of str to Path

    Returns
    -------
    WindowPanel
    """
    rng = np.random.default_rng(0)
    if name == "sines":
        rate, phase = rng.uniform(0, 0.1, (2, 10_000, 5, 1))
        waves = (np.sin(rate * np.arange(WINDOW_LENGTH) + phase) + 1) / 2
        return WindowPanel(name, waves[:MOST], 1, waves[MOST:])
    path = paths[name]
    table = (read_npz if path.suffix == ".npz" else read_csv)(path)[0]  # (n_timepoints, n_channels)
    table = table[np.isfinite(table).all(axis=1)]
    table = (table - table.min(axis=0)) / np.maximum(np.ptp(table, axis=0), 1e-9)
    train, test = cut(table)
    return WindowPanel(name, train[np.sort(rng.permutation(len(train))[:MOST])], 1, test)


def cut(table):
    """Training and test windows of a table (n_timepoints, n_channels); no step is in both."""
    parts = [], []
    for number, first in enumerate(range(0, len(table) - WINDOW_LENGTH, BLOCK)):
        block = table[first : first + BLOCK]
        if len(block) >= WINDOW_LENGTH:
            windows = np.lib.stride_tricks.sliding_window_view(block, WINDOW_LENGTH, axis=0)
            parts[number % 5 == 4].append(windows)
    return tuple(np.ascontiguousarray(np.concatenate(windows)) for windows in parts)


class Judge(torch.nn.Module):
    """Two recurrent layers of half as many units as there are channels, as in TimeGAN's evaluation."""

    def __init__(self, n_channels):
        super().__init__()
        width = max(4, n_channels // 2)
        self.recurrent = torch.nn.GRU(n_channels, width, num_layers=2, batch_first=True)
        self.decide = torch.nn.Linear(width, 1)

    def forward(self, windows):
        _, last = self.recurrent(windows)  # (B, T, C) -> (2, B, H)
        return self.decide(last[-1])[:, 0]


def network_score(real, drawn, seed):
    """Return the discriminative score: distance of a trained judge's accuracy on unseen windows from chance, 0 to 0.5.

    Parameters
    ----------
    real, drawn : ndarrays of shape (n, n_channels, n_timepoints)
    seed : int

    Returns
    -------
    float
    """
    rng = np.random.default_rng(seed)
    n = min(len(real), len(drawn))
    sides = [
        torch.tensor(windows[rng.permutation(len(windows))[:n]].swapaxes(1, 2), dtype=torch.float32)
        for windows in (real, drawn)
    ]
    n_train = int(0.8 * n)
    target = torch.cat([torch.ones(BATCH), torch.zeros(BATCH)])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        judge = Judge(real.shape[1])
        optimizer = torch.optim.Adam(judge.parameters(), lr=3e-3)
        for _ in range(JUDGE_STEPS):
            batch = torch.cat([side[rng.integers(0, n_train, BATCH)] for side in sides])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(judge(batch), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        right = [(judge(sides[0][n_train:]) > 0).float().mean(), (judge(sides[1][n_train:]) <= 0).float().mean()]
    return abs(float(np.mean(right)) - 0.5)


def convolution_score(real, drawn, seed):
    """Return the same score for a stronger judge, a linear classifier on random convolutions across channels."""
    rng = np.random.default_rng(seed)
    n = min(len(real), len(drawn), COMPARED)
    windows = np.concatenate([side[rng.permutation(len(side))[:n]] for side in (real, drawn)])
    features = convolution_features(windows, N_KERNELS, rng)
    order, n_train = rng.permutation(2 * n), int(1.6 * n)
    train, test = order[:n_train], order[n_train:]
    features = (features - features[train].mean(axis=0)) / (features[train].std(axis=0) + 1e-8)
    is_drawn = np.arange(2 * n) >= n
    classifier = RidgeClassifierCV(np.logspace(-2, 4, 7)).fit(features[train], is_drawn[train])
    return abs(classifier.score(features[test], is_drawn[test]) - 0.5)


def convolution_features(windows, n_kernels, rng):
    """Features of windows, in units of each channel's standard deviation, under random kernels: (n, c, t) -> (n, f)."""
    windows = (windows - windows.mean(axis=(0, 2), keepdims=True)) / (windows.std(axis=(0, 2), keepdims=True) + 1e-9)
    return np.concatenate([convolve(windows, rng) for _ in range(n_kernels)], axis=1)


def convolve(windows, rng):
    """Fraction of positive values and largest value under one random kernel: (n, c, t) -> (n, 2)."""
    length = int(rng.choice([3, 5, 7]))
    n_channels, n_timepoints = windows.shape[1:]
    dilation = int(rng.integers(1, max(2, (n_timepoints - 1) // (length - 1) + 1)))
    kernel = rng.standard_normal((length, n_channels)) * (rng.random(n_channels) < max(2 / n_channels, 0.3))
    kernel -= kernel.mean(axis=0)
    reach = n_timepoints - (length - 1) * dilation
    response = rng.uniform(-1, 1) + sum(
        np.einsum("nct,c->nt", windows[:, :, offset * dilation : offset * dilation + reach], weights)
        for offset, weights in enumerate(kernel)
    )
    return np.stack([(response > 0).mean(axis=1), response.max(axis=1)], axis=1)


def forecast_error(train, test, drawn):
    """Return the error on the last step of `test` of a linear forecaster fitted to `drawn`, relative to `train`."""
    parts = [part for w in (train, drawn, test) for part in (w[:, :, :-1].reshape(len(w), -1), w[:, :, -1])]
    scores = train_synthetic_test_real(Ridge(alpha=1.0), *parts, scoring="neg_mean_absolute_error")
    return scores["synthetic"] / scores["real"]


def nearness(train, test, drawn, seed):
    """Return how near drawn windows lie to training windows, compared with test windows.

    Parameters
    ----------
    train, test, drawn : ndarrays of shape (n, n_channels, n_timepoints)
    seed : int

    Returns
    -------
    nearer : float
        Fraction of drawn windows nearer than the median test window, minus 0.5. Fresh windows have 0.
    copies : float
        Fraction nearer than 99 % of the test windows. Fresh windows have 0.01.
    """

    def some(windows, n):
        return windows[np.random.default_rng(seed).permutation(len(windows))[:n]]

    reference, drawn, fresh = some(train, COMPARED), some(drawn, QUERIES), some(test, QUERIES)
    median, percent = (dcr_share(reference, drawn, fresh, quantile=q, standardize=False) for q in (0.5, 0.01))
    return median - 0.5, percent
