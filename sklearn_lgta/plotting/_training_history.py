"""How the network was trained."""

import numpy as np

from ._fitted import augmenter_of
from ._pyplot import new_axes


class TrainingHistoryDisplay:
    """Losses and divergence of the training, by step.

    Make it with :meth:`from_estimator`. The left panel shows the loss on training windows, in which the weight of the
    divergence rises at first, and that on held-out windows, at full weight; the line marks the step whose weights are
    kept. The right panel shows the Kullback-Leibler divergence of the codes from a standard normal distribution: at 0
    the network makes no use of them (posterior collapse).

    Parameters
    ----------
    history : dict of lists
        "step", "loss", "held_out_loss" and "kl", as `history_` of an augmenter.

    Attributes
    ----------
    axes_ : ndarray of two matplotlib Axes
        Where it is drawn.
    figure_ : matplotlib Figure
        The figure of `axes_`.

    See Also
    --------
    sklearn_lgta.LGTAAugmenter : Its `history_` is what is drawn.

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

    def __init__(self, history):
        self.history = history

    @classmethod
    def from_estimator(cls, estimator, *, axes=None):
        """Draw the training of an augmenter.

        Parameters
        ----------
        estimator : LGTAAugmenter, or estimator with the attribute `augmenter_`
            Fitted.
        axes : sequence of two matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        display : TrainingHistoryDisplay

        Raises
        ------
        ValueError
            If the model was not trained in steps, as a `PCACodec`.
        ImportError
            If matplotlib is not installed.
        """
        augmenter = augmenter_of(estimator)
        if not augmenter.history_.get("step"):
            raise ValueError(
                f"history_ is empty: {type(augmenter.model_).__name__} was not trained in steps. A CVAE is."
            )
        return cls(augmenter.history_).plot(axes)

    def plot(self, axes=None):
        """Draw losses and divergence.

        Parameters
        ----------
        axes : sequence of two matplotlib Axes or None, default=None
            Where to draw; None makes a new figure.

        Returns
        -------
        self : TrainingHistoryDisplay

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        if axes is None:
            axes = new_axes(self, 2, figsize=(9, 3.5))
        losses, divergence = axes = np.ravel(axes)
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
        self.axes_, self.figure_ = axes, losses.figure
        return self
