"""What a report says of one criterion."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from ..agreement import Criterion
from ..criteria import parts
from . import wording
from .counting import Judgement
from .state import State

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class CellReading:
    """A measure in one area, in one part of the year: both by name, empty where the measure does not look at each.

    `shown`: the figure as people read it; where `is_few` people stand behind it, only that; `aim`: the target in words.
    """

    area: str
    when: str
    shown: str
    aim: str
    state: State
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class MeasureReading:
    """One measure of a criterion: what it is called, whether it decides, how it stands, and that as people read it.

    `shown`: the figure, never rounded onto its target; `aim`: the target in words; `how`: the way it was worked out.
    `cells`: what it says in each area and part of the year, where it looks at several.
    """

    name: str
    decides: bool
    judgement: Judgement
    shown: str
    aim: str
    how: str
    unit: str = ""
    cells: tuple[CellReading, ...] = ()

    @property
    def by_area(self) -> dict[str, tuple[CellReading, ...]]:
        """The cells by area, in the agreement's order; all under an empty name where they are parts of the year alone."""
        areas = dict.fromkeys(each.area for each in self.cells)
        return {area: tuple(each for each in self.cells if each.area == area) for area in areas}

    @property
    def state(self) -> State:
        """How it stands."""
        return self.judgement.state


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a criterion said by the version that was in force when the year began, where that meant something else.

    `until`: the first day of the version that counts now; `adopted`: when that was adopted, if later; `words`: both
    judgements as one line.
    """

    state: State
    sentence: str
    until: dt.date
    words: str
    adopted: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report says of one criterion. Numbers are exact and unrounded, in the criterion's unit; they are those of the
    first measure that decides.

    `aim`: the target in words. `shown`: the figure as people read it, never rounded onto its target; `was`: the
    baseline so. `how`: the way it was worked out, in words. `remarks`: the rest, and what a careful reader must know.
    `pace`: what an even pace would have reached. `lacking`: the codes of the figures and milestones that are not there.
    `sentence`: what the agreement asks. `is_low_good`: its figure is better the lower it is.
    `readings`: every measure; `headline`: the place of the first that decides. None where the criterion does not apply.
    """

    criterion: Criterion
    state: State
    aim: str
    sentence: str = ""
    how: str = ""
    shown: str = NOTHING
    was: str = NOTHING
    provisional: bool = False
    change: str = ""
    remarks: tuple[str, ...] = ()
    readings: tuple[MeasureReading, ...] = ()
    headline: int = 0
    lacking: tuple[str, ...] = ()
    is_low_good: bool = False
    baseline_year: int | None = None
    earlier: Earlier | None = None

    def with_remarks(self, remarks: Iterable[str]) -> "Finding":
        """The same with these remarks."""
        return replace(self, remarks=tuple(remarks))

    @property
    def id(self) -> str:
        """The criterion's."""
        return self.criterion.id

    @property
    def state_words(self) -> str:
        """The state as people read it: a figure that is held against the past has gone up or down."""
        if not self.is_trend or self.is_gap or self.state not in {State.NARROWED, State.WIDENED}:
            return self.state.words
        return str(_("Faldet") if self.is_low_good is (self.state == State.NARROWED) else _("Steget"))

    @property
    def first(self) -> Judgement | None:
        """How the first measure that decides stands."""
        return self.readings[self.headline].judgement if self.readings else None

    @property
    def figure(self) -> Fraction | None:
        """Its value."""
        return self.first.figure if self.first else None

    @property
    def numerator(self) -> Fraction | None:
        """What was counted."""
        return self.first.numerator if self.first else None

    @property
    def denominator(self) -> Fraction | None:
        """What it is measured against."""
        return self.first.denominator if self.first else None

    @property
    def target(self) -> Fraction | None:
        """What is to be reached; where the criterion does not apply, the number that the agreement names."""
        if self.first:
            return self.first.target
        aim = self.measure["aim"]
        return parts.number(aim["target"]) if "target" in aim and not self.is_milestone else None

    @property
    def baseline(self) -> Fraction | None:
        """What it was in the baseline's year."""
        return self.first.baseline if self.first else None

    @property
    def pace(self) -> Fraction | None:
        """What an even pace would have reached; none where that says nothing."""
        return self.first.line if self.first else None

    @property
    def shown_each(self) -> tuple[tuple[str, str], ...]:
        """The figure with its unit; where several measures decide, each one's under its own name: `100,0 %`, `spurgt`."""
        deciding = [each for each in self.readings if each.decides and each.name]
        if len(deciding) > 1:
            return tuple((each.shown, each.name[:1].lower() + each.name[1:]) for each in deciding)
        unit = "" if self.criterion.unit in {"%", "ja/nej"} or self.figure is None else self.criterion.unit
        return ((self.shown, unit),)

    @property
    def figures_shown(self) -> str:
        """The same as one text."""
        return ", ".join(" ".join(filter(None, each)) for each in self.shown_each)

    @property
    def reading(self) -> str:
        """How the figure was worked out and the agreement read, in one paragraph."""
        return " ".join((self.how, *self.remarks)).strip()

    @property
    def measure(self) -> Mapping[str, Any]:
        """The row of the first measure that decides."""
        return next((each for each in self.criterion.measures if parts.decides(each)), self.criterion.measures[0])

    @property
    def is_milestone(self) -> bool:
        """Whether it looks at milestones instead of numbers."""
        return "milestones" in self.measure["of"][0]

    @property
    def kind(self) -> str:
        """The kind of record that it counts; empty where it looks at figures or milestones."""
        return parts.kind_of(self.measure["of"][0])

    @property
    def is_gap(self) -> bool:
        """Whether it is a distance between two figures."""
        return "gap_to" in self.measure

    @property
    def is_trend(self) -> bool:
        """Whether it is held against the past alone, without a limit."""
        return bool(self.measure["aim"]["direction"] == parts.TREND)

    @property
    def counts_up(self) -> bool:
        """Whether more is better."""
        return bool(self.measure["aim"]["direction"] == parts.AT_LEAST)

    @property
    def is_hours(self) -> bool:
        """Whether it holds hours against their budget."""
        return self.measure["aim"].get("from") == parts.BUDGET

    @property
    def is_share(self) -> bool:
        """Whether its figure is divided by another."""
        return "per" in self.measure

    @property
    def figures(self) -> tuple[str, ...]:
        """The codes of the figures that all its measures name."""
        return tuple(dict.fromkeys(code for each in self.criterion.measures for code in parts.figures_of(each)))

    @property
    def milestones(self) -> tuple[str, ...]:
        """The codes of the milestones that its measures name."""
        return tuple(dict.fromkeys(code for term in self.criterion.terms for code in term.get("milestones", ())))


def headline(finding: Finding) -> str:
    """A finding as the title of its chart: what it says, never what the agreement hopes for.

    `C5 Afstanden er øget: 6,4 point, 5,4 før`; `C2 93 henvendelser (mindst 100): ikke opfyldt`.
    Without a figure the criterion itself, and that it is missing.
    """
    criterion, state = finding.criterion, wording.in_a_sentence(finding.state_words)
    if finding.figure is None:
        return f"{finding.id} {criterion.text}: {state}"
    figure = finding.shown if criterion.unit in {"%", "ja/nej"} else wording.unit(finding.shown, criterion.unit)
    if finding.is_gap and finding.baseline_year:
        return _(
            "%(id)s Afstanden er %(state)s: %(figure)s, %(was)s i %(year)s",
            id=finding.id, state=state, figure=figure, was=finding.was, year=finding.baseline_year,
        )  # fmt: skip
    return f"{finding.id} {figure} ({finding.aim}): {state}"
