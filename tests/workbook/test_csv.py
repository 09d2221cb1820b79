"""CSV for a Danish Excel: the same tables as the workbook's."""

import csv
import io
from datetime import datetime, time

import pytest
from reading import EVERYTHING, cells, download
from sending import store

from app.base.text import defuse

SHEETS = {
    "observation": "Observationer",
    "event": "Arrangementer",
    "attendance": "Fremmøde",
    "contact": "Henvendelser",
    "codebook": "Kodebog",
}


@pytest.fixture
def leader(sign_in, make_event):
    leader = sign_in("leader")
    event = make_event('=Fest; "med" alt', start=time(9, 5))
    for form, answers in EVERYTHING.items():
        store(leader, form, answers | ({"event": event.id} if form == "attendance" else {}))
    store(leader, "observation", {"description": '=HYPERLINK("http://example.org";"x")\n;\'\t💚'})
    return leader


def fetch(client, key, year=2026):
    answer = client.get(f"/office/csv/{year}/{key}.csv")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert f"feltbog-{year}-{key}.csv" in answer.headers["Content-Disposition"]
    return answer.data


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize("key", SHEETS)
def test_it_holds_what_the_workbook_holds(leader, key):
    table = cells(download(leader), SHEETS[key])
    expected = [[cell.hyperlink.target if cell.hyperlink else shown(cell) for cell in row] for row in table]
    assert rows(fetch(leader, key)) == expected


def shown(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y}" if cell.number_format == "dd-mm-yyyy" else f"{value:%d-%m-%Y %H:%M:%S}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float):
        return f"{value:.16g}".replace(".", ",")
    return defuse(value) if isinstance(value, str) else str(value)


def test_it_is_what_a_danish_excel_opens(leader):
    data = fetch(leader, "contact")
    assert data.startswith(b"\xef\xbb\xbfId;Dato;")
    assert ";11-05-2026;Løvvangen, afdeling 12;Sms/mail;".encode() in data
    assert data.endswith(b";12-05-2026 14:32:05;12-05-2026 14:40:00\r\n")
    assert b";57,0721;9,9213;8;" in fetch(leader, "observation")


@pytest.mark.parametrize("text", ["=1+1", "+45 96 34", "-5", "@alle", "\tx", "＝1", "'=1", "'citat'"])
def test_what_could_run_gets_an_apostrophe_that_can_be_taken_away_again(text):
    assert defuse(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1+1", "Torvet", " =1", "5 - 3", "💚"])
def test_other_text_is_left_alone(text):
    assert defuse(text) == text


def test_no_cell_begins_like_a_formula(leader):
    for key in SHEETS:
        assert not [cell for row in rows(fetch(leader, key)) for cell in row if cell[:1] in set("=+-@")]


def test_a_year_without_records_has_its_header(leader):
    (header,) = rows(fetch(leader, "observation", 2001))
    assert header[0] == "Id"
