"""The progress bar of `verbose`, of which one is shown at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_IS_SILENT = ContextVar("no bar is shown, as this is a part of other work", default=False)


@contextmanager
def progress_bar(name: str, total: int, unit: str, verbose: int) -> Iterator[Any]:
    """Show how far some work is and how long the rest takes; the bars of its parts are not shown.

    Parameters
    ----------
    name : str
        Stands before the bar.
    total : int
        Steps of the work.
    unit : str
        Name of a step.
    verbose : int
        0 shows no bar.

    Yields
    ------
    bar : tqdm
        Its ``update(n)`` reports n more steps.
    """
    from tqdm.auto import tqdm  # asks whether this is a notebook, and warns if that cannot draw bars

    with tqdm(total=total, desc=name, unit=unit, disable=not verbose or _IS_SILENT.get()) as bar, no_bars():
        yield bar


@contextmanager
def no_bars() -> Iterator[None]:
    """Show no bars of what this thread does, whatever its `verbose` is."""
    token = _IS_SILENT.set(True)
    try:
        yield
    finally:
        _IS_SILENT.reset(token)
