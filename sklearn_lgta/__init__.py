"""Time-series augmentation in the latent space of a conditional variational autoencoder (L-GTA).

`_augmenter` joins the rooms. `_codec` is the straight line of data, through `_normalisation`,
`_structure` (trend and season), `_windows` (patch grid) and `model` (the network), and back.
`transformations` say how a code changes, `_draws` applies them to many series, `_donors` lend codes
and `_residuals`, `_calibration` measures strength, `_bounds` limit the output, `_finish` keeps its
zeros and `_channels` what channels have to do with each other. `_stretches` tell where series are known,
`_gaps` what lies between. `_known` finds the class and the conditions of a series (`_labels`, `_variables`,
`_calendar`), `_conditions` tell the network, and `_effects` keep the code free of them. `_training` trains
and remembers, `_callbacks` tell how far it is, `_hold_out` and `_report` whether the code is in use. `_panel`
reads and writes containers (`_multiindex`, `_times`), `_random` makes noise that belongs to a row.
`_training_windows` cut what a forecaster learns from. `_sampler` draws new series from a `_density`.
`_persistence` turns all that `fit` leaves into numbers and text, and `_archive` makes a file of them.
`_estimator`, `_resampler` and `_window_dataset` are built on top, and so are `sktime`, `inspection` and
`plotting`, which are imported on their own, as are the `metrics`, which need none of the others.
"""

from ._augmenter import LGTAAugmenter
from ._estimator import AugmentedEstimator
from ._resampler import LGTAResampler
from ._window_dataset import WindowDataset
from .model import CVAE, PCACodec

__version__ = "0.1.0"

__all__ = ["CVAE", "AugmentedEstimator", "LGTAAugmenter", "LGTAResampler", "PCACodec", "WindowDataset", "__version__"]
