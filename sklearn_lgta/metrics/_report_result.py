"""What a report on new series holds, in numbers and as a table."""

from typing import NamedTuple

import numpy as np


class Figure(NamedTuple):
    """One line of a report.

    Attributes
    ----------
    value : float
        Of the new series.
    null : float
        What nothing to be found looks like; NaN where that is not known without held-out series.
    better : {"lower", "higher", "near null", "as asked"}
        Which values are good.
    meaning : str
        How to read both.
    question : str
        What it belongs to the answer of.
    """

    value: float
    null: float
    better: str
    meaning: str
    question: str


class MetricsReport(dict):
    """Figures of new series by the name of their function, each with its null line.

    A dict of named tuples (`value`, `null`, `better`, `meaning`, `question`). Printing it gives a table, question by
    question.

    See Also
    --------
    metrics_report : Measures it.
    sklearn_lgta.plotting.MetricsDisplay : The picture.
    """

    def table(self):
        """The figures by column, for ``pandas.DataFrame``.

        Returns
        -------
        table : dict of lists
            A row for every figure: "figure", "value", "null", "better", "meaning" and "question".
        """
        columns = zip(*self.values(), strict=True)
        return {"figure": list(self)} | {
            name: list(column) for name, column in zip(Figure._fields, columns, strict=True)
        }

    def __str__(self):
        rows, asked = [f"{'':27}{'value':>7}{'null':>7}  better"], None
        for name, (value, null, better, meaning, question) in self.items():
            if question != asked:
                rows.append(question)
                asked = question
            rows.append(f"  {name:25}{value:7.2f}{'?' if np.isnan(null) else f'{null:.2f}':>7}  {better:11}{meaning}")
        if "dcr_share" not in self:
            rows.append("More null lines (?), dcr_share and membership_inference_auc need X_held_out.")
        return "\n".join(rows)
