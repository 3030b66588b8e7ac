"""The report on new series, as numbers and as a table."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np

COPIES_FAIL = "Is it a copy?"  # of copies the answer is known


class Figure(NamedTuple):
    """One line of a report.

    Attributes
    ----------
    value : float
        Of the new series.
    baseline : float
        The value where there is nothing to find; NaN where it needs held-out series and there are none.
    better : {"lower", "higher", "near baseline", "as asked"}
        Which values are good.
    meaning : str
        How to read both.
    question : str
        Question that it helps to answer.
    """

    value: float
    baseline: float
    better: Literal["lower", "higher", "near baseline", "as asked"]
    meaning: str
    question: str


class MetricsReport(dict[str, Figure]):
    """Figures of new series by the name of their function, each with its baseline.

    A dict of named tuples (`value`, `baseline`, `better`, `meaning`, `question`). Printing it gives a table, question
    by question, and the verdict.

    Parameters
    ----------
    figures : dict of str to Figure
    warnings : list of str
        Sentences about what is wrong, and what to do; empty where nothing is wrong.
    verdict : str
        These sentences, or that nothing is wrong.

    See Also
    --------
    metrics_report : Makes it.
    sklearn_lgta.plotting.MetricsDisplay : The picture.
    """

    warnings: list[str]
    verdict: str

    def __init__(self, figures: Mapping[str, Figure], warnings: list[str], verdict: str) -> None:
        super().__init__(figures)
        self.warnings, self.verdict = warnings, verdict

    def table(self) -> dict[str, list]:
        """Return the figures by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for every figure: "figure", "value", "baseline", "better", "meaning" and "question".
        """
        columns = zip(*self.values(), strict=True)
        return {"figure": list(self)} | {
            name: list(column) for name, column in zip(Figure._fields, columns, strict=True)
        }

    def __str__(self) -> str:
        of_copies = "achieved_strength" in self
        rows, heading = [f"{'':27}{'value':>7}{'baseline':>10}  better"], ""
        for name, (value, baseline, better, meaning, question) in self.items():
            if question != heading:
                rows.append(question)
                heading = question
            beside = "?" if np.isnan(baseline) else f"{baseline:.2f}"
            mark = "*" if of_copies and question == COPIES_FAIL else ""
            rows.append(f"  {name:25}{value:7.2f}{beside:>10}  {better + mark:15}{meaning}")
        if of_copies:
            rows.append("* Copies are made from these series: bad values are expected.")
        if "dcr_share" not in self:
            rows.append("More baselines (?), dcr_share and membership_inference_auc need X_held_out.")
        rows.append(self.verdict)
        return "\n".join(rows)
