"""The way round through Excel: fetched from the office, opened and saved by LibreOffice, changed, read again and adopted."""

import copy
import os
import shutil
import subprocess
from io import BytesIO

import pytest
from agreeing import NAMES, adopt_only, document, measure, next_version
from lxml.html import fromstring
from openpyxl import load_workbook
from pages import fill, fill_again, text, upload, words_of
from sheet_cells import cell_of

from app import criteria
from app.agreement import known

OFFICE = shutil.which("soffice")
PATH = "/office/agreements"
FILE = f"{PATH}/new/file"
SECONDS = 240


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    """What LibreOffice keeps of itself."""
    if OFFICE is None:
        assert "CI" not in os.environ, "no LibreOffice"
        pytest.skip("no LibreOffice to save the file with")
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def saved_by_office(profile, tmp_path):
    """Call it with an Excel file's content: what LibreOffice makes of it when it is opened and saved."""

    def save(body):
        (tmp_path / "aftale.xlsx").write_bytes(body)
        command = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
        command += ["--outdir", tmp_path / "saved", tmp_path / "aftale.xlsx"]
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
        return (tmp_path / "saved/aftale.xlsx").read_bytes()

    return save


def changes(page):
    return [words_of(each) for each in fromstring(page.text).xpath("//section[@aria-labelledby='changes']//li")]


@pytest.mark.parametrize("name", [NAMES[0], pytest.param(NAMES[1], marks=pytest.mark.long), NAMES[3]])
def test_what_is_only_opened_and_saved_is_the_same_agreement(app, leader, saved_by_office, name):
    with app.app_context():
        adopt_only(document(name))
    code = document(name)["code"]
    saved = saved_by_office(leader.get(f"{PATH}/{code}/1.xlsx").data)
    assert criteria.read_upload("aftale.xlsx", saved).document == document(name)
    page = upload(leader, FILE, "file", saved, "aftale.xlsx")
    assert "Der er intet ændret" in text(page)


def test_a_target_that_is_changed_in_excel_is_seen_and_adopted(app, leader, saved_by_office):
    agreed = next_version("2026-01-01")
    with app.app_context():
        adopt_only(agreed)
    book = load_workbook(BytesIO(saved_by_office(leader.get(f"{PATH}/tryghed/1.xlsx").data)))
    place = [row["code"] for row in agreed["criteria"]].index("A2b") + 1
    rows = [row for row in book["Målinger"].iter_rows(min_row=3) if str(row[1].value) == f"{place}.1"]
    head = [cell.value for cell in book["Målinger"][1]]
    rows[0][head.index("aim.target")].value = 110
    cell_of(book, "Parter", "police", "name").value = "Nærpolitiet"
    file = BytesIO()
    book.save(file)
    page = upload(leader, FILE, "file", saved_by_office(file.getvalue()), "aftale rettet.xlsx")
    assert changes(page) == [
        "Parten »Nærpolitiet«, navn: »Nordjyllands Politi, nærpolitiet« → »Nærpolitiet«",
        "A2b: mindst 100 → mindst 110 henvendelser",
    ]
    assert fill_again(leader, page).location == f"{PATH}/tryghed/draft"
    answer = fill(leader, f"{PATH}/tryghed/draft/adopt", note="Flere kommer af sig selv")
    assert answer.location == f"{PATH}/tryghed/2"
    wanted = copy.deepcopy(agreed)
    measure(wanted, "A2b")["aim"]["target"] = "110"
    next(row for row in wanted["parties"] if row["code"] == "police")["name"] = "Nærpolitiet"
    with app.app_context():
        found = known.find("tryghed").newest
    assert {**found.document, "version": None} == {**wanted, "version": None}
    assert found.document["version"]["valid_from"] == "2027-01-01"


def test_an_empty_file_that_office_has_saved_is_still_understood(app, leader, saved_by_office):
    page = upload(leader, FILE, "file", saved_by_office(leader.get(f"{PATH}/new/empty.xlsx").data), "tom.xlsx")
    assert page.status_code == 422
    assert "Ark »Aftalen«, række 3, kolonne »navn«: mangler" in text(page)
