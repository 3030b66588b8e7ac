"""Gains of forecasters of sktime at several origins, against no augmentation and usual forecasters."""

import re

import numpy as np
import pandas as pd
import pytest
from joblib import parallel_config
from scipy.stats import norm, t
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LinearRegression, Ridge, RidgeClassifier
from sktime.datasets import load_airline
from sktime.forecasting.compose import BaggingForecaster, TransformedTargetForecaster, make_reduction
from sktime.forecasting.naive import NaiveForecaster
from sktime.forecasting.trend import PolynomialTrendForecaster
from sktime.transformations.hierarchical.aggregate import Aggregator
from sktime.transformations.series.boxcox import LogTransformer

from sklearn_lgta import LGTAAugmenter, PCACodec
from sklearn_lgta.inspection import ForecastGain, augmentation_gain, forecast_gain
from sklearn_lgta.inspection._paired_power import Components, components, needed_origins, needed_series
from sklearn_lgta.sktime import AugmentedForecaster, AugmentedReductionForecaster, LGTABootstrap

pytestmark = pytest.mark.filterwarnings("ignore:NaiveForecaster is fitted to each series:UserWarning")
MONTHS = pd.period_range("2018-01", periods=60, freq="M")
FH = [1, 2, 3]


def augmenter():
    return LGTAAugmenter(model=PCACodec(), random_state=0)


def ours(regressor=None, n_copies=2, **parameters):
    return AugmentedReductionForecaster(regressor or Ridge(), 12, 3, augmenter(), n_copies, **parameters)


def same():
    """A forecaster whose copies change nothing."""
    return AugmentedForecaster(NaiveForecaster(), augmenter(), n_copies=1)


def panel(n_series=4, seed=0):
    rng = np.random.default_rng(seed)
    season = 10 * np.sin(np.arange(60) * 2 * np.pi / 12)
    values = rng.uniform(50, 150, (n_series, 1)) + season + rng.normal(size=(n_series, 60))
    index = pd.MultiIndex.from_product([[f"shop {i}" for i in range(n_series)], MONTHS], names=["shop", "month"])
    return pd.DataFrame({"sold": values.ravel()}, index=index)


# ------------------------------------------------------------------------------------ errors
def test_errors_are_those_of_a_loop_over_origins():
    y = panel()
    gain = forecast_gain(same(), y, FH, n_origins=3, baselines={"last": NaiveForecaster()})
    values = y.to_numpy().reshape(4, 60)
    ends = [51, 54, 57]
    unit = np.abs(values[:, 12:51] - values[:, :39]).mean(axis=1)
    expected = [np.abs(values[:, end : end + 3] - values[:, [end - 1]]).mean(axis=1) / unit for end in ends]
    for errors in (gain.errors, *gain.baseline_errors.values()):
        np.testing.assert_allclose(errors, expected)
    assert gain.series == tuple((f"shop {i}",) for i in range(4))


def test_steps_between_origins_and_single_steps_ahead_are_those_asked_for():
    y = pd.Series(np.arange(60.0) ** 2, index=MONTHS)
    gain = forecast_gain(same(), y, [2], n_origins=3, step=1, seasonal_period=1, baselines={})
    squares, first = np.arange(60) ** 2, 56
    unit = np.diff(squares[:first]).mean()
    expected = [(squares[end + 1] - squares[end - 1]) / unit for end in (56, 57, 58)]
    np.testing.assert_allclose(gain.errors.ravel(), expected)
    assert list(gain.baseline_errors) == ["no augmentation"]


def test_usual_forecasters_are_compared_with_the_season_of_the_index():
    pytest.importorskip("statsmodels")
    gain = forecast_gain(ours(), load_airline(), range(1, 7), n_origins=2)
    assert list(gain.baseline_errors) == ["no augmentation", "seasonal naive", "theta"]
    y = load_airline().to_numpy()
    unit = np.abs(y[12:132] - y[:120]).mean()
    expected = [np.abs(y[end : end + 6] - y[end - 12 : end - 6]).mean() / unit for end in (132, 138)]
    np.testing.assert_allclose(gain.baseline_errors["seasonal naive"].ravel(), expected)


@pytest.mark.parametrize("freeze", [False, True])
def test_an_index_of_numbers_takes_the_season_of_the_augmenter(freeze):
    pytest.importorskip("statsmodels")
    airline = load_airline()
    y = airline.reset_index(drop=True).to_frame()
    given = augmenter().set_params(seasonal_period=12)
    given = FrozenEstimator(given.set_params(unseen="augment").fit(y.to_numpy().T[None])) if freeze else given
    numbered = forecast_gain(AugmentedForecaster(NaiveForecaster(), given, 1), y, range(1, 7), n_origins=2)
    dated = forecast_gain(same(), airline, range(1, 7), n_origins=2)
    assert list(numbered.baseline_errors) == ["no augmentation", "seasonal naive", "theta"]
    for name, errors in dated.baseline_errors.items():
        np.testing.assert_allclose(numbered.baseline_errors[name], errors)


def test_series_with_gaps_are_not_forecast_by_theta():
    y = load_airline().astype(float)
    y.iloc[20] = np.nan
    keeps, fills = ours(), ours().set_params(augmenter__missing="fill")
    with pytest.raises(ValueError, match="missing|NaN"):
        forecast_gain(keeps, y, FH, n_origins=2, baselines={"line": PolynomialTrendForecaster()})
    imputed = TransformedTargetForecaster([("fill", imputer()), ("ours", keeps)])
    for forecaster in (fills, imputed):
        gain = forecast_gain(forecaster, y, FH, n_origins=2)
        assert list(gain.baseline_errors) == ["no augmentation", "seasonal naive"]
        assert all(np.isfinite(errors).all() for errors in gain.baseline_errors.values())


def imputer():
    from sktime.transformations.series.impute import Imputer

    return Imputer("linear")


def test_series_that_end_before_an_origin_do_not_count_there():
    y = panel().drop([("shop 1", month) for month in MONTHS[55:]])
    gain = forecast_gain(same(), y, FH, n_origins=3, baselines={})
    finite = np.isfinite(gain.errors)
    assert finite[:, [0, 2, 3]].all() and finite[:, 1].tolist() == [True, True, False]
    assert gain.gain() == 0


def test_totals_do_not_count():
    y = Aggregator().fit_transform(panel())
    gain = forecast_gain(same(), y, FH, n_origins=2, baselines={})
    np.testing.assert_allclose(gain.errors, forecast_gain(same(), panel(), FH, n_origins=2, baselines={}).errors)


def test_exogenous_data_of_the_future_are_known():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"promotion": (rng.random(240) < 0.3).astype(float)}, index=panel().index)
    y = panel() + 100 * X.to_numpy()
    settings = {"n_origins": 2, "baselines": {}}
    with_X = forecast_gain(ours(n_simulated=0), y, FH, X=X, **settings).errors.mean()
    assert with_X < 0.3 * forecast_gain(ours(n_simulated=0), y, FH, **settings).errors.mean()


@pytest.mark.parametrize(
    "forecaster",
    [
        AugmentedForecaster(make_reduction(LinearRegression(), window_length=12, pooling="global"), augmenter(), 1),
        TransformedTargetForecaster([LogTransformer(), ours()]),
        BaggingForecaster(LGTABootstrap(augmenter(), 2), NaiveForecaster()),
    ],
)
def test_wrappers_are_compared_with_themselves_without_copies(forecaster):
    gain = forecast_gain(forecaster, load_airline(), FH, n_origins=2, baselines={})
    assert (gain.errors != gain.baseline_errors["no augmentation"]).any()


def test_jobs_give_the_same(capsys):
    y = panel(2)
    one = forecast_gain(ours(), y, FH, n_origins=2, baselines={}, verbose=1)
    assert "forecast_gain: 100%" in capsys.readouterr().err
    with parallel_config("threading"):
        two = forecast_gain(ours(), y, FH, n_origins=2, baselines={}, n_jobs=2)
    np.testing.assert_array_equal(one.errors, two.errors)
    assert not capsys.readouterr().err


# ------------------------------------------------------------------------------------ the result
def result(gains, n_series=1, error=2.0):
    """A comparison with known gains, the same for all series."""
    before = np.full((len(gains), n_series), error)
    after = before * (1 - np.asarray(gains))[:, None]
    names = tuple(range(n_series))
    return ForecastGain(after, {"no augmentation": before, "theta": before * 0.5}, names, 0.95)


def test_the_gain_is_paired_by_origin_with_a_t_interval():
    gains = np.array([0.02, 0.05, 0.03, 0.06, 0.04])
    one = result(gains)
    assert one.gain() == pytest.approx(0.04)
    error = gains.std(ddof=1) / np.sqrt(5)
    assert one.standard_error() == pytest.approx(error)
    reach = t.ppf(0.975, 4) * error
    np.testing.assert_allclose(one.interval(), [0.04 - reach, 0.04 + reach])
    assert one.gain("theta") == pytest.approx(1 - 0.96 / 0.5)


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [([0.03, 0.04, 0.035], "use it"), ([-0.03, -0.04, -0.035], "do not"), ([0.2, -0.1, 0.05], "no difference")],
)
def test_the_verdict_follows_the_interval(gains, verdict):
    assert result(gains).verdict == verdict
    text = " ".join(str(result(gains)).split())
    assert f"Verdict: {verdict}. The error changes by {-100 * np.mean(gains):+.1f} %" in text


def test_a_better_usual_forecaster_is_named():
    assert "theta has the smallest error" in result([0.1, 0.2], n_series=2).reason


def test_the_table_is_one_of_pandas():
    table = pd.DataFrame(result([0.1, 0.2]).table()).set_index("line")
    assert list(table.index) == ["augmented", "no augmentation", "theta"]
    assert table.loc["no augmentation", "gain"] == pytest.approx(0.15)
    assert table.loc["augmented", "error"] == pytest.approx(1.7) and np.isnan(table.loc["augmented", "gain"])


# ------------------------------------------------------------------------------------ sample sizes
def layout(n_origins, n_series, of_origins, of_series, of_rest, rng):
    shape = (n_origins, n_series)
    origins, series, rest = rng.normal(size=(n_origins, 1)), rng.normal(size=n_series), rng.normal(size=shape)
    return np.sqrt(of_origins) * origins + np.sqrt(of_series) * series + np.sqrt(of_rest) * rest


def test_variances_of_a_two_way_layout_are_found():
    rng = np.random.default_rng(0)
    found = [components(layout(10, 20, 0.5, 1.0, 2.0, rng)) for _ in range(300)]
    np.testing.assert_allclose(np.mean([part[:3] for part in found], axis=0), [0.5, 1.0, 2.0], rtol=0.1)


def test_as_many_series_or_origins_as_are_asked_for_show_the_gain():
    rng = np.random.default_rng(1)
    n_series = needed_series(Components(0.0004, 0.002, 0.02, 20, 30), 0.02, 0.95)
    n_origins = needed_origins(np.sqrt(0.0004 + 0.02 / 30) * np.array([-1, 0, 1]), 0.02, 0.95)  # of variance 1
    for (k, n), of_series in (((20, n_series), 0.002), ((n_origins, 30), 0.0)):
        deviation = np.sqrt(0.0004 / k + of_series / n + 0.02 / (k * n))
        means = [0.02 + layout(k, n, 0.0004, of_series, 0.02, rng).mean() for _ in range(600)]
        assert np.mean(means > norm.ppf(0.975) * deviation) == pytest.approx(0.8, abs=0.05)


def test_no_number_of_series_helps_where_they_gain_together():
    together = np.tile(np.array([[0.1], [-0.1], [0.2]]), 6)
    assert needed_series(components(together), 0.01, 0.95) is None
    assert needed_series(components(together[:, :1]), 0.01, 0.95) is None
    assert result([0.1, -0.1, 0.2], n_series=6).reason.endswith("origins of these 6 series.")


# ------------------------------------------------------------------------------------ bad input
@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"n_origins": 30}, r"30 origins 3 time points apart with 3 steps ahead leave 0 .* Set n_origins=19\."),
        ({"fh": [0, 1]}, "fh holds step 0"),
        ({"fh": pd.PeriodIndex(["2023-01"], freq="M")}, r"fh holds dates, .* fh=range\(1, 13\)"),
        ({"forecaster": NaiveForecaster()}, "NaiveForecaster has no parameter n_copies"),
        ({"y": panel().reset_index()}, "a long table"),
    ],
)
def test_what_cannot_be_compared_is_refused(given, message):
    given = {"forecaster": same(), "y": panel(), "fh": FH} | given
    with pytest.raises((ValueError, TypeError), match=message):
        forecast_gain(**given)


def test_the_number_of_origins_of_the_message_works():
    gain = forecast_gain(same(), panel(), FH, n_origins=19, baselines={}, seasonal_period=1)
    assert gain.errors.shape == (19, 4)


@pytest.mark.parametrize(
    ("start", "n_lags", "n_origins", "message"),
    [
        (43, 6, 6, r"earliest of 4 origins \('shop 1',\) has 5 time points, and a forecast needs window_length=6\."),
        (52, 6, 2, r"newest origin \('shop 1',\) has 5 .*6\. Pass longer series, or a shorter fh or window_length\."),
        (0, 40, 9, r"earliest of 6 origins no series has more than 42 .* needs 43\. Set n_origins=5\."),
        (43, 6, 20, r"y has 60 time points, and 20 origins .* leave 0 before the first one\. Set n_origins=3\."),
    ],
)
def test_a_series_too_short_for_so_many_origins_is_named_with_a_number_that_works(start, n_lags, n_origins, message):
    y = panel().drop([("shop 1", month) for month in MONTHS[:start]])
    inside = AugmentedReductionForecaster(Ridge(), n_lags, 3, augmenter(), 1, target="same")
    forecaster = TransformedTargetForecaster([LogTransformer(), inside])
    with pytest.raises(ValueError, match=message) as caught:
        forecast_gain(forecaster, y, FH, n_origins=n_origins)
    most = re.search(r"Set n_origins=(\d+)\.", str(caught.value))
    if most:
        gain = forecast_gain(forecaster, y, FH, n_origins=int(most[1]), seasonal_period=1, baselines={})
        assert np.isfinite(gain.errors).all()


def test_forecasters_are_sent_here_by_the_comparison_over_folds():
    for given in ((panel(),), (panel(), FH)):
        with pytest.raises(TypeError, match=r"forecast_gain\(forecaster, y, fh\), which you get by") as caught:
            augmentation_gain(ours(), *given)
    names = {}
    exec(re.search("`(.*)`", str(caught.value))[1], names)
    assert names["forecast_gain"] is forecast_gain
    with pytest.raises(TypeError, match=r"y is missing\. Call augmentation_gain\(estimator, X, y\)"):
        augmentation_gain(RidgeClassifier(), np.zeros((4, 8)))
    with pytest.raises(ValueError, match="has no parameter n_copies"):
        forecast_gain(RidgeClassifier(), panel(), FH)
