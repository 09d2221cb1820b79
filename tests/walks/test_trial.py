"""A trial: to the phone a walk as any, to everybody else nothing that there is; after two weeks it is gone."""

import json
from datetime import timedelta

import pytest
from agreeing import adopt_only, document
from conftest import NOW
from openpyxl import load_workbook
from pages import text
from running import run
from sending import new_id, put_photo, send, statuses, store, submission
from sqlalchemy import select

from app.activities import trials
from app.base import db
from app.definitions import Observation
from app.store import AuditEntry, Code, FollowUp, Joined, Photo, Walk

PLACE = "Det prøvede sted"
YEAR = 2026
# What is of one year, by its address.
OF_A_YEAR = [
    f"/office/evaluation/{YEAR}", f"/office/evaluation/{YEAR}/report", f"/office/evaluation/{YEAR}/figures",
    f"/office/evaluation/{YEAR}/criterion/A1b", f"/office/walks?year={YEAR}", f"/office/records?year={YEAR}", "/office/records?state=all",
    f"/office/records?q={PLACE}", "/office/follow-up?show=all", f"/office/observations.geojson?year={YEAR}",
    *(f"/office/csv/{YEAR}/{key}.csv" for key in ("observation", "walk", "follow_up")),
]  # fmt: skip
# They tell of phones and of what somebody did, not of walks.
OTHERS = {"/office/phones", "/office/log"}


@pytest.fixture
def agreed(app):
    """An agreement of this year."""
    found = document() | {"first_year": YEAR, "last_year": YEAR + 3}
    found["hours"] = [row for row in found["hours"] if "years" not in row]
    found["criteria"] = [row for row in found["criteria"] if row["code"] != "hours_a3"]
    for row in found["criteria"]:
        row.pop("years", None)
    for each in found["milestones"]:
        if "deadline" in each:
            each["deadline"] = f"{YEAR}-12-31"
    with app.app_context():
        adopt_only(found)


@pytest.fixture
def trial(app):
    with app.test_request_context():
        return trials.begin()


@pytest.fixture
def phone(trial, joined):
    return joined(trial)


def observed(phone, trial, **answers):
    """An observation that a phone sends of the trial; its id."""
    return store(phone, answers={"walk": trial.id, "place": PLACE, "feeling": "unsafe", **answers})


def lists(app):
    """Every page of the office that names nothing in its address, and those of the year."""
    found = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    pages = [
        each
        for each in found
        if each.startswith("/office/") and each not in OTHERS and "begin" not in each and "xlsx" not in each
    ]
    assert len(pages) > 15
    return [*pages, *OF_A_YEAR]


def seen(app, leader, pages, file):
    """The words of each page, and the cells of every sheet of the workbook."""
    said = {}
    for each in pages:
        answer = leader.get(each, follow_redirects=True)
        assert answer.status_code == 200, each
        said[each] = text(answer)
    assert run(app, "export", "--year", str(YEAR), str(file)).exit_code == 0
    book = load_workbook(file, read_only=True)
    return said | {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.usefixtures("agreed")
def test_it_is_in_no_list_no_sheet_and_no_count(app, leader, trial, phone, observe, make_walk, tmp_path):
    observe(walk=make_walk().id)
    pages = lists(app)
    before = seen(app, leader, pages, tmp_path / "before.xlsx")
    report = run(app, "report", "--year", str(YEAR), "--json").stdout
    observed(phone, trial)
    observed(phone, trial, kind="good")
    after = seen(app, leader, pages, tmp_path / "after.xlsx")
    assert {name: said for name, said in after.items() if said != before[name]} == {}
    assert PLACE not in json.dumps(after, default=str, ensure_ascii=False).replace(f"q={PLACE}", "")
    assert [
        name for name, said in after.items() if trial.title in json.dumps(said, default=str, ensure_ascii=False)
    ] == []
    assert run(app, "report", "--year", str(YEAR), "--json").stdout == report


def test_a_phone_has_it_as_any_walk(trial, phone, sign_in):
    found = phone.get("/api/reference").get_json()
    assert [each["id"] for each in found["walks"]] == [trial.id]
    assert found["open_points"] == []
    sent = submission(answers={"walk": trial.id})
    assert statuses(send(phone, sent)) == ["stored"]
    assert statuses(send(phone, sent)) == ["unchanged"]
    assert sign_in("leader").get("/api/reference").get_json()["walks"] == []


def test_whoever_is_signed_in_on_the_phone_has_it_too(trial, joined, leader):
    joined(trial, phone=leader)
    assert [each["id"] for each in leader.get("/api/reference").get_json()["walks"]] == [trial.id]


def test_its_page_is_no_walks(trial, leader):
    for path in ("", "/edit", "/poster", "/protocol"):
        assert leader.get(f"/office/walks/{trial.id}{path}").status_code == 404


def test_nobody_follows_it_up(app, leader, trial, phone, change):
    id = observed(phone, trial)
    with pytest.raises(LookupError):
        change(id, state="planned")
    assert rows_of(app, FollowUp) == []


def test_there_is_one_until_its_code_is_over(app, trial, moment):
    with app.test_request_context():
        assert trials.begin().id == trial.id
        moment.at = NOW + timedelta(days=30)
        assert trials.current() is None
        assert trials.begin().id != trial.id


def rows_of(app, model):
    with app.app_context():
        return list(db.session.scalars(select(model)))


def test_after_two_weeks_it_is_gone_with_all_that_came_of_it(app, trial, phone, moment, observe):
    kept = observe()
    picture = new_id()
    id = observed(phone, trial, photos=[picture])
    assert put_photo(phone, picture).status_code in {200, 201, 204}
    moment.at = NOW + timedelta(days=13)
    assert run(app, "tend").exit_code == 0
    assert len(rows_of(app, Walk)) == 1
    moment.at = NOW + timedelta(days=15)
    assert run(app, "tend").exit_code == 0
    for model in (Walk, Code, Joined):
        assert rows_of(app, model) == []
    with app.app_context():
        assert list(db.session.scalars(select(Observation.table.c.id))) == [kept]
    assert all(each.removed_at for each in rows_of(app, Photo))
    (line,) = [each for each in rows_of(app, AuditEntry) if each.kind == "trial"]
    assert (line.action, line.subject, line.facts) == ("deleted", trial.id, {"count": 1})
    moment.at = NOW + timedelta(days=16)
    assert run(app, "tend").exit_code == 0
    assert "photo" not in run(app, "check").output
    assert id != kept


def test_what_a_phone_still_holds_of_it_is_kept_nowhere(app, trial, phone, leader, moment):
    sent = submission(answers={"walk": trial.id, "place": PLACE})
    assert statuses(send(phone, sent)) == ["stored"]
    moment.at = NOW + timedelta(days=15)
    run(app, "tend")
    assert statuses(send(leader, sent)) == ["stale"]
    assert rows_of(app, Walk) == []
