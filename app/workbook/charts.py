"""*Diagrammer*: one table with what the charts are drawn from, and Excel's own charts beside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from .. import clock, evaluation, plan
from ..evaluation import Period, series
from ..numbers import Number
from .entries import EntrySheet
from .sheet import FIGURE, HEADER_ROW, TEXT, Column, Figure, Place

BAR, LINE = "bar", "line"
# A bar chart shows the largest; the table has them all.
MOST_POINTS = 12
DARK, LIGHT = "0F5C4D", "A96400"
# Centimetres, and how many columns and rows of the sheet a chart takes with the air around it.
WIDTH, HEIGHT, COLUMNS, ROWS = 18, 9, 10, 20


@dataclass(frozen=True)
class Chart:
    """A chart: its points as (name, number, number to compare with), and what the two are called."""

    title: str
    kind: str
    first: str
    points: Sequence[tuple[str, Number | None, Number | None]]
    second: str = ""


class ChartSheet(EntrySheet):
    """Contacts against pace, topics, referrals, digital help, hours against budget, safety beside the city."""

    key = "chart"
    listed = False

    def __init__(self, year: int) -> None:
        self.agreement, self.period = plan.current(), Period(year, clock.today())
        self.name = _("Diagrammer")
        self.reading = _("Hver række er ét punkt i et af diagrammerne til højre for tabellen.")
        self.columns = [
            Column(_("Diagram"), TEXT, 50, "", _("Diagrammets titel")),
            Column(_("Punkt"), TEXT, 50, "", _("Hvad punktet viser")),
            Column(_("Tal"), FIGURE, 10, "", _("Punktets tal")),
            Column(_("Til sammenligning"), FIGURE, 14, "", _("Tallet, det holdes op mod")),
            Column(_("Tallene er"), TEXT, 50, "", _("Hvad de to tal er")),
        ]
        self.drawn: list[Chart] = []

    def _rows(self) -> Iterator[Sequence[Any]]:
        self.drawn = [each for each in self._charts() if each.points]
        for chart in self.drawn:
            names = " / ".join(filter(None, (chart.first, chart.second)))
            for label, number, other in chart.points:
                yield [chart.title, label, _shown(number), _shown(other), names]

    def finish(self, typed: Any, place: Place) -> None:
        """The charts, two beside each other; they are what is printed."""
        row, left = HEADER_ROW + 1, len(self.columns) + 2
        for number, chart in enumerate(self.drawn):
            column = get_column_letter(left + number % 2 * COLUMNS)
            typed.add_chart(_drawn(typed, chart, row), f"{column}{HEADER_ROW + 1 + number // 2 * ROWS}")
            row += len(chart.points)
        bottom = HEADER_ROW + -(-len(self.drawn) // 2) * ROWS
        typed.print_area = f"{get_column_letter(left)}1:{get_column_letter(left + 2 * COLUMNS - 1)}{bottom}"
        for below in range(HEADER_ROW + 2 * ROWS - 1, bottom, 2 * ROWS):
            typed.row_breaks.append(Break(id=below))

    def _charts(self) -> Iterator[Chart]:
        contacts = next((each for each in self.agreement.criteria if each.measure == "contacts"), None)
        if contacts and self.period.year in contacts.years:
            months = series.by_month(self.period, int(contacts.target or 0))
            yield Chart(
                _("Henvendelser i alt, måned for måned, mod jævnt tempo"), LINE, _("Henvendelser i alt"),
                [(str(format_date(each.first, "MMM")), each.total, each.pace) for each in months], _("Jævnt tempo"),
            )  # fmt: skip
        yield Chart(_("Emner i henvendelserne"), BAR, _("Henvendelser"), _bars(series.bars(self.period, "topics")))
        referred = series.referred(self.period)
        yield Chart(_("Henvist til, snæver læsning"), BAR, _("Henvendelser"), _bars(referred.starred))
        yield Chart(_("Henvist til, kun i den brede læsning"), BAR, _("Henvendelser"), _bars(referred.others))
        digital = [each for each in series.digital_help(self.period) if each.count]
        yield Chart(_("Digital hjælp"), BAR, _("Henvendelser"), _bars(digital))
        report = evaluation.evaluate(self.period.year, self.period.as_of, self.agreement)
        names = self.agreement.roles, self.agreement.tasks
        hours = [
            (f"{line.budget.activity} {names[0][line.budget.role]}, {names[1][line.budget.task]}", line.spent, line.budget.hours)
            for line in report.hours
        ]  # fmt: skip
        yield Chart(_("Timer mod budget"), BAR, _("Timer"), hours, _("Budget"))
        yield from self._gaps()

    def _gaps(self) -> Iterator[Chart]:
        """Estate and city by year, an own chart for each indicator: a share and an index never share an axis."""
        table = evaluation.side_by_side(self.period.as_of, self.agreement)
        rows = {row.figure.id: row for row in table.figures}
        years = [table.baseline_year, *table.years]
        for criterion in self.agreement.criteria:
            if criterion.measure == "indicator_gap":
                estate, city = (rows[criterion.settings[half]] for half in ("estate", "city"))
                values = (
                    [row.figure.baseline, *(each.given.value if each.given else None for each in row.lines)]
                    for row in (estate, city)
                )
                points = [
                    (str(year), own, others) for year, own, others in zip(years, *values, strict=True)
                    if own is not None or others is not None
                ]  # fmt: skip
                yield Chart(f"{criterion.id} {criterion.text}", LINE, estate.figure.name, points, city.figure.name)


def _bars(bars: Sequence[series.Bar]) -> list[tuple[str, Number | None, Number | None]]:
    return [(each.label, each.count, None) for each in bars]


def _shown(value: Number | None) -> Figure | None:
    return None if value is None else Figure(float(value), "0" if float(value).is_integer() else "0.0#")


def _drawn(typed: Any, chart: Chart, row: int) -> Any:
    """Excel's chart of the rows from there on, readable in black and white: direct numbers, a dashed comparison."""
    last = row + min(len(chart.points), MOST_POINTS) - 1
    made: Any = BarChart() if chart.kind == BAR else LineChart()
    for number, (name, colour) in enumerate(((chart.first, DARK), (chart.second, LIGHT))):
        if not name:
            continue
        line: Any = Series(Reference(typed, min_col=3 + number, min_row=row, max_row=last))
        line.tx = SeriesLabel(v=name)
        if chart.kind == BAR:
            line.graphicalProperties.solidFill = colour
        else:
            line.graphicalProperties.line.solidFill = colour
            line.graphicalProperties.line.dashStyle = "dash" if number else "solid"
            line.marker.symbol = "none" if number else "circle"
            line.smooth = False
        made.series.append(line)
    made.set_categories(Reference(typed, min_col=2, min_row=row, max_row=last))
    made.title, made.width, made.height = chart.title, WIDTH, HEIGHT
    if chart.kind == BAR:
        made.type, made.gapWidth = "bar", 40
        made.x_axis.scaling.orientation, made.y_axis.majorGridlines = "maxMin", None
        made.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    if chart.second:
        made.legend.position = "b"
    else:
        made.legend = None
    made.x_axis.delete, made.y_axis.delete = False, chart.kind == BAR
    return made
