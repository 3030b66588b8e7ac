"""Rows of a table as scores of their principal components, and a Gaussian mixture as their density.

The principal components explain nearly all of a row, but not its fine detail, which no mixture of this size
could model. A drawn row therefore takes its detail from a training row near it.

Axes: n rows, f features, s scores (whitened principal components).
"""

import threading
import warnings

import numpy as np
from scipy.spatial import cKDTree
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

_FILTERS = threading.Lock()
_MAX_SCORES = 12  # the detail holds the other components
_ROWS_PER_SCORE = 4  # at least, so that few rows get few components
_N_COMPONENTS = (1, 2, 4, 8, 16, 32)  # of the mixture, tried in turn
_ROWS_PER_COMPONENT = 25  # at least
_HELD_OUT_FRACTION = 0.2
_EXPLAINED_FRACTION = 0.999  # of the variance, by the scores
_RIDGE = 1e-3  # added to the variance of the scores
_MIN_NEIGHBORS, _NEIGHBOR_FRACTION = 10, 0.01  # a drawn row has so many neighbours, or that fraction of the rows
_SKIPPED_FRACTION = 0.005  # of the rows, the nearest: with their detail a draw would repeat them


class PrincipalScores:
    """Rows of a table as whitened scores of their principal components, and the detail that the scores leave.

    Parameters
    ----------
    features : ndarray of shape (n, f)
        Training rows.
    explained_fraction : float
        Of the variance, that the scores explain unless that takes too many.

    Attributes
    ----------
    training_scores : ndarray of shape (n, s)
    detail : ndarray of shape (n, f)
        Difference between the training rows and what their scores explain.
    """

    def __init__(self, features: np.ndarray, explained_fraction: float = _EXPLAINED_FRACTION) -> None:
        n_scores = max(1, min(_MAX_SCORES, len(features) // _ROWS_PER_SCORE, features.shape[1]))
        two_or_more = features if len(features) > 1 else np.repeat(features, 2, axis=0)
        with np.errstate(invalid="ignore"):  # the explained fraction of the variance is 0 / 0 where all rows are equal
            self._pca = PCA(n_scores, svd_solver="full").fit(two_or_more)
        # the last components hold rounding and noise, where a mixture would find clusters
        self._all_components = {name: getattr(self._pca, name) for name in ("components_", "explained_variance_")}
        explained = np.nancumsum(self._pca.explained_variance_ratio_)
        kept = max(1, int(np.searchsorted(explained, explained_fraction)) + 1)
        self.keep_scores(features, kept)

    def keep_scores(self, features: np.ndarray, n_scores: int) -> None:
        """Describe the training rows by the first n_scores principal components; the detail holds the others."""
        for name in ("components_", "explained_variance_"):
            setattr(self._pca, name, self._all_components[name][:n_scores])
        self._deviation = np.sqrt(np.maximum(self._pca.explained_variance_, 1e-12))
        self.training_scores = scores = self.transform(features)
        self.detail = features - self.inverse_transform(scores)
        self._tree = cKDTree(scores)

    def transform(self, features: np.ndarray) -> np.ndarray:
        """Scores of rows: (n, f) -> (n, s)."""
        return self._pca.transform(features) / self._deviation

    def inverse_transform(self, scores: np.ndarray) -> np.ndarray:
        """Rows that scores explain, without detail: (n, s) -> (n, f)."""
        return self._pca.inverse_transform(scores * self._deviation)

    def neighbors(self, scores: np.ndarray) -> np.ndarray:
        """Training rows near drawn scores, without the nearest where there are many: (n, s) -> (n, n_neighbors)."""
        n_rows = self._tree.n
        first = 1 + int(_SKIPPED_FRACTION * n_rows)
        last = min(n_rows, first - 1 + max(_MIN_NEIGHBORS, int(_NEIGHBOR_FRACTION * n_rows)))
        return self._tree.query(scores, k=np.arange(first, last + 1))[1]

    def draw_neighbor(self, scores: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One of the neighbours of every row of scores, at random: (n, s) -> (n,)."""
        return one_of(self.neighbors(scores), rng)


def one_of(choices: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """One entry of every row, at random: (n, k) -> (n,)."""
    return choices[np.arange(len(choices)), rng.integers(choices.shape[1], size=len(choices))]


class MixtureDensity(PrincipalScores):
    """Density of training rows: a Gaussian mixture over their scores.

    Parameters
    ----------
    features : ndarray of shape (n, f)
        Training rows.
    series : ndarray of shape (n,)
        Number of the series of every row. Rows of one series are held out together.
    rng : numpy.random.Generator

    Attributes
    ----------
    mixture : GaussianMixture
        Of the scores.
    held_out : dict of int to float
        Mean log-likelihood of held-out scores, by number of components.
    """

    def __init__(self, features: np.ndarray, series: np.ndarray, rng: np.random.Generator) -> None:
        super().__init__(features)
        self._noise = np.maximum((self.detail**2).mean(axis=0), 1e-6)
        self.mixture, self.held_out = _fit_mixture(self.training_scores, series, rng)
        self._roots = np.linalg.cholesky(self.mixture.covariances_)

    def draw(self, n_rows: int, rng: np.random.Generator) -> np.ndarray:
        """Scores of new rows.

        Parameters
        ----------
        n_rows : int
        rng : numpy.random.Generator

        Returns
        -------
        scores : ndarray of shape (n_rows, s)
        """
        component = rng.choice(len(self.mixture.weights_), n_rows, p=self.mixture.weights_)
        noise = rng.standard_normal((n_rows, len(self._deviation)))
        return self.mixture.means_[component] + np.einsum("nst,nt->ns", self._roots[component], noise)

    def draw_given(self, given: np.ndarray, is_given: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Scores of new rows, drawn given some of their features.

        Parameters
        ----------
        given : ndarray of shape (n, n_given)
        is_given : ndarray of bool of shape (f,)
        rng : numpy.random.Generator

        Returns
        -------
        scores : ndarray of shape (n, s)
            From the conditional mixture. The scores explain the given features up to the variance of the detail.
        """
        loading = (self._pca.components_ * self._deviation[:, None])[:, is_given]  # (s, n_given)
        weighted = loading / self._noise[is_given]
        evidence = (given - self._pca.mean_[is_given]) @ weighted.T  # (n, s)
        information = weighted @ loading.T  # (s, s)
        log_weights, means, roots = [], [], []
        for weight, mean, root in zip(self.mixture.weights_, self.mixture.means_, self._roots, strict=True):
            prior = np.linalg.inv(root @ root.T)
            covariance = np.linalg.inv(prior + information)
            mean_given = (evidence + prior @ mean) @ covariance  # (n, s)
            # log evidence of a Gaussian, less what all components of the mixture have in common
            fit = 0.5 * np.einsum("ns,st,nt->n", mean_given, prior + information, mean_given)
            size = 0.5 * np.linalg.slogdet(covariance)[1] - np.log(np.diag(root)).sum()
            log_weights.append(np.log(weight) + fit - 0.5 * mean @ prior @ mean + size)
            means.append(mean_given)
            roots.append(np.linalg.cholesky(covariance))
        log_weight = np.stack(log_weights, axis=1)  # (n, components)
        component = np.argmax(log_weight + rng.gumbel(size=log_weight.shape), axis=1)  # a draw with these weights
        noise = rng.standard_normal((len(given), len(self._deviation)))
        mean_of_row = np.stack(means, axis=1)[np.arange(len(given)), component]
        return mean_of_row + np.einsum("nst,nt->ns", np.stack(roots)[component], noise)


def _fit_mixture(
    scores: np.ndarray, series: np.ndarray, rng: np.random.Generator
) -> tuple[GaussianMixture, dict[int, float]]:
    """Mixture with the number of components under which held-out rows are likeliest, and all likelihoods."""
    n_series = series.max() + 1
    held_out_series = np.zeros(n_series, dtype=bool)
    held_out_series[rng.permutation(n_series)[: int(_HELD_OUT_FRACTION * n_series)]] = True
    held_out, seed = held_out_series[series], int(rng.integers(2**31))
    best, likelihoods = 1, {}
    for n_components in _N_COMPONENTS:
        if not held_out.any() or (n_components > 1 and n_components * _ROWS_PER_COMPONENT > n_series):
            break
        mixture = _mixture(n_components, scores[~held_out], seed)
        likelihoods[n_components] = mixture.score(scores[held_out])
        if likelihoods[n_components] < likelihoods[best]:
            break  # more components only overfit
        best = n_components
    return _mixture(best, scores, seed), likelihoods


def _mixture(n_components: int, scores: np.ndarray, seed: int) -> GaussianMixture:
    mixture = GaussianMixture(n_components, reg_covar=_RIDGE, tol=1e-2, max_iter=100, random_state=seed)
    # The likelihood of held-out rows decides, not convergence. The filters of warnings belong to all threads: two that
    # set them at once would leave them changed.
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return mixture.fit(scores if len(scores) > 1 else np.repeat(scores, 2, axis=0))
