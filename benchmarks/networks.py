"""Augmenters fitted to a panel: one training for all transformations."""

from functools import lru_cache

import joblib

from sklearn_lgta import CVAE, LGTAAugmenter

# "none": neither the parameters nor the array give a seasonal period, so structure="auto" sets nothing aside.
MODES = ("none", "seasonal")
TRANSFORMATIONS = ("jitter", "scaling", "magnitude_warp", "drift", "trend", "time_warp", "mix", "resample")
TRAINED = {}  # networks of this process, by everything that their training depends on


class SharedCVAE(CVAE):
    """The default network, trained once per process for equal parameters, sizes, panel and seed.

    Training does not depend on the transformation, so all transformations get the network that each would train.
    """

    def fit(self, train, held_out, *, seed, **monitoring):
        """Train, or reuse an earlier training; see `CVAE.fit`."""
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

    The last fitted augmenter is cached because consecutive jobs need the same one; its strength may be set afterwards.
    All transformations use the same network for one panel, mode and seed.

    Parameters
    ----------
    panel : Panel
        Rows to fit to.
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
