"""The formulas of a measure, worked out by LibreOffice on the workbook's own sheets, say what the measure is judged to be."""

import os
import shutil
import subprocess
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import pytest
from agreed_year import FLAGGED, say_so, sheets_of, store
from hypothesis import Phase, given, settings
from openpyxl import load_workbook
from reading import cells

from app import criteria, workbook
from app.cli.common import OPERATOR
from app.evaluation import counting, reported
from app.workbook.control_formulas import control
from app.workbook.kinds import DATE, FORMULA, INT, TEXT, Formula
from app.workbook.kinds import YES_NO as YES_NO_CELLS
from app.workbook.record_sheets import FollowUpSheet
from app.workbook.sheet import Column, Counts, Place, Sheet
from tests.evaluation import test_drawn_agreements as drawing

OFFICE = shutil.which("soffice")
NEEDED = "CI" in os.environ
FOLDER = Path(__file__).parent.parent / "criteria/agreements"
DOCUMENTS = {path.stem: criteria.read(path).document for path in FOLDER.glob("*.toml")}
YEARS = {"loevvangen": 2018, "urbanplanen": 2019, "svendborg": 2018, "blandet": 2021}
FIELDS = ("figure", "numerator", "denominator", "state")


def ask(*terms, per=None, **aim):
    measure = {"of": list(terms), "aim": {"direction": "at_least", "target": "20"} | aim}
    return measure | ({"per": per} if per else {})


def where(what, *conditions, **more):
    how = "sum" if "." in what else "count"
    asked = [{"field": field, asks: codes} for field, asks, codes in conditions]
    return {how: what, **({"where": asked} if asked else {}), **more}


# What the agreements do not ask: every kind, and every way to ask.
BESIDES = [
    ask(where("follow_ups", ("state", "is", ["done", "checked"])), per=where("follow_ups")),
    ask(where("follow_ups", ("priority", "is", ["any"]), ("party", "is_not", ["police"]))),
    ask(where("follow_ups", ("category", "is", ["lighting", "litter"])), direction="at_most"),
    ask(where("observations", ("feeling", "is", ["unsafe"])), per=where("observations", ("kind", "is", ["improve"]))),
    ask(where("walks", ("parties", "is", ["police", "library"])), where("walks.participants"), target="2"),
    ask(where("walks", ("parties", "is_not", ["any"]), ("light", "is_not", ["dark"])), direction="at_most", target="1"),
    ask(where("events", ("kind", "is", ["halloween", "kulturfest"]), ("flagged", "is", ["no"])), target="1"),
    ask(where("events", ("nationalities", "at_most", "4")), per=where("events"), target="50"),
    ask(where("contacts", ("first_time", "is", ["no"]), ("channel", "is_not", ["visit"]), ("minutes", "at_least", "7.5"))),
    ask(where("walks", evidence=[{"field": "observations", "at_least": "1"}]), target="8"),
    ask(where("contacts", evidence=[{"field": "topics", "is": ["debt", "rent"]}]), per=where("contacts"), target="80"),
    ask(where("contacts.minutes", ("topics", "is_not", ["any"])), direction="at_most", target="0"),
    ask(where("contacts", ("outcome", "is", ["averted", "instalments"]), ("area", "is", ["afd12", "any"])), per=where("contacts")),
    ask(where("walks", ("audience", "is_not", ["women"])), where("observations", ("area", "is", ["any"])), target="40"),
    ask(where("meetings", ("minutes", "is", ["yes"]), ("parties", "is", ["police", "any"])), target="2"),
    ask(where("meetings", evidence=[{"field": "minutes", "is": ["yes"]}]), where("meetings", ("minutes", "is", ["no"])), target="6"),
    ask(where("lists.solved", ("contacted", "at_least", "1")), per=where("lists.number"), target="50"),
    ask(where("hours.hours", ("role", "is", ["social_worker"]), ("task", "is_not", ["lead"])), per=where("hours"), target="1.25"),
]  # fmt: skip


class ControlSheet(Sheet):
    """A row of formulas for each question, made when the workbook is laid out."""

    key, name, reading = "control", "Prøve", ""

    def __init__(self, questions):
        self.questions, self.controls = questions, []
        self.columns = [
            Column(field, FORMULA, 9, value=lambda row, n=number: Formula(row[n]) if row[n] else None)
            for number, field in enumerate(FIELDS)
        ]

    def counts(self, _connection):
        return Counts(len(self.questions))

    def lay_out(self, places):
        self.controls = [
            control(each.document, each.criterion, measure, each.year, each.as_of, places)
            for each, measure in self.questions
        ]

    def rows(self, _connection):
        yield from self.controls


def questions_of(document, asked_criteria, year):
    """Every measure of the criteria, as of days on which the year runs or is over."""
    days = [date(year, 2, 10), date(year, 6, 30), date(year, 11, 20), date(year, 12, 31), date(year + 1, 6, 1)]
    questions = [counting.CriterionYear(document, each, year, day) for day in days for each in asked_criteria]
    return [(each, measure) for each in questions for measure in each.criterion["measures"]]


def judged(questions):
    """How each stands; a criterion that does not apply does not stand at all."""
    asked, of_day, found = {id(each.criterion): each.criterion for each, _measure in questions}, {}, []
    for each, measure in questions:
        if each.as_of not in of_day:
            of_day[each.as_of] = counting.count_for(each.document, asked.values(), each.year, each.as_of)
        facts = counting.MeasureFacts(
            reported.figures.current(), reported.milestones.current(each.document["code"]), of_day[each.as_of]
        )
        measured = counting.judge_criterion(each, facts)
        place = each.criterion["measures"].index(measure)
        found.append(measured.judgements[place] if measured.judgements else None)
    return found


def tried(path, sheets, questions):
    """A workbook with the controls of all of them, and how they stand."""
    sheet = ControlSheet(questions)
    with path.open("wb") as file:
        workbook.write(file, questions[0][0].year, [*sheets, sheet])
    return path, sheet.controls, questions, judged(questions)


def drawn(many):
    """Criteria drawn from the grammar; events can be flagged for two of them."""
    found = []

    @settings(max_examples=many, database=None, phases=[Phase.generate])
    @given(drawing.criterion())
    def collect(each):
        code = FLAGGED[len(found)] if len(found) < len(FLAGGED) else f"X{len(found)}"
        found.append({**each, "code": code})

    collect()
    return [each for each in found if not criteria.check({**DOCUMENTS["loevvangen"], "criteria": [each]})]


def differences(target, tries):
    """Where LibreOffice and the report do not say the same, and how many controls there are."""
    found, many = [], 0
    for path, controls, questions, judgements in tries:
        book = load_workbook(target / path.name, data_only=True)
        _header, *rows = cells(book, "Prøve")
        assert len(rows) == len(controls)
        for row, made, (asked, measure), judgement in zip(rows, controls, questions, judgements, strict=True):
            assert bool(made.reason) != bool(made.state)
            assert judgement is not None or made.reason == "gælder ikke det år"
            if made.reason or judgement is None:
                continue
            many += 1
            said = [cell.value for cell in row]
            expected = [getattr(judgement, field) for field in FIELDS[:-1]]
            same = all(alike(cell, number) for cell, number in zip_longest(said[:-1], expected))
            if not same or said[-1] != judgement.state.words:
                found.append(
                    (path.name, asked.criterion["code"], str(asked.as_of), measure, said, expected, judgement.state)
                )
    return found, many


def alike(cell, number):
    if cell in (None, "") or number is None:
        return cell in (None, "") and number is None
    return not isinstance(cell, str) and abs(Fraction(cell) - number) <= Fraction(1, 10**9) * max(1, abs(number))


def recalculated(files, folder):
    """The same workbooks, opened and saved by LibreOffice."""
    if OFFICE is None:
        assert not NEEDED, "LibreOffice is missing: on Debian, sudo apt install libreoffice-calc-nogui"
        pytest.skip("no LibreOffice to work the formulas out")
    command = [OFFICE, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", folder / "out", *files], check=True, capture_output=True, timeout=240)
    return folder / "out"


def test_libreoffice_works_every_control_out_to_what_is_judged(app, demo_year, tmp_path):
    tries, source = [], DOCUMENTS["loevvangen"]
    more = [{"code": code, "activity": "A1", "text": "Prøve", "measures": BESIDES} for code in FLAGGED]
    chosen = [*drawn(80), *more]
    with demo_year.app_context():
        questions = questions_of(source, [*source["criteria"], *chosen], 2017)
        tries.append(tried(tmp_path / "demo.xlsx", workbook.sheets_of(2017, OPERATOR), questions))
    with app.app_context():
        for seed, (name, document) in enumerate(DOCUMENTS.items()):
            year = YEARS[name]
            say_so(app, document)
            store(document, year, seed)
            asked = [*document["criteria"], *(chosen if document is source else [])]
            tries.append(tried(tmp_path / f"{name}.xlsx", sheets_of(year), questions_of(document, asked, year)))
        say_so(app, source)
    found, many = differences(recalculated([path for path, *_rest in tries], tmp_path), tries)
    assert found == []
    assert many > 500
    assert {made.reason for _path, controls, *_rest in tries for made in controls} - {""}


@pytest.fixture
def ask_for(app):
    """The control of a measure, with sheets besides those that there are."""

    def made(name, criterion, measure, **more):
        year = YEARS[name]
        places = {sheet.key: placed(sheet.name, sheet.columns) for sheet in sheets_of(year)} | more
        return control(DOCUMENTS[name], criterion, measure, year, date(year + 1, 3, 1), places)

    with app.app_context():
        yield made


def placed(name, columns):
    return Place(name, tuple(each.title for each in columns), 5, tuple(columns))


def columns(**fields):
    return [Column(name, kind, 9, name) for name, kind in fields.items()]


def criterion_of(name, code):
    return next(each for each in DOCUMENTS[name]["criteria"] if each["code"] == code)


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("blandet", "N1", "forskellige svar kan ikke tælles med en formel"),
        ("blandet", "P1", "små antal gæster står lagt sammen i arket"),
        ("blandet", "F1", "arket Opfølgning har ingen kolonne for »Inden fristen«"),
        ("blandet", "W1", "tilstanden er den værste af flere"),
        ("blandet", "W2", "tilstanden er den værste af flere"),
        ("blandet", "T1", "året før står ikke i projektmappen"),
        ("blandet", "K2", "ser på mere end ét år"),
        ("blandet", "X2", "ser på mere end ét år"),
    ],
)
def test_without_a_control_stands_why(ask_for, name, code, reason):
    criterion = criterion_of(name, code)
    assert ask_for(name, criterion, criterion["measures"][0]) == ("", "", "", "", reason)


def test_a_column_that_comes_to_be_there_is_counted_at_once(ask_for):
    criterion = criterion_of("blandet", "F1")
    points = placed("Punkter", [*FollowUpSheet(2021).columns, *columns(on_time=YES_NO_CELLS)])
    found = ask_for("blandet", criterion, criterion["measures"][0], follow_up=points)
    assert not found.reason
    assert "'Punkter'!" in found.figure
    measure = ask(where("lists.number", ("list", "is", ["reminders"])))
    lists = placed("Lister", columns(date=DATE, list=TEXT, number=INT))
    assert '="reminders")' in ask_for("blandet", criterion, measure, list=lists).figure


def test_no_formula_is_longer_than_excel_has_room_for(ask_for):
    criterion = criterion_of("loevvangen", "A1b")
    kinds = [f"kind{number}" for number in range(400)]
    found = ask_for("loevvangen", criterion, ask(where("events", ("kind", "is", kinds))))
    assert found == ("", "", "", "", "formlen er for lang")


def test_two_choices_that_read_the_same_cannot_be_told_apart(ask_for):
    alike = [
        Column("Dato", DATE, 9, "date"),
        Column("Lys", TEXT, 9, "light", codes=[("dark", "Mørkt"), ("night", "mørkt")]),
    ]
    walks = placed("Vandringer", [*alike, *columns(cancelled_at=YES_NO_CELLS)])
    criterion, measure = criterion_of("loevvangen", "A1b"), ask(where("walks", ("light", "is", ["dark"])))
    assert ask_for("loevvangen", criterion, measure, walk=walks).reason == "flere svar hedder det samme i arket"
