"""Random numbers that depend on the content of a row.

The noise of a row depends on the seed, on the values of the row and on the number of the copy, never on the
other rows. So a copy is the same in any batch, order or process.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

_KEY_BYTES = 16  # a Philox key has 128 bits
# Constants of Philox-4x64-10: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
_MULTIPLIERS = np.array([0xD2E7470EE14C6C93, 0xCA5A826395121157], dtype=np.uint64)[:, None, None]
_KEY_STEPS = np.array([0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B], dtype=np.uint64)[:, None, None]
_ROUNDS = 10
_BLOCKS_AT_ONCE = 2**14  # which stay in the cache
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


def row_keys(values: NDArray) -> list[bytes]:
    """Content keys of rows.

    Parameters
    ----------
    values : ndarray of shape (n_series, ...)
        Rows with equal numbers have equal keys, whatever their dtype or memory order. A missing value (NaN) counts
        as a number, except before the first and after the last observed value, where it is left out.

    Returns
    -------
    keys : list of bytes
        One key of 16 bytes per row.
    """
    return [_digest(_canonical(row)) for row in values]


def _canonical(row: NDArray) -> bytes:
    # + 0.0 turns -0.0 into 0.0: they compare equal, so they must have the same key
    numbers = np.ascontiguousarray(row, dtype="<f8") + 0.0
    missing = np.isnan(numbers)
    if not missing.any():
        return numbers.tobytes()
    numbers[missing] = np.nan  # NaN has many bit patterns
    observed = np.flatnonzero(~missing.reshape(len(numbers), -1).all(axis=1))
    return numbers[observed[0] : observed[-1] + 1].tobytes()


def _digest(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=_KEY_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def group_keys(groups: ArrayLike) -> list[bytes]:
    """Keys of group labels; rows with the same label get the same random numbers.

    Parameters
    ----------
    groups : array-like of shape (n_series,)

    Returns
    -------
    keys : list of bytes
    """
    return [_digest(b"group", _text(group).encode()) for group in groups]  # type: ignore[union-attr]


def _text(group: Any) -> str:
    # the number or text itself, as print options of numpy change the text of its scalars
    return str(group.item() if isinstance(group, np.generic) else group)


def keyed_generator(seed: int, key: bytes, copy: int = 0) -> np.random.Generator:
    """Counter-based generator of one row in one copy.

    Parameters
    ----------
    seed : int
        Seed of the augmenter.
    key : bytes
        Key of the row or of its group.
    copy : int, default=0
        Number of the copy.

    Returns
    -------
    generator : numpy.random.Generator
    """
    return np.random.Generator(np.random.Philox(key=_seeded(seed, key), counter=(0, 0, 0, int(copy))))


def _seeded(seed: int, key: bytes) -> int:
    return int.from_bytes(_digest(int(seed).to_bytes(8, "little"), key), "little")


class RowGenerators:
    """Generators of many rows that draw together, each as if it were alone.

    Parameters
    ----------
    seed : int
        Seed of the augmenter.
    keys : sequence of n bytes
        Keys of the rows or of their groups.
    copies : sequence of n ints
        Number of the copy, for every row.
    """

    def __init__(self, seed: int, keys: Sequence[bytes], copies: Sequence[int]):
        seeded = np.array([divmod(_seeded(seed, key), 2**64) for key in keys], dtype=np.uint64).reshape(-1, 2)
        self._keys = seeded[:, 1, None], seeded[:, 0, None]
        self._copies = np.array(copies, dtype=np.uint64)[:, None]
        self._position = 0

    def __len__(self) -> int:
        return len(self._copies)

    def __getitem__(self, rows: slice | NDArray) -> Self:
        """Generators of some rows, which go on where these are."""
        of_rows = object.__new__(type(self))
        of_rows._keys = self._keys[0][rows], self._keys[1][rows]
        of_rows._copies, of_rows._position = self._copies[rows], self._position
        return of_rows

    def generator(self, row: int) -> np.random.Generator:
        """Return a numpy generator of one row, which goes on where the rows are: int -> Generator."""
        key = [int(half[row, 0]) for half in self._keys]
        counter = (self._position, 0, 0, int(self._copies[row, 0]))
        return np.random.Generator(np.random.Philox(key=key[0] + (key[1] << 64), counter=counter))

    def random(self, size: int | tuple[int, ...]) -> NDArray[np.float64]:
        """Numbers that are uniform from 0 to 1, 0 included.

        Parameters
        ----------
        size : int or tuple of ints
            Shape of the numbers of one row.

        Returns
        -------
        numbers : ndarray of shape (n, *size)
            For every row those of numpy's generator.
        """
        size = (size,) if isinstance(size, int) else size
        n_numbers = math.prod(size)
        n_blocks = -(-n_numbers // 4)
        block = np.arange(self._position + 1, self._position + 1 + n_blocks, dtype=np.uint64)
        self._position += n_blocks
        numbers, n_rows = np.empty((len(self), n_numbers)), max(1, _BLOCKS_AT_ONCE // max(1, n_blocks))
        for rows in (slice(first, first + n_rows) for first in range(0, len(self), n_rows)):
            raw = _philox(block, self._copies[rows], *(key[rows] for key in self._keys))
            numbers[rows] = (raw.reshape(len(raw), -1)[:, :n_numbers] >> np.uint64(11)) * 2.0**-53
        return numbers.reshape(len(self), *size)

    def standard_normal(self, size: int | tuple[int, ...]) -> NDArray[np.float64]:
        """Standard normal numbers, the normal quantiles of uniform ones: shape of one row -> (n, *size)."""
        return ndtri(self.random(size) + 2.0**-54)  # never 0


def _philox(block: NDArray, copy: NDArray, key: NDArray, other_key: NDArray) -> NDArray[np.uint64]:
    """Random bits of blocks of counters, four numbers each: (b,), (n, 1), (n, 1), (n, 1) -> (n, b, 4)."""
    shape = len(key), len(block)
    even, odd = np.zeros((2, *shape), dtype=np.uint64), np.zeros((2, *shape), dtype=np.uint64)
    even[0], odd[1] = block, copy  # counters 0 and 2, and 1 and 3
    keys = np.stack([key, other_key])  # (2, n, 1)
    with np.errstate(over="ignore"):  # integers wrap around
        for _ in range(_ROUNDS):
            high, low = _product(_MULTIPLIERS, even)
            even, odd = high[::-1] ^ odd ^ keys, low[::-1]
            keys = keys + _KEY_STEPS
    return np.stack([even[0], odd[0], even[1], odd[1]], axis=-1)


def _product(factor: NDArray, numbers: NDArray) -> tuple[NDArray, NDArray]:
    """High and low half of a product of 128 bits, from products of 64 bits."""
    low, high = numbers & _LOW, numbers >> _HALF
    factor_low, factor_high = factor & _LOW, factor >> _HALF
    middle = high * factor_low + (low * factor_low >> _HALF)
    other = low * factor_high + (middle & _LOW)
    return high * factor_high + (middle >> _HALF) + (other >> _HALF), numbers * factor
