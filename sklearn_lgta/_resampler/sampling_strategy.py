"""How many new series a class gets, in the words of imbalanced-learn."""

from collections.abc import Callable, Mapping
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRATEGIES = frozenset({"auto", "all", "minority", "not majority", "not minority"})


def new_series_of_classes(
    strategy: str | float | Mapping | list | Callable[[NDArray], Mapping], labels: NDArray
) -> dict[Any, int]:
    """Return the number of new series of every class that gets some, as imbalanced-learn counts them.

    Parameters
    ----------
    strategy : str, float, dict, list or callable
        `sampling_strategy` of an over-sampler. A list has no meaning there, and is refused.
    labels : ndarray of shape (n_series,)

    Returns
    -------
    n_new : dict
        From the class label to the number of new series, 0 or more, in the order of the labels.

    Raises
    ------
    ValueError
        If there is one class, if an unknown class is named, or if a class would lose series.
    """
    classes, counts = np.unique(labels, return_counts=True)
    sizes = dict(zip(classes.tolist(), counts.tolist(), strict=True))
    if len(sizes) == 1:
        raise ValueError(
            f"sampling_strategy={strategy!r} needs more than one class, and y holds {list(sizes)} only. Use n_copies "
            "with sampling_strategy=None."
        )
    if isinstance(strategy, str):
        return _of_name(strategy, sizes)
    if isinstance(strategy, list):
        named = {label: max(sizes.values()) for label in strategy if label in sizes}
        raise ValueError(
            f"sampling_strategy={strategy!r} is a list, which only samplers that clean take. Say how large the classes "
            f"become: sampling_strategy={named or sizes}."
        )
    if isinstance(strategy, Mapping):
        return _of_sizes(strategy, sizes)
    if callable(strategy):
        wanted = strategy(labels)
        if not isinstance(wanted, Mapping):
            raise ValueError(
                f"sampling_strategy returned {wanted!r} for y. It must return the size of each class, such as {sizes}."
            )
        return _of_sizes(wanted, sizes)
    return _of_ratio(strategy, sizes)


def _of_name(strategy: str, sizes: dict[Any, int]) -> dict[Any, int]:
    """Classes that become as large as the largest one."""
    largest, smallest = max(sizes, key=sizes.__getitem__), min(sizes, key=sizes.__getitem__)  # the first among equals
    is_meant = {
        "all": lambda label: True,
        "minority": lambda label: label == smallest,
        "not minority": lambda label: label != smallest,
        "not majority": lambda label: label != largest,
        "auto": lambda label: label != largest,
    }[strategy]
    return {label: sizes[largest] - size for label, size in sizes.items() if is_meant(label)}


def _of_ratio(ratio: float, sizes: dict[Any, int]) -> dict[Any, int]:
    """The smaller of two classes, that becomes a fraction of the larger one."""
    if len(sizes) > 2:
        raise ValueError(
            f"sampling_strategy={ratio!r} is the ratio of two classes, and y holds {len(sizes)}. Say how large they "
            f"become: sampling_strategy={dict.fromkeys(sizes, max(sizes.values()))}."
        )
    largest = max(sizes, key=sizes.__getitem__)  # the first among equals
    (smaller,) = sizes.keys() - {largest}
    n_new = int(sizes[largest] * ratio - sizes[smaller])
    if n_new <= 0:
        raise ValueError(
            f"sampling_strategy={ratio!r} asks for {int(sizes[largest] * ratio)} series of class {smaller!r}, which "
            f"has {sizes[smaller]}, and it must get more. Originals are never removed: use a larger ratio, or "
            "sampling_strategy='auto', which makes the classes equal."
        )
    return {smaller: n_new}


def _of_sizes(wanted: Mapping, sizes: dict[Any, int]) -> dict[Any, int]:
    """Classes whose size after the resampling is given."""
    for label, number in wanted.items():
        if label not in sizes:
            raise ValueError(
                f"sampling_strategy names class {label!r}, but y holds {list(sizes)}. Leave that class out."
            )
        if not isinstance(number, Integral) or number < sizes[label]:
            raise ValueError(
                f"sampling_strategy asks for {number!r} series of class {label!r}, which has {sizes[label]}. "
                "Originals are never removed: ask for a whole number of at least that, or leave the class out."
            )
    return {label: int(wanted[label]) - size for label, size in sizes.items() if label in wanted}
