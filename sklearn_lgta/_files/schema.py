"""Schema of files: the classes that a file may hold, and the types that their attributes must have.

A fitted augmenter is a graph of objects. A file holds objects of the classes listed here and of no others. Reading
never imports a class by a name in the file.
"""

from numbers import Integral, Real
from types import UnionType
from typing import Any, Union, get_args, get_origin

import numpy as np
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from .._conditions.arrays import Conditions, Covariates
from .._conditions.encoders import CalendarEncoder, CategoryEncoder, NumberEncoder
from .._conditions.labels import Labels
from .._conditions.training_store import TrainingConditions
from .._containers.long_roles import Roles
from .._containers.output_format import Dates, LongFormat, OutputFormat
from .._copies.calibration import StrengthCalibration
from .._copies.copier import Copier
from .._copies.donors import DonorPool
from .._copies.strength_curve import StrengthCurve, StrengthCurves
from .._latent.codec import SeriesCodec
from .._latent.condition_effect import ConditionEffect
from .._latent.encoder import SeriesEncoder
from .._latent.gap_filling import GapFiller
from .._preprocessing.bounds import Bounds
from .._preprocessing.covariate_effects import CovariateEffects
from .._preprocessing.decomposition import Decomposer
from .._preprocessing.kriging import KrigingImputer
from .._preprocessing.normalisation import PanelScale
from .._preprocessing.postprocessing import Postprocessor
from .._preprocessing.stacking import StackingWeights
from .._sampling.sampler import Sampler
from ..model import CVAE, IdentityCodec, PCACodec
from ..model._cvae import Network
from ..model._sizes import Sizes
from ..transformations import Transformation
from ..transformations._registry import CLASSES as TRANSFORMATIONS

MEMBERS = (STATE, ARRAYS, WEIGHTS) = ("state.json", "arrays.safetensors", "weights.safetensors")
NUMBER_KINDS = "biuf"  # of the dtypes of arrays

_OPTIONAL_INT = (Integral, type(None))
_MODEL = (CVAE, PCACodec, IdentityCodec)

# All classes that a file may hold, beside the augmenter's, each with the attributes that it must have. A new class of
# which `fit` keeps objects needs one line here. Constructors of estimators and fields of dataclasses and named tuples
# say themselves what is needed, so {} is enough for them.
CLASSES: dict[type, dict[str, Any]] = {
    **{cls: {} for cls in TRANSFORMATIONS.values()},
    # models
    CVAE: {},
    IdentityCodec: {},
    Network: {},
    PCACodec: {},
    Sizes: {},
    PCA: {},
    GaussianMixture: {},
    # containers and conditions
    Dates: {},
    LongFormat: {},
    OutputFormat: {},
    Roles: {},
    CalendarEncoder: {},
    CategoryEncoder: {},
    Conditions: {},
    Covariates: {},
    Labels: {},
    NumberEncoder: {},
    TrainingConditions: {
        "labels": (Labels, type(None)),
        "encoders": dict,
        "covariates": dict,
        "first": np.ndarray,
        "training": Conditions,
        "row_of": dict,
    },
    # preprocessing
    Bounds: {},
    CovariateEffects: {},
    Decomposer: {},
    KrigingImputer: {},
    PanelScale: {},
    Postprocessor: {},
    StackingWeights: {},
    # latent codes
    ConditionEffect: {},
    GapFiller: {},
    SeriesCodec: {"model": _MODEL},
    SeriesEncoder: {},
    # copies
    Copier: {"transformation": Transformation},
    DonorPool: {},
    StrengthCalibration: {
        "copier": Copier,
        "_values": np.ndarray,
        "_conditions": Conditions,
        "residual": str,
        "unit": (str, type(None)),
        "_n_draws": Integral,
    },
    StrengthCurve: {},
    StrengthCurves: {},
    # samples
    Sampler: {
        "encoder": SeriesEncoder,
        "postprocessor": Postprocessor,
        "values": np.ndarray,
        "conditions": Conditions,
        "seed": Integral,
    },
}

# Attributes that a fitted augmenter must have.
AUGMENTER: dict[str, Any] = {
    "transformation_": Transformation,
    "model_": _MODEL,
    "latent_report_": dict,
    "history_": dict,
    "n_parameters_": Integral,
    "seasonal_period_": _OPTIONAL_INT,
    "structure_": str,
    "bounds_": Bounds,
    "seed_": Integral,
    "n_features_in_": Integral,
    "_copier": Copier,
    "_training_conditions": TrainingConditions,
    "_calibration": StrengthCalibration,
    "_output_format": OutputFormat,
    "_lengths": np.ndarray,
    "_sampler": Sampler,
    "_seen": frozenset,
}

# Axes of arrays, at most, by the name of the attribute: broadcasting would blow up an array with more of them.
MAX_AXES: dict[str, int] = {
    **dict.fromkeys(["location", "spread", "decoded_scale", "low", "high", "classes", "codes", "mean_", "n_tokens"], 1),
    **dict.fromkeys(["training_rows", "starts"], 1),
    **dict.fromkeys(["explained_variance_", "_deviation", "gain", "strength"], 1),
    **dict.fromkeys(["components_", "correlation", "level_moves", "weights"], 2),
    **dict.fromkeys(["latent", "residual", "_values", "pooled_mean", "pooled_variance"], 3),
}


def is_transient(name: str) -> bool:
    """Whether an attribute belongs to this process only: callbacks and metadata routing of scikit-learn, and caches."""
    return "callback" in name or name in (
        "_metadata_request",
        "_class_samplers",
        "_channel_unit",
        "_parameters_of_fit",
        "_reports",
    )


def check_types(owner: str, state: dict[str, Any], kinds: dict[str, Any], *, all_needed: bool = False) -> None:
    """Refuse attributes of the wrong type.

    Parameters
    ----------
    owner : str
        Name of the object, for messages.
    state : dict of str to object
        Its attributes.
    kinds : dict of str to type, tuple of types or type hint
    all_needed : bool, default=False
        Whether to refuse missing attributes too.

    Raises
    ------
    ValueError
        If an attribute has the wrong type, or is missing and needed.
    """
    for name, kind in kinds.items():
        if name not in state:
            if all_needed:
                raise ValueError(f"{owner} has no {name}")
            continue  # the constructor knows whether it may be missing
        kind = _classes_of(kind)
        if not isinstance(state[name], kind) or (kind is Integral and isinstance(state[name], bool)):
            raise ValueError(f"{name} of {owner} has the wrong type {type(state[name]).__name__}")


def _classes_of(hint):
    """Second argument of `isinstance`: int and float take numbers of numpy too, and a list[str] is any list."""
    if isinstance(hint, tuple):
        return hint
    if get_origin(hint) in (Union, UnionType):
        return tuple(map(_classes_of, get_args(hint)))
    return {int: Integral, float: Real, Any: object}.get(hint, get_origin(hint) or hint)
