"""*Diagrammer*: one table with what the charts are drawn from, and Excel's own charts beside it, readable in black and
white: numbers at the points, a dashed line to compare with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break

from .. import agreement, evaluation
from ..base import clock
from ..base.numbers import Number
from ..evaluation import series
from .kinds import FIGURE, TEXT, FormattedNumber
from .sheet import HEADER_ROW, Column, Place, ShortSheet

BAR, LINE = "bar", "line"
# A bar chart shows the largest; the table has them all.
MOST_POINTS = 12
DARK, LIGHT, INK, GRID = "0F5C4D", "A96400", "14211F", "D9DDD6"
# Hundredths of a point.
TITLE, WORDS = 1300, 1000
# How many columns (of 10 characters) and rows of the sheet a chart takes; the last row is the air below it.
WIDE, TALL = 10, 23
# Between table and charts, and between two charts, in columns of the sheet.
APART = 1

Points = Sequence[tuple[str, Number | None, Number | None]]


@dataclass(frozen=True)
class ExcelChart:
    """A chart: its points as (name, number, number to compare with), and what the two are called.

    `says_all`: a line has its number at every point, not only at the last.
    """

    title: str
    kind: str
    first: str
    points: Points
    second: str = ""
    says_all: bool = False


class ChartPoint(NamedTuple):
    """A row of the table: one point of a chart."""

    chart: ExcelChart
    label: str
    number: Number | None
    other: Number | None


class ChartSheet(ShortSheet):
    """Contacts against pace, topics, referrals, digital help, hours against budget, safety beside the city."""

    key = "chart"
    listed = False
    beside = (8, *[10] * (2 * WIDE + APART))

    def __init__(self, year: int) -> None:
        self.agreement, self.period = (
            agreement.current(),
            evaluation.period_of(agreement.current(), year, clock.today()),
        )
        self.name = _("Diagrammer")
        self.reading = _("Hver række er ét punkt i et af diagrammerne til højre for tabellen.")
        self.columns = [
            Column(_("Diagram"), TEXT, 50, "", _("Diagrammets titel"), lambda point: point.chart.title),
            Column(_("Punkt"), TEXT, 50, "", _("Hvad punktet viser"), lambda point: point.label),
            Column(_("Tal"), FIGURE, 10, "", _("Punktets tal"), lambda point: _shown(point.number)),
            Column(
                _("Til sammenligning"), FIGURE, 14, "", _("Tallet, det holdes op mod"),
                lambda point: _shown(point.other),
            ),
            Column(
                _("Tallene er"), TEXT, 50, "", _("Hvad de to tal er"),
                lambda point: " / ".join(filter(None, (point.chart.first, point.chart.second))),
            ),
        ]  # fmt: skip
        self.drawn: list[ExcelChart] = []

    def make_rows(self) -> Iterator[ChartPoint]:
        self.drawn = [each for each in self._charts() if each.points]
        for chart in self.drawn:
            for point in chart.points:
                yield ChartPoint(chart, *point)

    def finish(self, typed: Any, place: Place) -> None:
        """The charts, two beside each other; they are what is printed."""
        row, top, left = HEADER_ROW + 1, HEADER_ROW + 1, len(self.columns) + 1 + APART
        for number, chart in enumerate(self.drawn):
            made = _draw(typed, chart, row)
            made.anchor = _anchor(left + number % 2 * (WIDE + APART), top + number // 2 * TALL)
            typed.add_chart(made)
            row += len(chart.points)
        bottom = top - 1 + max(1, -(-len(self.drawn) // 2)) * TALL
        typed.print_area = f"{get_column_letter(left)}{top}:{get_column_letter(left + 2 * WIDE + APART - 1)}{bottom}"
        for below in range(top - 2 + 2 * TALL, bottom, 2 * TALL):
            typed.row_breaks.append(Break(id=below))
        # The title rows stand above the table, which is not printed.
        typed.page_margins.top = 0.8
        typed.HeaderFooter.oddHeader.left.text = f"{self.name} {self.period.year}"
        typed.HeaderFooter.oddHeader.left.size, typed.HeaderFooter.oddHeader.left.font = 14, "Calibri,Bold"

    def _charts(self) -> Iterator[ExcelChart]:
        report = evaluation.evaluate(self.period.year, self.period.as_of, self.agreement)
        contacts = next((each for each in report.findings if each.kind == "contacts" and not each.is_share), None)
        if contacts and contacts.first and contacts.first.figure is not None and not contacts.first.cells:
            months = series.by_month(self.period, int(contacts.target or 0))
            yield ExcelChart(
                evaluation.headline(contacts), LINE, _("Henvendelser i alt"),
                [(each.name, each.total, each.pace) for each in months], _("Jævnt tempo"),
            )  # fmt: skip
        referred = series.referred(self.period, series.narrow_offers(self.agreement))
        digital = [each for each in series.digital_help(self.period) if each.count]
        for title, bars in (
            (_("Emner i henvendelserne"), series.bars(self.period, "topics")),
            (_("Henvist til, som tæller i aftalen") if referred.within else "", referred.within),
            (_("Henvist til, andre") if referred.within else _("Henvist til"), referred.others),
            (_("Digital hjælp"), digital),
        ):
            yield ExcelChart(title, BAR, _("Henvendelser"), [(each.label, each.count, None) for each in bars])
        roles, tasks = self.agreement.roles, self.agreement.tasks
        hours = [
            (f"{line.budget.activity} {roles[line.budget.role]}, {tasks[line.budget.task]}", line.spent, line.budget.hours)
            for line in report.hours
        ]  # fmt: skip
        yield ExcelChart(_("Timer mod budget"), BAR, _("Timer"), hours, _("Budget"))
        yield from self._gaps(report)

    def _gaps(self, report: evaluation.Report) -> Iterator[ExcelChart]:
        """Estate and city by year, an own chart for each indicator: a share and an index never share an axis."""
        table = evaluation.side_by_side(self.period.as_of, self.agreement)
        rows = {row.key: row for row in table.figures}
        for finding in report.findings:
            if finding.is_gap and finding.baseline_year:
                years = [finding.baseline_year, *table.years]
                codes = finding.measure["of"][0]["figure"], finding.measure["gap_to"]
                if not all(code in rows for code in codes):
                    continue  # each area has a gap of its own
                estate, city = (rows[code] for code in codes)
                values = (
                    [row.baseline, *(each.given.value if each.given else None for each in row.lines)]
                    for row in (estate, city)
                )
                points = [
                    (str(year), own, others) for year, own, others in zip(years, *values, strict=True)
                    if own is not None or others is not None
                ]  # fmt: skip
                title = evaluation.headline(finding)
                yield ExcelChart(title, LINE, estate.figure.name, points, city.figure.name, says_all=True)


def _shown(value: Number | None) -> FormattedNumber | None:
    return None if value is None else FormattedNumber(float(value), "0" if float(value).is_integer() else "0.0#")


def _anchor(left: int, top: int) -> TwoCellAnchor:
    """Where a chart lies whose first cell is in that column and row: on whole cells, however wide a program draws them."""
    first, last = AnchorMarker(col=left - 1, row=top - 1), AnchorMarker(col=left - 1 + WIDE, row=top - 2 + TALL)
    return TwoCellAnchor(editAs="oneCell", _from=first, to=last)


def _draw(sheet: Any, chart: ExcelChart, row: int) -> Any:
    """The chart of the sheet's rows from there on: names in its second column, numbers in the third and fourth."""
    count = len(chart.points) if chart.kind == LINE else min(len(chart.points), MOST_POINTS)
    last = row + count - 1
    made: Any = BarChart() if chart.kind == BAR else LineChart()
    for number, (name, colour) in enumerate(((chart.first, DARK), (chart.second, LIGHT))):
        if name:
            values = Reference(sheet, min_col=3 + number, min_row=row, max_row=last)
            made.series.append(_series(chart, values, name, colour, count))
    made.set_categories(Reference(sheet, min_col=2, min_row=row, max_row=last))
    made.title = _title(chart.title)
    if chart.kind == BAR:
        made.type, made.gapWidth = "bar", 40
        made.x_axis.scaling.orientation, made.y_axis.majorGridlines = "maxMin", None
        made.y_axis.scaling.min = 0
    else:
        made.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=GRID))
    if chart.second:
        made.legend.position, made.legend.txPr = "b", _rich(WORDS)
    else:
        made.legend = None
    made.x_axis.delete, made.y_axis.delete = False, chart.kind == BAR
    made.x_axis.txPr = made.y_axis.txPr = _rich(WORDS)
    return made


def _series(chart: ExcelChart, values: Any, name: str, colour: str, count: int) -> Any:
    found: Any = Series(values)
    found.tx = SeriesLabel(v=name)
    if chart.kind == BAR:
        found.graphicalProperties.solidFill = colour
        found.dLbls = _labels(DataLabelList)
        return found
    is_dashed = colour == LIGHT
    found.graphicalProperties.line.solidFill = colour
    found.graphicalProperties.line.dashStyle = "dash" if is_dashed else "solid"
    found.marker.symbol = "none" if is_dashed else "circle"
    found.smooth = False
    if chart.says_all:
        found.dLbls = _labels(DataLabelList, position="t")
    elif not is_dashed:
        last = _labels(DataLabel, position="t", idx=count - 1)
        found.dLbls = _labels(DataLabelList, shown=False, dLbl=[last])
    return found


def _labels(kind: Any, *, position: str | None = None, shown: bool = True, **more: Any) -> Any:
    """Numbers at points (or none), and nothing else there."""
    return kind(
        dLblPos=position, txPr=_rich(WORDS), showVal=shown, showSerName=False, showCatName=False, showPercent=False,
        showLegendKey=False, showBubbleSize=False, **more,
    )  # fmt: skip


def _title(text: str) -> Title:
    run = RegularTextRun(rPr=_characters(TITLE, bold=True), t=text)
    return Title(tx=Text(rich=RichText(p=[Paragraph(pPr=ParagraphProperties(), r=[run])])), overlay=False)


def _rich(size: int) -> RichText:
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=_characters(size)), endParaRPr=CharacterProperties(lang="da-DK")
    )
    return RichText(p=[paragraph])


def _characters(size: int, *, bold: bool = False) -> CharacterProperties:
    return CharacterProperties(sz=size, b=bold, solidFill=INK, lang="da-DK")
