"""A fitted augmenter as a file without code, and back.

What `fit` left is a graph of objects. It is written as a list of them, each after those that it holds
and refers to by number, so that reading needs no recursion and meets no cycle. An object is the name
of a class of the list below and its attributes; attributes are plain values, objects, and arrays, which
lie beside the list by the path that leads to them. No other class is written, and none is looked up by
its name when a file is read.
"""

import inspect
import math
import os
import sys
from dataclasses import fields, is_dataclass
from functools import cached_property
from numbers import Integral, Real
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import safetensors.numpy
import sklearn
import torch
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from .._conditions.arrays import Conditions, Covariates
from .._conditions.encoders import Calendar, Categories, Numbers
from .._conditions.labels import Labels
from .._conditions.training_store import TrainingConditions
from .._containers.output_format import Dates, OutputFormat
from .._copies.calibration import Response, StrengthCurve
from .._copies.copier import Copier
from .._copies.donors import DonorPool
from .._latent.codec import SeriesCodec
from .._latent.condition_effect import ConditionEffect
from .._preprocessing.bounds import Bounds
from .._preprocessing.imputation import KrigingImputer, StackingWeights
from .._preprocessing.postprocessing import Postprocessor
from .._sampling.sampler import Sampler
from ..model import CVAE, IdentityCodec, PCACodec
from ..model._cvae import Network
from ..model._sizes import Sizes
from ..transformations import (
    Compose,
    Drift,
    Jitter,
    MagnitudeWarp,
    Mix,
    On,
    OneOf,
    Resample,
    Scaling,
    TimeWarp,
    Transformation,
    Trend,
)
from .archive import dump_json, load_json, read_archive, write_archive

# All that a file may hold, beside the augmenter itself. A new class of what `fit` leaves is added here.
_CLASSES = (
    *(Compose, Drift, Jitter, MagnitudeWarp, Mix, On, OneOf, Resample, Scaling, TimeWarp, Trend),
    *(CVAE, IdentityCodec, Network, PCACodec, Sizes, PCA, GaussianMixture),
    *(Covariates, Calendar, Categories, ConditionEffect, Conditions, Dates, OutputFormat, TrainingConditions, Numbers),
    *(
        StackingWeights,
        Bounds,
        KrigingImputer,
        Postprocessor,
        Sampler,
        Copier,
        DonorPool,
        Labels,
        Response,
        SeriesCodec,
        StrengthCurve,
    ),
)
# What must be there, where no constructor and no dataclass says so: in the augmenter, and in other objects.
_FITTED = {
    "transformation_": Transformation,
    "model_": (CVAE, PCACodec, IdentityCodec),
    "latent_report_": dict,
    "history_": dict,
    "n_parameters_": Integral,
    "seasonal_period_": (Integral, type(None)),
    "structure_": str,
    "bounds_": Bounds,
    "seed_": Integral,
    "n_features_in_": Integral,
    "_codec": SeriesCodec,
    "_donor_rows": np.ndarray,
    "_copier": Copier,
    "_training_conditions": TrainingConditions,
    "_response": Response,
    "_output_format": OutputFormat,
    "_lengths": np.ndarray,
    "_sampler": Sampler,
    "_seen": frozenset,
}
_EXPECTED = {
    "SeriesCodec": {
        "model": (CVAE, PCACodec, IdentityCodec),
        "structure": str,
        "seasonal_period": (Integral, type(None)),
        "postprocessor": Postprocessor,
        "robust": bool,
        "residual_imputer": KrigingImputer,
        "remainder_imputer": KrigingImputer,
        "guess_weights": StackingWeights,
        "effect": (ConditionEffect, type(None)),
        "location": (np.ndarray, Real),
        "spread": (np.ndarray, Real),
        "decoded_scale": (np.ndarray, Real),
    },
    "TrainingConditions": {
        "labels": (Labels, type(None)),
        "variables": dict,
        "blocks": dict,
        "first": np.ndarray,
        "training": Conditions,
        "row_of": dict,
    },
    "Sampler": {
        "codec": SeriesCodec,
        "postprocessor": Postprocessor,
        "values": np.ndarray,
        "conditions": Conditions,
        "seed": Integral,
    },
    "Copier": {
        "codec": SeriesCodec,
        "transformation": Transformation,
        "donors": DonorPool,
        "postprocessor": Postprocessor,
        "seed": Integral,
    },
    "Response": {
        "_copier": Copier,
        "_values": np.ndarray,
        "_conditions": Conditions,
        "_residual": str,
        "calibration": (str, type(None)),
        "_n_draws": Integral,
    },
}
# Axes at most: an array of more would be blown up where it meets another one.
_AXES = {
    **dict.fromkeys(["location", "spread", "decoded_scale", "low", "high", "classes", "codes", "mean_", "n_tokens"], 1),
    **dict.fromkeys(["explained_variance_", "_deviation", "gain", "strength"], 1),
    **dict.fromkeys(["components_", "correlation", "level_moves", "weights"], 2),
    **dict.fromkeys(["latent", "residual", "_values"], 3),
}
_DTYPES = "biuf"  # kinds of numbers
_MOST_OBJECTS = 10_000  # where every one is counted as often as it is referred to
_TEXT_BYTES = 2**28  # of an array of text, which is as wide as its longest entry
_TRIAL_VALUES = 2**20  # weights of a trend, by which a trial takes its time; longer series are not tried out
_MEMBERS = (_STATE, _ARRAYS, _WEIGHTS) = ("state.json", "arrays.safetensors", "weights.safetensors")


def save(augmenter, path):
    """Write a fitted augmenter.

    Parameters
    ----------
    augmenter : LGTAAugmenter
    path : str or PathLike

    Raises
    ------
    TypeError
        If it holds what a file cannot: objects of other classes than those of the package.
    ValueError
        If a parameter has been set out of its range after `fit`.
    OSError
        If the file cannot be written.
    """
    writer = _Writer(type(augmenter))
    writer.node(augmenter, "")
    _check_parameters(augmenter)
    members = {
        _STATE: dump_json(writer.objects),
        _ARRAYS: safetensors.numpy.save(writer.arrays),
        _WEIGHTS: safetensors.numpy.save(writer.weights),
    }
    packages = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "torch": torch.__version__}
    python = ".".join(map(str, sys.version_info[:3]))
    write_archive(path, members, {"sklearn_lgta": _version(), "python": python, **packages})


def load(cls, path):
    """Read a fitted augmenter.

    Parameters
    ----------
    cls : type
        Of the augmenter.
    path : str or PathLike

    Returns
    -------
    augmenter : LGTAAugmenter

    Raises
    ------
    ValueError
        If the file is none of `save`, newer than this package, or damaged.
    OSError
        If there is no such file, or it cannot be opened.
    """
    members = read_archive(path, _MEMBERS, _version())
    try:
        with np.errstate(all="ignore"):  # what a forged file holds may be any numbers
            augmenter = _read(cls, members)
    except Exception as error:  # in a forged file anything may be wrong, and anything may come of it
        said = str(error) if isinstance(error, ValueError) else f"{type(error).__name__} ({error})"
        raise ValueError(
            f"{os.fsdecode(path)!r} does not hold an augmenter that works: {said}. If "
            "LGTAAugmenter.save wrote it, save it again with this version of sklearn_lgta; else do not trust it."
        ) from error
    return augmenter


def _version():
    from .. import __version__  # set when all modules are there

    return __version__


def _read(cls, members):
    reader = _Reader(cls, *(safetensors.numpy.load(members[name]) for name in (_ARRAYS, _WEIGHTS)))
    objects = load_json(members[_STATE])
    for entry in objects:
        reader.read_object(entry)
    augmenter = reader.objects[-1]
    if type(augmenter) is not cls:
        raise ValueError(f"its last object is of {type(augmenter).__name__}, and must be of {cls.__name__}")
    _check(augmenter, n_bytes=sum(map(len, members.values())))
    return augmenter


# ------------------------------------------------------------------------------------ objects to data
class _Writer:
    """Objects as plain values and arrays.

    Attributes
    ----------
    objects : list of dict
        Each after those that it refers to.
    arrays, weights : dicts of str to ndarray
        By the path that leads to them; weights are those of a network.
    """

    def __init__(self, root_class):
        self.objects, self.arrays, self.weights = [], {}, {}
        self._classes = {*_CLASSES, root_class}
        self._number_of, self._name_of = {}, {}  # by id: what is held twice is written once

    def node(self, value, path):
        """A value as JSON knows it; what JSON does not know is an object of one key, its kind."""
        if value is None or isinstance(value, (bool, str)):
            return str(value) if isinstance(value, str) else value
        if type(value) is int:
            if len(str(value)) > 19:
                raise TypeError(f"{path} is a whole number of {len(str(value))} digits; a file holds at most 19.")
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
            return None  # it was consumed; what came of it is in `seed_`
        return {"object": self._object(value, path)}

    def _sequence(self, values, path):
        values = list(values)
        if values and all(type(value) is bytes for value in values) and {*map(len, values)} == {len(values[0]) or -1}:
            rows = np.frombuffer(b"".join(values), dtype=np.uint8).reshape(len(values), -1)
            return {"rows_of_bytes": self._array(rows, path)}
        return [self.node(value, f"{path}[{place}]") for place, value in enumerate(values)]

    def _array_node(self, value, path):
        if isinstance(value, np.generic):
            return {"scalar": self._array(np.asarray(value), path)}
        if value.dtype.kind in "OU":
            flat = self._sequence(value.ravel().tolist(), path)
            return {"text_array" if value.dtype.kind == "U" else "object_array": [list(value.shape), flat]}
        fortran = value.flags.f_contiguous and not value.flags.c_contiguous  # sums depend on the order in memory
        if id(value) not in self._name_of:
            self._name_of[id(value)] = self._array(value, path)
        return {"fortran_array" if fortran else "array": self._name_of[id(value)]}

    def _array(self, value, path):
        if value.dtype.kind not in _DTYPES or value.dtype.itemsize > 8:
            raise TypeError(f"{path} is an array of {value.dtype}, which a file cannot hold. {_OTHERWISE}")
        self.arrays[path] = np.array(value, dtype=value.dtype.newbyteorder("="), order="C")
        return path

    def _object(self, value, path):
        if id(value) in self._number_of:
            return self._number_of[id(value)]
        if type(value) not in self._classes:
            raise TypeError(
                f"{path} is of the class {type(value).__module__}.{type(value).__qualname__}, and a file holds objects "
                f"of sklearn_lgta's own classes only. {_OTHERWISE}"
            )
        attributes = {}
        for name, attribute in self._state(value, path).items():
            attributes[name] = self.node(attribute, f"{path}.{name}" if path else name)
        self.objects.append({"class": type(value).__name__, "attributes": attributes})
        self._number_of[id(value)] = len(self.objects) - 1
        return len(self.objects) - 1

    def _state(self, value, path):
        if isinstance(value, Network):
            for name, tensor in value.state_dict().items():
                self.weights[f"{path}.{name}"] = tensor.detach().cpu().numpy().copy()
            return {"arguments": value.arguments, "weights": f"{path}."}
        if is_dataclass(value):
            return {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        if isinstance(value, tuple):
            return value._asdict()
        state = {name: attribute for name, attribute in vars(value).items() if not _left_out(name)}
        if "memory" in state:
            state["memory"] = None  # a folder of pickles, which whoever reads the file has not named
        return state


_OTHERWISE = "Keep this augmenter with joblib.dump or pickle, and read it where all its classes can be imported."


def _left_out(name):
    """Whether an attribute is scikit-learn's own and about this process: callbacks, and routing of metadata."""
    return "callback" in name or name in ("_metadata_request", "_class_samplers")


# ------------------------------------------------------------------------------------ data to objects
class _Reader:
    """Plain values and arrays as objects; the inverse of `_Writer`, for files that may be forged.

    Attributes
    ----------
    objects : list
        Those read so far.
    """

    def __init__(self, root_class, arrays, weights):
        self.objects, self._arrays, self._weights = [], arrays, weights
        self._class_of = {cls.__name__: cls for cls in (*_CLASSES, root_class)}
        self._copies, self._n_objects, self._inside = {}, [], 0
        self._kinds = {
            "float": float,
            "bytes": bytes.fromhex,
            "scalar": lambda name: self._array(name)[()],
            "array": self._array,
            "fortran_array": lambda name: np.asfortranarray(self._array(name)),
            "text_array": self._text_array,
            "object_array": self._object_array,
            "rows_of_bytes": self._sequence_of_bytes,
            "tuple": lambda node: tuple(self.sequence(node)),
            "frozenset": lambda node: frozenset(self.sequence(node)),
            "dict": lambda node: dict(zip(*map(self.sequence, node), strict=True)),
            "slice": lambda node: slice(*self.sequence(node)),
            "range": lambda node: range(*self.sequence(node)),
            "object": self._object,
        }

    def read_object(self, entry):
        """Build the next object of the list."""
        cls = self._class_of.get(entry["class"])
        if cls is None:
            raise ValueError(f"it holds an object of the class {str(entry['class'])[:60]!r}, which none may be of")
        self._inside = 1
        state = {name: self.value(node) for name, node in entry["attributes"].items()}
        # an object that is held again and again would be copied again and again by whatever walks through it
        if self._inside > _MOST_OBJECTS:
            raise ValueError(f"its objects refer to more than {_MOST_OBJECTS} others")
        self._n_objects.append(self._inside)
        self.objects.append(self._build(cls, state))

    def value(self, node):
        """The value of a node."""
        if isinstance(node, list):
            return self.sequence(node)
        if not isinstance(node, dict):
            return node
        ((kind, content),) = node.items()
        return self._kinds[kind](content)

    def sequence(self, node):
        """The values of a list of nodes, or of rows of bytes."""
        return [self.value(item) for item in node] if isinstance(node, list) else self.value(node)

    def _object(self, number):
        if not isinstance(number, int) or not 0 <= number < len(self.objects):
            raise ValueError("an object refers to one that does not come before it")
        self._inside += self._n_objects[number]
        return self.objects[number]

    def _array(self, name):
        if name not in self._copies:
            if self._arrays[name].dtype.kind not in _DTYPES:
                raise ValueError(f"{name[:60]} is of {self._arrays[name].dtype}, which no array of a file may be")
            self._copies[name] = np.array(self._arrays[name])  # what safetensors returns is read-only
        return self._copies[name]

    def _sequence_of_bytes(self, name):
        rows = self._array(name)
        if rows.dtype != np.uint8 or rows.ndim != 2:
            raise ValueError(f"{str(name)[:60]} holds no bytes")
        return [row.tobytes() for row in rows]

    def _text_array(self, node):
        shape, values = node
        if not all(isinstance(value, str) for value in values):
            raise ValueError("an array of text holds something else")
        if 4 * len(values) * max(map(len, values), default=0) > _TEXT_BYTES:
            raise ValueError(f"an array of text would take more than {_TEXT_BYTES} bytes")
        return np.array(values, dtype=str).reshape(shape)

    def _object_array(self, node):
        shape, values = node
        flat = np.empty(len(values), dtype=object)
        flat[:] = self.sequence(values)
        return flat.reshape(shape)

    def _build(self, cls, state):
        for name, value in state.items():
            if isinstance(value, np.ndarray) and value.ndim > _AXES.get(name, value.ndim):
                raise ValueError(f"{name} of {cls.__name__} has {value.ndim} axes; {_AXES[name]} are right")
        if cls is Network:
            first = state["weights"]
            weights = {name.removeprefix(first): w for name, w in self._weights.items() if name.startswith(first)}
            return Network.of_weights(state["arguments"], weights)
        if is_dataclass(cls) or issubclass(cls, tuple):
            _check_types(cls.__name__, state, get_type_hints(cls))
            return cls(**state)
        known = inspect.signature(cls).parameters if issubclass(cls, BaseEstimator) else ()
        built = cls.__new__(cls)
        if known:  # a parameter that is newer than the file gets its default
            built = cls(**{name: value for name, value in state.items() if name in known})
        for name, value in state.items():
            if name not in known:
                _check_free(cls, name)
                vars(built)[name] = value
        _check_types(cls.__name__, vars(built), _EXPECTED.get(cls.__name__, {}), all_needed=True)
        return built


def _check_types(owner, state, kinds, all_needed=False):
    for name, kind in kinds.items():
        if name not in state:
            if all_needed:
                raise ValueError(f"{owner} has no {name}")
            continue  # the constructor knows whether it may be missing
        kind = _classes_of(kind)
        if not isinstance(state[name], kind) or (kind is Integral and isinstance(state[name], bool)):
            raise ValueError(f"{name} of {owner} is of the type {type(state[name]).__name__}, which it cannot be")


def _classes_of(hint):
    """What `isinstance` takes: numbers of numpy for int and float, and no more than the container of a list[str]."""
    if isinstance(hint, tuple):
        return hint
    if get_origin(hint) in (Union, UnionType):
        return tuple(map(_classes_of, get_args(hint)))
    return {int: Integral, float: Real, Any: object}.get(hint, get_origin(hint) or hint)


def _check_free(cls, name):
    """Refuse attributes that would take the place of a method, a property or a class attribute."""
    taken = inspect.getattr_static(cls, name, None)
    if name.startswith("__") or _left_out(name) or not (taken is None or isinstance(taken, cached_property)):
        raise ValueError(f"{cls.__name__} cannot have an attribute {name[:60]!r} of its own")


# ------------------------------------------------------------------------------------ what may be wrong
def _check(augmenter, n_bytes):
    """Refuse an augmenter whose parameters are out of range, or whose parts do not fit together."""
    _check_types("the augmenter", vars(augmenter), _FITTED, all_needed=True)
    _check_parameters(augmenter)
    if augmenter.memory is not None:
        raise ValueError("it names a folder for memory, which would be read in a later fit")
    for model in (augmenter.model_, augmenter._codec.model, augmenter._copier.codec.model):
        if not isinstance(model.sizes_, Sizes) or not all(1 <= size <= n_bytes for size in vars(model.sizes_).values()):
            raise ValueError("the sizes of its model fit no series that the file could hold")
    for codec in (augmenter._codec, augmenter._copier.codec):
        if codec.structure not in ("none", "trend", "both"):
            raise ValueError(f"it sets aside a structure {codec.structure[:20]!r}, which is unknown")
    if "curve" in vars(augmenter._response):  # where it was measured
        curve = augmenter._response.curve
        if not isinstance(curve, StrengthCurve) or curve.gain.shape != curve.strength.shape or curve.gain.size < 2:
            raise ValueError("its strength curve is none")
    _try_out(augmenter)


def _check_parameters(augmenter):
    """Refuse parameters out of their range, which may have been set after `fit`."""
    augmenter._validate_params()
    augmenter._checked_transformation()
    for part in (augmenter.transformation_, augmenter._copier.transformation, augmenter.model, augmenter.model_):
        if isinstance(part, BaseEstimator):
            part._validate_params()


def _try_out(augmenter):
    """Copy one of the series that `fit` kept, with what no parameter can make large."""
    copier, response = augmenter._copier, augmenter._response
    values, conditions = response._values[:1], response._conditions[:1]
    n_timepoints = values.shape[1]
    if not 0 < values.size * min(copier.codec.seasonal_period or 1, n_timepoints) <= _TRIAL_VALUES:
        return
    trial = Copier(copier.codec, Resample(), copier.donors, copier.postprocessor, copier.seed)
    trial.copies(values, conditions, [0], gain=1.0, residual="resample")
