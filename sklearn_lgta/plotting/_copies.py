"""Series beside their copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._display import PanelsDisplay
from ._fitted import augmenter_of
from ._panel import channel_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MAX_PANELS = 8
_PANELS_PER_ROW = 4
_BANDS = {0.9: "#c6dbef", 0.5: "#6baed6"}  # fraction of the copies: colour
_LINES = 2  # copies drawn as lines


class CopiesDisplay(PanelsDisplay):
    """Original series beside their copies, one panel per series.

    Make it with :meth:`from_estimator` or :meth:`from_predictions`. Bands hold the middle 50 % and 90 % of the copies,
    time point by time point. Two copies are drawn as lines, as a band does not show how rough a series is.

    Parameters
    ----------
    series : ndarray of shape (n_series, n_timepoints)
        Originals, of one channel. NaN is not drawn: gaps, and the time after the end of a series.
    copies : ndarray of shape (n_copies, n_series, n_timepoints)
        Their copies.
    times : ndarray of shape (n_timepoints,), list of n_series ndarrays or None, default=None
        Positions of the time points on the axis; None numbers them. A list has the time points of every series.
    labels : sequence of n_series objects or None, default=None
        Labels of the series, for the titles; None numbers them, unless there is only one.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes of shape (n_series,)
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `axes_`.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.plotting import CopiesDisplay
    >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(X)
    >>> display = CopiesDisplay.from_estimator(augmenter, X[:2])
    >>> display.copies.shape
    (20, 2, 24)
    """

    def __init__(
        self,
        series: NDArray,
        copies: NDArray,
        times: NDArray | list[NDArray] | None = None,
        labels: Sequence | None = None,
    ) -> None:
        self.series = series
        self.copies = copies
        self.times = times
        self.labels = labels

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        *,
        n_copies: int = 20,
        channel: int = 0,
        y: ArrayLike | None = None,
        conditions: Any = None,
        axes: Sequence[Axes] | NDArray[np.object_] | None = None,
    ) -> Self:
        """Copy series and draw them.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            At most eight series, in any container that the augmenter takes. The axis shows its dates, the titles its
            labels.
        n_copies : int, default=20
            Copies of every series.
        channel : int, default=0
            The channel to draw.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, as for `LGTAAugmenter.augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `LGTAAugmenter.augment`.
        axes : sequence of n_series matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        display : CopiesDisplay

        Raises
        ------
        ValueError
            If there are more than eight series, or `axes` does not have one entry per series.
        ImportError
            If matplotlib is not installed.
        """
        _check_few(len(channel_of(X, 0)[0]))
        copies = augmenter_of(estimator).augment(X, n_copies, y=y, conditions=conditions)
        return cls.from_predictions(X, copies, channel=channel, axes=axes)

    @classmethod
    def from_predictions(
        cls,
        X: Any,
        copies: ArrayLike,
        *,
        channel: int = 0,
        axes: Sequence[Axes] | NDArray[np.object_] | None = None,
    ) -> Self:
        """Draw copies that exist already, from any source.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            At most eight series, as for `from_estimator`.
        copies : array-like or DataFrame of shape (n_copies * n_series, ...)
            All series of the first copy, then of the second, as `LGTAAugmenter.augment` returns them.
        channel : int, default=0
            The channel to draw.
        axes : sequence of n_series matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        display : CopiesDisplay

        Raises
        ------
        ValueError
            If there are more than eight series, if series have different numbers of copies, or if `axes` does not
            have one entry per series.
        ImportError
            If matplotlib is not installed.
        """
        (series, times, labels), (new, _, _) = channel_of(X, channel), channel_of(copies, channel)
        _check_few(len(series))
        if len(new) == 0 or len(new) % len(series) or new.shape[1] != series.shape[1]:
            raise ValueError(
                f"copies has shape {new.shape} (of one channel); X, of shape {series.shape}, needs one or more "
                "copies of every series, copy after copy. Pass augment(X, n_copies)."
            )
        return cls(series, new.reshape(-1, *series.shape), times, labels).plot(axes)

    def _layout(self) -> tuple[int, int, tuple[float, float]]:
        n_series = len(self.series)
        n_rows = -(-n_series // _PANELS_PER_ROW)
        return n_series, n_rows, (max(5, 1 + 3.5 * -(-n_series // n_rows)), 3.3 * n_rows)

    def _draw(self, axes: NDArray[np.object_]) -> None:
        numbers = np.arange(self.series.shape[1]) if self.times is None else self.times
        times_of_series = numbers if isinstance(numbers, list) else [numbers] * len(self.series)
        drawn = zip(axes, times_of_series, self.series, self.copies.swapaxes(0, 1), strict=True)
        for ax, times, original, copies in drawn:
            original, copies = original[: len(times)], copies[:, : len(times)]
            for fraction, colour in _BANDS.items():
                low, high = np.quantile(copies, [(1 - fraction) / 2, (1 + fraction) / 2], axis=0)
                label = f"{fraction:.0%} of {len(copies)} copies"
                ax.fill_between(times, low, high, color=colour, linewidth=0, label=label)
            for number, copy in enumerate(copies[:_LINES]):
                ax.plot(times, copy, color="C1", linewidth=0.8, label=None if number else "single copies")
            ax.plot(times, original, color="black", linewidth=1.5, label="original")
            if self.times is not None:
                ax.tick_params(axis="x", rotation=30)
        titles = self._titles()
        for ax, title in zip(axes, titles, strict=False):
            ax.set_title(title, fontsize="medium")
        axes[0].legend(
            loc="lower center",
            bbox_to_anchor=(0.5, 1),
            borderaxespad=2.1 if titles else 0.5,  # above the title
            borderpad=0,
            labelspacing=0.2,
            ncols=2,
            fontsize="small",
            frameon=False,
        )
        figure = axes[0].figure
        if figure.get_layout_engine() is None:
            figure.set_layout_engine("constrained")  # leaves space for legend, titles and dates

    def _titles(self) -> list[str]:
        """Titles of the panels; an empty list for one series without a label."""
        if self.labels is None and len(self.series) == 1:
            return []
        labels = range(len(self.series)) if self.labels is None else self.labels
        return [label if isinstance(label, str) else f"series {label}" for label in labels]


def _check_few(n_series: int) -> None:
    if not 1 <= n_series <= _MAX_PANELS:
        raise ValueError(f"X holds {n_series} series; there are panels for 1 to {_MAX_PANELS}. Pass some: X[:3].")
