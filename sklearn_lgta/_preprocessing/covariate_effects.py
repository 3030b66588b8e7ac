"""Effects of covariates on series: a regression within the decomposition, shrunken towards the panel.

A series is ``z = f + R b + e``: structure f (trend and season, a linear smoother S), covariates R with effects b, and a
remainder e. With ``z~ = z - S z`` and ``R~ = R - S R`` the effects are those of the regression of z~ on R~ [1]_, which
is where backfitting between structure and effects converges to, with less bias. The remainder has autocorrelation
``rho`` and variance ``s`` in every series, so both sides are quasi-differenced [2]_. Effects of a series are drawn
about those of the panel, ``b ~ N(m, diag(v))`` [3]_, so they are estimated as ``b = m + D (I + D A D / s)^-1 D (g - A
m) / s`` with ``D = diag(sqrt(v))``, ``A = R~' R~`` and ``g = R~' z~``: a series that says little has the effects of
the panel. `fit` estimates m by generalised least squares, with a weak ridge for collinear covariates, and v by the EM
algorithm [4]_ (empirical Bayes).

Axes: n series, t time points, c channels, r covariates.

References
----------
.. [1] P. Speckman, "Kernel smoothing in partial linear models", JRSS B 50, 1988.
.. [2] S. Prais and C. Winsten, "Trend estimators and serial correlation", Cowles Commission 383, 1954.
.. [3] P. Swamy, "Efficient inference in a random coefficient regression model", Econometrica 38, 1970.
.. [4] N. Laird and J. Ware, "Random-effects models for longitudinal data", Biometrics 38, 1982.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .trend_season import SHIFT

_ROUNDS = 4  # of effects, autocorrelation and variance of a series
_STEPS = 40  # of the EM algorithm
_LARGEST_RHO = 0.98
_LEAST_LEFT = 0.02  # of the variation of a covariate; one with less is trend or season, and has no effect of its own
_FIRST_SPREAD = 0.1  # variance of effects before the first step, for a covariate of variance 1
_ROUNDING = 1e-6  # of the variance of a covariate; one that varies less is constant in a series
_LEAST_NOISE = 1e-10  # relative to what effects explain, or collinear covariates make the equations singular
_TINY = 1e-12
_LARGEST = np.finfo(np.float64).max


class Moments(NamedTuple):
    """Sums of products of covariates and a series, all that the regression needs.

    Attributes
    ----------
    products, lagged, first, last : ndarrays of shape (n, c, r + 1, r + 1)
        At the same time, one time point apart (both ways), and at the first and last time point. The series is last.
    n_degrees : ndarray of shape (n, 1)
        Degrees of freedom of the remainder.
    """

    products: np.ndarray
    lagged: np.ndarray
    first: np.ndarray
    last: np.ndarray
    n_degrees: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, inputs: np.ndarray, n_degrees: float) -> "Moments":
        """Sums of products of series (n, t, c) and covariates (n, t, r), both without their structure."""
        both = np.ascontiguousarray(np.concatenate([inputs, values], axis=2).swapaxes(1, 2))  # (n, r + c, t)
        later, earlier = both[..., 1:], both[..., :-1]
        lagged = _products(later, earlier)
        first, last = (_products(edge, edge) for edge in (both[..., :1], both[..., -1:]))
        sums = _products(both, both), lagged + lagged.swapaxes(1, 2), first, last
        products, lagged, first, last = (_by_channel(one, inputs.shape[2]) for one in sums)
        return cls(products, lagged, first, last, np.full((len(values), 1), n_degrees))

    def varies(self, power: np.ndarray) -> np.ndarray:
        """Whether covariates vary in a series, by their variance in all series: (r,) -> (n, c, r)."""
        squares = self.products.diagonal(axis1=2, axis2=3)[..., :-1]
        return squares > _ROUNDING * self.n_degrees[..., None] * power

    def whitened(self, rho: np.ndarray) -> np.ndarray:
        """Sums of products after quasi-differencing: rho of shape (n, c) -> (n, c, r + 1, r + 1)."""
        rho = rho[..., None, None]
        return self.products - rho * self.lagged + rho**2 * (self.products - self.first - self.last)


def _products(one, other):
    """Sums of products over time, series by series: (n, m, t), (n, m, t) -> (n, m, m)."""
    return one @ other.swapaxes(1, 2)  # a product for every series: none depends on how many come together


def _by_channel(products, n_inputs):
    """Products of covariates and all channels, as those of covariates and each channel.

    (n, r + c, r + c) -> (n, c, r + 1, r + 1)
    """
    n_series, n_both, _ = products.shape
    sums = np.empty((n_series, n_both - n_inputs, n_inputs + 1, n_inputs + 1))
    sums[..., :-1, :-1] = products[:, None, :n_inputs, :n_inputs]
    sums[..., :-1, -1] = products[:, :n_inputs, n_inputs:].swapaxes(1, 2)
    sums[..., -1, :-1] = products[:, n_inputs:, :n_inputs]
    sums[..., -1, -1] = products[:, n_inputs:, n_inputs:].diagonal(axis1=1, axis2=2)
    return sums


def _quadratic(matrices, vectors):
    """Quadratic forms, row by row: (..., r, r), (..., r) -> (...)."""
    return ((matrices * vectors[..., None, :]).sum(axis=-1) * vectors).sum(axis=-1)


class _Remainder(NamedTuple):
    """What effects leave of some series.

    Attributes
    ----------
    rho, noise : ndarrays of shape (n, c)
        Autocorrelation and variance of the remainder.
    size : ndarray of shape (n, c)
        Its standard deviation, the unit of effects and of the noise; 1 for logarithms.
    """

    rho: np.ndarray
    noise: np.ndarray
    size: np.ndarray

    @classmethod
    def first(cls, moments: Moments, *, has_unit: bool) -> "_Remainder":
        """Without any effect."""
        return cls.of(moments, np.zeros_like(moments.products[..., 0, :-1]), has_unit=has_unit)

    @classmethod
    def of(cls, moments: Moments, coefficients: np.ndarray, *, has_unit: bool) -> "_Remainder":
        """With effects (n, c, r) in units of the moments."""
        residual = np.concatenate([-coefficients, np.ones_like(coefficients[..., :1])], axis=-1)
        power = np.maximum(_quadratic(moments.products, residual), _TINY)
        rho = np.clip(_quadratic(moments.lagged, residual) / 2 / power, 0.0, _LARGEST_RHO)
        noise = np.maximum(_quadratic(moments.whitened(rho), residual), _TINY * power) / moments.n_degrees
        size = np.sqrt(power / moments.n_degrees) if has_unit else np.ones_like(power)
        return cls(rho, noise / size**2, size)


class _Posterior(NamedTuple):
    """Effects of series given those of the panel, and what the panel is estimated from.

    Attributes
    ----------
    coefficients, variance : ndarrays of shape (n, c, r)
        Effects in units of the size of the series, and how uncertain they are.
    precision : ndarray of shape (n, c, r, r)
    weighted : ndarray of shape (n, c, r)
        Precision of the effects about those of the panel, and the same times the effects.
    """

    coefficients: np.ndarray
    variance: np.ndarray
    precision: np.ndarray
    weighted: np.ndarray

    @classmethod
    def of(cls, moments: Moments, remainder: _Remainder, mean: np.ndarray, variance: np.ndarray) -> "_Posterior":
        """Effects of series whose remainder is known, from mean and variance (c, r) of those of the panel."""
        sums = moments.whitened(remainder.rho)
        signal = (sums.diagonal(axis1=-2, axis2=-1)[..., :-1] * variance).max(axis=-1)
        noise = np.maximum(remainder.noise, _LEAST_NOISE * signal)[..., None, None]
        gram = sums[..., :-1, :-1] / noise
        cross = sums[..., :-1, -1:] / remainder.size[..., None, None] / noise
        spread = np.sqrt(variance)[:, :, None]  # (c, r, 1)
        system = np.eye(mean.shape[1]) + spread * gram * spread.swapaxes(1, 2)
        rest = cross - (gram * mean[:, None, :]).sum(axis=-1, keepdims=True)
        both = np.concatenate([rest, cross, gram], axis=-1)
        solved = spread * np.linalg.solve(system, spread * both)  # D (I + D A D / s)^-1 D times all of them
        left = variance - (solved[..., 2:] * variance[:, None, :]).diagonal(axis1=-2, axis2=-1)
        weighted = (cross - gram @ solved[..., 1:2])[..., 0]
        return cls(mean + solved[..., 0], np.maximum(left, 0.0), gram - gram @ solved[..., 2:], weighted)


class SeriesWithoutStructure(NamedTuple):
    """Series of one length, from which effects are estimated.

    Attributes
    ----------
    values, logarithms : ndarrays of shape (n, t, c)
        Series and their logarithms without their structure; NaN where no logarithm is taken.
    inputs, rest_of_inputs : ndarrays of shape (n, t, r)
        Covariates as they are, and without their structure.
    n_degrees : float
        Degrees of freedom of what the structure leaves.
    """

    values: np.ndarray
    logarithms: np.ndarray
    inputs: np.ndarray
    rest_of_inputs: np.ndarray
    n_degrees: float


@dataclass(frozen=True)
class CovariateEffects:
    """Effects of covariates on the series of a panel.

    Parameters
    ----------
    pooled_mean, pooled_variance : ndarrays of shape (2, c, r)
        Of the effects of a series, in standard deviations of its remainder, and in logarithms. Both are 0 for a
        covariate that never varies, or only with trend and season.
    """

    pooled_mean: np.ndarray
    pooled_variance: np.ndarray

    @classmethod
    def fit(cls, parts: "list[SeriesWithoutStructure]") -> "CovariateEffects":
        """Estimate the effects of a panel.

        Parameters
        ----------
        parts : list of SeriesWithoutStructure
            The series of every length.

        Returns
        -------
        effects : CovariateEffects
        """
        variation = [
            sum(_variation(inputs).sum(axis=0) for inputs in of_parts)
            for of_parts in ([part.inputs for part in parts], [part.rest_of_inputs for part in parts])
        ]
        n_values = sum(part.inputs.shape[0] * part.inputs.shape[1] for part in parts)
        matters = variation[1] > np.maximum(_LEAST_LEFT * variation[0], _TINY * n_values)  # inputs are of size 1
        power = np.where(matters, variation[0] / n_values, 1.0)
        fitted = []
        for domain in (0, 1):
            values = [part.logarithms if domain else part.values for part in parts]
            usable = [np.isfinite(one).all(axis=1) & (np.abs(one).max(axis=1) > 0) for one in values]
            moments = [
                Moments.of(np.nan_to_num(one), part.rest_of_inputs * matters, part.n_degrees)
                for one, part in zip(values, parts, strict=True)
            ]
            joined = Moments(*(np.concatenate(arrays) for arrays in zip(*moments, strict=True)))
            fitted.append(_panel_effects(joined, np.concatenate(usable), power, matters, has_unit=domain == 0))
        return cls(*(np.stack(parts) for parts in zip(*fitted, strict=True)))

    def of_series(self, values: np.ndarray, inputs: np.ndarray, n_degrees: float, *, logarithms: bool) -> np.ndarray:
        """Effects on each of some series.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
        inputs : ndarray of shape (n, t, r)
            Both without their structure.
        n_degrees : float
            Degrees of freedom of what the structure leaves.
        logarithms : bool
            Whether the values are logarithms.

        Returns
        -------
        coefficients : ndarray of shape (n, r, c)
        """
        moments, domain = Moments.of(values, inputs, n_degrees), int(logarithms)
        remainder = _Remainder.first(moments, has_unit=not logarithms)
        for _ in range(_ROUNDS):
            of_panel = self.pooled_mean[domain], self.pooled_variance[domain]
            coefficients = _Posterior.of(moments, remainder, *of_panel).coefficients * remainder.size[..., None]
            remainder = _Remainder.of(moments, coefficients, has_unit=not logarithms)
        return coefficients.swapaxes(1, 2)


def _variation(inputs):
    """Sum of squares about the mean of every series: (n, t, r) -> (n, r)."""
    return ((inputs - inputs.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)


def _panel_effects(moments, usable, power, matters, *, has_unit):
    """Mean and variance of effects by generalised least squares and EM, (c, r) each.

    Parameters
    ----------
    moments : Moments
    usable : ndarray of bool of shape (n, c)
        Series that take part.
    power : ndarray of shape (r,)
        Variance of every covariate.
    matters : ndarray of bool of shape (r,)
        Covariates that have an effect at all.
    has_unit : bool
        Whether effects are in units of the size of their series.
    """
    mean = np.zeros((usable.shape[1], len(power)))
    variance = np.where(matters, _FIRST_SPREAD / power, 0.0) * np.ones_like(mean)
    says_something = moments.varies(power) & usable[..., None]
    counts = says_something.sum(axis=0)
    remainder = _Remainder.first(moments, has_unit=has_unit)
    for _ in range(_STEPS):
        posterior = _Posterior.of(moments, remainder, mean, variance)
        remainder = _Remainder.of(moments, posterior.coefficients * remainder.size[..., None], has_unit=has_unit)
        precision = posterior.precision.sum(axis=0, where=usable[..., None, None])
        weighted = posterior.weighted.sum(axis=0, where=usable[..., None])
        squares = ((posterior.coefficients - mean) ** 2 + posterior.variance).sum(axis=0, where=says_something)
        variance = np.where(counts > 0, squares / np.maximum(counts, 1), 0.0)
        mean = np.linalg.solve(precision + np.diag(power), weighted[..., None])[..., 0]
    return mean, variance


@dataclass(frozen=True)
class SeriesEffects:
    """Effects of covariates on some series, in units of their values.

    Parameters
    ----------
    coefficients : ndarray of shape (n, r, c)
    is_factor : ndarray of bool of shape (n, 1, c)
        Whether the effect multiplies the series, and the coefficients are logarithms of factors.
    shift : ndarray of shape (n, 1, c)
        Added to a series before it is multiplied.
    """

    coefficients: np.ndarray
    is_factor: np.ndarray
    shift: np.ndarray

    @classmethod
    def none(cls, n_series: int, n_channels: int) -> "SeriesEffects":
        """Effects of no covariates."""
        empty = np.zeros((n_series, 1, n_channels))
        return cls(empty[:, :0], empty.astype(bool), empty)

    @classmethod
    def joined(cls, parts: Sequence["SeriesEffects"]) -> "SeriesEffects":
        """Effects on several groups of series, one after the other."""
        arrays = [(part.coefficients, part.is_factor, part.shift) for part in parts]
        return cls(*map(np.concatenate, zip(*arrays, strict=True)))

    def __getitem__(self, rows) -> "SeriesEffects":
        return SeriesEffects(self.coefficients[rows], self.is_factor[rows], self.shift[rows])

    def resized(self, location: np.ndarray, factor: np.ndarray) -> "SeriesEffects":
        """Effects on series of another location and size.

        Parameters
        ----------
        location, factor : ndarrays of shape (n, 1, c)
            Mean of the other series, and their standard deviation in units of that of these series.

        Returns
        -------
        effects : SeriesEffects
        """
        coefficients = np.where(self.is_factor, self.coefficients, factor * self.coefficients)
        return SeriesEffects(coefficients, self.is_factor, SHIFT * location)

    def moved(self, values: np.ndarray, change: np.ndarray) -> np.ndarray:
        """Series under other covariates.

        Parameters
        ----------
        values : ndarray of shape (n, t, c)
        change : ndarray of shape (n, t, r)
            Of the covariates.

        Returns
        -------
        values : ndarray of shape (n, t, c)
            Bitwise the same where the covariates are.
        """
        total = np.zeros_like(values)
        for number in range(change.shape[2]):
            total += change[:, :, number, None] * self.coefficients[:, number, None]
        with np.errstate(over="ignore", invalid="ignore"):
            multiplied = (values + self.shift) * np.expm1(np.where(self.is_factor, total, 0.0))
            return np.clip(values + np.where(self.is_factor, multiplied, total), -_LARGEST, _LARGEST)
