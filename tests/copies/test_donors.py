import numpy as np
import pytest

from sklearn_lgta._copies.donors import DonorPool, level_moves

RNG_SEEDS = range(40)


def pool(
    n_series=12,
    n_tokens=10,
    *,
    latent=None,
    default_block=60,
    same_time=False,
    keys=None,
    classes=None,
    n_tokens_of=None,
):
    """Donors of six time points a token; every code tells its row and its place."""
    if latent is None:
        row, token = np.mgrid[:n_series, :n_tokens]
        latent = np.stack([row, token], axis=-1).astype(float)
    return DonorPool(
        keys=keys or [bytes([i]) for i in range(len(latent))],
        training_rows=np.arange(len(latent)),
        latent=latent,
        residual=np.zeros((*latent.shape[:2], 6)),
        n_tokens=np.full(len(latent), latent.shape[1]) if n_tokens_of is None else np.asarray(n_tokens_of),
        classes=np.zeros(len(latent), dtype=int) if classes is None else np.asarray(classes),
        level_moves=np.eye(latent.shape[2]),
        patch_length=6,
        default_block=default_block,
        same_time=same_time,
    )


def donors_of(donors, row):
    return asking(donors, donors.keys[row], row, donors.classes[row])


def stranger(donors):
    return asking(donors, b"new", 0)


def asking(donors, key, row, of_class=0):
    """Donors of one series that is like a row of the pool."""
    return donors.donors_of([key], donors.latent[[row]], donors.residual[[row]], np.array([of_class]))[0]


@pytest.mark.parametrize("row", [0, 5, 11])
def test_a_series_is_never_its_own_donor(row):
    donors = donors_of(pool(), row)
    for seed in RNG_SEEDS:
        rows, _ = donors.draw(np.random.default_rng(seed), np.zeros(10, dtype=int))
        assert row not in rows


def test_equal_series_are_no_donors_of_each_other():
    donors = donors_of(pool(keys=[bytes([i % 6]) for i in range(12)]), 2)  # rows 2 and 8 hold the same
    for seed in RNG_SEEDS:
        rows, _ = donors.draw(np.random.default_rng(seed), np.zeros(10, dtype=int))
        assert not {2, 8} & set(rows)


def test_a_single_series_borrows_from_another_place_of_its_own():
    donors = donors_of(pool(1), 0)
    for seed in RNG_SEEDS:
        blocks = np.arange(10) // 3
        rows, tokens = donors.draw(np.random.default_rng(seed), blocks)
        assert (rows == 0).all()
        for number in range(3):
            at = np.flatnonzero(blocks == number)
            assert tokens[at][0] != at[0]


@pytest.mark.parametrize("row", [0, 5, 11])
def test_donors_are_of_the_same_class(row):
    donors = donors_of(pool(classes=np.arange(12) % 3), row)
    drawn = {int(donors.draw(np.random.default_rng(seed), np.zeros(10, dtype=int))[0][0]) for seed in range(100)}
    assert drawn == set(range(row % 3, 12, 3)) - {row}


def test_the_only_content_of_a_class_borrows_from_another_place_of_its_own():
    # rows 1 and 2 are equal and all there is of their class
    donors = donors_of(pool(4, keys=[b"a", b"b", b"b", b"c"], classes=[0, 1, 1, 0]), 1)
    for seed in RNG_SEEDS:
        rows, tokens = donors.draw(np.random.default_rng(seed), np.arange(10) // 3)
        assert set(rows) <= {1, 2}
        assert all(tokens[at] != at for at in (0, 3, 6))


def test_a_block_is_a_stretch_of_one_donor():
    donors = stranger(pool())
    for seed in RNG_SEEDS:
        blocks = np.arange(10) // 4
        rows, tokens = donors.draw(np.random.default_rng(seed), blocks)
        assert tokens.min() >= 0 and tokens.max() < 10
        for number in range(3):
            at = blocks == number
            assert len(set(rows[at])) == 1
            np.testing.assert_array_equal(np.diff(tokens[at]), 1)


def test_blocks_of_the_same_time_stay_in_their_place():
    donors = stranger(pool(same_time=True))
    for seed in RNG_SEEDS:
        _, tokens = donors.draw(np.random.default_rng(seed), np.arange(10) // 4)
        np.testing.assert_array_equal(tokens, np.arange(10))


def test_a_series_longer_than_its_donors_gets_blocks_that_fit():
    donors = stranger(pool(same_time=True))
    rng = np.random.default_rng(0)
    rows, tokens = donors.draw(rng, donors.blocks(rng, 35))
    assert len(rows) == len(tokens) == 35
    assert tokens.max() < 10


def test_places_and_donors_are_drawn_from_all_there_are():
    donors = stranger(pool(4))
    drawn = [donors.draw(np.random.default_rng(seed), np.zeros(3, dtype=int)) for seed in range(300)]
    assert {int(rows[0]) for rows, _ in drawn} == {0, 1, 2, 3}
    assert {int(tokens[0]) for _, tokens in drawn} == set(range(8))


@pytest.mark.parametrize(("block", "n_tokens"), [(1, 1), (6, 1), (12, 2), (15, 2), (24, 4), (10_000, 10)])
def test_a_block_of_time_points_is_rounded_to_whole_tokens(block, n_tokens):
    blocks = stranger(pool()).blocks(np.random.default_rng(0), 10, block)
    lengths = np.bincount(blocks)
    assert (lengths[1:-1] == n_tokens).all()
    assert lengths.max() == n_tokens


def test_blocks_count_up_from_zero():
    donors = stranger(pool(default_block=18))
    for seed in RNG_SEEDS:
        blocks = donors.blocks(np.random.default_rng(seed), 10)
        assert blocks[0] == 0
        assert set(np.diff(blocks)) <= {0, 1}


def test_borders_of_blocks_fall_everywhere():
    donors = stranger(pool(default_block=18))
    borders = {int(np.flatnonzero(np.diff(donors.blocks(np.random.default_rng(s), 10)))[0]) for s in RNG_SEEDS}
    assert borders == {0, 1, 2}


def test_donors_are_of_like_character():
    rng = np.random.default_rng(0)
    quiet, loud = rng.normal(size=(40, 20, 2)), 30 * rng.normal(size=(40, 20, 2))
    donors = pool(latent=np.concatenate([quiet, loud]))
    for row, own_kind in ((3, range(40)), (60, range(40, 80))):
        found = {
            int(donors_of(donors, row).draw(np.random.default_rng(seed), np.zeros(20, dtype=int))[0][0])
            for seed in range(60)
        }
        assert found <= set(own_kind)
        assert len(found) > 3


def tokens(of_series):
    """Tokens of all series: (n, k, d) -> (n * k, d)."""
    return of_series.reshape(-1, of_series.shape[2])


def codes_and_levels(n_channels, n_dims, seed=0):
    """Codes that follow the level of their patches in one known way, and noise in all directions."""
    rng = np.random.default_rng(seed)
    levels = rng.normal(size=(400, 25, n_channels)) @ np.diag([1.0, 0.2][:n_channels])
    way = rng.normal(size=(n_channels, n_dims))
    return levels @ way + 0.5 * rng.normal(size=(400, 25, n_dims)), levels, way


def test_the_level_moves_codes_the_way_they_follow_it():
    codes, levels, way = codes_and_levels(1, 4)
    moves = level_moves(tokens(codes), tokens(levels))
    assert moves.shape == (1, 4)
    cosine = (moves * way).sum() / np.linalg.norm(moves) / np.linalg.norm(way)
    assert abs(cosine) > 0.999


def test_a_random_level_has_mean_square_one_and_moves_channels_as_they_move():
    codes, levels, way = codes_and_levels(2, 4)
    moves = level_moves(tokens(codes), tokens(levels))
    donors = DonorPool(
        [b"a"],
        np.zeros(1, dtype=int),
        codes[:1],
        np.zeros((1, 25, 6)),
        np.array([25]),
        np.zeros(1),
        moves,
        6,
        60,
        False,
    )
    donors = asking(donors, b"b", 0)
    drawn = np.stack([donors.level(np.random.default_rng(seed)) for seed in range(4_000)])
    assert abs(np.mean(drawn**2) - 1) < 0.06
    expected = way.T @ np.diag([1.0, 0.04]) @ way
    np.testing.assert_allclose(np.cov(drawn.T), 4 * expected / np.trace(expected), atol=0.15)


def test_where_no_level_moves_any_direction_will_do():
    np.testing.assert_array_equal(level_moves(np.ones((30, 3)), np.zeros((30, 2))), np.eye(3))


def test_in_data_space_the_level_is_the_code():
    levels = np.random.default_rng(0).normal(size=(50, 30, 1))
    np.testing.assert_allclose(np.abs(level_moves(tokens(levels), tokens(levels))), 1.0)


@pytest.mark.parametrize("same_time", [False, True])
def test_a_block_fits_into_a_donor_that_is_shorter_than_others(same_time):
    lengths = [10, 3, 10, 4, 6, 10]
    donors = pool(6, 10, n_tokens_of=lengths, same_time=same_time, default_block=24)
    for seed in RNG_SEEDS:
        rng = np.random.default_rng(seed)
        own = stranger(donors)
        rows, places = own.draw(rng, own.blocks(rng, 10))
        assert (places < np.array(lengths)[rows]).all()


def test_a_long_series_takes_its_whole_from_a_long_one():
    donors = pool(6, 10, n_tokens_of=[10, 3, 10, 4, 6, 10], same_time=True)
    own = stranger(donors)
    rows, places = own.draw(np.random.default_rng(0), own.blocks(np.random.default_rng(0), 10))
    assert rows[0] in (0, 2, 5) and (places == np.arange(10)).all()


# ------------------------------------------------------------------------------------ groups
@pytest.mark.parametrize("lengths", [[10] * 6, [10, 3, 10, 4, 6, 10]])
def test_series_of_a_group_draw_one_donor_but_never_themselves(lengths):
    donors = pool(6, n_tokens_of=lengths)
    members = donors.donors_of_groups([b"new", donors.keys[2], donors.keys[5]], np.zeros(3, dtype=int))
    new, second, fifth = (members[row] for row in range(3))
    drawn = []
    for seed in range(200):
        blocks = new.blocks(np.random.default_rng(seed), 3)
        rows = [one.draw(np.random.default_rng(seed), blocks)[0][0] for one in (new, second, fifth)]
        assert rows[1] != 2 and rows[2] != 5
        assert rows[1] == rows[0] or rows[0] == 2
        assert rows[2] == rows[0] or rows[0] == 5
        drawn.append(rows[0])
    assert set(drawn) == set(range(6))


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, 1.0])
def test_how_often_two_series_of_a_group_draw_one_donor_follows_their_correlation(correlation):
    rng, donors = np.random.default_rng(0), pool(250)
    one, other = np.linalg.qr(rng.normal(size=(60, 2)))[0].T
    own = np.stack([one, correlation * one + np.sqrt(1 - correlation**2) * other]).reshape(2, 10, 6)
    members = donors.donors_of_groups([b"one", b"other"], np.zeros(2, dtype=int), own)
    same = [
        np.ptp([members[row].draw(np.random.default_rng(seed), np.zeros(10, dtype=int))[0][0] for row in range(2)]) == 0
        for seed in range(1500)
    ]
    assert abs(np.mean(same) - (1 - np.arccos(correlation) / np.pi)) < 0.04  # three standard errors


def test_a_group_of_the_only_series_borrows_from_other_places():
    donors = pool(1)
    (own,) = (donors.donors_of_groups([donors.keys[0]], np.zeros(1, dtype=int))[0],)
    rows, tokens = own.draw(np.random.default_rng(0), np.arange(10) // 3)
    assert (rows == 0).all() and tokens[0] != 0
