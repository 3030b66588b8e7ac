"""Figures of a report beside their null lines."""

import numpy as np

from ..metrics import MetricsReport, metrics_report
from ._fitted import augmenter_of
from ._pyplot import new_axes

_ENDS = {  # of the scale of a figure, wider where a value lies outside
    "spectral_distance": (0, 0.5),
    "discriminative_score": (0, 0.5),
    "density": (0, 2),
    "pairwise_diversity": (0, 2),
    "strength_error": (-1, 1),
}
_NULL = {"marker": "|", "color": "0.4", "markersize": 12, "markeredgewidth": 2, "linestyle": "none"}
_BETTER = {"lower": "←", "higher": "→", "near baseline": "↔", "as asked": " "}


class MetricsDisplay:
    """What a report says of copies or drawn series: a line a figure, each on its own scale, with its null line.

    Make it with :meth:`from_estimator` or :meth:`from_predictions`, or from several reports of
    :func:`~sklearn_lgta.metrics.metrics_report` to compare them. An arrow points to where values are better; "↔" means
    near the null line, which is the grey stroke.

    Parameters
    ----------
    reports : MetricsReport or dict of str to MetricsReport
        One, or several by their name; all of the same figures.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.metrics import metrics_report
    >>> from sklearn_lgta.plotting import MetricsDisplay
    >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(X)
    >>> display = MetricsDisplay.from_estimator(augmenter, X, random_state=0)
    >>> round(display.reports["achieved_strength"].value, 1)
    0.3
    >>> noisy = X + np.random.default_rng(1).normal(size=X.shape)
    >>> reports = {"mix": display.reports, "noise": metrics_report(X, noisy, strength=0.3, random_state=0)}
    >>> display = MetricsDisplay(reports).plot()
    """

    def __init__(self, reports):
        self.reports = reports

    @classmethod
    def from_estimator(cls, estimator, X, *, n_copies=1, X_held_out=None, random_state=None, ax=None):
        """Copy series, measure and draw.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Real series, at least six, without gaps.
        n_copies : int, default=1
            Copies of every series.
        X_held_out : array-like of shape (n_held_out, ...) or None, default=None
            Real series that `fit` has not seen, as for :func:`~sklearn_lgta.metrics.metrics_report`.
        random_state : int, RandomState instance or None, default=None
            Of the figures. That of the copies is the augmenter's own.
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : MetricsDisplay

        Raises
        ------
        ValueError
            If a value is missing or there are too few series.
        ImportError
            If matplotlib is not installed.
        """
        augmenter = augmenter_of(estimator)
        return cls.from_predictions(
            X,
            augmenter.augment(X, n_copies),
            X_held_out=X_held_out,
            strength=augmenter.strength or None,
            random_state=random_state,
            ax=ax,
        )

    @classmethod
    def from_predictions(cls, X, X_new, *, ax=None, **parameters):
        """Measure series that are there already, of whatever origin, and draw.

        Parameters
        ----------
        X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Real series that `X_new` was made from, at least six.
        X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
            Copies, copy after copy, or with ``paired=False`` drawn series.
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.
        **parameters : dict
            Of :func:`~sklearn_lgta.metrics.metrics_report`.

        Returns
        -------
        display : MetricsDisplay

        Raises
        ------
        ValueError
            If the shapes do not fit, a value is missing or there are too few series.
        ImportError
            If matplotlib is not installed.
        """
        return cls(metrics_report(X, X_new, **parameters)).plot(ax)

    def plot(self, ax=None):
        """Draw the figures.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        self : MetricsDisplay

        Raises
        ------
        ValueError
            If reports have different figures.
        ImportError
            If matplotlib is not installed.
        """
        reports = {None: self.reports} if isinstance(self.reports, MetricsReport) else self.reports
        first, *others = reports.values()
        if any(list(report) != list(first) for report in others):
            raise ValueError(
                f"The reports {', '.join(map(repr, reports))} do not hold the same figures. Measure all with the same "
                "arguments, and either copies or drawn series."
            )
        places = _places(first)
        if ax is None:
            ax = new_axes(self, figsize=(9, 1 + 0.27 * (1 + max(places.values()))))
        for name, place in places.items():
            if name not in first:
                ax.text(0, place, name, weight="bold", va="center")
                continue
            low, high = _ends(name, reports.values())
            ax.hlines(place, 0, 1, color="0.9", zorder=0)
            for number, report in enumerate(reports.values()):
                value, null = ((figure - low) / (high - low) for figure in report[name][:2])
                ax.plot(null, place, **_NULL)
                ax.plot(value, place, "o", color=f"C{number}", alpha=0.8)
            for end, fraction, side in ((low, -0.01, "right"), (high, 1.01, "left")):
                ax.text(fraction, place, f"{end:.3g}", ha=side, va="center", size="small", color="0.5")
            if not others:
                ax.text(1.08, place, f"{first[name].value:.2f}", va="center")
        ax.set_yticks(
            [places[name] for name in first], [f"{name} {_BETTER[figure.better]}" for name, figure in first.items()]
        )
        ax.set(xlim=(-0.07, 1.15), ylim=(max(places.values()) + 0.5, -0.5), xticks=[])
        ax.set_xlabel("← or → points to what is better, ↔ means near the null line")
        ax.tick_params(left=False)
        ax.spines[:].set_visible(False)
        handles = [
            ax.plot([], [], "o", color=f"C{number}", label=label)[0] for number, label in enumerate(reports) if label
        ]
        handles += ax.plot([], [], **_NULL, label="null line")
        ax.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)
        self.ax_, self.figure_ = ax, ax.figure
        return self


def _places(report):
    """Lines from above of questions and of the figures below theirs: dict of str to int."""
    rows = []
    for name, figure in report.items():
        rows += [name] if figure.question in rows else [figure.question, name]
    return {row: place for place, row in enumerate(rows)}


def _ends(name, reports):
    """Scale of a figure, which holds all that is drawn: (low, high)."""
    low, high = _ENDS.get(name, (0, 1))
    figures = [number for report in reports for number in report[name][:2]]
    return np.nanmin([low, *figures]), np.nanmax([high, *figures])
