"""*Succeskriterier* and its like say what the report says, and LibreOffice works the controls out to the same."""

import os
import shutil
import subprocess
import zipfile

import pytest
import schemas
import strict
from openpyxl import load_workbook
from reading import cells, records

from app import evaluation, workbook
from app.base import clock
from app.cli.common import OPERATOR
from app.evaluation import reported

YEAR = 2017
DAYS = ["2017-11-20", "2018-06-01"]
# `dev.py test` installs LibreOffice where it can; in CI the tests that need it fail without, elsewhere they are skipped.
OFFICE = shutil.which("soffice")
NEEDED = "CI" in os.environ


@pytest.fixture(scope="module")
def files(demo_year, tmp_path_factory):
    """The year's workbook as of each day."""
    folder = tmp_path_factory.mktemp("books")
    for day in DAYS:
        with demo_year.app_context(), clock.at(_noon(day)), (folder / f"{day}.xlsx").open("wb") as file:
            workbook.write(file, YEAR, workbook.sheets_of(YEAR, OPERATOR))
    return folder


@pytest.fixture(scope="module")
def recalculated(files):
    """The same workbooks, opened and saved by LibreOffice; the files that hold the controls' values."""
    if OFFICE is None:
        assert not NEEDED, "LibreOffice is missing: on Debian, sudo apt install libreoffice-calc-nogui"
        pytest.skip("no LibreOffice to work the formulas out")
    target, profile = files / "calculated", files / "profile"
    command = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx"]
    command += ["--outdir", target, *(files / f"{day}.xlsx" for day in DAYS)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return target


def _noon(day):
    return clock.parse(f"{day}T12:00:00+00:00")


def _report(demo_year, day):
    with demo_year.app_context(), clock.at(_noon(day)):
        return evaluation.evaluate(YEAR)


@pytest.mark.parametrize("day", DAYS)
def test_every_value_is_the_reports(demo_year, files, day):
    report, book = _report(demo_year, day), load_workbook(files / f"{day}.xlsx")
    for name, findings in (("Succeskriterier", report.findings), ("Også aftalt", report.promises)):
        rows = records(book, name)
        assert [row["Nr."] for row in rows] == [finding.id for finding in findings]
        for row, finding in zip(rows, findings, strict=True):
            said = [row[title] for title in (f"Tal {YEAR}", "Tæller", "Nævner", "Grænse", "Udgangspunkt 2015")]
            exact = [finding.figure, finding.numerator, finding.denominator, finding.target, finding.baseline]
            assert said == [None if value is None else pytest.approx(float(value), abs=1e-12) for value in exact]
            assert (row["Tilstand"], row["Sådan er det regnet"]) == (finding.state.words, finding.reading or None)
            assert row["Foreløbig"] == (None if finding.figure is None else "Ja" if finding.provisional else "Nej")
            assert row["Projektlederens bemærkning"] == report.comments.get(finding.id)
            assert (row["Kilde"], row["Hvem måler"]) == (finding.criterion.source, finding.criterion.measured_by)


@pytest.mark.parametrize("day", DAYS)
def test_libreoffice_works_every_control_out_to_the_same(demo_year, recalculated, day):
    report, book = _report(demo_year, day), load_workbook(recalculated / f"{day}.xlsx", data_only=True)
    for name, findings in (("Succeskriterier", report.findings), ("Også aftalt", report.promises)):
        for row, finding in zip(records(book, name), findings, strict=True):
            if row["Kontrol: tilstand"].startswith("ingen kontrol"):  # it looks at each month
                assert (finding.id, row["Stemmer"]) == ("reminder_lists", None)
                continue
            assert row["Stemmer"] == "Ja", finding.id
            assert row["Kontrol: tilstand"] == row["Tilstand"]
            expected = None if finding.figure is None else pytest.approx(float(finding.figure), abs=1e-9)
            assert (row["Kontrol: tal"] or None if finding.figure is None else row["Kontrol: tal"]) == expected


def test_a_wrong_row_shows_as_not_agreeing(demo_year, files, recalculated, tmp_path):
    book = load_workbook(files / f"{DAYS[1]}.xlsx")
    cells(book, "Henvendelser")[1][1].value = None
    book.save(tmp_path / "wrong.xlsx")
    command = [OFFICE, f"-env:UserInstallation=file://{files / 'profile'}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", tmp_path / "out", tmp_path / "wrong.xlsx"], check=True, timeout=240)
    rows = records(load_workbook(tmp_path / "out" / "wrong.xlsx", data_only=True), "Succeskriterier")
    found = {row["Nr."]: row["Stemmer"] for row in rows}
    assert (found["A2b"], found["A3c"]) == ("Nej", "Ja")


def test_the_sign_is_the_formats_and_the_word_stays_clean(files):
    book = load_workbook(files / f"{DAYS[1]}.xlsx")
    header, *rows = cells(book, "Succeskriterier")
    column = [cell.value for cell in header].index("Tilstand")
    formats = {row[column].value: row[column].number_format for row in rows}
    assert formats["Opfyldt"] == '"✓  "@'
    assert formats["Ikke opfyldt"] == '"✕  "@'
    inks = {row[column].value: row[column].font.color and row[column].font.color.rgb for row in rows}
    assert (inks["Opfyldt"], inks["Ikke opfyldt"]) == ("0014532C", "008F1D16")


def test_figures_hours_and_milestones_stand_as_they_were_written(demo_year, files):
    book = load_workbook(files / f"{DAYS[1]}.xlsx")
    with demo_year.app_context():
        given, spent = reported.figures.current(), reported.hours.spent(YEAR)
        reached = reported.milestones.current()
    shown = {(row["Id"], row["År"], row["Område"] or ""): row for row in records(book, "Nøgletal")}
    for key, entry in given.items():
        assert (shown[key]["Værdi"], shown[key]["Skrevet af"]) == (float(entry.value), entry.person)
    assert shown["water_bills_over_1000", YEAR, ""]["Værdi"] is None
    assert shown["water_bills_over_1000", 2015, ""]["Værdi"] == 49
    assert sum(row["Timer"] for row in records(book, "Timer")) == float(sum(each.hours for each in spent))
    dates = {row["Id"]: row["Dato"] and row["Dato"].date() for row in records(book, "Milepæle")}
    assert {id: day for id, day in dates.items() if day} == {id: each.date for (id, _year), each in reached.items()}


def test_years_stand_side_by_side(demo_year, files):
    book = load_workbook(files / f"{DAYS[1]}.xlsx")
    with demo_year.app_context(), clock.at(_noon(DAYS[1])):
        table = evaluation.side_by_side()
    rows = {row["Nr."]: row for row in records(book, "År for år")}
    for line in table.criteria:
        for number, finding in zip(table.years, line.findings, strict=True):
            assert rows[line.criterion.id][f"Tilstand {number}"] == finding.state.words
            assert (rows[line.criterion.id][str(number)] is None) == (finding.figure is None)


def test_charts_are_excels_own_and_lie_on_the_tables_rows(files):
    with zipfile.ZipFile(files / f"{DAYS[1]}.xlsx") as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) >= 6
    assert all("'Diagrammer'!$" in chart for chart in charts)
    assert drawing.count("<twoCellAnchor") == len(charts)  # on whole cells: no chart covers another
    titles = " ".join(charts)
    assert "M1 Afstanden er mindsket: 4,2 procentpoint, 5,1 i 2015" in titles
    assert "M2 Afstanden er øget: 6,4 point, 5,4 i 2015" in titles


@pytest.mark.parametrize("day", DAYS)
def test_excel_has_nothing_to_repair(files, day):
    assert strict.faults((files / f"{day}.xlsx").read_bytes()) == []


def test_it_keeps_the_schemas_of_ooxml(files):
    assert schemas.faults(files / f"{DAYS[1]}.xlsx") == []
