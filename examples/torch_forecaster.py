"""
A custom network in torch
=========================

A new copy of the windows in every epoch keeps a network from overfitting: its error goes on falling.

Without copies the error rises after 25 epochs. The data are two monthly series of 144 months each, which come with
sktime: airline passengers (1949 to 1960), and people killed or seriously injured on British roads (1969 to 1980). One
network is trained on both. It forecasts 12 months from the 24 before; the last three years are held out. With and
without copies, training starts from the same weights and takes the same number of steps. The network overfits the
original windows after a while, so errors are printed after several numbers of epochs. Run ``python
examples/torch_forecaster.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import sktime
import torch
from sktime.datasets import load_airline
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler

from sklearn_lgta import LGTAAugmenter, WindowDataset

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SEASON = 12
N_LAGS = 24
HORIZON = 12
N_HELD_OUT = 36  # months
N_HIDDEN = 64
BATCH_SIZE = 32
EPOCHS = (25, 50, 100, 200)  # after which the error is measured


def load():
    """Return two series of 144 months, (2, 144)."""
    passengers = load_airline().to_numpy()
    seatbelts = Path(sktime.__file__).parent / "datasets" / "data" / "seatbelts" / "seatbelts.csv"  # has no loader
    casualties = pd.read_csv(seatbelts)["KSI"].to_numpy()[: len(passengers)]
    return np.stack([passengers, casualties]).astype(float)


def held_out(X):
    """Return lags (n_series, n_forecasts, N_LAGS) and the values that follow them in the held-out years."""
    joined = np.lib.stride_tricks.sliding_window_view(X[:, -N_HELD_OUT - N_LAGS :], N_LAGS + HORIZON, axis=1)
    return joined[..., :N_LAGS], joined[..., N_LAGS:]


def mase(X, forecasts):
    """Mean absolute scaled error, mean over series: in units of the seasonal naive error in the training years."""
    past = X[:, :-N_HELD_OUT]
    scale = np.abs(past[:, SEASON:] - past[:, :-SEASON]).mean(axis=1)
    errors = np.abs(forecasts - held_out(X)[1]).mean(axis=(1, 2))
    return np.mean(errors / scale)


class Forecaster(nn.Module):
    """A multilayer perceptron that normalises every window by the mean and standard deviation of its lags."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(N_LAGS, N_HIDDEN), nn.ReLU(), nn.Linear(N_HIDDEN, HORIZON))

    def forward(self, lags):
        mean, spread = lags.mean(dim=-1, keepdim=True), lags.std(dim=-1, keepdim=True)
        return mean + spread * self.layers((lags - mean) / spread)


def train(dataset, epochs, seed, new_copies):
    """Yield the network after each of the given numbers of epochs."""
    torch.manual_seed(seed)
    network = Forecaster()
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    batches = BatchSampler(RandomSampler(dataset), BATCH_SIZE, drop_last=False)
    loader = DataLoader(dataset, sampler=batches, batch_size=None)
    for epoch in range(max(epochs)):
        dataset.set_epoch(epoch if new_copies else 0)  # epoch 0: the windows of the series themselves
        for lags, targets in loader:
            error = (network(lags) - targets).abs() / lags.std(dim=-1, keepdim=True)
            optimizer.zero_grad()
            error.mean().backward()
            optimizer.step()
        if epoch + 1 in epochs:
            yield network


def errors(X, dataset, epochs, seed, new_copies):
    """Return the MASE after each number of epochs."""
    lags = torch.from_numpy(held_out(X)[0].astype(np.float32))
    with torch.random.fork_rng():  # the seed applies to these trainings alone
        return [mase(X, network(lags).detach().numpy()) for network in train(dataset, epochs, seed, new_copies)]


def main(model=None, n_seeds=3, epochs=EPOCHS):
    X = load()
    past = X[:, :-N_HELD_OUT]  # the augmenter also sees only the training years
    measured = {"original windows": [], "a new copy in every epoch": []}
    for seed in range(n_seeds):
        augmenter = LGTAAugmenter(seasonal_period=SEASON, model=model, random_state=seed).fit(past)
        dataset = WindowDataset(augmenter, past, N_LAGS, HORIZON)
        for name, values in measured.items():
            values.append(errors(X, dataset, epochs, seed, new_copies=name != "original windows"))

    lags, _ = held_out(X)
    print(f"{len(dataset)} windows of {len(X)} series for training; {lags.shape[1]} forecasts of each held out")
    print(f"MASE of {HORIZON} months (mean ± sd over {n_seeds} seeds)")
    print(f"the same month a year ago: {mase(X, lags[..., -HORIZON:]):.3f}")
    print(f"{'epochs':30s}" + "".join(f"{n_epochs:>16d}" for n_epochs in epochs))
    for name, values in measured.items():
        cells = zip(np.mean(values, axis=0), np.std(values, axis=0), strict=True)
        print(f"{name:30s}" + "".join(f"{f'{mean:.3f} ± {sd:.3f}':>16s}" for mean, sd in cells))
    original, copies = (np.array(values) for values in measured.values())
    print(f"{'copies over original':30s}" + "".join(f"{ratio:>16.3f}" for ratio in (copies / original).mean(axis=0)))
    n_better = np.sum(copies.min(axis=1) < original.min(axis=1))
    print(f"each at its best number of epochs, copies were better in {n_better} of {n_seeds} seeds")
    print("Two series and one split; the forecasts overlap, and the best number of epochs was chosen on them.")
    return epochs, measured, mase(X, lags[..., -HORIZON:])


def draw(results, path):
    """Draw the error after every number of epochs, a thin line a seed."""
    epochs, measured, naive = results
    figure, axes = plt.subplots(figsize=(6, 3), layout="constrained")
    for (name, values), color in zip(measured.items(), ("0.45", "tab:orange"), strict=True):
        axes.plot(epochs, np.transpose(values), color=color, alpha=0.5, linewidth=1)
        axes.plot(epochs, np.mean(values, axis=0), "o-", color=color, linewidth=2.5, label=name)
    axes.axhline(naive, color="0.6", linestyle=":", label="the same month a year ago")
    axes.set_xscale("log")
    axes.set_xticks(epochs, epochs)
    axes.minorticks_off()
    axes.set(xlabel="epochs", ylabel=f"MASE of {HORIZON} months")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=100)
    plt.close(figure)


if __name__ == "__main__":
    draw(main(), sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))
