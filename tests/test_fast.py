"""`make test-fast` leaves out what tests/fast.txt names, and still has tests of every room of the package."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONS = (ROOT / "tests" / "fast.txt").read_text(encoding="utf-8").split()
IGNORED = [option.removeprefix("--ignore=") for option in OPTIONS if option.startswith("--ignore=")]
DESELECTED = [option.removeprefix("--deselect=") for option in OPTIONS if option.startswith("--deselect=")]


def rooms():
    """Names of the rooms that the architecture declares."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    return re.findall(r"^(\w+):", re.search(r"```yaml\n(.*?)```", text, re.DOTALL).group(1), re.MULTILINE)


def names_of(path):
    """Names of the tests of a file as pytest would have them, without parameters."""
    names = re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    return [f"{path.relative_to(ROOT).as_posix()}::{name}" for name in names]


def test_all_other_tests_are_fast():
    assert OPTIONS[0] == "tests"
    assert len(OPTIONS) == 1 + len(IGNORED) + len(DESELECTED)


def test_what_is_left_out_exists():
    missing = [name for name in IGNORED if not (ROOT / name).exists()]
    missing += [name for name in DESELECTED if name not in names_of(ROOT / name.partition("::")[0])]
    assert not missing, f"tests/fast.txt leaves out {', '.join(missing)}, which do not exist: remove these lines."


@pytest.mark.parametrize("room", rooms())
def test_a_room_has_fast_tests(room):
    name = room.removeprefix("_")
    files = [ROOT / "tests" / f"test_{name}.py", *(ROOT / "tests" / name).rglob("test_*.py")]
    ignored = [ROOT / path for path in IGNORED]
    kept = [path for path in files if path.exists() and not {path, *path.parents} & {*ignored}]
    fast = [test for path in kept for test in names_of(path) if test not in DESELECTED]
    assert fast, (
        f"Room {room!r} has no fast test. Write one in tests/test_{name}.py or tests/{name}, or remove a line of "
        "tests/fast.txt."
    )
