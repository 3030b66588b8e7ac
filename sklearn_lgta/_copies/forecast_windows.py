"""Training windows of a forecaster: lags, and the values that follow them.

Axes: n series, t time points, c channels, w windows of a series.
"""

import warnings

import numpy as np

from .._preprocessing.normalisation import as_dtype
from .._preprocessing.spans import ends
from .._preprocessing.trend_season import needed_timepoints
from .._preprocessing.window_positions import window_positions
from .._reproducibility.settings import numeric_settings
from .simulated_windows import SimulatedWindows
from .window_effects import WindowEffects


def check_windows(values, lags, horizon):
    """Refuse windows that are longer than every series.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
        NaN where missing.
    lags, horizon : int

    Raises
    ------
    ValueError
    """
    first, stop = ends(values)
    n_timepoints = (stop - first).max()
    if n_timepoints < lags + horizon:
        raise ValueError(
            f"X has series of {n_timepoints} time points at most. One window of lags={lags} and horizon={horizon} "
            f"needs {lags + horizon}. Use fewer lags, a shorter horizon or longer series."
        )


def has_clean_targets(target, decomposer, panel):
    """Whether the targets of copies are trend and season alone.

    Parameters
    ----------
    target : {"clean", "same"}
    decomposer : Decomposer
    panel : Panel
        Of the series, among which the message looks for one that is too short for trend and season.

    Returns
    -------
    clean : bool

    Raises
    ------
    ValueError
        If `target` is another word.

    Warns
    -----
    UserWarning
        If targets shall be clean and nothing is set aside.
    """
    if target not in ("clean", "same"):
        raise ValueError(f"target={target!r} must be 'clean' or 'same'.")
    is_set_aside = decomposer.structure != "none"
    if target == "clean" and not is_set_aside:
        warnings.warn(
            "target='clean' needs trend and season that are set aside, and nothing is: the targets of copies are the "
            f"values of the copies. {_what_sets_aside(decomposer, panel)}, or target='same' to turn "
            "this warning off.",
            UserWarning,
            stacklevel=5,  # the line that called the method of the augmenter
        )
    return target == "clean" and is_set_aside


def _what_sets_aside(decomposer, panel):
    """What to set in `fit`, so that trend and season are set aside."""
    period, lines = decomposer.seasonal_period, []
    if period is not None:
        first, stop = ends(panel.values)
        lengths, needed = stop - first, needed_timepoints(period)
        row = lengths.argmin()
        if lengths[row] < needed:
            short = f"(series {panel.name(row)} has {lengths[row]})"
            lines.append(f"fit without series of fewer than {needed} time points {short}")
    if decomposer.panel is not None:
        lines.append("set normalisation='standard' (normalisation_ is 'panel', which leaves them in the series)")
    lines.append("set seasonal_period" if period is None else "set structure='both'")
    advice = ", and ".join(lines)
    return advice[0].upper() + advice[1:]


def check_newest(panel, lags):
    """Refuse newest windows that are longer than a series.

    Parameters
    ----------
    panel : Panel
    lags : int

    Raises
    ------
    ValueError
    """
    first, stop = ends(panel.values)
    lengths = stop - first
    row = lengths.argmin()
    if lengths[row] >= lags:
        return
    raise ValueError(
        f"{np.sum(lengths < lags)} of {len(lengths)} series have fewer than lags={lags} time points; the shortest, "
        f"series {panel.name(row)}, has {lengths[row]}. Leave such series out, or use lags={lengths[row]} here and in "
        "training_windows."
    )


def cut(values, rows, starts, length):
    """Windows of series.

    Parameters
    ----------
    values : ndarray of shape (n, t, c)
    rows, starts : ndarrays of int of shape (n_windows,)
        Series and first time point of every window.
    length : int

    Returns
    -------
    windows : ndarray of shape (n_windows, c, length)
    """
    return np.lib.stride_tricks.sliding_window_view(values, length, axis=1)[rows, starts]


def in_layout(windows, dtype, has_channel_axis):
    """Windows as the user gets them: in the dtype of X, and without the axis of channels where X has none.

    Parameters
    ----------
    windows : ndarray of shape (..., c, length)
    dtype : numpy.dtype
    has_channel_axis : bool
        Without it there is one channel.

    Returns
    -------
    windows : ndarray of shape (..., length) or (..., c, length)
    """
    return as_dtype(windows if has_channel_axis else windows[..., 0, :], dtype)  # as a panel writes copies


class TrainingWindows:
    """Windows of some series and of their copies, with observed targets.

    Parameters
    ----------
    source : CopySource or MadeCopies
        The series, and their copies.
    lags, horizon : int
        Time points before and after the moment of the forecast.
    clean : bool
        Whether the target of a copy is trend and season alone.
    panel : Panel
        Of the series: windows have its layout.
    dtype : numpy.dtype
        Of the windows.
    copier : Copier or None, default=None
        That knows the structure of the series, from which windows are simulated.
    n_simulated : int, default=0
        Simulated windows of every set of them.
    conditions : Conditions or None, default=None
        Of the series, whose effects simulated windows have.

    Attributes
    ----------
    rows : ndarray of shape (n_windows,)
        Series of every window; w windows of a complete series.
    starts : ndarray of shape (n_windows,)
        First time point of every window.

    Raises
    ------
    ValueError
        If the series are too short for windows to be simulated.
    """

    def __init__(self, source, lags, horizon, clean, panel, dtype, copier=None, n_simulated=0, conditions=None):
        self.source, self.lags, self.horizon, self.clean = source, lags, horizon, clean
        self.n_simulated = n_simulated
        self._layout = dtype, panel.has_channel_axis
        self.rows, self.starts = window_positions(source.values, lags, horizon)
        if n_simulated:
            decomposer, self._effects, values = copier.encoder.decomposer, None, source.values
            with numeric_settings():
                if decomposer.effects is not None:
                    self._effects = WindowEffects.of(values, conditions, decomposer)
                    values = self._effects.without(values)
                of_series = values, self.rows, self.starts, lags, horizon
                self._simulation = SimulatedWindows(*of_series, decomposer, copier.postprocessor, copier.seed)
            self._postprocessor = copier.postprocessor

    def originals(self, which=slice(None)):
        """Windows of the series: (n_windows, c, lags), (n_windows, c, horizon); without c where X has no channels."""
        return self._pairs(self.source.values, self.source.values, which)

    def copy(self, number):
        """Windows of one copy of every series, of the same shapes."""
        return self.of_copies(self.source.copy(number))

    def of_copies(self, copies, which=slice(None)):
        """Windows of copies that are at hand.

        Parameters
        ----------
        copies : ndarray of shape (n, t, c)
            A copy of every series.
        which : int, slice or ndarray of int, default=slice(None)
            Numbers of the windows.

        Returns
        -------
        lags, targets : ndarrays of the shapes of `originals`
            Of one window without the first axis.
        """
        return self._pairs(copies, self.source.structure if self.clean else copies, which)

    def simulated(self, which, number=0):
        """Windows that are simulated from a model of the series, with expected targets.

        Parameters
        ----------
        which : ndarray of int of shape (w,)
            Less than `n_simulated`.
        number : int, default=0
            Of the set of `n_simulated` windows; all sets differ.

        Returns
        -------
        lags, targets : ndarrays of the shapes of `originals`
        rows, starts : ndarrays of shape (w,)
            The series of every window, and its first time point there.
        """
        numbers = np.asarray(which).astype(np.uint64) + np.uint64(int(number) * self.n_simulated % 2**64)
        with numeric_settings():
            *pair, rows, starts = self._simulation.windows(numbers)
            if self._effects is not None:
                firsts = starts, starts + self.lags
                pair = [
                    self._effects.on_windows(windows, rows, first, self._postprocessor)
                    for windows, first in zip(pair, firsts, strict=True)
                ]
                pair[0] = np.rint(pair[0]) if self._postprocessor.rounds else pair[0]
        return *self._in_layout(pair), rows, starts

    def _pairs(self, past, future, which):
        rows, starts = self.rows[which], self.starts[which]
        pair = cut(past, rows, starts, self.lags), cut(future, rows, starts + self.lags, self.horizon)
        return self._in_layout(pair)

    def _in_layout(self, pair):
        return tuple(in_layout(windows, *self._layout) for windows in pair)
