"""The form of a criterion as its page draws it: every control with what can be chosen in it, and what is wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from flask_babel import gettext as _

from ...criteria import choosing, parts
from ...criteria.choosing import Tree, offered, one, rows
from ...criteria.choosing.tree import IN, MOST, PER
from ...criteria.parts import Document
from ...criteria.sentences import MONTHS
from ...definitions.countable import KINDS

# A longer address is sent as a form instead.
MOST_ADDRESS = 4000


@dataclass(frozen=True)
class ConditionShown:
    """A condition: what is asked, how it is compared, and with what. `look`: `is`, `number` or `date`; empty until it is asked."""

    document: Document
    kind: str
    at: str
    tree: Tree

    @property
    def fields(self) -> offered.Options:
        """What can be asked."""
        return offered.with_chosen(offered.fields(self.document, self.kind), [one(self.tree, "field")])

    @property
    def look(self) -> str:
        """What it is held against."""
        asked = offered.field(self.document, self.kind, one(self.tree, "field"))
        if asked is None:
            return ""
        return "is" if not asked.is_compared else "date" if asked.kind == "date" else "number"

    @property
    def comparisons(self) -> offered.Options:
        """How."""
        asked = offered.field(self.document, self.kind, one(self.tree, "field"))
        return offered.comparisons(asked) if asked else []

    @property
    def answers(self) -> offered.Options:
        """What can be chosen."""
        return offered.answers(self.document, self.kind, one(self.tree, "field"), self.tree.get("is", ()))


@dataclass(frozen=True)
class TermShown:
    """What is counted: records of a kind, a figure or milestones. `calc`: what is worked out from the first of a measure."""

    document: Document
    at: str
    tree: Tree
    calc: str = ""
    sort: str = ""

    @property
    def what(self) -> str:
        """A kind of record, `figure` or `milestones`."""
        return one(self.tree, "what")

    @property
    def is_records(self) -> bool:
        """Whether it counts records."""
        return self.what in KINDS

    @property
    def whats(self) -> offered.Options:
        """What can be counted; what is added to records are records."""
        found = offered.whats(self.document, self.what)
        if not self.sort:
            return found
        return [each for each in found if (each[0] in KINDS) == (self.sort in KINDS) and each[0] != offered.MILESTONES]

    @property
    def ofs(self) -> offered.Options:
        """What of the records."""
        return offered.ofs(self.document, self.what, self.calc)

    @property
    def figures(self) -> offered.Options:
        """The figures of the agreement."""
        return offered.rows(self.document, "figures", [one(self.tree, "figure")])

    @property
    def milestones(self) -> offered.Options:
        """The milestones of the agreement."""
        return offered.rows(self.document, "milestones", self.tree.get("milestones", ()))

    def conditions(self, use: str) -> list[ConditionShown]:
        """The conditions of one use."""
        found = enumerate(rows(self.tree, use), 1)
        return [ConditionShown(self.document, self.what, f"{self.at}{use}{number}-", row) for number, row in found]

    def has_room(self, use: str) -> bool:
        """Whether there can be one condition more."""
        return len(rows(self.tree, use)) < MOST[use]


@dataclass(frozen=True)
class MeasureShown:
    """One reading of the criterion."""

    document: Document
    at: str
    tree: Tree
    place: int
    is_alone: bool

    @cached_property
    def terms(self) -> list[TermShown]:
        """What is counted, and what is added to it."""
        first, *more = rows(self.tree, "t")
        sort = one(first, "what")
        return [
            TermShown(self.document, f"{self.at}t1-", first, self.calc),
            *(TermShown(self.document, f"{self.at}t{number}-", row, sort=sort) for number, row in enumerate(more, 2)),
        ]

    @property
    def per(self) -> TermShown | None:
        """What it is divided by."""
        return TermShown(self.document, f"{self.at}{PER}-", self.tree[PER]) if PER in self.tree else None

    @property
    def calc(self) -> str:
        """What is worked out."""
        return one(self.tree, "calc")

    @property
    def what(self) -> str:
        """What the first term counts."""
        return self.terms[0].what

    @property
    def calculated(self) -> offered.Options:
        """What can be worked out."""
        return offered.calculated(self.document, self.what)

    @property
    def gaps(self) -> offered.Options:
        """The figures that it can be held against."""
        return offered.rows(self.document, "figures", [one(self.tree, "gap")])

    @property
    def is_trend(self) -> bool:
        """Whether it has no limit."""
        return one(self.tree, "direction") == parts.TREND

    @property
    def against(self) -> offered.Options:
        """What the aim is worked out from."""
        first, chosen = self.terms[0], one(self.tree, "against")
        hours = (first.what, one(first.tree, "of")) == ("hours", "sum.hours")
        return offered.against(self.document, one(self.tree, "direction"), hours=hours, chosen=chosen)

    @property
    def needed(self) -> offered.Options:
        """How many of the milestones; nothing to choose where it is one."""
        codes = self.terms[0].tree.get("milestones", ())
        every = str(len(codes))
        return (
            [(every, _("alle %(count)s", count=every)), *((str(n), str(n)) for n in range(1, len(codes)))]
            if codes[1:]
            else []
        )

    @property
    def has_own_period(self) -> bool:
        """Whether it says itself how often it is reached, or may."""
        return not self.is_alone or "own_period" in self.tree or "own_until" in self.tree

    @property
    def has_name(self) -> bool:
        """Whether its name, and what it is for, are asked."""
        return not self.is_alone or "name" in self.tree or one(self.tree, "decides") == "no"

    @property
    def needs_baseline(self) -> bool:
        """Whether it is held against a baseline."""
        return one(self.tree, "against") == parts.BASELINE

    @property
    def directions(self) -> offered.Options:
        """How its figure is to be."""
        return offered.directions()

    @property
    def unit(self) -> str:
        """What stands behind its aim."""
        if self.calc == offered.SHARE:
            return "%"
        code = one(self.terms[0].tree, "figure")
        known = {row["code"]: row.get("unit", "") for row in self.document.get("figures", ())}
        return "" if self.per else str(known.get(code, ""))

    @property
    def has_cells(self) -> bool:
        """Whether some year or area has an aim of its own."""
        return any(one(cells, year) for name, cells in self.tree.items() if name.startswith(IN) for year in cells)

    @property
    def areas_with_cells(self) -> list[str]:
        """The areas that have aims of their own."""
        return [name.removeprefix(IN) for name in self.tree if name.startswith(IN) and name != IN]


@dataclass(frozen=True)
class CriterionForm:
    """A settled form. `problems`: what is wrong, by control. `locked`: the years that this draft does not change, with what
    each measure's aim is in them.
    """

    document: Document
    tree: Tree
    problems: Mapping[str, str] = field(default_factory=dict)
    locked: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in choosing.flat(self.tree):
            found.setdefault(name, []).append(value)
        return found

    def value(self, name: str) -> str:
        """What a control shows."""
        return (self._values.get(name) or [""])[0]

    def values(self, name: str) -> list[str]:
        """What is ticked."""
        return self._values.get(name, [])

    def error(self, name: str) -> str:
        """What is wrong at a control."""
        return self.problems.get(name, "")

    @property
    def is_long(self) -> bool:
        """Whether its values are too many for an address."""
        return len(urlencode(list(choosing.flat(self.tree)))) > MOST_ADDRESS

    @cached_property
    def measures(self) -> list[MeasureShown]:
        """Its readings."""
        found = rows(self.tree, "m")
        return [
            MeasureShown(self.document, f"m{number}-", tree, number - 1, len(found) == 1)
            for number, tree in enumerate(found, 1)
        ]

    @property
    def has_room(self) -> bool:
        """Whether there can be one reading more."""
        return len(self.measures) < MOST["m"]

    @property
    def activities(self) -> offered.Options:
        """The agreement's."""
        return offered.rows(self.document, "activities", [self.value("activity")])

    @property
    def parties(self) -> offered.Options:
        """Who can measure it."""
        return offered.rows(self.document, "parties", [self.value("party")])

    @property
    def areas(self) -> offered.Options:
        """The agreement's areas."""
        return offered.rows(self.document, "areas", self.values("each"))

    @property
    def every_year(self) -> list[int]:
        """The years of the agreement, and those chosen besides."""
        return sorted({*parts.years(self.document), *(int(each) for each in self.values("years") if each.isdecimal())})

    def years_of(self, measure: MeasureShown) -> list[int]:
        """The years that the criterion is for, and those that have aims of their own."""
        chosen = {int(each) for each in self.values("years") if each.isdecimal()}
        return sorted(
            chosen | {int(year) for name, cells in measure.tree.items() if name.startswith(IN) for year in cells}
        )

    def asks_by_year(self, measure: MeasureShown) -> bool:
        """Whether a year can have an aim of its own, or has one."""
        years = self.years_of(measure)
        return measure.has_cells or (len(years) > 1 and any(year not in self.locked for year in years))

    def rows_of(self, measure: MeasureShown) -> list[tuple[str, str]]:
        """(area, its name) of the lines of the table of aims; the first is of all of them."""
        names = dict(self.areas)
        wanted = dict.fromkeys([*self.values("each"), *measure.areas_with_cells])
        return [("", _("Mål")), *((area, names.get(area, area)) for area in wanted)]

    @property
    def periods(self) -> offered.Options:
        """How often the aim is to be reached."""
        return offered.periods(self.measures[0].what, self.value("period"))

    @property
    def months(self) -> offered.Options:
        """In which month its years can begin."""
        return [(str(number), name) for number, name in enumerate(MONTHS, 1)]

    def labels(self, name: str, options: offered.Options) -> str:
        """What is chosen, in words."""
        words = dict(options)
        return _(" eller ").join(words.get(each, each) for each in self.values(name))

    @property
    def year_options(self) -> offered.Options:
        """The years that it can be for."""
        return [(str(year), str(year)) for year in self.every_year]

    @property
    def asks_until(self) -> bool:
        """Whether its aim is to be reached by a day."""
        return self.value("period") == "by"

    @property
    def opens_besides(self) -> bool:
        """Whether something is wrong with what is folded away."""
        return any(self.error(name) for name in ("source", "unit", "note", "party", "years", "each", "starts", "until"))

    @property
    def locked_words(self) -> str:
        """Why some years cannot be changed."""
        return _("Årene med lås følger den version, der gælder for dem.") if self.locked else ""
