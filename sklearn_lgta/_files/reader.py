"""Data to objects: the inverse of the writer, for files that may be forged."""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import cached_property
from typing import Any, get_type_hints

import numpy as np
from sklearn.base import BaseEstimator

from ..model._cvae import Network
from .schema import CLASSES, MAX_AXES, NUMBER_KINDS, check_types, is_transient

_MAX_OBJECTS = 10_000  # where an object counts once for every reference to it
_TEXT_BYTES = 2**28  # of an array of text, which is as wide as its longest entry


class Reader:
    """Plain values and arrays as objects.

    Parameters
    ----------
    root_class : type
        Class that may be read besides those of the schema.
    arrays, weights : dicts of str to ndarray
        As written.

    Attributes
    ----------
    objects : list
        Objects read so far.
    """

    def __init__(self, root_class: type, arrays: dict[str, np.ndarray], weights: dict[str, np.ndarray]) -> None:
        self.objects: list[Any] = []
        self._arrays, self._weights = arrays, weights
        self._class_of = {cls.__name__: cls for cls in (*CLASSES, root_class)}
        self._copies: dict[str, np.ndarray] = {}
        self._sizes: list[int] = []  # objects that an object holds, itself and repetitions among them
        self._size = 0  # the same of the object that is being read
        self._kinds: dict[str, Callable[[Any], Any]] = {
            "float": float,
            "bytes": bytes.fromhex,
            "scalar": lambda path: self._array(path)[()],
            "array": self._array,
            "fortran_array": lambda path: np.asfortranarray(self._array(path)),
            "text_array": self._text_array,
            "object_array": self._object_array,
            "rows_of_bytes": self._rows_of_bytes,
            "tuple": lambda node: tuple(self._sequence(node)),
            "frozenset": lambda node: frozenset(self._sequence(node)),
            "dict": lambda node: dict(zip(*map(self._sequence, node), strict=True)),
            "slice": lambda node: slice(*self._sequence(node)),
            "range": lambda node: range(*self._sequence(node)),
            "object": self._object,
        }

    def read_object(self, entry: dict) -> None:
        """Build the next object of the list.

        Parameters
        ----------
        entry : dict
            Name of the class and attributes.

        Raises
        ------
        ValueError
            If the schema does not allow the object. Other forged entries raise other exceptions.
        """
        cls = self._class_of.get(entry["class"])
        if cls is None:
            raise ValueError(f"it holds an object of the class {str(entry['class'])[:60]!r}, which is not allowed")
        self._size = 1
        state = {name: self._value(node) for name, node in entry["attributes"].items()}
        # whoever walks through the objects, as clone does, meets an object once for every reference to it
        if self._size > _MAX_OBJECTS:
            raise ValueError(f"its objects refer to more than {_MAX_OBJECTS} others")
        self._sizes.append(self._size)
        self.objects.append(self._build(cls, state))

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            return self._sequence(node)
        if not isinstance(node, dict):
            return node
        ((kind, content),) = node.items()
        return self._kinds[kind](content)

    def _sequence(self, node: Any) -> list:
        """Values of a list of nodes, or rows of bytes."""
        return [self._value(item) for item in node] if isinstance(node, list) else self._value(node)

    def _object(self, number: Any) -> Any:
        if not isinstance(number, int) or not 0 <= number < len(self.objects):
            raise ValueError("an object refers to one that does not come before it")
        self._size += self._sizes[number]
        return self.objects[number]

    def _array(self, path: str) -> np.ndarray:
        if path not in self._copies:
            if self._arrays[path].dtype.kind not in NUMBER_KINDS:
                raise ValueError(f"the array {path[:60]} is of {self._arrays[path].dtype}, which is not allowed")
            self._copies[path] = np.array(self._arrays[path])  # safetensors returns read-only arrays
        return self._copies[path]

    def _rows_of_bytes(self, path: str) -> list[bytes]:
        rows = self._array(path)
        if rows.dtype != np.uint8 or rows.ndim != 2:
            raise ValueError(f"the array {str(path)[:60]} must hold bytes in rows, but does not")
        return [row.tobytes() for row in rows]

    def _text_array(self, node: list) -> np.ndarray:
        shape, values = node
        if not all(isinstance(value, str) for value in values):
            raise ValueError("an array of text holds values that are not text")
        if 4 * len(values) * max(map(len, values), default=0) > _TEXT_BYTES:
            raise ValueError(f"an array of text would take more than {_TEXT_BYTES} bytes")
        return np.array(values, dtype=str).reshape(shape)

    def _object_array(self, node: list) -> np.ndarray:
        shape, values = node
        flat = np.empty(len(values), dtype=object)
        flat[:] = self._sequence(values)
        return flat.reshape(shape)

    def _build(self, cls: type, state: dict[str, Any]) -> Any:
        for name, value in state.items():
            if isinstance(value, np.ndarray) and value.ndim > MAX_AXES.get(name, value.ndim):
                raise ValueError(f"{name} of {cls.__name__} has {value.ndim} axes, and at most {MAX_AXES[name]} can be")
        if cls is Network:
            prefix = state["weights"]
            weights = {name.removeprefix(prefix): w for name, w in self._weights.items() if name.startswith(prefix)}
            return Network.of_weights(state["arguments"], weights)
        if is_dataclass(cls) or issubclass(cls, tuple):
            check_types(cls.__name__, state, {**get_type_hints(cls), **CLASSES.get(cls, {})})
            return cls(**state)
        parameters = inspect.signature(cls).parameters if issubclass(cls, BaseEstimator) else {}
        built = cls.__new__(cls)
        if parameters:  # a parameter that is newer than the file gets its default
            built = cls(**{name: value for name, value in state.items() if name in parameters})
        for name, value in state.items():
            if name not in parameters:
                _check_free(cls, name)
                vars(built)[name] = value
        check_types(cls.__name__, vars(built), CLASSES.get(cls, {}), all_needed=True)
        return built


def _check_free(cls: type, name: str) -> None:
    """Refuse an attribute that would hide a method, a property or a class attribute."""
    hidden = inspect.getattr_static(cls, name, None)
    if name.startswith("__") or is_transient(name) or not (hidden is None or isinstance(hidden, cached_property)):
        raise ValueError(f"{cls.__name__} cannot have the attribute {name[:60]!r}")
