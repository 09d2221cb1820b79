"""What Excel would repair is found: by the rules of `strict`, or by the schemas."""

import re
import zipfile
from io import BytesIO

import pytest
import schemas
import strict
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from app.evaluation.reported import sheet_making

SHEET, TABLE, BOOK = "xl/worksheets/sheet1.xml", "xl/tables/table1.xml", "xl/workbook.xml"


@pytest.fixture(scope="module")
def sound():
    """A workbook with a bit of everything that Feltbog's have."""
    book = Workbook()
    page = book.active
    page.title = "Tal"
    for row in (["Navn", "Tal"], ["En", 1], ["To", 2]):
        page.append(row)
    page.add_table(Table(displayName="Tal", ref="A1:B3"))
    page.conditional_formatting.add("A2:B3", FormulaRule(["TRUE"], font=Font(bold=True)))
    rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", error="Skriv et tal", errorTitle="Nej")
    rule.add("B2:B3")
    page.add_data_validation(rule)
    page["A2"].hyperlink = "https://example.org"
    page.print_title_rows = "1:1"
    chart = BarChart()
    chart.add_data(Reference(page, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    page.add_chart(chart, "D2")
    book.create_sheet("Mere")
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def changed(content, part, old, new):
    """The workbook with something of a part replaced; a part without `new` is left out."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            if name == part:
                if new is None:
                    continue
                text, count = re.subn(old, new, body.decode(), count=1)
                assert count, (part, old)
                body = text.encode()
            after.writestr(name, body)
    return made.getvalue()


def test_what_is_sound_has_no_faults(sound, tmp_path):
    (tmp_path / "sound.xlsx").write_bytes(sound)
    assert strict.faults(sound) == []
    assert schemas.faults(tmp_path / "sound.xlsx") == []


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        (SHEET, 'r="B2"', 'r="A2"', "out of its order"),
        (SHEET, '<row r="3"', '<row r="2"', "row 2 after row 2"),
        (SHEET, '<c r="A2"( s="\\d+")?', '<c r="A2" s="99"', "style 99"),
        (SHEET, 'dxfId="0"', 'dxfId="7"', "format 7"),
        (SHEET, 'errorTitle="Nej"', f'errorTitle="{"n" * 33}"', "errorTitle over 32"),
        (SHEET, '(<hyperlink [^>]*)r:id="rId\\d+"', '\\1r:id="rId77"', "rId77 leads nowhere"),
        (SHEET, "<v>1</v>", "<v>nan</v>", "is no number"),
        (TABLE, 'name="Navn"', 'name="Navne"', "the header"),
        (TABLE, 'name="Navn"', 'name="Tal"', "stands 2 times"),
        (TABLE, 'ref="A1:B3"', 'ref="A1:B2"', "filter"),
        (TABLE, 'displayName="Tal"', 'displayName="Tal 2"', "table name"),
        (BOOK, 'name="Mere"', f'name="{"m" * 32}"', "sheet name"),
        (BOOK, 'name="Mere"', 'name="M/ere"', "sheet name"),
        (BOOK, 'name="Mere"', 'name="tal"', "sheet 'tal' stands 2 times"),
        (BOOK, "'Tal'!", "'Tælling'!", "no area of a sheet"),
        ("[Content_Types].xml", '<Override PartName="/xl/tables[^>]*>', "", "no content type"),
        (TABLE, "", None, "is no part"),
        ("xl/charts/chart1.xml", "'Tal'!", "'Andet'!", "no area of a sheet"),
        ("xl/drawings/drawing1.xml", "<(xdr:)?from>.*</(xdr:)?from>", "", "an anchor without its cell"),
    ],
)
def test_what_breaks_a_rule_is_found(sound, part, old, new, says):
    found = strict.faults(changed(sound, part, old, new))
    assert any(says in each for each in found), found


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, "(<sheetData>.*</sheetData>)(.*)(<pageMargins[^>]*/>)", "\\3\\1\\2"),
        (SHEET, 't="(s|inlineStr)"', 't="text"'),
        ("xl/charts/chart1.xml", "<(c:)?plotVisOnly", "<zzz/><plotVisOnly"),
    ],
)
def test_what_breaks_a_schema_is_found(sound, tmp_path, part, old, new):
    (tmp_path / "broken.xlsx").write_bytes(changed(sound, part, old, new))
    assert schemas.faults(tmp_path / "broken.xlsx")


def test_the_sheet_for_figures_keeps_them_all(app, tmp_path):
    with app.test_request_context():
        made = sheet_making.write(2017)
    (tmp_path / "tal.xlsx").write_bytes(made)
    assert strict.faults(made) == []
    assert schemas.faults(tmp_path / "tal.xlsx") == []
    assert load_workbook(BytesIO(made)).worksheets[0].page_setup.orientation == "landscape"
