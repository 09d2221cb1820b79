"""TOML, JSON and Excel are three spellings of one document; what nobody can be sure of in a sheet is asked about."""

import datetime as dt
import json
import re
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from agreeing import NAMES, document, measure
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sheet_cells import cell_of

from app import criteria
from app.agreement import PlanError, format
from app.agreement.format import DOCUMENT
from app.agreement.shape import Many, Members, place
from app.base.text import printable
from app.criteria import book_layout, member_words
from app.criteria.book_reading import BookFaultsError, from_book, read_book
from app.criteria.book_writing import to_book


@pytest.mark.parametrize("suffix", criteria.SUFFIXES)
@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_says_the_same(name, suffix, tmp_path):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(criteria.written(document(name), suffix))
    assert criteria.read(path).document == document(name)
    assert criteria.read_upload(f"En aftale{suffix}", path.read_bytes()).document == document(name)


def test_an_export_has_the_formats_order():
    shuffled = dict(reversed(document().items()))
    assert list(json.loads(criteria.written(shuffled, ".json")))[:4] == ["format", "code", "name", "programme"]
    with pytest.raises(ValueError, match=r"skal ende på en af: \.toml, \.json, \.xlsx"):
        criteria.written(document(), ".docx")


def _lists(value, path=""):
    """Every list of rows in the format, and every member that is none."""
    for name, content in value.members.items():
        if isinstance(content, Members):
            yield from ((there, f"{name}.{each}") for there, each in _lists(content, path))
        elif isinstance(content, Many) and isinstance(content.of, Members):
            yield from _lists(content.of, f"{path}/{name}")
        else:
            yield path, name


def test_every_list_is_a_sheet_and_every_member_a_column_with_words():
    assert set(dict(book_layout.lists())) == set(member_words.SHEETS)
    columns = {name for sheet in book_layout.BOOK.values() for name in sheet.columns}
    assert columns <= set(member_words.MEMBERS)
    assert len(list(_lists(DOCUMENT))) >= sum(len(sheet.columns) for sheet in book_layout.BOOK.values())
    assert max(len(sheet.title) for sheet in book_layout.BOOK.values()) <= 31


@pytest.fixture
def book():
    return load_workbook(BytesIO(to_book(document())))


def saved(book):
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def faults(book):
    with pytest.raises(BookFaultsError) as refused:
        from_book(saved(book))
    return [str(fault) for fault in refused.value.faults]


def test_a_place_says_where_a_row_belongs(book):
    sheet = book["Kun dem, hvor"]
    assert sheet["A1"].value == "criteria/measures/of/where"
    assert sheet["B3"].value == "5.1.2.1"
    assert book["Områder"]["E3"].value.splitlines()[:2] == ["Beboerhuset", "Vaskeriet"]
    formulas = {each.formula1 for each in book["Tal"].data_validations.dataValidation}
    assert "'Parter'!$C$3:$C$1000" in formulas
    assert '"share,index,count,amount"' in formulas


def test_what_people_write_in_a_sheet_is_understood(book):
    cell_of(book, "Tal", "residents", "optional").value = True
    cell_of(book, "Timer", 1, "hours").value = "71,5"
    cell_of(book, "Milepæle", "playbook", "deadline").value = "30.6.2018"
    book["Parter"].append([None, None, "school", "Skolen"])
    book.create_sheet("Mine noter")["A1"] = "Husk at spørge"
    found = from_book(saved(book))
    assert found["figures"][5]["optional"] is True
    assert found["hours"][0]["hours"] == "71.5"
    assert found["milestones"][2]["deadline"] == "2018-06-30"
    assert found["parties"][-1] == {"code": "school", "name": "Skolen"}
    assert criteria.check(found) == []


def test_all_that_is_unsure_is_told_with_its_cell(book):
    told = {}
    for wrong, (sheet, row, name, words) in {
        "1.300": ("Timer", 1, "hours", "timer"), "1.133.000": ("Penge", 1, "amount", "beløb"), "=1+1": ("Timer", 2, "hours", "timer"),
    }.items():  # fmt: skip
        cell = cell_of(book, sheet, row, name)
        cell.value, told[wrong] = wrong, f"Ark »{sheet}«, række {cell.row}, kolonne »{words}«"
    book["Udgangspunkter"]["B3"] = "99.1"
    book["Målinger"]["B4"] = "1.1"
    book["Målinger"]["C1"] = "navn"
    found = "\n".join(faults(book))
    assert f"{told['1.300']}: er 1.300. Mener du 1300 eller 1,3?" in found
    assert f"{told['1.133.000']}: er 1.133.000. Mener du 1133000?" in found
    assert f"{told['=1+1']}: er en formel" in found
    assert "Ark »Udgangspunkter«, række 3, kolonne »Nr«: hører til 99 i »Tal«, som ikke er der" in found
    assert "Ark »Målinger«, række 4, kolonne »Nr«: har det samme nr. som en anden række, 1.1" in found


def test_what_the_parts_say_wrongly_of_each_other_is_told_with_its_row_and_column(book):
    """Whatever row of the file it is in, and however deep."""
    wrong = {
        ("Tal", 2, "party"): "nobody",
        ("Timer", 4, "task"): "nothing",
        ("Aftalen", 1, "version.decided_by"): "nobody",
        ("Kun dem, hvor", 1, "field"): "shoe_size",
    }
    for (sheet, row, name), value in wrong.items():
        cell_of(book, sheet, row, name).value = value
    document, places = read_book(saved(book))
    assert {places.of(each.path) for each in criteria.check(DOCUMENT.canonical(document))} == {
        "Ark »Tal«, række 4, kolonne »part«",
        "Ark »Timer«, række 6, kolonne »opgave«",
        "Ark »Aftalen«, række 3, kolonne »besluttet af«",
        "Ark »Kun dem, hvor«, række 3",
    }
    # What has the wrong shape is told first, as deep as it is.
    cell_of(book, "Målinger", 3, "aim.direction").value = "up"
    cell_of(book, "Det, der tælles", 5, "count").value = "contacts"
    cell_of(book, "Valg", 3, "label").value = None
    document, places = read_book(saved(book))
    assert [places.of(each.path) for each in format.faults(DOCUMENT.canonical(document))] == [
        "Ark »Målinger«, række 5, kolonne »retning«",
        "Ark »Det, der tælles«, række 7",
        "Ark »Valg«, række 5, kolonne »tekst«",
    ]


def test_a_row_that_the_file_lacks_is_told_by_its_sheet(book):
    _document, places = read_book(saved(book))
    assert places.of("parties.nobody") == "Ark »Parter«"
    assert places.of("") == ""


def test_a_column_that_is_not_there_is_told(book):
    book["Parter"]["D1"] = "navn"
    assert any("kolonne »navn«: findes ikke; slet kolonnen" in fault for fault in faults(book))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"x", "Det er ikke en Excel-fil (.xlsx)."),
        (bytes.fromhex("d0cf11e0") + b"x", "gammelt Excel-format"),
        (b"", "Excel-fil"),
    ],
)
def test_what_is_no_book_is_told(body, says, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(body)
    with pytest.raises(PlanError) as refused:
        criteria.read(path)
    assert says in str(refused.value)
    assert str(refused.value).startswith(f"{path}: ")


def test_a_book_of_something_else_is_told(book):
    del book["Aftalen"]
    assert faults(book) == ["Filen har ikke arket »Aftalen«. Hent aftalen som Excel-fil, og ret i den."]


def test_an_old_file_gets_its_code_from_its_name(tmp_path):
    old = (Path(__file__).with_name("plan_files") / "loevvangen.toml").read_bytes()
    found = criteria.read_upload("../Skov-parken på Ålholm.toml", old)
    assert found.is_old
    assert found.document["code"] == "skov_parken_paa_aalholm"
    assert found.document["version"]["note"] == "Overtaget fra planfilen"


# Words on one line, without space around them: that is what a cell keeps.
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).map(str.strip).filter(lambda text: text and printable(text) == text and len(text.splitlines()) == 1)  # fmt: skip
NUMBERS = st.decimals(-(10**9), 10**9, places=6, allow_nan=False).map(lambda each: f"{each:f}") | st.integers(-(10**12) + 1, 10**12 - 1).map(str) | st.sampled_from(["0.1", "89.0", "77.50", "123456789012.123456"])  # fmt: skip


@settings(max_examples=15)
@given(names=st.lists(LINES, min_size=1, max_size=4), note=LINES, target=NUMBERS.filter(lambda each: not each.startswith("-0")), name=st.sampled_from(["loevvangen", "blandet"]))  # fmt: skip
def test_whatever_is_written_comes_back(names, note, target, name):
    found = document(name)
    found["areas"][0]["places"] = list(dict.fromkeys(names))
    found["version"]["note"] = note
    next(each for each in (each["measures"][0]["aim"] for each in found["criteria"]) if "target" in each)["target"] = (
        target
    )
    assert from_book(criteria.written(found, ".xlsx")) == found
    assert json.loads(criteria.written(found, ".json")) == found


def test_a_text_is_never_a_formula():
    found = document("urbanplanen")
    found["name"] = "=1+1"
    measure(found, found["criteria"][0]["code"])["name"] = "'+A1"
    assert from_book(to_book(found)) == found


def leaves(value, members, path=""):
    """The path of every member of a document that is neither a table nor a list of tables, as faults call it."""
    for name, each in value.items():
        content, where = members.members[name], f"{path}{name}"
        if isinstance(content, Members):
            yield from leaves(each, content, f"{where}.")
        elif isinstance(content, Many) and isinstance(content.of, Members):
            for number, row in enumerate(each, 1):
                yield from leaves(row, content.of, f"{where}.{place(row, number)}.")
        else:
            yield where, each


@pytest.mark.parametrize("name", NAMES)
def test_the_place_of_every_member_is_the_cell_that_it_was_read_from(name):
    found = document(name)
    body = to_book(found)
    read, places = read_book(body)
    book = load_workbook(BytesIO(body))
    seen = 0
    for path, value in leaves(DOCUMENT.canonical(read), DOCUMENT):
        part = path.partition(".")[0]
        said = re.fullmatch(r"Ark »(.+)«, række (\d+), kolonne »(.+)«", places.of(path))
        assert said, path
        page = book[said[1]]
        columns = [column for column, cell in enumerate(page[2]) if cell.value == said[3]]
        cells = [page[int(said[2])][column].value for column in columns]
        # The same code may stand in several lists; a fault then says the list too.
        if part not in {"choices", "groups"}:
            assert any(written(value) == written(cell) for cell in cells), (path, value, cells)
        seen += 1
    assert seen > 50


def written(value):
    """A value of the document, or of its cell, as the same text."""
    if isinstance(value, list):
        return "\n".join(map(written, value))
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float | str) and re.fullmatch(r"-?\d+(\.\d+)?", str(value)):
        return str(Fraction(str(value)))
    return str(value)
