"""An agreement as the rest of Feltbog reads it: the document (`format.py`) with names and types.

Numbers are decimals, exactly as the document has them; tables are by code, in the document's order. What was retired keeps
its place here, because what was recorded keeps its words.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from ..base import clock
from . import shipped_lists

if TYPE_CHECKING:
    from .kept import Version

# What kind of number a figure is: a share in % (0 to 100), an index (points), something counted, any other amount.
SHARE, INDEX, COUNT, AMOUNT = "share", "index", "count", "amount"


class PlanError(ValueError):
    """An agreement's file that cannot be used; the message names file and place and what is allowed, a line a fault."""


@dataclass(frozen=True)
class Privacy:
    """What people are told about their information (GDPR, article 13). Each is one sentence in Danish."""

    responsible: str = ""
    contact: str = ""
    basis: str = ""
    kept: str = ""


@dataclass(frozen=True)
class Activity:
    """A part of the agreement; `text` says in a few words what it is about."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A number that others deliver once a year.

    `party`: the code of who delivers it. `months`: when it usually comes, of the year after where `year_after`.
    `baseline`: its value in `baseline_year`. `least`: the smallest that it can be. `part_of`: the id of a figure that it
    can never exceed. `optional`: nobody misses it. `ask`: what counts and what does not, for whoever is asked for it.
    `by_area`: there is one for each area, where there are several; `baselines` are then theirs, by area.
    """

    id: str
    name: str
    unit: str
    kind: str
    source: str
    party: str
    about: str = ""
    ask: str = ""
    baseline: Decimal | None = None
    baseline_year: int | None = None
    least: int = 0
    part_of: str | None = None
    optional: bool = False
    months: tuple[int, ...] = ()
    year_after: bool = False
    by_area: bool = False
    baselines: tuple[tuple[str, Decimal], ...] = ()

    def baseline_of(self, area: str) -> Decimal | None:
        """Its value in the baseline's year, in an area where each has one."""
        return dict(self.baselines).get(area, None if self.baselines else self.baseline) if area else self.baseline


@dataclass(frozen=True)
class Milestone:
    """Something that is reached on a date: once, at latest at the `deadline`, or once a year (`yearly`).

    `demands`: what its note must say. `decisions`: what can be decided there. `evaluates`: `agreement` or an activity.
    `retired_on`: from when on nobody is asked for it.
    """

    id: str
    name: str
    deadline: dt.date | None = None
    yearly: bool = False
    demands: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    evaluates: str = ""
    retired_on: dt.date | None = None

    def is_of(self, year: int) -> bool:
        """Whether it is to be reached in a year: the deadline's, or each until it is retired."""
        if self.retired_on and self.retired_on.year < year:
            return False
        return self.deadline.year == year if self.deadline else self.yearly

    @property
    def documentation(self) -> str:
        """What the note must say, as one phrase; empty where nothing is demanded."""
        return " og ".join(self.demands)


@dataclass(frozen=True)
class Criterion:
    """A success criterion, or something else that was promised. `part` is its row of the document, with its measures.

    `measured_by`: the name of the party that measures it; empty where the agreement names none.
    """

    id: str
    activity: str
    text: str
    years: tuple[int, ...]
    unit: str
    source: str
    measured_by: str
    note: str
    part: Mapping[str, Any]

    @property
    def measures(self) -> tuple[Mapping[str, Any], ...]:
        """The rows of its measures."""
        return tuple(self.part["measures"])

    @property
    def terms(self) -> Iterator[Mapping[str, Any]]:
        """All terms of all its measures."""
        for measure in self.measures:
            yield from measure["of"]
            if "per" in measure:
                yield measure["per"]

    @property
    def names(self) -> Iterator[str]:
        """The codes of the figures and milestones that its measures name."""
        for measure in self.measures:
            terms = [*measure["of"], *([measure["per"]] if "per" in measure else [])]
            yield from (term["figure"] for term in terms if "figure" in term)
            yield from (code for term in terms for code in term.get("milestones", ()))
            yield from (measure[key] for key in ("gap_to",) if key in measure)
            if measure["aim"].get("from") not in {None, "baseline", "previous", "budget"}:
                yield measure["aim"]["from"]

    @property
    def least_nationalities(self) -> int:
        """How many nationalities document an event that counts here; 0 where none are asked for."""
        asked = (
            each.get("at_least", "0")
            for term in self.terms
            for each in term.get("evidence", ())
            if each["field"] == "nationalities"
        )
        return int(Decimal(next(asked, "0")))

    def counts(self, kind: str, year: int) -> bool:
        """Whether it counts records of a kind in a year."""
        return year in self.years and any(each.get("count") == kind for each in self.terms)

    @property
    def asks_flags(self) -> bool:
        """Whether an event counts here only where the leader says so on it."""
        uses = ("where", "evidence", "pending")
        return any(each["field"] == "flagged" for term in self.terms for use in uses for each in term.get(use, ()))


@dataclass(frozen=True)
class Budget:
    """Hours a year that one role has for one task of an activity."""

    activity: str
    role: str
    task: str
    hours: Decimal
    years: tuple[int, ...]


@dataclass(frozen=True)
class Money:
    """An amount in kroner a year, who pays it, and for what; `activity` empty: for all of it."""

    source: str
    amount: int
    years: tuple[int, ...]
    activity: str


@dataclass(frozen=True)
class Arrival:
    """A list that a party sends: in each of `months`, or `once` a year in one of them."""

    id: str
    name: str
    party: str
    months: tuple[int, ...]
    once: bool = False


class Agreement:
    """A document with names and types.

    `version`: where it stands in the database; None for a document that stands in none.
    `estate` and `section`: the places it is about, in two halves where the name of its one area has a comma.
    """

    def __init__(self, document: Mapping[str, Any], version: "Version | None" = None) -> None:
        self.document: Final = document
        self.version: Final = version
        self.code: str = document["code"]
        self.name: str = document["name"]
        self.years: tuple[int, ...] = tuple(range(document["first_year"], document["last_year"] + 1))

    @cached_property
    def estate(self) -> str:
        """`Skovparken`; several areas as `Nordby og Sydby`."""
        names = [each["name"].partition(", ")[0] for each in self._rows("areas")]
        return f"{', '.join(names[:-1])} og {names[-1]}" if len(names) > 1 else "".join(names)

    @cached_property
    def section(self) -> str:
        """`afdeling 12`; empty where its areas have no second half, or are several."""
        areas = self._rows("areas")
        return areas[0]["name"].partition(", ")[2] if len(areas) == 1 else ""

    @cached_property
    def subject(self) -> str:
        """`Skovparken, afdeling 12`."""
        return ", ".join(filter(None, (self.estate, self.section)))

    @cached_property
    def areas(self) -> dict[str, str]:
        """Their names by code."""
        return self._names("areas")

    def areas_of(self, figure: Figure, year: int) -> dict[str, str]:
        """The areas that each have a figure of their own in a year, by code; an empty one where it is one for all of them."""
        return areas_of(self.document, figure.by_area, year)

    def figures_of(self, year: int) -> list[Figure]:
        """Those that are delivered for a year, in their order."""
        return [self.figures[code] for code in self._used("figures", year)]

    def milestones_of(self, year: int) -> list[Milestone]:
        """Those that have not been retired before a year, in their order."""
        return [self.milestones[code] for code in self._used("milestones", year)]

    def lists_of(self, year: int) -> list[Arrival]:
        """Those that arrive in a year, in their order."""
        return [self.lists[code] for code in self._used("lists", year)]

    def figure_name(self, id: str, area: str = "") -> str:
        """The name of a figure, with its area's behind it where each has one."""
        return ", ".join(filter(None, (self.figures[id].name, self.areas.get(area, area))))

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The places of all areas."""
        return tuple(dict.fromkeys(place for area in self._rows("areas") for place in area.get("places", ())))

    @cached_property
    def parties(self) -> dict[str, str]:
        """Their names by code."""
        return self._names("parties")

    @cached_property
    def roles(self) -> dict[str, str]:
        """Who can spend hours."""
        return self.choices("hours.role")

    @cached_property
    def tasks(self) -> dict[str, str]:
        """What hours are spent on."""
        return self.choices("hours.task")

    def choices(self, listed: str) -> dict[str, str]:
        """The labels of a list that the agreement itself has, by code."""
        return {each["code"]: each["label"] for each in self._rows("choices") if each["list"] == listed}

    def in_group(self, listed: str, group: str) -> tuple[str, ...]:
        """The codes of a list's choices that belong to a group."""
        return tuple(
            each["code"] for each in self._rows("choices") if each["list"] == listed and group in each.get("groups", ())
        )

    @cached_property
    def privacy(self) -> Privacy:
        """What people are told."""
        return Privacy(**self.document["privacy"])

    @cached_property
    def activities(self) -> dict[str, Activity]:
        """By code."""
        rows = self._rows("activities")
        return {each["code"]: Activity(each["code"], each["name"], each.get("text", "")) for each in rows}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """By code."""
        return {each["code"]: _figure(each) for each in self._rows("figures")}

    @cached_property
    def milestones(self) -> dict[str, Milestone]:
        """By code."""
        return {each["code"]: _milestone(each) for each in self._rows("milestones")}

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The success criteria."""
        return tuple(self._criterion(each) for each in self._rows("criteria") if not each.get("promise"))

    @cached_property
    def promises(self) -> tuple[Criterion, ...]:
        """What was agreed besides."""
        return tuple(self._criterion(each) for each in self._rows("criteria") if each.get("promise"))

    @cached_property
    def hours(self) -> tuple[Budget, ...]:
        """The budget of hours."""
        return tuple(
            Budget(each["activity"], each["role"], each["task"], Decimal(each["hours"]), self._years(each))
            for each in self._rows("hours")
        )

    @cached_property
    def money(self) -> tuple[Money, ...]:
        """The budget of money."""
        return tuple(
            Money(each["source"], each["amount"], self._years(each), each.get("activity", ""))
            for each in self._rows("money")
        )

    @cached_property
    def lists(self) -> dict[str, Arrival]:
        """By code."""
        return {
            each["code"]: Arrival(
                each["code"], each["name"], each["party"], tuple(each["months"]), each.get("once", False)
            )
            for each in self._rows("lists")
        }

    @cached_property
    def baseline_years(self) -> tuple[int, ...]:
        """The years of all baselines."""
        rows = [*self._rows("figures"), *(measure for each in self._rows("criteria") for measure in each["measures"])]
        return tuple(sorted({each["year"] for row in rows for each in row.get("baselines", ())}))

    @property
    def earliest(self) -> int:
        """The first year that anything can be said of: a baseline's, else the agreement's first."""
        return min((*self.baseline_years, self.first_year))

    @property
    def first_year(self) -> int:
        """The first year that it evaluates; this year, where it is none."""
        return self.years[0] if self.years else clock.today().year

    @property
    def last_year(self) -> int:
        """The last year that it evaluates; this year, where it is none."""
        return self.years[-1] if self.years else clock.today().year

    def __bool__(self) -> bool:
        return bool(self.years)

    @cached_property
    def counts_for(self) -> tuple[str, ...]:
        """The criteria that an event can count for, where the leader says so on it."""
        return tuple(each.id for each in (*self.criteria, *self.promises) if each.asks_flags)

    def counting(self, kind: str, year: int) -> tuple[Criterion, ...]:
        """The criteria and promises that count records of a kind in a year."""
        return tuple(each for each in (*self.criteria, *self.promises) if each.counts(kind, year))

    def flag(self, criterion: str) -> str:
        """What stands on an event that the leader lets count for a criterion: `aftale/C1`."""
        return f"{self.code}/{criterion}"

    def criterion(self, id: str) -> Criterion | None:
        """The criterion or promise with that id."""
        return next((each for each in (*self.criteria, *self.promises) if each.id == id), None)

    def budgets(self, year: int, activity: str | None = None) -> tuple[Budget, ...]:
        """The budgets of hours of a year, of one activity where it is given."""
        return tuple(each for each in self.hours if year in each.years and activity in (None, each.activity))

    def money_of(self, year: int) -> tuple[Money, ...]:
        """The budget of money of a year."""
        return tuple(each for each in self.money if year in each.years)

    def outside(self, year: int) -> str:
        """What to tell somebody who asks for a year that the agreement does not cover; empty where it does."""
        if year in self.years:
            return ""
        if not self:
            return f"Ingen aftale for {year}. Opret den under Aftaler."
        if year in self.baseline_years:
            return f"{year} er aftalens udgangspunkt. Det måles der ud fra, det evalueres ikke. Vælg {self.span}."
        return f"{year} ligger uden for aftalens år, {self.span}. Vælg et af dem, eller opret en aftale for {year}."

    @property
    def span(self) -> str:
        """The years, as people write them: `2017–2020`."""
        first, last = self.first_year, self.last_year
        return f"{first}–{last}" if first != last else str(first)

    def _rows(self, part: str) -> list[Mapping[str, Any]]:
        return list(self.document.get(part, ()))

    def _names(self, part: str) -> dict[str, str]:
        return {each["code"]: each["name"] for each in self._rows(part)}

    def _years(self, row: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(sorted(row.get("years") or self.years))

    def _used(self, part: str, year: int) -> list[str]:
        return [row["code"] for row in self._rows(part) if in_use(self.document, row, year)]

    def _in_use(self, row: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(year for year in self._years(row) if in_use(self.document, row, year))

    def _criterion(self, row: Mapping[str, Any]) -> Criterion:
        return Criterion(
            id=row["code"], activity=row["activity"], text=row["text"], years=self._in_use(row), unit=row.get("unit", ""),
            source=row.get("source", ""), measured_by=self.parties.get(row.get("party", ""), ""),
            note=row.get("note", ""), part=row,
        )  # fmt: skip


def areas_of(document: Mapping[str, Any], by_area: bool, year: int) -> dict[str, str]:
    """The names of the areas that each have a figure of their own in a year, by code: those that are not retired by then.

    An empty one where there is one for all of them.
    """
    there = {row["code"]: row["name"] for row in document["areas"] if in_use(document, row, year)}
    return there if by_area and len(document["areas"]) > 1 else {"": ""}


def in_use(document: Mapping[str, Any], row: Mapping[str, Any], year: int) -> bool:
    """Whether a row counts in a year: one that is retired inside it does until it ends."""
    begins = f"{year}-{document.get('year_starts', 1):02}-01"
    return "retired_on" not in row or bool(row["retired_on"] > begins)


NONE: Final = Agreement({
    "code": "", "name": "", "programme": "", "first_year": 1, "last_year": 0, "areas": [], "activities": [], "criteria": [],
    "parties": [{"code": code, "name": name} for code, name in shipped_lists.PARTIES.items()],
    "choices": [{"list": "events.kind", "code": code, "label": name} for code, name in shipped_lists.EVENT_KINDS.items()],
    "privacy": shipped_lists.PRIVACY,
})  # fmt: skip


def _figure(row: Mapping[str, Any]) -> Figure:
    plain = ("name", "kind", "source", "party")
    optional = ("least", "part_of", "optional", "year_after", "by_area")
    baselines = row.get("baselines", ())
    about = row.get("about", "")
    return Figure(
        id=row["code"], unit=row.get("unit", ""), about=about, ask=row.get("ask", about),
        baseline=sum((Decimal(each["value"]) for each in baselines), Decimal(0)) if baselines else None,
        baseline_year=baselines[0]["year"] if baselines else None,
        baselines=tuple((each["area"], Decimal(each["value"])) for each in baselines if "area" in each), months=tuple(row.get("months", ())),
        **{name: row[name] for name in plain}, **{name: row[name] for name in optional if name in row},
    )  # fmt: skip


def _milestone(row: Mapping[str, Any]) -> Milestone:
    return Milestone(
        row["code"], row["name"], dt.date.fromisoformat(row["deadline"]) if "deadline" in row else None,
        "each_year" in row, tuple(row.get("demands", ())), tuple(row.get("decisions", ())), row.get("evaluates", ""),
        dt.date.fromisoformat(row["retired_on"]) if "retired_on" in row else None,
    )  # fmt: skip
