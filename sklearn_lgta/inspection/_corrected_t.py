"""Confidence interval of the mean difference of two models over folds that share training series."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t


def corrected_interval(differences: NDArray, test_fraction: float, confidence: float) -> NDArray:
    r"""Corrected resampled t interval of a mean difference.

    Folds share training series, so their differences are correlated, and :math:`s^2 / J` underestimates the variance
    of their mean. The corrected variance is :math:`(1 / J + n_{test} / n_{train}) s^2`.

    Parameters
    ----------
    differences : ndarray of shape (..., n_folds)
        Score of one model minus score of the other on every fold, over all repetitions.
    test_fraction : float
        Number of test series divided by the number of training series, .25 in five folds. 0 gives the ordinary
        t interval.
    confidence : float
        Coverage probability of the interval, between 0 and 1.

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
