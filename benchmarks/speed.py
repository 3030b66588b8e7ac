"""CPU seconds of the steps of fit and augment, beside what a matrix product takes for the multiply-adds of the network.

    python benchmarks/speed.py                     # all shapes but the largest, one thread
    python benchmarks/speed.py monthly unequal     # some
    python benchmarks/speed.py --large             # 30,490 series of 1,941 days as well, with peak memory

Data are made here, from one seed. Figures are ratios within one run wherever the machine would show: to the matrix
product of this machine, to panels of equal lengths, to a short season.
"""

import argparse
import resource
import time
import warnings

import numpy as np
import torch

from sklearn_lgta import LGTAAugmenter, PCACodec, _fitting

STEPS = ("plan_fit", "train_model", "fit_encoder", "measure_latent", "choose_donors", "calibrate")


def seasonal(n_series, n_timepoints, season, n_channels=1, seed=0):
    """Series with a level, a wandering remainder and a season: (n_series, n_channels, n_timepoints)."""
    rng = np.random.default_rng(seed)
    shape = (n_series, n_channels, n_timepoints)
    level = np.exp(rng.normal(size=(n_series, 1, 1)))
    walk = rng.normal(size=shape).cumsum(axis=2)
    return level * (100 + walk + 20 * np.sin(np.arange(n_timepoints) * 2 * np.pi / season) + 3 * rng.normal(size=shape))


def table(*shape, season):
    """Series of one channel as a table."""
    return seasonal(*shape, season)[:, 0]


def unequal():
    """1,000 series of 60 to 228 months, in a list."""
    lengths = np.random.default_rng(1).integers(60, 229, 1_000)
    return [row[:length] for row, length in zip(table(1_000, 228, season=12), lengths, strict=True)]


SHAPES = {
    "monthly": (lambda: table(304, 228, season=12), 12),
    "unequal": (unequal, 12),
    "equal": (lambda: table(1_000, 144, season=12), 12),
    "long": (lambda: table(1, 100_000, season=24), 24),
    "long season": (lambda: table(1, 100_000, season=1_440), 1_440),
    "channels": (lambda: seasonal(200, 600, 24, n_channels=6), 24),
    "short": (lambda: table(5_000, 24, season=6), 6),
}
LARGE = {"large": (lambda: table(30_490, 1_941, season=7), 7)}


def cpu_seconds(function, *arguments, **parameters):
    """CPU seconds of a call, and what it returns."""
    began = time.process_time()
    result = function(*arguments, **parameters)
    return time.process_time() - began, result


def product_of_this_machine():
    """Multiply-adds a CPU second of a product of two matrices of 1,024 rows, in float32 on one thread."""
    one, other = torch.randn(2, 1_024, 1_024)
    seconds, _ = cpu_seconds(lambda: [one @ other for _ in range(20)])
    return 20 * 1_024**3 / seconds


def multiply_adds(augmenter, n_values):
    """Of a network that encodes and decodes so many values once: its weights, for every token of a window."""
    sizes, weights = augmenter.model_.sizes_, augmenter.n_parameters_
    return weights * n_values / sizes.patch_length / augmenter.bounds_[0].size


def steps_of_fit(augmenter, X):
    """CPU seconds of every step of a fit."""
    spent, kept = {}, {name: getattr(_fitting, name) for name in STEPS}
    for name, step in kept.items():

        def timed(*arguments, _name=name, _step=step, **parameters):
            spent[_name], result = cpu_seconds(_step, *arguments, **parameters)
            return result

        setattr(_fitting, name, timed)
    try:
        total, _ = cpu_seconds(augmenter.fit, X)
    finally:
        for name, step in kept.items():
            setattr(_fitting, name, step)
    return total, spent


def measure(name, make, season, limit):
    """Print one row for the network and one for principal components."""
    X = make()
    n_values = sum(np.size(row) for row in X)
    for model in (None, PCACodec()):
        augmenter = LGTAAugmenter(model=model, seasonal_period=season, random_state=0)
        total, spent = steps_of_fit(augmenter, X)
        once, _ = cpu_seconds(augmenter.augment, X)
        ten = cpu_seconds(augmenter.augment, X, n_copies=10)[0] if name != "large" else np.nan
        share = [multiply_adds(augmenter, n * n_values) / limit / s for n, s in ((1, once), (10, ten))]
        of_limit = [f"{one:.2f}" for one in share] if model is None else ["", ""]
        steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in spent.items() if seconds >= 0.01)
        speed = [f"{n * n_values / s / 1e3:,.0f}" for n, s in ((1, once), (10, ten)) if np.isfinite(s)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"| {name} | {'PCACodec' if model else 'CVAE'} | {total:.2f} | {steps} | {' / '.join(speed)} | "
            f"{' / '.join(of_limit)} | {peak:,.0f} |",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", choices=[*SHAPES, *LARGE, []], help="default: all but the largest")
    parser.add_argument("--large", action="store_true", help="the largest, too")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    shapes = SHAPES | (LARGE if arguments.large else {})
    limit = product_of_this_machine()
    print(f"Matrix product of this machine: {limit / 1e9:.1f} thousand million multiply-adds a CPU second\n")
    print(
        "| shape | model | fit, CPU s | its steps | augment, 1,000 values a CPU s, 1 / 10 copies | of the limit | MB |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in arguments.shapes or shapes:
        measure(name, *(SHAPES | LARGE)[name], limit)


if __name__ == "__main__":
    main()
