"""What all displays do: make axes if the user gives none, draw, and remember axes and figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from ._pyplot import new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase


class AxesDisplay(ABC):
    """A display on one matplotlib Axes. A subclass holds its values and draws them.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `ax_`.
    """

    ax_: Axes
    figure_: FigureBase

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the display.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        self : object
            The display.

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return self._plot(ax)

    def _plot(self, ax: Axes | None, **options: Any) -> Self:
        if ax is None:
            (ax,) = new_axes(self, figsize=self._figure_size())
        self._draw(ax, **options)
        self.ax_, self.figure_ = ax, ax.figure
        return self

    def _figure_size(self) -> tuple[float, float] | None:
        """Width and height of a new figure in inches; None is the default of matplotlib."""
        return None

    @abstractmethod
    def _draw(self, ax: Axes) -> None:
        """Draw on one axes."""


class PanelsDisplay(ABC):
    """A display on several matplotlib Axes. A subclass holds its values and draws them.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes of shape (n_panels,)
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `axes_`.
    """

    axes_: NDArray[np.object_]
    figure_: FigureBase

    def plot(self, axes: Sequence[Axes] | NDArray[np.object_] | None = None) -> Self:
        """Draw the display.

        Parameters
        ----------
        axes : sequence of matplotlib Axes or None, default=None
            Axes to draw on, one per panel; None makes a new figure.

        Returns
        -------
        self : object
            The display.

        Raises
        ------
        ValueError
            If `axes` does not have one entry per panel.
        ImportError
            If matplotlib is not installed.
        """
        n_panels, n_rows, size = self._layout()
        panels = (
            new_axes(self, n_panels, n_rows, figsize=size) if axes is None else np.array(axes, dtype=object).ravel()
        )
        if len(panels) != n_panels:
            raise ValueError(f"axes holds {len(panels)} Axes; {type(self).__name__} needs {n_panels}, one per panel.")
        self._draw(panels)
        self.axes_, self.figure_ = panels, panels[0].figure
        return self

    @abstractmethod
    def _layout(self) -> tuple[int, int, tuple[float, float]]:
        """Number of panels and of their rows, and size of a new figure in inches."""

    @abstractmethod
    def _draw(self, axes: NDArray[np.object_]) -> None:
        """Draw on the axes of all panels."""
