"""Tags by which the adapters say what they can do."""

from typing import Any, Literal

from sktime.forecasting.base import BaseForecaster

# Containers that all adapters take unchanged, so that one augmenter is fitted to all series of a panel.
_MTYPES = ["pd.DataFrame", "pd-multiindex", "pd_multiindex_hier"]

_TAGS: dict[str, Any] = {
    "authors": ["sklearn_lgta developers"],
    "maintainers": ["sklearn_lgta developers"],
    "X_inner_mtype": _MTYPES,
    "capability:missing_values": True,
    "capability:unequal_length": True,
}
TRANSFORMER_TAGS = _TAGS | {
    "scitype:transform-input": "Series",
    "scitype:transform-labels": "None",
    "scitype:instancewise": False,
    "y_inner_mtype": "None",
    "fit_is_empty": False,
    "capability:inverse_transform": False,
    "skip-inverse-transform": True,
    "capability:multivariate": True,
    "capability:categorical_in_X": False,
}
# older versions of sktime have neither the method nor the tag
PRETRAIN_TAG = {"capability:pretrain": True} if hasattr(BaseForecaster, "pretrain") else {}
FORECASTER_TAGS = _TAGS | {"y_inner_mtype": _MTYPES, "capability:update": True}


def randomness_tag(augmenter: Any) -> dict[str, Literal["deterministic", "stochastic"]]:
    """Tag that says whether results are random.

    Parameters
    ----------
    augmenter : LGTAAugmenter, FrozenEstimator or None

    Returns
    -------
    tag : dict
        "stochastic" for an augmenter without a seed.
    """
    is_random = getattr(augmenter, "random_state", 0) is None
    return {"property:randomness": "stochastic" if is_random else "deterministic"}
