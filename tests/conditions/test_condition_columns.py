"""Columns of a long container that are conditions: other values given by `conditions` come back in them."""

import numpy as np
import pandas as pd
import pytest

from sklearn_lgta import LGTAAugmenter, PCACodec

N_SHOPS, N_DAYS, LIFT = 30, 56, 40.0
DAYS = pd.date_range("2024-01-01", periods=N_DAYS)


def shops(seed=0):
    """Sales with a lift by promotions, and the promotions."""
    rng = np.random.default_rng(seed)
    promotion = (rng.random((N_SHOPS, N_DAYS)) < 0.15).astype(int)
    week = 10 * np.sin(2 * np.pi * np.arange(N_DAYS) / 7)
    return 100 + week + rng.normal(size=(N_SHOPS, N_DAYS)) + LIFT * promotion, promotion


def table_of(sales, promotion, first=0):
    """Long table of shops whose rows are in another order than their days."""
    names = np.repeat([f"shop {first + number}" for number in range(N_SHOPS)], N_DAYS)
    columns = {"shop": names, "day": np.tile(DAYS, N_SHOPS), "sold": sales.ravel(), "promotion": promotion.ravel()}
    return pd.DataFrame(columns).sample(frac=1, random_state=0, ignore_index=True)


def in_index(table):
    return table.set_index(["shop", "day"])


CONTAINERS = {"table": lambda table: table, "frame": in_index}


@pytest.fixture(scope="module")
def fitted():
    return {
        name: LGTAAugmenter(conditions="promotion", model=PCACodec(), seasonal_period=7, random_state=0).fit(
            container(table_of(*shops()))
        )
        for name, container in CONTAINERS.items()
    }


@pytest.mark.parametrize("name", CONTAINERS)
def test_copies_and_decoded_series_hold_the_conditions_they_were_made_under(name, fitted):
    augmenter, X = fitted[name], CONTAINERS[name](table_of(*shops()))
    planned = np.zeros((N_SHOPS, N_DAYS))
    planned[:, ::5] = 1
    for conditions in ({"promotion": planned}, {"promotion": planned[:1]}):
        for made in (
            augmenter.augment(X, 2, conditions=conditions),
            next(augmenter.iter_copies(X, conditions=conditions)),
            augmenter.decode(augmenter.encode(X), like=X, conditions=conditions),
        ):
            made = made.reset_index()
            expected = (made["day"] - DAYS[0]).dt.days % 5 == 0
            np.testing.assert_array_equal(made["promotion"], expected)
            assert made["promotion"].dtype == table_of(*shops())["promotion"].dtype
    without = augmenter.augment(X, conditions={"promotion": 0}).reset_index()
    assert (without["promotion"] == 0).all()


def test_a_value_that_the_dtype_cannot_hold_changes_it(fitted):
    X = table_of(*shops())
    made = fitted["table"].augment(X, conditions={"promotion": np.full(N_SHOPS, 0.5)})
    assert made["promotion"].dtype == np.float64 and (made["promotion"] == 0.5).all()
    assert X["promotion"].isin([0, 1]).all()  # the table of the user stays


def test_a_frame_of_polars_holds_them_too():
    polars = pytest.importorskip("polars")
    X = polars.DataFrame(table_of(*shops()))
    augmenter = LGTAAugmenter(conditions="promotion", model=PCACodec(), seasonal_period=7, random_state=0).fit(X)
    made = augmenter.augment(X, conditions={"promotion": 0})
    assert made.schema == X.schema and made["promotion"].sum() == 0 < X["promotion"].sum()
    assert augmenter.augment(X)["promotion"].equals(X["promotion"])


@pytest.mark.parametrize("name", CONTAINERS)
def test_new_series_are_taken_to_be_observed_under_their_columns(name, fitted):
    augmenter = fitted[name]
    sales, promotion = shops(seed=1)
    X = CONTAINERS[name](table_of(sales, promotion, first=100))
    for made in (
        augmenter.decode(augmenter.encode(X), like=X, conditions={"promotion": 0}),
        augmenter.augment(X, conditions={"promotion": 0}),
    ):
        removed = X["sold"].to_numpy() - made["sold"].to_numpy()
        was = X["promotion"].to_numpy() > 0
        assert removed[was].mean() - removed[~was].mean() == pytest.approx(LIFT, rel=0.1)
    in_order = X.reset_index()["shop"].unique()  # rows are shuffled, and series come in the order of their first row
    own = {"promotion": promotion[[int(shop.removeprefix("shop ")) - 100 for shop in in_order]]}
    given = augmenter.decode(augmenter.encode(X), like=X, conditions={"promotion": 0}, like_conditions=own)
    pd.testing.assert_frame_equal(given, augmenter.decode(augmenter.encode(X), like=X, conditions={"promotion": 0}))


def test_messages_name_no_other_method(fitted):
    new = shops(seed=2)[0]
    augmenter = LGTAAugmenter(conditions="promotion", model=PCACodec(), seasonal_period=7, random_state=0)
    augmenter.fit(shops()[0], conditions={"promotion": shops()[1]})
    for verb in (augmenter.encode, augmenter.augment, augmenter.reconstruct):
        with pytest.raises(ValueError, match=r"Pass them: conditions=\{name: values\}\.$"):
            verb(new)
