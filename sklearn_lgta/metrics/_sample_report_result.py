"""The report on drawn series, as numbers, sentences and a table."""

from dataclasses import dataclass
from typing import NamedTuple


class SampleFigure(NamedTuple):
    """One line of a report on drawn series.

    Attributes
    ----------
    value : float
        Of the drawn series.
    other_real, gaussian : float
        Of real series that were held out, and of draws of a Gaussian.
    meaning : str
        How to read them.
    """

    value: float
    other_real: float
    gaussian: float
    meaning: str


@dataclass(frozen=True)
class SampleReport:
    """Result of :func:`sample_report`; print it for a table.

    Attributes
    ----------
    figures : dict of str to SampleFigure
        "discriminative_score", "neighbors_score", "density", "coverage" and "near_copy_fraction".
    warnings : list of str
        Sentences about what is wrong, and what to do; empty where nothing is wrong.

    See Also
    --------
    sample_report : Makes it.
    """

    figures: dict[str, SampleFigure]
    warnings: list[str]

    def __str__(self) -> str:
        rows = [f"{'':22}{'drawn':>7}{'other real':>12}{'Gaussian':>10}"]
        for name, (value, other_real, gaussian, meaning) in self.figures.items():
            rows.append(f"{name:22}{value:7.2f}{other_real:12.2f}{gaussian:10.2f}  {meaning}")
        return "\n".join([*rows, *(self.warnings or ["Nothing is wrong with these draws that the figures show."])])
