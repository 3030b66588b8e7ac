"""When drawn series pass for real ones, and what draws from few training series lack: limits and words of reports."""

# Beside held-out series. A classifier may be right so much more often than on these; of many series, where chance
# explains little, less; and near copies may be so many more.
MOST_EXCESS = 0.15
_EXCESS_OF_MANY, _N_ERRORS = 0.05, 3
LEAST_FRACTION = 0.6  # of density or coverage

# Series of a class below which to warn. Of fresh series (random walks, noisy waves, days of shops; 8 seeds) draws from
# 8 series reach .66 (coverage), from 12 .78, from 20 .86, from 60 .92, as many fresh series .97; of days of electricity
# in Italy .17, .27, .38 and .70. Near copies are then no more than by chance, which their fraction does not show.
# Coverage of the few training series themselves does not show it either.
FEW_SERIES = 20
REMEDY = "Fit on more series, or use augment, which makes new versions of your series."


def most_excess(noise: float) -> float:
    """Return how much better a classifier may tell drawn series from real ones than it tells held-out ones.

    Parameters
    ----------
    noise : float
        Standard error of its accuracy.

    Returns
    -------
    excess : float
        .15 and what chance explains, or three standard errors if that is less, but at least .05.
    """
    return min(MOST_EXCESS + noise, max(_EXCESS_OF_MANY, _N_ERRORS * noise))


def what_few_lack(n_series: int, of_class: str = "") -> str:
    """Return a sentence about draws from few training series, empty where they are enough.

    Parameters
    ----------
    n_series : int
        Training series, or those of the class that has fewest.
    of_class : str, default=""
        Words for "of their class".

    Returns
    -------
    sentence : str
    """
    if n_series >= FEW_SERIES:
        return ""
    return (
        f"Drawn series lean on {n_series} training series{of_class}: from fewer than {FEW_SERIES} they vary about "
        "these and leave out much of what other series would show."
    )


def faults_of_few(n_series: int) -> list[str]:
    """Return the warning of a report on draws from few training series.

    Parameters
    ----------
    n_series : int
        Training series.

    Returns
    -------
    warnings : list of str
        One, or none where they are enough.
    """
    lack = what_few_lack(n_series)
    return [f"{lack} Figures beside so few series do not show what is left out. {REMEDY}"] if lack else []
