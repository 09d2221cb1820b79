"""People's text comes out as they wrote it, whatever it looks like to Excel."""

from datetime import UTC, date, datetime, time
from io import BytesIO
from operator import itemgetter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from reading import cells, download, record, records
from sending import store

from app import workbook
from app.base import clock, db
from app.definitions import forms
from app.workbook.kinds import writable
from app.workbook.record_sheets import RecordSheet, columns_of

TEXTS = [
    '=HYPERLINK("http://example.org";"Klik")',
    "+45 96 34 77 33",
    "-5 grader og glat",
    "@alle",
    "#N/A",
    "#DIV/0!",
    "0012",
    "1e5",
    "12-05-2017",
    "TRUE",
    "Hjertet 💚 og 👩‍👩‍👧‍👦",
    "مرحبا بالعالم",
    "linje 1\nlinje 2 og mere",
    "foto_x0041_ _x000D_",
    "_x005F_x0041_x0042_",
    "<b>&amp;</b> \"citat\" 'apostrof'",
    "'allerede med apostrof",
    "x" * 1000,
    "💚" * 1000,
]


def test_a_text_stays_the_same_text(leader):
    sent = {store(leader, "observation", {"description": text}): text for text in TEXTS}
    book = download(leader)
    # Excel reads such a sign's code back by itself, openpyxl does not.
    assert {row["Id"]: unescape(row["Beskrivelse"]) for row in records(book, "Observationer")} == sent
    header, *rows = cells(book, "Observationer")
    column = [title.value for title in header].index("Beskrivelse")
    for cell in (row[column] for row in rows):
        assert cell.data_type == "s"
        # With this mark it stays text even after somebody edits the cell.
        assert bool(cell.quotePrefix) == (cell.value[0] in "=+-@")


def test_places_that_differ_in_case_alone_are_written_alike(leader):
    for place in ("Legepladsen", "legepladsen", "LEGEPLADSEN", "Skolen"):
        store(leader, "observation", {"place": place})
    assert {row["Sted"] for row in records(download(leader), "Observationer")} == {"LEGEPLADSEN", "Skolen"}


def test_the_title_of_a_walk_is_no_formula_either(leader, make_walk):
    store(leader, "observation", {"walk": make_walk("=2+2").id})
    book = download(leader)
    assert record(book, "Observationer")["Vandring"] == "=2+2"
    assert cells(book, "Observationer")[1][1].data_type == "s"


def test_what_no_workbook_can_hold_is_left_out(leader):
    store(leader, "observation", {"description": "før\x00\x07\ufffe\uffff\ud800efter"})
    assert record(download(leader), "Observationer")["Beskrivelse"] == "førefter"


def answers(question):
    """Any answer that a question may take, and many that it may not."""
    if question.kind == "text":
        return st.text(max_size=question.most)
    if question.kind == "count":
        return st.integers(question.least, question.most)
    if question.kind == "yesno":
        return st.booleans()
    if question.kind == "date":
        return st.dates(date(2026, 1, 1), date(2026, 5, 12)).map(str)
    if question.kind == "choice":
        return st.sampled_from(list(question.by_code))
    if question.kind in {"choices", "countries"}:
        return st.lists(st.sampled_from(list(question.by_code)), min_size=1, max_size=6)
    if question.kind == "point":
        degrees = st.floats(-90, 90, allow_subnormal=False)
        return st.fixed_dictionaries({"latitude": degrees, "longitude": degrees, "accuracy": st.integers(0, 5000)})
    return st.none()  # references are tested by themselves


def valid(form):
    """Values of a form as `clean` lets them through."""
    given_all = st.fixed_dictionaries({name: st.none() | answers(q) for name, q in form.questions.items()})
    return given_all.map(lambda each: form.clean(each).values)


@pytest.mark.parametrize("name", ["observation", "contact"])
def test_any_values_come_back_from_the_workbook(app, name):
    form = forms.of(name)
    with app.app_context():
        each_valid = valid(form)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(values=st.lists(each_valid, min_size=1, max_size=4))
    def check(values):
        at = datetime(2026, 3, 1, 12, tzinfo=UTC)
        common = {
            "revision": 1,
            "version": 1,
            "received_at": at,
            "captured_at": at,
            "user_id": "x",
            "digest": "",
            "masked": 0,
        }
        rows = []
        for number, each in enumerate(values):
            # A contact without a date belongs to no year, and could never have been accepted.
            dated = each | ({"date": clock.today()} if name == "contact" and "date" not in each else {})
            rows.append({"id": f"{number:036}", "amended": False, **common, **form.store(dated)})
        file = BytesIO()
        with app.app_context():
            with db.writing() as session:
                session.execute(form.table.delete())
                session.execute(form.table.insert(), rows)
            sheet = RecordSheet(form, 2026)
            workbook.write(file, 2026, [sheet])
            getters = [column.cell_of(itemgetter) for column in columns_of(form.questions.values())]
            expected = [[get(row) for get in getters] for row in rows]
            name_of_sheet = sheet.name
        found = list(load_workbook(file)[name_of_sheet].iter_rows(min_row=6, values_only=True))
        for got, cell_values in zip(found, expected, strict=True):
            assert [plain(value) for value in got[1 : 1 + len(cell_values)]] == [plain(value) for value in cell_values]

    with app.app_context():
        check()


def plain(value):
    """A value as a workbook can tell it: 15 digits, no empty text, dates as midnight."""
    if isinstance(value, str):
        return writable(value) or None
    if isinstance(value, int | float):
        return pytest.approx(value, rel=1e-14, abs=1e-300)
    if value is not None and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value
