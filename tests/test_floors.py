"""A module imports only from floors below its own, so that the house can be drawn."""

import ast
from pathlib import Path

APP = Path(__file__).parent.parent / "app"
FLOORS = [
    {
        "clock",
        "config",
        "cpr",
        "engines",
        "icons",
        "messages",
        "numbers",
        "pictures",
        "problems",
        "reserve",
        "small_cells",
        "trouble",
    },
    {"db"},
    {"questions"},
    {"fields", "form", "plan"},
    {"forms", "models", "headers", "logs", "redaction", "transport"},
    {"credentials", "gone", "installation", "sign_ins"},
    {"access"},
    {
        "attempts",
        "audit",
        "common_passwords",
        "darkroom",
        "estate_plan",
        "evaluation",
        "figures",
        "follow_up",
        "gatherings",
        "guests",
        "intake",
        "keys",
        "invitations",
        "leading",
        "limits",
        "migrate",
        "passwords",
        "people",
        "photos",
        "queue_file",
        "records",
        "retention",
        "second_factor",
        "upkeep",
        "walks",
        "windows",
        "years",
    },
    {"workbook"},
    {"account", "cli", "commands", "demo", "health", "office", "operations", "privacy", "phone", "reporting"},
    {"__init__"},
    {"serve"},
]
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}


def imports(path: Path) -> set[str]:
    """The names directly under `app` that a module imports, wherever in the file."""
    found: set[str] = set()
    depth = len(path.relative_to(APP).parts)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            found |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and (node.module or "").split(".")[0] == "app":
            parts = (node.module or "").split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
    return found


def test_every_module_has_a_floor():
    names = {path.stem for path in APP.glob("*.py")} | {path.parent.name for path in APP.glob("*/__init__.py")}
    assert names <= FLOOR.keys()


def test_a_module_imports_only_from_below():
    upwards = [
        f"{path.relative_to(APP)} imports {name}"
        for path in APP.rglob("*.py")
        for name in imports(path)
        if (own := path.relative_to(APP).parts[0].removesuffix(".py")) != name and FLOOR.get(name, 0) > FLOOR[own]
    ]
    assert upwards == []
