"""One reading of a criterion as its form draws it: what it counts, its conditions, and what can be chosen in each control."""

from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from ...criteria import parts
from ...criteria.choosing import Tree, offered, one, rows
from ...criteria.choosing.tree import IN, MOST, PER
from ...criteria.parts import Document
from ...definitions.countable import KINDS


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
