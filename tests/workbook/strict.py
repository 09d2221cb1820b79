"""What Excel insists on beyond the schemas: a workbook that breaks one of these is "repaired" when it is opened.

`faults` names each with its part. The schemas themselves (ECMA-376: elements, their order, attributes and their values)
are another tool's; what is checked here are the rules between elements and between parts.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, quote_sheetname

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
MOST_CHARACTERS, MOST_ROWS, MOST_COLUMNS = 32_767, 1_048_576, 16_384
# What each kind of prompt of a data validation may hold.
PROMPTS = {"errorTitle": 32, "promptTitle": 32, "error": 255, "prompt": 255}
SHEET_NAME = re.compile(r"[^\\/?*\[\]:']([^\\/?*\[\]:]{0,29}[^\\/?*\[\]:'])?")
TABLE_NAME = re.compile(r"[^\W\d][\w.]{0,254}")
LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")
AREA = re.compile(r"('(?:[^']|'')+'|\w+)!\$?[A-Z]*\$?\d*(:\$?[A-Z]*\$?\d*)?")


def faults(content: bytes) -> list[str]:
    """Everything that is wrong with the workbook."""
    return list(Package(content).faults())


class Package:
    """The parts of a workbook."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as file:
            self.names = file.namelist()
            self.parts = {name: etree.fromstring(file.read(name)) for name in self.names if _is_xml(name)}
        self.book = self.parts["xl/workbook.xml"]
        self.styles = self.parts["xl/styles.xml"]
        self.sheets = [each.get("name", "") for each in self.book.iter(f"{MAIN}sheet")]

    def faults(self) -> Iterator[str]:
        yield from _twice("part", self.names)
        yield from self._types()
        yield from self._relationships()
        yield from self._workbook()
        yield from self._style_sheet()
        for name, part in self.parts.items():
            found: Iterable[str] = ()
            if name.startswith("xl/worksheets/sheet"):
                found = [*self._cells(part), *self._around(part), *self._tables(name, part)]
            elif name.startswith("xl/drawings/drawing"):
                found = [*self._drawing(part)]
            elif name.startswith("xl/charts/"):
                found = [*self._areas(each.text or "" for each in part.iter(f"{CHART}f"))]
            yield from (f"{name}: {each}" for each in found)
        yield from _twice("table id", [table.get("id") for table in self._all_tables()])
        yield from _twice("table name", [table.get("displayName", "").casefold() for table in self._all_tables()])

    def _types(self) -> Iterator[str]:
        types = self.parts["[Content_Types].xml"]
        named = {each.get("PartName") for each in types.iter(f"{TYPES}Override")}
        endings = {each.get("Extension") for each in types.iter(f"{TYPES}Default")}
        for name in self.names:
            by_ending = name.rpartition(".")[2] in endings - {"xml"} or name == "[Content_Types].xml"
            if f"/{name}" not in named and not by_ending:
                yield f"{name}: no content type"
        yield from (f"{name}: a content type and no part" for name in named if name[1:] not in self.names)

    def _relationships(self) -> Iterator[str]:
        for name, part in self.parts.items():
            if not name.endswith(".rels"):
                used = {value for each in part.iter() for key, value in each.attrib.items() if key.startswith(RID)}
                yield from (f"{name}: {id} leads nowhere" for id in used - self._links(name).keys())
                continue
            yield from _twice(f"{name}: id", [each.get("Id") for each in part])
            folder = posixpath.dirname(posixpath.dirname(name))
            for link in (each for each in part if each.get("TargetMode") != "External"):
                if posixpath.normpath(posixpath.join("/", folder, link.get("Target")))[1:] not in self.names:
                    yield f"{name}: {link.get('Target')} is no part"

    def _links(self, name: str) -> dict[str, str]:
        """Relationship → the part that it leads to, of one part."""
        folder, file = posixpath.split(name)
        links = self.parts.get(f"{folder}/_rels/{file}.rels")
        if links is None:
            return {}
        return {
            each.get("Id"): posixpath.normpath(posixpath.join("/", folder, each.get("Target")))[1:] for each in links
        }

    def _workbook(self) -> Iterator[str]:
        yield from _twice("sheet", [name.casefold() for name in self.sheets])
        yield from (f"sheet name {name!r}" for name in self.sheets if not SHEET_NAME.fullmatch(name))
        names = [*self.book.iter(f"{MAIN}definedName")]
        yield from _twice("defined name", [(each.get("name").casefold(), each.get("localSheetId")) for each in names])
        for each in names:
            if not TABLE_NAME.fullmatch(each.get("name")):
                yield f"defined name {each.get('name')!r}"
            if int(each.get("localSheetId", "0")) >= len(self.sheets):
                yield f"defined name {each.get('name')!r} is of no sheet"
        yield from self._areas(part for each in names for part in (each.text or "").split(","))

    def _areas(self, areas: Iterable[str]) -> Iterator[str]:
        known = {quote_sheetname(name) for name in self.sheets} | set(self.sheets)
        for area in areas:
            found = AREA.fullmatch(area)
            if found is None or found[1] not in known:
                yield f"{area!r} is no area of a sheet"

    def _style_sheet(self) -> Iterator[str]:
        counted = {name: self._count(name) for name in ("fonts", "fills", "borders")}
        formats = [int(each.get("numFmtId")) for each in self.styles.iter(f"{MAIN}numFmt")]
        yield from _twice("number format", formats)
        for style in self.styles.iterfind(f"{MAIN}cellXfs/{MAIN}xf"):
            for name, most in counted.items():
                if int(style.get(f"{name[:-1]}Id", "0")) >= most:
                    yield f"a style names {name[:-1]} {style.get(f'{name[:-1]}Id')} of {most}"
            format = int(style.get("numFmtId", "0"))
            if format >= 164 and format not in formats:
                yield f"a style names number format {format}"

    def _count(self, name: str) -> int:
        return len(next(self.styles.iter(f"{MAIN}{name}"), ()))

    def _cells(self, sheet: Any) -> Iterator[str]:
        styles, above = self._count("cellXfs"), 0
        for row in sheet.iter(f"{MAIN}row"):
            number = int(row.get("r"))
            if not above < number <= MOST_ROWS:
                yield f"row {number} after row {above}"
            above, left = number, 0
            for cell in row:
                letters, line = coordinate_from_string(cell.get("r"))
                column = column_index_from_string(letters)
                if line != number or not left < column <= MOST_COLUMNS:
                    yield f"cell {cell.get('r')} is out of its order"
                left = column
                if int(cell.get("s", "0")) >= styles:
                    yield f"cell {cell.get('r')} has style {cell.get('s')} of {styles}"
                yield from _content(cell)

    def _around(self, sheet: Any) -> Iterator[str]:
        """What stands below the rows: conditional formats, data validations, links."""
        dxfs = self._count("dxfs")
        rules = [*sheet.iter(f"{MAIN}cfRule")]
        yield from (f"a rule with format {each.get('dxfId')}" for each in rules if int(each.get("dxfId", "0")) >= dxfs)
        yield from _twice("priority", [each.get("priority") for each in rules])
        for each in sheet.iter(f"{MAIN}dataValidation"):
            yield from (f"{name} over {most}" for name, most in PROMPTS.items() if len(each.get(name, "")) > most)
            yield from ("formula over 255" for formula in each if len(formula.text or "") > 255)
        merged = [range_boundaries(each.get("ref")) for each in sheet.iter(f"{MAIN}mergeCell")]
        yield from ("merged cells overlap" for n, one in enumerate(merged) for two in merged[:n] if _overlap(one, two))

    def _tables(self, name: str, sheet: Any) -> Iterator[str]:
        text = {cell.get("r"): "".join(cell.itertext()) for cell in self._rows_of(sheet)}
        for link in sheet.iter(f"{MAIN}tablePart"):
            table = self.parts.get(self._links(name).get(link.get(f"{RID}id"), ""))
            if table is None:  # told by the relationships
                continue
            left, top, right, bottom = range_boundaries(table.get("ref"))
            columns = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
            header = [text.get(f"{get_column_letter(column)}{top}") for column in range(left, right + 1)]
            if header != columns:
                yield f"the header {header} is not the table's {columns}"
            yield from _twice("column", [each.casefold() for each in columns])
            yield from _twice("column id", [each.get("id") for each in table.iter(f"{MAIN}tableColumn")])
            if bottom <= top:
                yield "a table without a row"
            label = table.get("displayName")
            if not TABLE_NAME.fullmatch(label) or LOOKS_LIKE_A_CELL.fullmatch(label):
                yield f"table name {label!r}"
            filtered = table.find(f"{MAIN}autoFilter")
            if filtered is not None and filtered.get("ref") != table.get("ref"):
                yield f"filter {filtered.get('ref')}, table {table.get('ref')}"

    def _rows_of(self, sheet: Any) -> Iterator[Any]:
        """The cells, with what shared strings say."""
        shared = [*self.parts.get("xl/sharedStrings.xml", ())]
        for cell in sheet.iter(f"{MAIN}c"):
            yield cell if cell.get("t") != "s" else _said(cell, shared[int(cell.findtext(f"{MAIN}v"))])

    def _drawing(self, drawing: Any) -> Iterator[str]:
        yield from _twice("drawing id", [each.get("id") for each in drawing.iter(f"{DRAWN}cNvPr")])
        for anchor in drawing:
            if not anchor.tag.endswith("absoluteAnchor"):
                at = anchor.find(f"{DRAWN}from")
                if at is None or int(at.findtext(f"{DRAWN}row")) < 0 or int(at.findtext(f"{DRAWN}col")) < 0:
                    yield "an anchor without its cell"
            size = anchor.find(f"{DRAWN}ext")
            if size is not None and min(int(size.get("cx")), int(size.get("cy"))) <= 0:
                yield "a drawing without a size"

    def _all_tables(self) -> list[Any]:
        return [part for name, part in self.parts.items() if name.startswith("xl/tables/")]


def _content(cell: Any) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    formula = cell.findtext(f"{MAIN}f")
    if kind == "n" and value is not None and not re.fullmatch(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", value):
        yield f"cell {cell.get('r')} is no number: {value}"
    if kind == "inlineStr" and (cell.find(f"{MAIN}is") is None or value is not None):
        yield f"cell {cell.get('r')} has no text of its own"
    if len("".join(cell.itertext())) > MOST_CHARACTERS:
        yield f"cell {cell.get('r')} is too long"
    if formula is not None and (formula.startswith("=") or len(formula) > 8192 or not formula):
        yield f"cell {cell.get('r')} has a formula that Excel cannot read"


def _said(cell: Any, text: Any) -> Any:
    copied = etree.Element(cell.tag, r=cell.get("r"))
    copied.text = "".join(text.itertext())
    return copied


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _twice(what: str, found: Iterable[Any]) -> Iterator[str]:
    yield from (f"{what} {each!r} stands {count} times" for each, count in Counter(found).items() if count > 1)


def _overlap(one: tuple[int, ...], two: tuple[int, ...]) -> bool:
    return one[0] <= two[2] and two[0] <= one[2] and one[1] <= two[3] and two[1] <= one[3]
