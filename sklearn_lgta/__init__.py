"""Time-series augmentation in the latent space of a conditional variational autoencoder (L-GTA).

The modules, from the user's data inwards; docs/architecture.md shows the way of a series through them:

- `_estimator`, `_resampler`, `_window_dataset`, `sktime`, `inspection`, `plotting`: built on the augmenter.
- `_augmenter`: LGTAAugmenter, its parameters and methods.
- `_containers`: arrays, frames and lists as a Panel of numbers, and back.
- `_preprocessing`: normalisation, trend and season, gaps and patches. `_conditions`: labels, calendar, covariates.
- `_latent`: series to codes and back, around a network of `model`.
- `_copies`: draws of `transformations`, donors, and the calibration of strength. `_sampling`: new series.
- `_files`: fitted augmenters as files. `metrics`: what copies are worth, independent of the rest.
"""

from ._augmenter import LGTAAugmenter
from ._containers.long_table import from_long
from ._estimator import AugmentedEstimator
from ._resampler import LGTAResampler
from ._window_dataset import WindowDataset
from .model import CVAE, PCACodec

__version__ = "0.1.0"

__all__ = [
    "CVAE",
    "AugmentedEstimator",
    "LGTAAugmenter",
    "LGTAResampler",
    "PCACodec",
    "WindowDataset",
    "__version__",
    "from_long",
]
