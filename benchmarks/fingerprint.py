"""Digests of the results of a fixed set of calls.

    python benchmarks/fingerprint.py > before.txt

A change that must not move numbers, such as a move of code, prints the same lines before and after. The
calls cover every transformation, with and without trend and season set aside, gaps, series of unequal
length, channels, counts, conditions, classes, the network and PCA. The data are simulated here.
"""

import sys
import warnings
from hashlib import blake2b

import numpy as np
import pandas as pd

from sklearn_lgta import CVAE, LGTAAugmenter, LGTAResampler, PCACodec
from sklearn_lgta.transformations import Jitter, Mix, On, Scaling

TRANSFORMATIONS = {
    **{
        name: name for name in ("drift", "jitter", "magnitude_warp", "mix", "resample", "scaling", "time_warp", "trend")
    },
    "white": Jitter(color="white"),
    "composed": Mix(block=8) + Scaling(),
    "one_of": Jitter() | "time_warp",
    "on": On("mix", time=slice(-12, None)),
}
MODELS = {"network": CVAE(max_steps=25, hidden_size=16), "pca": PCACodec()}


def panels():
    """Return panels by name, each with further parameters of its augmenter."""
    rng = np.random.default_rng(0)
    time = np.arange(48)
    walks = rng.normal(size=(30, 48)).cumsum(axis=1)
    season = 20 + np.sin(2 * np.pi * (time + rng.integers(12, size=(30, 1))) / 12) * 4 + 0.3 * walks
    season = np.abs(season) + 1.0
    gaps = season.copy()
    gaps[:, 1:-1][rng.random((30, 46)) < 0.05] = np.nan
    gaps[3, 10:14] = np.nan
    channels = np.stack([walks, walks[:, ::-1] + season], axis=1)
    lengths = 24 + 6 * (np.arange(30) % 4)
    months = pd.period_range("2020-01", periods=48, freq="M")
    return {
        "walks": (walks, {}),
        "season": (season, {"seasonal_period": 12}),
        "robust": (season, {"seasonal_period": 12, "normalisation": "robust"}),
        "gaps": (gaps, {"seasonal_period": 12}),
        "filled": (gaps, {"missing": "fill"}),
        "unequal": ([row[:length] for row, length in zip(season, lengths, strict=True)], {"seasonal_period": 12}),
        "channels": (channels, {}),
        "counts": (rng.poisson(0.6, size=(30, 48)).astype(float), {"round": True}),
        "dates": (pd.DataFrame(season, columns=months), {"conditions": "calendar", "structure": "none"}),
        "group": (season, {"conditions": ["group", "promotion"], "seasonal_period": 12}),
        "donors": (walks, {"use_y": "donors"}),
        "classes": (walks, {"use_y": "condition"}),
    }


def fit_arguments(name, augmenter):
    """Return labels and conditions of a panel, if its augmenter uses them."""
    fit = {}
    if augmenter.use_y:
        fit["y"] = np.arange(30) % 2
    if name == "group":
        fit["conditions"] = {
            "group": np.array(["a", "b", "c"])[np.arange(30) % 3],
            "promotion": np.random.default_rng(1).integers(2, size=(30, 48)).astype(float),
        }
    return fit


def digest(value):
    """Return a digest of all bits of a result."""
    hashed = blake2b(digest_size=8)
    for part in value if isinstance(value, (list, tuple)) else [value]:
        array = np.ascontiguousarray(np.asarray(part, dtype=float))
        hashed.update(repr(array.shape).encode() + array.tobytes())
    return hashed.hexdigest()


def results(name, X, augmenter):
    """Yield the names and results of the methods of a fitted augmenter."""
    yield "augment", augmenter.augment(X, n_copies=2)
    yield "transform", augmenter.transform(X)
    yield "sample", augmenter.sample(5, random_state=0)
    yield "encode", augmenter.encode(X)
    yield "reconstruct", augmenter.reconstruct(X)
    yield "fill", augmenter.fill(X)
    yield "strength_curve", (augmenter.strength_curve_.gain, augmenter.strength_curve_.strength)
    yield "report", [augmenter.latent_report_[key] for key in ("r2", "r2_zero_latent", "active_units")]
    yield "kneighbors", getattr(augmenter, "kneighbors", getattr(augmenter, "nearest", None))(X, n_neighbors=3)
    half = len(X) // 2
    if name != "unequal":
        yield "interpolate", augmenter.interpolate(X[:half], X[half:], n_steps=3)
    yield "training_windows", augmenter.training_windows(X, lags=8, horizon=4, n_copies=2)


def main():
    """Print a line for every result."""
    warnings.simplefilter("ignore")
    chosen = sys.argv[1:]
    for name, (X, parameters) in panels().items():
        for model, value in MODELS.items():
            if model == "pca" and parameters.get("conditions", parameters.get("use_y") == "condition"):
                continue
            one = LGTAAugmenter("mix", model=value, random_state=0, **parameters)
            if not chosen or name in chosen:
                one.fit(X, **fit_arguments(name, one))
                for what, result in results(name, X, one):
                    print(name, model, what, digest(result), flush=True)
    if chosen and "transformations" not in chosen:
        return
    for name in ("walks", "season"):
        X, parameters = panels()[name]
        for transformation, value in TRANSFORMATIONS.items():
            for strength in (None, 0.2):
                one = LGTAAugmenter(value, strength, model=MODELS["pca"], random_state=0, **parameters).fit(X)
                print(name, transformation, strength, digest(one.augment(X, n_copies=2)), flush=True)
            one = LGTAAugmenter(value, space="data", random_state=0, **parameters).fit(X)
            print(name, transformation, "data", digest(one.augment(X)), flush=True)
    for residual in ("keep", "resample", "drop"):
        X = panels()["walks"][0]
        one = LGTAAugmenter("jitter", 0.8, residual=residual, model=MODELS["network"], random_state=0).fit(X)
        print("residual", residual, digest(one.augment(X)))
    X, y = panels()["walks"][0], (np.arange(30) < 6).astype(int)
    resampler = LGTAResampler(LGTAAugmenter(model=MODELS["pca"], random_state=0), sampling_strategy="auto")
    print("resampler", digest(resampler.fit_resample(X, y)))


if __name__ == "__main__":
    main()
