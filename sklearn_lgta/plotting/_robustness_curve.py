"""Scores on changed series, by strength."""

from ..inspection import robustness_curve
from ._pyplot import new_axes


class RobustnessCurveDisplay:
    """Score of a fitted estimator on changed series, a line a transformation.

    Make it with :meth:`from_estimator`, or with what :func:`~sklearn_lgta.inspection.robustness_curve` has returned.
    Bands are a standard deviation over copies to either side.

    Parameters
    ----------
    curve : RobustnessCurve
        Scores by transformation, strength and copy.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
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

    def __init__(self, curve):
        self.curve = curve

    @classmethod
    def from_estimator(cls, estimator, X, y, augmenter=None, *, name=None, ax=None, **parameters):
        """Measure the curve and draw it.

        Parameters
        ----------
        estimator : estimator
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Test series.
        y : array-like of shape (n_series,) or (n_series, n_outputs)
            Targets.
        augmenter : LGTAAugmenter, FrozenEstimator or None, default=None
            What changes the series.
        name : str or None, default=None
            Name of the line, as for `plot`.
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.
        **parameters : dict
            Of :func:`~sklearn_lgta.inspection.robustness_curve`.

        Returns
        -------
        display : RobustnessCurveDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return cls(robustness_curve(estimator, X, y, augmenter, **parameters)).plot(ax, name=name)

    def plot(self, ax=None, *, transformations=None, name=None):
        """Draw the lines.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure. Lines of several estimators may go into the same.
        transformations : list of str or None, default=None
            Those to draw; None draws all.
        name : str or None, default=None
            Name of the estimator in the legend, in place of that of the transformation where one is drawn.

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
        if ax is None:
            ax = new_axes(self)
        rows = zip(self.curve.transformations, self.curve.mean, self.curve.sd, strict=True)
        rows = [row for row in rows if row[0] in drawn]
        for number, (transformation, mean, sd) in enumerate(rows, start=1):
            size = 4 + 1.2 * (len(rows) - number)  # smaller by and by: rings show lines that lie on each other
            parts = [name] if len(drawn) == 1 and name else [name, transformation]
            (line,) = ax.plot(
                self.curve.strengths, mean, marker="o", markersize=size, label=", ".join(filter(None, parts))
            )
            ax.fill_between(self.curve.strengths, mean - sd, mean + sd, color=line.get_color(), alpha=0.2, linewidth=0)
        ax.set_xlabel("strength (standard deviations)")
        ax.set_ylabel("score")
        ax.legend()
        self.ax_, self.figure_ = ax, ax.figure
        return self
