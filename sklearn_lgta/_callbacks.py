"""Callbacks of scikit-learn (new in 1.9), what stands in for them before, and how training tells them."""

from contextlib import nullcontext
from functools import wraps

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn < 1.9: no callback can be set, so none is called

    class _NoContext:
        def subcontext(self, **about):
            return self

        def call_on_fit_task_begin(self, **about):
            return self

        def call_on_fit_task_end(self, **about):
            return False

    class CallbackSupportMixin:  # type: ignore[no-redef]
        """An estimator without callbacks."""

        def _init_callback_context(self, **about):
            return _NoContext()

    def with_callbacks(method):
        """The method as it is, one call deeper, as in scikit-learn: warnings count the calls."""

        @wraps(method)
        def called(estimator, *arguments, **parameters):
            return method(estimator, *arguments, **parameters)

        return called


class TrainingMonitor:
    """Tells the callbacks of an estimator how far its training is.

    Parameters
    ----------
    estimator : estimator
        Whose callbacks are called.
    context : sklearn.callback.CallbackContext
        Of its `fit`.
    """

    def __init__(self, estimator, context):
        self.estimator, self.context = estimator, context

    def start(self, n_steps, history):
        """Training begins.

        Parameters
        ----------
        n_steps : int
            At most.
        history : dict of lists
            What training writes its losses into; callbacks find it as ``estimator.history_``.
        """
        self.estimator.history_ = history
        self.n_left = n_steps
        self.training = self.context.subcontext(task_name="training", max_subtasks=n_steps)
        self.training.call_on_fit_task_begin(estimator=self.estimator)
        self._next()

    def step(self):
        """A step is done.

        Returns
        -------
        stop : bool
            Whether a callback asks for the end.
        """
        stop = self.task.call_on_fit_task_end(estimator=self.estimator)
        if not stop:
            self._next()
        return stop

    def end(self):
        """Training has ended."""
        self.training.call_on_fit_task_end(estimator=self.estimator)

    def _next(self):
        if self.n_left:
            self.task = self.training.subcontext(task_name="step")
            self.task.call_on_fit_task_begin(estimator=self.estimator)
            self.n_left -= 1


def fit_within(context, task_name, estimator, *arguments, **parameters):
    """Fit a part of an estimator as one of its tasks, with the callbacks that are handed down.

    Parameters
    ----------
    context : sklearn.callback.CallbackContext
        Of the `fit` of the whole.
    task_name : str
    estimator : estimator
        The part.
    *arguments, **parameters
        Of its `fit`.

    Returns
    -------
    estimator : estimator
        The part, fitted.
    """
    task = context.subcontext(task_name=task_name)
    takes_callbacks = hasattr(estimator, "set_callbacks") and hasattr(task, "propagate_callback_context")
    with task.propagate_callback_context(estimator) if takes_callbacks else nullcontext():
        task.call_on_fit_task_begin(estimator=estimator)
        fitted = estimator.fit(*arguments, **parameters)
        task.call_on_fit_task_end(estimator=estimator)
    return fitted
