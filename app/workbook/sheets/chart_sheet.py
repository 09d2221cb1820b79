"""*Diagrammer*: one table with what the charts are drawn from, and Excel's own charts beside it."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from ... import agreement, evaluation
from ...base import clock
from ...base.numbers import Number
from ...evaluation import Period, series
from ..drawing import BAR, LINE, TALL, WIDE, ExcelChart, anchor, draw
from ..sheet import FIGURE, HEADER_ROW, TEXT, Column, FormattedNumber, Place
from .reported_sheets import EntrySheet

# Between table and charts, and between two charts, in columns of the sheet.
APART = 1


class ChartSheet(EntrySheet):
    """Contacts against pace, topics, referrals, digital help, hours against budget, safety beside the city."""

    key = "chart"
    listed = False
    beside = (8, *[10] * (2 * WIDE + APART))

    def __init__(self, year: int) -> None:
        self.agreement, self.period = agreement.current(), Period(year, clock.today())
        self.name = _("Diagrammer")
        self.reading = _("Hver række er ét punkt i et af diagrammerne til højre for tabellen.")
        self.columns = [
            Column(_("Diagram"), TEXT, 50, "", _("Diagrammets titel")),
            Column(_("Punkt"), TEXT, 50, "", _("Hvad punktet viser")),
            Column(_("Tal"), FIGURE, 10, "", _("Punktets tal")),
            Column(_("Til sammenligning"), FIGURE, 14, "", _("Tallet, det holdes op mod")),
            Column(_("Tallene er"), TEXT, 50, "", _("Hvad de to tal er")),
        ]
        self.drawn: list[ExcelChart] = []

    def _rows(self) -> Iterator[Sequence[Any]]:
        self.drawn = [each for each in self._charts() if each.points]
        for chart in self.drawn:
            names = " / ".join(filter(None, (chart.first, chart.second)))
            for label, number, other in chart.points:
                yield [chart.title, label, _shown(number), _shown(other), names]

    def finish(self, typed: Any, place: Place) -> None:
        """The charts, two beside each other; they are what is printed."""
        row, top, left = HEADER_ROW + 1, HEADER_ROW + 1, len(self.columns) + 1 + APART
        for number, chart in enumerate(self.drawn):
            made = draw(typed, chart, row)
            made.anchor = anchor(left + number % 2 * (WIDE + APART), top + number // 2 * TALL)
            typed.add_chart(made)
            row += len(chart.points)
        bottom = top - 1 + -(-len(self.drawn) // 2) * TALL
        typed.print_area = f"{get_column_letter(left)}{top}:{get_column_letter(left + 2 * WIDE + APART - 1)}{bottom}"
        for below in range(top - 2 + 2 * TALL, bottom, 2 * TALL):
            typed.row_breaks.append(Break(id=below))
        # The title rows stand above the table, which is not printed.
        typed.page_margins.top = 0.8
        typed.HeaderFooter.oddHeader.left.text = f"{self.name} {self.period.year}"
        typed.HeaderFooter.oddHeader.left.size, typed.HeaderFooter.oddHeader.left.font = 14, "Calibri,Bold"

    def _charts(self) -> Iterator[ExcelChart]:
        report = evaluation.evaluate(self.period.year, self.period.as_of, self.agreement)
        contacts = next((each for each in report.findings if each.criterion.measure == "contacts"), None)
        if contacts and contacts.figure is not None:
            months = series.by_month(self.period, int(contacts.target or 0))
            yield ExcelChart(
                evaluation.headline(contacts, self.agreement.baseline_year), LINE, _("Henvendelser i alt"),
                [(str(format_date(each.first, "MMM")), each.total, each.pace) for each in months], _("Jævnt tempo"),
            )  # fmt: skip
        yield ExcelChart(_("Emner i henvendelserne"), BAR, _("Henvendelser"), _bars(series.bars(self.period, "topics")))
        referred = series.referred(self.period)
        yield ExcelChart(_("Henvist til, snæver læsning"), BAR, _("Henvendelser"), _bars(referred.starred))
        yield ExcelChart(_("Henvist til, kun i den brede læsning"), BAR, _("Henvendelser"), _bars(referred.others))
        digital = [each for each in series.digital_help(self.period) if each.count]
        yield ExcelChart(_("Digital hjælp"), BAR, _("Henvendelser"), _bars(digital))
        names = self.agreement.roles, self.agreement.tasks
        hours = [
            (f"{line.budget.activity} {names[0][line.budget.role]}, {names[1][line.budget.task]}", line.spent, line.budget.hours)
            for line in report.hours
        ]  # fmt: skip
        yield ExcelChart(_("Timer mod budget"), BAR, _("Timer"), hours, _("Budget"))
        yield from self._gaps(report)

    def _gaps(self, report: evaluation.Report) -> Iterator[ExcelChart]:
        """Estate and city by year, an own chart for each indicator: a share and an index never share an axis."""
        table = evaluation.side_by_side(self.period.as_of, self.agreement)
        rows = {row.figure.id: row for row in table.figures}
        years = [table.baseline_year, *table.years]
        for finding in report.findings:
            if finding.criterion.measure == "indicator_gap":
                estate, city = (rows[finding.criterion.settings[half]] for half in ("estate", "city"))
                values = (
                    [row.figure.baseline, *(each.given.value if each.given else None for each in row.lines)]
                    for row in (estate, city)
                )
                points = [
                    (str(year), own, others) for year, own, others in zip(years, *values, strict=True)
                    if own is not None or others is not None
                ]  # fmt: skip
                title = evaluation.headline(finding, table.baseline_year)
                yield ExcelChart(title, LINE, estate.figure.name, points, city.figure.name, says_all=True)


def _bars(bars: Sequence[series.Bar]) -> list[tuple[str, Number | None, Number | None]]:
    return [(each.label, each.count, None) for each in bars]


def _shown(value: Number | None) -> FormattedNumber | None:
    return None if value is None else FormattedNumber(float(value), "0" if float(value).is_integer() else "0.0#")
