"""A map of the latent space: one point per series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.decomposition import PCA

from ._display import AxesDisplay
from ._fitted import augmenter_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class LatentMapDisplay(AxesDisplay):
    """Latent codes of series on the plane of their first two principal components.

    Make it with :meth:`from_estimator`. The code of a series is the vector of its tokens, one after the other. If the
    series have different lengths, it is the mean and the standard deviation over the tokens.

    The code does not hold level and size of a series, nor trend and season if these are set aside: series that differ
    in nothing else lie on one point. (If trend and season are estimated from logarithms, as may happen for series that
    are never negative, this holds for a factor, not for an added constant.)

    Parameters
    ----------
    points : ndarray of shape (n_series, 2)
        Positions on the map.
    explained_variance_ratio : ndarray of shape (2,)
        Fractions of the variance of the codes that the axes show.
    groups : ndarray of shape (n_series,) or None, default=None
        Labels of the series; every label has a colour.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    sklearn_lgta.LGTAAugmenter.kneighbors : The nearest training series in the latent space.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.plotting import LatentMapDisplay
    >>> X = np.random.default_rng(0).normal(size=(30, 12)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    >>> display = LatentMapDisplay.from_estimator(augmenter, X, groups=X[:, -1] > 0)
    >>> display.points.shape
    (30, 2)
    """

    def __init__(self, points: NDArray, explained_variance_ratio: NDArray, groups: NDArray | None = None) -> None:
        self.points = points
        self.explained_variance_ratio = explained_variance_ratio
        self.groups = groups

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        *,
        groups: ArrayLike | None = None,
        y: ArrayLike | None = None,
        conditions: Any = None,
        ax: Axes | None = None,
    ) -> Self:
        """Encode series and draw their map.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            At least two series, from `fit` or new.
        groups : array-like of shape (n_series,) or None, default=None
            Labels of the series, such as classes, or originals and copies. Every label has a colour.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, as for `LGTAAugmenter.encode`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `LGTAAugmenter.encode`.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        display : LatentMapDisplay

        Raises
        ------
        ValueError
            If X holds one series, or `groups` does not have one label per series.
        ImportError
            If matplotlib is not installed.
        """
        vectors = _vectors(augmenter_of(estimator).encode(X, y=y, conditions=conditions))
        if len(vectors) < 2:
            raise ValueError("X holds 1 series; a map shows distances between series. Pass 2 or more.")
        if groups is not None:
            groups = np.asarray(groups)
            if groups.shape != (len(vectors),):
                raise ValueError(
                    f"groups has shape {groups.shape}; one label for each of {len(vectors)} series is needed."
                )
        pca = PCA(min(2, *vectors.shape), svd_solver="full").fit(vectors)
        points, fractions = np.zeros((len(vectors), 2)), np.zeros(2)  # a code of one number lies on a line
        points[:, : pca.n_components_] = pca.transform(vectors)
        fractions[: pca.n_components_] = np.nan_to_num(pca.explained_variance_ratio_)
        return cls(points, fractions, groups).plot(ax)

    def _draw(self, ax: Axes) -> None:
        if self.groups is None:
            self._scatter(ax, self.points)
        else:
            for label in np.unique(self.groups):
                self._scatter(ax, self.points[self.groups == label], label=label)
            ax.legend()
        for axis, number, fraction in zip((ax.xaxis, ax.yaxis), (1, 2), self.explained_variance_ratio, strict=True):
            axis.set_label_text(f"component {number} ({fraction:.0%} of the variance)")

    @staticmethod
    def _scatter(ax: Axes, points: NDArray, label: Any = None) -> None:
        ax.scatter(points[:, 0], points[:, 1], s=18, alpha=0.7, label=label)


def _vectors(latent: NDArray) -> NDArray:
    """Return one vector per series, from codes of shape (n_series, n_tokens, latent_dim).

    (n_series, n_tokens * latent_dim), or (n_series, 2 * latent_dim) if the series have different numbers of tokens.
    """
    if not np.isnan(latent).any():
        return latent.reshape(len(latent), -1)
    return np.hstack([np.nanmean(latent, axis=1), np.nanstd(latent, axis=1)])  # NaN follows the last token
