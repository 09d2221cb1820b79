"""Every data sheet holds one real Excel table that Excel opens without repairing anything."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from reading import EVERYTHING, cells, download, records
from sending import store

from app import access, workbook

RECORDS = ["Observationer", "Opfølgning", "Arrangementer", "Fremmøde", "Henvendelser"]
EVALUATED = ["Succeskriterier", "Også aftalt"]
SHEETS = [
    "Succeskriterier", "Observationer", "Opfølgning", "Vandringer", "Arrangementer", "Fremmøde", "Henvendelser", "Timer", "Lister", "Penge", "Nøgletal",
    "Milepæle", "Også aftalt", "År for år", "Diagrammer", "Ændret siden sidst", "Kodebog",
]  # fmt: skip
EMPTY = [*RECORDS, "Vandringer", "Timer", "Lister", "Ændret siden sidst"]


@pytest.fixture(scope="module")
def shelf():
    """Workbooks that many tests look at: made once."""
    return {}


@pytest.fixture
def book(request, shelf):
    if "full" not in shelf:
        shelf["full"] = _full(*map(request.getfixturevalue, ("sign_in", "make_event")))
    return shelf["full"]


@pytest.fixture
def empty(request, shelf):
    if "empty" not in shelf:
        shelf["empty"] = download(request.getfixturevalue("sign_in")("leader"), 2019)
    return shelf["empty"]


def _full(sign_in, make_event):
    leader = sign_in("leader")
    event = make_event()
    for form, answers in EVERYTHING.items():
        store(leader, form, answers | ({"event": event.id} if form == "attendance" else {}))
        if form != "attendance":
            store(leader, form)
    return download(leader)


def test_the_sheets_stand_in_their_order(book):
    assert book.sheetnames == ["Forside", *SHEETS]


@pytest.mark.parametrize("name", [name for name in SHEETS if name not in {"Penge", *EMPTY[len(RECORDS) :]}])
def test_the_table_is_exactly_the_header_and_the_rows(book, name):
    sheet = book[name]
    (table,) = sheet.tables.values()
    assert table.ref == sheet.dimensions.replace("A1", "A5")
    assert table.autoFilter.ref == table.ref
    header = [cell.value for cell in cells(book, name)[0]]
    assert table.column_names == header
    assert all(isinstance(title, str) and title for title in header)
    assert len({title.casefold() for title in header}) == len(header)
    assert not table.totalsRowCount


@pytest.mark.parametrize("name", EMPTY)
def test_a_table_without_records_keeps_one_empty_row(empty, name):
    assert records(empty, name) == []
    _left, top, _right, bottom = range_boundaries(next(iter(empty[name].tables.values())).ref)
    assert (top, bottom) == (5, 6)


@pytest.mark.parametrize("name", SHEETS)
def test_it_is_frozen_and_prints_on_a4(book, name):
    sheet = book[name]
    assert sheet.freeze_panes == "A6"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (int(sheet.page_setup.fitToWidth), int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert sheet.print_title_rows == (None if name == "Diagrammer" else "$5:$5")
    widths = [dimension.width for dimension in sheet.column_dimensions.values()]
    assert all(8 <= width <= 61 for width in widths)


@pytest.mark.parametrize("name", SHEETS)
def test_title_and_header_look_the_part(book, name):
    sheet = book[name]
    assert sheet["A1"].value == f"{name} 2026"
    assert (sheet["A1"].font.size, sheet["A1"].font.bold) == (16, True)
    assert "Tryghed og Trivsel" in sheet["A2"].value
    assert sheet["A3"].value
    assert sheet["A4"].value is None
    assert sheet["A5"].fill.fgColor.rgb.endswith("0F5C4D")
    assert sheet["A5"].font.color.rgb.endswith("FFFFFF")


@pytest.mark.parametrize("name", ["Observationer", "Fremmøde", "Henvendelser"])
def test_record_sheets_begin_with_the_id_and_end_with_the_times(book, name):
    header = [cell.value for cell in cells(book, name)[0]]
    assert (header[0], header[-2:]) == ("Id", ["Registreret", "Modtaget"])


def test_the_document_says_its_language_and_nobodys_name(book):
    about = book.properties
    assert (about.title, about.creator, about.language) == ("Feltbog 2026", "Feltbog", "da-DK")
    assert about.lastModifiedBy is None


def test_the_codebook_covers_every_column_and_every_code(app, book):
    lines = [tuple(row.values()) for row in records(book, "Kodebog")]
    for name in SHEETS:
        explained = {column for sheet, column, *_rest in lines if sheet == name}
        assert explained == {cell.value for cell in cells(book, name)[0]}
    assert ("Observationer", "Hvad drejer det sig om?", "category", "litter", "Affald og renholdelse") in lines
    assert ("Fremmøde", "Lande repræsenteret", "countries", "XK", "Kosovo") in lines
    assert ("Henvendelser", "Første gang", "first_time", "true", "Ja") in lines
    assert ("Henvendelser", "Emner: Vand", "topics", "water", "1 = valgt, 0 = ikke valgt, tom = ikke besvaret") in lines
    assert ("Arrangementer", "Slags", "kind", "halloween", "Halloween") in lines
    assert all(line[-1] for line in lines)


def test_the_same_data_give_the_same_cells(sign_in, make_event):
    leader, book = sign_in("leader"), _full(sign_in, make_event)
    again = download(leader)
    for sheet in (each for each in book.worksheets[1:] if each.title != "Ændret siden sidst"):
        assert list(again[sheet.title].values) == list(sheet.values)


def test_a_workbook_that_fails_leaves_no_file_behind(app, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    leader = access.Person("x", "Leder", "leader")

    def fail(*_arguments, **_options):
        raise RuntimeError

    with app.app_context():
        sheets = workbook.sheets_of(2026, leader)
        monkeypatch.setattr(sheets[-1], "rows", fail)
        with pytest.raises(RuntimeError):
            workbook.write(BytesIO(), 2026, sheets)
    assert list(tmp_path.glob("openpyxl*")) == []


def test_a_sheet_is_never_longer_than_excel_can_hold_and_the_front_page_says_so(app, leader, monkeypatch):
    for _number in range(3):
        store(leader, "observation")
    monkeypatch.setattr("app.workbook.book.MOST_ROWS", 2)
    book = download(leader)
    assert len(records(book, "Observationer")) == 2
    front = {row[0]: row[1:3] for row in book["Forside"].values}
    assert front["Observationer"] == (2, 3)


def test_only_the_controls_are_formulas_and_nothing_is_a_link(leader):
    store(leader, "observation", {"description": "=1+1", "place": "https://example.org"})
    file = BytesIO(leader.get("/office/workbook/2017.xlsx").data)
    book = load_workbook(file)
    formulas = {
        (sheet.title, sheet.cell(5, cell.column).value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    titles = ["Kontrol: tal", "Kontrol: tæller", "Kontrol: nævner", "Kontrol: tilstand", "Stemmer"]
    assert formulas <= {(name, title) for name in EVALUATED for title in titles}
    assert ("Succeskriterier", "Stemmer") in formulas
    with zipfile.ZipFile(file) as parts:
        assert not any(b"hyperlink" in parts.read(name) for name in parts.namelist() if "/worksheets/" in name)
