"""CPU seconds and memory of fit, augment, sample and training_windows, by step, for panels of several shapes.

    python benchmarks/speed.py                     # all shapes but the largest, one thread
    python benchmarks/speed.py monthly unequal     # some
    python benchmarks/speed.py --bytes             # peaks of memory by step instead
    python benchmarks/speed.py --targets           # every figure that has a goal, beside it: half an hour
    python benchmarks/speed.py --against COMMIT    # the same calls on an earlier commit, in turn

Data are made here, from one seed. Figures are ratios within one run wherever the machine would show: to a matrix
product of this machine, to panels of equal lengths, to a first fit, to the size of X, to another commit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from pathlib import Path

import numpy as np
import torch
from speed_data import SHAPES

from sklearn_lgta import LGTAAugmenter, PCACodec

STEPS = ("plan_fit", "train_model", "fit_encoder", "measure_latent", "choose_donors", "calibrate", "measure_copies")
CALLS = ("fit", "augment", "augment, 10 copies", "sample", "training_windows")
MODELS = {"CVAE": None, "PCACodec": PCACodec()}
ROUNDS = 2  # of a comparison, the faster one counts
HERE = Path(__file__).resolve().parent


def cpu_seconds(function, *arguments, **parameters):
    """CPU seconds of a call, and what it returns."""
    began = time.process_time()
    result = function(*arguments, **parameters)
    return time.process_time() - began, result


def peak_bytes(function, *arguments, **parameters):
    """Most bytes of arrays beside those of before, and what the call returns; without those of torch."""
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    result = function(*arguments, **parameters)
    return tracemalloc.get_traced_memory()[1] - before, result


def product_of_this_machine():
    """Multiply-adds a CPU second of a product of two matrices of 1,024 rows, in float32 on one thread."""
    one, other = torch.randn(2, 1_024, 1_024)
    seconds, _ = cpu_seconds(lambda: [one @ other for _ in range(20)])
    return 20 * 1_024**3 / seconds


def fraction_of_limit(augmenter, n_values, seconds, limit):
    """Multiply-adds of the network, every weight once a token of a window, over those of a matrix product."""
    sizes = augmenter.model_.sizes_
    n_tokens = n_values / sizes.patch_length / augmenter.bounds_[0].size
    return augmenter.n_parameters_ * n_tokens / seconds / limit


def calls(augmenter, X, season):
    """The calls that are measured, by name, in their order."""
    lags, horizon = min(2 * season, 24), min(season, 12)
    n_samples = max(1, min(1_000, 300_000 // max(np.size(row) for row in X)))  # fewer of long series
    return {
        "fit": lambda: augmenter.fit(X),
        "augment": lambda: augmenter.augment(X),
        "augment, 10 copies": lambda: augmenter.augment(X, n_copies=10),
        "sample": lambda: augmenter.sample(n_samples, random_state=0),
        "training_windows": lambda: augmenter.training_windows(X, lags, horizon, n_copies=1),
    }


def figures(name, model, measure=cpu_seconds):
    """What every call takes, by its name, and the fitted augmenter."""
    make, season = SHAPES[name]
    X, augmenter = make(), LGTAAugmenter(model=model, seasonal_period=season, random_state=0)
    return {call: measure(function)[0] for call, function in calls(augmenter, X, season).items()}, augmenter


def by_step(name, model, measure):
    """What every step of a fit takes, by its name."""
    from sklearn_lgta._fitting import steps

    make, season = SHAPES[name]
    X, spent, kept = make(), {}, {step: getattr(steps, step) for step in STEPS}
    for step, function in kept.items():

        def measured(*arguments, _step=step, _function=function, **parameters):
            amount, result = measure(_function, *arguments, **parameters)
            spent[_step] = spent.get(_step, 0) + amount
            return result

        setattr(steps, step, measured)
    try:
        LGTAAugmenter(model=model, seasonal_period=season, random_state=0).fit(X)
    finally:
        for step, function in kept.items():
            setattr(steps, step, function)
    return spent


def print_shapes(names, measure, unit, write):
    """Print what the calls, and the steps of fit, take for every shape and both models."""
    limit = product_of_this_machine()
    print(f"Matrix product of this machine: {limit / 1e9:.1f} thousand million multiply-adds a CPU second.\n")
    header = [f"{call}, {unit}" for call in CALLS]
    print(f"| shape | model | {' | '.join(header)} | of the limit, 1 / 10 copies | steps of fit |")
    print("| --- " * (len(header) + 4) + "|")
    for name in names:
        n_values = sum(np.size(row) for row in SHAPES[name][0]())
        for model_name, model in MODELS.items():
            taken, augmenter = figures(name, model, measure)
            of_limit = ""
            if model is None and measure is cpu_seconds:
                pairs = ((n_values, taken["augment"]), (10 * n_values, taken["augment, 10 copies"]))
                of_limit = " / ".join(f"{fraction_of_limit(augmenter, *pair, limit):.2f}" for pair in pairs)
            steps = ", ".join(f"{step} {write(amount)}" for step, amount in by_step(name, model, measure).items())
            row = [name, model_name, *(write(taken[call]) for call in CALLS), of_limit, steps]
            print(f"| {' | '.join(row)} |", flush=True)


# ------------------------------------------------------------------------------------ against another commit
def print_figures(names):
    """Print the CPU seconds of the calls as JSON, for another process."""
    print(json.dumps({name: {key: figures(name, model)[0] for key, model in MODELS.items()} for name in names}))


def compare(commit, names):
    """Figures of an earlier commit and of this one: {commit: {shape: {model: {call: CPU seconds}}}}, in turn."""
    found = {"now": [], "before": []}
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", str(HERE.parent), "worktree"]
        subprocess.run([*git, "add", "--detach", "--quiet", folder, commit], check=True)
        try:
            for _ in range(ROUNDS):
                for when, package in (("before", folder), ("now", str(HERE.parent))):
                    environment = os.environ | {"PYTHONPATH": os.pathsep.join([package, str(HERE)])}
                    command = [sys.executable, __file__, "--figures", *names]
                    run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
                    found[when].append(json.loads(run.stdout.splitlines()[-1]))
        finally:
            subprocess.run([*git, "remove", "--force", folder], check=True)
    return {when: _fastest(rounds) for when, rounds in found.items()}


def _fastest(rounds):
    if isinstance(rounds[0], dict):
        return {key: _fastest([one[key] for one in rounds]) for key in rounds[0]}
    return min(rounds)


def print_comparison(commit, names):
    """Print CPU seconds of this commit over those of an earlier one."""
    found = compare(commit, names)
    print(f"CPU seconds over those of {commit}, one thread, the faster of {ROUNDS} runs each\n")
    print(f"| shape | model | {' | '.join(CALLS)} |\n" + "| --- " * (len(CALLS) + 2) + "|")
    for name in names:
        for model in MODELS:
            ratios = [found["now"][name][model][call] / found["before"][name][model][call] for call in CALLS]
            print(f"| {name} | {model} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", choices=[*SHAPES, []], help="default: all")
    parser.add_argument("--bytes", action="store_true", help="peaks of memory by step, without those of torch")
    parser.add_argument("--targets", action="store_true", help="figures that have a goal")
    parser.add_argument("--against", metavar="COMMIT", help="an earlier commit to compare with, or with --targets")
    parser.add_argument("--figures", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    names = arguments.shapes or list(SHAPES)
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    if arguments.targets:
        from speed_targets import print_targets

        print_targets(arguments.against)
    elif arguments.figures:
        print_figures(names)
    elif arguments.against:
        print_comparison(arguments.against, names)
    elif arguments.bytes:
        tracemalloc.start()
        print_shapes(names, peak_bytes, "MB", lambda amount: f"{amount / 2**20:,.0f}")
    else:
        print_shapes(names, cpu_seconds, "CPU s", lambda amount: f"{amount:.2f}")


if __name__ == "__main__":
    main()
