"""The formulas of a measure of records or figures: its value, what is divided by what, and its state.

How a measure is judged is told in `app.evaluation.counting.judging`; here it is said once more, in the words of a sheet.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple

from ..criteria import parts
from ..criteria.parts import BASELINE, BUDGET, Part
from ..evaluation import State
from ..evaluation.counting import Counted, CriterionYear, MeasureFacts, Stretch
from ..evaluation.counting.judging import ALL
from ..evaluation.counting.tallying import RecordTally
from ..evaluation.counting.valued import CLAIMED, HOPED, SURE, aimed, baseline, goal_of, tallies
from .record_formulas import BookCells, RecordFormulas, literal, quoted, summed

USES: Final = (SURE, CLAIMED, HOPED)
Words = Callable[[State], str]


class MeasureControl(NamedTuple):
    """Formulas without their `=`; empty where the measure has no such number. `reason`: why there is no control at all."""

    figure: str = ""
    numerator: str = ""
    denominator: str = ""
    state: str = ""
    reason: str = ""


def either(condition: str, then: str, otherwise: str) -> str:
    """One formula or another."""
    return f"IF({condition},{then},{otherwise})"


def unless(lacks: list[str], formula: str, instead: str = '""') -> str:
    """The formula, or what stands instead where something is lacking."""
    if not lacks:
        return formula
    return either(f"OR({','.join(lacks)})" if len(lacks) > 1 else lacks[0], instead, formula)


@dataclass(frozen=True)
class FigureFormulas:
    """The year's figures that others deliver."""

    asked: CriterionYear
    book: BookCells

    def value(self, code: str) -> str:
        """A figure; 0 where it is lacking."""
        return summed(self._rows(code), self.book.cells("figure", "value"))

    def lack(self, codes: Iterable[str]) -> list[str]:
        """That one of them is lacking, as one condition; none without figures."""
        values = [f"ISNUMBER({self.book.cells('figure', 'value')})"] if (asked := dict.fromkeys(codes)) else []
        found = [summed([*self._rows(code), *values]) for code in asked]
        return [f"{'+'.join(found)}<{sum(len(self._areas(code)) for code in asked)}"] if found else []

    def _rows(self, code: str) -> list[str]:
        """The figure's row, or one for each area where each has one."""
        codes, years = (self.book.cells("figure", field) for field in ("figure", "year"))
        cells, column = self.book.column("figure", "area")
        labels = dict(column.codes)
        areas = "+".join(f"({cells}={quoted(labels.get(area, area))})" for area in self._areas(code))
        return [f"{codes}={quoted(code)}", f"{years}={self.asked.year}", f"({areas or 0})>0"]

    def _areas(self, code: str) -> list[str]:
        return parts.areas_of(self.asked.document, self.asked.named("figures", code), self.asked.year)


@dataclass(frozen=True)
class MeasureFormulas:
    """The formulas of a measure in its one stretch."""

    asked: CriterionYear
    measure: Part
    stretch: Stretch
    book: BookCells
    words: Words

    def control(self) -> MeasureControl:
        """All of them."""
        is_strict = not (self._is_trend or self._of_records)  # then one that cannot be judged has no number either
        if is_strict and self._goal is None:
            return MeasureControl(state=self.state())
        lacks = [*self._lacks, *self._goal_lacks]
        figure = unless(lacks if is_strict else self._lacks, self._value(SURE))
        if "gap_to" in self.measure:
            return MeasureControl(figure, state=self.state())
        if "per" in self.measure:
            unknown = lacks if is_strict else self._figures.lack(self._own_figures)
            top, bottom = (unless(unknown, each) for each in (self._top(SURE), self._bottom))
            return MeasureControl(figure, top, bottom, self.state())
        if self._is_trend or self._goal is None or self._is_without_budget:
            return MeasureControl(figure, figure, state=self.state())
        return MeasureControl(figure, figure, unless(lacks, self._beneath(self._goal)), self.state())

    def state(self) -> str:
        """The state, from the value, what is claimed and still pending, the target, the pace and the day."""
        if self._is_trend:
            return self._trend()
        if self._goal is None:
            return self._said(State.MISSING)
        if self._is_without_budget:
            return self._said(State.NOT_APPLICABLE)
        judged = self._recorded(self._goal) if self._of_records else self._final(self._goal)
        return unless([*self._lacks, *self._goal_lacks], judged, self._said(State.MISSING))

    def _recorded(self, goal: str) -> str:
        """Of records: while the stretch runs, and when it is over."""
        if not self.stretch.is_running:
            return self._final(goal)
        if "per" in self.measure:
            return self._reached(HOPED if self._up else SURE, goal, State.ON_TRACK, self._lost_share(goal))
        if not self._up:
            return self._reached(SURE, goal, State.ON_TRACK, self._said(State.NOT_MET))
        share = self.stretch.pace(Fraction(1))
        line = f"{goal}*{literal(share)}" if self._fixed is None else literal(self._fixed * share)
        return self._reached(SURE, goal, State.MET, self._reached(SURE, line, State.ON_TRACK, self._said(State.BEHIND)))

    def _final(self, goal: str) -> str:
        lost = self._said(State.NOT_MET)
        if self._up and self._top(CLAIMED) != self._top(SURE):
            lost = self._reached(CLAIMED, goal, State.UNDOCUMENTED, lost)
        return self._reached(SURE, goal, State.MET, lost)

    def _lost_share(self, goal: str) -> str:
        """A share is never lost before the end, but »all« is lost with one."""
        behind, lost = self._said(State.BEHIND), self._said(State.NOT_MET)
        if not self._up or parts.times(self.measure) != ALL:
            return behind
        return either(f"ROUND({goal}-{ALL},9)=0", lost, behind)

    def _reached(self, which: str, line: str, then: State, otherwise: str) -> str:
        """Equal is enough."""
        return either(f"{self._beyond(which, line)}{'>=' if self._up else '<='}0", self._said(then), otherwise)

    def _trend(self) -> str:
        if self._baseline is None:
            return self._said(State.MISSING)
        beyond = self._beyond(SURE, literal(self._baseline))
        falls = "gap_to" in self.measure or parts.low_is_good(self.asked.document, self.measure)
        better, worse = ("<", ">") if falls else (">", "<")
        not_better = either(f"{beyond}{worse}0", self._said(State.WIDENED), self._said(State.UNCHANGED))
        judged = either(f"{beyond}{better}0", self._said(State.NARROWED), not_better)
        return unless(self._lacks, judged, self._said(State.MISSING))

    def _beyond(self, which: str, line: str) -> str:
        """How far the value is beyond a line. Compared without dividing, so that the rounding hides no difference."""
        if "per" in self.measure:
            return f"ROUND({parts.times(self.measure)}*{self._top(which)}-{line}*{self._bottom},9)"
        return f"ROUND({self._value(which)}-{line},9)"

    def _value(self, which: str) -> str:
        if "per" in self.measure:
            return f"{parts.times(self.measure)}*{self._top(which)}/{self._bottom}"
        if "gap_to" not in self.measure:
            return self._top(which)
        own, other = self._top(which), self._figures.value(self.measure["gap_to"])
        return f"({own}-{other})" if parts.low_is_good(self.asked.document, self.measure) else f"({other}-{own})"

    def _beneath(self, goal: str) -> str:
        """What stands beneath a figure that is divided by nothing: the baseline or the target, rounded inwards."""
        if self.measure["aim"].get("from") == BASELINE and self._baseline is not None:
            return literal(self._baseline)
        figures = [self.asked.named("figures", each["figure"]) for each in self.measure["of"] if "figure" in each]
        if not self._level or any(each["kind"] != "count" for each in figures):
            return goal
        return f"-INT(-ROUND({goal},9))" if self._up else f"INT(ROUND({goal},9))"

    @property
    def _up(self) -> bool:
        return bool(self.measure["aim"]["direction"] == parts.AT_LEAST)

    @property
    def _is_trend(self) -> bool:
        return bool(self.measure["aim"]["direction"] == parts.TREND)

    @property
    def _of_records(self) -> bool:
        return bool(parts.kind_of(self.measure["of"][0]))

    @property
    def _is_without_budget(self) -> bool:
        return self.measure["aim"].get("from") == BUDGET and not self._fixed

    @cached_property
    def _baseline(self) -> Fraction | None:
        return baseline(self.asked, self.measure, None)[0]

    @property
    def _level(self) -> str:
        """The figure that the value is held against; empty where it is none."""
        source = self.measure["aim"].get("from")
        return "" if source in {None, BASELINE, BUDGET} else str(source)

    @cached_property
    def _fixed(self) -> Fraction | None:
        """What the document itself holds the value against."""
        nothing = MeasureFacts({}, {}, Counted(self.asked.document))
        return None if self._level else goal_of(self.asked, nothing, self.measure, self.stretch, None).value

    @cached_property
    def _goal(self) -> str | None:
        """What the value is held against; None where nothing can be."""
        if not self._level:
            return None if self._fixed is None else literal(self._fixed)
        change = 100 + parts.number(aimed(self.asked, self.measure, "change", None))
        return f"({self._figures.value(self._level)}*{literal(change)}/100)"

    @cached_property
    def _figures(self) -> FigureFormulas:
        return FigureFormulas(self.asked, self.book)

    @property
    def _own_figures(self) -> list[str]:
        """The figures that the value itself is made of."""
        found = [term["figure"] for term in parts.terms(self.measure) if "figure" in term]
        return [*found, *([self.measure["gap_to"]] if "gap_to" in self.measure else [])]

    @cached_property
    def _lacks(self) -> list[str]:
        """That there is no value: a figure is missing, or nothing is there to be a share of."""
        nothing = [f"{self._bottom}=0"] if "per" in self.measure else []
        return [*self._figures.lack(self._own_figures), *nothing]

    @cached_property
    def _goal_lacks(self) -> list[str]:
        return self._figures.lack([self._level] if self._level else [])

    @cached_property
    def _tallies(self) -> list[dict[str, RecordTally]]:
        """What is counted for each term, by use; nothing for a figure."""
        found = tallies(self.asked, self.measure)
        records = [bool(parts.kind_of(term)) for term in parts.terms(self.measure)]
        return [{use: next(found) for use in USES} if each else {} for each in records]

    def _top(self, which: str) -> str:
        """The terms added: those that are documented, the others too, or those that still wait as well."""
        terms = zip(self.measure["of"], self._tallies, strict=False)
        added = [self._amount(term, tallied, which) for term, tallied in terms]
        return f"({'+'.join(added)})" if len(added) > 1 else added[0]

    @cached_property
    def _bottom(self) -> str:
        return self._amount(self.measure["per"], self._tallies[-1], SURE)

    def _amount(self, term: Part, tallied: dict[str, RecordTally], which: str) -> str:
        if "figure" in term:
            return self._figures.value(term["figure"])
        return RecordFormulas(self.asked.document, self.book, self.asked.year).tallied(tallied[which])

    def _said(self, state: State) -> str:
        return quoted(self.words(state))
