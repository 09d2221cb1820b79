"""What is counted of records, as formulas over the sheets that hold them: the conditions of an agreement, once more.

SUMPRODUCT over plain ranges, which Excel and LibreOffice understand alike. Columns are looked up by their field, so that
what a sheet comes to hold can be counted from then on; what none holds raises NoFormulaError, with the reason in Danish.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from flask_babel import gettext as _

from ..criteria import parts
from ..criteria.parts import Document
from ..definitions.countable import ANY, CHOICES, CODES, DATE, YES, YES_NO, kinds
from ..evaluation import series
from ..evaluation.counting.tallying import Condition, RecordTally
from .kinds import LONG
from .sheet import Column, Place

# The sheet that holds the records of each kind, by its key.
SHEETS: Final = {
    "contacts": "contact", "observations": "observation", "walks": "walk", "events": "event", "meetings": "event",
    "follow_ups": "follow_up", "lists": "list", "hours": "hours",
}  # fmt: skip
# The sheet adds small counts of several events together.
GUESTS: Final = frozenset({"guests", *series.GROUPS})
# As long as a text in a formula can be.
MOST_QUOTED = 255


class NoFormulaError(Exception):
    """There is no formula; the message says why, in Danish."""


def quoted(text: str) -> str:
    """A text as a formula has it."""
    if len(text) > MOST_QUOTED:
        raise NoFormulaError(_("en betegnelse er for lang til en formel"))
    return '"' + text.replace('"', '""') + '"'


def day(date: dt.date) -> str:
    """A day as a formula has it."""
    return f"DATE({date.year},{date.month},{date.day})"


def literal(number: Fraction | int) -> str:
    """An exact number as a formula has it."""
    short = f"{float(number):.15g}"
    found = short if Fraction(short) == number else f"{Fraction(number).numerator}/{Fraction(number).denominator}"
    return found if found.isdecimal() else f"({found})"


def summed(conditions: Iterable[str], plus: str = "1") -> str:
    """How many rows meet all conditions, or the sum of a column over them."""
    return f"SUMPRODUCT({'*'.join(f'({each})' for each in conditions)}*{plus})"


@dataclass(frozen=True)
class BookCells:
    """The cells of a workbook, by sheet and field."""

    places: Mapping[str, Place]

    def place(self, key: str) -> Place:
        """Where a sheet's rows stand; NoFormulaError where the workbook has no such sheet."""
        if key not in self.places:
            raise NoFormulaError(_("projektmappen har intet ark med det, der tælles"))
        return self.places[key]

    def has(self, key: str, field: str) -> bool:
        """Whether the sheet has a column for a field."""
        return any(column.field == field for column in self.place(key).declared)

    def column(self, key: str, field: str, label: str = "") -> tuple[str, Column]:
        """The cells of a field, and its column; NoFormulaError where no column shows it. `label`: what it is called there."""
        try:
            return self.place(key).of(field)
        except LookupError:
            raise NoFormulaError(self._lacking(key, label or field)) from None

    def cells(self, key: str, field: str) -> str:
        """The cells of a field."""
        return self.column(key, field)[0]

    def flag(self, key: str, field: str, code: str, label: str) -> str:
        """The cells that are 1 where a code is among those of a field."""
        try:
            return self.place(key).flag(field, code)
        except LookupError:
            raise NoFormulaError(self._lacking(key, f"{label}: {code}")) from None

    def _lacking(self, key: str, label: str) -> str:
        return _("arket %(sheet)s har ingen kolonne for »%(field)s«", sheet=self.place(key).name, field=label)


@dataclass(frozen=True)
class RecordFormulas:
    """Tallies as formulas, over the workbook of a calendar year."""

    document: Document
    book: BookCells
    year: int

    def tallied(self, tally: RecordTally) -> str:
        """The tally's number; NoFormulaError where the workbook does not hold what it needs."""
        if tally.how == "distinct":
            raise NoFormulaError(_("forskellige svar kan ikke tælles med en formel"))
        rows = [*self._counting(tally.kind), *self._seen(tally.kind), *self._dated(tally), *self._chosen(tally)]
        return summed(rows, self._number(tally.kind, tally.field) if tally.how == "sum" else "1")

    def _counting(self, kind: str) -> list[str]:
        """What a row must be to count at all."""
        key = SHEETS[kind]
        if kind in {"walks", "events", "meetings"}:
            found = [f"{self.book.cells(key, 'cancelled_at')}={quoted(_('Nej'))}"]
            return found if kind == "walks" else [*found, *self._meetings("is" if kind == "meetings" else "is_not")]
        if kind == "follow_ups":
            begun, withdrawn = self.book.cells(key, "number"), self.book.cells(key, "is_withdrawn")
            state = self._holds(kind, ("state", "is_not", ("duplicate",)))
            return [f'{begun}<>""', state, f"{withdrawn}={quoted(_('Nej'))}"]
        return [f"{self.book.cells(key, 'hours')}>0"] if kind == "hours" else []

    def _seen(self, kind: str) -> list[str]:
        """That a row is of one of the agreement's areas, or of none; all are where the sheet knows no others."""
        field = kinds(self.document)[kind].fields.get("area")
        if field is None or not self.book.has(SHEETS[kind], "area"):
            return []
        cells, column = self.book.column(SHEETS[kind], "area", str(field.label))
        own = [row["code"] for row in self.document["areas"]]
        if {code for code, _label in column.codes} <= set(own):
            return []
        labels = dict(column.codes)
        return [f'({cells}="")' + "".join(f"+({cells}={quoted(labels.get(code, code))})" for code in own)]

    def _meetings(self, asks: str) -> list[str]:
        """Meetings stand among the events; their kind tells them apart."""
        meetings = tuple(sorted(parts.choices(self.document, "meetings.kind")))
        if meetings:
            return [self._holds("events", ("kind", asks, meetings))]
        return ["0"] if asks == "is" else []

    def _dated(self, tally: RecordTally) -> list[str]:
        """That a row is of the tally's days. A sheet without dates holds the calendar year, and can say no less."""
        key = SHEETS[tally.kind]
        if self.book.has(key, "date"):
            dates = self.book.cells(key, "date")
            return [f"{dates}>={day(tally.first)}", f"{dates}<={day(tally.until)}"]
        if (tally.first, tally.until) != (dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)):
            raise NoFormulaError(_("arket %(sheet)s har ingen kolonne for datoen", sheet=self.book.place(key).name))
        return [f'{self.book.cells(key, "id")}<>""']

    def _chosen(self, tally: RecordTally) -> list[str]:
        """That all conditions of one of its cases hold."""
        cases = [[self._holds(tally.kind, each, tally.criterion) for each in case] for case in tally.cases]
        if len(cases) == 1:
            return cases[0]
        return [] if [] in cases else [f"({'+'.join('*'.join(f'({each})' for each in case) for case in cases)})>0"]

    def _holds(self, kind: str, condition: Condition, criterion: str = "") -> str:
        """A condition; an empty cell is no choice and no number."""
        name, asks, wanted = condition
        if asks in {"at_least", "at_most"}:
            cells = self._number(kind, name)
            is_day = parts.field_of(self.document, kind, name).kind == DATE
            bound = day(dt.date.fromisoformat(wanted[0])) if is_day else wanted[0]
            return f'({cells}<>"")*({cells}{">=" if asks == "at_least" else "<="}{bound})'
        hit = "+".join(f"({each})" for each in self._hits(kind, name, wanted, criterion))
        return f"({hit})>0" if asks == "is" else f"({hit})=0"

    def _hits(self, kind: str, name: str, wanted: tuple[str, ...], criterion: str) -> list[str]:
        """For each code that is asked for, that it is there."""
        key, field = SHEETS[kind], parts.field_of(self.document, kind, name)
        if name == "flagged":
            flag = self.book.flag(key, "counts_for", criterion, field.label)
            return [f'{flag}<>""'] if ANY in wanted else [f"{flag}={int(code == YES)}" for code in wanted]
        if ANY not in wanted and field.kind in {CHOICES, CODES}:
            return [f"{self.book.flag(key, name, code, field.label)}=1" for code in wanted]
        cells, column = self.book.column(key, name, str(field.label))
        if ANY in wanted:
            return [f'{cells}<>""']
        if field.kind == YES_NO and column.kind is LONG:  # a text that is there or not
            return [f'({cells}{"<>" if code == YES else "="}"")' for code in wanted]
        if field.kind == YES_NO:
            return [f"{cells}={quoted(_('Ja') if code == YES else _('Nej'))}" for code in wanted]
        return [f"{cells}={quoted(label)}" for label in self._labels(kind, name, column, wanted)]

    def _labels(self, kind: str, name: str, column: Column, wanted: tuple[str, ...]) -> list[str]:
        """What the cells say for the codes; NoFormulaError where they say the same for others, or something else."""
        if (kind, name) == ("follow_ups", "party") and "other" in wanted:
            raise NoFormulaError(_("en anden part står i arket med sit eget navn"))
        labels = dict(column.codes)
        found = [labels.get(code, code) for code in wanted]
        others = {label.casefold() for code, label in labels.items() if code not in wanted}
        if others & {label.casefold() for label in found}:
            raise NoFormulaError(_("flere svar hedder det samme i arket"))
        return found

    def _number(self, kind: str, name: str) -> str:
        """The cells of a number."""
        if kind == "events" and name in GUESTS:
            raise NoFormulaError(_("små antal gæster står lagt sammen i arket"))
        return self.book.column(SHEETS[kind], name, str(parts.field_of(self.document, kind, name).label))[0]
