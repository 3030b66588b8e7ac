"""Checks of an augmenter that was read: parameters in their range, parts that fit together, and one copy as a trial."""

from dataclasses import replace
from typing import Any

from .._copies.strength_curve import StrengthCurve, StrengthCurves
from ..model._sizes import Sizes
from ..transformations import Resample
from .schema import AUGMENTER, check_types

_TRIAL_VALUES = 2**20  # weights of a trend, which cost the time of a trial: longer series have none


def check_augmenter(augmenter, n_bytes: int) -> None:
    """Refuse an augmenter whose parameters are out of range, or whose parts do not fit together.

    Parameters
    ----------
    augmenter : LGTAAugmenter
        As read from a file that may be forged.
    n_bytes : int
        Size of the file, which bounds the sizes of its model.

    Raises
    ------
    ValueError
        If a check fails. Forged parts may raise other exceptions.
    """
    check_types("the augmenter", vars(augmenter), AUGMENTER, all_needed=True)
    check_parameters(augmenter)
    if augmenter.memory is not None:
        raise ValueError("it names a folder for memory, from which a later fit would read pickles")
    encoders = augmenter._copier.encoder, augmenter._sampler.encoder, augmenter._calibration.copier.encoder
    codecs = [codec for encoder in encoders for codec in (encoder.codec, encoder.gap_filler.codec)]
    for model in (augmenter.model_, *(codec.model for codec in codecs)):
        if not isinstance(model.sizes_, Sizes) or not all(1 <= size <= n_bytes for size in vars(model.sizes_).values()):
            raise ValueError("the sizes of its model are 0, or too large for the series that the file holds")
    for decomposer in (one for encoder in encoders for one in (encoder.decomposer, encoder.gap_filler.decomposer)):
        if decomposer.structure not in ("none", "trend", "both"):
            raise ValueError(f"its structure is {decomposer.structure[:20]!r}, and must be 'none', 'trend' or 'both'")
    if "curve" in vars(augmenter._calibration):  # measured only at its first use
        _check_curves(augmenter._calibration)
    _try_copy(augmenter)


def _check_curves(calibration) -> None:
    """Refuse curves without points, or other ones than one for each alternative."""
    curves: Any = [calibration.curve]
    if isinstance(calibration.curve, StrengthCurves):
        curves, strengths = calibration.curve.curves, calibration.curve.relative_strengths
        of_file = [one.relative_strength for one in calibration.copier.transformation.alternatives()]
        if not len(curves) == len(calibration.curve.names) == len(of_file) or list(strengths) != of_file:
            raise ValueError("its strength curves are not those of the alternatives of its transformation")
    for curve in curves:
        if not isinstance(curve, StrengthCurve) or curve.gain.shape != curve.strength.shape or curve.gain.size < 2:
            raise ValueError("its strength curve needs two points or more, with a gain and a strength each")


def check_parameters(augmenter) -> None:
    """Refuse parameters out of their range, which may have been set after `fit`.

    Parameters
    ----------
    augmenter : LGTAAugmenter

    Raises
    ------
    ValueError
        If a parameter is out of its range.
    """
    augmenter._validate_params()
    augmenter._resolve_transformation()
    copiers = augmenter._copier, augmenter._calibration.copier
    transformations = augmenter.transformation_, *(copier.transformation for copier in copiers)
    for part in (*transformations, augmenter.model, augmenter.model_):
        if hasattr(part, "_parameter_constraints"):  # a model need not declare its ranges
            part._validate_params()


def _try_copy(augmenter) -> None:
    """Copy a training series, with a transformation without parameters, as a forged one could take long."""
    copier, calibration = augmenter._copier, augmenter._calibration
    values, conditions = calibration._values[:1], calibration._conditions[:1]
    n_timepoints = values.shape[1]
    if not 0 < values.size * min(copier.encoder.decomposer.seasonal_period or 1, n_timepoints) <= _TRIAL_VALUES:
        return
    trial = replace(copier, transformation=Resample())
    trial.copies(values, conditions, [0], gain=1.0, residual="resample")
