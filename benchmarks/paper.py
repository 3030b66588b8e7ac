"""The evaluation of the L-GTA paper [1]_: three figures of copies, its direct transformations, and baselines.

Series are rows; figures are those of the paper's tables 1 to 3, in the paper's units.

References
----------
.. [1] L. Roque et al., "L-GTA: Latent Generative Modeling for Time Series Augmentation", arXiv:2507.23615, 2025.
"""

import numpy as np
import torch
from forecasting_methods import classical_structure
from scipy.interpolate import CubicSpline
from torch import nn

N_COMPONENTS = 2
LAGS = 20
TRAINING, FITTED = 0.75, 0.8  # fraction of windows for training, and fraction of training windows for fitting
HIDDEN, DROPOUT, PENALTY = 48, 0.3, 0.01
EPOCHS, PATIENCE = 200, 10


# ------------------------------------------------------------------------------------ tables 1 and 2
def quartile_range(values):
    """Distance of the quartiles."""
    low, high = np.percentile(values, [25, 75])
    return high - low


def unexplained(X):
    """Mean square that the first two principal components leave, of time points as samples and series as features."""
    centred = X - X.mean(axis=1, keepdims=True)
    return (np.linalg.svd(centred, compute_uv=False)[N_COMPONENTS:] ** 2).sum() / X.size


# ------------------------------------------------------------------------------------ table 3
def unit_windows(X):
    """Windows that do not overlap, of series that are each scaled to the unit interval.

    Returns
    -------
    lags : ndarray of shape (n_windows, LAGS, n_series)
    targets : ndarray of shape (n_windows, n_series)
        The values that follow.
    """
    low, high = X.min(axis=1, keepdims=True), X.max(axis=1, keepdims=True)
    unit = (X - low) / np.where(high > low, high - low, 1)
    length = LAGS + 1
    n_windows = X.shape[1] // length
    windows = unit[:, : n_windows * length].reshape(len(X), n_windows, length).transpose(1, 2, 0)
    return windows[:, :LAGS].astype(np.float32), windows[:, LAGS].astype(np.float32)


class Forecaster(nn.Module):
    """Next values of all series at once, from two GRU layers with batch normalisation, in the initial state of Keras.

    Parameters
    ----------
    n_series : int
    """

    def __init__(self, n_series):
        super().__init__()
        self.layers = nn.ModuleList(nn.GRU(size, HIDDEN, batch_first=True) for size in (n_series, HIDDEN))
        # Keras keeps .99 of the running statistics, which torch calls a momentum of .01.
        self.norms = nn.ModuleList(nn.BatchNorm1d(HIDDEN, eps=1e-3, momentum=0.01) for _ in range(2))
        self.drop, self.out = nn.Dropout(DROPOUT), nn.Linear(HIDDEN, n_series)
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.weight_ih_l0)
            nn.init.orthogonal_(layer.weight_hh_l0)
            nn.init.zeros_(layer.bias_ih_l0)
            nn.init.zeros_(layer.bias_hh_l0)
        nn.init.xavier_uniform_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, lags):
        """(n_windows, LAGS, n_series) -> (n_windows, n_series)."""
        hidden = self.layers[0](lags)[0]  # (n_windows, LAGS, HIDDEN)
        hidden = self.drop(self.norms[0](hidden.mT).mT)
        last = self.layers[1](hidden)[0][:, -1]
        return self.out(self.drop(self.norms[1](last)))

    def loss(self, lags, targets):
        """Mean squared error, and the penalty on the weights of the inputs of both layers."""
        weights = torch.cat([layer.weight_ih_l0.flatten() for layer in self.layers])
        penalty = PENALTY * (weights.abs().sum() + weights.square().sum())
        return (self(lags) - targets).square().mean() + penalty


def forecast_error(X, copies, seed):
    """Mean squared error on the last windows of the series, of a forecaster fitted to the first ones of copies.

    Every series and every copy is scaled to the unit interval. 228 steps give ten windows: five to fit, two for early
    stopping, three to test.

    Parameters
    ----------
    X, copies : ndarrays of shape (n_series, n_timepoints)
    seed : int

    Returns
    -------
    error : float
    """
    lags, targets = map(torch.from_numpy, unit_windows(copies))
    real_lags, real_targets = map(torch.from_numpy, unit_windows(X))
    n_training = int(TRAINING * len(lags))
    n_fitted = int(FITTED * n_training)
    fitted, stopping = slice(n_fitted), slice(n_fitted, n_training)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = Forecaster(len(X))
        optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7)
        least, waited = np.inf, 0
        for _ in range(EPOCHS):
            network.train()
            optimiser.zero_grad()
            network.loss(lags[fitted], targets[fitted]).backward()
            optimiser.step()
            network.eval()
            with torch.no_grad():
                loss = network.loss(lags[stopping], targets[stopping]).item()
            least, waited = (loss, 0) if loss < least else (least, waited + 1)
            if waited == PATIENCE:
                break
        with torch.no_grad():
            missed = network(real_lags[n_training:]) - real_targets[n_training:]
    return missed.square().mean().item()


def error_of_the_mean(X):
    """Error of the mean of the training windows as the forecast of every series."""
    lags, targets = unit_windows(X)
    n_training = int(TRAINING * len(lags))
    return float(np.square(targets[n_training:] - lags[:n_training].mean(axis=(0, 1))).mean())


# ------------------------------------------------------------------------------------ baselines of the paper
def jitter(X, rng):
    """White noise of three quarters of each series' standard deviation."""
    return X + 0.75 * X.std(axis=1, keepdims=True) * rng.standard_normal(X.shape)


def scaling(X, rng):
    """A factor of mean 1 and standard deviation one half for every value."""
    return X * rng.normal(1, 0.5, X.shape)


def magnitude_warp(X, rng, n_knots=6):
    """A cubic spline through factors of mean 1 and standard deviation one half at six knots."""
    at = np.linspace(0, X.shape[1] - 1, n_knots)
    return X * CubicSpline(at, rng.normal(1, 0.5, (len(X), n_knots)), axis=1)(np.arange(X.shape[1]))


# ------------------------------------------------------------------------------------ baselines
def in_blocks(X, length, starts, rng):
    """Series of blocks that are drawn with replacement from the same series: (n_series, n_timepoints)."""
    n_series, n_timepoints = X.shape
    first = rng.choice(starts, (n_series, -(-n_timepoints // length), 1))
    steps = (first + np.arange(length)).reshape(n_series, -1)[:, :n_timepoints]
    return np.take_along_axis(X, steps, axis=1)


def season_bootstrap(X, season, rng):
    """Bootstrap whole seasons, each series independently: every value keeps its position in the season."""
    return in_blocks(X, season, np.arange(0, X.shape[1] - season + 1, season), rng)


def remainder_bootstrap(X, season, rng):
    """Keep trend and season, and bootstrap the remainder in blocks of two seasons."""
    structure = classical_structure(X.T, season).T
    return structure + in_blocks(X - structure, 2 * season, np.arange(X.shape[1] - 2 * season + 1), rng)
