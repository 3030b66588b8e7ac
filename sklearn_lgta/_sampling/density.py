"""Density of rows of numbers that can be drawn from: a Gaussian mixture over their principal components.

What the components leave is not thrown away: a drawn row gets that of a training row near it, which keeps
the fine detail that no mixture of this size could learn.

Axes: n rows, f features, s scores.
"""

import warnings

import numpy as np
from scipy.spatial import cKDTree
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

_SCORES = 12  # principal components at most; the others come from training rows near the draw
_ROWS_A_SCORE = 4  # at least, so that few rows get few components
_COMPONENTS = (1, 2, 4, 8, 16, 32)  # of the mixture, tried in turn
_ROWS_A_COMPONENT = 25  # at least
_HELD_OUT = 0.2
_EXPLAINED = 0.999  # of the variance, by the scores
_RIDGE = 1e-3  # added to the variance of whitened scores
_NEAR, _NEAR_SHARE = 10, 0.01  # rows that a drawn one may take its detail from: so many at least, or that share
_NEAREST_SHARE = 0.005  # of the rows, those that it would repeat


class MixtureDensity:
    """Density of training rows.

    Parameters
    ----------
    features : ndarray of shape (n, f)
        Training rows.
    series : ndarray of shape (n,)
        Number of the series that a row is of; rows of one series are held out together.
    rng : numpy.random.Generator

    Attributes
    ----------
    mixture : GaussianMixture
        Over whitened scores.
    held_out : dict of int to float
        Mean log-likelihood of scores that were held out, by number of components.
    row_scores : ndarray of shape (n, s)
    detail : ndarray of shape (n, f)
        What the scores leave of the training rows.
    """

    def __init__(self, features, series, rng):
        n_scores = max(1, min(_SCORES, len(features) // _ROWS_A_SCORE, features.shape[1]))
        twice = features if len(features) > 1 else np.repeat(features, 2, axis=0)
        with np.errstate(invalid="ignore"):  # the share of variance explained is 0 / 0 where all rows are equal
            self._pca = PCA(n_scores, svd_solver="full").fit(twice)
        # the last of them hold rounding and noise, where a mixture would look for clusters
        kept = max(1, int(np.searchsorted(np.nancumsum(self._pca.explained_variance_ratio_), _EXPLAINED)) + 1)
        for name in ("components_", "explained_variance_"):
            setattr(self._pca, name, getattr(self._pca, name)[:kept])
        self._deviation = np.sqrt(np.maximum(self._pca.explained_variance_, 1e-12))
        self.row_scores = scores = self.scores(features)
        self.detail = features - self.explain(scores)
        self._noise = np.maximum((self.detail**2).mean(axis=0), 1e-6)
        self._tree = cKDTree(scores)
        self.mixture, self.held_out = _fit(scores, series, rng)
        self._roots = np.linalg.cholesky(self.mixture.covariances_)

    def scores(self, features):
        """Whitened scores of rows: (n, f) -> (n, s)."""
        return self._pca.transform(features) / self._deviation

    def explain(self, scores):
        """Rows of scores, without detail: (n, s) -> (n, f)."""
        return self._pca.inverse_transform(scores * self._deviation)

    def draw(self, n_rows, rng):
        """Scores of new rows.

        Parameters
        ----------
        n_rows : int
        rng : numpy.random.Generator

        Returns
        -------
        scores : ndarray of shape (n_rows, s)
        """
        which = rng.choice(len(self.mixture.weights_), n_rows, p=self.mixture.weights_)
        noise = rng.standard_normal((n_rows, len(self._deviation)))
        return self.mixture.means_[which] + np.einsum("nst,nt->ns", self._roots[which], noise)

    def draw_given(self, known, is_known, rng):
        """Scores of new rows of which some features are known.

        Parameters
        ----------
        known : ndarray of shape (n, n_known)
        is_known : ndarray of bool of shape (f,)
        rng : numpy.random.Generator

        Returns
        -------
        scores : ndarray of shape (n, s)
            From the mixture given those features, which the scores explain up to the variance of the detail.
        """
        loading = (self._pca.components_ * self._deviation[:, None])[:, is_known]  # (s, n_known)
        weighted = loading / self._noise[is_known]
        told = (known - self._pca.mean_[is_known]) @ weighted.T  # (n, s)
        information = weighted @ loading.T  # (s, s)
        log_weights, means, roots = [], [], []
        for weight, mean, root in zip(self.mixture.weights_, self.mixture.means_, self._roots, strict=True):
            prior = np.linalg.inv(root @ root.T)
            covariance = np.linalg.inv(prior + information)
            mean_given = (told + prior @ mean) @ covariance  # (n, s)
            # log evidence of a Gaussian: what differs between the components of the mixture
            fit = 0.5 * np.einsum("ns,st,nt->n", mean_given, prior + information, mean_given)
            size = 0.5 * np.linalg.slogdet(covariance)[1] - np.log(np.diag(root)).sum()
            log_weights.append(np.log(weight) + fit - 0.5 * mean @ prior @ mean + size)
            means.append(mean_given)
            roots.append(np.linalg.cholesky(covariance))
        log_weights = np.stack(log_weights, axis=1)  # (n, components)
        which = np.argmax(log_weights + rng.gumbel(size=log_weights.shape), axis=1)  # a draw with these weights
        rows = np.arange(len(known))
        noise = rng.standard_normal((len(known), len(self._deviation)))
        return np.stack(means, axis=1)[rows, which] + np.einsum("nst,nt->ns", np.stack(roots)[which], noise)

    def near(self, scores):
        """Training rows near drawn ones, but for the very nearest of many: (n, s) -> (n, n_near)."""
        n_rows = self._tree.n
        first = 1 + int(_NEAREST_SHARE * n_rows)
        last = min(n_rows, first - 1 + max(_NEAR, int(_NEAR_SHARE * n_rows)))
        return self._tree.query(scores, k=np.arange(first, last + 1))[1]


def _fit(scores, series, rng):
    """Mixture of as many components as held-out rows are likeliest in, and the likelihoods."""
    n_series = series.max() + 1
    held_out = np.zeros(n_series, dtype=bool)
    held_out[rng.permutation(n_series)[: int(_HELD_OUT * n_series)]] = True
    out, seed = held_out[series], int(rng.integers(2**31))
    best, likelihoods = 1, {}
    for n_components in _COMPONENTS:
        if not out.any() or (n_components > 1 and n_components * _ROWS_A_COMPONENT > n_series):
            break
        likelihoods[n_components] = _mixture(n_components, scores[~out], seed).score(scores[out])
        if likelihoods[n_components] < likelihoods.get(best):
            break  # more components only learn the rows by heart
        best = n_components
    return _mixture(best, scores, seed), likelihoods


def _mixture(n_components, scores, seed):
    mixture = GaussianMixture(n_components, reg_covar=_RIDGE, tol=1e-2, max_iter=100, random_state=seed)
    with warnings.catch_warnings():  # what counts is the likelihood of rows that were held out
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(scores if len(scores) > 1 else np.repeat(scores, 2, axis=0))
