"""Window, patch and latent sizes that fit the series."""

import warnings
from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar

from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import Interval, StrOptions

_PATCH = 6  # steps, where no season says better
_WINDOW_PATCHES = 8
_MIN_PATCHES = 4  # a short series is cut into at least as many patches, so that there is a timeline
_LATENT_LIMIT = 32


@dataclass(frozen=True)
class Sizes:
    """Resolved sizes.

    Parameters
    ----------
    patch_length : int
        Time points of a patch.
    window_tokens : int
        Patches of a window.
    latent_dim : int
        Latent dimensions of a patch.
    """

    patch_length: int
    window_tokens: int
    latent_dim: int

    @property
    def window_length(self):
        """Time points of a window."""
        return self.patch_length * self.window_tokens


def resolve_sizes(
    window_length, patch_length, latent_dim, *, n_timepoints, n_channels, seasonal_period=None, longest_window=None
):
    """Replace "auto" by sizes that fit the series.

    Parameters
    ----------
    window_length, patch_length, latent_dim : int or "auto"
        As given to the model. "auto" never fails: windows and patches shrink with short series.
    n_timepoints, n_channels : int
        Of the training series.
    seasonal_period : int or None, default=None
        A patch is a divisor of the season close to 6 steps, where there is one.
    longest_window : int or None, default=None
        Time points that a window of length "auto" has at most, if they hold a patch. Series in which the
        place means nothing need windows that do not tell it: a model that knows the place learns by
        heart what all series have in common there.

    Returns
    -------
    sizes : Sizes
        By default the code has half as many numbers as the patch has values, at most 32: with as
        many the latent space is the data space again.

    Raises
    ------
    ValueError
        If sizes given by the user do not fit the series or each other.
    """
    if window_length != "auto" and window_length > n_timepoints:
        raise ValueError(
            f"window_length={window_length} needs series of at least {window_length} time points; these have "
            f"{n_timepoints}. Lower window_length or leave it at 'auto'."
        )
    longest = n_timepoints if window_length == "auto" else window_length
    if patch_length == "auto":
        patch_length = _auto_patch(longest, n_timepoints, seasonal_period, exact=window_length != "auto")
    elif patch_length > longest:
        raise ValueError(
            f"patch_length={patch_length} does not fit into a window of {longest} time points. Lower patch_length."
        )
    if window_length == "auto":
        most = n_timepoints if longest_window is None else min(n_timepoints, longest_window)
        window_tokens = max(1, min(_WINDOW_PATCHES, -(-most // patch_length)))
    elif window_length % patch_length:
        below = window_length - window_length % patch_length
        raise ValueError(
            f"window_length={window_length} is not a multiple of patch_length={patch_length}. "
            f"Use window_length={below} or another patch_length."
        )
    else:
        window_tokens = window_length // patch_length
    if latent_dim == "auto":
        latent_dim = min(max(1, patch_length * n_channels // 2), _LATENT_LIMIT)
    return Sizes(patch_length, window_tokens, latent_dim)


def _auto_patch(longest, n_timepoints, seasonal_period, exact):
    most = max(1, min(longest, n_timepoints // _MIN_PATCHES))
    target = min(_PATCH, most)
    whole = longest if exact else seasonal_period
    divisors = [p for p in range(max(1, target // 2), min(most, 2 * target) + 1) if whole and whole % p == 0]
    return min(divisors, key=lambda p: (abs(p - target), p), default=target if not exact else 1)


class PatchModel(BaseEstimator):
    """Base of the models: three sizes as parameters, resolved before `fit`.

    Attributes
    ----------
    uses_conditions : bool, class attribute
        Whether encoder and decoder look at conditions.
    takes_gaps : bool, class attribute
        Whether windows may hold NaN where values are missing.
    sizes_ : Sizes
        Set by `resolve`.
    """

    uses_conditions = False
    takes_gaps = False

    _size_constraint: ClassVar[list] = [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")]
    _parameter_constraints: ClassVar[dict] = {
        "window_length": _size_constraint,
        "patch_length": _size_constraint,
        "latent_dim": _size_constraint,
    }

    def resolve(self, n_timepoints, n_channels, seasonal_period=None, longest_window=None):
        """Validate the parameters and find sizes for series of this shape.

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
                stacklevel=4,
            )
        self.sizes_ = sizes
        return sizes

    def _check(self, sizes, n_channels):
        """Refuse what this model cannot do with these sizes."""
