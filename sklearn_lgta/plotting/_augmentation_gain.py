"""Gains of augmentation, with their intervals."""

import numpy as np

from ..inspection import augmentation_gain
from ._pyplot import new_axes


class AugmentationGainDisplay:
    """Gains over no augmentation and over exact duplicates, with their intervals, and the verdict.

    Make it with :meth:`from_estimator`, or with what :func:`~sklearn_lgta.inspection.augmentation_gain` has returned.
    Augmentation has helped at a strength where both intervals lie to the right of 0.

    Parameters
    ----------
    gain : AugmentationGain
        Scores with and without augmentation.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn.
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

    def __init__(self, gain):
        self.gain = gain

    @classmethod
    def from_estimator(cls, estimator, X, y, *, ax=None, **parameters):
        """Measure the gain and draw it.

        Parameters
        ----------
        estimator : estimator or AugmentedEstimator
            Need not be fitted; it is, on every fold.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
            Rows are series.
        y : array-like of shape (n_series,) or (n_series, n_outputs)
            Targets.
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.
        **parameters : dict
            Of :func:`~sklearn_lgta.inspection.augmentation_gain`.

        Returns
        -------
        display : AugmentationGainDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return cls(augmentation_gain(estimator, X, y, **parameters)).plot(ax)

    def plot(self, ax=None):
        """Draw gains and intervals.

        Parameters
        ----------
        ax : matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        self : AugmentationGainDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if ax is None:
            ax = new_axes(self)
        places = np.arange(len(self.gain.strengths))
        for null, label, shift in (("none", "no augmentation", -0.1), ("duplicates", "exact duplicates", 0.1)):
            (line,) = ax.plot(self.gain.gain(null), places + shift, "o", label=f"over {label}")
            ax.hlines(places + shift, *self.gain.interval(null).T, color=line.get_color())
        ax.axvline(0, color="grey", linewidth=0.8)
        names = ["augmented" if strength is None else f"{strength:g}" for strength in self.gain.strengths]
        ax.set_yticks(places, names)
        ax.set_ylim(len(places) - 0.5, -0.5)
        ax.set_xlabel(f"gain in score, with the interval of {self.gain.confidence:.0%}")
        ax.set_ylabel("strength")
        ax.set_title(self.gain.verdict)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.15), ncols=2, frameon=False)  # intervals may be anywhere
        self.ax_, self.figure_ = ax, ax.figure
        return self
