"""Estimators that augment or resample on their own have no fit without augmentation to compare with."""

from typing import Any

from .._estimator import AugmentedEstimator


def refuse_own_augmentation(estimator: Any) -> None:
    """Refuse an estimator that holds a resampler or an augmenter, such as a pipeline with one as a step.

    Parameters
    ----------
    estimator : estimator
        Inside the `AugmentedEstimator` that is compared.

    Raises
    ------
    ValueError
        If there is one: it would change the series of the fit "without augmentation", too.
    """
    switches = _switched_off(estimator)
    if not switches:
        return
    off = ", ".join(f"{name}={value}" for name, value in switches.items())
    raise ValueError(
        f"The estimator augments or resamples on its own, in {' and '.join(map(repr, switches))}, so it would do so in "
        "the fit without augmentation, too, and the comparison would be wrong. Leave that out, and pass the augmenter: "
        "augmentation_gain(AugmentedEstimator(estimator, augmenter), X, y). Or score it with and without that: "
        f"cross_validate(estimator, X, y), cross_validate(clone(estimator).set_params({off}), X, y)"
    )


def _switched_off(estimator: Any) -> dict[str, str]:
    """Return the parameters that switch own augmentation off, by name, as they are typed."""
    parts = estimator.get_params(deep=True)
    switches: dict[str, str] = {}
    for name in sorted(parts, key=len):  # the whole before its parts
        part, (parent, _, _) = parts[name], name.rpartition("__")
        if isinstance(part, type) or any(
            name.startswith(f"{found.removesuffix('__n_copies')}__") for found in switches
        ):
            continue
        if isinstance(part, AugmentedEstimator):
            switches[f"{name}__n_copies"] = "0"
        elif hasattr(part, "fit_resample") or hasattr(part, "augment"):
            holder = parts[parent] if parent else estimator
            switches[name] = "'passthrough'" if hasattr(holder, "steps") else "None"
    return switches
