"""Gains of augmentation with their confidence intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike

from ..inspection import AugmentationGain, augmentation_gain
from ..inspection._gain_result import Baseline
from ._display import AxesDisplay

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class AugmentationGainDisplay(AxesDisplay):
    """Gains over no augmentation and over exact duplicates, with confidence intervals and the verdict.

    Make it with :meth:`from_estimator`, or from the result of :func:`~sklearn_lgta.inspection.augmentation_gain`.
    Augmentation helps at a strength if both intervals lie to the right of 0.

    Parameters
    ----------
    gain : AugmentationGain
        Scores with and without augmentation.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import RidgeClassifier
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.plotting import AugmentationGainDisplay
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(40, 24)), np.tile([0, 1], 20)  # nothing to learn
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0)
    >>> display = AugmentationGainDisplay.from_estimator(
    ...     RidgeClassifier(), X, y, augmenter=augmenter, n_repeats=1, random_state=0
    ... )
    >>> display.ax_.get_title()
    'no difference'
    """

    def __init__(self, gain: AugmentationGain) -> None:
        self.gain = gain

    @classmethod
    def from_estimator(
        cls, estimator: Any, X: ArrayLike, y: ArrayLike, *, ax: Axes | None = None, **parameters: Any
    ) -> Self:
        """Measure the gain and draw it.

        Parameters
        ----------
        estimator : estimator or AugmentedEstimator
            Fitted or not; a clone is fitted on every fold.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series.
        y : array-like of shape (n_series,) or (n_series, n_outputs)
            Targets.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.
        **parameters : dict
            Parameters of :func:`~sklearn_lgta.inspection.augmentation_gain`.

        Returns
        -------
        display : AugmentationGainDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return cls(augmentation_gain(estimator, X, y, **parameters)).plot(ax)

    def _draw(self, ax: Axes) -> None:
        rows = np.arange(len(self.gain.strengths))
        lines: tuple[tuple[Baseline, str, float], ...] = (
            ("none", "no augmentation", -0.1),
            ("duplicates", "exact duplicates", 0.1),
        )
        for baseline, label, shift in lines:
            (line,) = ax.plot(self.gain.gain(baseline), rows + shift, "o", label=f"over {label}")
            ax.hlines(rows + shift, *self.gain.interval(baseline).T, color=line.get_color())
        ax.axvline(0, color="grey", linewidth=0.8)
        names = ["augmented" if strength is None else f"{strength:g}" for strength in self.gain.strengths]
        ax.set_yticks(rows, names)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_xlabel(f"gain in score, with the interval of {self.gain.confidence:.0%}")
        ax.set_ylabel("strength")
        ax.set_title(self.gain.verdict)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2, frameon=False)  # intervals may be anywhere
