"""Density of few rows: a kernel with the shape of a row's neighbourhood, as wide as left-out rows are far.

A draw is ``m + cos(w) (z - m) + sin(w) e``: z are the scores of a random training row, m is the mean of its k nearest
rows, and e is normal with their covariance. So a draw varies as much as the neighbourhood does, at any width w. Width
and k are the smallest with which finished draws are as far from training rows as training rows are from each other
(median distances to the nearest). Draws are farthest with w near one radian: a wider one forgets its source, and lies
nearer to the middle of the neighbours again. Where no k is enough, the kernel of few neighbours is inflated, and where
that is not enough there is one more score. Fewer scores leave more of a row to a donor, as it is. Held-out likelihood,
in comparison, takes a Gaussian where that is far worse.

Axes: n rows, f features, s scores, k neighbours.

References
----------
.. [1] P. Vincent and Y. Bengio, "Manifold Parzen Windows", NIPS 2002 (kernels with the covariance of neighbours).
.. [2] B. Silverman and G. Young, "The bootstrap: to smooth or not to smooth?", Biometrika 74, 1987 (the variance of
   smoothed draws is shrunken back).
"""

import numpy as np
from scipy.sparse import csr_matrix

from .channel_groups import any_may_donate, connected_channels, correlation
from .density import PrincipalScores
from .overlap import are_windows

_EXPLAINED_FRACTION = 0.9  # of the variance, by the scores, at least if that takes no more than 12
_N_NEIGHBORS = 20  # that shape the kernel at first; then twice as many, up to a quarter of the rows
_KEPT_OF_INFLATED = 0.5  # of the deviation of the source, where the variance of the neighbourhood is too small
_INFLATIONS = (1.0, 2.5)  # of the standard deviation of the neighbourhood, as few neighbours may lie too near
_WIDEST = 1.0  # radian, of the widths that are tried
_N_HALVINGS = 4  # of an interval of widths
_N_FOR_VARIANCE = 2_000  # draws
_N_TRIED = 600  # draws by which a kernel is judged
_FAR_ENOUGH = 1.0  # distance of draws to training rows, over that of left-out rows
_NEAR = (0.01, 0.03, 0.1)  # quantiles of the distances of left-out rows: nearer draws are drawn again, if too many
_COPY_QUANTILE = 0.05  # of the ratios of distances to the nearest and second nearest row; smaller ones are near copies
_MANY_COPIES = 0.1  # of the draws, above which details are blended
_MAX_DRAWS = 20
_N_FOR_ACCEPTANCE = 2_000  # draws
_CORRELATION = 0.1  # of the details of channels that come from one donor, at least
_UNEXPLAINED = 0.2  # of the variance of a channel, by the scores, above which it comes whole from its donor
_MOST_WHOLE = 0.5  # of the channels; where more are unexplained, none comes whole, as draws would be copies


class KernelDensity(PrincipalScores):
    """Density of training rows: kernels around them.

    Parameters
    ----------
    features : ndarray of shape (n, f)
        Training rows, two or more.
    rest : ndarray of shape (n, f)
        What a donor adds to a draw besides its detail; it counts in distances.
    channels : ndarray of int of shape (f,)
        Channel of every feature. Channels with uncorrelated details have donors of their own.
    shares : sparse matrix of bool of shape (n, n)
        Rows that are left out together, as they share values.
    seed : int

    Attributes
    ----------
    n_neighbors : int
        k.
    distance_ratio : float
        Median distance of draws to the nearest training row, over that of left-out rows: 1 is the aim.
    """

    def __init__(
        self, features: np.ndarray, rest: np.ndarray, channels: np.ndarray, shares: csr_matrix, seed: int
    ) -> None:
        super().__init__(features, _EXPLAINED_FRACTION)
        self._rows, self._rest, self._channels = features + rest, rest, channels
        is_left_out = shares.toarray()
        distances = _squared_distances(self._rows, self._rows)
        distances[is_left_out] = np.inf
        distances = np.sqrt(distances.min(axis=1))
        distances = distances[np.isfinite(distances)]
        *edges, goal = np.quantile(distances, [*_NEAR, 0.5]) if len(distances) else np.zeros(len(_NEAR) + 1)
        self._edges = np.array(edges)
        first, last = self.training_scores.shape[1], len(self._all_components["components_"])
        self._near_ratio = 0.0
        for self._n_donors in (1, 2):
            for n_scores in range(first, last + 1):
                self.keep_scores(features, n_scores)
                self._find_neighbors(is_left_out, seed)
                self._calibrate(goal, seed)
                if self.distance_ratio >= _FAR_ENOUGH:
                    break
            if are_windows(shares):
                break  # windows always have a second one as near
            ratio_of_rows = _distances_and_ratios(self._rows, self._rows, is_left_out)[1]
            self._near_ratio = float(np.quantile(ratio_of_rows, _COPY_QUANTILE))
            ratio = self._distances(self._draw_all(_N_TRIED, np.random.default_rng(seed))[0])[1]
            if np.mean(ratio < self._near_ratio) <= _MANY_COPIES:
                break  # else details of one donor show it
        self._whole = self._find_whole_channels()
        self._find_acceptance(are_windows(shares), seed)

    def _find_neighbors(self, is_left_out: np.ndarray, seed: int) -> None:
        """Find the nearest rows of every row, and groups of channels with one donor of their details."""
        between = _squared_distances(self.training_scores, self.training_scores)
        between[is_left_out] = np.inf
        most = min(max(2, len(between) // 4), len(between) - 1)
        nearest = np.argpartition(between, most - 1, axis=1)[:, :most]
        order = np.argsort(np.take_along_axis(between, nearest, axis=1), axis=1)
        self._order = np.take_along_axis(nearest, order, axis=1)
        n_channels = self._channels.max() + 1
        steps = (self.detail + self._rest).reshape(-1, n_channels)  # by time, then by channel
        rng = np.random.default_rng(seed)
        self._donor_groups = []
        for group in connected_channels([correlation(steps)], _CORRELATION):
            values = (self.detail + self._rest)[:, np.isin(self._channels, group)]
            self._donor_groups.append((group, any_may_donate(self, values, rng)))

    def _find_whole_channels(self) -> np.ndarray:
        """Channels that come whole from their donor.

        Scores that say little about a channel would only spoil its shocks, its steps and the values at which it stays.
        """
        n_channels = self._channels.max() + 1
        left, total = (
            np.bincount(self._channels, values.var(axis=0), n_channels)
            for values in (self.detail + self._rest, self._rows)
        )
        is_whole = left > _UNEXPLAINED * total
        for group, has_any_donor in self._donor_groups:  # of any donor, only the detail fits
            is_whole[group] &= not has_any_donor
        return np.flatnonzero(is_whole & (is_whole.mean() <= _MOST_WHOLE) & (self._n_donors == 1))

    def _calibrate(self, goal: float, seed: int) -> None:
        """Choose k and the width: more neighbours where no width of few is enough, at last a larger variance."""

        def reaches(n_neighbors: int, kept: float, drawn: float) -> bool:
            self.n_neighbors, self._kept, self._drawn, self._shrinkage = n_neighbors, kept, drawn, 1.0
            self._shrinkage = 1 / np.maximum(self.draw(_N_FOR_VARIANCE, np.random.default_rng(seed)).std(axis=0), 1.0)
            distances = self._distances(self._draw_all(_N_TRIED, np.random.default_rng(seed))[0])[0]
            finished = distances[distances >= self._edges[-1]]  # most others are drawn again
            distance = np.median(finished) if len(finished) > _N_TRIED // 2 else 0.0
            self.distance_ratio = float(distance / goal) if goal > 0 else 1.0
            return self.distance_ratio >= 1

        most = self._order.shape[1]
        n_neighbors = min(_N_NEIGHBORS, most)
        while not reaches(n_neighbors, np.cos(_WIDEST), np.sin(_WIDEST)) and 2 * n_neighbors <= most:
            n_neighbors *= 2
        if self.distance_ratio >= 1:
            least, largest = 0.0, _WIDEST
            for _ in range(_N_HALVINGS):
                middle = (least + largest) / 2
                if reaches(n_neighbors, np.cos(middle), np.sin(middle)):
                    largest = middle
                else:
                    least = middle
            reaches(n_neighbors, np.cos(largest), np.sin(largest))
            return
        n_neighbors = min(_N_NEIGHBORS, most)
        least, largest = _INFLATIONS
        if reaches(n_neighbors, _KEPT_OF_INFLATED, largest):
            for _ in range(_N_HALVINGS):
                middle = (least + largest) / 2
                if reaches(n_neighbors, _KEPT_OF_INFLATED, middle):
                    largest = middle
                else:
                    least = middle
            reaches(n_neighbors, _KEPT_OF_INFLATED, largest)

    def draw(self, n_rows: int, rng: np.random.Generator) -> np.ndarray:
        """Scores of new rows: (n_rows, s)."""
        source = rng.integers(len(self._order), size=n_rows)
        near = self.training_scores[self._order[source, : self.n_neighbors]]  # (n_rows, k, s)
        middle = near.mean(axis=1)
        weight = rng.standard_normal(near.shape[:2]) / np.sqrt(near.shape[1])
        spread = np.einsum("nk,nks->ns", weight, near - middle[:, None])
        scores = middle + self._kept * (self.training_scores[source] - middle) + self._drawn * spread
        return self._shrinkage * scores  # scores of training rows have mean 0 and standard deviation 1

    def draw_rows(self, n_rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw new rows, again where too many are near a training row, and say which rows gave their details.

        Parameters
        ----------
        n_rows : int
        rng : numpy.random.Generator

        Returns
        -------
        rows : ndarray of shape (n_rows, f)
            With the rest.
        donors : ndarray of int of shape (n_rows, n_channels)
        """
        rows, donors = self._draw_finished(n_rows, rng)
        again = np.arange(n_rows)
        for _ in range(_MAX_DRAWS - 1):
            distance, ratio = self._distances(rows[again])
            accepted = self._accepted[np.searchsorted(self._edges, distance, side="right")]
            accepted = np.where(ratio < self._near_ratio, self._accepted_copies * accepted, accepted)
            again = again[rng.random(len(again)) >= accepted]
            if not len(again):
                break
            rows[again], donors[again] = self._draw_finished(len(again), rng)
        return rows, donors

    def _find_acceptance(self, windows: bool, seed: int) -> None:
        """Find how often draws are accepted, by their distance to the nearest row, and if they are near copies.

        Accepted draws come near a row, and are near copies of one, as often as left-out rows. Of windows none that is
        near is accepted: training has many windows side by side, and unseen ones come from other time spans.
        """
        rng, fractions = np.random.default_rng(seed), np.diff([0.0, *_NEAR, 1.0])
        distance, ratio = self._distances(self._draw_finished(_N_FOR_ACCEPTANCE, rng)[0])
        interval = np.searchsorted(self._edges, distance, side="right")
        drawn = np.maximum(np.bincount(interval, minlength=len(fractions)) / len(distance), 1 / len(distance))
        accepted = np.minimum(fractions / drawn * (drawn[-1] / fractions[-1]), 1.0)
        self._accepted = np.append(0.0 * accepted[:-1], 1.0) if windows else accepted
        weights = self._accepted[interval]
        copies = float(weights[ratio < self._near_ratio].sum())
        others = float(weights.sum()) - copies
        wanted = _COPY_QUANTILE / (1 - _COPY_QUANTILE) * others
        self._accepted_copies = min(1.0, wanted / copies) if copies > 0 else 1.0

    def _draw_finished(self, n_rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """New rows, in which some channels come whole from the row that gave their details."""
        rows, donors = self._draw_all(n_rows, rng)
        for channel in self._whole:
            of_channel = np.flatnonzero(self._channels == channel)
            rows[:, of_channel] = self._rows[donors[:, [channel]], of_channel]
        return rows, donors

    def _draw_all(self, n_rows: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        scores = self.draw(n_rows, rng)
        near, detail = self.neighbors(scores), self.detail + self._rest
        rows, donors = self.inverse_transform(scores), np.empty((n_rows, self._channels.max() + 1), dtype=np.intp)
        for group, has_any_donor in self._donor_groups:
            features = np.isin(self._channels, group)
            of_group = detail[:, features]
            chosen = np.stack([near[np.arange(n_rows), rng.integers(near.shape[1], size=n_rows)] for _ in range(2)])
            if has_any_donor:  # as that of a neighbour would only make the draw like that neighbour
                chosen = rng.integers(len(self._rows), size=chosen.shape)
            donors[:, group] = chosen[0][:, None]
            added = of_group[chosen[0]]
            if self._n_donors > 1:  # what neighbours have in common stays, and the rest keeps its variance
                common = 0.0 if has_any_donor else of_group[near].mean(axis=1)
                added = common + (added + of_group[chosen[1]] - 2 * common) / np.sqrt(2)
            rows[:, features] += added
        return rows, donors

    def _distances(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Distance of finished draws to the nearest training row, and its ratio to the second: (n, f) -> (n,), (n,)."""
        return _distances_and_ratios(rows, self._rows)


def _distances_and_ratios(some, others, left_out=None):
    """Distances to the nearest of other rows, and their ratios to those of the second nearest: (n,), (n,)."""
    squares = _squared_distances(some, others)
    if left_out is not None:
        squares[left_out] = np.inf
    first, second = np.sqrt(np.partition(squares, 1, axis=1)[:, :2]).T
    ratios = np.divide(first, second, out=np.ones_like(first), where=(second > 0) & np.isfinite(second))
    return first, ratios


def _squared_distances(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Squared distances of rows: (n, f), (m, f) -> (n, m)."""
    squares = (some**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * some @ others.T
    return np.maximum(squares, 0.0)
