"""Ready sets: agreements without a place and a period, which a new one begins from. Each is a file in `agreement/shipped/sets`.

In the files the years are those from 2026 on; where an agreement begins, all of them move with its first year.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from .. import agreement
from . import draft_rows, editing, succession
from .agreement_file import read
from .parts import Document

FOLDER: Final = Path(agreement.__file__).with_name("shipped") / "sets"
# As they are offered: the whole agreement first, then Landsbyggefonden's four areas, then the least that there can be.
NAMES: Final = (
    "tryghed_og_trivsel", "uddannelse_og_livschancer", "beskaeftigelse", "kriminalitetsforebyggelse",
    "sammenhaengskraft_og_medborgerskab", "kun_vandringer",
)  # fmt: skip
# What an installation's agreements have in common, of rows with the same code.
SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "figures": ("name", "kind", "unit", "by_area", "better"), "parties": ("name",), "choices": ("label", "plain", "help"),
}  # fmt: skip
# So many years an agreement is for where nobody says otherwise.
USUAL_YEARS: Final = 4


@dataclass(frozen=True)
class ReadySet:
    """One of them. `code`: what a form calls it; `document` is shared by all: nobody changes it."""

    code: str
    document: Document

    @property
    def name(self) -> str:
        """What an agreement of it is called where nobody says otherwise."""
        return str(self.document["name"])

    @property
    def activities(self) -> list[str]:
        """The names of its activities."""
        return [row["name"] for row in self.document["activities"]]

    @property
    def criteria(self) -> int:
        """How many criteria it has, what is promised besides not counted."""
        return sum(not row.get("promise") for row in self.document["criteria"])


@dataclass(frozen=True)
class Beginning:
    """What a new agreement is told besides its set; what is empty is as the set has it."""

    first_year: int
    last_year: int
    areas: Sequence[str] = ()
    name: str = ""
    programme: str = ""
    privacy: Mapping[str, str] | None = None


@cache
def every() -> tuple[ReadySet, ...]:
    """All of them, in the order in which they are offered."""
    return tuple(ReadySet(name, read(FOLDER / f"{name}.toml").document) for name in NAMES)


def find(code: str) -> ReadySet:
    """The one with that code; LookupError where there is none."""
    for each in every():
        if each.code == code:
            return each
    raise LookupError(code)


def set_of(document: Document) -> ReadySet | None:
    """The set that an agreement was begun from, by its code (`tryghed`, `tryghed_2`); None where it was begun otherwise."""
    return next((each for each in every() if _is_of(document["code"], each.document["code"])), None)


def document_of(ready: ReadySet, said: Beginning, taken: Iterable[str] = ()) -> dict[str, Any]:
    """A document without faults for a place and a period; `taken`: the codes of the agreements that there are."""
    made = moved(ready.document, said.first_year, said.last_year)
    made |= {"code": editing.proposed(ready.document["code"], taken)}
    made |= {name: value for name in ("name", "programme") if (value := getattr(said, name))}
    if said.name:
        made.pop("short", None)
    if said.areas:
        made["areas"] = areas_named(said.areas)
    if said.privacy:
        made["privacy"] = {**made["privacy"], **said.privacy}
    made["version"] = draft_rows.version_facts(made)
    return made


def beside(made: Document, others: Sequence[Document]) -> dict[str, Any]:
    """A new agreement of an installation that has others, the one that began last first: for the same place, and what they share
    is called and is as it is there.
    """
    found: dict[str, Any] = copy.deepcopy(dict(made))
    for other in reversed(others):
        found |= {name: copy.deepcopy(other[name]) for name in ("areas", "programme", "privacy") if name in other}
        for part, members in SHARED.items():
            there = succession.rows(other, part)
            for key, row in succession.rows(found, part).items():
                row.update({name: there[key][name] for name in members if name in there.get(key, ())})  # type: ignore[attr-defined]
    return found


def placed(document: Document, areas: Sequence[str], programme: str, responsible: str, contact: str) -> dict[str, Any]:
    """The draft for a place: its areas by name, and who is asked about people's information."""
    made = copy.deepcopy(dict(document))
    made |= {"areas": areas_named(areas, document["areas"]), "programme": programme}
    made["privacy"] = {**made["privacy"], "responsible": responsible, "contact": contact}
    return made


def begun_anew(
    document: Document, ready: ReadySet, first_year: int, last_year: int, taken: Iterable[str]
) -> dict[str, Any]:
    """The draft for a period; where another set is chosen, that one's for the same place."""
    if set_of(document) == ready:
        return moved(document, first_year, last_year)
    made = document_of(ready, Beginning(first_year, last_year), taken)
    return made | {name: copy.deepcopy(document[name]) for name in ("areas", "programme", "privacy")}


def areas_named(names: Sequence[str], before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Areas with these names; those that there were `before` keep their codes, by name or else by place in the list."""
    named = {row["name"]: dict(row) for row in before}
    found: list[dict[str, Any]] = []
    free = [dict(row) for row in before if row["name"] not in names]
    for name in names:
        row = named.get(name) or ({**free.pop(0), "name": name} if free else None)
        taken = [each["code"] for each in (*found, *before)]
        found.append(row or {"code": editing.proposed(name, taken), "name": name})
    return found


def moved(document: Document, first_year: int, last_year: int) -> dict[str, Any]:
    """The same for another period: what is of a year moves with the first one, what lies after the last ends with it."""
    by = first_year - document["first_year"]

    def year(value: int) -> int:
        return min(value + by, last_year)

    def day(value: str) -> str:
        found = date.fromisoformat(value)
        return date(year(found.year), found.month, min(found.day, 28) if found.month == 2 else found.day).isoformat()

    def each(value: Any) -> Any:
        if isinstance(value, list):
            return [each(item) for item in value]
        return (
            {name: _as_moved(name, item, year, day, each) for name, item in value.items()}
            if isinstance(value, dict)
            else value
        )

    made: dict[str, Any] = each(copy.deepcopy(dict(document)))
    made |= {"first_year": first_year, "last_year": last_year}
    made["version"] |= {"valid_from": date(first_year, made.get("year_starts", 1), 1).isoformat()}
    return made


def _as_moved(name: str, value: Any, year: Any, day: Any, rest: Any) -> Any:
    if name == "years":
        return sorted({year(each) for each in value})
    return day(value) if name in {"deadline", "until"} else rest(value)


def _is_of(code: str, set_code: str) -> bool:
    rest = code.removeprefix(set_code)
    return code.startswith(set_code) and (not rest or (rest[0] == "_" and rest[1:].isdecimal()))
