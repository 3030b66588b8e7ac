"""Series and what becomes of them in copies."""

import numpy as np

from ._fitted import augmenter_of
from ._pyplot import new_axes

_MOST = 8  # panels
_A_ROW = 4
_BANDS = {0.9: "#c6dbef", 0.5: "#6baed6"}  # share of the copies: colour
_SINGLE = 2  # copies drawn one by one


class CopiesDisplay:
    """Original series against their copies, a panel a series.

    Make it with :meth:`from_estimator` or :meth:`from_predictions`. Bands hold the middle 50 % and 90 % of the copies
    at each time point on its own. Two copies are drawn as lines, as a band does not show how rough a series is.

    Parameters
    ----------
    series : ndarray of shape (n_series, n_timepoints)
        Originals, of one channel.
    copies : ndarray of shape (n_copies, n_series, n_timepoints)
        Their copies.
    times : ndarray of shape (n_timepoints,) or None, default=None
        Where the time points are; None numbers them.
    labels : sequence of n_series objects or None, default=None
        Labels of the series, for the titles; None numbers them, unless there is one alone.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes of shape (n_series,)
        Where it is drawn.
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

    def __init__(self, series, copies, times=None, labels=None):
        self.series = series
        self.copies = copies
        self.times = times
        self.labels = labels

    @classmethod
    def from_estimator(cls, estimator, X, *, n_copies=20, channel=0, y=None, conditions=None, axes=None):
        """Copy series and draw them.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Eight series at most, of one length. Dates of the columns are put on the axis, labels of the index into
            the titles.
        n_copies : int, default=20
            Copies of every series.
        channel : int, default=0
            The channel that is drawn.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, as for `LGTAAugmenter.augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `LGTAAugmenter.augment`.
        axes : sequence of n_series matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : CopiesDisplay

        Raises
        ------
        ValueError
            If there are more than eight series, or `axes` are not as many.
        ImportError
            If matplotlib is not installed.
        """
        _check_few(len(X))
        copies = augmenter_of(estimator).augment(X, n_copies, y=y, conditions=conditions)
        return cls.from_predictions(X, copies, channel=channel, axes=axes)

    @classmethod
    def from_predictions(cls, X, copies, *, channel=0, axes=None):
        """Draw copies that are there already, of whatever origin.

        Parameters
        ----------
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Eight series at most, of one length, as for `from_estimator`.
        copies : array-like or DataFrame of shape (n_copies * n_series, ...)
            Copy after copy, as `LGTAAugmenter.augment` returns them.
        channel : int, default=0
            The channel that is drawn.
        axes : sequence of n_series matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : CopiesDisplay

        Raises
        ------
        ValueError
            If there are more than eight series, copies are not as many of each, or `axes` are not one a series.
        ImportError
            If matplotlib is not installed.
        """
        series, new = _channel_of(X, channel), _channel_of(copies, channel)
        _check_few(len(series))
        if len(new) == 0 or len(new) % len(series) or new.shape[1] != series.shape[1]:
            raise ValueError(
                f"copies has shape {new.shape} (of one channel); X, of shape {series.shape}, needs one or more "
                "copies of every series, copy after copy, as augment(X, n_copies) returns them."
            )
        labels = X.index if hasattr(X, "columns") else None
        return cls(series, new.reshape(-1, *series.shape), _dates_of(X), labels).plot(axes)

    def plot(self, axes=None):
        """Draw series and copies.

        Parameters
        ----------
        axes : sequence of n_series matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        self : CopiesDisplay

        Raises
        ------
        ValueError
            If `axes` are not one a series.
        ImportError
            If matplotlib is not installed.
        """
        n_series, n_timepoints = self.series.shape
        if axes is None:
            n_rows = -(-n_series // _A_ROW)
            size = (max(5, 1 + 3.5 * -(-n_series // n_rows)), 3.3 * n_rows)
            axes = new_axes(self, n_series, n_rows, figsize=size)
        axes = np.ravel(axes)
        if len(axes) != n_series:
            raise ValueError(f"axes holds {len(axes)} Axes; one for each of {n_series} series is needed.")
        times = np.arange(n_timepoints) if self.times is None else self.times
        for ax, original, copies in zip(axes, self.series, self.copies.swapaxes(0, 1), strict=True):
            for fraction, colour in _BANDS.items():
                low, high = np.quantile(copies, [(1 - fraction) / 2, (1 + fraction) / 2], axis=0)
                label = f"{fraction:.0%} of {len(copies)} copies"
                ax.fill_between(times, low, high, color=colour, linewidth=0, label=label)
            for number, copy in enumerate(copies[:_SINGLE]):
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
        self.axes_, self.figure_ = axes, axes[0].figure
        if self.figure_.get_layout_engine() is None:
            self.figure_.set_layout_engine("constrained")  # makes room for legend, titles and dates
        return self

    def _titles(self):
        """Which series the panels show: a list of str, empty for one series without a label."""
        if self.labels is None and len(self.series) == 1:
            return []
        labels = range(len(self.series)) if self.labels is None else self.labels
        return [label if isinstance(label, str) else f"series {label}" for label in labels]


def _check_few(n_series):
    if not 1 <= n_series <= _MOST:
        raise ValueError(f"X holds {n_series} series, and a panel is drawn for each of 1 to {_MOST}. Pass some: X[:3].")


def _channel_of(X, channel):
    """One channel of series: (n_series, n_timepoints)."""
    try:
        values = np.asarray(X, dtype=float)
    except ValueError as error:
        raise ValueError("X holds series of unequal length; pass those of one length, or one alone.") from error
    return values[:, channel] if values.ndim == 3 else values


def _dates_of(X):
    """Dates of the columns of a frame, None where there are none."""
    columns = getattr(X, "columns", None)
    columns = columns.to_timestamp() if hasattr(columns, "to_timestamp") else columns
    dates = np.asarray(columns)
    return dates if dates.dtype.kind == "M" else None
