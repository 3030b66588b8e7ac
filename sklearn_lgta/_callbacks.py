"""Callbacks of scikit-learn (new in 1.9), a substitute for older versions, and the monitor of the training."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Self

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn < 1.9: no callback can be set, so none is called

    class _NoContext:
        def subcontext(self, **task: Any) -> Self:
            return self

        def call_on_fit_task_begin(self, **task: Any) -> Self:
            return self

        def call_on_fit_task_end(self, **task: Any) -> bool:
            return False

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """An estimator without callbacks."""

        def _init_callback_context(self, **task: Any) -> _NoContext:
            return _NoContext()

    def with_callbacks(method: Callable) -> Callable:
        """Return the method, one call deeper as in scikit-learn: the stack levels of warnings count on it."""

        @wraps(method)
        def called(estimator: Any, *arguments: Any, **parameters: Any) -> Any:
            return method(estimator, *arguments, **parameters)

        return called


class TrainingMonitor:
    """Reports the progress of a training to the callbacks of an estimator and to a progress bar.

    Parameters
    ----------
    estimator : estimator
        Its callbacks are called.
    context : sklearn.callback.CallbackContext
        Context of its `fit`.
    bar : tqdm
        The progress bar of its `fit`.
    """

    def __init__(self, estimator: Any, context: Any, bar: Any) -> None:
        self.estimator, self.context, self.bar = estimator, context, bar

    def start(self, n_steps: int, history: dict[str, list]) -> None:
        """Report the start of the training.

        Parameters
        ----------
        n_steps : int
            Largest number of steps.
        history : dict of lists
            The training appends its losses here; callbacks find it as ``estimator.history_``.
        """
        self.estimator.history_ = history
        self.n_left = self.n_unfinished = n_steps
        self.bar.total += n_steps
        self.training = self.context.subcontext(task_name="training", max_subtasks=n_steps)
        self.training.call_on_fit_task_begin(estimator=self.estimator)
        self._next()

    def step(self) -> bool:
        """Report the end of a step.

        Returns
        -------
        stop : bool
            Whether a callback asks to stop the training.
        """
        self.n_unfinished -= 1
        if losses := self.estimator.history_.get("held_out_mse"):
            self.bar.set_postfix(held_out_mse=f"{losses[-1]:.3f}", refresh=False)
        self.bar.update()
        stop = self.task.call_on_fit_task_end(estimator=self.estimator)
        if not stop:
            self._next()
        return stop

    def end(self) -> None:
        """Report the end of the training."""
        self.bar.total -= self.n_unfinished  # the steps that an early end has left out
        self.training.call_on_fit_task_end(estimator=self.estimator)

    def _next(self) -> None:
        if self.n_left:
            self.task = self.training.subcontext(task_name="step")
            self.task.call_on_fit_task_begin(estimator=self.estimator)
            self.n_left -= 1


def fit_within(context: Any, task_name: str, estimator: Any, *arguments: Any, **parameters: Any) -> Any:
    """Fit a component of an estimator as one of its tasks, with the callbacks that propagate to it.

    Parameters
    ----------
    context : sklearn.callback.CallbackContext
        Context of the `fit` of the whole estimator.
    task_name : str
    estimator : estimator
        The component.
    *arguments, **parameters
        Arguments of its `fit`.

    Returns
    -------
    estimator : estimator
        The fitted component.
    """
    task = context.subcontext(task_name=task_name)
    takes_callbacks = hasattr(estimator, "set_callbacks") and hasattr(task, "propagate_callback_context")
    with task.propagate_callback_context(estimator) if takes_callbacks else nullcontext():
        task.call_on_fit_task_begin(estimator=estimator)
        fitted = estimator.fit(*arguments, **parameters)
        task.call_on_fit_task_end(estimator=estimator)
    return fitted
