"""The imports between the rooms of the package point one way, and importing it stays light.

A room is a folder or a top-level module. `docs/architecture.md` declares which room may import which.
"""

import ast
import re
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "sklearn_lgta"
DECLARATION = ROOT / "docs" / "architecture.md"
MOST_ROOMS, MOST_ARROWS, MOST_LINES = 24, 60, 400

# Optional packages and the rooms that may import them.
ONLY_IN = {"sktime": {"sktime"}, "matplotlib": {"plotting"}, "pandas": {"_containers", "sktime"}}


def declared():
    """Rooms in the order of the declaration, each with the rooms that it may import."""
    block = re.search(r"```yaml\n(.*?)```", DECLARATION.read_text(encoding="utf-8"), re.DOTALL).group(1)
    lines = (line.split(":") for line in block.splitlines() if line)
    return {room.strip(): set(others.split()) for room, others in lines}


def modules():
    """Dotted names inside the package ("_copies.draws") of all files, and their paths."""
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        yield ".".join(path.relative_to(ROOT / PACKAGE).with_suffix("").parts), path


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
    """Pairs (module, absolute dotted name that it imports) over the whole package."""
    for module, path in modules():
        package = ".".join(path.relative_to(ROOT).parent.parts)
        for name in imported_names(path.read_text(encoding="utf-8"), package):
            yield module, name


def room_of(module):
    return module.split(".")[0]


def arrows():
    """Pairs of rooms of which one imports the other, with one import that does."""
    found = {}
    for module, name in imports():
        parts = name.split(".")
        if parts[0] == PACKAGE and room_of(module) not in ("__init__", parts[1]):
            found.setdefault((room_of(module), parts[1]), f"sklearn_lgta.{module} imports {name}")
    for room in ("_files", "model"):  # written into files; the package is complete when it is read
        found.pop((room, "__version__"), None)
    return found


def file_graph():
    """Modules that every module imports."""
    names = {module.removesuffix(".__init__") for module, _ in modules()}
    graph = {name: set() for name in names}
    for module, name in imports():
        if name.startswith(PACKAGE + "."):
            target = name.removeprefix(PACKAGE + ".")
            target = target if target in names else target.rpartition(".")[0]
            if target in names:
                graph[module.removesuffix(".__init__")].add(target)
    return graph


def cycles(graph):
    """Groups of nodes that can be reached from each other (Tarjan's algorithm)."""
    number, low, stack, groups, numbers = {}, {}, [], [], count()

    def visit(node):
        number[node] = low[node] = next(numbers)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in number:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], number[other])
        if low[node] == number[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                groups.append(sorted(group))

    for node in graph:
        if node not in number:
            visit(node)
    return groups


def test_imports_are_found_absolute_relative_and_inside_functions():
    source = "from ..exceptions import A\nfrom .. import _random\nfrom . import b\ndef f():\n    import pandas.api\n"
    found = set(imported_names(source, package="sklearn_lgta.model"))
    expected = {"exceptions.A", "_random", "model.b"}
    assert found == {f"sklearn_lgta.{name}" for name in expected} | {"pandas.api"}


def test_cycles_are_found():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set()}) == [["a", "b", "c"]]


def test_rooms_import_what_is_declared_only():
    allowed = declared()
    against = [
        f"{example}: {DECLARATION.name} does not let room {room!r} import room {other!r}."
        for (room, other), example in arrows().items()
        if other not in allowed.get(room, ())
    ]
    assert not against, "\n".join(against)


def test_every_declared_arrow_is_used():
    found = arrows()
    unused = [
        f"{DECLARATION.name} lets room {room!r} import room {other!r}, and nothing does: remove it there."
        for room, others in declared().items()
        for other in others
        if (room, other) not in found
    ]
    assert not unused, "\n".join(unused)


def test_imports_point_down_the_declared_list():
    order = list(declared())
    against = [
        f"Room {room!r} is declared below room {other!r}, which it may import: imports go down the list."
        for room, others in declared().items()
        for other in others
        if order.index(other) < order.index(room)
    ]
    assert not against, "\n".join(against)


def test_every_room_is_declared():
    rooms = {room_of(module) for module, _ in modules()} - {"__init__"}
    assert rooms == set(declared())


def test_rooms_and_arrows_stay_few():
    assert len(declared()) <= MOST_ROOMS
    assert sum(map(len, declared().values())) <= MOST_ARROWS


def test_no_file_imports_itself_through_others():
    found = cycles(file_graph())
    assert not found, "\n".join(f"These files import each other: {', '.join(group)}." for group in found)


def lines_of_code(path):
    """Lines of a file without blank lines, comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    skipped = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            skipped.update(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    lines = enumerate(source.splitlines(), start=1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and n not in skipped for n, line in lines)


def test_no_file_is_long():
    long = {module: lines_of_code(path) for module, path in modules() if lines_of_code(path) > MOST_LINES}
    assert not long, f"These files hold more than {MOST_LINES} lines of code, so more than one idea: {long}."


def test_optional_packages_stay_in_their_rooms():
    found = ((module, name.split(".")[0]) for module, name in imports())
    against = [
        f"sklearn_lgta.{module} imports {package}, which only {', '.join(sorted(ONLY_IN[package]))} may."
        for module, package in found
        if package in ONLY_IN and room_of(module) not in ONLY_IN[package]
    ]
    assert not against, "\n".join(against)


def test_transformations_know_no_torch():
    against = [module for module, name in imports() if room_of(module) == "transformations" and name == "torch"]
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
