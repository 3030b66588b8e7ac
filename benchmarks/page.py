"""Pages of benchmarks, one per table, written from stored results alone."""

from collections import Counter
from importlib.util import find_spec

import results
import table_ablation
import table_classification
import table_codecs
import table_cost
import table_forecasting
import table_gaps
import table_generation
import table_interpolation
import table_intervals
import table_labels
import table_latent
import table_messy
import table_paper
import table_parts
import table_rare
import table_realism
import table_rivals
import table_sktime
import table_strength
import table_variety
from page_format import grid
from page_picture import draw_bars, draw_panels, with_figures
from panels import SEASONS

TABLES = {
    "latent": table_latent,
    "strength": table_strength,
    "realism": table_realism,
    "variety": table_variety,
    "interpolation": table_interpolation,
    "ablation": table_ablation,
    "codecs": table_codecs,
    "paper": table_paper,
    "cost": table_cost,
    "classification": table_classification,
    "rare": table_rare,
    "labels": table_labels,
    "forecasting": table_forecasting,
    "rivals": table_rivals,
    "intervals": table_intervals,
    "sktime": table_sktime,
    "messy": table_messy,
    "gaps": table_gaps,
    "generation": table_generation,
    "parts": table_parts,
}

# Tables of the picture that stands for all pages, images/overview.png; their bars, and words for these.
OVERVIEW = {
    "rivals": {
        "ets": "ETS, series by series",
        "theta": "Theta, series by series",
        "lightgbm": "LightGBM of all series",
        "none": "ridge or network, no copies",
        "direct": "+ jitter, scaling and warp",
        "mixup": "+ mixtures of series",
        "clean_bootstrap": "+ bootstrap, clean targets",
        "lgta_pairs": "+ copies, clean targets",
        "lgta_simulated": "+ copies and simulations",
    },
    "classification": {"smote": "SMOTE", "linear": "policy on linear codes", "data": "policy on values"},
    "rare": {
        "weights": "class weights",
        "duplicates": "duplicates",
        "smote": "SMOTE",
        "linear": "policy on linear codes",
        "data": "policy on values",
    },
}

NOTE = "<!-- Written by benchmarks/run.py from the results of its runs: change that, not this page. -->"
TERMS = "Terms, data and how to run it: [benchmarks](README.md)."


def listing(counts):
    """Return the values, with the number of results of each if there is more than one."""
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
    return "\n".join([*lines, f"- CPU time: {hours:.1f} hours, one thread"])


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
        f"Command: `python benchmarks/run.py DATA_FOLDER --tables {name} --seeds {len(seeds)}`;"
        f" {n_sets} {'set' if n_sets == 1 else 'sets'}; seeds {', '.join(map(str, seeds))}."
    ]
    if warned:
        counts = "; ".join(f"{category} {n}" for category, n in sorted(warned.items()))
        lines.append(f"Results with warnings: {counts}.")
    return " ".join(lines)


def of_table(name, stored):
    """Return the results of one table; an empty list if there are only baselines."""
    selected = [content for content in stored if content["job"]["table"] == name]
    return selected if any(content["job"]["mode"] != "direct" for content in selected) else []


def page_of(name, stored, picture=None):
    """The page of one table.

    Parameters
    ----------
    name : str
        Key of ``TABLES``.
    stored : list of dict
        Contents of its result files.
    picture : str, optional
        Path of its picture, relative to the page.

    Returns
    -------
    str
        Markdown.
    """
    table, cells = TABLES[name], results.cells(stored)
    answer = table.answer(cells) if hasattr(table, "answer") else ""
    parts = [f"# {table.TITLE}", NOTE, answer, f"![{table.TITLE}]({picture})" if picture else "", TERMS]
    parts = [part for part in parts if part]
    parts += [how(name, stored), table.render(cells), "## Data and circumstances", data(stored)]
    return "\n\n".join([*parts, circumstances(stored)]) + "\n"


def overview(bars_of_tables):
    """Bars of the picture that stands for all pages, by title, from the bars of tables by name."""
    panels = {}
    for name, shown in OVERVIEW.items():
        if name in bars_of_tables:
            bars = bars_of_tables[name]
            values = {words: bars.values[bar] for bar, words in shown.items() if bar in bars.values}
            baselines = tuple(words for bar, words in shown.items() if bar in bars.baselines)
            panels[TABLES[name].TITLE] = bars._replace(values=values, baselines=baselines)
    return panels


def draw(table, cells, path):
    """Draw the picture of a table, its own or bars; whether there was something to draw."""
    bars = None if hasattr(table, "draw") or not hasattr(table, "bars") else table.bars(cells)
    if not (hasattr(table, "draw") or (bars and with_figures(bars))):
        return False
    path.parent.mkdir(exist_ok=True)
    if bars:
        draw_bars(bars, path)
    else:
        table.draw(cells, path)
    return True


def write_pages(stored, folder):
    """Write the pages of all tables with results, and the pictures of those that have one, if matplotlib is there.

    Parameters
    ----------
    stored : list of dict
        Contents of result files, from `results.read`.
    folder : Path
        Folder of the pages; pictures go into its subfolder ``images``.

    Returns
    -------
    list of Path
        Written files; pages of other tables are unchanged.

    Raises
    ------
    ValueError
        There are no results.
    """
    pages = {name: selected for name in TABLES if (selected := of_table(name, stored))}
    if not pages:
        raise ValueError("there are no results to write a page from; run the benchmarks first")
    written = []
    for name, selected in pages.items():
        picture = None
        folder.mkdir(parents=True, exist_ok=True)
        if find_spec("matplotlib") and draw(TABLES[name], results.cells(selected), folder / "images" / f"{name}.png"):
            picture = f"images/{name}.png"
            written.append(folder / picture)
        (folder / f"{name}.md").write_text(page_of(name, selected, picture), encoding="utf-8")
        written.append(folder / f"{name}.md")
    if OVERVIEW.keys() <= pages.keys() and find_spec("matplotlib"):
        bars = {name: TABLES[name].bars(results.cells(pages[name])) for name in OVERVIEW}
        draw_panels(overview(bars), folder / "images" / "overview.png")
        written.append(folder / "images" / "overview.png")
    return written
