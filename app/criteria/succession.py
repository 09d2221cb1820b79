"""What a new version of an agreement may not do: to the version before it, and to the other agreements beside it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final

from ..agreement.shape import Fault
from . import parts
from .meaning import words_only
from .member_words import SHEETS
from .parts import Document, Part

# The parts whose rows have a code that never goes away, and what a code stands below where it is not its own.
CODED: Final = {
    "areas": "", "parties": "", "activities": "", "figures": "", "milestones": "", "lists": "", "criteria": "",
    "choices": "list", "groups": "list", "questions": "form",
}  # fmt: skip
# What stays as it is, once somebody has answered or delivered it.
FIXED: Final = {"figures": ("kind", "unit", "by_area", "better"), "questions": ("kind",)}
IS_GONE = "er væk. En kode, der har været i brug, forsvinder ikke: giv den en dato under »udgår«"


def key(part: str, row: Part) -> str:
    """What a row is known by in its part: its code, below its list or form where it has one."""
    below = CODED[part]
    return f"{row[below]}.{row['code']}" if below else str(row["code"])


def rows(document: Document, part: str) -> dict[str, Part]:
    """The rows of a part by what they are known by."""
    return {key(part, row): row for row in document.get(part, ())}


def check_next(old: Document, new: Document, frozen: Collection[int] = ()) -> list[Fault]:
    """Every fault of a version as the one after another; both are without faults of their own.

    frozen: the years of the agreement that are handed in. Of a version from the same day only words may differ.
    """
    found = [*_gone(old, new), *_fixed(old, new), *_years(old, new, frozen)]
    if is_correction(old, new) and words_only(old, new):
        return found
    return [*found, *_valid_from(old, new, frozen)]


def is_correction(old: Document, new: Document) -> bool:
    """Whether a version is to take another's place (*Ret en skrivefejl*): it is valid from the same day, and may differ in words
    alone.
    """
    return bool(old["version"]["valid_from"] == new["version"]["valid_from"])


def check_beside(new: Document, others: Sequence[Document]) -> list[Fault]:
    """Every fault of a version beside the other agreements of the installation: the same code means the same thing."""
    return list(dict.fromkeys(fault for other in others for fault in _shared(new, other)))


def renames(new: Document, others: Sequence[Document]) -> list[str]:
    """What is called something else in another agreement; everywhere it gets the name of the one adopted last."""
    found = [
        f"{SHEETS[part][1].capitalize()} »{_label(there[code])}« (i »{other['code']}«) kommer overalt til at hedde »{_label(row)}«"
        for other in others
        for part in ("figures", "parties", "areas", "choices", "questions")
        for there in [rows(other, part)]
        for code, row in rows(new, part).items()
        if code in there and _label(there[code]) != _label(row)
    ]
    return list(dict.fromkeys(found))


def _label(row: Part) -> str:
    return str(row.get("label") or row.get("name"))


def _gone(old: Document, new: Document) -> Iterator[Fault]:
    if new["code"] != old["code"]:
        yield Fault("code", f"er »{new['code']}«, men aftalen hedder »{old['code']}«; en aftales kode ændres aldrig")
    for part in CODED:
        there = rows(new, part)
        for code, row in rows(old, part).items():
            # Without the agreement's own name for it, a standard choice is there still.
            if code not in there and not (part == "choices" and row["code"] in parts.choices(new, row["list"])):
                yield Fault(f"{part}.{code}", IS_GONE)


def _fixed(old: Document, new: Document) -> Iterator[Fault]:
    for part, members in FIXED.items():
        before = rows(old, part)
        for code, row in rows(new, part).items():
            for name in members:
                if code in before and (before[code].get(name) or None) != (row.get(name) or None):
                    yield Fault(f"{part}.{code}.{name}", "kan ikke ændres, når det har været i brug. Lav et nyt")


def _years(old: Document, new: Document, frozen: Collection[int]) -> Iterator[Fault]:
    if new["first_year"] != old["first_year"]:
        yield Fault("first_year", f"er {old['first_year']} og kan ikke ændres. Gælder andre år, så lav en ny aftale")
    if new.get("year_starts", 1) != old.get("year_starts", 1):
        yield Fault("year_starts", f"er {old.get('year_starts', 1)} og kan ikke ændres")
    if frozen and new["last_year"] < max(frozen):
        yield Fault("last_year", f"skal være {max(frozen)} eller senere; {max(frozen)} er afleveret")


def _valid_from(old: Document, new: Document, frozen: Collection[int]) -> Iterator[Fault]:
    before, day = (date.fromisoformat(each["version"]["valid_from"]) for each in (old, new))
    if day < before:
        yield Fault("version.valid_from", f"skal være efter {before:%d-%m-%Y}")
    elif day == before:
        yield Fault(
            "version.valid_from",
            f"skal være efter {before:%d-%m-%Y}; fra den samme dag kan kun ord rettes, og her er ændret mere",
        )
    starts = new.get("year_starts", 1)
    year = day.year if day.month >= starts else day.year - 1
    if frozen and year <= max(frozen):
        after = date(max(frozen) + 1, starts, 1)
        yield Fault(
            "version.valid_from",
            f"ligger i {year}, og {max(frozen)} er afleveret. Vælg {after:%d-%m-%Y} eller senere, eller genåbn",
        )


def _shared(new: Document, other: Document) -> Iterator[Fault]:
    for part, members in FIXED.items():
        there = rows(other, part)
        for code, row in rows(new, part).items():
            for name in members:
                was = there[code].get(name) or None if code in there else row.get(name) or None
                if was != (row.get(name) or None):
                    yield Fault(
                        f"{part}.{code}.{name}",
                        f"er {_said(was)} i »{other['code']}«. Gør det ens, eller vælg en anden kode",
                    )


def _said(value: Any) -> str:
    return "ja" if value is True else str(value or "ikke sat")
