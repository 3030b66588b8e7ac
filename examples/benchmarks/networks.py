"""Augmenters fitted to a panel: as few trainings as the package allows."""

import tempfile
from functools import cache, lru_cache

import sklearn_lgta.transformations
from sklearn_lgta import LGTAAugmenter

# "none": no seasonal period is given, and an array names none, so that structure="auto" sets nothing aside.
MODES = ("none", "seasonal")
TRANSFORMATIONS = ("jitter", "scaling", "magnitude_warp", "drift", "trend", "mix", "resample")


def available_transformations():
    """Names in ``TRANSFORMATIONS`` that the installed package knows."""
    classes = {name: "".join(word.title() for word in name.split("_")) for name in TRANSFORMATIONS}
    return [name for name, class_name in classes.items() if hasattr(sklearn_lgta.transformations, class_name)]


def structure_parameters(mode, panel):
    """Parameters of the augmenter in one of ``MODES``."""
    return {"seasonal_period": panel.season} if mode == "seasonal" else {}


@cache
def training_cache():
    """Folder for trained networks, gone when the process ends."""
    return tempfile.TemporaryDirectory(prefix="sklearn_lgta-benchmarks-")


@lru_cache(maxsize=1)
def fitted(panel, mode, seed, transformation):
    """Augmenter with default parameters, fitted to all rows.

    The one that was fitted last is kept, as neighbouring jobs ask for the same; its strength may be set afterwards.
    Where the package caches trainings, all transformations share the network of one panel, mode and seed.

    Parameters
    ----------
    panel : Panel
        Rows to learn from.
    mode : {"none", "seasonal"}
        Whether the seasonal period is given.
    seed : int
        The augmenter's `random_state`.
    transformation : str
        One of `available_transformations()`.

    Returns
    -------
    LGTAAugmenter
        Fitted augmenter.
    """
    augmenter = LGTAAugmenter(transformation=transformation, random_state=seed, **structure_parameters(mode, panel))
    if "memory" in augmenter.get_params(deep=False):
        augmenter.set_params(memory=training_cache().name)
    return augmenter.fit(panel.values)
