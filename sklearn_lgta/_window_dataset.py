"""Training windows for torch: a new copy in every epoch."""

from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_is_fitted
from torch.utils.data import Dataset

from ._augmenter import LGTAAugmenter, check_whole


class WindowDataset(Dataset):
    """Training windows of a forecaster, new in every epoch.

    Epoch 0 holds the windows of the series themselves, epoch k those of their copy k - 1. So many copies take the
    memory of one. All epochs up to n together are
    ``augmenter.training_windows(X, lags, horizon, n_copies=n)``, rounded to float32.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        A fitted augmenter. Its strength is read once, here.
    X : array-like or DataFrame of shape (n_series, n_timepoints) or (n_series, n_channels, n_timepoints)
        Rows are series. Pass the time points of training only.
    lags, horizon : int
        Time points of a window before and after the forecast origin.
    target : {"clean", "same"}, default="clean"
        As for :meth:`LGTAAugmenter.training_windows`.
    y : array-like of shape (n_series,) or None, default=None
        As for :meth:`LGTAAugmenter.augment`.
    conditions : dict, DataFrame, array-like or None, default=None
        As for :meth:`LGTAAugmenter.augment`.

    Attributes
    ----------
    epoch : int
        The current epoch.
    rows : ndarray of shape (n_windows,)
        Row of X that each window comes from.

    See Also
    --------
    LGTAAugmenter.training_windows : All windows at once, for regressors without epochs.

    Notes
    -----
    ``dataset[i]`` is a pair of float32 tensors, of shapes (lags,) and (horizon,), with a dimension of channels
    before it if X has one. A list of numbers gives a batch. For speed, let the `DataLoader` fetch whole batches:
    ``DataLoader(dataset, batch_size=None, sampler=BatchSampler(RandomSampler(dataset), 256, drop_last=False))``.
    Worker processes keep the epoch in which they started: leave `persistent_workers` off.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset
    >>> X = np.random.default_rng(0).normal(size=(30, 24)).cumsum(axis=1)
    >>> augmenter = LGTAAugmenter(seasonal_period=4, model=PCACodec(), random_state=0).fit(X)
    >>> dataset = WindowDataset(augmenter, X, lags=8, horizon=4)
    >>> for epoch in range(3):
    ...     lags, targets = dataset.set_epoch(epoch)[:]
    ...     print(epoch, tuple(lags.shape), tuple(targets.shape))
    0 (390, 8) (390, 4)
    1 (390, 8) (390, 4)
    2 (390, 8) (390, 4)
    """

    epoch: int
    rows: NDArray[np.intp]

    def __init__(
        self,
        augmenter: LGTAAugmenter,
        X: ArrayLike,
        lags: int,
        horizon: int,
        *,
        target: Literal["clean", "same"] = "clean",
        y: ArrayLike | None = None,
        conditions: Any = None,
    ) -> None:
        check_is_fitted(augmenter)
        self._windows = augmenter._windows(X, lags, horizon, target, y, conditions)
        self.rows = self._windows.rows
        self.set_epoch(0)

    def set_epoch(self, epoch: int) -> Self:
        """Switch to the windows of an epoch.

        Parameters
        ----------
        epoch : int
            0 or more, in any order.

        Returns
        -------
        self : WindowDataset

        Raises
        ------
        ValueError
            If `epoch` is not a whole number of at least 0.
        """
        check_whole("epoch", epoch, least=0)
        pairs = self._windows.copy(epoch - 1) if epoch else self._windows.originals()
        self._pairs = tuple(torch.from_numpy(np.ascontiguousarray(windows, dtype=np.float32)) for windows in pairs)
        self.epoch = epoch
        return self

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> tuple[torch.Tensor, torch.Tensor]:
        lags, targets = self._pairs
        return lags[index], targets[index]
