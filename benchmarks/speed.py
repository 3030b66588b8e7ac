"""CPU seconds of the steps of fit and augment, beside what a matrix product takes for the multiply-adds of the network.

    python benchmarks/speed.py                     # all shapes but the largest, one thread
    python benchmarks/speed.py monthly unequal     # some
    python benchmarks/speed.py --targets           # ratios that have a target, beside it
    python benchmarks/speed.py --memory            # peaks for 30,490 series of 1,941 days, and for 1 of 1,000,000

Data are made here, from one seed. Figures are ratios within one run wherever the machine would show: to the matrix
product of this machine, to panels of equal lengths, to a short season, to a first fit, to the size of X.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
import warnings

import numpy as np
import torch

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta._fitting import steps

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
LARGE = {"30,490 x 1,941": (30_490, 1_941, 7), "1 x 1,000,000": (1, 1_000_000, 24)}


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
    spent, kept = {}, {name: getattr(steps, name) for name in STEPS}
    for name, step in kept.items():

        def timed(*arguments, _name=name, _step=step, **parameters):
            spent[_name], result = cpu_seconds(_step, *arguments, **parameters)
            return result

        setattr(steps, name, timed)
    try:
        total, _ = cpu_seconds(augmenter.fit, X)
    finally:
        for name, step in kept.items():
            setattr(steps, name, step)
    return total, spent


def measure(name, make, season, limit):
    """Print one row for the network and one for principal components."""
    X = make()
    n_values = sum(np.size(row) for row in X)
    for model in (None, PCACodec()):
        augmenter = LGTAAugmenter(model=model, seasonal_period=season, random_state=0)
        total, spent = steps_of_fit(augmenter, X)
        once, _ = cpu_seconds(augmenter.augment, X)
        ten, _ = cpu_seconds(augmenter.augment, X, n_copies=10)
        share = [multiply_adds(augmenter, n * n_values) / limit / s for n, s in ((1, once), (10, ten))]
        of_limit = [f"{one:.2f}" for one in share] if model is None else ["", ""]
        steps = ", ".join(f"{step} {seconds:.2f}" for step, seconds in spent.items() if seconds >= 0.01)
        speed = [f"{n * n_values / s / 1e3:,.0f}" for n, s in ((1, once), (10, ten))]
        print(
            f"| {name} | {'PCACodec' if model else 'CVAE'} | {total:.2f} | {steps} | {' / '.join(speed)} | "
            f"{' / '.join(of_limit)} |",
            flush=True,
        )


def print_targets():
    """Print ratios of CPU seconds beside their targets."""
    print("| ratio | CVAE | PCACodec | target |\n| --- | --- | --- | --- |")
    ratios = {"fit": [], "augment": [], "augment, 10 copies": []}
    for model in (None, PCACodec()):
        seconds = []
        for name in ("unequal", "equal"):
            X, augmenter = SHAPES[name][0](), LGTAAugmenter(model=model, seasonal_period=12, random_state=0)
            fit, _ = cpu_seconds(augmenter.fit, X)
            augmenter.augment(X)  # what is done once for a length is done
            seconds.append([fit, *(cpu_seconds(augmenter.augment, X, n_copies=n)[0] for n in (1, 10))])
        for of_step, unequal, equal in zip(ratios.values(), *seconds, strict=True):
            of_step.append(f"{unequal / equal:.2f}")
    for step, of_models in ratios.items():
        print(f"| 1,000 unequal series to equal ones: {step} | {' | '.join(of_models)} | 1.5 |")
    for transformation, strength, season in (("jitter", 0.3, None), ("resample", None, 12)):
        with tempfile.TemporaryDirectory() as memory:
            augmenter = LGTAAugmenter(transformation, strength, seasonal_period=season, memory=memory, random_state=0)
            first, again = (cpu_seconds(augmenter.fit, SHAPES["monthly"][0]())[0] for _ in range(2))
        print(f"| fit with the network in `memory` to a first one: {transformation} | {again / first:.2f} | | .15 |")


def measure_peaks(name, model, queue):
    """Send peaks of memory beside the packages, in MB, and CPU seconds; to be run in a process of its own."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    n_series, n_timepoints, season = LARGE[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    X, rng = np.empty((n_series, n_timepoints), dtype=np.float32), np.random.default_rng(0)
    week = 20 * np.sin(np.arange(n_timepoints, dtype=np.float32) * 2 * np.pi / season)
    for row in X:  # one by one, so that X alone takes memory
        row[:] = 100 + week + rng.standard_normal(n_timepoints, dtype=np.float32).cumsum()
    figures = [X.nbytes / 2**20]
    augmenter = LGTAAugmenter(model=model, seasonal_period=season, random_state=0)
    for step in (augmenter.fit, augmenter.augment):
        seconds, _ = cpu_seconds(step, X)
        figures += [(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**10, seconds]
    queue.put(figures)


def print_memory():
    """Print peaks of memory of large panels of float32, with X and beside the packages."""
    print("| panel | model | X, MB | fit, MB | CPU s | augment, MB | CPU s | target, MB |\n" + "| --- " * 8 + "|")
    context = multiprocessing.get_context("spawn")
    for name in LARGE:
        for model in (PCACodec(), None):
            queue = context.Queue()
            child = context.Process(target=measure_peaks, args=(name, model, queue))
            child.start()
            X, *figures = queue.get()
            child.join()
            row = [X, *figures, 2 * X + 400]
            print(
                f"| {name} | {'PCACodec' if model else 'CVAE'} | {' | '.join(f'{n:,.0f}' for n in row)} |", flush=True
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", choices=[*SHAPES, []], help="default: all")
    parser.add_argument("--targets", action="store_true", help="ratios that have a target instead")
    parser.add_argument("--memory", action="store_true", help="peaks of memory of large panels instead")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    if arguments.targets or arguments.memory:
        if arguments.targets:
            print_targets()
        if arguments.memory:
            print_memory()
        return
    limit = product_of_this_machine()
    print(f"Matrix product of this machine: {limit / 1e9:.1f} thousand million multiply-adds a CPU second\n")
    print("| shape | model | fit, CPU s | its steps | augment, 1,000 values a CPU s, 1 / 10 copies | of the limit |")
    print("| --- " * 6 + "|")
    for name in arguments.shapes or SHAPES:
        measure(name, *SHAPES[name], limit)


if __name__ == "__main__":
    main()
