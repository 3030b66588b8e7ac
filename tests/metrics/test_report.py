"""The report says what the functions say, beside their baselines."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import metrics
from sklearn_lgta.metrics import metrics_report

OF_SETS = {"density", "coverage", "near_copy_fraction", "authenticity"}
OF_ALL = OF_SETS | {"wasserstein_distance", "autocorrelation_distance", "spectral_distance", "discriminative_score"}
WITH_HELD_OUT = {"dcr_share", "membership_inference_auc"}


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
    assert set(metrics_report(X, X[:50], X_held_out=X[::2], paired=False)) == OF_ALL | WITH_HELD_OUT


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
    header, *rows, needs = str(report).splitlines()
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
    assert needs == "More baselines (?), dcr_share and membership_inference_auc need X_held_out."
    assert "X_held_out" not in str(metrics_report(X, X, X_held_out=X[:9]))


def test_the_table_fits_a_frame(X):
    report = metrics_report(X, X, X_held_out=X[::2])
    frame = pd.DataFrame(report.table()).set_index("figure")
    assert list(frame.columns) == ["value", "baseline", "better", "meaning", "question"]
    for name, figure in report.items():
        assert tuple(frame.loc[name]) == figure
