"""The sheets that render the report: *Succeskriterier*, one row a criterion, *Også aftalt*, one row a promise, and *År for
år*, both beside the figures of others.

Beside each number of a year stands a formula that works it out again from the other sheets, and one that says whether
they agree.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from flask_babel import gettext as _
from openpyxl.utils import get_column_letter
from sqlalchemy import Connection

from .. import agreement, evaluation
from ..base import clock, db
from ..base.numbers import Number, shown
from ..evaluation import Finding, Period, Report, State, handed_in
from .control_formulas import MeasureControl, control
from .kinds import FIGURE, FORMULA, LONG, MARK, TEXT, YES_NO, FormattedNumber, Formula, Mark
from .record_formulas import quoted
from .sheet import HEADER_ROW, Column, Counts, Place, Sheet, ShortSheet

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
    """What a report says of some criteria, a row a finding; `findings` takes them from the report."""

    def __init__(
        self, year: int, criteria: Sequence[agreement.Criterion], findings: Callable[[Report], Sequence[Finding]]
    ) -> None:
        self.year, self.agreement, self.criteria, self.findings = year, handed_in.judging(year), criteria, findings
        self.period = evaluation.period_of(self.agreement, year, clock.today())
        self.covers = _covers(self.period)
        self.reading = _(
            "En tom celle betyder, at tallet mangler. Kontrollen regner tallet ud igen fra de andre ark. "
            "Arket Kodebog forklarer hver kolonne."
        )
        if found := handed_in.closed(year, self.agreement.code):
            self.reading += " " + _(
                "Året blev afleveret %(day)s: tallene er, som de var da; de andre ark er, som de er i dag.",
                day=f"{clock.local(found.at):%d.%m.%Y}",
            )
        self.places: Mapping[str, Place] = {}
        # Beside a finding, by its id: the leader's words, its formulas, and its row of the sheet.
        self.comments: Mapping[str, str] = {}
        self.controls: dict[str, MeasureControl] = {}
        self.numbers: dict[str, int] = {}
        widest = max((len(each.id) + 2 for each in criteria), default=0) + 3
        self.columns = [
            Column(_("Nr."), TEXT, widest, "id", _("Kriteriets nummer i aftalen"), bold=True),
            Column(_("Kriterium"), LONG, 32, "", _("Hvad der er aftalt"), "criterion.text"),
            Column(_("Mål"), TEXT, 16, "", _("Hvad der skal nås, i ord"), "aim"),
            Column(
                _("Tal %(year)d", year=year), FIGURE, 10, "figure",
                _("Årets tal i enheden, ikke afrundet; andele i procent (98,9)"),
                lambda found: _figure(found, found.figure, found.shown), bold=True,
            ),
            Column(_("Enhed"), TEXT, 14, "unit", _("Hvad tallet er målt i"), "criterion.unit"),
            Column(_("Tilstand"), MARK, 20, "state", "", _mark, [(state.value, state.words) for state in State]),
            Column(
                _("Foreløbig"), YES_NO, 10, "provisional", _("Ja: tallet kan stadig ændre sig"),
                lambda found: None if found.figure is None else found.provisional,
            ),
            Column(_("Tæller"), FIGURE, 9, "numerator", _("Det, der tælles"), lambda found: figure(found.numerator)),
            Column(
                _("Nævner"), FIGURE, 9, "denominator", _("Det, der måles op mod"),
                lambda found: figure(found.denominator),
            ),
            Column(
                _baseline_title(self.agreement), FIGURE, 15, "baseline",
                _("Tallet i udgangspunktets år, i enheden"), lambda found: _figure(found, found.baseline, found.was),
            ),
            Column(_("Sådan er det regnet"), LONG, 46, "reading", _("Regnestykket, og hvordan aftalen er læst")),
            Column(_("Kilde"), LONG, 18, "source", _("Hvor tallet kommer fra"), "criterion.source"),
            Column(
                _("Projektlederens bemærkning"), LONG, 28, "", _("Projektlederens egne ord om året"),
                lambda found: self.comments.get(found.id),
            ),
            Column(_("Kontrol: tal"), FORMULA, 12, "", _("Formel: årets tal, regnet ud af de andre ark"), self._control),
            Column(
                _("Kontrol: tæller"), FORMULA, 12, "", _("Formel: tælleren, talt i de andre ark"),
                lambda found: _formula(self.controls[found.id].numerator),
            ),
            Column(
                _("Kontrol: nævner"), FORMULA, 12, "", _("Formel: nævneren, talt i de andre ark"),
                lambda found: _formula(self.controls[found.id].denominator),
            ),
            Column(
                _("Kontrol: tilstand"), FORMULA, 14, "",
                _("Formel: tilstanden, udledt af tallene i de andre ark; ellers hvorfor der ingen kontrol er"),
                self._state_control,
            ),
            Column(
                _("Stemmer"), FORMULA, 11, "", _("Formel: Ja, når kontrollen giver det samme; tom uden kontrol"),
                self._agreeing,
            ),
            Column(
                _("Grænse"), FIGURE, 10, "target", _("Målet som tal, i enheden"),
                lambda found: _figure(found, found.target),
            ),
            Column(_("Aktivitet"), LONG, 30, "activity", _("Den del af aftalen, det hører til"), self._activity),
            Column(_("Hvem måler"), LONG, 22, "", _("Hvem der leverer eller tæller"), "criterion.measured_by"),
        ]  # fmt: skip

    def lay_out(self, places: Mapping[str, Place]) -> None:
        self.places = places

    def counts(self, connection: Connection) -> Counts:
        return Counts(len(self.criteria))

    def rows(self, connection: Connection) -> Iterator[Finding]:
        with db.reading(connection):
            report = handed_in.as_shown(self.agreement, self.year, self.period.as_of)
        findings = self.findings(report)
        self.comments = report.comments
        self.controls = {found.id: self._control_of(found) for found in findings}
        self.numbers = {found.id: number for number, found in enumerate(findings, HEADER_ROW + 1)}
        yield from findings

    def finish(self, typed: Any, place: Place) -> None:
        """Print what people read; the audit and the rest stay on the screen."""
        last = get_column_letter(place.columns.index(_("Kontrol: tal")))
        typed.print_area = f"A1:{last}{HEADER_ROW + place.rows}"

    def _activity(self, found: Finding) -> str:
        activity = self.agreement.activities[found.criterion.activity]
        return f"{activity.id} {activity.name}"

    def _control_of(self, found: Finding) -> MeasureControl:
        return control(
            self.agreement.document, found.criterion.part, found.measure, self.year, self.period.as_of, self.places,
            lambda state: replace(found, state=state).state_words,
        )  # fmt: skip

    def _control(self, found: Finding) -> Formula | None:
        """Looks like the figure that it works out again."""
        format = _format(found.figure, found.criterion.unit == "%", found.shown)
        return _formula(self.controls[found.id].figure, format)

    def _state_control(self, found: Finding) -> Formula | None:
        made = self.controls[found.id]
        return _formula(made.state) or _formula(quoted(_("ingen kontrol: %(reason)s", reason=made.reason)))

    def _agreeing(self, found: Finding) -> Formula | None:
        """*Ja* where each number is the same as its control, or both are empty; nothing where there is no control."""
        titles = [column.title for column in self.columns]
        numbers = titles.index(_("Tal %(year)d", year=self.year)), titles.index(_("Tæller")), titles.index(_("Nævner"))
        first = titles.index(_("Kontrol: tal"))
        pairs = [
            tuple(f"{get_column_letter(column + 1)}{self.numbers[found.id]}" for column in pair)
            for *pair, formula in zip(numbers, range(first, first + 3), self.controls[found.id][:3], strict=True)
            if formula
        ]
        same = ",".join(
            f'IF({said}&{control}="",TRUE,IF(OR({said}&""="",{control}&""=""),FALSE,ABS({said}-{control})<0.000000001))'
            for said, control in pairs
        )
        if self.controls[found.id].state:
            state, control = (get_column_letter(column + 1) for column in (titles.index(_("Tilstand")), first + 3))
            row = self.numbers[found.id]
            same = ",".join(filter(None, (same, f"EXACT({control}{row},{state}{row})")))
        return Formula(f'IF(AND({same}),"{_("Ja")}","{_("Nej")}")') if same else None


class CriterionSheet(EvaluatedSheet):
    """*Succeskriterier*: what the annual evaluation answers."""

    key = "criterion"

    def __init__(self, year: int) -> None:
        super().__init__(year, handed_in.judging(year).criteria, lambda report: report.findings)
        self.name = _("Succeskriterier")


class PromiseSheet(EvaluatedSheet):
    """*Også aftalt*: what was promised without being a success criterion."""

    key = "promise"

    def __init__(self, year: int) -> None:
        super().__init__(year, handed_in.judging(year).promises, lambda report: report.promises)
        self.name = _("Også aftalt")


class YearsRow(NamedTuple):
    """A criterion or figure: its number in the baseline's year, and each year's number and, for a criterion, state."""

    id: str
    name: str
    unit: str
    baseline: FormattedNumber | None
    numbers: Sequence[FormattedNumber | None]
    states: Sequence[Mark] = ()


class YearsSheet(ShortSheet):
    """*År for år*: the criteria and the figures of others, from the baseline's year until now."""

    key = "years"

    def __init__(self, year: int) -> None:
        self.agreement, self.as_of = agreement.of_year(year), clock.today()
        self.name = _("År for år")
        years, first = evaluation.years_beside(self.agreement, self.as_of), self.agreement.earliest
        self.covers = _("%(first)d til %(last)d.", first=first, last=years[-1])
        self.reading = _("Hver række er ét kriterium eller ét nøgletal. En tom celle betyder, at tallet mangler.")
        self.columns = [
            Column(_("Nr."), TEXT, 24, "id", _("Kriteriets nummer eller tallets faste navn i aftalen")),
            Column(_("Navn"), LONG, 44, "", _("Kriteriet eller nøgletallet"), "name"),
            Column(_("Enhed"), TEXT, 15, "unit", _("Hvad tallene er målt i")),
            Column(_baseline_title(self.agreement), FIGURE, 15, "", _("Tallet i udgangspunktets år"), "baseline"),
            *(column for place, each in enumerate(years) for column in _columns_of_year(place, each)),
        ]

    def make_rows(self) -> Iterator[YearsRow]:
        table = evaluation.side_by_side(self.as_of, self.agreement)
        for row in table.criteria:
            criterion, found = row.criterion, row.findings
            percent = criterion.unit == "%"
            baseline = next((each.baseline for each in found if each.baseline is not None), None)
            yield YearsRow(
                criterion.id, criterion.text, criterion.unit, figure(baseline, percent, row.was),
                [figure(each.figure, percent, each.shown) for each in found], [_mark(each) for each in found],
            )  # fmt: skip
        for line in table.figures:
            asked = line.figure
            given = [each.given.value if each.given else None for each in line.lines]
            first, *later = (
                figure(value, asked.unit == "%", "" if value is None else shown(value))
                for value in (line.baseline, *given)
            )
            yield YearsRow(line.key, line.name, asked.unit, first, later)


def _columns_of_year(place: int, year: int) -> tuple[Column, Column]:
    return (
        Column(str(year), FIGURE, 10, "", _("Årets tal i enheden"), lambda row: row.numbers[place]),
        Column(
            _("Tilstand %(year)d", year=year), MARK, 19, "", _("Kriteriets tilstand det år"),
            lambda row: row.states[place] if row.states else None,
        ),
    )  # fmt: skip


def figure(value: Number | None, percent: bool = False, words: str = "") -> FormattedNumber | None:
    """A number of the report with the decimals that people read it with."""
    return None if value is None else FormattedNumber(float(value), _format(value, percent, words))


def _figure(found: Finding, value: Number | None, words: str = "") -> FormattedNumber | None:
    """A number in the unit of what was found."""
    return figure(value, found.criterion.unit == "%", words)


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


def _formula(expression: str, format: str = "General") -> Formula | None:
    return Formula(expression, format) if expression else None


def _mark(finding: Finding) -> Mark:
    return Mark(finding.state_words, *MARKS[finding.state])


def _baseline_title(agreed: agreement.Agreement) -> str:
    years = agreed.baseline_years
    return _("Udgangspunkt %(year)d", year=years[0]) if len(years) == 1 else _("Udgangspunkt")


def _covers(period: Period) -> str:
    until = _("Tal til og med %(date)s", date=f"{period.until:%d.%m.%Y}")
    return f"{until}, {_('foreløbige')}." if period.running else f"{until}."
