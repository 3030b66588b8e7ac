"""Parts of some work, side by side in the jobs of joblib, with a progress bar across them."""

from collections.abc import Callable, Iterable
from typing import Any

from joblib import Parallel, delayed, effective_n_jobs  # those of scikit-learn set filters of warnings in threads

from .progress import no_bars

_BAR_PARTS = 50  # into which work is divided, at least, where a bar shows its progress


def n_parts(n_jobs: int | None, verbose: int = 0) -> int:
    """Return the number of parts of some work, at least: one a job, and more where a bar shall move.

    Parameters
    ----------
    n_jobs : int or None
        None is one, or as joblib is configured.
    verbose : int, default=0
        1 shows a bar.

    Returns
    -------
    n_parts : int
    """
    return max(effective_n_jobs(n_jobs), _BAR_PARTS if verbose else 1)


def in_jobs(calls: Iterable[tuple], n_jobs: int | None, bar: Any) -> Iterable[Any]:
    """Call functions in jobs, and return their results in the order of the calls.

    Parameters
    ----------
    calls : iterable of (callable, *arguments)
        Jobs may be processes, so the callables are importable.
    n_jobs : int or None
        None is one, or as joblib is configured.
    bar : tqdm
        Moves by one step a call.

    Returns
    -------
    results : iterable
        In one process a call starts when the result before it has been taken.
    """
    # Not all backends yield results.
    return_as = "generator" if effective_n_jobs(n_jobs) == 1 else "list"
    return _ParallelWithBar(bar, n_jobs=n_jobs, return_as=return_as)(delayed(_call)(*call) for call in calls)


def _call(function: Callable, *arguments: Any) -> Any:
    with no_bars():  # here, as other threads and processes do not know the bar of the caller
        return function(*arguments)


class _ParallelWithBar(Parallel):
    """Jobs that move a bar whenever some of them end, in any backend.

    Parameters
    ----------
    bar : tqdm
    **parameters
        Of joblib.Parallel.
    """

    def __init__(self, bar: Any, **parameters: Any) -> None:
        super().__init__(**parameters)
        self._bar, self._n_shown = bar, 0

    def print_progress(self) -> None:
        """Move the bar; joblib calls this after every batch of calls."""
        n_new, self._n_shown = self.n_completed_tasks - self._n_shown, self.n_completed_tasks
        self._bar.update(n_new)
