"""What a criterion's form holds: flat names and values, and the same nested as a tree.

A tree's leaves are lists of texts, as a form sends them; its rows are lists of trees. `m2-t1-where1-field` is the field of
the first condition of the first term of the second measure; `m1-in:nord-2027` the aim of one area in one year.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

Tree = dict[str, Any]
# Rows by the beginning of their names: measures, terms, conditions and baselines; and how many there can be.
USES: Final = ("where", "evidence", "pending")
MOST: Final = {"m": 6, "t": 6, **dict.fromkeys(USES, 6), "base": 60}
_ROW = re.compile(rf"({'|'.join(MOST)})([1-9][0-9]?)", re.ASCII)
# What is not a row and yet holds more than values: what is divided by, and the aims of one area.
PER, IN = "per", "in:"
_LEAF = re.compile(r"[a-z]+(_[a-z]+)*|[0-9]{4}", re.ASCII)


def nested(pairs: Iterable[tuple[str, str]]) -> Tree:
    """The tree of what a form sent; names that no form of ours has are left out."""
    found: Tree = {}
    for name, value in pairs:
        *way, leaf = name.split("-")
        steps = [_step(each) for each in way]
        if all(steps) and _LEAF.fullmatch(leaf) and leaf not in {*MOST, PER}:
            place = found
            for step in steps:
                for key in step:
                    place = place.setdefault(key, {})
            place.setdefault(leaf, []).append(value)
    return _listed(found)


def flat(tree: Tree, before: str = "") -> Iterator[tuple[str, str]]:
    """The names and values of a tree, in its order."""
    for name, content in tree.items():
        if isinstance(content, dict):
            yield from flat(content, f"{before}{name}-")
        elif name in MOST:
            for number, row in enumerate(content, 1):
                yield from flat(row, f"{before}{name}{number}-")
        else:
            yield from ((f"{before}{name}", value) for value in content)


def add(tree: Tree, path: str) -> None:
    """One more row at the end of those at a path (`m1-t1-where`), as far as there is room; a path that leads nowhere does nothing."""
    place, name = _place(tree, path)
    if place is not None and name in MOST and len(place.setdefault(name, [])) < MOST[name]:
        place[name].append({})


def remove(tree: Tree, path: str) -> None:
    """Without the row at a path (`m1-t1-where2`); a path that leads nowhere does nothing."""
    place, last = _place(tree, path)
    found = _ROW.fullmatch(last)
    if place is not None and found and int(found[2]) <= len(place.get(found[1], ())):
        del place[found[1]][int(found[2]) - 1]


def one(tree: Tree, name: str) -> str:
    """The value of a control that has one; empty where it has none."""
    values = tree.get(name) or [""]
    return str(values[0]).strip()


def many(tree: Tree, name: str) -> list[str]:
    """The values of a control that can have several, none twice."""
    return list(dict.fromkeys(filter(None, tree.get(name, ()))))


def rows(tree: Tree, name: str) -> list[Tree]:
    """The rows of a list, as many as there may be."""
    found: list[Tree] = tree.get(name, [])[: MOST[name]]
    return found


def _step(token: str) -> tuple[str, ...]:
    """The keys that a token of a name leads through; none for a token that no form of ours has."""
    if found := _ROW.fullmatch(token):
        return found[1], found[2]
    return (token,) if token == PER or token.startswith(IN) else ()


def _listed(tree: Tree) -> Tree:
    """Rows as lists, by their numbers."""
    return {
        name: [_listed(content[number]) for number in sorted(content, key=int)]
        if name in MOST
        else _listed(content)
        if isinstance(content, dict)
        else content
        for name, content in tree.items()
    }


def _place(tree: Tree, path: str) -> tuple[Tree | None, str]:
    """Where a path's last step stands, and that step."""
    *way, last = path.split("-")
    place: Any = tree
    for token in way:
        found = _ROW.fullmatch(token)
        within = place.get(found[1] if found else token)
        if found:
            within = within[int(found[2]) - 1] if within and int(found[2]) <= len(within) else None
        if not isinstance(within, dict):
            return None, last
        place = within
    return place, last
