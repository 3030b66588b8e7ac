"""Metrics of a report beside their baselines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..metrics import MetricsReport, metrics_report
from ._display import AxesDisplay
from ._fitted import augmenter_of, unit_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LIMITS = {  # of the scale of a metric, other than 0 to 1; wider if a value lies outside
    "spectral_distance": (0, 0.5),
    "discriminative_score": (0, 0.5),
    "density": (0, 2),
    "pairwise_diversity": (0, 2),
    "strength_error": (-1, 1),
}
_BASELINE: dict[str, Any] = {"marker": "|", "color": "0.4", "markersize": 12, "markeredgewidth": 2, "linestyle": "none"}
_ARROWS = {"lower": "←", "higher": "→", "as asked": " "}  # any other metric is best near its baseline
_NEAR = "↔"


class MetricsDisplay(AxesDisplay):
    """Metrics of copies or drawn series, one line per metric, each on its own scale and with its baseline.

    Make it with :meth:`from_estimator` or :meth:`from_predictions`. To compare several reports of
    :func:`~sklearn_lgta.metrics.metrics_report`, make it from a dict. An arrow points to better values; "↔" means that
    values near the baseline are better. The grey mark is the baseline.

    Parameters
    ----------
    reports : MetricsReport or dict of str to MetricsReport
        One report, or several by name; all with the same metrics.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
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

    def __init__(self, reports: MetricsReport | dict[str, MetricsReport]) -> None:
        self.reports = reports

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike,
        *,
        n_copies: int = 1,
        X_held_out: ArrayLike | None = None,
        random_state: int | np.random.RandomState | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Copy series, measure the copies and draw the metrics.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Real series, at least six, without gaps.
        n_copies : int, default=1
            Copies of every series.
        X_held_out : array-like of shape (n_held_out, ...) or None, default=None
            Real series that were not in `fit`, as for :func:`~sklearn_lgta.metrics.metrics_report`.
        random_state : int, RandomState instance or None, default=None
            Seed of the metrics. The seed of the copies is a parameter of the augmenter.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

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
            unit=unit_of(augmenter),
            random_state=random_state,
            ax=ax,
        )

    @classmethod
    def from_predictions(cls, X: ArrayLike, X_new: ArrayLike, *, ax: Axes | None = None, **parameters: Any) -> Self:
        """Measure series that exist already, from any source, and draw the metrics.

        Parameters
        ----------
        X : array-like of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Real series from which `X_new` was made, at least six.
        X_new : array-like of shape (n_new, n_timepoints) or (n_new, n_channels, n_timepoints)
            All series of the first copy, then of the second, and so on; or, with ``paired=False``, drawn series.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.
        **parameters : dict
            Parameters of :func:`~sklearn_lgta.metrics.metrics_report`.

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

    def _by_name(self) -> dict[str | None, MetricsReport]:
        """Return the reports by name, None for a single one; all have the same metrics."""
        reports: dict[str | None, MetricsReport] = (
            {None: self.reports} if isinstance(self.reports, MetricsReport) else dict(self.reports.items())
        )
        first, *others = reports.values()
        if any(list(report) != list(first) for report in others):
            raise ValueError(
                f"The reports {', '.join(map(repr, reports))} do not hold the same metrics. Measure all with the same "
                "arguments, and either copies or drawn series."
            )
        return reports

    def _figure_size(self) -> tuple[float, float]:
        report = next(iter(self._by_name().values()))
        return 9, 1 + 0.27 * (1 + max(_rows(report).values()))

    def _draw(self, ax: Axes) -> None:
        reports = self._by_name()
        report = next(iter(reports.values()))
        rows = _rows(report)
        for name, row in rows.items():
            if name not in report:
                ax.text(0, row, name, weight="bold", va="center")
                continue
            low, high = _limits(name, reports.values())
            ax.hlines(row, 0, 1, color="0.9", zorder=0)
            for number, each in enumerate(reports.values()):
                value, baseline = ((metric - low) / (high - low) for metric in each[name][:2])
                ax.plot(baseline, row, **_BASELINE)
                ax.plot(value, row, "o", color=f"C{number}", alpha=0.8)
            for limit, position, side in ((low, -0.01, "right"), (high, 1.01, "left")):
                ax.text(position, row, f"{limit:.3g}", ha=side, va="center", size="small", color="0.5")
            if len(reports) == 1:
                ax.text(1.08, row, f"{report[name].value:.2f}", va="center")
        arrows = {name: _ARROWS.get(metric.better, _NEAR) for name, metric in report.items()}
        ax.set_yticks([rows[name] for name in report], [f"{name} {arrow}" for name, arrow in arrows.items()])
        ax.set(xlim=(-0.07, 1.15), ylim=(max(rows.values()) + 0.5, -0.5), xticks=[])
        ax.set_xlabel("← or → points to better values, ↔ means near the baseline")
        ax.tick_params(left=False)
        ax.spines[:].set_visible(False)
        handles = [
            ax.plot([], [], "o", color=f"C{number}", label=label)[0] for number, label in enumerate(reports) if label
        ]
        handles += ax.plot([], [], **_BASELINE, label="baseline")
        ax.legend(handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, frameon=False)


def _rows(report: MetricsReport) -> dict[str, int]:
    """Row, counted from the top, of every question and of the metrics below it."""
    rows: list[str] = []
    for name, metric in report.items():
        rows += [name] if metric.question in rows else [metric.question, name]
    return {name: row for row, name in enumerate(rows)}


def _limits(name: str, reports: Iterable[MetricsReport]) -> tuple[float, float]:
    """Lower and upper limit of the scale of a metric; all values and baselines lie within."""
    low, high = _LIMITS.get(name, (0, 1))
    drawn = [number for report in reports for number in report[name][:2]]
    return np.nanmin([low, *drawn]), np.nanmax([high, *drawn])
