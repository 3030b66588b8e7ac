"""A device against the CPU: the difference of copies, and the time. For a machine that has a device.

    python benchmarks/device.py            # the fastest device that torch finds
    python benchmarks/device.py --n-series 30490 --n-timepoints 1941

Two differences are printed, in standard deviations of a series. "same network": a network that was trained on the
device copies series there and on the CPU; only the rounding of float32 may differ. "same training": the same training
on the device and on the CPU. Times are seconds of the wall; the CPU computes on one thread.
"""

import argparse
import copy
from time import perf_counter

import numpy as np

from sklearn_lgta import CVAE, LGTAAugmenter
from sklearn_lgta.model._device import resolve_device


def panel(n_series, n_timepoints):
    rng = np.random.default_rng(0)
    season = 3 * np.sin(np.arange(n_timepoints) * 2 * np.pi / 12 + rng.uniform(0, 6, (n_series, 1)))
    return season + 0.1 * rng.normal(size=(n_series, n_timepoints)).cumsum(axis=1)


def timed(function, *arguments, **parameters):
    start = perf_counter()
    return function(*arguments, **parameters), perf_counter() - start


def on_the_cpu(augmenter):
    """The same augmenter, which encodes and decodes on the CPU."""
    moved = copy.deepcopy(augmenter)
    encoder = moved._copier.encoder
    for model in (moved.model_, encoder.codec.model, encoder.gap_filler.codec.model):
        model.device_ = "cpu"
    return moved


def difference(copies, expected, X):
    change = np.abs(copies - expected) / X.std(axis=1, keepdims=True)
    return f"largest {change.max():.1e}, root mean square {np.sqrt((change**2).mean()):.1e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--device", default="auto", help="cuda or mps")
    parser.add_argument("--n-series", type=int, default=3_000)
    parser.add_argument("--n-timepoints", type=int, default=240)
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[64, 512])
    arguments = parser.parse_args()
    name, X = resolve_device(arguments.device), panel(arguments.n_series, arguments.n_timepoints)
    for batch_size in arguments.batch_sizes:
        fitted, seconds = {}, {}
        for device in (name, "cpu"):
            model = CVAE(device=device, batch_size=batch_size)
            augmenter = LGTAAugmenter(model=model, seasonal_period=12, random_state=0)
            if device != "cpu":
                augmenter.fit(X[:20])  # starts the device, which takes seconds once
            fitted[device], seconds["fit", device] = timed(augmenter.fit, X)
        on_device, on_cpu = fitted[name], fitted["cpu"]
        copies, seconds["augment", name] = timed(on_device.augment, X)
        same_network, seconds["augment", "cpu"] = timed(on_the_cpu(on_device).augment, X)
        alone = on_device.augment(X[7:8])
        print(f"{name} against cpu, {len(X)} x {X.shape[1]}, batch_size={batch_size}")
        for (step, device), time in seconds.items():
            print(f"  {step:8} {device:5} {time:8.2f} s")
        print("  same network: ", difference(copies, same_network, X))
        print("  same training:", difference(copies, on_cpu.augment(X), X))
        print("  R2:", *(f"{device} {one.latent_report_['r2']:.3f}" for device, one in fitted.items()))
        print("  a copy alone is bitwise that of the batch:", np.array_equal(alone, copies[7:8]))


if __name__ == "__main__":
    main()
