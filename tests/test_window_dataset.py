"""The torch dataset of training windows."""

import copy
import pickle
from itertools import combinations

import numpy as np
import pytest
import torch
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    RandomSampler,
    Subset,
    WeightedRandomSampler,
    default_collate,
    get_worker_info,
    random_split,
)

from sklearn_lgta import LGTAAugmenter, PCACodec, WindowDataset

# Python 3.12 and later warn of every worker that is forked from a process with threads.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

LAGS, HORIZON = 14, 5
N_WINDOWS = 60 * (48 - LAGS - HORIZON + 1)  # of the panel X


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
    dataset.set_epoch(1)
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


@pytest.mark.parametrize("index", [7, -1, slice(3, 9, 2), [5, 2, 2], np.array([4, 1]), torch.tensor([4, 1])])
def test_windows_are_taken_as_from_a_tensor(index, dataset):
    lags, targets = dataset.set_epoch(2)[:]
    assert torch.equal(dataset[index][0], lags[index])
    assert torch.equal(dataset[index][1], targets[index])
    drawn_lags, drawn_targets = dataset.set_epoch(None)[index]
    assert (drawn_lags.shape, drawn_targets.shape) == (lags[index].shape, targets[index].shape)


def test_a_number_behind_the_last_window_is_refused(dataset):
    with pytest.raises(IndexError):
        dataset[len(dataset)]


def test_starts_and_rows_say_where_windows_lie(dataset, X):
    lags, _ = dataset.set_epoch(0)[:]
    expected = [X[row, start : start + LAGS] for row, start in zip(dataset.rows, dataset.starts, strict=True)]
    np.testing.assert_array_equal(lags.numpy(), np.float32(expected))


# ------------------------------------------------------------------------------------ new copies in every pass
def read(loader):
    """Windows of one pass in their order, lags and targets side by side."""
    return torch.cat([torch.cat(pair, dim=-1).reshape(-1, LAGS + HORIZON) for pair in loader])


def passes(loader, n_passes=3):
    return [read(loader) for _ in range(n_passes)]


def windows_twice(some_passes):
    """Number of windows that come in two passes, bitwise."""
    sets = [{tuple(window) for window in one.tolist()} for one in some_passes]
    return sum(len(a & b) for a, b in combinations(sets, 2))


LOADERS = {
    "in order": {},
    "shuffled": {"shuffle": True},
    "incomplete batches left out": {"shuffle": True, "drop_last": True},
    "one by one": {"shuffle": True, "batch_size": None, "sampler": None},
    "workers": {"shuffle": True, "num_workers": 2},
    "workers that live on": {"shuffle": True, "num_workers": 2, "persistent_workers": True},
}


def loader_of(dataset, name):
    return DataLoader(dataset, **{"batch_size": 128} | LOADERS[name])


@pytest.mark.parametrize("name", LOADERS)
def test_no_window_comes_twice_in_three_passes(name, dataset):
    found = passes(loader_of(dataset, name))
    n_read = N_WINDOWS - N_WINDOWS % 128 if LOADERS[name].get("drop_last") else N_WINDOWS
    assert [len(windows) for windows in found] == [n_read] * 3
    assert windows_twice(found) == 0


@pytest.mark.parametrize("name", LOADERS)
def test_the_same_seed_gives_the_same_batches(name, dataset):
    def seeded(seed):
        torch.manual_seed(seed)
        return torch.cat(passes(loader_of(dataset, name), 2))

    with torch.random.fork_rng():
        first, again, other = seeded(3), seeded(3), seeded(4)
    assert torch.equal(first, again)
    assert windows_twice([first, other]) == 0


def test_a_pass_is_one_copy_of_augment(dataset, fitted_structure, X):
    with torch.random.fork_rng():
        torch.manual_seed(5)
        number = int(torch.randint(2**63 - 1, ()))  # the draw of the dataset
        torch.manual_seed(5)
        halves = [dataset[: N_WINDOWS // 2], dataset[N_WINDOWS // 2 :]]
    lags, targets, _ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1, copy=number)
    for side, expected in enumerate((lags, targets)):
        found = torch.cat([half[side] for half in halves]).numpy()
        np.testing.assert_array_equal(found, np.float32(expected[N_WINDOWS:]))


def test_each_worker_reads_one_copy_in_a_pass(dataset, fitted_structure, X):
    def with_seed(pairs):
        return get_worker_info().seed, *default_collate(pairs)

    loader = DataLoader(dataset, batch_size=N_WINDOWS // 4, num_workers=2, collate_fn=with_seed)
    seeds, all_lags, _ = zip(*loader, strict=True)  # the workers take turns
    assert seeds[0] == seeds[2] != seeds[1] == seeds[3]
    for batch, (seed, lags) in enumerate(zip(seeds, all_lags, strict=True)):
        number = int(torch.randint(2**63 - 1, (), generator=torch.Generator().manual_seed(seed)))
        of_copy, *_ = fitted_structure.training_windows(X, LAGS, HORIZON, n_copies=1, copy=number)
        expected = of_copy[N_WINDOWS:].reshape(4, -1, LAGS)[batch]
        np.testing.assert_array_equal(lags.numpy(), np.float32(expected))


def test_a_window_asked_for_twice_comes_from_two_copies(dataset):
    first, again = dataset[4], dataset[4]
    assert not torch.equal(first[0], again[0])
    beside = dataset[5]  # not asked for yet
    assert torch.equal(again[0][1:], beside[0][:-1])  # of the same copy
    twice = dataset[[6, 6]]  # in one request
    assert torch.equal(twice[0][0], twice[0][1])


def test_a_loop_that_takes_one_batch_of_every_iterator_sees_copies(dataset):
    loader = DataLoader(dataset, batch_size=len(dataset))
    assert windows_twice([torch.hstack(next(iter(loader))) for _ in range(3)]) == 0


def test_passes_over_a_part_see_copies(dataset):
    training, validation = random_split(dataset, [0.8, 0.2], torch.Generator().manual_seed(0))
    found = passes(DataLoader(training, batch_size=50, shuffle=True))
    assert [len(one) for one in found] == [len(training)] * 3
    assert windows_twice(found) == 0
    assert windows_twice(passes(DataLoader(validation, batch_size=50))) == 0
    part = Subset(dataset, range(10, 30))
    assert windows_twice(passes(DataLoader(part, batch_size=8, num_workers=1))) == 0


def test_passes_over_joined_datasets_see_copies(dataset, fitted_structure, X):
    both = ConcatDataset([dataset, WindowDataset(fitted_structure, X[:3], LAGS, HORIZON)])
    found = passes(DataLoader(both, batch_size=128, shuffle=True), 2)
    assert [len(one) for one in found] == [len(both)] * 2
    assert windows_twice(found) == 0


def test_sampling_with_replacement_gives_new_copies_too(dataset):
    sampler = WeightedRandomSampler(torch.ones(20), 400)
    windows = torch.cat([lags for lags, _ in DataLoader(dataset, batch_size=5, sampler=sampler)])
    # 20 windows and 400 draws: each batch comes from few copies, the batches from many
    assert len(torch.unique(windows, dim=0)) > 200


def test_a_trainer_that_makes_an_iterator_an_epoch_sees_copies_again_under_its_seed(dataset):
    class Trainer:
        """Makes a loader for each epoch and counts its batches first, as trainers do."""

        def fit(self, dataset, seed, n_epochs=3):
            torch.manual_seed(seed)
            network = torch.nn.Sequential(torch.nn.Linear(LAGS, HORIZON), torch.nn.Dropout(0.1))
            optimizer = torch.optim.SGD(network.parameters(), lr=1e-6)
            self.seen, self.losses = [], []
            for _ in range(n_epochs):
                loader = DataLoader(dataset, batch_size=256, shuffle=True)
                assert len(loader) == -(-len(dataset) // 256)
                self.seen.append(torch.empty(0, LAGS + HORIZON))
                for lags, targets in loader:
                    loss = (network(lags) - targets).abs().mean()
                    optimizer.zero_grad()
                    loss.backward()
                    optimizer.step()
                    self.losses.append(loss.item())
                    self.seen[-1] = torch.cat([self.seen[-1], torch.hstack([lags, targets])])
            return self

    with torch.random.fork_rng():
        first, again = Trainer().fit(dataset, 0), Trainer().fit(dataset, 0)
    assert first.losses == again.losses
    assert [len(one) for one in first.seen] == [N_WINDOWS] * 3
    assert windows_twice(first.seen) == 0


def test_looking_at_a_window_before_the_seed_changes_nothing(dataset):
    def seeded(dataset):
        torch.manual_seed(8)
        return read(DataLoader(Subset(dataset, range(1, 200)), batch_size=64))

    with torch.random.fork_rng():
        expected = seeded(copy.deepcopy(dataset))
        torch.manual_seed(9)
        _ = dataset[0]  # the loader does not ask for it again
        assert torch.equal(seeded(dataset), expected)


def test_workers_do_not_go_on_with_the_copy_of_the_main_process(dataset):
    _ = dataset[0]  # the workers are not asked for it
    loader = DataLoader(Subset(dataset, range(1, 200)), batch_size=64, num_workers=1)
    assert windows_twice(passes(loader)) == 0


def test_a_seed_is_repeated_after_an_early_end(dataset):
    loader = DataLoader(dataset, batch_size=4, shuffle=True)
    with torch.random.fork_rng():
        torch.manual_seed(8)
        expected = read(loader)
        _ = next(iter(loader))
        torch.manual_seed(8)
        dataset.set_epoch(None)
        assert torch.equal(read(loader), expected)


@pytest.mark.parametrize("name", ["shuffled", "workers"])
def test_the_generators_of_numpy_and_python_are_left_as_they_were(name, dataset, global_states):
    before = global_states()[:3]
    read(loader_of(dataset, name))
    assert global_states()[:3] == before


def test_the_generators_of_numpy_and_python_say_nothing(dataset):
    found = []
    for seed in (0, 1):
        np.random.seed(seed)  # noqa: NPY002, the state that must not matter
        with torch.random.fork_rng():
            torch.manual_seed(2)
            found.append(read(DataLoader(dataset, batch_size=64)))
    assert torch.equal(*found)


# ------------------------------------------------------------------------------------ epochs that are said
def test_an_epoch_stays_until_another_word(dataset):
    loader = DataLoader(dataset, batch_size=128)
    assert dataset.epoch is None
    dataset.set_epoch(3)
    first, again = passes(loader, 2)
    assert torch.equal(first, again)
    assert dataset.epoch == 3
    assert dataset.set_epoch(None).epoch is None
    assert windows_twice([first, *passes(loader, 2)]) == 0


def test_workers_that_live_on_hear_of_an_epoch(dataset):
    loader = DataLoader(dataset, batch_size=128, num_workers=2, persistent_workers=True)
    for epoch in (0, 2, None, 1):
        dataset.set_epoch(epoch)
        found = read(loader)
        if epoch is not None:
            assert torch.equal(found, torch.hstack(dataset[:]))


def test_workers_of_a_dataset_that_was_copied_hear_of_an_epoch(dataset):
    copied = copy.deepcopy(dataset)
    loader = DataLoader(copied, batch_size=128, num_workers=1, persistent_workers=True)
    for epoch in (1, 2):
        copied.set_epoch(epoch)
        assert torch.equal(read(loader), torch.hstack(dataset.set_epoch(epoch)[:]))


def test_processes_that_train_side_by_side_have_epochs_of_their_own(dataset):
    dataset.set_epoch(1)
    process = torch.multiprocessing.get_context("fork").Process(target=dataset.set_epoch, args=(4,))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert dataset.epoch == 1


# ------------------------------------------------------------------------------------ series of every kind
@pytest.mark.filterwarnings("ignore:.*windows have missing values:UserWarning")
def test_unequal_series_with_gaps_and_channels_have_passes():
    rng = np.random.default_rng(0)
    series = [rng.normal(size=(2, 30 + number % 7)).cumsum(axis=1) for number in range(20)]
    for number in range(5):
        series[number][0, 10] = np.nan
    augmenter = LGTAAugmenter("time_warp", 0.3, model=PCACodec(), random_state=0).fit(series)
    dataset = WindowDataset(augmenter, series, 8, 4, target="same")
    with torch.random.fork_rng():
        torch.manual_seed(5)
        number = int(torch.randint(2**63 - 1, ()))
        torch.manual_seed(5)
        batches = [dataset[numbers] for numbers in np.array_split(np.arange(len(dataset)), 9)]
    lags, targets, _ = augmenter.training_windows(series, 8, 4, n_copies=1, copy=number, target="same")
    for side, expected in enumerate((lags, targets)):
        found = torch.cat([batch[side] for batch in batches]).numpy()
        np.testing.assert_array_equal(found, np.float32(expected[len(dataset) :]))


def test_strength_0_repeats_the_series(fitted_structure, X):
    still = pickle.loads(pickle.dumps(fitted_structure)).set_params(strength=0)
    dataset = WindowDataset(still, X, LAGS, HORIZON)
    expected = dataset.set_epoch(0)[:]
    for _ in range(2):
        found = dataset.set_epoch(None)[:]
        assert torch.equal(found[0], expected[0]) and torch.equal(found[1], expected[1])


def test_gaps_in_lags_are_counted_with_a_warning_and_can_be_filled(fitted_structure, X):
    gappy = X.copy()
    gappy[3, 20] = np.nan  # in the lags of 14 windows, in the targets of 5, which are left out
    gappy[4, :6] = np.nan  # before its start
    augmenter = copy.copy(fitted_structure)
    with pytest.warns(UserWarning, match=rf"^{LAGS} of {N_WINDOWS - HORIZON - 6} windows have missing") as caught:
        dataset = WindowDataset(augmenter, gappy, LAGS, HORIZON)
    assert caught[0].filename == __file__
    for epoch in (0, 1):
        lags, targets = dataset.set_epoch(epoch)[:]
        assert (lags.isnan().any(dim=1).sum(), targets.isnan().sum()) == (LAGS, 0)
    filled = WindowDataset(augmenter, augmenter.fill(gappy), LAGS, HORIZON)
    same = WindowDataset(augmenter.set_params(missing="fill"), gappy, LAGS, HORIZON)
    for epoch in (0, 1):
        assert not any(part.isnan().any() for one in (filled, same) for part in one.set_epoch(epoch)[:])
