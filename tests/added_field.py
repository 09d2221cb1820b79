"""What `test_added_field.py` asks of its copy of the app: a walk has `noise` more, a point `blocked_by`."""

from io import BytesIO

from accounts import LEADER
from lxml.html import fromstring
from openpyxl import load_workbook
from pages import post, text
from sqlalchemy import inspect

from app import follow_up, workbook
from app.base import db
from app.definitions import FollowUpFields, WalkFields
from app.store import FollowUp, Walk

WALK = {"title": "Aftenvandring", "date": "2026-05-12"}


def columns(app, table):
    with app.app_context():
        return {column["name"]: str(column["type"]) for column in inspect(db.engine()).get_columns(table)}


def sheets(app, person):
    """The workbook's sheets: name → rows of cells."""
    target = BytesIO()
    with app.test_request_context():
        workbook.write(target, 2026, workbook.sheets_of(2026, person))
    return {sheet.title: list(sheet.values) for sheet in load_workbook(target)}


def cell(rows, title):
    """The cells below a column's title."""
    (head,) = (number for number, row in enumerate(rows) if row and title in row)
    return [row[rows[head].index(title)] for row in rows[head + 1 :]]


def codebook(rows, field):
    return [row for row in rows if field in row]


def test_of_a_walk(leader, app):
    assert columns(app, "walk")["noise"] == "VARCHAR"
    refused = post(leader, "/office/walks/new", **WALK, noise="x" * 41)
    assert refused.status_code == 422
    assert "Skriv højst 40 tegn. Der er 41." in text(refused)
    shown = post(leader, "/office/walks/new", **WALK, noise="Fly over området")
    page = leader.get(shown.location)
    assert "Støj Fly over området" in text(page)
    form = leader.get(f"{shown.location}/edit")
    assert fromstring(form.text).get_element_by_id("noise").value == "Fly over området"
    assert "Støj (kan springes over) Hvor meget der larmede" in text(form)
    with app.app_context():
        walk = db.session.query(Walk).one()
        before = WalkFields.answers(WalkFields.values(walk))
        (difference,) = WalkFields.differences(before, before | {"noise": "Vejen"})
        described = WalkFields.schema()["properties"]["noise"]["anyOf"]
    assert described == [{"type": "string", "maxLength": 40}, {"type": "null"}]
    assert (difference.label, difference.before, difference.after) == ("Støj", "Fly over området", "Vejen")
    found = sheets(app, LEADER)
    assert cell(found["Vandringer"], "Støj")[:1] == ["Fly over området"]
    assert [row[1:] for row in codebook(found["Kodebog"], "noise")] == [
        ("Støj", "noise", None, "Hvor meget der larmede")
    ]


def test_of_a_walk_on_the_phone(leader, app, walk):
    described = leader.get("/api/openapi.json").get_json()
    assert "noise" in str(described["paths"]["/api/walks/{id}"])
    answer = leader.get(f"/api/walks/{walk.id}").get_json()
    assert answer["facts"]["noise"] is None


def test_of_a_point(leader, app, observe, change):
    assert columns(app, "follow_up")["blocked_by"] == "VARCHAR"
    id = observe(place="Trappen", kind="improve")
    page = leader.get(f"/office/follow-up/{id}")
    assert "Venter på Hvad der skal ske først" in text(page)
    refused = post(leader, f"/office/follow-up/{id}/change/words", seen=0, blocked_by="x" * 81)
    assert refused.status_code == 422
    assert "Skriv højst 80 tegn. Der er 81." in text(refused)
    done = post(leader, f"/office/follow-up/{id}/change/words", seen=0, blocked_by="Gravearbejdet")
    assert "Venter på Gravearbejdet" in text(leader.get(done.location))
    change(id, blocked_by="Elnettet")
    with app.test_request_context():
        (changed, *_rest) = follow_up.history(db.session.query(FollowUp).one().id)
        (difference,) = changed.differences
        assert (difference.label, difference.before, difference.after) == ("Venter på", "Gravearbejdet", "Elnettet")
        assert follow_up.get(id).blocked_by == "Elnettet"
        described = FollowUpFields.schema()["properties"]["blocked_by"]["anyOf"]
    assert described == [{"type": "string", "maxLength": 80}, {"type": "null"}]
    found = sheets(app, LEADER)
    assert cell(found["Opfølgning"], "Venter på")[:1] == ["Elnettet"]
    assert [row[1:] for row in codebook(found["Kodebog"], "blocked_by")] == [
        ("Venter på", "blocked_by", None, "Hvad der skal ske først")
    ]
