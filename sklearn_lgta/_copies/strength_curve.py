"""Responses of the output to the latent gain, measured or taken as they are."""

from dataclasses import dataclass

import numpy as np

_GAINS_TO_ONE = np.linspace(0.0, 1.0, 9)
_GAINS_OPEN = np.concatenate([[0.0], 0.05 * 2.0 ** np.arange(8)])  # .05 to 6.4
_FLAT = 0.1  # a log-log slope below this at the end of the curve is a ceiling


def gains(max_gain):
    """Gains at which the response is measured.

    Parameters
    ----------
    max_gain : float
        Infinity where the transformation has no largest gain.

    Returns
    -------
    gains : ndarray of shape (9,)
    """
    return _GAINS_OPEN if np.isinf(max_gain) else _GAINS_TO_ONE * max_gain


@dataclass(frozen=True)
class StrengthCurve:
    """Measured response of the output to the latent gain, increasing from its floor to its ceiling.

    Parameters
    ----------
    gain : ndarray of shape (n_points,)
        Latent gains, from 0.
    strength : ndarray of shape (n_points,)
        Change of the final output at that gain.
    open_ended : bool
        Whether larger gains than the last are allowed.
    """

    gain: np.ndarray
    strength: np.ndarray
    open_ended: bool

    @classmethod
    def measured(cls, gain, strength, open_ended):
        """Increasing curve through measurements."""
        strength = np.maximum.accumulate(np.asarray(strength, dtype=float))
        rise = np.diff(np.log(np.maximum(strength[-2:], 1e-300)))[0] / np.diff(np.log(gain[-2:]))[0]
        return cls(np.asarray(gain, dtype=float), strength, bool(open_ended and rise > _FLAT))

    @property
    def floor(self):
        """Change at gain 0, by redrawing or dropping the residual."""
        return float(self.strength[0])

    @property
    def ceiling(self):
        """Largest strength that can be reached; infinity where there is no largest."""
        return np.inf if self.open_ended else float(self.strength[-1])

    def gain_for(self, strength):
        """Latent gain that reaches a strength; outside the range the nearest gain.

        Parameters
        ----------
        strength : float

        Returns
        -------
        gain : float
        """
        if strength >= self.strength[-1]:
            if not self.open_ended:
                return float(self.gain[-1])
            slope = (self.strength[-1] - self.strength[-2]) / (self.gain[-1] - self.gain[-2])
            return float(self.gain[-1] + (strength - self.strength[-1]) / slope)
        # the curve may be flat at its start (bounds), where np.interp needs increasing values
        rising = np.append(True, np.diff(self.strength) > 0)
        return float(np.interp(strength, self.strength[rising], self.gain[rising]))


@dataclass(frozen=True)
class StrengthCurves:
    """Measured responses of alternatives, each to a latent gain of its own.

    Parameters
    ----------
    names : tuple of str
        The alternatives as text.
    relative_strengths : tuple of float
        Strength of each, as a multiple of the strength of the augmenter.
    curves : tuple of StrengthCurve
    """

    names: tuple[str, ...]
    relative_strengths: tuple[float, ...]
    curves: tuple[StrengthCurve, ...]

    @property
    def floor(self):
        """Smallest strength of the augmenter that no alternative exceeds at gain 0."""
        return max(curve.floor / strength for curve, strength in self._each())

    @property
    def ceiling(self):
        """Largest strength of the augmenter that every alternative reaches; infinity where there is no largest."""
        return min(curve.ceiling / strength for curve, strength in self._each())

    def _each(self):
        return zip(self.curves, self.relative_strengths, strict=True)


@dataclass(frozen=True)
class RawGain:
    """The response of strengths that are latent gains, measured by nothing.

    Parameters
    ----------
    ceiling : float
        Largest gain of the transformation.
    """

    ceiling: float
    floor = 0.0

    def gain_for(self, strength):
        """Latent gain, at most the largest: float -> float."""
        return min(strength, self.ceiling)
