"""The page of benchmarks, written from stored results alone."""

from collections import Counter
from importlib.util import find_spec

import results
import table_classification
import table_cost
import table_forecasting
import table_interpolation
import table_labels
import table_latent
import table_realism
import table_strength
import table_variants
import table_variety
from page_format import grid
from panels import SEASONS

TABLES = {
    "latent": table_latent,
    "strength": table_strength,
    "realism": table_realism,
    "variety": table_variety,
    "interpolation": table_interpolation,
    "variants": table_variants,
    "cost": table_cost,
    "classification": table_classification,
    "labels": table_labels,
    "forecasting": table_forecasting,
}

HEAD = """# Benchmarks

<!-- Written by examples/benchmarks/run.py from the results of its runs: change that, not this page. -->

What the package does on real series, with default parameters unless a table says otherwise: nothing was tuned for a
set. `structure: none` means that no seasonal period was given, `structure: seasonal` that `seasonal_period` was the
season of the set. [examples/benchmarks](../examples/benchmarks/README.md) says how to run this, also on files of your
own."""


def listing(counts):
    """Values with how often each was seen, if there is more than one."""
    if len(counts) == 1:
        return str(next(iter(counts)))
    return ", ".join(f"{value} ({n} results)" for value, n in counts.most_common())


def circumstances(stored):
    """Versions and processor, of all results or with the number of results each holds for."""
    lines = [
        f"- {name}: {listing(Counter(content['circumstances'][name] for content in stored))}"
        for name in stored[0]["circumstances"]
    ]
    hours = sum(content["cpu_seconds"] for content in stored) / 3600
    return "\n".join([*lines, f"- CPU time of all results: {hours:.1f} hours, one thread each"])


def data(stored):
    """The panels that were measured."""
    panels = {(content["job"]["set"], *content["panel"].values()) for content in stored}
    order = list(SEASONS)
    panels = sorted(panels, key=lambda row: (order.index(row[0]) if row[0] in order else len(order), row))
    rows = [[*figures, digest[:12]] for *figures, digest in panels]
    return grid(["set", "series", "steps", "season", "SHA-256 of the values"], rows)


def how(name, stored):
    """Command, data, seeds and warnings of one table."""
    seeds = sorted({content["job"]["seed"] for content in stored})
    n_sets = len({content["job"]["set"] for content in stored})
    warned = Counter(warning for content in stored for warning in content["warnings"])
    lines = [
        f"Command: `python examples/benchmarks/run.py DATA_FOLDER --tables {name} --seeds {len(seeds)}`;"
        f" {n_sets} {'set' if n_sets == 1 else 'sets'}; seeds {', '.join(map(str, seeds))}."
    ]
    if warned:
        counts = "; ".join(f"{category} {n}" for category, n in sorted(warned.items()))
        lines.append(f"Results with warnings: {counts}.")
    return " ".join(lines)


def of_table(name, stored):
    """Results of one table; none where there are null lines alone, which make no table."""
    own = [content for content in stored if content["job"]["table"] == name]
    return own if any(content["job"]["mode"] != "direct" for content in own) else []


def draw_pictures(stored, folder):
    """Draw the tables that have a picture; none without matplotlib.

    Parameters
    ----------
    stored : list of dict
        Contents of result files, from `results.read`.
    folder : Path
        Where the pictures go; made if there is something to draw.

    Returns
    -------
    dict of str to str
        For each table that has a picture, its path from beside the folder.
    """
    pictures = {}
    for name, table in TABLES.items():
        own = of_table(name, stored)
        if own and hasattr(table, "draw") and find_spec("matplotlib"):
            folder.mkdir(parents=True, exist_ok=True)
            table.draw(results.cells(own), folder / f"{name}.png")
            pictures[name] = f"{folder.name}/{name}.png"
    return pictures


def write_page(stored, pictures=None):
    """The whole page.

    Parameters
    ----------
    stored : list of dict
        Contents of result files, from `results.read`.
    pictures : dict of str to str, optional
        Pictures from `draw_pictures`, in a folder beside the page.

    Returns
    -------
    str
        Markdown. Tables without results are left out.

    Raises
    ------
    ValueError
        There are no results.
    """
    if not stored:
        raise ValueError("there are no results to write a page from; run the benchmarks first")
    parts = [HEAD, "## Data and circumstances", data(stored), circumstances(stored)]
    for place, (name, table) in enumerate(TABLES.items(), start=1):
        if own := of_table(name, stored):
            parts += [f"## {place}. {table.TITLE}", how(name, own)]
            if name in (pictures or {}):
                parts.append(f"![{table.TITLE}]({pictures[name]})")
            parts.append(table.render(results.cells(own)))
    return "\n\n".join(parts) + "\n"
