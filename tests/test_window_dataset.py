"""The torch dataset of training windows."""

import pickle

import numpy as np
import pytest
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler

from sklearn_lgta import WindowDataset

LAGS, HORIZON = 14, 5


@pytest.fixture
def dataset(fitted_structure, X):
    return WindowDataset(fitted_structure, X, LAGS, HORIZON)


def test_epochs_are_the_training_windows_one_copy_after_the_other(dataset, fitted_structure, X):
    expected = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=3)
    for epoch in (0, 2, 3, 1, 0):  # in any order
        lags, targets = dataset.set_epoch(epoch)[:]
        part = slice(epoch * len(dataset), (epoch + 1) * len(dataset))
        np.testing.assert_array_equal(lags.numpy(), expected[0][part].astype(np.float32))
        np.testing.assert_array_equal(targets.numpy(), expected[1][part].astype(np.float32))
        assert dataset.epoch == epoch
    np.testing.assert_array_equal(dataset.rows, expected[2][: len(dataset)])


def test_loaders_take_windows_and_batches(dataset):
    lags, targets = dataset[3]
    assert (lags.shape, targets.shape, lags.dtype) == ((LAGS,), (HORIZON,), torch.float32)
    one_by_one = DataLoader(dataset, batch_size=100)
    whole = DataLoader(dataset, batch_size=None, sampler=BatchSampler(range(len(dataset)), 100, drop_last=False))
    for (a, b), (c, d) in zip(one_by_one, whole, strict=True):
        assert torch.equal(a, c)
        assert torch.equal(b, d)
    shuffled = DataLoader(dataset, batch_size=None, sampler=BatchSampler(RandomSampler(dataset), 100, drop_last=False))
    assert sum(len(lags) for lags, _ in shuffled) == len(dataset)


def test_a_dataset_can_be_sent_to_a_worker(dataset):
    there = pickle.loads(pickle.dumps(dataset.set_epoch(1)))
    assert torch.equal(there[:][0], dataset[:][0])
    assert torch.equal(there.set_epoch(2)[:][0], dataset.set_epoch(2)[:][0])


def test_torch_is_left_as_it_was(dataset):
    state = torch.random.get_rng_state()
    dataset.set_epoch(5)
    assert torch.equal(torch.random.get_rng_state(), state)


@pytest.mark.parametrize("epoch", [-1, 1.5])
def test_an_epoch_is_a_whole_number(dataset, epoch):
    with pytest.raises(ValueError, match=f"epoch={epoch} must be a whole number of at least 0"):
        dataset.set_epoch(epoch)
