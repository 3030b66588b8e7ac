"""The arrows between the rooms of the package point one way, and importing it stays light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "sklearn_lgta"

# What a room may import of the rest of the package; a room without a line is a leaf.
MAY_IMPORT = {
    "exceptions": set(),
    "transformations": set(),
    "model": {"exceptions", "_random"},
    "_panel": {"_multiindex", "_times"},
    "_multiindex": {"_times"},
    "_form": {"_panel", "_multiindex", "_times"},
    "_levels": {"_effects"},
    "_calibration": {"_stretches"},
    "_training_windows": {"_stretches"},
    "plotting": {"exceptions", "metrics", "_code_vectors"},
    "_finish": {"exceptions", "_bounds", "_structure"},
    "_variables": {"exceptions", "_calendar", "_conditions", "_stretches"},
    "_known": {"exceptions", "_conditions", "_labels", "_random", "_stretches", "_variables"},
}
LEAF_MAY_IMPORT = {"exceptions"}
# Rooms that join others import anything but what is built on them.
BUILT_ON_THE_AUGMENTER = {"_adopted", "_estimator", "_resampler", "_window_dataset", "sktime", "plotting"}
JOINS_ALL = {"_augmenter", "_persistence"} | BUILT_ON_THE_AUGMENTER  # _persistence knows every class that fit leaves
MAY_NOT_IMPORT = {
    "_training": {"_copier", "_codec", "transformations", "model"} | JOINS_ALL,
    "_codec": {"_copier", "_training", "transformations", "model"} | JOINS_ALL,
    "_copier": {"_training", "model"} | JOINS_ALL,
    "_persistence": {"_augmenter", "_training"} | BUILT_ON_THE_AUGMENTER,
    "_sampler": {"_copier", "_training", "transformations", "model"} | JOINS_ALL,
    "_augmenter": BUILT_ON_THE_AUGMENTER,
    "_adopted": {"_estimator", "_resampler", "sktime", "plotting"},
    "_estimator": {"_resampler", "sktime", "plotting"},
    "_resampler": {"_estimator", "sktime", "plotting"},
    "_window_dataset": {"_estimator", "_resampler", "sktime", "plotting"},
    "sktime": {"plotting"},
    "__init__": {"sktime", "plotting"},
}
# Optional packages and the rooms that may import them.
ONLY_IN = {
    "sktime": {"sktime"},
    "matplotlib": {"plotting"},
    "pandas": {"_panel", "_multiindex", "_form", "_times", "sktime"},
}


def imported_names(source, package):
    """Absolute dotted names of all that a file inside `package` imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package.split(".")[: -(node.level - 1) or None] if node.level else []
            start += [node.module] if node.module else []
            yield from (".".join([*start, alias.name]) for alias in node.names)


def imports():
    """Triples (file, its room, the parts of one name it imports) over the whole package."""
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        file = path.relative_to(ROOT)
        for name in imported_names(path.read_text(encoding="utf-8"), package=".".join(file.parent.parts)):
            yield str(file), file.with_suffix("").parts[1], name.split(".")


def test_imports_are_found_absolute_relative_and_inside_functions():
    source = "from ..exceptions import A\nfrom .. import _random\nfrom . import b\ndef f():\n    import pandas.api\n"
    found = set(imported_names(source, package="sklearn_lgta.model"))
    expected = {"exceptions.A", "_random", "model.b"}
    assert found == {f"sklearn_lgta.{name}" for name in expected} | {"pandas.api"}


def test_rooms_import_along_the_arrows_only():
    against = []
    for file, room, name in imports():
        other = name[1] if len(name) > 1 else "__init__"
        if name[0] != PACKAGE or other == room:
            continue
        joins = room in MAY_NOT_IMPORT
        if other in MAY_NOT_IMPORT[room] if joins else other not in MAY_IMPORT.get(room, LEAF_MAY_IMPORT):
            against.append(f"{file} imports {'.'.join(name)}")
    assert not against, "\n".join(against)


def test_optional_packages_stay_in_their_rooms():
    found = ((file, room, name[0]) for file, room, name in imports())
    against = [f"{file} imports {package}" for file, room, package in found if room not in ONLY_IN.get(package, {room})]
    assert not against, "\n".join(against)


def test_transformations_know_no_torch():
    against = [file for file, room, name in imports() if room == "transformations" and name[0] == "torch"]
    assert not against, "\n".join(against)


def test_importing_the_package_brings_in_no_optional_package():
    # pandas may be on the machine, and others may import it: here it cannot be imported at all.
    code = (
        "import sys; sys.modules['pandas'] = None; import sklearn_lgta;"
        "print(sorted({'sktime', 'matplotlib'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert result.stdout.strip() == "[]", result.stderr


def test_no_file_names_a_path_of_somebodys_machine():
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listing = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    machine_path = re.compile(rb"(?<![\w.~-])/(work|tmp|home|root|Users)/")
    contents = {name: (ROOT / name).read_bytes() for name in listing.split("\0") if (ROOT / name).is_file()}
    # A null byte marks a picture or another binary file.
    against = [name for name, content in contents.items() if b"\0" not in content and machine_path.search(content)]
    assert not against, "\n".join(against)
