"""The control of a measure: formulas that work its numbers and its state out again from the workbook's other sheets.

They know of the agreement what its document says, and of the year what stands in the sheets; the report's own numbers
they never see. Where the workbook does not hold all that a measure looks at there is none, and a reason instead.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from ..criteria import parts
from ..criteria.parts import PREVIOUS, Document, Part
from ..evaluation import State
from ..evaluation.counting import CriterionYear, Stretch
from ..evaluation.counting.judging import applies
from ..evaluation.counting.stretches import MONTHS
from ..evaluation.counting.valued import aimed
from .measure_formulas import MeasureControl, MeasureFormulas, Words, either
from .record_formulas import BookCells, NoFormulaError, day, quoted, summed
from .sheet import Place

# As long as a formula of Excel can be, its `=` included.
MOST_CHARACTERS = 8192
YEAR: Final = MONTHS["year"]


def control(
    document: Document, criterion: Part, measure: Part, year: int, as_of: dt.date, places: Mapping[str, Place],
    words: Words = lambda state: state.words,
) -> MeasureControl:  # fmt: skip
    """The formulas for a measure of a criterion in a year, as of a day.

    places: where the sheets of that calendar year's workbook have their rows, by key. words: what stands for a state.
    """
    try:
        return _control(CriterionYear(document, criterion, year, as_of), measure, BookCells(places), words)
    except NoFormulaError as reason:
        return MeasureControl(reason=str(reason))


def _control(asked: CriterionYear, measure: Part, book: BookCells, words: Words) -> MeasureControl:
    if not applies(asked):
        raise NoFormulaError(_("gælder ikke det år"))
    if "milestones" in measure["of"][0]:
        found = MilestoneFormulas(asked, measure, book, words).control()
    else:
        found = MeasureFormulas(asked, measure, _stretch(asked, measure), book, words).control()
    if max(map(len, found)) >= MOST_CHARACTERS:
        raise NoFormulaError(_("formlen er for lang"))
    return found


def _stretch(asked: CriterionYear, measure: Part) -> Stretch:
    """The only stretch that a measure looks at; NoFormulaError where it looks at more than the workbook's year holds."""
    said = {**asked.criterion, **measure}
    found = asked.stretches(measure)
    if MONTHS.get(said.get("period", "year"), YEAR + 1) > YEAR:
        raise NoFormulaError(_("ser på mere end ét år"))
    if len(found) > 1 or "each_area" in said:
        raise NoFormulaError(_("tilstanden er den værste af flere"))
    if measure["aim"].get("from") == PREVIOUS:
        raise NoFormulaError(_("året før står ikke i projektmappen"))
    records = any(parts.kind_of(term) for term in parts.terms(measure))
    if records and not found[0].first.year == found[0].end.year == asked.year:
        raise NoFormulaError(_("aftaleåret går ud over projektmappens kalenderår"))
    return found[0]


@dataclass(frozen=True)
class MilestoneFormulas:
    """The formulas of a measure of milestones: how many are dated, and the state by how many are in time and documented."""

    asked: CriterionYear
    measure: Part
    book: BookCells
    words: Words

    def control(self) -> MeasureControl:
        """All of them; nothing is divided."""
        dated = "+".join(summed(self._dated(code)) for code in self._codes)
        return MeasureControl(f'IF({dated}=0,"",{dated})', state=self._state(dated))

    def _state(self, dated: str) -> str:
        sure = "+".join(summed([*self._in_time(code), self._documented(code)]) for code in self._codes)
        in_time = "+".join(summed(self._in_time(code)) for code in self._codes)
        possible = f"{in_time}+{len(self._codes)}-({dated})"
        need = int(parts.number(aimed(self.asked, self.measure, "target", None))) or len(self._codes)
        found = quoted(self.words(State.NOT_MET))
        steps = (possible, State.MISSING), (in_time, State.UNDOCUMENTED), (sure, State.MET)
        for enough, state in steps:
            found = either(f"{enough}>={need}", quoted(self.words(state)), found)
        return found

    @property
    def _codes(self) -> list[str]:
        codes: list[str] = self.measure["of"][0]["milestones"]
        return codes

    def _cells(self, field: str) -> str:
        return self.book.cells("milestone", field)

    def _deadline(self, code: str) -> dt.date | None:
        said = self.asked.named("milestones", code).get("deadline")
        return dt.date.fromisoformat(said) if said else None

    def _dated(self, code: str) -> list[str]:
        """The milestone's row, where it was reached by the day."""
        deadline, dates = self._deadline(code), self._cells("date")
        year = deadline.year if deadline else self.asked.year
        row = [f"{self._cells('milestone')}={quoted(code)}", f"{self._cells('year')}={year}"]
        return [*row, f"ISNUMBER({dates})", f"{dates}<={day(self.asked.as_of)}"]

    def _in_time(self, code: str) -> list[str]:
        deadline = self._deadline(code)
        return [*self._dated(code), *([f"{self._cells('date')}<={day(deadline)}"] if deadline else [])]

    def _documented(self, code: str) -> str:
        """A note documents; so does a decision where one is asked for."""
        note = f'TRIM({self._cells("note")})<>""'
        if not self.asked.named("milestones", code).get("decisions"):
            return note
        return f'(({note})+({self._cells("decision")}<>""))>0'
