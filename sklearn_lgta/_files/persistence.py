"""Save a fitted augmenter to a file without code, and load it.

The members of a file are a list of objects in JSON, their arrays, and the weights of a network. `schema` says what a
file may hold, `writer` and `reader` convert objects to data and back, `validation` checks an augmenter that was read,
and `archive` is the container.
"""

import os
import sys

import numpy as np
import safetensors.numpy
import sklearn
import torch

from .archive import FilePath, read_archive, write_archive
from .reader import Reader
from .schema import ARRAYS, MEMBERS, STATE, WEIGHTS
from .strict_json import dump_json, load_json
from .validation import check_augmenter, check_parameters
from .writer import Writer


def save(augmenter, path: FilePath) -> None:
    """Write a fitted augmenter.

    Parameters
    ----------
    augmenter : LGTAAugmenter
    path : str or PathLike

    Raises
    ------
    TypeError
        If the augmenter holds objects that a file cannot hold, such as those of your classes.
    ValueError
        If a parameter has been set out of its range after `fit`, or `fit` used another value.
    OSError
        If the file cannot be written.
    """
    check_parameters(augmenter)
    augmenter._follow_parameters()
    writer = Writer(type(augmenter))
    writer.node(augmenter, "")
    members = {
        STATE: dump_json(writer.objects),
        ARRAYS: safetensors.numpy.save(writer.arrays),
        WEIGHTS: safetensors.numpy.save(writer.weights),
    }
    packages = {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "torch": torch.__version__}
    python = ".".join(map(str, sys.version_info[:3]))
    write_archive(path, members, {"sklearn_lgta": _version(), "python": python, **packages})


def load(cls: type, path: FilePath):
    """Read a fitted augmenter.

    Parameters
    ----------
    cls : type
        Class of the augmenter.
    path : str or PathLike

    Returns
    -------
    augmenter : LGTAAugmenter

    Raises
    ------
    ValueError
        If `save` has not written the file, or it is newer than this package or damaged.
    OSError
        If there is no such file, or it cannot be opened.
    """
    members = read_archive(path, MEMBERS, _version())
    try:
        with np.errstate(all="ignore"):  # a forged file may hold any numbers
            augmenter = _read(cls, members)
    except Exception as error:  # a forged file may raise anything
        reason = str(error) if isinstance(error, ValueError) else f"{type(error).__name__} ({error})"
        raise ValueError(
            f"{os.fsdecode(path)!r} does not hold an augmenter that works: {reason}. If LGTAAugmenter.save wrote the "
            "file, save the augmenter again with this version of sklearn_lgta. If not, do not trust the file."
        ) from error
    return augmenter


def _read(cls: type, members: dict[str, bytes]):
    reader = Reader(cls, *(safetensors.numpy.load(members[name]) for name in (ARRAYS, WEIGHTS)))
    for entry in load_json(members[STATE]):
        reader.read_object(entry)
    augmenter = reader.objects[-1]
    if type(augmenter) is not cls:
        raise ValueError(f"its last object is a {type(augmenter).__name__}, and must be a {cls.__name__}")
    check_augmenter(augmenter, n_bytes=sum(map(len, members.values())))
    return augmenter


def _version() -> str:
    from .. import __version__  # set once all modules are imported

    return __version__
