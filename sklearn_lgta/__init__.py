"""Time-series augmentation in the latent space of a conditional variational autoencoder (L-GTA).

`_augmenter` joins the rooms. `_codec` is the straight line of data, through `_normalisation`,
`_structure` (trend and season), `_windows` (patch grid) and `model` (the network), and back.
`transformations` say how a code changes, `_draws` applies them to many series, `_donors` lend codes
and `_residuals`, `_calibration` measures strength, `_bounds` limit the output. `_panel` reads and
writes containers, `_random` makes noise that belongs to a row, `_hold_out` and `_report` tell
whether the code is in use.
"""

from ._augmenter import LGTAAugmenter
from .model import CVAE, PCACodec

__version__ = "0.1.0"

__all__ = ["CVAE", "LGTAAugmenter", "PCACodec", "__version__"]
