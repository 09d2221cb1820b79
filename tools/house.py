"""Counts the house: `python tools/house.py` prints the table that stands in CONTRIBUTING.md; `--write` puts it there.

Files, lines with everything that is in them, and how deep imports go: the lines of the contract of layers, and the
longest way from a module down through the packages that it really takes.
"""

import ast
import sys
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "CONTRIBUTING.md"
START, END = "<!-- tools/house.py --write -->\n", "<!-- /tools/house.py -->\n"
AREAS = {
    "`app/`, Python": ("app", "*.py"),
    "— of it `web/office`": ("app/web/office", "*.py"),
    "scripts": ("app/static/js", "*.js"),
    "styles": ("app/static/css", "*.css"),
    "templates": ("app/templates", "*.*"),
    "migrations": ("app/migrations", "*.py"),
    "tests": ("tests", "*.py"),
    "soak": ("soak", "*.py"),
    "benchmarks": ("benchmarks", "*.py"),
}
APART = {"migrations": "app/migrations"}


def files(folder: str, pattern: str) -> list[Path]:
    """An area's files; migrations are counted apart."""
    found = sorted((ROOT / folder).rglob(pattern))
    return [path for path in found if folder in APART.values() or "migrations" not in path.parts]


def packages_imported(package: Path) -> set[str]:
    """The packages of the app that a package's modules import."""
    found: set[str] = set()
    for path in [package] if package.is_file() else package.rglob("*.py"):
        depth = len(path.relative_to(ROOT / "app").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == depth:
                found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
    return found - {package.stem}


@cache
def depth(name: str) -> int:
    """How many packages lie on the longest way down from this one, itself included."""
    package = ROOT / "app" / name
    package = package if package.is_dir() else package.with_suffix(".py")
    return 1 + max((depth(below) for below in packages_imported(package)), default=0) if package.exists() else 0


def table() -> str:
    """The table as Markdown."""
    lines = ["| | files | lines |", "|---|--:|--:|"]
    for area, (folder, pattern) in AREAS.items():
        found = files(folder, pattern)
        count = sum(len(path.read_text("utf-8").splitlines()) for path in found)
        lines.append(f"| {area} | {len(found):,} | {count:,} |")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = next(each["layers"] for each in settings["tool"]["importlinter"]["contracts"] if each["type"] == "layers")
    names = [path.stem for path in (ROOT / "app").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    deepest = max(depth(name) for name in names if name not in {"__init__", "serve"})
    lines.append(f"| layers of packages | {len(layers)} | longest way down: {deepest} packages |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        before, _, rest = TARGET.read_text("utf-8").partition(START)
        TARGET.write_text(before + START + table() + END + rest.partition(END)[2], "utf-8")
    else:
        print(table(), end="")
