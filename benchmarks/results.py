"""One JSON file for every finished job, so that a run can stop anywhere and go on later."""

import json
import math
import os
import platform
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

import sklearn_lgta


class Job(NamedTuple):
    """The smallest piece of work that is stored.

    Attributes
    ----------
    table : str
        Table the figures belong to.
    set : str
        Name of the panel.
    mode : str
        Structure mode, or another distinction that the table makes; "direct" if no network takes part.
    case : str
        What is measured: a transformation or a model.
    seed : int
        Seed of all random draws.
    """

    table: str
    set: str
    mode: str
    case: str
    seed: int

    def path(self, folder):
        """File of this job in a folder of results."""
        return Path(folder) / self.table / f"{self.set}--{self.mode}--{self.case}--{self.seed}.json"


def processor():
    """Return the name of the processor, if the system reports it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def circumstances():
    """Versions, state of the package's sources, and processor."""
    sources = sorted(Path(sklearn_lgta.__file__).parent.rglob("*.py"))
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "scikit-learn", "torch")},
        "sklearn_lgta": sklearn_lgta.__version__,
        "sources": sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8],
        "processor": processor(),
    }


def plain(figure):
    """Return the JSON value of a figure; NaN and infinity become null."""
    if isinstance(figure, (bool, np.bool_)):
        return bool(figure)
    if isinstance(figure, (float, np.floating)):
        return float(figure) if math.isfinite(figure) else None
    return int(figure) if isinstance(figure, np.integer) else figure


def write(folder, job, panel, cells, **about):
    """Store the figures of a job.

    Parameters
    ----------
    folder : path-like
        Folder of results.
    job : Job
        What was measured.
    panel : Panel
        What it was measured on.
    cells : list of dict
        Figures by name; more than one dict if a job covers several strengths.
    **about
        Further values to store: warnings, CPU seconds.
    """
    n_series, *_, n_timepoints = panel.values.shape
    content = {
        "job": job._asdict(),
        "panel": {"n_series": n_series, "n_timepoints": n_timepoints, "season": panel.season, "sha256": panel.sha256},
        "cells": [{name: plain(figure) for name, figure in cell.items()} for cell in cells],
        **about,
        "circumstances": circumstances(),
    }
    path = job.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    unfinished.replace(path)  # at once: an interrupted run leaves no half file


def read(folder):
    """Contents of all stored jobs, sorted by path."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*/*.json"))]


def cells(stored):
    """All figures as one table.

    Parameters
    ----------
    stored : list of dict
        From `read`.

    Returns
    -------
    DataFrame
        One row a cell; columns are the fields of `Job` and the names of the figures.
    """
    return pd.DataFrame([content["job"] | cell for content in stored for cell in content["cells"]])
