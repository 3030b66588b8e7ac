"""Scores on augmented series against the strength."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from numpy.typing import ArrayLike

from ..inspection import RobustnessCurve, robustness_curve
from ._display import AxesDisplay

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class RobustnessCurveDisplay(AxesDisplay):
    """Score of a fitted estimator on augmented series, one line per transformation.

    Make it with :meth:`from_estimator`, or from the result of :func:`~sklearn_lgta.inspection.robustness_curve`.
    Bands reach one standard deviation over copies to either side.

    Parameters
    ----------
    curve : RobustnessCurve
        Scores by transformation, strength and copy.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.plotting import RobustnessCurveDisplay
    >>> rng = np.random.default_rng(0)
    >>> y = np.tile([0, 1], 30)
    >>> X = np.sin(np.arange(24) / np.where(y, 3, 2)[:, None]) + 0.3 * rng.normal(size=(60, 24))
    >>> classifier = KNeighborsClassifier().fit(X[:30], y[:30])
    >>> augmenter = LGTAAugmenter("jitter", model=PCACodec(), random_state=0)
    >>> display = RobustnessCurveDisplay.from_estimator(classifier, X[30:], y[30:], augmenter, strengths=[0.3, 1])
    >>> display.ax_.get_ylabel()
    'score'
    """

    def __init__(self, curve: RobustnessCurve) -> None:
        self.curve = curve

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        y: ArrayLike,
        augmenter: Any = None,
        *,
        name: str | None = None,
        ax: Axes | None = None,
        **parameters: Any,
    ) -> Self:
        """Measure the curve and draw it.

        Parameters
        ----------
        estimator : estimator
            Fitted; or a forecaster of sktime.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Test series, or the history.
        y : array-like of shape (n_series,) or (n_series, n_outputs)
            Targets, or the true future.
        augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
            Augmenter that changes the series.
        name : str or None, default=None
            Name of the line, as for `plot`.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.
        **parameters : dict
            Parameters of :func:`~sklearn_lgta.inspection.robustness_curve`.

        Returns
        -------
        display : RobustnessCurveDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return cls(robustness_curve(estimator, X, y, augmenter, **parameters)).plot(ax, name=name)

    def plot(
        self, ax: Axes | None = None, *, transformations: Sequence[str] | None = None, name: str | None = None
    ) -> Self:
        """Draw the lines.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure. Several estimators may share the axes.
        transformations : list of str or None, default=None
            Transformations to draw; None draws all.
        name : str or None, default=None
            Name of the estimator in the legend. It replaces the name of the transformation if only one is drawn.

        Returns
        -------
        self : RobustnessCurveDisplay

        Raises
        ------
        ValueError
            If a transformation was not measured.
        ImportError
            If matplotlib is not installed.
        """
        drawn = self.curve.transformations if transformations is None else tuple(transformations)
        unknown = set(drawn) - set(self.curve.transformations)
        if unknown:
            raise ValueError(
                f"transformations names {sorted(unknown)}, which were not measured; there are "
                f"{list(self.curve.transformations)}."
            )
        return self._plot(ax, drawn=drawn, name=name)

    def _draw(self, ax: Axes, drawn: tuple[str, ...] = (), name: str | None = None) -> None:
        curves = zip(self.curve.transformations, self.curve.mean, self.curve.sd, strict=True)
        curves_drawn = [curve for curve in curves if curve[0] in drawn]
        for number, (transformation, mean, sd) in enumerate(curves_drawn, start=1):
            size = 4 + 1.2 * (len(curves_drawn) - number)  # ever smaller: rings show lines that lie on each other
            names = [name] if len(drawn) == 1 and name else [name, transformation]
            (line,) = ax.plot(
                self.curve.strengths, mean, marker="o", markersize=size, label=", ".join(filter(None, names))
            )
            ax.fill_between(self.curve.strengths, mean - sd, mean + sd, color=line.get_color(), alpha=0.2, linewidth=0)
        ax.set_xlabel("strength (standard deviations)")
        ax.set_ylabel("score")
        ax.legend()
