"""Losses of the training of the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from ._display import PanelsDisplay
from ._fitted import augmenter_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class TrainingHistoryDisplay(PanelsDisplay):
    """Losses and divergence during the training, by step.

    Make it with :meth:`from_estimator`. The left panel shows the loss on training windows, in which the weight of the
    divergence rises at first, and the loss on held-out windows, at full weight. The vertical line marks the step whose
    weights are kept. The right panel shows the Kullback-Leibler divergence of the codes from a standard normal
    distribution: at 0 the network does not use them (posterior collapse).

    Parameters
    ----------
    history : dict of lists
        "step", "loss", "held_out_loss" and "kl", as `history_` of an augmenter.

    Attributes
    ----------
    axes_ : ndarray of matplotlib Axes of shape (2,)
        The axes of the drawing.
    figure_ : matplotlib Figure
        The figure of `axes_`.

    See Also
    --------
    sklearn_lgta.LGTAAugmenter : Its `history_` is drawn.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import CVAE, LGTAAugmenter
    >>> from sklearn_lgta.plotting import TrainingHistoryDisplay
    >>> X = np.random.default_rng(0).normal(size=(60, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter("mix", model=CVAE(max_steps=100), random_state=0).fit(X)
    >>> display = TrainingHistoryDisplay.from_estimator(augmenter)
    >>> display.history["step"]
    [20, 40, 60, 80, 100]
    """

    def __init__(self, history: dict[str, list]) -> None:
        self.history = history

    @classmethod
    def from_estimator(cls, estimator: Any, *, axes: Sequence[Axes] | NDArray[np.object_] | None = None) -> Self:
        """Draw the training of an augmenter.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        axes : sequence of two matplotlib Axes or None, default=None
            Axes to draw on; None makes a new figure.

        Returns
        -------
        display : TrainingHistoryDisplay

        Raises
        ------
        ValueError
            If the model was not trained in steps, such as a `PCACodec`.
        ImportError
            If matplotlib is not installed.
        """
        augmenter = augmenter_of(estimator)
        if not augmenter.history_.get("step"):
            raise ValueError(
                f"history_ is empty: {type(augmenter.model_).__name__} was not trained in steps. A CVAE is."
            )
        return cls(augmenter.history_).plot(axes)

    def _layout(self) -> tuple[int, int, tuple[float, float]]:
        return 2, 1, (9, 3.5)

    def _draw(self, axes: NDArray[np.object_]) -> None:
        losses, divergence = axes
        step, held_out = self.history["step"], self.history["held_out_loss"]
        losses.plot(step, self.history["loss"], label="training")
        losses.plot(step, held_out, label="held out")
        kept = step[int(np.argmin(held_out))]
        losses.axvline(kept, color="grey", linestyle=":", label=f"weights kept: step {kept}")
        losses.set_ylabel("loss (nats a window)")
        losses.legend()
        divergence.plot(step, self.history["kl"], color="C2")
        divergence.set_ylim(bottom=0)
        divergence.set_ylabel("KL divergence (nats a token)")
        for ax in axes:
            ax.set_xlabel("step")
