"""The latent space as a map: a point a series."""

import numpy as np
from sklearn.decomposition import PCA

from .._latent.neighbors import code_vectors, common_length
from ._pyplot import new_axes


class LatentMapDisplay:
    """Latent codes of series on a plane, that of their first two principal components.

    Make it with :meth:`from_estimator`. The code of a series is the vector of its tokens, one after the
    other; where series have different lengths it is the mean and the standard deviation over its tokens.

    Level and size of a series are not in its code, nor are its trend and season where these are set aside: series that
    differ in nothing else lie on one point. (Where trend and season are taken from logarithms, as may be for series
    that are never negative, that holds of a factor, not of what is added.)

    Parameters
    ----------
    points : ndarray of shape (n_series, 2)
        Places on the map.
    explained_variance_ratio : ndarray of shape (2,)
        Shares of the variance of the codes that the axes show.
    groups : ndarray of shape (n_series,) or None, default=None
        Labels of the series, one colour each.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
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

    def __init__(self, points, explained_variance_ratio, groups=None):
        self.points = points
        self.explained_variance_ratio = explained_variance_ratio
        self.groups = groups

    @classmethod
    def from_estimator(cls, augmenter, X, *, groups=None, ax=None):
        """Encode series and draw their map.

        Parameters
        ----------
        augmenter : LGTAAugmenter
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Two series or more, whether `fit` has seen them or not.
        groups : array-like of shape (n_series,) or None, default=None
            Labels of the series, one colour each: classes, or originals and copies.
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : LatentMapDisplay

        Raises
        ------
        ValueError
            If X holds one series, or `groups` has not one label for each.
        ImportError
            If matplotlib is not installed.
        """
        latent = augmenter.encode(X)
        vectors = code_vectors(latent, common_length(latent))
        if len(vectors) < 2:
            raise ValueError("X holds 1 series; a map shows how 2 or more lie to each other.")
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

    def plot(self, ax=None):
        """Draw the map.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        self : LatentMapDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = new_axes(self)
        labels = [None] if self.groups is None else np.unique(self.groups)
        for label in labels:
            own = slice(None) if label is None else self.groups == label
            ax.scatter(*self.points[own].T, s=18, alpha=0.7, label=label)
        if self.groups is not None:
            ax.legend()
        for axis, number, fraction in zip((ax.xaxis, ax.yaxis), (1, 2), self.explained_variance_ratio, strict=True):
            axis.set_label_text(f"component {number} ({fraction:.0%} of the variance)")
        self.ax_, self.figure_ = ax, ax.figure
        return self
