"""Objects to data: a fitted augmenter as a list of objects in JSON, with arrays beside it.

Every object comes after the objects that it holds, and refers to them by number, so reading needs no recursion and
meets no cycle. An object is the name of its class and its attributes. Attributes are plain values, other objects, and
arrays, which are stored under the path that leads to them.
"""

import math
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from ..model._cvae import Network
from .schema import CLASSES, NUMBER_KINDS, is_transient

_MAX_DIGITS = 19  # of a whole number
_OTHERWISE = "Keep this augmenter with joblib.dump or pickle, and read it where all its classes can be imported."


class Writer:
    """Objects as plain values and arrays.

    Parameters
    ----------
    root_class : type
        Class that may be written besides those of the schema.

    Attributes
    ----------
    objects : list of dict
        Each after the objects that it refers to.
    arrays, weights : dicts of str to ndarray
        By the path that leads to them. The weights are those of a network.
    """

    def __init__(self, root_class: type) -> None:
        self.objects: list[dict] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.weights: dict[str, np.ndarray] = {}
        self._classes = {*CLASSES, root_class}
        # by id, so that an object or array that is held twice is written once
        self._number_of: dict[int, int] = {}
        self._path_of: dict[int, str] = {}

    def node(self, value: Any, path: str) -> Any:
        """Return a value as JSON; a type that JSON lacks becomes a dict {kind: content}.

        Parameters
        ----------
        value : object
        path : str
            Attributes that lead to the value, for messages and the names of arrays.

        Returns
        -------
        node : dict, list, str, number, bool or None

        Raises
        ------
        TypeError
            If a file cannot hold the value.
        """
        if value is None or isinstance(value, (bool, str)):
            return str(value) if isinstance(value, str) else value
        if type(value) is int:
            if len(str(value)) > _MAX_DIGITS:
                raise TypeError(
                    f"{path} is a whole number of {len(str(value))} digits; a file holds at most {_MAX_DIGITS}."
                )
            return value
        if type(value) is float:
            return value if math.isfinite(value) else {"float": repr(value)}
        if type(value) is bytes:
            return {"bytes": value.hex()}
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array_node(value, path)
        if type(value) is list:
            return self._sequence(value, path)
        if type(value) is tuple:
            return {"tuple": self._sequence(value, path)}
        if type(value) is frozenset:
            return {"frozenset": self._sequence(sorted(value, key=repr), path)}
        if type(value) is dict:
            return {"dict": [self._sequence(value, f"{path}.keys"), self._sequence(value.values(), f"{path}.values")]}
        if type(value) in (slice, range):
            return {type(value).__name__: self._sequence([value.start, value.stop, value.step], path)}
        if isinstance(value, np.random.RandomState):
            return None  # its state has moved on; `seed_` holds the seed that came of it
        return {"object": self._object(value, path)}

    def _sequence(self, values: Iterable, path: str) -> Any:
        values = list(values)
        if values and all(type(value) is bytes for value in values) and {*map(len, values)} == {len(values[0]) or -1}:
            rows = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(values), -1)
            return {"rows_of_bytes": self._array(rows, path)}
        return [self.node(value, f"{path}[{index}]") for index, value in enumerate(values)]

    def _array_node(self, value: np.ndarray | np.generic, path: str) -> dict:
        if isinstance(value, np.generic):
            return {"scalar": self._array(np.asarray(value), path)}
        if value.dtype.kind in "OU":
            flat = self._sequence(value.ravel().tolist(), path)
            return {"text_array" if value.dtype.kind == "U" else "object_array": [list(value.shape), flat]}
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous  # sums depend on the order in memory
        if id(value) not in self._path_of:
            self._path_of[id(value)] = self._array(value, path)
        return {"fortran_array" if fortran else "array": self._path_of[id(value)]}

    def _array(self, value: np.ndarray, path: str) -> str:
        if value.dtype.kind not in NUMBER_KINDS or value.dtype.itemsize > 8:
            raise TypeError(f"{path} is an array of {value.dtype}, which a file cannot hold. {_OTHERWISE}")
        self.arrays[path] = np.array(value, dtype=value.dtype.newbyteorder("="), order="C")
        return path

    def _object(self, value: Any, path: str) -> int:
        if id(value) in self._number_of:
            return self._number_of[id(value)]
        if type(value) not in self._classes:
            raise TypeError(
                f"{path} is of the class {type(value).__module__}.{type(value).__qualname__}, but a file only holds "
                f"objects of sklearn_lgta's classes. {_OTHERWISE}"
            )
        attributes = {}
        for name, attribute in self._state(value, path).items():
            attributes[name] = self.node(attribute, f"{path}.{name}" if path else name)
        self.objects.append({"class": type(value).__name__, "attributes": attributes})
        self._number_of[id(value)] = len(self.objects) - 1
        return len(self.objects) - 1

    def _state(self, value: Any, path: str) -> dict[str, Any]:
        """Attributes of an object that the reader needs to build it again."""
        if isinstance(value, Network):
            for name, tensor in value.state_dict().items():
                self.weights[f"{path}.{name}"] = tensor.detach().cpu().numpy().copy()
            return {"arguments": value.arguments, "weights": f"{path}."}
        if is_dataclass(value):
            return {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        if isinstance(value, tuple):
            return value._asdict()  # type: ignore[attr-defined]  # a named tuple, as all in the schema are
        state = {name: attribute for name, attribute in vars(value).items() if not is_transient(name)}
        if "memory" in state:
            state["memory"] = None  # a folder of pickles, which the reader of the file has not chosen
        return state
