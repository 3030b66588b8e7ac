"""The report says what the functions say, beside their baselines."""

import pickle
import re

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec, metrics
from sklearn_lgta.exceptions import CopyWarning
from sklearn_lgta.metrics import metrics_report

OF_SETS = {"density", "coverage", "near_copy_fraction", "authenticity"}
OF_ALL = OF_SETS | {"wasserstein_distance", "autocorrelation_distance", "spectral_distance", "discriminative_score"}
OF_GUESSES = "dcr_share", "membership_inference_auc"
WITH_HELD_OUT = set(OF_GUESSES)


def test_copies_have_the_identity_as_baseline(X):
    noise = np.random.default_rng(0).normal(size=(2, *X.shape))
    new = np.concatenate(X + 0.3 * X.std(axis=1, keepdims=True) * noise)
    report = metrics_report(X, new, strength=0.3, random_state=0)
    assert set(report) == OF_ALL | {"achieved_strength", "shared_change", "pairwise_diversity", "strength_error"}
    for name in set(report) - {"discriminative_score", "strength_error"}:
        assert report[name].value == getattr(metrics, name)(X, new)
    assert report["strength_error"].value == metrics.strength_error(X, new, 0.3)
    assert report["discriminative_score"].baseline < 0.05 < report["discriminative_score"].value
    assert report["wasserstein_distance"].baseline == 0
    assert all(np.isnan(report[name].baseline) for name in OF_SETS)
    assert len({line.meaning for line in report.values()}) == len(report)


def test_what_does_not_apply_is_left_out(X):
    assert set(metrics_report(X, X)) == OF_ALL | {"achieved_strength", "shared_change"}
    assert set(metrics_report(X, X[:50], paired=False)) == OF_ALL
    assert set(metrics_report(X, X[:50], X_held_out=-X[::2], paired=False)) == OF_ALL | WITH_HELD_OUT


def test_fresh_series_read_as_their_baseline(make_panel):
    X, drawn, held_out = make_panel(300, seed=1), make_panel(400, seed=2), make_panel(200, seed=3)
    report = metrics_report(X, drawn, X_held_out=held_out, paired=False, random_state=0)
    for name, (value, baseline, *_) in report.items():
        scale = 1 if name in OF_SETS | WITH_HELD_OUT else 0.5
        assert value == pytest.approx(baseline, abs=0.12 * scale), name


def test_as_many_drawn_series_as_held_out_ones_are_covered_by(make_panel):
    X, drawn, held_out = make_panel(100, seed=1), make_panel(1000, seed=2), make_panel(25, seed=3)
    report = metrics_report(X, drawn, X_held_out=held_out, paired=False, random_state=0)
    assert metrics.coverage(X, drawn) > 0.95
    assert report["coverage"].value == pytest.approx(report["coverage"].baseline, abs=0.2)


def test_a_strength_without_copies_is_refused(X):
    with pytest.raises(ValueError, match="strength is asked of copies"):
        metrics_report(X, X[:50], paired=False, strength=0.3)


def test_too_few_held_out_series_are_named(X):
    with pytest.raises(ValueError, match="X_held_out holds 3 series; at least 4"):
        metrics_report(X, X, X_held_out=X[:3])


@pytest.mark.parametrize("paired", [True, False])
def test_held_out_series_of_the_training_set_are_refused(make_panel, paired):
    X, others = make_panel(40, seed=1), make_panel(40, seed=2)
    message = "X_held_out holds {} series of X, the first in row {}: .* Pass series that fit has not seen"
    for held_out, n_shared, first in ((X, 40, 0), (X[::-2], 20, 0), (np.concatenate([others[:10], X[:10]]), 10, 10)):
        with pytest.raises(ValueError, match=message.format(n_shared, first)):
            metrics_report(X, X + 0.1, X_held_out=held_out, paired=paired)
    cut = [one[: 30 + row % 5] for row, one in enumerate(X)]  # of unequal length
    with pytest.raises(ValueError, match="X_held_out holds 8 series of X"):
        metrics_report(cut, cut, X_held_out=cut[:8], paired=paired)
    few_shared = np.concatenate([others[:12], X[:8]])
    assert "dcr_share" in metrics_report(X, X, X_held_out=few_shared, paired=paired)


def test_short_series_of_few_values_may_repeat_each_other():
    X, X_held_out = np.random.default_rng(0).integers(0, 2, size=(2, 300, 4)).astype(float)  # 16 different ones
    assert "dcr_share" in metrics_report(X, X, X_held_out=X_held_out)
    assert "dcr_share" in metrics_report(X[:80], X[:80], X_held_out=X_held_out[:4])
    quiet = np.concatenate([np.zeros((30, 24)), np.random.default_rng(1).normal(size=(30, 24))])  # half never sell
    assert "dcr_share" in metrics_report(quiet, quiet, X_held_out=-quiet)
    with pytest.raises(ValueError, match="X_held_out holds 60 series of X"):
        metrics_report(quiet, quiet, X_held_out=quiet)


def test_drawn_series_that_are_called_copies_are_noticed(make_panel, recwarn):
    X = make_panel(100, seed=1)
    noise = np.random.default_rng(0).normal(size=X.shape)
    for copies in (X, X + X.std(axis=1, keepdims=True) * noise):
        metrics_report(X, copies)
    metrics_report(X, make_panel(100, seed=2), paired=False)
    assert not recwarn.list
    with pytest.warns(UserWarning, match=r"Only \d\d% of X_new are nearer .* for drawn series pass paired=False"):
        metrics_report(X, make_panel(200, seed=2))
    with pytest.warns(UserWarning, match="Copies must stand copy after copy"):
        metrics_report(X, np.repeat(X, 3, axis=0))


def test_it_prints_a_line_a_figure_below_its_question(X):
    report = metrics_report(X, X, strength=0.3)
    header, *rows, of_copies, needs, verdict = str(report).splitlines()
    assert verdict == report.verdict
    assert header.split() == ["value", "baseline", "better"]
    assert [row for row in rows if not row.startswith(" ")] == [
        "Is it realistic?",
        "Is it diverse?",
        "Is it a copy?",
        "Did it move as far as asked?",
    ]
    cells = {row.split()[0]: row.split() for row in rows if row.startswith(" ")}
    assert list(cells) == list(report)
    assert cells["strength_error"][:5] == ["strength_error", "-1.00", "0.00", "near", "baseline"]
    assert cells["coverage"][:4] == ["coverage", "1.00", "?", "higher"]
    assert of_copies == "* Copies are made from these series: bad values are expected."
    assert needs == "More baselines (?), dcr_share and membership_inference_auc need X_held_out."
    assert "X_held_out" not in str(metrics_report(X, X, X_held_out=-X[:9]))


def test_bad_figures_of_privacy_are_marked_as_expected_of_copies_only(make_panel):
    X, drawn, X_held_out = (make_panel(60, seed=seed) for seed in range(3))
    marked = str(metrics_report(X, X + 0.1, X_held_out=X_held_out)).splitlines()
    assert [row.split()[0] for row in marked if "*" in row] == ["near_copy_fraction", "authenticity", *OF_GUESSES, "*"]
    assert any(re.match("  near_copy_fraction +1.00 .* lower[*] +fraction", row) for row in marked)
    assert "*" not in str(metrics_report(X, drawn, X_held_out=X_held_out, paired=False))


# ------------------------------------------------------------------------------------ verdict
def report_on(new, X, **given):
    return metrics_report(X, new, random_state=0, **given)


def rough(X, strength, n_copies=2, seed=0):
    """Copies with white noise on single values."""
    noise = np.random.default_rng(seed).normal(size=(n_copies, *X.shape))
    return np.concatenate(X + strength * X.std(axis=1, keepdims=True) * noise)


def shifted(X, n_copies=2, seed=0):
    """Copies of waves that start a little later: real waves."""
    steps = np.random.default_rng(seed).integers(1, 3, size=n_copies * len(X))
    return np.array([np.roll(one, step) for one, step in zip(np.tile(X, (n_copies, 1)), steps, strict=True)])


@pytest.fixture(scope="module")
def waves():
    """Smooth waves of one period, and as many others."""
    phase = np.random.default_rng(0).uniform(0, 2 * np.pi, size=(2, 100, 1))
    return np.sin(2 * np.pi * np.arange(48) / 24 + phase)


def test_nothing_is_wrong_with_good_copies(waves):
    report = report_on(shifted(waves[0]), waves[0])
    assert report.warnings == []
    assert report.verdict.startswith("Nothing is wrong with these copies that the figures show: a classifier is right")
    assert f"changed by {report['achieved_strength'].value:.2f} standard deviations" in report.verdict
    augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), random_state=0).fit(waves[0])
    report = report_on(augmenter.augment(waves[0], 2), waves[0])
    assert report.warnings == [] and "as asked" not in report.verdict


def test_white_noise_is_told_from_smooth_series_and_the_remedy_helps(waves):
    (warning,) = report_on(rough(waves[0], 0.3), waves[0], strength=0.3).warnings
    assert warning.startswith("The copies are easy to tell from real series: a classifier is right on 100%")
    augmenter = eval(re.search(r"LGTAAugmenter\(.*?\)", warning).group(), {"LGTAAugmenter": LGTAAugmenter})
    copies = augmenter.set_params(model=PCACodec(), random_state=0).fit(waves[0]).augment(waves[0])
    assert report_on(copies, waves[0]).warnings == []


def test_exact_duplicates_add_nothing_and_protect_no_privacy(waves):
    report = report_on(np.tile(waves[0], (2, 1)), waves[0], strength=0.3)
    assert report.warnings == [
        "The copies equal their series, so they add nothing. Use a larger strength: augmenter.set_params(strength=0.3)."
    ]
    of_privacy = "Copies protect no privacy: 100% of these lie much nearer to one series than to others."
    assert report.verdict == f"{report.warnings[0]} {of_privacy}"


def test_copies_far_from_their_series_protect_no_privacy_either(waves):
    for strength, most in ((3.0, 0.1), (0.5, 0.5)):
        report = report_on(rough(waves[0], strength), waves[0])
        near = report["near_copy_fraction"].value
        assert near < most
        assert report.verdict.endswith(
            f"Copies protect no privacy: each is one real series with a change, although only {near:.0%} of these lie "
            "much nearer to one series than to others."
        )


def test_copies_that_repeat_each_other_are_named(waves):
    (warning,) = report_on(np.tile(shifted(waves[0], 1), (3, 1)), waves[0]).warnings
    assert warning.startswith("The copies of a series hardly differ from each other: by 0.00, from the series by")


def test_another_strength_than_asked_is_named(waves):
    copies = shifted(waves[0])
    strength = metrics.achieved_strength(waves[0], copies)
    report = report_on(copies, waves[0], strength=1.05 * strength)
    assert report.warnings == [] and "they changed as asked by" in report.verdict
    for asked, words in ((2 * strength, "50% less than asked"), (0.5 * strength, "100% more than asked")):
        (warning,) = report_on(copies, waves[0], strength=asked).warnings
        assert words in warning and "max_strength_" in warning
        assert "standard deviations of each series, " in warning
        assert ("pass unit='panel'" in warning) == ("more" in words)


@pytest.mark.usefixtures("exact_strengths")
def test_the_strength_of_a_panel_is_judged_in_its_unit():
    walk = np.random.default_rng(0).normal(size=600).cumsum()
    X = np.lib.stride_tricks.sliding_window_view(walk, 24)[::4]
    augmenter = LGTAAugmenter("mix", strength=0.3, model=PCACodec(), normalisation="panel", random_state=0).fit(X)
    copies = augmenter.augment(X, n_copies=4)
    report = report_on(copies, X, strength=0.3, unit="panel")
    assert report["achieved_strength"].value == pytest.approx(0.3, rel=0.1)
    assert report["strength_error"].value == metrics.strength_error(X, copies, 0.3, unit="panel")
    assert report["pairwise_diversity"].value == metrics.pairwise_diversity(X, copies, unit="panel")
    assert report["achieved_strength"].meaning == "change in standard deviations of all series"
    assert not any("than asked" in warning for warning in report.warnings)
    (of_strength,) = [warning for warning in report_on(copies, X, strength=0.3).warnings if "than asked" in warning]
    assert "more than asked" in of_strength and of_strength.endswith("pass unit='panel' here.")
    far = report_on(copies, X, strength=0.9, unit="panel").warnings
    assert any("of all series, 6" in warning and "Leave unit='panel' out unless" in warning for warning in far)


def test_copies_far_from_all_real_series_lie_apart(waves):
    X, held_out = waves
    far = X + 3 * np.sign(X[:, :1])  # a level that no series has
    report = report_on(far, X, X_held_out=held_out)
    assert any(warning.startswith("The copies lie apart from real series: coverage") for warning in report.warnings)


def test_nothing_is_wrong_with_fresh_series(make_panel):
    X, drawn, held_out = make_panel(200, seed=1), make_panel(200, seed=2), make_panel(200, seed=3)
    for given in ({}, {"X_held_out": held_out}):
        report = report_on(drawn, X, paired=False, **given)
        assert report.warnings == [] and "privacy" not in report.verdict
        assert report.verdict.startswith("Nothing is wrong with these series that the figures show: a classifier is")


@pytest.mark.parametrize("n_series", [6, 10, 19])
@pytest.mark.parametrize("has_held_out", [True, False])
def test_draws_from_few_series_are_never_said_to_be_right(n_series, has_held_out, make_panel):
    X, held_out = make_panel(n_series, seed=1), make_panel(200, seed=2)
    given = {"X_held_out": held_out} if has_held_out else {}
    drawn = LGTAAugmenter(model=PCACodec(), random_state=0).fit(X)
    with pytest.warns(CopyWarning) as warned:
        drawn = drawn.sample(100, random_state=0)
    report = report_on(drawn, X, paired=False, **given)
    of_few = report.warnings[-1]
    assert of_few.startswith(f"Drawn series lean on {n_series} training series: from fewer than 20 they vary about")
    assert "Fit on more series, or use augment" in of_few and "Nothing is wrong" not in report.verdict
    assert report.verdict.endswith(of_few) and report.verdict.count("Fit on more series") == 1
    (words,) = {str(warning.message) for warning in warned}  # the same
    if "near copies" not in words:
        lack, remedy = words.split(" Fit on more")
        assert of_few.startswith(lack) and of_few.endswith(remedy)
    assert report_on(X + 0.1, X, **given).warnings == []  # copies need not many


def test_few_new_or_held_out_series_do_not_stand_for_few_training_series(make_panel):
    X, fresh, held_out = make_panel(20, seed=1), make_panel(10, seed=2), make_panel(10, seed=3)
    for new in (fresh, make_panel(20, seed=4)):
        assert report_on(new, X, paired=False, X_held_out=held_out).warnings == []


@pytest.mark.parametrize("has_held_out", [True, False])
def test_drawn_noise_and_drawn_duplicates_are_named(has_held_out, make_panel):
    X, held_out = make_panel(200, seed=1), make_panel(200, seed=3)
    given = {"X_held_out": held_out} if has_held_out else {}
    noise = np.random.default_rng(0).normal(X.mean(), X.std(), size=X.shape)
    told, *missed, remedy = report_on(noise, X, paired=False, **given).warnings
    assert told.startswith("The new series can be told from real ones: a classifier is right on")
    assert ("held-out ones" in told) == has_held_out
    assert [warning.split(":")[0] for warning in missed] == (
        ["The new series lie where real ones are rare, or miss some of them"] if has_held_out else []
    )
    assert "augment(X)" in remedy
    near, remedy = report_on(X, X, paired=False, **given).warnings
    assert near.startswith("100% of the new series are near copies of a training series, and")
    assert "augment(X)" in remedy


def test_a_report_keeps_its_verdict_where_it_is_stored(waves):
    report = report_on(rough(waves[0], 0.3), waves[0])
    stored = pickle.loads(pickle.dumps(report))
    assert str(stored) == str(report) and (stored.verdict, stored.warnings) == (report.verdict, report.warnings)


def test_the_table_fits_a_frame(X):
    report = metrics_report(X, X, X_held_out=-X[::2])
    frame = pd.DataFrame(report.table()).set_index("figure")
    assert list(frame.columns) == ["value", "baseline", "better", "meaning", "question"]
    for name, figure in report.items():
        assert tuple(frame.loc[name]) == figure
