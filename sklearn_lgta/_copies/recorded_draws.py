"""What was drawn for the copies of some series, kept to be applied to others.

Axes: n series, t time points, c channels.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .._preprocessing.spans import TimeSpan, ends, time_spans
from .in_parts import with_gaps


class DrawnSpan(NamedTuple):
    """Draws for series of one time span.

    Attributes
    ----------
    span : TimeSpan
    draws : list of Draws
        One for every copy.
    """

    span: TimeSpan
    draws: list


@dataclass(frozen=True, repr=False)
class RecordedDraws:
    """Draws for the copies of some series, as ``LGTAAugmenter.augment(X, return_draws=True)`` returns them.

    They hold numbers, neither the series nor the augmenter.

    Parameters
    ----------
    shape : tuple of int
        Of the series: (n_series, n_timepoints, n_channels).
    numbers : range
        Numbers of the copies.
    gain : float, tuple of floats or None
        Size of the change, of every alternative. None changes nothing.
    residual : {"keep", "follow", "resample", "drop"}
        What is done to the residual.
    sizes : dict
        `patch_length` and `latent_dim` of the codes.
    spans : list of DrawnSpan
        Every series is in one of them.
    labels : Index or None, default=None
        Names of the series in a frame.
    """

    shape: tuple
    numbers: range
    gain: float | None
    residual: str
    sizes: dict
    spans: list
    labels: Any = None

    def __repr__(self):
        n_series, n_timepoints, n_channels = self.shape
        return f"RecordedDraws({len(self.numbers)} x {n_series} series of {n_timepoints} x {n_channels} values)"

    @classmethod
    def of(cls, copier, values, conditions, numbers, gain, residual, groups=None, labels=None):
        """Draw for the copies of series; parameters as for `Copier.copies`, and `labels`.

        Returns
        -------
        draws : RecordedDraws
        """
        spans = []
        for span in time_spans(values) if gain is not None else ():
            of_span = None if groups is None else groups[span.rows]
            series = copier.prepare([(span.take(values), span.conditions_of(conditions))], of_span)
            draws = [copier.draw(series, [number] * len(series.noise_keys), residual) for number in numbers]
            spans.append(DrawnSpan(span, draws))
        return cls(values.shape, numbers, gain, copier.policy(residual), _sizes(copier), spans, labels)

    def apply(self, copier, values, conditions, fill=False):
        """Change series by these draws.

        Parameters
        ----------
        copier : Copier
        values : ndarray of shape (n, t, c)
            NaN where missing.
        conditions : Conditions
            Of these series.
        fill : bool, default=False
            Whether copies have values in gaps.

        Returns
        -------
        copies : ndarray of shape (n_copies * n, t, c)
            All series of the first copy, then of the next.

        Raises
        ------
        ValueError
            If the draws do not fit the series or the codes of the augmenter.
        """
        self._check_shape(values)
        if self.gain is None:
            return copier.copies(values, conditions, self.numbers, None, self.residual, fill=fill)
        self._check_codes(copier)
        self._check_time(values)
        result = np.full((len(self.numbers), *values.shape), np.nan)
        for span, draws in self.spans:
            encoded = copier.encoder.encode(span.take(values), span.conditions_of(conditions))
            of_series = (drawn.for_codes(encoded.latent) for drawn in draws)
            copies = np.stack([copier.change(encoded, drawn, self.gain, self.residual) for drawn in of_series])
            result[:, span.rows, span.time] = copies if fill else with_gaps(copies, encoded.missing)
        return result.reshape(-1, *values.shape[1:])

    def _check_shape(self, values):
        if values.shape != self.shape:
            raise ValueError(
                f"The draws are for {_size(self.shape)}, and X has {_size(values.shape)}. Draws change series one by "
                "one and step by step, so pass X of the shape they were drawn for, or draw for this one: "
                "copies, draws = augmenter.augment(X, return_draws=True)"
            )

    def _check_codes(self, copier):
        sizes = _sizes(copier)
        if self.sizes != sizes:
            of_draws, here = (", ".join(f"{name}={size}" for name, size in one.items()) for one in (self.sizes, sizes))
            is_direct = self.sizes == {"patch_length": 1, "latent_dim": self.shape[2]}
            line = "space='data'" if is_direct else f"space='latent', model=PCACodec({of_draws})"
            raise ValueError(
                f"The draws change codes with {of_draws}, and the codes of this augmenter have {here}. Use the "
                f"augmenter that made them, or fit this one with codes of that size: {line}"
            )

    def _check_time(self, values):
        first, stop = ends(values)
        for span, _ in self.spans:
            rows = np.arange(len(values))[span.rows]
            others = rows[(first[rows] != span.first) | (stop[rows] != span.stop)]
            if len(others):
                row = others[0]
                raise ValueError(
                    f"The series at position {row} is observed from time point {first[row]} to {stop[row] - 1}, and "
                    f"its draws are for time points {span.first} to {span.stop - 1}. Pass series that start and end "
                    "when those of the draws do, or draw for these: "
                    "copies, draws = augmenter.augment(X, return_draws=True)"
                )


def _sizes(copier):
    sizes = copier.encoder.codec.model.sizes_
    return {"patch_length": sizes.patch_length, "latent_dim": sizes.latent_dim}


def _size(shape):
    n_series, n_timepoints, n_channels = shape
    return f"{n_series} series of {n_timepoints} time points and {n_channels} channel{'s' * (n_channels > 1)}"


def check_draws(draws, numbers, groups, labels=None):
    """Refuse draws that are none, and arguments beside them that ask for other ones.

    Parameters
    ----------
    draws : RecordedDraws
    numbers : range
        Numbers of the copies that are asked for; copy 0 alone asks for nothing.
    groups : ndarray of shape (n,) or None
    labels : Index or None, default=None
        Names of the series that are to change.

    Raises
    ------
    TypeError
        If the object is none of `RecordedDraws`.
    ValueError
        If other copies or groups are asked for, or if the series are those of the draws in another order.
    """
    if not isinstance(draws, RecordedDraws):
        raise TypeError(
            f"draws is a {type(draws).__name__}; it must be what augment returned beside the copies: "
            "copies, draws = augmenter.augment(X, return_draws=True)"
        )
    if numbers not in (range(1), draws.numbers):
        raise ValueError(
            f"n_copies={len(numbers)} and copy={numbers.start} differ from the draws, which hold "
            f"{len(draws.numbers)} from copy {draws.numbers.start} on. Leave them out: "
            "augmenter.augment(X, draws=draws)"
        )
    if _is_reordered(draws.labels, labels):
        raise ValueError(
            f"X holds the series of the draws in another order: the first is {labels[0]!r} here and "
            f"{draws.labels[0]!r} there. Draws change series one by one, so pass them in the order of that call."
        )
    if groups is not None:
        raise ValueError(
            "groups says what is drawn, and draws holds what was drawn. Leave one out: "
            "augmenter.augment(X, draws=draws)"
        )


def _is_reordered(names, others):
    """Whether two indices hold the same names in another order."""
    if names is None or others is None or len(names) != len(others) or names.equals(others):
        return False
    return set(names) == set(others)
