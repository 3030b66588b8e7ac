"""The transformations of this package by name.

`register` fills both tables while the package is imported. This file imports nothing of the package, so every
transformation can import it.
"""

from inspect import Parameter, signature
from re import sub
from typing import Any, TypeVar

CLASSES: dict[str, Any] = {}  # all transformations of the package
NAMED: dict[str, Any] = {}  # those that need no arguments, so that a string can stand for them

_Class = TypeVar("_Class", bound=type)


def snake_case(cls: type) -> str:
    """Return the name of a class as a string names it: "magnitude_warp" for MagnitudeWarp.

    Parameters
    ----------
    cls : type

    Returns
    -------
    name : str
    """
    return sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def register(cls: _Class) -> _Class:
    """Add a transformation of this package to the tables; a decorator of its class.

    Parameters
    ----------
    cls : type

    Returns
    -------
    cls : type
        The same class.

    Raises
    ------
    TypeError
        If the class is not defined in this package. Files may hold registered classes, so others stay out.
    """
    if cls.__module__.rpartition(".")[0] != __package__:
        raise TypeError(
            f"{cls.__qualname__} is defined in {cls.__module__}, so it has no name. Pass an object of the class: "
            f"transformation={cls.__name__}()."
        )
    CLASSES[snake_case(cls)] = cls
    if all(parameter.default is not Parameter.empty for parameter in signature(cls).parameters.values()):
        NAMED[snake_case(cls)] = cls
    return cls
