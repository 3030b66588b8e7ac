"""Augmenters and the frames of sktime: fitting, filling and copying."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .._resolve_augmenter import Augmenter, fills_gaps, resolve_augmenter, unfitted
from ._copy_level import ACTUAL, copy_labels, stack
from ._exogenous_effects import SeenEffects
from ._series_frame import SeriesFrame
from ._totals import warn_of_other_totals


def check_augmenter(augmenter: Any) -> None:
    """Refuse an object that is no augmenter.

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
            f"augmenter={augmenter!r} must be an LGTAAugmenter, one in a FrozenEstimator, or None. Put a "
            "transformation into an augmenter: LGTAAugmenter('mix')."
        )


def fit_augmenter(augmenter: Augmenter | None, frame: SeriesFrame) -> Any:
    """Fit a clone of an augmenter to all series of a frame together.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None
        As for `resolve_augmenter`.
    frame : SeriesFrame

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted to arrays of shape (n_series, n_channels, n_timepoints).

    Warns
    -----
    UserWarning
        If a total of a hierarchy is not the sum of the series below it.
    """
    check_augmenter(augmenter)
    warn_of_other_totals(frame, stacklevel=3)
    return fit_to_frame(resolve_augmenter(augmenter, has_classes=False), frame)


def fit_to_frame(augmenter: Any, frame: SeriesFrame) -> Any:
    """Fit an augmenter, with the seasonal period of the index if its `seasonal_period` is None.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
    frame : SeriesFrame
        Without missing periods.

    Returns
    -------
    augmenter : LGTAAugmenter or FrozenEstimator
        The same object, fitted.
    """
    frame.refuse_holes()
    _refuse_other_conditions(augmenter)
    parameters = augmenter.get_params(deep=False)
    if "seasonal_period" in parameters and parameters["seasonal_period"] is None:
        augmenter.set_params(seasonal_period=frame.seasonal_period)
        with warnings.catch_warnings():  # of a season that nobody asked for
            warnings.filterwarnings("ignore", "normalisation='panel' leaves trend and season", UserWarning)
            return augmenter.fit(frame.values, None, **calendar_for(augmenter, frame))
    return augmenter.fit(frame.values, None, **calendar_for(augmenter, frame))


def _refuse_other_conditions(augmenter: Any) -> None:
    """Check that an augmenter needs no conditions but the calendar, which the index holds."""
    names = getattr(augmenter, "conditions", None) or ()
    others = [name for name in ([names] if isinstance(names, str) else names) if name != "calendar"]
    if others:
        kept = "'calendar'" if len(others) < len(names) and not isinstance(names, str) else None
        raise ValueError(
            f"The augmenter has conditions={names!r}, and in sktime it gets no values of {', '.join(map(repr, others))}"
            f". Set conditions={kept} in it, and pass such columns to a forecaster as exogenous data: "
            "forecaster.fit(y, X=X)."
        )


def calendar_for(augmenter: Any, frame: SeriesFrame) -> dict[str, Any]:
    """Dates of a frame as a condition, if the augmenter asks for the calendar.

    Parameters
    ----------
    augmenter : LGTAAugmenter or FrozenEstimator
    frame : SeriesFrame

    Returns
    -------
    parameters : dict
        Keyword arguments of the augmenter's methods. Conditions other than "calendar" are not in it.
    """
    names = getattr(augmenter, "conditions", None) or ()
    wanted = "calendar" in ([names] if isinstance(names, str) else names)
    return {"conditions": {"calendar": frame.dates}} if wanted else {}


def filled(values: NDArray, frame: SeriesFrame, augmenter: Any) -> NDArray:
    """Series of a frame, with gaps filled if the augmenter fills those of copies.

    Parameters
    ----------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        Values of the frame.
    frame : SeriesFrame
    augmenter : LGTAAugmenter, FrozenEstimator or None
        Fitted; None fills nothing.

    Returns
    -------
    values : ndarray of shape (n_series, n_channels, n_timepoints)
        The same array if nothing is filled.
    """
    if not fills_gaps(augmenter) or not np.isnan(values).any():
        return values
    return augmenter.fill(values, **calendar_for(augmenter, frame))


def with_filled_gaps(frame: SeriesFrame, augmenter: Any, effects: SeenEffects | None = None) -> pd.DataFrame:
    """Originals, with gaps filled if those of copies are.

    Parameters
    ----------
    frame : SeriesFrame
    augmenter : LGTAAugmenter, FrozenEstimator or None
        Fitted, to the series without effects of exogenous data; None fills nothing.
    effects : SeenEffects or None, default=None
        Effects of exogenous data, which filled values have too.

    Returns
    -------
    frame : DataFrame
        The same frame if nothing is filled.
    """
    values = frame.values
    plain = values if effects is None else effects.without(values)
    actual = filled(plain, frame, augmenter)
    if actual is plain:
        return frame.frame
    actual = actual if effects is None else effects.restored(actual, values)
    return frame.changed(np.where(np.isnan(values), actual, values))


def with_copies(
    frame: SeriesFrame, augmenter: Any, n_copies: int, return_actual: bool = True, effects: SeenEffects | None = None
) -> pd.DataFrame:
    """One frame of originals and copies.

    Parameters
    ----------
    frame : SeriesFrame
    augmenter : LGTAAugmenter or FrozenEstimator
        Fitted, to the series without effects of exogenous data.
    n_copies : int
        Copies of every series, "synthetic_0" and so on.
    return_actual : bool, default=True
        Whether the originals come first, as "actual". Their gaps are filled if those of copies are.
    effects : SeenEffects or None, default=None
        Effects of exogenous data, which copies keep.

    Returns
    -------
    frame : DataFrame
    """
    values, frames = frame.values, {}
    plain = values if effects is None else effects.without(values)
    if return_actual:
        frames[ACTUAL] = with_filled_gaps(frame, augmenter, effects)
    if n_copies:
        copies = augmenter.augment(plain, n_copies, **calendar_for(augmenter, frame)).reshape(n_copies, *values.shape)
        for label, copy in zip(copy_labels(n_copies), copies, strict=True):
            frames[label] = frame.changed(copy if effects is None else effects.restored(copy, values))
    return stack(frames, frame.of_row)


def quick_augmenter() -> Any:
    """An augmenter without a network, for the checks of sktime.

    Returns
    -------
    augmenter : LGTAAugmenter
    """
    return unfitted(None).set_params(space="data", calibration=None)
