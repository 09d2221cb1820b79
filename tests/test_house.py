"""The house can be drawn: the order of packages is kept by a tool that sees what breaks it, and every name is found once."""

import ast
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
LINTER = Path(sys.executable).with_name("lint-imports")
# Where a page or a command is named after what it shows.
FRONTS = {"web", "cli", "demo"}
BY_NAME = {"importlib", "pkgutil", "runpy", "__import__"}


def lint(folder):
    """What the linter says of the app in a folder, and whether it found it in order."""
    command = [LINTER, "--no-cache", "--no-logo", ROOT / "pyproject.toml"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"COLUMNS": "200"})
    return done.stdout + done.stderr, done.returncode == 0


def test_the_order_of_packages_is_kept():
    said, in_order = lint(ROOT)
    assert in_order, said


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        (
            "workbook/kinds.py",
            "from ..maintenance import backup",
            "app.workbook is not allowed to import app.maintenance",
        ),
        ("base/clock.py", "from ..store import gone", "app.base is not allowed to import app.store"),
        ("follow_up/rules.py", "from . import board", "No cycles are allowed in app.follow_up"),
        ("web/office/paper.py", "from sqlalchemy import select", "app.web.office.paper -> sqlalchemy"),
        ("cli/report.py", "def late():\n    from ..base import db", "app.cli.report -> app.base.db"),
    ],
    ids=["sideways", "upwards", "circle", "SQL in a view", "session in a command"],
)
def test_a_planted_import_is_seen(tmp_path, module, line, broken):
    shutil.copytree(APP, tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))
    with (tmp_path / "app" / module).open("a") as file:
        file.write(f"\n\n{line}\n")
    said, in_order = lint(tmp_path)
    assert not in_order
    assert broken in said


def by_name(source):
    """What imports modules by their names, past the linter."""
    tree = list(ast.walk(ast.parse(source)))
    imported = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in tree if isinstance(node, ast.ImportFrom)}
    used = {node.id for node in tree if isinstance(node, ast.Name)}
    return {name for name in imported | used if name.split(".")[0] in BY_NAME}


def test_nothing_is_imported_by_name():
    assert {path: found for path in APP.rglob("*.py") if (found := by_name(path.read_text()))} == {}


@pytest.mark.parametrize(
    "line",
    [
        'import importlib\nimportlib.import_module("app.web")',
        'from importlib import import_module as get\nget("app.web")',
        '__import__("app.web")',
        'import pkgutil\npkgutil.resolve_name("app.web")',
    ],
)
def test_a_planted_import_by_name_is_seen(line):
    assert by_name(line)


def modules():
    """Every module of the app by its path below it, without what packages are."""
    return [path.relative_to(APP).with_suffix("") for path in APP.rglob("*.py") if path.stem != "__init__"]


def packages():
    """Every package of the app by its path below it."""
    return [path.parent.relative_to(APP) for path in APP.rglob("__init__.py")]


def test_a_module_is_found_by_its_name():
    """Two have the same name only where one is the page or the command of the other, or each package's own `pages`."""
    named = defaultdict(list)
    for path in modules() + [package for package in packages() if package.name]:
        inner = path.parts[: 2 if path.parts[0] == "web" else 1]
        named[path.name].append(inner if path.parts[0] in FRONTS else ())
    twice = {name: places for name, places in named.items() if len(places) > len(set(places)) and name != "pages"}
    assert twice == {}


def test_a_class_is_found_by_its_name():
    named = defaultdict(list)
    for path in APP.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                named[node.name].append(str(path.relative_to(APP)))
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


def test_no_module_is_hidden_by_what_its_package_exports():
    hidden = []
    for package in packages():
        inside = {path.name for path in [*modules(), *packages()] if path.name and path.parent == package}
        for node in ast.parse((APP / package / "__init__.py").read_text()).body:
            bound = {alias.asname or alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            bound = bound if getattr(node, "module", None) else set()
            bound |= {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
            hidden += [f"{package}: {name}" for name in bound & inside]
    assert hidden == []


def test_no_module_asks_its_own_package():
    """`from . import name` names a module: what a package exports is for those outside it."""
    asking = []
    for path in modules():
        inside = {child.stem for child in (APP / path).parent.iterdir()}
        for node in ast.walk(ast.parse((APP / path).with_suffix(".py").read_text())):
            if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module and len(path.parts) > 1:
                asking += [f"{path}: {alias.name}" for alias in node.names if alias.name not in inside]
    assert asking == []
