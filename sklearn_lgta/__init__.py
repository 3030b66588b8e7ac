"""Time-series augmentation in the latent space of a conditional variational autoencoder (L-GTA).

`_augmenter` joins the rooms: `_panel` (containers), `_normalisation`, `_structure` (trend and
season), `_windows` (patch grid), `model` (the network), `transformations`, `_donors`, `_residuals`,
`_calibration` (strength), `_report` (is the code in use?), `_random` (noise that belongs to a row).
"""

from ._augmenter import LGTAAugmenter
from .model import CVAE, PCACodec

__version__ = "0.1.0"

__all__ = ["CVAE", "LGTAAugmenter", "PCACodec", "__version__"]
