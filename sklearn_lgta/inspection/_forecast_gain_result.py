"""The result of a comparison of forecasters with and without augmentation.

Axes: k origins, n series.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ._corrected_t import corrected_interval
from ._paired_power import components, needed_origins, needed_series

_WIDTH = 100  # of the printed text
_WORTH = 0.01  # gain that should be seen


@dataclass(frozen=True, repr=False, eq=False)
class ForecastGain:
    """Errors of forecasts with and without augmentation at the same origins, and the verdict.

    Printing it gives a table and the verdict with its reason.

    Attributes
    ----------
    errors : ndarray of shape (n_origins, n_series)
        Scaled mean absolute errors with augmentation; NaN where a series has no value to forecast.
    baseline_errors : dict of str to ndarray of shape (n_origins, n_series)
        "no augmentation" first.
    series : tuple
        Labels of the series.
    confidence : float
        Probability that an interval holds.

    See Also
    --------
    forecast_gain : Measures it.
    """

    errors: NDArray
    baseline_errors: Mapping[str, NDArray]
    series: tuple[Hashable, ...]
    confidence: float

    def gain(self, over: str = "no augmentation") -> float:
        """Relative gain over a baseline, of the mean errors over origins and series.

        Parameters
        ----------
        over : str, default="no augmentation"
            Name of a baseline.

        Returns
        -------
        gain : float
            .03 if the error is 3 % lower; below 0 if it is higher.
        """
        return float(self._by_origin(over).mean())

    def standard_error(self, over: str = "no augmentation") -> float:
        """Standard error of the gain, over the origins.

        Parameters
        ----------
        over : str, default="no augmentation"
            Name of a baseline.

        Returns
        -------
        standard_error : float
        """
        gains = self._by_origin(over)
        return float(gains.std(ddof=1) / np.sqrt(len(gains)))

    def interval(self, over: str = "no augmentation") -> NDArray:
        """Interval of the gain, over the origins.

        Parameters
        ----------
        over : str, default="no augmentation"
            Name of a baseline.

        Returns
        -------
        interval : ndarray of shape (2,)
            Lower and upper limit of the t interval.
        """
        return corrected_interval(self._by_origin(over), 0.0, self.confidence)

    def _by_origin(self, over: str) -> NDArray:
        """Gains (k,) in units of the mean error of the baseline, of the means over the series that count for both."""
        both = np.isfinite(self.errors) & np.isfinite(self.baseline_errors[over])
        with np.errstate(invalid="ignore"):
            means = [
                np.where(both, errors, 0.0).sum(axis=1) / both.sum(axis=1)
                for errors in (self.errors, self.baseline_errors[over])
            ]
        return (means[1] - means[0]) / means[1].mean()

    def needed_origins(self, gain: float = _WORTH) -> int:
        """Origins at which a gain over no augmentation would be seen, with these series.

        Parameters
        ----------
        gain : float, default=0.01

        Returns
        -------
        n_origins : int
            At least 2. For a power of .8.
        """
        return needed_origins(self._by_origin("no augmentation"), gain, self.confidence)

    def needed_series(self, gain: float = _WORTH) -> int | None:
        """Series of which a gain over no augmentation would be seen, at as many origins.

        Parameters
        ----------
        gain : float, default=0.01

        Returns
        -------
        n_series : int or None
            For a power of .8. None if no number is enough, as all series gain or lose together at an origin; or if
            this is measured on one series.
        """
        before = self.baseline_errors["no augmentation"]
        return needed_series(components((before - self.errors) / np.nanmean(before)), gain, self.confidence)

    @property
    def verdict(self) -> Literal["use it", "no difference", "do not"]:
        """Whether to use augmentation.

        Returns
        -------
        verdict : {"use it", "no difference", "do not"}
            "use it" if the interval of the gain over no augmentation lies above 0, "do not" if it lies below.
        """
        low, high = self.interval()
        return "use it" if low > 0 else "do not" if high < 0 else "no difference"

    @property
    def reason(self) -> str:
        """Sentences that explain the verdict.

        Returns
        -------
        reason : str
        """
        low, high = self.interval()
        sentences = [
            f"The error changes by {_percent(-self.gain())} over no augmentation (standard error "
            f"{100 * self.standard_error():.1f}, interval {_percent(-high)} to {_percent(-low)})."
        ]
        names = {"augmented": self.errors, **self.baseline_errors}
        means = {name: np.nanmean(errors) for name, errors in names.items()}
        best = min(means, key=lambda name: means[name])
        if best not in ("augmented", "no augmentation"):
            sentences.append(f"On these series {best} has the smallest error, without training on a panel.")
        n_series = self.needed_series()
        enough = f"{self.needed_origins()} origins of these {len(self.series)} series"
        if len(self.series) == 1:
            enough = f"{self.needed_origins()} origins of this series"
        elif n_series is not None:
            enough += f", or with {n_series} series at these {len(self.errors)} origins"
        sentences.append(f"A gain of {_WORTH:.0%} would be seen with {enough}.")
        return " ".join(sentences)

    def table(self) -> dict[str, list]:
        """Errors and gains by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for augmentation and every baseline: "line"; "error" and "sd" (over origins) of the mean over series;
            "gain", "standard_error", "low" and "high" of augmentation over that line, NaN for itself.
        """
        names = list(self.baseline_errors)
        means = [np.nanmean(errors, axis=1) for errors in (self.errors, *self.baseline_errors.values())]
        intervals = [self.interval(name) for name in names]
        return {
            "line": ["augmented", *names],
            "error": [float(mean.mean()) for mean in means],
            "sd": [float(mean.std(ddof=1)) for mean in means],
            "gain": [np.nan, *map(self.gain, names)],
            "standard_error": [np.nan, *map(self.standard_error, names)],
            "low": [np.nan, *(float(low) for low, _ in intervals)],
            "high": [np.nan, *(float(high) for _, high in intervals)],
        }

    def __repr__(self) -> str:
        return f"ForecastGain({self.verdict!r}, n_origins={len(self.errors)}, n_series={len(self.series)})"

    def __str__(self) -> str:
        table = self.table()
        width = max(map(len, table["line"])) + 2
        rows = [f"{'':{width}s}{'error ± sd':>16s}   gain of augmentation ± standard error"]
        for line, error, sd, gain, se in zip(*(list(column) for column in list(table.values())[:5]), strict=True):
            cell = "" if np.isnan(gain) else f"   {_percent(gain)} ± {100 * se:.1f}"
            rows.append(f"{line:{width}s}{f'{error:.3g} ± {sd:.2g}':>16s}{cell}")
        about = f"{len(self.errors)} origins, {len(self.series)} series, intervals of {self.confidence:.0%}"
        return "\n".join([*rows, about, *wrap(f"Verdict: {self.verdict}. {self.reason}", _WIDTH)])


def _percent(fraction: float) -> str:
    return f"{100 * fraction:+.1f} %"
