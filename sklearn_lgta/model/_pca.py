"""A linear codec: the method without the network."""

from typing import Self

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA

from ._patch_model import PatchModel
from ._protocol import Monitor, SeriesWithConditions
from ._sizes import Size, Sizes

_PATCHES = 20_000  # patches that the components are estimated from
_FILLINGS = 10  # rounds: fill the gaps by the components, then estimate the components again
_OBSERVED_FRACTION = 0.5  # of a patch, at least, to estimate components from it
_LEAST_NOISE = 1e-3  # of the largest component's variance: scores of few values must not grow without bound


class PCACodec(PatchModel):
    """Principal components of patches, with the protocol of :class:`CVAE`.

    Use it as ``LGTAAugmenter(model=PCACodec())`` to see what the network adds, or where training must
    take milliseconds.

    Parameters
    ----------
    window_length : int or "auto", default="auto"
        Time points of a window, a multiple of `patch_length`. It changes no code, as every patch
        is coded alone.
    patch_length : int or "auto", default="auto"
        Time points of a token, as in :class:`CVAE`.
    latent_dim : int or "auto", default="auto"
        Components, at most the values of a patch. "auto" is half of them, at most 32.

    Attributes
    ----------
    pca_ : sklearn.decomposition.PCA
    sizes_ : Sizes
        Resolved patch, window and latent sizes.
    history_ : dict of lists
        Empty: nothing is trained in steps.
    n_parameters_ : int
        Numbers in the components and the mean.

    See Also
    --------
    CVAE : The network.

    References
    ----------
    .. [1] M. Tipping and C. Bishop, "Probabilistic Principal Component Analysis", JRSS B 61, 1999.

    Examples
    --------
    >>> from sklearn_lgta import PCACodec
    >>> PCACodec(latent_dim=2)
    PCACodec(latent_dim=2)
    """

    takes_gaps = True
    history_: dict[str, list]

    def __init__(self, window_length: Size = "auto", patch_length: Size = "auto", latent_dim: Size = "auto"):
        self.window_length = window_length
        self.patch_length = patch_length
        self.latent_dim = latent_dim

    def _check(self, sizes: Sizes, n_channels: int) -> None:
        n_values = sizes.patch_length * n_channels
        if sizes.latent_dim > n_values:
            raise ValueError(
                f"latent_dim={self.latent_dim} is more than the {n_values} values of a patch. "
                f"Use latent_dim={n_values} or less, or a longer patch_length."
            )

    def fit(
        self,
        train: SeriesWithConditions,
        held_out: SeriesWithConditions,
        *,
        seed: int,
        verbose: int = 0,
        monitor: Monitor | None = None,
    ) -> Self:
        """Estimate the components of the patches of a panel; `resolve` comes first.

        Parameters
        ----------
        train : pair of ndarrays
            Series (n_series, n_timepoints, n_channels), NaN in gaps, and their conditions. Conditions are not used.
        held_out : pair of ndarrays
            Not used.
        seed : int
            Of the choice of patches, if there are more than 20,000.
        verbose : int, default=0
            Not used.
        monitor : object or None, default=None
            Not used.

        Returns
        -------
        self : PCACodec
        """
        panel, _ = train
        n_steps = panel.shape[1] // self.sizes_.patch_length * self.sizes_.patch_length
        patches = panel[:, :n_steps].reshape(-1, self.sizes_.patch_length * panel.shape[2])
        if len(patches) > _PATCHES:
            patches = patches[np.random.default_rng(seed).choice(len(patches), _PATCHES, replace=False)]
        gaps = np.isnan(patches)
        if gaps.any():
            enough = (~gaps).mean(axis=1) >= _OBSERVED_FRACTION
            patches, gaps = (array[enough] if enough.any() else array for array in (patches, gaps))
        missing = self.sizes_.latent_dim - len(patches)
        if missing > 0:  # fewer patches than components: the others have no variance
            mean = np.where(gaps, 0.0, patches).mean(axis=0, keepdims=True)
            patches = np.concatenate([patches, np.repeat(mean, missing, axis=0)])
            gaps = np.isnan(patches)
        self._fit_patches(np.where(gaps, 0.0, patches))  # series have mean 0
        for _ in range(_FILLINGS if gaps.any() else 0):
            self._fit_patches(np.where(gaps, self.decode(self.encode(patches[:, None])[0])[:, 0], patches))
        self.history_ = {}
        self.n_parameters_ = self.pca_.components_.size + self.pca_.mean_.size
        return self

    def _fit_patches(self, patches: NDArray) -> None:
        with np.errstate(invalid="ignore"):  # the explained variance ratio is 0 / 0 for constant series
            self.pca_ = PCA(self.sizes_.latent_dim, svd_solver="full").fit(patches)
        self._deviation = np.sqrt(np.maximum(self.pca_.explained_variance_, 1e-12))

    def encode(self, windows: NDArray, conditions: NDArray | None = None) -> tuple[NDArray, NDArray]:
        """Return the scores of every token, in units of their standard deviation, and their noise.

        Parameters
        ----------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
            NaN in gaps. A patch with gaps is coded by its observed values.
        conditions : ndarray or None, default=None
            Not used.

        Returns
        -------
        mean, log_var : ndarrays of shape (n_windows, n_tokens, latent_dim)
        """
        # einsum, not a matrix product: its sums do not depend on how many windows come together
        centred = windows - self.pca_.mean_
        mean = np.einsum("blv,dv->bld", centred, self.pca_.components_) / self._deviation
        with_gaps = np.isnan(centred).any(axis=2)
        if with_gaps.any():
            mean[with_gaps] = self._scores_of_observed(centred[with_gaps])
        noise = np.log(np.maximum(self.pca_.noise_variance_, 1e-12) / self._deviation**2)
        return mean, np.broadcast_to(np.clip(noise, -10.0, 4.0), mean.shape)

    def _scores_of_observed(self, centred: NDArray) -> NDArray:
        """Posterior mean of the scores, given the observed values of a patch: (n, v) -> (n, d)."""
        observed = ~np.isnan(centred)
        loadings = self.pca_.components_ * self._deviation[:, None]  # (d, v)
        noise = max(self.pca_.noise_variance_, _LEAST_NOISE * self._deviation.max() ** 2, 1e-12)
        masked = observed[:, None, :] * loadings  # (n, d, v)
        precision = np.einsum("ndv,ev->nde", masked, loadings) + noise * np.eye(len(loadings))
        right = np.einsum("ndv,nv->nd", masked, np.where(observed, centred, 0.0))
        return np.linalg.solve(precision, right[..., None])[..., 0]

    def decode(self, latent: NDArray, conditions: NDArray | None = None) -> NDArray:
        """Return the windows of scores.

        Parameters
        ----------
        latent : ndarray of shape (n_windows, n_tokens, latent_dim)
        conditions : ndarray or None, default=None
            Not used.

        Returns
        -------
        windows : ndarray of shape (n_windows, n_tokens, patch_length * n_channels)
        """
        return np.einsum("bld,dv->blv", latent * self._deviation, self.pca_.components_) + self.pca_.mean_
