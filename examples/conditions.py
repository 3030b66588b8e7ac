"""
The same code under another condition
=====================================

Decode the same code under another condition: a winter day as a summer day, a shop on other days.

A network with conditions keeps the part of a series that they explain out of the code. The code can
therefore be decoded under other conditions. The data are load curves of winter and summer days, which come
with sktime, and simulated sales of 60 shops with busy weekends and promotions.
Run ``python examples/conditions.py [picture.png]``.
"""

import sys
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.linear_model import LogisticRegression
from sktime.datasets import load_italy_power_demand

from sklearn_lgta import LGTAAugmenter

matplotlib.use("Agg")
import matplotlib.pyplot as plt

SEASONS = {"1": "winter", "2": "summer"}  # October to March, April to September
N_SHOPS, N_DAYS = 60, 84
DAYS = np.datetime64("2024-01-01") + np.arange(N_DAYS)  # starts on a Monday
LATER = 3  # days


def load_days():
    """Return daily load curves (1029, 24) and their seasons."""
    X, y = load_italy_power_demand(split="test", return_type="numpy3D")
    return X[:, 0], np.array([SEASONS[label] for label in y])


def make_sales(seed=0):
    """Return sales (60, 84) with busy weekends and one-day promotions, and a mask of the promotions."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(N_SHOPS, N_DAYS))
    for day in range(1, N_DAYS):
        noise[:, day] += 0.7 * noise[:, day - 1]
    promotions = rng.random((N_SHOPS, N_DAYS)) < 0.1
    weekends = is_weekend(DAYS) * rng.uniform(2, 4, size=(N_SHOPS, 1))
    return 20 + noise + weekends + 4 * promotions, promotions


def is_weekend(days):
    return (days.astype(np.int64) + 3) % 7 >= 5  # 1970-01-01 was a Thursday


def lift(sales, where):
    """Return the mean over the days of a mask minus the mean over the other days."""
    where = np.broadcast_to(where, sales.shape)
    return sales[where].mean() - sales[~where].mean()


def other(y):
    return np.where(y == "winter", "summer", "winter")


def change_seasons(model):
    """Decode days under their season and under the other one; a classifier trained on other days labels the results."""
    X, y = load_days()
    X, y, X_apart, y_apart = X[::2], y[::2], X[1::2], y[1::2]
    augmenter = LGTAAugmenter(use_y="condition", model=model, random_state=0).fit(X, y)
    code = augmenter.encode(X)
    same, changed = augmenter.decode(code, like=X), augmenter.decode(code, like=X, y=other(y))
    judge = LogisticRegression(max_iter=5000).fit(X_apart, y_apart)
    print("fraction of days that a classifier, trained on other real days, assigns to the season used for decoding")
    print(f"  real days             {judge.score(X, y):.2f}")
    print(f"  as the same season    {judge.score(same, y):.2f}")
    print(f"  as the other season   {judge.score(changed, other(y)):.2f}")
    return X, y, changed


def change_days(model):
    """Decode sales under their conditions, under a calendar three days later, and without promotions."""
    X, promotions = make_sales()
    augmenter = LGTAAugmenter(
        conditions=["calendar", "promotion"], structure="none", seasonal_period=7, model=model, random_state=0
    )
    augmenter.fit(X, conditions={"calendar": DAYS, "promotion": promotions})
    code = augmenter.encode(X)
    decoded = {
        "as it was": augmenter.decode(code, like=X),
        "three days later": augmenter.decode(
            code, like=X, conditions={"calendar": DAYS + LATER, "promotion": promotions}
        ),
        "without promotions": augmenter.decode(
            code, like=X, conditions={"calendar": DAYS, "promotion": np.zeros_like(promotions)}
        ),
    }
    print("\ndecoded sales                   weekend   new weekend   promotion   (mean minus the mean of other days)")
    for name, sales in {"real sales": X, **decoded}.items():
        lifts = lift(sales, is_weekend(DAYS)), lift(sales, is_weekend(DAYS + LATER)), lift(sales, promotions)
        print(f"  {name:28s}" + "".join(f"{value:9.2f}   " for value in lifts))
    return X, promotions, decoded


def draw(days, shops, path):
    (X, y, changed), (sales, promotions, decoded) = days, shops
    fig, axes = plt.subplots(1, 3, figsize=(13, 3.6), layout="constrained", width_ratios=[1, 1, 2])
    for ax, season in zip(axes, SEASONS.values(), strict=False):
        in_season, to = y == season, str(other(np.array(season)))
        usual = np.argsort(((X - X[in_season].mean(axis=0)) ** 2).sum(axis=1) + 1e9 * ~in_season)[0]
        ax.plot(X[usual], color="black", linewidth=1.4, label=f"a {season} day")
        ax.plot(changed[usual], color="tab:orange", linewidth=1.4, label=f"as a {to} day")
        ax.plot(X[~in_season].mean(axis=0), color="gray", linestyle="dashed", linewidth=1, label=f"mean {to} day")
        ax.legend(fontsize="small", loc="lower right")
        ax.set_xlabel("hour")
    axes[0].set_ylabel("load, standardised")
    shop = int(np.argmax(promotions[:, :28].sum(axis=1)))
    axes[2].plot(sales[shop, :28], color="black", linewidth=1, label="real")
    for name, color in zip(list(decoded)[1:], ("tab:orange", "tab:blue"), strict=True):
        axes[2].plot(decoded[name][shop, :28], color=color, linewidth=1.4, label=name)
    axes[2].scatter(np.flatnonzero(promotions[shop, :28]), sales[shop, :28][promotions[shop, :28]], color="black", s=18)
    axes[2].set_title("a shop (dots: promotions), and the same code on other days", fontsize="medium")
    axes[2].set_xlabel("day")
    axes[2].set_ylabel("sales")
    axes[2].legend(fontsize="small", loc="upper right")
    fig.savefig(path, dpi=65)
    plt.close(fig)


def main(path, model=None):
    days, shops = change_seasons(model), change_days(model)
    path.parent.mkdir(parents=True, exist_ok=True)
    draw(days, shops, path)
    print(f"\npicture: {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".png"))
