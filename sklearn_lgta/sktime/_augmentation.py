"""How an adapter takes over the augmenter that it was given, and what it asks of it."""

import numpy as np
import pandas as pd

from .._augmenter import LGTAAugmenter
from .._resolve_augmenter import makes_copies, resolve_augmenter
from ..model import PCACodec
from ._frames import ACTUAL, stack

# Frames that all adapters take as they are, so that one augmenter learns from all series of a panel.
MTYPES = ["pd.DataFrame", "pd-multiindex", "pd_multiindex_hier"]

TAGS = {
    "authors": ["sklearn_lgta developers"],
    "maintainers": ["sklearn_lgta developers"],
    "X_inner_mtype": MTYPES,
    "capability:missing_values": True,
    "capability:unequal_length": True,
}
TRANSFORMER_TAGS = TAGS | {
    "scitype:transform-input": "Series",
    "scitype:transform-labels": "None",
    "scitype:instancewise": False,
    "y_inner_mtype": "None",
    "fit_is_empty": False,
    "capability:inverse_transform": False,
    "skip-inverse-transform": True,
    "capability:multivariate": True,
    "capability:categorical_in_X": False,
}
FORECASTER_TAGS = TAGS | {"y_inner_mtype": MTYPES, "capability:update": True}


def randomness_of(augmenter):
    """What sktime's tag "property:randomness" says of an adapter.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None

    Returns
    -------
    randomness : {"deterministic", "stochastic"}
        The latter for an augmenter without a seed.
    """
    return "stochastic" if getattr(augmenter, "random_state", 0) is None else "deterministic"


def fills_gaps(augmenter, n_copies):
    """Whether what is learnt from has no gaps, whatever the series have.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
    n_copies : int

    Returns
    -------
    fills_gaps : bool
    """
    return makes_copies(augmenter, n_copies) and getattr(augmenter, "missing", "keep") == "fill"


def check_exogenous(exogenous):
    """Refuse an unknown use of exogenous data.

    Parameters
    ----------
    exogenous : object

    Raises
    ------
    ValueError
    """
    if exogenous not in ("stay", "move"):
        raise ValueError(f"exogenous={exogenous!r} must be 'stay' or 'move'.")


def side_by_side(y, X):
    """One frame of series and exogenous data at their times.

    Parameters
    ----------
    y, X : DataFrame
        X holds every time of y.

    Returns
    -------
    frame : DataFrame
        With the index of y; columns are numbered, those of y first, as both may have the same names.
    """
    together = pd.concat([y, X.loc[y.index]], axis=1)
    together.columns = range(together.shape[1])
    return together


def fit_augmenter(augmenter, frame):
    """Fit an augmenter of one's own to all series of a frame together.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
        As for `resolve_augmenter`.
    frame : Frame

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted to arrays of shape (n_series, n_channels, n_timepoints).
    """
    check_augmenter(augmenter)
    return fit_to_frame(resolve_augmenter(augmenter, has_classes=False), frame)


def check_augmenter(augmenter):
    """Refuse what is no augmenter.

    Parameters
    ----------
    augmenter : object

    Raises
    ------
    TypeError
        If it is neither None nor has a method `augment`.
    """
    if augmenter is not None and not hasattr(augmenter, "augment"):
        raise TypeError(
            f"augmenter={augmenter!r} must be an LGTAAugmenter, one in a FrozenEstimator, or None. A transformation "
            "goes into it: LGTAAugmenter('mix')."
        )


def fit_to_frame(augmenter, frame):
    """Fit an augmenter, with the seasonal period of the index where it names none itself.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
    frame : Frame
        No period may be left out.

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
        The same, fitted.
    """
    frame.refuse_holes()
    parameters = augmenter.get_params(deep=False)
    if "seasonal_period" in parameters and parameters["seasonal_period"] is None:
        augmenter.set_params(seasonal_period=frame.seasonal_period)
    return augmenter.fit(frame.values, None, **dates_for(augmenter, frame))


def dates_for(augmenter, frame):
    """Dates of a frame, where the augmenter asks for them.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
    frame : Frame

    Returns
    -------
    parameters : dict
        Keyword arguments of the augmenter's methods; other conditions than "calendar" it does not hold.
    """
    names = getattr(augmenter, "conditions", None) or ()
    wanted = "calendar" in ([names] if isinstance(names, str) else names)
    return {"conditions": {"calendar": frame.dates}} if wanted else {}


def filled_as_copies(values, frame, augmenter):
    """Series of a frame, filled where copies of them are.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        Of the frame.
    frame : Frame
    augmenter : LGTAAugmenter, FrozenEstimator or None
        Fitted; None makes no copies.

    Returns
    -------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        The same array where nothing is filled.
    """
    if getattr(augmenter, "missing", "keep") != "fill" or not np.isnan(values).any():
        return values
    return augmenter.fill(values, **dates_for(augmenter, frame))


def with_copies(frame, augmenter, n_copies, return_actual=True):
    """One frame of originals and copies.

    Parameters
    ----------
    frame : Frame
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted.
    n_copies : int
        Copies of every series, "synthetic_0" and so on.
    return_actual : bool, default=True
        Whether the originals come first, as "actual"; filled where copies are.

    Returns
    -------
    frame : DataFrame
    """
    values, frames = frame.values, {}
    if return_actual:
        filled = filled_as_copies(values, frame, augmenter)
        frames[ACTUAL] = frame.frame if filled is values else frame.changed(filled)
    if n_copies:
        copies = augmenter.augment(values, n_copies, **dates_for(augmenter, frame)).reshape(n_copies, *values.shape)
        frames |= {f"synthetic_{number}": frame.changed(copy) for number, copy in enumerate(copies)}
    return stack(frames, frame.of_row)


def quick_augmenter():
    """An augmenter that is fitted at once, for the checks of sktime.

    Returns
    -------
    augmenter : LGTAAugmenter
    """
    return LGTAAugmenter(model=PCACodec(), calibration=None, random_state=0)
