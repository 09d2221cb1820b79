"""The form of a criterion as its page draws it: every control with what can be chosen in it, and what is wrong there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlencode

from flask_babel import gettext as _

from ...criteria import choosing, parts
from ...criteria.choosing import Tree, offered, rows
from ...criteria.choosing.tree import IN, MOST
from ...criteria.parts import Document
from ...criteria.sentences import MONTHS
from .measure_form import MeasureShown

# A longer address is sent as a form instead.
MOST_ADDRESS = 3000


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
