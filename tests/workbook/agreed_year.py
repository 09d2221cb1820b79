"""A year of an agreement: what its sheets know, and rows of every kind with any answers."""

import random
from datetime import date, timedelta
from decimal import Decimal

import agreeing
import storing

from app.criteria import parts
from app.definitions import forms
from app.definitions.countable import CHOICE, CHOICES, CODES, KINDS, NUMBER, YES_NO
from app.workbook.gathering_sheets import EventSheet, WalkSheet
from app.workbook.record_sheets import FollowUpSheet, RecordSheet
from app.workbook.reported_sheets import FigureSheet, HoursSheet, ListSheet, MilestoneSheet

# The criteria that events can be flagged for.
FLAGGED = ("A1b", "A3c")
NEEDED_ANSWERS = {"hours", "activity", "role", "task", "category", "kind", "channel", "target_group", "list", "number"}


def sheets_of(year):
    """The sheets that hold what is counted."""
    records = [RecordSheet(forms.of(name), year) for name in ("observation", "contact")]
    gathered = [FollowUpSheet(year), WalkSheet(year), EventSheet(year)]
    return [*records, *gathered, HoursSheet(year), ListSheet(year), FigureSheet(year), MilestoneSheet(year)]


def say_so(app, document):
    """Let the sheets know a document's figures, milestones and choices."""
    agreeing.adopt_only(document)


def store(document, year, seed):
    """Rows of every kind with any answers, and most figures and milestones; on few days, so that many meet an edge."""
    chance = random.Random(seed)
    days = [date(year, 1, 1) + timedelta(each) for each in (-1, 0, 40, 41, 180, 181, 200, 323, 324, 363, 364, 365)]
    rows = {
        kind: [answered(chance, document, kind) | {"date": chance.choice(days)} for _each in range(chance.choice([5, 40, 80]))]
        for kind in ("contacts", "observations", "walks", "events", "hours", "lists")
    }  # fmt: skip
    rows["lists"] = rows["lists"][:30] if document.get("lists") else []
    if parts.choices(document, "meetings.kind"):
        rows["meetings"] = [
            answered(chance, document, "meetings") | {"date": chance.choice(days)} for _each in range(9)
        ]
    values = ["0", "3", "4.5", "83.9", "120", "250"]
    figures = {
        (row["code"], year, area): (chance.choice(values), date(year + 1, 2, 1))
        for row in document.get("figures", ())
        for area in parts.areas_of(document, row, year)
    }
    milestones = {
        (row["code"], int(row.get("deadline", f"{year}")[:4])): (chance.choice(days), chance.choice(["", "Referat"]))
        for row in document.get("milestones", ())
    }
    for told in (figures, milestones):
        for key in [key for key in told if chance.random() < 0.15]:
            del told[key]
    storing.clear()
    storing.store(rows, figures, milestones, document["code"])


def answered(chance, document, kind):
    made = {}
    for name, field in KINDS[kind].fields.items():
        codes = list(parts.choices(document, parts.list_of(document, kind, name))) or ["other"]
        is_left_out = chance.random() < 0.15 and name not in NEEDED_ANSWERS
        if (kind, name) == ("observations", "area") or (field.derived and name != "observations") or is_left_out:
            continue
        made[name] = {
            CHOICE: lambda codes=codes: chance.choice(codes),
            CHOICES: lambda codes=codes: chance.sample(codes, chance.randint(0, min(3, len(codes)))),
            CODES: lambda codes=codes: chance.sample(codes, chance.randint(0, min(3, len(codes)))),
            YES_NO: lambda: chance.random() < 0.8,
            NUMBER: lambda name=name: Decimal(chance.randint(1, 30)) / 4 if name == "hours" else chance.randint(0, 10),
        }[field.kind]()  # fmt: skip
    if kind == "observations":
        made["place"] = chance.choice(
            [place for each in document["areas"] for place in each.get("places", ())] or ["X"]
        )
    if made.get("minutes") is True or made.get("minutes") is False:
        made["minutes"] = chance.choice(["Det blev besluttet", ""]) if made["minutes"] else None
    if kind == "events":
        made["counts_for"] = [code for code in FLAGGED if chance.random() < 0.6]
        if chance.random() < 0.8:
            made |= {
                "adults": chance.choice([0, 2, 40]),
                "countries": chance.sample(["DK", "SO", "TR", "SY", "XK"], chance.randint(0, 5)),
            }
    return made
