"""Measure the package on a folder of data sets, and write the pages of benchmarks.

python benchmarks/run.py DATA_FOLDER                           every table on every set
python benchmarks/run.py DATA_FOLDER --tables latent --sets m5_daily tourism_monthly
python benchmarks/run.py                                       write the pages again from stored results
"""

import argparse
import sys
import time
import traceback
import warnings
from functools import lru_cache
from pathlib import Path

import labelled
import periods
import results
import torch
from page import TABLES, write_pages
from panels import SEASONS, files, read_panel
from threadpoolctl import threadpool_limits


def parse(arguments=None):
    """Arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, metavar="DATA_FOLDER", help="folder of .npz or .csv files")
    parser.add_argument("--sets", nargs="+", help="names of sets; default: those of the published pages, else all")
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--seeds", type=int, default=3, help="number of seeds, from 0 (default: 3)")
    parser.add_argument("--season", type=int, help="steps in a season, for sets whose files name none")
    parser.add_argument("--results", type=Path, default=Path("build/benchmarks"), help="where figures are kept")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks"), help="folder of the pages")
    parser.add_argument("--force", action="store_true", help="measure again what is stored already")
    return parser.parse_args(arguments)


def chosen(available, asked):
    """Names of the sets to measure.

    Parameters
    ----------
    available : iterable of str
        Sets in the folder.
    asked : list of str or None
        Sets the user names; None for those of the published pages or, if none is there, all.

    Returns
    -------
    list of str
        Names in the order of `asked`, or in that of the pages.

    Raises
    ------
    ValueError
        The folder lacks a set.
    """
    missing = [name for name in asked or [] if name not in available]
    if missing:
        raise ValueError(f"no file for {', '.join(missing)}; there are {', '.join(available)}")
    return asked or [name for name in SEASONS if name in available] or list(available)


def jobs_of(table, names, paths, seeds):
    """Return the jobs of a table on its sets: all sets with files, unless the table has a function `sets`."""
    selected = table.sets(names, paths) if hasattr(table, "sets") else [name for name in names if name in paths]
    return table.jobs(selected, seeds) if selected else []


def measure(job, panel, folder):
    """Measure one job and store it, with its warnings."""
    start = time.process_time()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        cells = TABLES[job.table].measure(job, panel)
    categories = sorted({warning.category.__name__ for warning in caught})
    seconds = time.process_time() - start
    results.write(folder, job, panel, cells, warnings=categories, cpu_seconds=seconds)
    return seconds


def run(arguments):
    """Run the jobs that have no stored result yet.

    Returns
    -------
    int
        Number of jobs that failed; the others are stored.
    """
    paths = files(arguments.data)
    bundled = [*labelled.bundled(), *periods.bundled()]
    sets = chosen([*paths, *bundled], arguments.sets) if arguments.sets else [*chosen(paths, None), *bundled]
    seeds = range(arguments.seeds)
    jobs = [job for name in arguments.tables for job in jobs_of(TABLES[name], sets, paths, seeds)]
    pending = [job for job in jobs if arguments.force or not job.path(arguments.results).is_file()]
    # Jobs that need the same fitted augmenter follow each other, so that it is fitted once.
    order = {name: position for position, name in enumerate(sets)}  # of files; a table may simulate further sets
    pending.sort(key=lambda job: (order.get(job.set, len(order)), job.mode, job.seed, job.case, job.table))

    @lru_cache(maxsize=2)  # of one set: complete, and with classes
    def panel_of(name, read):
        return read(name, paths) if read else read_panel(paths[name], arguments.season)

    n_failed = 0
    print(f"{len(jobs)} jobs, {len(jobs) - len(pending)} of them stored already", flush=True)
    now = results.circumstances()["sources"]
    n_stale = sum(content["circumstances"]["sources"] != now for content in results.read(arguments.results))
    if n_stale:
        print(f"{n_stale} stored results are of other sources of the package; --force measures again", flush=True)
    for n_started, job in enumerate(pending, start=1):
        label = f"{n_started}/{len(pending)} {' '.join(map(str, job))}"
        try:
            panel = panel_of(job.set, getattr(TABLES[job.table], "read", None))
            print(f"{label}: {measure(job, panel, arguments.results):.1f} CPU s", flush=True)
        except Exception:  # one failure should not cost the hours of the others
            n_failed += 1
            print(f"{label}: failed", flush=True)
            traceback.print_exc()
    return n_failed


def main():
    """Measure if there are data, then write the pages."""
    arguments = parse()
    torch.set_num_threads(1)  # CPU seconds mean little when threads wait for each other
    with threadpool_limits(1):
        n_failed = run(arguments) if arguments.data else 0
    written = write_pages(results.read(arguments.results), arguments.out)
    print(f"Written: {', '.join(map(str, written))}; {n_failed} jobs failed.")
    return int(n_failed > 0)


if __name__ == "__main__":
    sys.exit(main())
