"""Series that never existed, drawn after a fit on gaps, unequal lengths and conditions."""

import warnings

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import CVAE, LGTAAugmenter, PCACodec

pytestmark = pytest.mark.filterwarnings("ignore::sklearn_lgta.exceptions.CopyWarning")


def augmenter(**parameters):
    return LGTAAugmenter(**({"model": PCACodec(), "random_state": 0} | parameters))


@pytest.fixture(scope="module")
def waves():
    rng = np.random.default_rng(0)
    return 5 + np.sin(np.arange(48) / 4 + rng.uniform(0, 6, (80, 1))) + 0.1 * rng.normal(size=(80, 48))


@pytest.fixture(scope="module")
def promoted(waves):
    """Fitted to waves that a promotion lifts."""
    promotion = (np.random.default_rng(3).random(waves.shape) < 0.3).astype(float)
    return augmenter(model=CVAE(max_steps=100), conditions="promotion").fit(waves + 3 * promotion, conditions=promotion)


def test_series_drawn_after_a_fit_on_gaps_have_none(waves):
    gappy = np.where(np.random.default_rng(1).random(waves.shape) < 0.1, np.nan, waves)
    gappy[:, [0, -1]] = waves[:, [0, -1]]  # else they are series of another length
    drawn = augmenter().fit(gappy).sample(200, random_state=0)
    assert np.isfinite(drawn).all()
    np.testing.assert_allclose([drawn.mean(), drawn.std()], [waves.mean(), waves.std()], atol=0.1)


def test_lengths_are_drawn_as_often_as_they_came(waves):
    series = [wave[:30] if row % 4 else wave for row, wave in enumerate(waves)]
    drawn = augmenter().fit(series).sample(400, random_state=0)
    lengths = [len(one) for one in drawn]
    assert isinstance(drawn, list) and set(lengths) == {30, 48}
    assert np.mean(np.array(lengths) == 30) == pytest.approx(0.75, abs=0.08)
    assert all(np.isfinite(one).all() for one in drawn)
    same = augmenter().fit(series).sample(3, n_timepoints=40, random_state=0)
    assert [one.shape for one in same] == [(40,)] * 3


def test_a_long_frame_comes_back_as_one(waves):
    frames = {number: pd.DataFrame({"load": wave[: 30 + number % 3]}) for number, wave in enumerate(waves)}
    frame = pd.concat(frames, names=["plant", "hour"])
    drawn = augmenter().fit(frame).sample(5, random_state=0)
    assert drawn.columns.tolist() == ["load"] and drawn.index.names == ["plant", "hour"]
    assert drawn.groupby(level=0).size().isin([30, 31, 32]).all() and len(drawn.groupby(level=0)) == 5


def test_series_are_drawn_under_a_group(waves):
    high = np.arange(80) % 2
    slow = 5 + np.sin(np.arange(48) / 8 + np.random.default_rng(2).uniform(0, 6, (80, 1)))
    X = np.where(high[:, None] == 1, slow, waves)
    groups = np.where(high, "slow", "fast")
    fitted = augmenter(model=CVAE(max_steps=100), conditions="pace", use_y="donors").fit(X, groups, conditions=groups)
    for group, most in (("slow", True), ("fast", False)):
        drawn = fitted.sample(60, y=group, conditions={"pace": group}, random_state=0)
        crossings = (np.diff(np.sign(drawn - drawn.mean(axis=1, keepdims=True)), axis=1) != 0).sum(axis=1)
        assert (crossings < 3.5).mean() > 0.8 if most else (crossings > 2.5).mean() > 0.8


def test_conditions_along_time_are_those_of_training_series_or_have_to_be_passed(promoted):
    assert promoted.sample(4, random_state=0).shape == (4, 48)
    with pytest.raises(
        ValueError, match="'promotion' changes along time, and the training series have 48 time points.*pass it"
    ):
        promoted.sample(4, n_timepoints=60)
    given = np.zeros((200, 60))
    given[:, 30:] = 1
    drawn = promoted.sample(200, n_timepoints=60, conditions={"promotion": given}, random_state=0)
    assert drawn[:, 36:].mean() > drawn[:, :24].mean() + 1


def test_an_unknown_group_names_the_known_ones(waves):
    groups = np.array(["north", "south"] * 40)
    fitted = augmenter(model=CVAE(max_steps=5), conditions="side").fit(waves, conditions=groups)
    with pytest.raises(ValueError, match="'side' holds 'west'.*Pass one of 'north', 'south'"):
        fitted.sample(3, conditions={"side": "west"})


def test_counts_are_drawn_as_whole_numbers():
    counts = np.random.default_rng(0).poisson(3.0, (80, 36))
    drawn = augmenter(round=True).fit(counts).sample(50, random_state=0)
    assert drawn.min() >= 0 and (drawn == np.rint(drawn)).all()


def test_what_is_drawn_after_loading_is_the_same(waves, tmp_path):
    fitted = augmenter().fit(pd.DataFrame(waves, columns=[f"t{step}" for step in range(48)]))
    fitted.save(tmp_path / "file")
    loaded = LGTAAugmenter.load(tmp_path / "file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pd.testing.assert_frame_equal(loaded.sample(5, random_state=0), fitted.sample(5, random_state=0))


def test_conditions_are_heeded_also_in_series_of_the_length_of_training(promoted):
    given = np.zeros((200, 48))
    given[:, 24:] = 1
    drawn = promoted.sample(200, conditions={"promotion": given}, random_state=0)
    assert drawn[:, 24:].mean() > drawn[:, :24].mean() + 1


@pytest.mark.parametrize("seasonal_period", [None, 12])
def test_a_group_says_what_level_and_size_are_drawn(seasonal_period):
    rng = np.random.default_rng(0)
    kind = np.repeat(["small", "large"], 60)
    level, swing = np.where(kind == "large", [[200.0], [0.1]], [[20.0], [0.4]])[..., None]
    waves = np.sin(np.arange(48) * np.pi / 6 + rng.normal(0, 0.5, (120, 1)))
    X = level * (1 + swing * waves) * rng.gamma(400, 1 / 400, (120, 48))
    model = CVAE(max_steps=60)
    fitted = augmenter(model=model, conditions="kind", seasonal_period=seasonal_period).fit(X, conditions=kind)
    for name in ("small", "large"):
        drawn, real = fitted.sample(60, conditions={"kind": name}, random_state=0), X[kind == name]
        np.testing.assert_allclose(drawn.mean(axis=1), real.mean(), rtol=0.15)
        np.testing.assert_allclose(np.median(drawn.std(axis=1)), np.median(real.std(axis=1)), rtol=0.2)


def test_a_table_comes_back_complete_also_where_its_ends_are_missing(waves):
    frame = pd.DataFrame(waves, columns=pd.date_range("2024-01-07", periods=48, freq="W"))
    frame.iloc[::9, -1], frame.iloc[4::9, 0] = np.nan, np.nan
    for fitted in (augmenter(structure="none").fit(frame), augmenter(structure="none").fit(frame.to_numpy())):
        drawn = np.asarray(fitted.sample(100, random_state=0))
        assert drawn.shape == (100, 48) and np.isfinite(drawn).all()
