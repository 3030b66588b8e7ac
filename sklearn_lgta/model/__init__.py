"""Networks and their training; knows arrays and torch, and nothing of the rest of the package."""

from ._cvae import CVAE
from ._identity import IdentityCodec
from ._pca import PCACodec

__all__ = ["CVAE", "IdentityCodec", "PCACodec"]
