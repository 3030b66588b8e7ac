"""An interval for the mean difference of two models over folds that share their training series."""

import numpy as np
from scipy.stats import t


def corrected_interval(differences, test_fraction, confidence):
    r"""Corrected resampled t interval of a mean difference.

    Folds share training series, so their differences are correlated, and :math:`s^2 / J` is too small a variance of
    their mean. It becomes :math:`(1 / J + n_{test} / n_{train}) s^2`.

    Parameters
    ----------
    differences : ndarray of shape (..., n_folds)
        Score of one model minus that of the other on every fold, repeated ones too.
    test_fraction : float
        Test series a training series, as .25 in five folds. 0 is the ordinary t interval.
    confidence : float
        Probability that the interval is to hold, between 0 and 1.

    Returns
    -------
    interval : ndarray of shape (..., 2)
        Lower and upper limit.

    References
    ----------
    .. [1] C. Nadeau and Y. Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003.
    """
    n_folds = differences.shape[-1]
    error = np.sqrt((1 / n_folds + test_fraction) * differences.var(axis=-1, ddof=1))
    reach = t.ppf((1 + confidence) / 2, n_folds - 1) * error
    mean = differences.mean(axis=-1)
    return np.stack([mean - reach, mean + reach], axis=-1)
