"""Transformations of latent codes, or of the data themselves.

Each holds shape parameters only; the strength belongs to the augmenter. A new transformation is a file with a
registered class, imported here and named in `__all__`.
"""

from ._base import Transformation
from ._compose import Compose, OneOf
from ._drift import Drift
from ._jitter import Jitter
from ._magnitude_warp import MagnitudeWarp
from ._mix import Mix
from ._on import On
from ._perturbation import Perturbation
from ._redraw import Redraw, Replacement
from ._resample import Resample
from ._resolve import resolve
from ._scaling import Scaling
from ._time_warp import TimeWarp, Warp
from ._trend import Trend

__all__ = [
    "Compose",
    "Drift",
    "Jitter",
    "MagnitudeWarp",
    "Mix",
    "On",
    "OneOf",
    "Perturbation",
    "Redraw",
    "Replacement",
    "Resample",
    "Scaling",
    "TimeWarp",
    "Transformation",
    "Trend",
    "Warp",
    "resolve",
]
