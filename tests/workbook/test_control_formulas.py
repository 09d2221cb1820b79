"""The formulas of a measure, worked out by LibreOffice on the workbook's own sheets, say what the measure is judged to be."""

import dataclasses
import os
import random
import shutil
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path

import pytest
import storing
from hypothesis import Phase, given, settings
from openpyxl import load_workbook
from reading import cells

from app import agreement, criteria, workbook
from app.cli.common import OPERATOR
from app.criteria import parts
from app.definitions import Contact, forms
from app.definitions.countable import CHOICE, CHOICES, CODES, KINDS, NUMBER, YES_NO
from app.evaluation import counting, reported
from app.questions import Option
from app.workbook.control_formulas import MOST_CHARACTERS, control
from app.workbook.gathering_sheets import EventSheet, WalkSheet
from app.workbook.kinds import FORMULA, Formula
from app.workbook.record_sheets import FollowUpSheet, RecordSheet
from app.workbook.reported_sheets import FigureSheet, HoursSheet, MilestoneSheet
from app.workbook.sheet import Column, Counts, Place, Sheet
from tests.evaluation import test_drawn_agreements as drawing

OFFICE = shutil.which("soffice")
NEEDED = "CI" in os.environ
FOLDER = Path(__file__).parent.parent / "criteria/agreements"
DOCUMENTS = {path.stem: criteria.read(path).document for path in FOLDER.glob("*.toml")}
YEARS = {"loevvangen": 2018, "urbanplanen": 2019, "svendborg": 2018, "blandet": 2021}
FIELDS = ("figure", "numerator", "denominator", "state")
FLAGGED = ("A1b", "A3c")


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
    ask(where("contacts.minutes", ("topics", "is_not", ["any"])), direction="at_most", target="0"),
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
    found = []
    for each, measure in questions:
        counted = counting.count_for(each.document, [each.criterion], each.year, each.as_of)
        facts = counting.MeasureFacts(reported.figures.current(), reported.milestones.current(), counted)
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


def sheets_of(year):
    """The sheets that hold what is counted."""
    records = [RecordSheet(forms.of(name), year) for name in ("observation", "contact")]
    gathered = [FollowUpSheet(year), WalkSheet(year), EventSheet(year)]
    return [*records, *gathered, HoursSheet(year), FigureSheet(year), MilestoneSheet(year)]


def say_so(app, document):
    """Let the sheets know a document's figures, milestones and choices."""
    choices = {name: parts.choices(document, name) for name in ("events.kind", "meetings.kind", "hours.role", "hours.task")}
    figures = {
        row["code"]: agreement.Figure(row["code"], row["name"], row.get("unit", ""), row["kind"], row["source"], row["party"])
        for row in document.get("figures", ())
    }  # fmt: skip
    milestones = {
        row["code"]: agreement.Milestone(row["code"], row["name"], date.fromisoformat(row["deadline"]) if "deadline" in row else None)
        for row in document.get("milestones", ())
    }  # fmt: skip
    app.extensions["plan"] = dataclasses.replace(
        app.extensions["plan"], figures=figures, milestones=milestones, roles=choices["hours.role"], tasks=choices["hours.task"],
        event_kinds=choices["events.kind"] | choices["meetings.kind"], parties=parts.choices(document, "parties"),
    )  # fmt: skip
    standard = {option.code for option in Contact.referrals.own_options}
    offers = parts.choices(document, "contacts.referrals").items()
    Contact.referrals.extend(tuple(Option(code, name) for code, name in offers if code not in standard))


def store(document, year, seed):
    """Rows of every kind with any answers, and most figures and milestones; on few days, so that many meet an edge."""
    chance = random.Random(seed)
    days = [date(year, 1, 1) + timedelta(each) for each in (-1, 0, 40, 41, 180, 181, 200, 323, 324, 363, 364, 365)]
    rows = {
        kind: [answered(chance, document, kind) | {"date": chance.choice(days)} for _each in range(chance.choice([5, 40, 80]))]
        for kind in ("contacts", "observations", "walks", "events", "hours")
    }  # fmt: skip
    if kinds := list(parts.choices(document, "meetings.kind")):
        rows["meetings"] = [{"kind": chance.choice(kinds), "date": chance.choice(days)} for _each in range(9)]
    values = ["0", "3", "4.5", "83.9", "120", "250"]
    figures = {(row["code"], year): (chance.choice(values), date(year + 1, 2, 1)) for row in document.get("figures", ())}
    milestones = {
        (row["code"], int(row.get("deadline", f"{year}")[:4])): (chance.choice(days), chance.choice(["", "Referat"]))
        for row in document.get("milestones", ())
    }
    for told in (figures, milestones):
        for key in [key for key in told if chance.random() < 0.15]:
            del told[key]
    storing.clear()
    storing.store(rows, figures, milestones)


NEEDED_ANSWERS = {"hours", "activity", "role", "task", "category", "kind", "channel", "target_group"}


def answered(chance, document, kind):
    made = {}
    for name, field in KINDS[kind].fields.items():
        codes = list(parts.choices(document, parts.list_of(kind, name))) or ["other"]
        if name == "area" or (field.derived and name != "observations") or chance.random() < 0.15 and name not in NEEDED_ANSWERS:
            continue
        made[name] = {
            CHOICE: lambda codes=codes: chance.choice(codes),
            CHOICES: lambda codes=codes: chance.sample(codes, chance.randint(0, min(3, len(codes)))),
            CODES: lambda codes=codes: chance.sample(codes, chance.randint(0, min(3, len(codes)))),
            YES_NO: lambda: chance.random() < 0.8,
            NUMBER: lambda name=name: Decimal(chance.randint(1, 30)) / 4 if name == "hours" else chance.randint(0, 10),
        }[field.kind]()  # fmt: skip
    if kind == "events":
        made["counts_for"] = [code for code in FLAGGED if chance.random() < 0.6]
        if chance.random() < 0.8:
            made |= {"adults": chance.choice([0, 2, 40]), "countries": chance.sample(["DK", "SO", "TR", "SY", "XK"], chance.randint(0, 5))}
    return made


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
                found.append((path.name, asked.criterion["code"], str(asked.as_of), measure, said, expected, judgement.state))
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


def place(name, *fields):
    columns = tuple(Column(field, FORMULA, 9, field) for field in fields)
    return Place(name, fields, 3, columns)


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
        ("svendborg", "T1b", "tallene for hvert område står ikke i projektmappen"),
    ],
)
def test_without_a_control_stands_why(app, name, code, reason):
    document, year = DOCUMENTS[name], YEARS[name]
    criterion = next(each for each in document["criteria"] if each["code"] == code)
    with app.app_context():
        places = {
            sheet.key: Place(sheet.name, tuple(each.title for each in sheet.columns), 5, tuple(sheet.columns))
            for sheet in sheets_of(year)
        }
        found = control(document, criterion, criterion["measures"][0], year, date(year + 1, 3, 1), places)
    assert found == ("", "", "", "", reason)
