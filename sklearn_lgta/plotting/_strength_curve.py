"""Change of the series against the gain in the latent space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..inspection._at_strength import at_strength
from ..metrics import achieved_strength
from ._display import AxesDisplay
from ._fitted import augmenter_of, unit_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_N_POINTS = 6  # gains at which new series are measured


class StrengthCurveDisplay(AxesDisplay):
    """Change of the series against the gain in the latent space, as `fit` has measured it.

    Make it with :meth:`from_estimator`. With series X it also shows the change that copies of these achieve. If these
    points lie on the curve, copies of X change by the strength that was asked for. Alternatives (`|`) have a curve
    each.

    Parameters
    ----------
    gain : ndarray of shape (n_points,), or dict of str to ndarray
        Latent gains; for alternatives those of each, by its name.
    strength : ndarray of shape (n_points,), or dict of str to ndarray
        Change of the series at each, in standard deviations.
    ceiling : float, default=inf
        Largest strength that can be reached.
    asked : float or None, default=None
        The current strength, which is marked.
    achieved_gain : ndarray of shape (n_measured,) or None, default=None
        Gains at which copies were measured.
    achieved : ndarray of shape (n_measured,) or None, default=None
        Their change.
    unit : str, default="root-mean-square change"
        Unit of strength.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `ax_`.

    See Also
    --------
    sklearn_lgta.LGTAAugmenter : Its `strength_curve_` is drawn.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec
    >>> from sklearn_lgta.plotting import StrengthCurveDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(X[:30])
    >>> display = StrengthCurveDisplay.from_estimator(augmenter, X[30:])
    >>> display.ax_.get_xlabel()
    'latent gain'
    """

    def __init__(
        self,
        gain: NDArray | dict[str, NDArray],
        strength: NDArray | dict[str, NDArray],
        *,
        ceiling: float = np.inf,
        asked: float | None = None,
        achieved_gain: NDArray | None = None,
        achieved: NDArray | None = None,
        unit: str = "root-mean-square change",
    ) -> None:
        self.gain = gain
        self.strength = strength
        self.ceiling = ceiling
        self.asked = asked
        self.achieved_gain = achieved_gain
        self.achieved = achieved
        self.unit = unit

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: ArrayLike | None = None,
        *,
        n_copies: int = 5,
        y: ArrayLike | None = None,
        conditions: Any = None,
        ax: Axes | None = None,
    ) -> Self:
        """Draw the curve of an augmenter.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints), or None
            Series to measure on, without missing values; series that were not in `fit` tell more. None draws only
            the curve.
        n_copies : int, default=5
            Copies of X at each of six gains.
        y : array-like of shape (n_series,) or None, default=None
            Class labels, as for `LGTAAugmenter.augment`.
        conditions : dict, DataFrame, array-like or None, default=None
            As for `LGTAAugmenter.augment`.
        ax : matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        display : StrengthCurveDisplay

        Raises
        ------
        ValueError
            If X is given and strength is measured as a Wasserstein distance, or the transformation has alternatives.
        ImportError
            If matplotlib is not installed.
        """
        augmenter = augmenter_of(estimator)
        curve, calibration = augmenter.strength_curve_, augmenter.calibration
        measured: dict[str, Any] = {"unit": "Wasserstein distance"} if calibration == "wasserstein" else {}
        if hasattr(curve, "curves"):
            if X is not None:
                raise ValueError(
                    f"Copies of X are made by alternatives, {', '.join(curve.names)}, each with a curve of its own. "
                    "Leave X out."
                )
            named = dict(zip(curve.names, curve.curves, strict=True))
            points = ({name: getattr(one, what) for name, one in named.items()} for what in ("gain", "strength"))
            return cls(*points, **measured).plot(ax)
        if X is not None:
            if calibration == "wasserstein":
                raise ValueError(
                    "Copies of X have a root-mean-square change, which cannot be compared with "
                    "calibration='wasserstein'. Leave X out."
                )
            gains = np.linspace(0, curve.gain[-1], 1 + _N_POINTS)[1:]
            strengths = gains if calibration is None else np.interp(gains, curve.gain, curve.strength)
            augmenters = (at_strength(augmenter, strength) for strength in strengths)
            copies = (each.augment(X, n_copies, y=y, conditions=conditions) for each in augmenters)
            achieved = [achieved_strength(X, copy, unit=unit_of(augmenter)) for copy in copies]
            measured = {"achieved_gain": gains, "achieved": np.array(achieved)}
        asked = augmenter.strength if calibration is not None and augmenter.strength else None
        return cls(curve.gain, curve.strength, ceiling=curve.ceiling, asked=asked, **measured).plot(ax)

    def _draw(self, ax: Axes) -> None:
        if isinstance(self.gain, dict) and isinstance(self.strength, dict):
            for name, gain in self.gain.items():
                ax.plot(gain, self.strength[name], marker="o", markersize=4, label=name)
        else:
            self._draw_one(ax, self.gain, self.strength)
        ax.set_xlim(left=0)
        ax.set_ylim(bottom=0)
        ax.set_xlabel("latent gain")
        ax.set_ylabel(f"{self.unit} (standard deviations)")
        ax.legend()

    def _draw_one(self, ax: Axes, gain: Any, strength: Any) -> None:
        ax.plot(gain, strength, marker="o", markersize=4, label="measured in fit")
        if self.achieved is not None and self.achieved_gain is not None:
            ax.plot(self.achieved_gain, self.achieved, "x", color="C1", label="achieved by copies of X")
        if np.isfinite(self.ceiling):
            ax.axhline(self.ceiling, color="grey", linestyle=":", label=f"ceiling {self.ceiling:.2g}")
        if self.asked is not None and self.asked <= strength[-1]:
            at_asked = np.interp(self.asked, strength, gain)
            ax.plot(
                [at_asked, at_asked, 0],
                [0, self.asked, self.asked],
                "o--",
                markevery=[1],  # the corner, so that it shows on a scale that goes far beyond it
                markersize=4,
                color="black",
                linewidth=0.8,
                label=f"asked: {self.asked:g}",
            )
