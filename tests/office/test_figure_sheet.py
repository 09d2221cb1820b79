"""The sheet for figures that others deliver: handed out, filled in, looked at by cell, written down when it is confirmed."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from openpyxl import Workbook, load_workbook
from pages import post, text, upload

from app.access import Person
from app.base.messages import RefusedError
from app.evaluation import reported
from app.evaluation.reported.sheet_file import SheetError
from app.evaluation.reported.sheet_making import write
from app.evaluation.reported.sheet_reading import read

PATH = "/office/evaluation/2017/figures/sheet"


@pytest.fixture(autouse=True)
def in_april(moment):
    moment.set("2018-04-05T10:00:00+00:00")


@pytest.fixture
def blank(app):
    with app.test_request_context():
        return write(2017)


def fetch(leader, query=""):
    answer = leader.get(f"{PATH}.xlsx{query}")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def rows(sheet):
    return {sheet[f"A{number}"].value: number for number in range(5, sheet.max_row + 1)}


def filled(leader, **values):
    """The sheet with these values (by id) and anything else by cell."""
    book = fetch(leader)
    at = rows(book["Tal"])
    for name, value in values.items():
        book["Tal"][f"C{at[name]}" if name in at else name] = value
    return book


def saved(book):
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def choose(leader, content, name="tal.xlsx"):
    return upload(leader, PATH, "file", saved(content) if isinstance(content, Workbook) else content, name)


def confirm(leader, preview):
    fields = {}
    for each in fromstring(preview.text).xpath("//main//form//input[@name!='csrf_token']"):
        fields.setdefault(each.get("name"), []).append(each.get("value") or "")
    return post(leader, f"{PATH}/confirm", **fields)


def known(app):
    with app.app_context():
        return {id: each for (id, _year, _area), each in reported.figures.current([2017]).items()}


def enter(app, source="Brev", **values):
    with app.app_context():
        reported.figures.enter(2017, values, source=source, person=Person("x", "Leder", "leader"))


def test_the_sheet_names_every_figure_and_guards_everything_else(app, leader):
    enter(app, source="=brev", evictions="2")
    sheet = fetch(leader)["Tal"]
    at = rows(sheet)
    assert [sheet[f"{column}{at['evictions']}"].value for column in "BCDEFHI"] == [
        "Effektive fogedsager", 2, "sager", "=brev", datetime.fromisoformat("2018-04-05"), "Boligselskabets administration", 3,
    ]  # fmt: skip
    assert sheet[f"E{at['evictions']}"].data_type == "s"
    assert sheet.protection.sheet
    assert [sheet[f"{column}5"].protection.locked for column in "ABCDEFGH"] == [
        True,
        True,
        False,
        True,
        False,
        False,
        False,
        True,
    ]
    guards = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert (guards["C5"].type, guards["C5"].formula2) == ("decimal", "100")
    assert guards[f"C{at['evictions']}"].type == "whole"
    police = rows(fetch(leader, "?party=police")["Tal"])
    assert "club_visits" in police
    assert "evictions" not in police


def test_nothing_is_written_before_it_is_confirmed(app, leader):
    enter(app, evictions="2")
    book = filled(leader, residents=1824, eviction_level="0,13", safety_basic_estate=85.2)
    at = rows(book["Tal"])
    book["Tal"][f"E{at['residents']}"] = "Mail"
    book["Tal"][f"F{at['residents']}"] = date(2018, 2, 1)
    book["Tal"][f"F{at['eviction_level']}"] = "1.3.2018"
    book["Tal"][f"G{at['residents']}"] = "Pr. 1. januar"
    preview = choose(leader, book)
    page = text(preview)
    assert "Skriv 3 tal for 2017?" in page
    assert "1 tal står der allerede" in page
    assert "Beboere i afdelingen – 1.824 personer Mail 01-02-2018 Pr. 1. januar" in page
    assert known(app).keys() == {"evictions"}
    assert confirm(leader, preview).status_code == 303
    found = known(app)
    assert found["residents"].value == 1824
    assert (found["residents"].source, found["residents"].on, found["residents"].note) == (
        "Mail",
        date(2018, 2, 1),
        "Pr. 1. januar",
    )
    assert (found["eviction_level"].value, found["eviction_level"].on) == (Decimal("0.13"), date(2018, 3, 1))
    assert found["safety_basic_estate"].source == "Politiets Tryghedsindeks"
    again = choose(leader, fetch(leader))
    assert "Der er ingen nye tal i filen" in text(again)


def test_an_empty_cell_takes_nothing_back(app, leader):
    enter(app, evictions="2")
    choose(leader, filled(leader, evictions=None, residents=1800))
    assert known(app)["evictions"].value == 2


def test_part_and_whole_may_change_together(app, leader):
    enter(app, evictions="2", residents="10")
    preview = choose(leader, filled(leader, evictions=20, residents=30))
    assert confirm(leader, preview).status_code == 303
    assert known(app)["evictions"].value == 20


def test_a_share_that_excel_shows_as_percent_is_read_as_such(leader):
    book = filled(leader, safety_basic_estate=0.852)
    book["Tal"]["C5"].number_format = "0.0%"
    assert "85,2 %" in text(choose(leader, book))


def test_what_somebody_else_wrote_meanwhile_is_shown_again(app, leader):
    preview = choose(leader, filled(leader, residents=1824))
    enter(app, residents="1900")
    answer = confirm(leader, preview)
    assert "En anden har imens skrevet et af tallene" in text(answer)
    assert "1.900 1.824" in text(answer)
    assert known(app)["residents"].value == 1900
    assert confirm(leader, answer).status_code == 303
    assert known(app)["residents"].value == 1824


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("C6", 120, "C6: Grundlæggende tryghed, byen er en andel og kan ikke være over 100 %."),
        ("C6", "=60+20", "C6: Her står en formel."),
        ("C6", "omkring firs", "C6: »omkring firs« er ikke et tal."),
        ("C6", "8o", "C6: Skriv et tal med cifre"),
        ("C6", True, "C6: »sand« er ikke et tal."),
        ("C6", datetime.fromisoformat("2018-05-01"), "C6: Excel har lavet tallet om til en dato."),
        ("C6", "#REF!", "C6: Her står en fejl fra Excel."),
        ("C10", 1e300, "C10: Skriv et tal med cifre"),
        (
            "C10",
            "1.824",
            "C10: Beboere i afdelingen er et antal. Skriv et helt tal, uden punktum og komma. Mente du 1824?",
        ),
        ("C10", 1824.5, "C10: Beboere i afdelingen er et antal."),
        ("C12", -1, "C12: Effektive fogedsager kan ikke være under 0."),
        ("A10", "noget", "A10: »noget« er ikke et af aftalens tal."),
        ("A10", "evictions", "A12: »evictions« står også i A10."),
        ("E10", None, "E10: Skriv, hvor du har tallet fra."),
        ("E10", "=A1", "E10: Her står en formel."),
        ("F10", date(2018, 4, 6), "F10: Datoen ligger i fremtiden."),
        ("F10", date(1900, 1, 1), "F10: Datoen er før 2015."),
        ("F10", "i går", "F10: »i går« er ikke en dato."),
        ("G10", "x" * 1001, "G10: Skriv højst 1000 tegn."),
        ("G10", "010180-1234", "G10: Her står et CPR-nummer."),
        ("B2", 2018, "B2: Filen er for 2018, ikke for 2017."),
        ("B2", 1999, "B2: Filen er for 1999, ikke for 2017."),
    ],
)
def test_a_fault_names_its_cell_and_nothing_is_written(app, leader, cell, value, said):
    book = filled(leader, safety_basic_city=89, residents=1824, evictions=2)
    book["Tal"][cell] = value
    answer = choose(leader, book)
    assert answer.status_code == 422
    page = fromstring(answer.text)
    assert said in page.get_element_by_id("error-summary").text_content()
    assert page.findtext(".//title").startswith("Fejl:")
    assert known(app) == {}


def test_all_faults_are_told_at_once_in_the_order_of_the_cells(leader):
    book = filled(leader, safety_basic_estate=120, safety_basic_city="mange", evictions=-1)
    book["Tal"]["F12"] = "i går"
    page = fromstring(choose(leader, book).text)
    told = [each.text_content()[:3] for each in page.xpath("//*[@id='error-summary']//a")]
    assert told == ["C5:", "C6:", "F12"]


def packed(**parts):
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(body, name, content):
    """The file with another part in it, or another content of one."""
    made = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for part in old.namelist():
            if part != name:
                archive.writestr(part, old.read(part))
        archive.writestr(name, content)
    return made.getvalue()


def test_files_that_are_no_sheet_are_refused_in_words(app, leader):
    good = saved(filled(leader, residents=1824))
    other = Workbook()
    other.active["A1"] = "x"
    renamed = filled(leader, residents=1824)
    renamed["Tal"]["A4"] = "Nummer"
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    cases = [
        (b"", "Vælg den udfyldte skabelon."),
        (b"Tal;1824", "Det er ikke en Excel-fil (.xlsx)."),
        (b"PK\x03\x04 nothing", "Det er ikke en Excel-fil (.xlsx)."),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "gammelt Excel-format eller låst"),
        (packed(hello="x"), "Det er ikke en Excel-fil (.xlsx)."),
        (saved(other), "Filen har ikke arket »Tal«. Den har: »Sheet«."),
        (saved(renamed), "Arket ligner ikke skabelonen."),
        (changed(good, "xl/vbaProject.bin", b"x"), "Filen har makroer."),
        (changed(good, "xl/bomb.xml", b"0" * 50_000_000), "Filen er for stor"),
        (b"x" * 1_500_000, "Filen er for stor"),
        (changed(good, "xl/worksheets/sheet1.xml", b"<worksheet"), "Filen kan ikke læses."),
        (changed(good, "xl/worksheets/sheet1.xml", laughs), "Filen kan ikke læses."),
        (changed(good, "xl/styles.xml", b"<nothing/>"), "Filen kan ikke læses."),
        (good[: len(good) // 2], "Det er ikke en Excel-fil (.xlsx)."),
        (saved(fetch(leader)), "Der er ingen tal i arket."),
    ]
    for content, said in cases:
        answer = choose(leader, content)
        assert answer.status_code == 422, said
        assert said in text(answer)
    assert known(app) == {}


def test_a_year_outside_the_agreement_has_no_sheet(leader):
    assert leader.get("/office/evaluation/2016/figures/sheet.xlsx").location == "/office/evaluation/2016/figures/sheet"
    assert leader.get(f"{PATH}.xlsx?party=nobody").status_code == 404
    assert "ligger uden for aftalens år" in text(leader.get("/office/evaluation/2016/figures/sheet"))


@settings(max_examples=30)
@given(data=st.data())
def test_whatever_is_in_the_file_it_is_read_or_refused_in_words(app, blank, data):
    body = bytearray(blank)
    for _ in range(data.draw(st.integers(0, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(body)), st.integers(0, len(body))))
    with app.test_request_context(), suppress(SheetError):
        assert read(bytes(body[:cut]), 2017)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=20),
    st.datetimes(datetime.fromisoformat("1901-01-01"), datetime.fromisoformat("2100-01-01")),
)  # fmt: skip


@settings(max_examples=25)
@given(values=st.dictionaries(st.tuples(st.sampled_from("ABCDEFG"), st.integers(1, 19)), ANYTHING, max_size=12))
def test_whatever_stands_in_the_cells_it_is_read_or_refused_in_words(app, blank, values):
    book = load_workbook(BytesIO(blank))
    for (column, row), value in values.items():
        book["Tal"][f"{column}{row}"] = value
    person = Person("x", "Leder", "leader")
    with app.test_request_context(), suppress(SheetError, RefusedError):
        found = read(saved(book), 2017)
        reported.figures.check(2017, [each.told for each in found], person=person)
