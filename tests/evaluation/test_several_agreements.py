"""Agreements after and beside each other: each year is judged by its own, and what changes inside a year is told."""

import copy
import json
from datetime import UTC, date, datetime

import pytest
from accounts import LEADER
from agreeing import adopt_only, criterion, document
from pages import text
from running import run

from app import agreement, criteria, evaluation
from app.agreement import kept
from app.base import db


def moved(found, code, first, last):
    """The same agreement under another code, for other years."""
    changed = copy.deepcopy(found)
    changed |= {"code": code, "name": f"Aftale {first}", "first_year": first, "last_year": last}
    changed["version"] = changed["version"] | {"valid_from": f"{first}-01-01", "decided_on": f"{first - 1}-12-01"}
    years = set(range(2017, 2021))
    for row in (*changed["criteria"], *changed["hours"]):
        if row.get("years"):
            row["years"] = sorted({min(last, year + first - 2017) for year in row["years"] if year in years})
    for row in changed["milestones"]:
        if "deadline" in row:
            row["deadline"] = f"{first}-12-31"
    return changed


def lower(found, day, target="90", decided="2018-01-01"):
    changed = copy.deepcopy(found)
    changed["version"] = changed["version"] | {"valid_from": day, "decided_on": decided, "note": "Sat ned"}
    criterion(changed, "A2b")["measures"][0]["aim"]["target"] = target
    return changed


def adopt(found, at):
    criteria.import_document(found, LEADER)
    criteria.adopt(found["code"], LEADER, datetime.fromisoformat(at).replace(tzinfo=UTC))


@pytest.fixture
def three(app, estate):
    """2017–2020, 2021–2024 and 2026–2029 in one database; 93 contacts in 2017 and in 2018."""
    estate.contacts(93, "2017-03-01")
    estate.contacts(93, "2018-03-01")
    adopt_only(document(), moved(document(), "next", 2021, 2024), moved(document(), "now", 2026, 2029))
    return estate


def state(year, as_of, id="A2b"):
    return evaluation.evaluate(year, date.fromisoformat(as_of)).finding(id)


def test_each_year_has_its_agreement(three):
    assert [agreement.of_year(year).code for year in (2017, 2020, 2021, 2024, 2026)] == [
        "tryghed",
        "tryghed",
        "next",
        "next",
        "now",
    ]
    assert "ligger uden for" in agreement.of_year(2025).outside(2025)
    assert state(2017, "2026-06-01").state == "not_met"
    assert [agreement.in_force(date(year, 5, 1))[0].code for year in (2018, 2024, 2025, 2027)] == [
        "tryghed",
        "next",
        "next",
        "now",
    ]
    assert agreement.years() == [*range(2017, 2025), *range(2026, 2030)]


def test_a_later_version_never_reaches_back(three):
    adopt(lower(document(), "2018-01-01"), "2017-11-20")
    assert state(2017, "2019-06-01").state == "not_met"
    found = state(2018, "2019-06-01")
    assert (found.state, found.earlier) == ("met", None)
    years = dict(zip(*_a2b_by_year(), strict=True))
    assert (years[2017].state, years[2018].state) == ("not_met", "met")


def _a2b_by_year():
    found = evaluation.side_by_side(date(2019, 6, 1), agreement.of_year(2018))
    return found.years, next(row for row in found.criteria if row.criterion.id == "A2b").findings


def test_a_target_moved_in_june_shows_both_judgements(three):
    adopt(lower(document(), "2018-07-01"), "2018-06-01")
    assert state(2018, "2018-06-30").earlier is None
    found = state(2018, "2019-06-01")
    assert (found.state, found.earlier.state) == ("met", "not_met")
    assert "mindst 100 henvendelser" in found.earlier.sentence
    assert "Før 01.07.2018" in found.reading
    assert state(2018, "2019-06-01", "A2d").earlier is None
    told = json.loads(json.dumps(evaluation.as_json(evaluation.evaluate(2018, date(2019, 6, 1)))))
    (a2b,) = (each for each in told["criteria"] if each["id"] == "A2b")
    assert a2b["changed"]["state"] == "not_met"
    assert (told["agreement"], told["version"]) == ("tryghed", 2)


def test_one_that_was_adopted_too_late_shows_both_too(three):
    adopt(lower(document(), "2018-01-01"), "2018-12-20")
    found = state(2018, "2019-06-01")
    assert (found.state, found.earlier.state) == ("met", "not_met")
    assert "Vedtaget 20.12.2018, gælder fra 01.01.2018." in found.reading


def test_words_alone_change_nothing(three):
    changed = document()
    criterion(changed, "A2b")["text"] = "Hundrede henvendelser"
    adopt(changed, "2018-06-01")
    found = state(2018, "2019-06-01")
    assert (found.criterion.text, found.earlier) == ("Hundrede henvendelser", None)


def test_two_at_once_have_a_report_each(app, estate, leader):
    estate.contacts(93, "2017-03-01")
    beside = moved(document(), "beside", 2017, 2018)
    criterion(beside, "A2b")["measures"][0]["aim"]["target"] = "50"
    adopt_only(document(), beside)
    assert [each.code for each in agreement.covering(2017)] == ["tryghed", "beside"]
    found = [
        json.loads(run(app, "report", "--year", "2017", "--json", "--agreement", code).stdout)
        for code in ("tryghed", "beside")
    ]
    assert [each["state"] for said in found for each in said["criteria"] if each["id"] == "A2b"] == ["not_met", "met"]
    kept.forget()
    db.session.rollback()
    page = leader.get("/office/evaluation/2017?agreement=beside")
    assert "Aftale 2017" in text(page)
    assert "mindst 50" in text(page)
    assert "mindst 50" in text(leader.get("/office/evaluation/2017"))  # it is remembered
    assert "mindst 100" in text(leader.get("/office/evaluation/2017?agreement=tryghed"))
    assert leader.get("/office/evaluation/2017?agreement=none").status_code == 404
    said = run(app, "milestone", "set", "playbook", "2017-11-30", "--note", "Den er der")
    assert "Flere aftaler har »playbook«" in said.stderr
    assert (
        run(app, "milestone", "set", "playbook", "2017-11-30", "--note", "Ja", "--agreement", "beside").exit_code == 0
    )
    assert run(app, "report", "--year", "2017", "--agreement", "none").exit_code == 1


def test_the_office_shows_the_years_across_them(three, sign_in, moment):
    moment.set("2026-06-01T10:00:00+00:00")
    leader = sign_in("leader")
    page = text(leader.get("/office/evaluation/years"))
    assert "Aftale 2021 2021–2024" in page
    assert leader.get("/office/evaluation/2022").status_code == 200
    assert "Ingen" not in text(leader.get("/office/evaluation/2026"))[:200]
