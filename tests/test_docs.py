"""Every page, public name and example has its place on the site, and every picture the code that makes it."""

import ast
import importlib
import re
import runpy
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest

import sklearn_lgta
from sklearn_lgta import PCACodec

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PUBLIC_MODULES = sorted(name for _, name, _ in iter_modules(sklearn_lgta.__path__) if not name.startswith("_"))


def toctree_entries(path):
    """Entries of the toctrees of a page, from the root of the site."""
    for block in re.findall(r"^```{toctree}\n(.*?)^```", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line and not line.startswith(":"):
                target = re.sub(r".*<(.+)>$", r"\1", line)
                yield (path.parent / target).resolve().relative_to(DOCS).as_posix()


def test_every_page_is_in_the_contents():
    pages = {path.relative_to(DOCS).with_suffix("").as_posix(): path for path in DOCS.rglob("*.md")}
    entries = [entry for path in pages.values() for entry in toctree_entries(path)]

    left_out = [name for name in pages if name != "index" and not any(fnmatch(name, entry) for entry in entries)]
    assert not left_out


def test_every_entry_of_the_contents_is_a_page():
    entries = {entry for path in DOCS.rglob("*.md") for entry in toctree_entries(path)} - {"auto_examples/index"}

    assert {"guide", "benchmarks/README", "api"} <= entries
    missing = [name for name in entries if "*" not in name and not list(DOCS.glob(f"{name}.*"))]
    assert not missing


def names_in_the_reference():
    """Listed names by module."""
    _, *parts = re.split(r"^\.\. module:: ", (DOCS / "api.rst").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {part.split()[0]: {line.strip() for line in part.splitlines()} for part in parts}


@pytest.mark.parametrize("name", ["sklearn_lgta", *(f"sklearn_lgta.{name}" for name in PUBLIC_MODULES)])
def test_every_public_name_is_in_the_reference(name):
    module, listed = importlib.import_module(name), names_in_the_reference()
    public = getattr(module, "__all__", None) or [key for key in vars(module) if not key.startswith("_")]

    found = listed[name] | listed["sklearn_lgta"]  # CVAE and PCACodec can be imported from two modules
    assert not {key for key in public if not key.startswith("__")} - found


def test_no_code_within_a_sentence_is_cut_by_a_line_that_begins_as_a_list():
    for path in [*DOCS.rglob("*.md"), ROOT / "README.md"]:
        text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for before, line in pairwise(text.splitlines()):  # markdown makes an item of it, and the code stays open
            assert before.count("`") % 2 == 0 or not re.match(r" *([-+*]|\d+[.)]) ", line), f"{path}: {line}"


def test_the_version_is_the_same_everywhere():
    version = re.escape(sklearn_lgta.__version__)
    assert re.search(rf"^version: {version}$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert re.search(rf"^## \[{version}\] - ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_example_begins_with_a_title():
    for path in (ROOT / "examples").glob("*.py"):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        draws_a_page = docstring.startswith("The picture of docs/")
        assert draws_a_page or re.match(r"(.+)\n=+\n\n", docstring), f"{path.name} has no underlined title"


def test_no_example_writes_into_the_pages_by_default():
    for path in (ROOT / "examples").glob("*.py"):
        assert '"docs"' not in path.read_text(encoding="utf-8"), f"{path.name}: write beside the example instead"


def test_every_picture_of_the_pages_is_named_with_its_code():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in (DOCS / "images").glob("*.png"):
        assert f"`{path.stem}`" in text or f"{path.name}`" in text, f"say in CONTRIBUTING.md what makes {path.name}"


def test_the_steps_of_a_series_are_drawn_and_add_up(tmp_path, capsys):
    drawing = runpy.run_path(str(ROOT / "examples" / "straight_line.py"))
    drawing["main"](tmp_path / "steps.png", model=PCACodec())
    steps = drawing["trace_series"](drawing["make_sales"](), PCACodec())

    assert "0." in capsys.readouterr().out
    assert (tmp_path / "steps.png").stat().st_size > 10_000
    np.testing.assert_allclose(steps["copy"], steps["structure"] + steps["new"] + steps["residual"])
    change = steps["copy"] - steps["series"]
    season = steps["structure"] - np.polyval(np.polyfit(np.arange(72), steps["structure"], 1), np.arange(72))
    assert change.std() > 0.1 * steps["series"].std()
    assert abs(np.corrcoef(change, season)[0, 1]) < 0.3  # what is set aside does not change
