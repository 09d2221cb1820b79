"""The sheets that render the report: *Succeskriterier*, one row a criterion, and *Også aftalt*, one row a promise.

Beside each number stands a formula that works it out again from the other sheets, and one that says whether they agree.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from openpyxl.utils import get_column_letter
from sqlalchemy import Connection

from ... import agreement, evaluation
from ...base import clock, db
from ...base.numbers import Number
from ...evaluation import Finding, Period, Report, State
from ..controls import Controls
from ..sheet import (
    FIGURE,
    FORMULA,
    HEADER_ROW,
    LONG,
    MARK,
    TEXT,
    CodebookLine,
    Column,
    Counts,
    FormattedNumber,
    Formula,
    Mark,
    Place,
    Sheet,
)

GREEN, RED, AMBER, BLUE, INK = "14532C", "8F1D16", "754400", "1D4E89", "14211F"
# The sign, the tint and the ink of each state; without colour the sign and the word say the same.
MARKS = {
    State.MET: ("✓", "E6F4EA", GREEN),
    State.NOT_MET: ("✕", "FDECEA", RED),
    State.ON_TRACK: ("↗", "E8F0FA", BLUE),
    State.BEHIND: ("!", "FFF3DC", AMBER),
    State.MISSING: ("–", "", INK),
    State.UNDOCUMENTED: ("?", "", INK),
    State.NARROWED: ("↘", "E8F0FA", BLUE),
    State.UNCHANGED: ("→", "", INK),
    State.WIDENED: ("↗", "FFF3DC", AMBER),
    State.NOT_APPLICABLE: ("–", ""),
}
DECIMALS = re.compile(r",(\d+)")


class EvaluatedSheet(Sheet):
    """What the report says of some criteria."""

    def __init__(self, year: int) -> None:
        self.year, self.agreement = year, agreement.current()
        self.period = Period(year, clock.today())
        self.covers = _covers(self.period)
        self.reading = _(
            "En tom celle betyder, at tallet mangler. Kontrollen regner tallet ud igen fra de andre ark. "
            "Arket Kodebog forklarer hver kolonne."
        )
        self.places: Mapping[str, Place] = {}
        self.figure, self.numerator, self.denominator = _("Tal %(year)d", year=year), _("Tæller"), _("Nævner")
        baseline = _("Udgangspunkt %(year)d", year=self.agreement.baseline_year)
        self.columns = [
            Column(_("Nr."), TEXT, self._widest(), "id", _("Kriteriets nummer i aftalen"), bold=True),
            Column(_("Kriterium"), LONG, 32, "", _("Hvad der er aftalt")),
            Column(_("Mål"), TEXT, 16, "", _("Hvad der skal nås, i ord")),
            Column(
                self.figure,
                FIGURE,
                10,
                "figure",
                _("Årets tal i enheden, ikke afrundet; andele i procent (98,9)"),
                bold=True,
            ),
            Column(_("Enhed"), TEXT, 14, "unit", _("Hvad tallet er målt i")),
            Column(_("Tilstand"), MARK, 20, "state"),
            Column(_("Foreløbig"), TEXT, 10, "provisional", _("Ja: tallet kan stadig ændre sig")),
            Column(self.numerator, FIGURE, 9, "numerator", _("Det, der tælles")),
            Column(self.denominator, FIGURE, 9, "denominator", _("Det, der måles op mod")),
            Column(baseline, FIGURE, 15, "baseline", _("Tallet i udgangspunktets år, i enheden")),
            Column(_("Sådan er det regnet"), LONG, 46, "reading", _("Regnestykket, og hvordan aftalen er læst")),
            Column(_("Kilde"), LONG, 18, "source", _("Hvor tallet kommer fra")),
            Column(_("Projektlederens bemærkning"), LONG, 28, "", _("Projektlederens egne ord om året")),
            Column(_("Kontrol: tal"), FORMULA, 12, "", _("Formel: årets tal, regnet ud af de andre ark")),
            Column(_("Kontrol: tæller"), FORMULA, 12, "", _("Formel: tælleren, talt i de andre ark")),
            Column(_("Kontrol: nævner"), FORMULA, 12, "", _("Formel: nævneren, talt i de andre ark")),
            Column(_("Stemmer"), FORMULA, 11, "", _("Formel: Ja, når kontrollen giver det samme; tom uden kontrol")),
            Column(_("Grænse"), FIGURE, 10, "target", _("Målet som tal, i enheden")),
            Column(_("Aktivitet"), LONG, 30, "activity", _("Den del af aftalen, det hører til")),
            Column(_("Hvem måler"), LONG, 22, "", _("Hvem der leverer eller tæller")),
        ]

    def lay_out(self, places: Mapping[str, Place]) -> None:
        self.places = places

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self._criteria()))

    def rows(self, connection: Connection) -> Iterator[Sequence[Any]]:
        with db.reading(connection):
            report = evaluation.evaluate(self.year, self.period.as_of, self.agreement)
        controls = Controls(self.agreement, self.period, self.places)
        for row, finding in enumerate(self._findings(report), HEADER_ROW + 1):
            said = self._said(finding, report.comments.get(finding.id, ""))
            yield [*said, *self._controls(controls, finding, row), *self._more(finding)]

    def finish(self, typed: Any, place: Place) -> None:
        """Print what people read; the audit and the rest stay on the screen."""
        last = get_column_letter(place.columns.index(_("Kontrol: tal")))
        typed.print_area = f"A1:{last}{HEADER_ROW + place.rows}"

    def codebook(self) -> list[CodebookLine]:
        lines: list[CodebookLine] = []
        for line in super().codebook():
            if line.field == "state":
                lines += [CodebookLine(line.column, line.field, state.value, state.words) for state in State]
            else:
                lines.append(line)
        return lines

    def _criteria(self) -> Sequence[agreement.Criterion]:
        raise NotImplementedError

    def _widest(self) -> int:
        """How wide the column of the numbers must be."""
        return max((len(each.id) + 2 for each in self._criteria()), default=0) + 3

    def _findings(self, report: Report) -> Sequence[Finding]:
        raise NotImplementedError

    def _said(self, finding: Finding, comment: str) -> list[Any]:
        """What is printed: the columns before the controls."""
        criterion = finding.criterion
        percent = criterion.unit == "%"
        return [
            finding.id,
            criterion.text,
            finding.aim,
            figure(finding.figure, percent, finding.shown),
            f"{criterion.unit} {criterion.unit_of}".strip(),
            Mark(finding.state.words, *MARKS[finding.state]),
            None if finding.figure is None else _("Ja") if finding.provisional else _("Nej"),
            figure(finding.numerator),
            figure(finding.denominator),
            figure(finding.baseline, percent, finding.was),
            finding.reading or None,
            criterion.source,
            comment or None,
        ]

    def _more(self, finding: Finding) -> list[Any]:
        """The columns after the controls."""
        criterion = finding.criterion
        activity = self.agreement.activities[criterion.activity]
        return [
            figure(finding.target, criterion.unit == "%"),
            f"{activity.id} {activity.name}",
            criterion.measured_by,
        ]

    def _controls(self, controls: Controls, finding: Finding, row: int) -> list[Formula | None]:
        """The formulas beside a finding, and the one that compares them with it."""
        control = controls.of(finding)
        titles = [column.title for column in self.columns]
        first = titles.index(_("Kontrol: tal"))
        pairs = [
            (f"{get_column_letter(titles.index(title) + 1)}{row}", f"{get_column_letter(first + number + 1)}{row}")
            for number, (title, formula) in enumerate(
                zip((self.figure, self.numerator, self.denominator), control, strict=True)
            )
            if formula
        ]
        formats = (_format(finding.figure, finding.criterion.unit == "%", finding.shown), "General", "General")
        found = [Formula(each, form) if each else None for each, form in zip(control, formats, strict=True)]
        return [*found, Formula(_agree(pairs)) if pairs else None]


class CriterionSheet(EvaluatedSheet):
    """*Succeskriterier*: what the annual evaluation answers."""

    key = "criterion"

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.name = _("Succeskriterier")

    def _criteria(self) -> Sequence[agreement.Criterion]:
        return self.agreement.criteria

    def _findings(self, report: Report) -> Sequence[Finding]:
        return report.findings


class PromiseSheet(EvaluatedSheet):
    """*Også aftalt*: what was promised without being a success criterion."""

    key = "promise"

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.name = _("Også aftalt")

    def _criteria(self) -> Sequence[agreement.Criterion]:
        return self.agreement.promises

    def _findings(self, report: Report) -> Sequence[Finding]:
        return report.promises


def figure(value: Number | None, percent: bool = False, words: str = "") -> FormattedNumber | None:
    """A number of the report with the decimals that people read it with."""
    return None if value is None else FormattedNumber(float(value), _format(value, percent, words))


def _format(value: Number | None, percent: bool, words: str) -> str:
    """`words` is how people read the number: its decimals are the format's, so that no figure looks like its target."""
    if words == _("Ja"):
        return f'"{words}"'
    if value is None:
        return "General"
    if found := DECIMALS.search(words):
        decimals = len(found[1])
    else:
        decimals = 0 if words or Fraction(value).denominator == 1 else 2
    return "#,##0" + ("." + "0" * decimals if decimals else "") + ('" %"' if percent else "")


def _covers(period: Period) -> str:
    until = _("Tal til og med %(date)s", date=f"{period.until:%d.%m.%Y}")
    return f"{until}, {_('foreløbige')}." if period.running else f"{until}."


def _agree(pairs: list[tuple[str, str]]) -> str:
    """*Ja* where each number is the same as its control, or both are empty."""
    same = ",".join(
        f'IF({said}&{control}="",TRUE,IF(OR({said}&""="",{control}&""=""),FALSE,ABS({said}-{control})<0.000000001))'
        for said, control in pairs
    )
    return f'IF(AND({same}),"{_("Ja")}","{_("Nej")}")'
