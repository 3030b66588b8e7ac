"""Window, patch and latent sizes that fit the series."""

from dataclasses import dataclass
from typing import Literal

Size = int | Literal["auto"]  # as given by the user

_PATCH = 6  # steps, where no season asks for another length
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
    def window_length(self) -> int:
        """Time points of a window."""
        return self.patch_length * self.window_tokens


def resolve_sizes(
    window_length: Size,
    patch_length: Size,
    latent_dim: Size,
    *,
    n_timepoints: int,
    n_channels: int,
    seasonal_period: int | None = None,
    longest_window: int | None = None,
) -> Sizes:
    """Return sizes that fit the series, with "auto" replaced by numbers.

    Parameters
    ----------
    window_length, patch_length, latent_dim : int or "auto"
        As given to the model. "auto" never fails: windows and patches shrink with short series.
    n_timepoints, n_channels : int
        Of the training series.
    seasonal_period : int or None, default=None
        A patch is a divisor of the season close to 6 steps, where there is one.
    longest_window : int or None, default=None
        Time points that a window of length "auto" has at most, if they hold a patch. Where the position in the
        series means nothing, a window must not reveal it: else the model memorises what all series have in
        common at each position.

    Returns
    -------
    sizes : Sizes
        By default the code has half as many numbers as the patch has values, at most 32. With as many numbers
        as values the latent space would be the data space again.

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
        return Sizes(patch_length, window_tokens, min(max(1, patch_length * n_channels // 2), _LATENT_LIMIT))
    return Sizes(patch_length, window_tokens, latent_dim)


def _auto_patch(longest: int, n_timepoints: int, seasonal_period: int | None, exact: bool) -> int:
    """A length near 6 that divides the window, if its length is exact, or the season."""
    most = max(1, min(longest, n_timepoints // _MIN_PATCHES))
    target = min(_PATCH, most)
    whole = longest if exact else seasonal_period
    divisors = [p for p in range(max(1, target // 2), min(most, 2 * target) + 1) if whole and whole % p == 0]
    return min(divisors, key=lambda p: (abs(p - target), p), default=target if not exact else 1)
