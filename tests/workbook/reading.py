"""Reads downloaded workbooks, and submissions with every question answered."""

from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

POSITION = {"latitude": 57.0721, "longitude": 9.9213, "accuracy": 8}
EVERYTHING = {
    "observation": {
        "kind": "good",
        "category": "paths",
        "feeling": "neutral",
        "place": "Stien ved skolen",
        "position": POSITION,
        "light": "dusk",
        "description": "Jævn at gå på.\nOgså med barnevogn.",
        "suggestion": "Behold den",
        "photos": ["d0000000-0000-4000-8000-0000000000a1", "d0000000-0000-4000-8000-0000000000a2"],
        "observer": "municipality",
    },
    "attendance": {
        "door": "Nord",
        "adults": 41,
        "youth": 0,
        "children": 1205,
        "volunteers": 6,
        "estimated": False,
        "countries": ["SO", "DK", "XK"],
        "note": "God stemning",
    },
    "contact": {
        "date": "2026-05-11",
        "channel": "digital",
        "target_group": "outreach",
        "heard_via": "bydelsmoedre",
        "first_time": True,
        "topics": ["eboks", "rent"],
        "digital_asked": True,
        "digital_outcome": "asked_before",
        "referrals": ["programme", "debt_counselling"],
        "outcome": "instalments",
        "minutes": 45,
        "note": "Ringer igen",
    },
}


def download(client, year=2026):
    """The year's workbook, as that person gets it."""
    answer = client.get(f"/office/workbook/{year}.xlsx")
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def cells(book, name):
    """The table's cells in a sheet, header included."""
    sheet = book[name]
    (table,) = sheet.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    return [list(row) for row in sheet.iter_rows(top, bottom, left, right)]


def records(book, name):
    """The rows of a sheet's table, as dicts of values by column; an empty table has none."""
    header, *rows = ([cell.value for cell in row] for row in cells(book, name))
    return [dict(zip(header, row, strict=True)) for row in rows if any(value is not None for value in row)]


def record(book, name):
    """The only row."""
    (only,) = records(book, name)
    return only
