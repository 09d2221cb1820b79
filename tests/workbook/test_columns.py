"""A column knows what stands in its cells, and what the codebook says of it."""

from datetime import UTC, datetime
from operator import itemgetter
from types import SimpleNamespace

from openpyxl import Workbook

from app.questions import Choice, Option, Photos, YesNo
from app.workbook import Column, Sheet
from app.workbook.kinds import INT, LONG, MOMENT, TEXT, YES_NO
from app.workbook.record_sheets import columns_of
from app.workbook.sheet import attribute

ROW = SimpleNamespace(at=datetime(2026, 7, 1, 22, 30, 5, 9, tzinfo=UTC), code="b", walk=None, seen=SimpleNamespace(n=3))
CODES = [("a", "Den ene"), ("b", "Den anden")]


def cell(app, column, row=ROW, read=attribute):
    with app.app_context():
        return column.cell_of(read)(row)


def test_without_more_it_holds_what_the_row_has_by_its_field(app):
    assert cell(app, Column("Kode", TEXT, 9, "code")) == "b"
    assert cell(app, Column("Kode", TEXT, 9, "code"), {"code": "c"}, itemgetter) == "c"


def test_a_value_is_a_function_of_the_row_or_another_name(app):
    assert cell(app, Column("Antal", INT, 9, "n", value=lambda row: row.seen.n + 1)) == 4
    assert cell(app, Column("Antal", INT, 9, "n", value="seen.n")) == 3
    assert cell(app, Column("Vandring", TEXT, 9, "walk", value="walk.title")) is None


def test_a_code_is_shown_as_what_it_means_and_an_unknown_one_as_it_is(app):
    column = Column("Kode", TEXT, 9, "code", codes=CODES)
    assert cell(app, column) == "Den anden"
    assert cell(app, column, SimpleNamespace(code="z")) == "z"
    assert cell(app, Column("Kode", TEXT, 9, "code", value="code", codes=CODES)) == "b"


def test_the_kind_makes_danish_time_and_yes_and_no(app):
    assert cell(app, Column("Da", MOMENT, 9, "at")) == datetime.fromisoformat("2026-07-02T00:30:05")
    assert cell(app, Column("Da", MOMENT, 9, "at"), SimpleNamespace(at=None)) is None
    for given, word in ((True, "Ja"), (False, "Nej"), (None, None)):
        assert cell(app, Column("Om", YES_NO, 9, "is"), {"is": given}, itemgetter) == word


def test_no_text_is_an_empty_cell_in_the_workbook():
    sheet = Workbook(write_only=True).create_sheet()
    for kind in (TEXT, LONG, YES_NO):
        assert kind.cells(sheet, 1, kind, bold=False).xml(6, "") == ""


def test_the_codebook_has_a_line_a_column_or_a_line_a_code():
    sheet = Sheet()
    sheet.name, sheet.columns = (
        "Ark",
        [Column("Id", TEXT, 9, "id", "Nummeret"), Column("Kode", TEXT, 9, "code", codes=CODES)],
    )
    assert [tuple(line) for line in sheet.codebook()] == [
        ("Ark", "Id", "id", "", "Nummeret"),
        ("Ark", "Kode", "code", "a", "Den ene"),
        ("Ark", "Kode", "code", "b", "Den anden"),
    ]


def test_questions_declare_their_columns(app):
    questions = {
        "mood": Choice("Humør", [Option("good", "Godt")]),
        "first": YesNo("Første"),
        "photos": Photos("Foto", most=3),
    }
    for name, question in questions.items():
        question.name = name
    row = {"id": "7", "mood": "good", "first": False, "photos": ("x", "y")}
    with app.app_context():
        columns = columns_of(questions.values(), "https://example.org/")
        found = {column.title: column.cell_of(itemgetter)(row) for column in columns}
    assert found == {"Humør": "Godt", "Første": "Nej", "Foto": ("2 fotos", "https://example.org/7"), "Antal fotos": 2}
