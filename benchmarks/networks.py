"""Augmenters fitted to a panel: one training for all transformations."""

from functools import lru_cache

import joblib

from sklearn_lgta import CVAE, LGTAAugmenter

# "none": no seasonal period is given, and an array names none, so that structure="auto" sets nothing aside.
MODES = ("none", "seasonal")
TRANSFORMATIONS = ("jitter", "scaling", "magnitude_warp", "drift", "trend", "time_warp", "mix", "resample")
TRAINED = {}  # networks of this process, by what they were trained with


class SharedCVAE(CVAE):
    """The default network, trained once a process for equal parameters, sizes, panel and seed.

    A transformation takes no part in training, so all of them get the network that each would train for itself.
    """

    def fit(self, train, held_out, *, seed, **monitoring):
        """Train, or take over what was trained before; see `CVAE.fit`."""
        key = (*self.get_params().items(), self.sizes_, joblib.hash((train, held_out)), seed)
        if key not in TRAINED:
            TRAINED[key] = super().fit(train, held_out, seed=seed, **monitoring)
        vars(self).update(vars(TRAINED[key]))
        return self


def structure_parameters(mode, panel):
    """Parameters of the augmenter in one of ``MODES``."""
    return {"seasonal_period": panel.season} if mode == "seasonal" else {}


@lru_cache(maxsize=1)
def fitted(panel, mode, seed, transformation):
    """Augmenter with default parameters, fitted to all rows.

    The one that was fitted last is kept, as neighbouring jobs ask for the same; its strength may be set afterwards.
    All transformations share the network of one panel, mode and seed.

    Parameters
    ----------
    panel : Panel
        Rows to learn from.
    mode : {"none", "seasonal"}
        Whether the seasonal period is given.
    seed : int
        The augmenter's `random_state`.
    transformation : str
        One of ``TRANSFORMATIONS``.

    Returns
    -------
    LGTAAugmenter
        Fitted augmenter.
    """
    parameters = structure_parameters(mode, panel)
    return LGTAAugmenter(transformation, model=SharedCVAE(), random_state=seed, **parameters).fit(panel.values)
