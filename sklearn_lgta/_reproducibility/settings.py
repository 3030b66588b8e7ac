"""Settings of numpy, scikit-learn, BLAS and torch under which all numbers are computed.

The user's settings change no number, and are left as they were found. Most of them belong to one thread. The two that
do not, the numbers of threads of BLAS and of torch, are set so that calls in other threads do not notice.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from functools import cache
from typing import Any

import numpy as np
import sklearn
from threadpoolctl import ThreadpoolController

# ------------------------------------------------------------------------------------ numpy, scikit-learn and BLAS
_NUMPY_DEFAULTS: dict[str, Any] = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_SKLEARN_DEFAULTS: dict[str, Any] = {
    "array_api_dispatch": False,
    "working_memory": 1024,
    "enable_cython_pairwise_dist": True,
    "pairwise_dist_chunk_size": 256,
    "transform_output": "default",
}


@contextmanager
def numeric_settings() -> Iterator[None]:
    """Compute with the default error state of numpy and configuration of scikit-learn, and with one BLAS thread.

    Notes
    -----
    Sums of matrix products depend on the number of threads that share them. The products here are small, and faster
    on one thread.
    """
    with np.errstate(**_NUMPY_DEFAULTS), sklearn.config_context(**_SKLEARN_DEFAULTS), _ONE_BLAS_THREAD:
        yield


class _Shared:
    """A setting of the whole process: the first block to begin makes it, and the last to end takes it back.

    Parameters
    ----------
    make : callable
        Returns the context manager of the setting.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make, self._lock, self._n_blocks, self._stack = make, threading.Lock(), 0, ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if not self._n_blocks:
                self._stack.enter_context(self._make())
            self._n_blocks += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._n_blocks -= 1
            if not self._n_blocks:
                self._stack.close()


@cache
def _thread_pools() -> ThreadpoolController:
    """The thread pools of this process: looking for them takes milliseconds, and this package has loaded its own."""
    return ThreadpoolController()


_ONE_BLAS_THREAD = _Shared(lambda: _thread_pools().limit(limits=1, user_api="blas"))


# ------------------------------------------------------------------------------------ torch
@contextmanager
def torch_settings(device: str = "cpu", *, gradients: bool = False) -> Iterator[None]:
    """Compute with torch on one thread of the CPU or on a device, in full precision, with or without gradients.

    Parameters
    ----------
    device : {"cpu", "cuda", "mps"}, default="cpu"
        What is made without saying where is made on the CPU in any case.
    gradients : bool, default=False

    Notes
    -----
    One thread is faster than several for recurrent networks of this size. Bitwise equal results also need the same
    number of threads everywhere.
    """
    import torch

    with (
        _one_torch_thread(),
        _default_device(),
        torch.autocast("cpu", enabled=False),
        torch.autocast(device, enabled=False) if torch.amp.is_autocast_available(device) else nullcontext(),
        _FULL_PRECISION if device == "cuda" else nullcontext(),
        torch.inference_mode(not gradients),
        torch.set_grad_enabled(gradients),
    ):
        yield


def _default_device() -> Any:
    """What is made without saying where is made on the default device, which the user may have changed."""
    import torch

    # only then, as torch calls a function of this context for every operation: a tenth of the time of a fit
    return nullcontext() if torch.get_default_device() == torch.device("cpu") else torch.device("cpu")


def _full_precision() -> Any:
    """Recurrent layers of cuDNN round to TensorFloat32 unless told otherwise, a thousand times coarser."""
    import torch

    return torch.backends.cudnn.flags(enabled=torch.backends.cudnn.enabled, deterministic=True, allow_tf32=False)


_FULL_PRECISION = _Shared(_full_precision)
_SETTING_THREADS = threading.Lock()


@contextmanager
def _one_torch_thread() -> Iterator[None]:
    """Give torch one thread for what the calling thread computes, and leave all others theirs."""
    import torch

    n_threads = torch.get_num_threads()
    if n_threads == 1:
        yield
        return
    _set_torch_threads(1)
    try:
        yield
    finally:
        _set_torch_threads(n_threads)


def _set_torch_threads(n_threads: int) -> None:
    """Set the number of torch threads of the calling thread.

    Torch keeps this number for each thread that calls it, and a new thread starts with the number that any thread has
    set last. A short-lived thread reads that number, and another one puts it back.
    """
    import torch

    with _SETTING_THREADS:
        of_new_threads = _in_new_thread(torch.get_num_threads)
        torch.set_num_threads(n_threads)
        _in_new_thread(lambda: torch.set_num_threads(of_new_threads))


def _in_new_thread(function: Callable[[], Any]) -> Any:
    results: list[Any] = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    thread.join()
    return results[0]
