"""Training windows for torch: a new copy whenever a window is asked for again."""

import os
import warnings
from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch.utils.data import Dataset

from ._augmenter import MOST_COPIES, LGTAAugmenter, check_whole, read_windows

_NO_EPOCH = -1


class WindowDataset(Dataset):
    """Training windows of a forecaster, of new copies in every pass.

    In an ordinary loop over a `DataLoader` every pass sees a new copy of the series: a window that is asked for again
    comes from a new copy. One copy is held in memory.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        A fitted augmenter. Its strength is read once, here.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series. Pass the time points of training only. Windows with missing targets are left out. Lags keep
        gaps, with a warning, unless the augmenter has ``missing="fill"``.
    lags, horizon : int
        Time points of a window before and after the forecast origin.
    target : {"clean", "same"}, default="clean"
        As for :meth:`LGTAAugmenter.training_windows`.
    n_simulated : int, default=0
        Simulated windows of every pass, as for :meth:`LGTAAugmenter.training_windows`: others in every pass. They
        come after the windows of the series.
    y : array-like of shape (n_series,) or None, default=None
        As for :meth:`LGTAAugmenter.augment`.
    groups : array-like of shape (n_series,) or None, default=None
        As for :meth:`LGTAAugmenter.augment`.
    conditions : dict, DataFrame, array-like or None, default=None
        As for :meth:`LGTAAugmenter.augment`.

    Attributes
    ----------
    epoch : int or None
        The epoch of `set_epoch`; None while copies are drawn.
    rows : ndarray of shape (n_windows,)
        Row of X that each window comes from, without the simulated ones, which have other rows in every pass.
    starts : ndarray of shape (n_windows,)
        First time point of each window, as for :meth:`LGTAAugmenter.training_windows`.

    Warns
    -----
    UserWarning
        If lags have gaps: most networks make NaN of them.

    See Also
    --------
    LGTAAugmenter.training_windows : All windows at once, for regressors without epochs.

    Notes
    -----
    ``dataset[i]`` is a pair of float32 tensors, of shapes (lags,) and (horizon,), with a dimension of channels
    before it if X has one. A list of numbers gives a batch. For speed, let the `DataLoader` fetch whole batches:
    ``DataLoader(dataset, batch_size=None, sampler=BatchSampler(RandomSampler(dataset), 256, drop_last=False))``.

    **Which copy.** Every process holds one copy of the series. A new copy replaces it when a window is asked for that
    it has given before, and when torch has another seed. So with any sampler and in a `Subset`:

    - No window comes twice from one copy, so all passes differ. A pass over all windows is one copy; with several
      workers, one in each. After a pass that left windows out, the first windows may still be of the copy before.
    - A request that names a window twice gets it twice from one copy. Where a sampler draws with replacement, copies
      change within a pass, which takes longer.
    - The number of a new copy is drawn from the global generator of torch, in a worker from that of the worker. So
      the same ``torch.manual_seed`` gives the same batches, as with the random transforms of torchvision. To repeat
      a seed after a pass that ended early, call ``set_epoch(None)`` as well. The generators of numpy and Python are
      neither read nor changed.
    - Workers draw other copies in every pass, also with ``persistent_workers=True``. Persistent workers are seeded
      when they start: for the same batches again, seed and make a new `DataLoader`.

    Examples
    --------
    >>> import numpy as np
    >>> from torch.utils.data import DataLoader
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset
    >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter(seasonal_period=4, model=PCACodec(), random_state=0).fit(X)
    >>> loader = DataLoader(WindowDataset(augmenter, X, lags=8, horizon=4), batch_size=130, shuffle=True)
    >>> for epoch in range(2):
    ...     for lags, targets in loader:  # of new copies in every epoch
    ...         print(epoch, tuple(lags.shape), tuple(targets.shape))
    0 (130, 8) (130, 4)
    0 (130, 8) (130, 4)
    0 (130, 8) (130, 4)
    1 (130, 8) (130, 4)
    1 (130, 8) (130, 4)
    1 (130, 8) (130, 4)
    """

    rows: NDArray[np.intp]
    starts: NDArray[np.intp]

    def __init__(
        self,
        augmenter: LGTAAugmenter,
        X: ArrayLike,
        lags: int,
        horizon: int,
        *,
        target: Literal["clean", "same"] = "clean",
        n_simulated: int = 0,
        y: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        conditions: Any = None,
    ) -> None:
        of_series = augmenter, X, lags, horizon, target, y, conditions
        dtype = np.dtype(np.float32)
        self._windows = read_windows(*of_series, dtype, groups=groups, n_simulated=n_simulated)
        self.rows, self.starts = self._windows.rows, self._windows.starts
        _warn_of_gaps(self._windows)
        self._numbers = np.arange(len(self.rows) + n_simulated)
        self._held = _HeldCopies(self._windows)
        self._own_epoch()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._epoch.share_memory_()

    def _own_epoch(self) -> None:
        # Shared memory, so that workers that live on hear of an epoch that is set after their start
        self._epoch, self._owner = torch.tensor(_NO_EPOCH).share_memory_(), os.getpid()

    @property
    def epoch(self) -> int | None:
        """The epoch of `set_epoch`.

        Returns
        -------
        epoch : int or None
            None while copies are drawn.
        """
        epoch = int(self._epoch)
        return None if epoch == _NO_EPOCH else epoch

    def set_epoch(self, epoch: int | None) -> Self:
        """Say which copy is meant, instead of new copies in every pass.

        Epoch 0 holds the windows of the series themselves, epoch k those of their copy k - 1. All epochs up to n
        together are ``augmenter.training_windows(X, lags, horizon, n_copies=n)``, rounded to float32; with simulated
        windows there must be ``n_simulated=(n + 1) * n_simulated``.

        Parameters
        ----------
        epoch : int or None
            0 or more, in any order; in force until the next call, also in persistent workers. None returns to new
            copies in every pass, and forgets the copy that is held in this process.

        Returns
        -------
        self : WindowDataset

        Raises
        ------
        ValueError
            If `epoch` is neither None nor a whole number of at least 0 and less than 2**63.
        """
        if epoch is not None:
            check_whole("epoch", epoch, least=0, most=MOST_COPIES // 2 - 1)  # int64 of torch
        if self._owner != os.getpid():  # processes that train side by side have epochs of their own
            self._own_epoch()
        self._epoch.fill_(_NO_EPOCH if epoch is None else epoch)
        self._held.forget()
        return self

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, torch.Tensor]:
        lags, targets = self._held.windows(self._numbers[index], self.epoch)
        return _tensor(lags), _tensor(targets)

    def __getitems__(self, indices: Sequence[int]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Return the windows of a batch; `DataLoader` and `Subset` call this.

        Parameters
        ----------
        indices : sequence of int

        Returns
        -------
        pairs : list of pairs of tensors
        """
        return list(zip(*self[list(indices)], strict=True))


class _HeldCopies:
    """One copy of the series, which is replaced when one of its windows is asked for again.

    Every process has its own. It holds series, not their windows, and makes the copy of a series when a window of it
    is asked for.

    Parameters
    ----------
    windows : TrainingWindows
    """

    def __init__(self, windows: Any) -> None:
        self._windows = windows
        self.forget()

    def forget(self) -> None:
        """Hold no copy, as at the start."""
        self._epoch: int | None = None  # whose copy is held; None of one that was drawn
        self._seed: int | None = None  # of torch, under which it was drawn
        self._number: int = 0
        self._copies: Any = None  # (n_series, t, c)
        self._made: Any = None  # whether the copy of a series is there: (n_series,)
        self._given: Any = None  # whether a window of this copy was asked for: (n_windows,)

    def windows(self, which: Any, epoch: int | None) -> tuple[NDArray, NDArray]:
        """Lags and targets of windows.

        Parameters
        ----------
        which : int or ndarray of int
            Numbers of the windows.
        epoch : int or None
            Epoch 0 holds the series themselves, epoch k their copy k - 1. None draws the number of the copy.

        Returns
        -------
        lags, targets : ndarrays
        """
        if epoch is None:
            self._give(np.atleast_1d(which))
        elif epoch and epoch != self._epoch:
            self._copies, self._epoch = self._windows.source.copy(epoch - 1), epoch
        if not self._windows.n_simulated:
            return self._of_series(which, epoch)
        return self._with_simulated(np.atleast_1d(which), epoch, one=np.ndim(which) == 0)

    def _of_series(self, which: Any, epoch: int | None) -> tuple[NDArray, NDArray]:
        """Windows of the series themselves, or of their copy that is held."""
        return self._windows.originals(which) if epoch == 0 else self._windows.of_copies(self._copies, which)

    def _with_simulated(self, which: NDArray[np.intp], epoch: int | None, one: bool) -> tuple[NDArray, NDArray]:
        """Windows of the series and simulated ones, in the order that they were asked for."""
        n_windows = len(self._windows.rows)
        is_simulated = which >= n_windows
        number = self._number if epoch is None else epoch
        of_series = self._of_series(which[~is_simulated], epoch)
        simulated = self._windows.simulated(which[is_simulated] - n_windows, number)[:2]
        order = np.argsort(np.argsort(is_simulated, kind="stable"))  # of the two one after the other
        lags, targets = (np.concatenate(pair)[order] for pair in zip(of_series, simulated, strict=True))
        return (lags[0], targets[0]) if one else (lags, targets)

    def _give(self, which: NDArray[np.intp]) -> None:
        """Hold the copy that these windows are cut from."""
        seed = torch.initial_seed()  # that of a new worker is another one, too
        if self._epoch is not None or seed != self._seed or self._given[which].any():
            self._draw(seed)
        self._given[which] = True
        rows = np.unique(self._windows.rows[which[which < len(self._windows.rows)]])
        rows = rows[~self._made[rows]]
        if len(rows):
            self._copies[rows] = self._windows.source.copy(self._number, rows)
            self._made[rows] = True

    def _draw(self, seed: int) -> None:
        values = self._windows.source.values
        self._epoch, self._seed, self._number = None, seed, int(torch.randint(2**63 - 1, ()))
        self._copies = np.empty_like(values)
        self._made = np.zeros(len(values), dtype=bool)
        self._given = np.zeros(len(self._windows.rows) + self._windows.n_simulated, dtype=bool)


def _warn_of_gaps(windows: Any) -> None:
    """Warn of windows whose lags have gaps; copies have the gaps of their series."""
    is_missing = np.isnan(windows.source.values).any(axis=2)  # (n_series, n_timepoints)
    if not is_missing.any():
        return
    n_missing = np.pad(np.cumsum(is_missing, axis=1), ((0, 0), (1, 0)))  # before every time point
    stops = windows.starts + windows.lags
    n_gappy = np.count_nonzero(n_missing[windows.rows, stops] > n_missing[windows.rows, windows.starts])
    if n_gappy:
        warnings.warn(
            f"{n_gappy} of {len(windows.rows)} windows have missing values (NaN) in their lags, and most networks "
            "make a loss of NaN from one of them. Fill gaps with augmenter.set_params(missing='fill') before the "
            "dataset is made, or X = augmenter.fill(X).",
            UserWarning,
            stacklevel=3,
        )


def _tensor(windows: NDArray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32))
