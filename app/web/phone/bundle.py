"""Puts the modules of the phone's pages together when a release is made: what several pages share becomes one file.

Each module is written, read and tested as it is; only its imports and exports are rewritten here. Every request
costs a slow phone a round trip (docs/decisions/0019).
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

FOLDER = "phone"
SHARED = f"{FOLDER}/shell.js"
IMPORT = re.compile(r"""^import\s+(?:(\{[^}]*\}|\*\s+as\s+\w+)\s+from\s+)?["'](\.[^"']+)["'];$""", re.MULTILINE)
LATER = re.compile(r"""\bimport\(\s*["'](\.[^"']+)["']\s*\)""")
EXPORT_FROM = re.compile(r"""^export\s+\{([^}]*)\}\s+from\s+["'](\.[^"']+)["'];$""", re.MULTILINE)
EXPORT_LIST = re.compile(r"^export\s+\{([^}]*)\};$", re.MULTILINE)
EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|const|class)\s+(\w+))", re.MULTILINE)
LEFT_OVER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class LinkError(ValueError):
    """A module is written in a way that cannot be put together; the message names it and the line."""


def link(sources: Mapping[str, str], entries: Iterable[str]) -> dict[str, str]:
    """The files that pages load, by name below `FOLDER`: one of shared modules, one for each entry and late import.

    ``sources`` are all modules by path; ``entries`` those that pages name. What is imported late and by nobody at once
    is a file of its own too, with whatever only it needs.
    """
    graph = {name: _imports(name, text) for name, text in sources.items()}
    for name, (at_once, later) in graph.items():
        if strange := {*at_once, *later} - graph.keys():
            raise LinkError(f"{name} imports what is not among these modules: {', '.join(sorted(strange))}")
    roots = _roots(graph, list(entries))
    reached = {root: _below(graph, root, roots) for root in roots}
    shared = {name for name in graph if sum(name in below for below in reached.values()) > 1}
    files = {}
    for root in roots:
        own = [name for name in reached[root] if name not in shared]
        text = "".join(_inlined(name, sources[name], roots) for name in own) + _rewritten(root, sources[root], roots)
        files[_file(root)] = _header(text, shared, roots) + text
    order = list(dict.fromkeys(name for below in reached.values() for name in below if name in shared))
    body = "".join(_inlined(name, sources[name], roots) for name in order)
    files[SHARED] = f"{_header(body, set(), roots)}{body}export {{ {', '.join(map(_variable, order))} }};\n"
    return files


def _imports(name: str, text: str) -> tuple[list[str], list[str]]:
    """What a module imports at once, and what it may import later."""
    at_once = [resolve(name, path) for _, path in IMPORT.findall(text) + EXPORT_FROM.findall(text)]
    return at_once, [resolve(name, path) for path in LATER.findall(text)]


def _roots(graph: Mapping[str, tuple[list[str], list[str]]], entries: list[str]) -> list[str]:
    """The entries, and what is reached from them by a late import only."""
    roots, ahead, met, later = list(entries), list(entries), set(), []
    while ahead:
        name = ahead.pop(0)
        if name not in met:
            met.add(name)
            ahead += graph[name][0] + graph[name][1]
            later += graph[name][1]
    at_once = {target for name in met for target in graph[name][0]}
    return roots + [name for name in dict.fromkeys(later) if name not in at_once and name not in roots]


def _below(graph: Mapping[str, tuple[list[str], list[str]]], root: str, roots: list[str]) -> list[str]:
    """What a root needs, without other roots and what those need; the needed before the needing."""
    found: list[str] = []

    def visit(name: str, ahead: tuple[str, ...]) -> None:
        at_once, later = graph[name]
        for target in at_once:
            if target in ahead:
                raise LinkError(f"{name} and {target} import each other")
        for target in [*at_once, *later]:
            if target not in {*roots, *found, *ahead, name}:
                visit(target, (*ahead, name))
        if name != root:
            found.append(name)

    visit(root, ())
    return found


def _inlined(name: str, text: str, roots: list[str]) -> str:
    """A module as a constant that holds its exports."""
    names: list[str] = []

    def note(match: re.Match[str]) -> str:
        names.append(match[1])
        return ""

    def pass_on(match: re.Match[str]) -> str:
        names.extend(f"{one}: {_variable(resolve(name, match[2]))}.{one}" for one in _listed(match[1]))
        return ""

    def list_all(match: re.Match[str]) -> str:
        names.extend(_listed(match[1]))
        return ""

    body = EXPORT.sub(note, EXPORT_LIST.sub(list_all, EXPORT_FROM.sub(pass_on, text)))
    body = _rewritten(name, body, roots)
    if left := LEFT_OVER.search(body):
        raise LinkError(f"{name}: this cannot be put together with other modules: {left[0]}")
    return f"const {_variable(name)} = (() => {{\n{body}\nreturn {{ {', '.join(names)} }};\n}})();\n"


def _rewritten(name: str, text: str, roots: list[str]) -> str:
    """The module with imports from the constants around it; those of other files keep to be imports."""

    def at_once(match: re.Match[str]) -> str:
        what, held = match[1], _variable(resolve(name, match[2]))
        if not what:
            return f"{held};"
        return f"const {what.split()[-1] if what[0] == '*' else what.replace(' as ', ': ')} = {held};"

    def later(match: re.Match[str]) -> str:
        target = resolve(name, match[1])
        return f'import("{_beside(target)}")' if target in roots else f"Promise.resolve({_variable(target)})"

    return LATER.sub(later, IMPORT.sub(at_once, text))


def _header(text: str, shared: set[str], roots: list[str]) -> str:
    """The real imports of a file: of what is shared, and of roots that are needed at once."""
    used = set(re.findall(r"\$\w+", text))
    files = [f'import * as {_variable(root)} from "{_beside(root)}";\n' for root in roots if _variable(root) in used]
    names = sorted(_variable(name) for name in shared if _variable(name) in used)
    return "".join(files) + (f'import {{ {", ".join(names)} }} from "{_beside(SHARED)}";\n' if names else "")


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _file(name: str) -> str:
    return f"{FOLDER}/{PurePosixPath(name).name}"


def _beside(name: str) -> str:
    return f"./{PurePosixPath(name).name}"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", re.sub(r"^js/\w+/", "", name).removesuffix(".js"))


def resolve(importer: str, path: str) -> str:
    """The path below ``static`` that a module's relative import names."""
    parts: list[str] = []
    for part in (PurePosixPath(importer).parent / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
