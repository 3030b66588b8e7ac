"""The networks and their training loop, and the codecs that stand in for them. Depends on numpy and torch only.

`_protocol` lists what a model must have. A new model is a file here, or a class of a user.
"""

from ._cvae import CVAE
from ._identity import IdentityCodec
from ._pca import PCACodec

__all__ = ["CVAE", "IdentityCodec", "PCACodec"]
