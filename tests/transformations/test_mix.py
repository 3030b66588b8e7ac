import numpy as np

from sklearn_lgta.transformations import Mix, Resample

LATENT = np.random.default_rng(0).normal(size=(24, 3))


def direction(code):
    return code / np.linalg.norm(code)


def test_a_mix_without_blocks_turns_towards_one_donor(donors):
    changed = Mix().draw(LATENT, np.random.default_rng(1), donors).apply(LATENT, 1.0)
    matches = [np.allclose(direction(changed), direction(donor[:24])) for donor in donors.latent]
    assert sum(matches) == 1


def test_every_block_of_a_mix_comes_from_a_donor_of_its_own(donors):
    changed = Mix(block=6).draw(LATENT, np.random.default_rng(1), donors).apply(LATENT, 1.0)
    used = []
    for start in range(0, 24, 6):
        block = slice(start, start + 6)
        matches = [np.allclose(direction(changed[block]), direction(donor[block])) for donor in donors.latent]
        assert sum(matches) == 1
        used.append(matches.index(True))
    assert len(set(used)) > 1


def test_a_resampled_code_holds_original_tokens_and_tokens_of_a_donor(donors):
    drawn = Resample().draw(LATENT, np.random.default_rng(1), donors)
    quarter, full = drawn.apply(LATENT, 0.5), drawn.apply(LATENT, 1.0)
    original = (quarter == LATENT).all(axis=1)
    replaced = np.isclose(quarter, full).all(axis=1)
    assert (original.sum(), replaced.sum()) == (18, 6)  # gain**2 of 24 tokens are replaced
    assert np.abs(np.diff(np.append(original, original[0]).astype(int))).sum() == 2  # one stretch, round the end


def test_a_resampled_stretch_begins_anywhere(donors):
    rng, starts = np.random.default_rng(1), set()
    for _ in range(300):
        changed = Resample().draw(LATENT, rng, donors).apply(LATENT, np.sqrt(1 / 24))  # one token
        (at,) = np.flatnonzero((~np.isclose(changed, LATENT)).any(axis=1))
        starts.add(at)
    assert starts == set(range(24))
