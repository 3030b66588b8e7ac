"""Transformations by name."""

from difflib import get_close_matches
from re import sub

from ._base import Transformation
from ._drift import Drift
from ._jitter import Jitter
from ._magnitude_warp import MagnitudeWarp
from ._mix import Mix
from ._resample import Resample
from ._scaling import Scaling
from ._time_warp import TimeWarp
from ._trend import Trend

_NAMED = (Drift, Jitter, MagnitudeWarp, Mix, Resample, Scaling, TimeWarp, Trend)


def snake_case(cls):
    """Name of a transformation's class: "magnitude_warp" of MagnitudeWarp.

    Parameters
    ----------
    cls : type

    Returns
    -------
    name : str
    """
    return sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


_BY_NAME = {snake_case(cls): cls for cls in _NAMED}


def resolve(transformation):
    """Transformation of a name, or the object itself.

    Parameters
    ----------
    transformation : str or Transformation
        A name is the snake_case name of a class: "magnitude_warp" is ``MagnitudeWarp()``.

    Returns
    -------
    transformation : Transformation

    Raises
    ------
    ValueError
        If no transformation has that name.
    TypeError
        If it is neither a name nor a transformation.
    """
    if isinstance(transformation, str):
        if transformation in _BY_NAME:
            return _BY_NAME[transformation]()
        close = get_close_matches(transformation, _BY_NAME, n=1, cutoff=0.75)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"transformation={transformation!r} is unknown; there are {sorted(_BY_NAME)}.{hint}")
    if not isinstance(transformation, Transformation):
        raise TypeError(
            f"transformation={transformation!r} must be one of {sorted(_BY_NAME)} or an object of a class that derives "
            "from sklearn_lgta.transformations.Transformation, for instance MagnitudeWarp(n_knots=4)."
        )
    return transformation
