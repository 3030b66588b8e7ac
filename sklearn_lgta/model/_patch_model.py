"""Base of the models that code patches."""

import warnings
from numbers import Integral
from typing import ClassVar

from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

from ._sizes import Size, Sizes, resolve_sizes


class PatchModel(BaseEstimator):
    """Base of the models: three sizes as parameters, resolved before `fit`.

    Attributes
    ----------
    uses_conditions : bool, class attribute
        Whether encoder and decoder use conditions.
    takes_gaps : bool, class attribute
        Whether windows may hold NaN where values are missing.
    sizes_ : Sizes
        Set by `resolve`.
    """

    uses_conditions = False
    takes_gaps = False

    window_length: Size
    patch_length: Size
    latent_dim: Size
    sizes_: Sizes

    _size_constraint: ClassVar[list] = [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")]
    _parameter_constraints: ClassVar[dict] = {
        "window_length": _size_constraint,
        "patch_length": _size_constraint,
        "latent_dim": _size_constraint,
    }

    def resolve(
        self,
        n_timepoints: int,
        n_channels: int,
        seasonal_period: int | None = None,
        longest_window: int | None = None,
    ) -> Sizes:
        """Validate the parameters, and set and return sizes for series of this shape.

        Parameters
        ----------
        n_timepoints, n_channels : int
        seasonal_period, longest_window : int or None, default=None
            Of `resolve_sizes`.

        Returns
        -------
        sizes : Sizes

        Raises
        ------
        ValueError
            If sizes given by the user do not fit the series or each other.

        Warns
        -----
        UserWarning
            If the user asks for a code of as many numbers as a patch has values, or more.
        """
        self._validate_params()
        sizes = resolve_sizes(
            self.window_length,
            self.patch_length,
            self.latent_dim,
            n_timepoints=n_timepoints,
            n_channels=n_channels,
            seasonal_period=seasonal_period,
            longest_window=longest_window,
        )
        self._check(sizes, n_channels)
        n_values = sizes.patch_length * n_channels
        if self.latent_dim != "auto" and sizes.latent_dim >= n_values:
            remedy = f"Use latent_dim={n_values // 2} or less, or" if n_values > 1 else "Use"
            warnings.warn(
                f"latent_dim={sizes.latent_dim} codes the {n_values} values of a patch: that is no bottleneck, and "
                f"transforming such a code is transforming the data. {remedy} a longer patch_length.",
                UserWarning,
                stacklevel=5,
            )
        self.sizes_ = sizes
        return sizes

    def _check(self, sizes: Sizes, n_channels: int) -> None:
        """Raise ValueError where this model cannot have these sizes, or cannot be trained."""
