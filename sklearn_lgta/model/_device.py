"""The device on which a network is trained and applied. Random numbers and everything else stay on the host."""

from collections.abc import Callable
from typing import Literal, TypeVar

import torch

Device = Literal["auto", "cpu", "cuda", "mps"]
Batch = TypeVar("Batch", bound=tuple[torch.Tensor, ...])
Result = TypeVar("Result")


def available_devices() -> list[str]:
    """Return the devices that torch finds, the fastest first; the last is the CPU.

    Returns
    -------
    devices : list of str
    """
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return [name for name, is_there in found.items() if is_there]


def resolve_device(device: Device) -> str:
    """Return the device that a parameter asks for.

    Parameters
    ----------
    device : {"auto", "cpu", "cuda", "mps"}
        "auto" is the fastest that is there.

    Returns
    -------
    device : {"cpu", "cuda", "mps"}

    Raises
    ------
    ValueError
        If it is not there.
    """
    available = available_devices()
    if device == "auto":
        return available[0]
    if device not in available:
        raise ValueError(
            f"device={device!r} is not there: torch {torch.__version__} finds {' and '.join(map(repr, available))} on "
            "this machine. Use model=CVAE(device='auto'), which takes the fastest device that is there."
        )
    return device


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether a device has no memory left; only some devices have an exception of their own: RuntimeError -> bool."""
    return isinstance(error, torch.cuda.OutOfMemoryError) or "out of memory" in str(error)


def within_memory(function: Callable[[Batch], Result], batch: Batch) -> tuple[Result, int]:
    """Apply a function to a batch, or to the first half of it, the first quarter ... that the memory can hold.

    Parameters
    ----------
    function : callable
    batch : tuple of tensors of shape (B, ...)

    Returns
    -------
    result : object
    n_windows : int
        Size of the batch that it comes from.
    """
    while True:
        n_windows = len(batch[0])
        try:
            return function(batch), n_windows
        except RuntimeError as error:
            if n_windows == 1 or not is_out_of_memory(error):
                raise
        batch = type(batch)(part[: n_windows // 2] for part in batch)  # here, where the error holds no memory
