"""The progress bar of `verbose`, of which one is shown at a time."""

from collections.abc import Callable, Iterable, Iterator
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
    with _shown_bar(name, total, unit, verbose) as bar, no_bars():
        yield bar


def in_turn(calls: Iterable[Callable[[], Any]], name: str, total: int, unit: str, verbose: int) -> Iterator[Any]:
    """Call functions one after the other under one bar, and hand every result on before the next call.

    Parameters
    ----------
    calls : iterable of callable
        Without arguments. Bars of their own are not shown.
    name, total, unit, verbose
        As for `progress_bar`.

    Yields
    ------
    result : object
    """
    with _shown_bar(name, total, unit, verbose) as bar:
        for call in calls:
            with no_bars():  # not around the yield, where the caller may show bars
                result = call()
            bar.update(1)
            yield result


@contextmanager
def no_bars() -> Iterator[None]:
    """Show no bars of what this thread does, whatever its `verbose` is."""
    token = _IS_SILENT.set(True)
    try:
        yield
    finally:
        _IS_SILENT.reset(token)


def _shown_bar(name: str, total: int, unit: str, verbose: int) -> Any:
    from tqdm.auto import tqdm  # asks whether this is a notebook, and warns if that cannot draw bars

    return tqdm(total=total, desc=name, unit=unit, disable=not verbose or _IS_SILENT.get())
