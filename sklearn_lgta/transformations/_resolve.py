"""A name or an object, as a transformation."""

from difflib import get_close_matches

from ._base import Transformation
from ._policies import POLICIES
from ._registry import CLASSES, NAMED


def resolve(transformation: str | Transformation) -> Transformation:
    """Return the transformation of a name; an object is returned as it is.

    Parameters
    ----------
    transformation : str or Transformation
        A name is the snake_case name of a class, "magnitude_warp" for ``MagnitudeWarp()``, or "classification", a
        `OneOf` for training sets of classifiers.

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
        if transformation in NAMED:
            return NAMED[transformation]()
        if transformation in POLICIES:
            return CLASSES["one_of"](**POLICIES[transformation])
        names = sorted([*NAMED, *POLICIES])
        close = get_close_matches(transformation, names, n=1, cutoff=0.75)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(f"transformation={transformation!r} is unknown; there are {names}.{hint}")
    if not isinstance(transformation, Transformation):
        raise TypeError(
            f"transformation={transformation!r} must be one of {sorted(NAMED)} or an object of a class that derives "
            "from sklearn_lgta.transformations.Transformation, for instance MagnitudeWarp(n_knots=4)."
        )
    return transformation
