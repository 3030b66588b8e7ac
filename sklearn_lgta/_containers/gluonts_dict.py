"""Series as dicts, as GluonTS has them: `start`, `target`, and further fields."""

import re
from typing import Any

import numpy as np

from .output_format import OutputFormat
from .series_item import SeriesItem

# Units of frequencies that newer versions of pandas spell in another way.
_NEW_UNIT = {"H": "h", "T": "min", "S": "s", "L": "ms", "A": "Y"}


class DictItem(SeriesItem):
    """A dict with a `target`, (n_timepoints,) or (n_channels, n_timepoints).

    `start` and the frequency give the times: `start` is a Period, or there is a field `freq` beside it. Other fields
    are kept as they are.
    """

    KIND = "list of dicts"

    def matches(self, X: Any) -> bool:
        """Whether all are dicts with a target."""
        return all(isinstance(series, dict) for series in X) and any("target" in series for series in X)

    def values(self, series: Any) -> np.ndarray:
        """Return the target."""
        if "target" not in series:
            raise ValueError(
                f"the dict has the fields {list(series)}, and no 'target'. Leave such series out: "
                "[series for series in X if 'target' in series]"
            )
        target = np.asarray(series["target"])
        return target if target.dtype == np.float32 else target.astype(np.float64)

    def times(self, series: Any, n_timepoints: int) -> Any:
        """Return the periods or dates from `start` on, if their frequency is known."""
        start, freq = series.get("start"), series.get("freq")
        freq = getattr(start, "freq", None) if freq is None else freq  # of a Period
        if start is None or freq is None:
            return None
        import pandas as pd

        if isinstance(freq, str):
            freq = re.sub(r"^(\d*)([A-Z])(?=-|$)", lambda unit: unit[1] + _NEW_UNIT.get(unit[2], unit[2]), freq)
        try:
            return pd.period_range(start, periods=n_timepoints, freq=freq)
        except (TypeError, ValueError):
            pass  # "MS" is a frequency of dates
        try:
            return pd.date_range(start, periods=n_timepoints, freq=freq)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"start={start!r} and freq={freq!r} give no times: {error}. Leave the frequency out, and pass "
                "seasonal_period to the augmenter: [{k: v for k, v in series.items() if k != 'freq'} for series in X]"
            ) from error

    def has_one_channel(self, series: Any) -> bool:
        """Whether the target has no axis of channels."""
        return np.ndim(series["target"]) == 1

    def write(self, values: np.ndarray, like: Any, copy: str) -> dict[str, Any]:
        """Return a dict of the same fields, with an `item_id` of its own."""
        own = {} if not copy or like.get("item_id") is None else {"item_id": f"{like['item_id']}{copy}"}
        target = values[0] if self.has_one_channel(like) else values
        return {**like, **own, "target": target if isinstance(like["target"], np.ndarray) else target.tolist()}

    def new(self, values: np.ndarray, number: int, times: Any, fitted_format: OutputFormat) -> dict[str, Any]:
        """Return a dict with the fields `start`, `freq` and `item_id` where `fit` saw them."""
        details = fitted_format.details
        fields: dict[str, Any] = {} if times is None else {"start": _start_as(details["start"], times[0])}
        if details["freq"] is not None and times is not None:
            fields["freq"] = details["freq"]
        if details["has_id"]:
            fields["item_id"] = f"sample{number}"
        target = values[0] if len(values) == 1 else values
        return {**fields, "target": target if details["is_array"] else target.tolist()}

    def describe(self, X: Any) -> dict[str, Any]:
        """Return which fields the series have, by the first one."""
        start, freq = X[0].get("start"), X[0].get("freq")
        return {
            "details": {
                "start": "text" if isinstance(start, str) else type(start).__name__,
                "freq": freq if isinstance(freq, str) else None,
                "has_id": X[0].get("item_id") is not None,
                "is_array": isinstance(X[0]["target"], np.ndarray),
            }
        }


def _start_as(kind: str, time: Any) -> Any:
    """Return a start in the type that `fit` saw: text, a Timestamp or a Period."""
    if kind == "text":
        return str(time)
    return time.to_timestamp() if kind == "Timestamp" and hasattr(time, "to_timestamp") else time
