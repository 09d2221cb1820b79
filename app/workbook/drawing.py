"""Excel's own charts, readable in black and white: numbers at the points, a dashed line to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference, Series
from openpyxl.chart.label import DataLabel, DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties, RegularTextRun

from ..base.numbers import Number

BAR, LINE = "bar", "line"
# A bar chart shows the largest; the table has them all.
MOST_POINTS = 12
DARK, LIGHT, INK, GRID = "0F5C4D", "A96400", "14211F", "D9DDD6"
# Hundredths of a point.
TITLE, WORDS = 1300, 1000
# How many columns (of 10 characters) and rows of the sheet a chart takes; the last row is the air below it.
WIDE, TALL = 10, 23


@dataclass(frozen=True)
class ExcelChart:
    """A chart: its points as (name, number, number to compare with), and what the two are called.

    `says_all`: a line has its number at every point, not only at the last.
    """

    title: str
    kind: str
    first: str
    points: Sequence[tuple[str, Number | None, Number | None]]
    second: str = ""
    says_all: bool = False


def anchor(left: int, top: int) -> TwoCellAnchor:
    """Where a chart lies whose first cell is in that column and row: on whole cells, however wide a program draws them."""
    first, last = AnchorMarker(col=left - 1, row=top - 1), AnchorMarker(col=left - 1 + WIDE, row=top - 2 + TALL)
    return TwoCellAnchor(editAs="oneCell", _from=first, to=last)


def draw(sheet: Any, chart: ExcelChart, row: int) -> Any:
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
