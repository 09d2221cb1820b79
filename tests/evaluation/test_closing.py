"""A year that is handed in shows what was handed in; what comes later is told beside it, never counted in."""

import copy
import hashlib
import io
import json
from datetime import date

import pytest
from accounts import LEADER
from openpyxl import load_workbook
from sending import ANSWERS
from sqlalchemy import select

from app import agreement, closing, criteria, evaluation, workbook
from app.activities import scheduling
from app.base import clock, db
from app.base.messages import RefusedError
from app.criteria import AgreementFaultsError
from app.definitions import Contact
from app.evaluation import digests, handed_in, reported
from app.evaluation.since import since
from app.intake import amendment
from app.maintenance import retention, time_limits
from app.store import Event, Walk

CODE = "tryghed"


def hand_in(year=2017):
    return closing.close(year, CODE, LEADER).closing


@pytest.fixture
def year(estate):
    """93 contacts, a walk, an event, figures and a milestone of 2017; nothing is handed in yet."""
    estate.ids = estate.contacts(93)
    estate.walk()
    estate.event("2017-05-06", title="Sommerfest")
    estate.figures(evictions="13", police_trust="60")
    estate.milestone("dialogue_forum", "2017-03-14")
    return estate


def as_json(**which):
    return evaluation.as_json(handed_in.shown(2017, **which))


def test_it_shows_the_same_as_before(year):
    before = as_json()
    found = hand_in()
    report = handed_in.shown(2017)
    assert (found.number, found.version, report.closed.number, report.closed.by) == (1, 1, 1, LEADER.name)
    live = evaluation.evaluate(2017)
    for now, then in zip((*live.findings, *live.promises), (*report.findings, *report.promises), strict=True):
        assert now == then
    assert [line.figure for line in live.figures] == [line.figure for line in report.figures]
    assert (live.hours, live.lacking, live.comments) == (report.hours, report.lacking, report.comments)
    said = as_json()
    assert said.pop("closed") == {"number": 1, "at": "2018-06-01T10:00:00Z", "by": LEADER.name, "as_of": "2018-06-01"}
    assert before.pop("closed") is None
    assert json.loads(json.dumps(before)) == said
    assert not since(found)


def test_late_records_are_told_and_not_counted(year, moment):
    year.figures(on="2018-06-01", police_trust="62")
    found = hand_in()
    moment.set("2018-06-04T10:00:00+00:00")
    year.contacts(2)
    year.figures(evictions="12", on="2018-06-04")
    year.milestone("volunteer_group", "2017-04-01")
    reported.comments.write("A2b", 2017, "To kom for sent.", person=LEADER, code=CODE)
    report, live = handed_in.shown(2017), handed_in.shown(2017, live=True)
    assert (report.finding("A2b").shown, live.finding("A2b").shown) == ("93", "95")
    assert (report.finding("A3a").state, live.finding("A3a").state) == ("missing", "met")
    assert (as_json()["closed"]["number"], as_json(live=True)["closed"]) == (1, None)
    came = since(found)
    assert came.words.startswith("2 henvendelser, ")
    assert "2 henvendelser kommet, 04.06.2018" in came.lines
    assert "A2b 93 → 95" in came.lines
    assert any("13 → 12" in line and line.endswith("04.06.2018") for line in came.lines)
    assert "Kommentaren til A2b er ændret" in came.lines
    assert any(line.startswith("A3a – (Mangler) → ") for line in came.lines), came.lines


def test_of_a_day_before_it_was_handed_in_the_report_is_what_it_was(year):
    hand_in()
    assert as_json(as_of=date(2018, 5, 31))["closed"] is None
    assert as_json(as_of=date(2018, 6, 1))["closed"]["number"] == 1


def test_what_is_erased_withdrawn_and_corrected_is_told_with_its_cause(year, app, moment):
    found = hand_in()
    moment.set("2018-06-05T10:00:00+00:00")
    retention.erase(Contact, year.ids[0], LEADER)
    amendment.withdraw(Contact, year.ids[1], LEADER, "To gange")
    seen = amendment.changes(db.session(), Contact, year.ids[2])
    amendment.amend(Contact, year.ids[2], {**ANSWERS["contact"], "date": "2017-03-02"}, LEADER, seen)
    scheduling.cancel(Event, db.session.scalar(select(Event.id)), cancelled=True)
    came = since(found)
    assert came.lines[:4] == [
        "1 henvendelse rettet på kontoret, 05.06.2018",
        "1 henvendelse slettet efter anmodning, 05.06.2018",
        "1 henvendelse trukket tilbage, 05.06.2018",
        "1 arrangement aflyst, 05.06.2018",
    ]
    assert "A2b 93 → 91" in came.lines
    kept = json.dumps([found.report, found.shown, found.digests]) + found.workbook.hex()
    assert not [id for id in year.ids if id in kept or id.encode().hex() in kept]


def test_a_purge_is_no_change(year, app, moment):
    year.contacts(1, note="Det, der går")
    found = hand_in()
    before = found.digests
    moment.set("2021-07-02T10:00:00+00:00")
    retention.purge(LEADER)
    assert db.session.scalar(select(Contact.table.c.note).where(Contact.table.c.note.is_not(None))) is None
    assert not since(found)
    agreed = handed_in.version_of(found)
    again = json.dumps(digests.as_lists(digests.traces(agreed, 2017, date(2021, 7, 2))))
    assert again == before


def test_another_digest_key_is_said(year, app):
    found = hand_in()
    app.config["DIGEST_KEY"] = bytes(32)
    assert not since(found).is_known


def test_it_is_opened_again_with_a_reason_and_handed_in_again(year, moment):
    hand_in()
    for reason in ("", "  "):
        with pytest.raises(RefusedError, match="Skriv, hvorfor"):
            closing.reopen(2017, CODE, LEADER, reason)
    with pytest.raises(RefusedError, match=r"2017 er afleveret 01\.06\.2018 \(nr\. 1\)"):
        hand_in()
    moment.set("2018-06-07T10:00:00+00:00")
    year.contacts(7)
    closing.reopen(2017, CODE, LEADER, "Syv henvendelser lå på en telefon")
    assert (as_json()["closed"], handed_in.shown(2017).finding("A2b").state) == (None, "met")
    with pytest.raises(RefusedError, match="ikke afleveret"):
        closing.reopen(2017, CODE, LEADER, "Igen")
    again = hand_in()
    assert (again.number, as_json()["closed"]["number"]) == (2, 2)
    last, first = handed_in.closings(2017, CODE)
    assert (first.number, first.reason, first.reopened_by, first.stands) == (
        1, "Syv henvendelser lå på en telefon", LEADER.name, False,
    )  # fmt: skip
    assert [handed_in.report_of(each).finding("A2b").shown for each in (first, last)] == ["93", "100"]


@pytest.mark.parametrize(
    ("which", "says"), [(2018, "slutter først 31.12.2018"), (2016, "uden for aftalens år"), (2031, "uden for")]
)
def test_a_year_that_runs_or_is_none_of_its_own_is_not_handed_in(year, which, says):
    with pytest.raises(RefusedError, match=says):
        hand_in(which)
    with pytest.raises(LookupError):
        closing.close(2017, "ukendt", LEADER)


def test_no_version_reaches_into_it(year):
    """The shipped agreement, its A2b at 90 from a day on."""
    hand_in()
    changed = copy.deepcopy(dict(agreement.current().document))
    next(each for each in changed["criteria"] if each["code"] == "A2b")["measures"][0]["aim"]["target"] = "90"
    for day, refused in (("2017-07-01", True), ("2018-01-01", False)):
        changed["version"] = {**changed["version"], "valid_from": day, "note": "Færre"}
        if refused:
            with pytest.raises(AgreementFaultsError, match="2017 er afleveret"):
                criteria.import_document(changed, LEADER, adopt=True, frozen=handed_in.frozen(CODE))
        else:
            criteria.import_document(changed, LEADER, adopt=True, frozen=handed_in.frozen(CODE))
    assert [handed_in.shown(each).plan.version.number for each in (2017, 2018)] == [1, 2]


def test_a_new_version_leaves_what_was_handed_in(year):
    """Adopted without looking at what is frozen: what was handed in shows its own version all the same."""
    found = hand_in()
    changed = copy.deepcopy(dict(agreement.current().document))
    next(each for each in changed["criteria"] if each["code"] == "A2b")["measures"][0]["aim"]["target"] = "90"
    changed["version"] = {**changed["version"], "valid_from": "2017-07-01", "note": "Færre"}
    criteria.import_document(changed, LEADER, adopt=True)
    assert handed_in.shown(2017).finding("A2b").state == "not_met"
    assert handed_in.shown(2017, live=True).finding("A2b").state == "met"
    assert not since(found)
    beside = evaluation.side_by_side(plan=agreement.of_year(2017))
    states = {row.criterion.id: row.findings[beside.years.index(2017)].state for row in beside.criteria}
    assert states["A2b"] == "not_met"


def test_the_workbook_that_is_kept_has_no_row_of_a_record(year):
    year.contacts(1, note="Fru Hansen", day="2017-04-01")
    (walk,) = db.session.scalars(select(Walk))
    year.send(
        "observation", {**ANSWERS["observation"], "walk": walk.id, "description": "Mørkt ved nr. 7"}, day=walk.date
    )
    done = closing.close(2017, CODE, LEADER)
    whole, kept = (load_workbook(io.BytesIO(each)) for each in (done.workbook, done.closing.workbook))
    assert set(whole.sheetnames) - set(kept.sheetnames) == {
        "Observationer", "Opfølgning", "Fremmøde", "Henvendelser", "Ændret siden sidst",
    }  # fmt: skip
    cells = [str(cell.value) for sheet in kept for row in sheet.iter_rows() for cell in row if cell.value is not None]
    said = " ".join(cells)
    for words in ("Fru Hansen", "Mørkt ved", "Mødested", "Skrevet af", "Gruppeleder", LEADER.id, *year.ids[:3]):
        assert words not in said, words
    assert "A2b" in cells
    assert hashlib.sha256(done.workbook).hexdigest() == done.closing.sha256


def test_the_workbook_of_a_closed_year_shows_what_was_handed_in(year, moment):
    hand_in()
    year.contacts(2)
    target = io.BytesIO()
    workbook.write(target, 2017, workbook.sheets_of(2017, LEADER))
    sheet = load_workbook(target)["Succeskriterier"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=5)}
    number = [cell.value for cell in rows["Nr."]].index("Tal 2017")
    assert rows["A2b"][number].value == 93
    assert "Året blev afleveret 01.06.2018" in sheet["A3"].value


def test_what_was_handed_in_has_its_time_too(year, moment):
    reported.evaluations.hold(
        2017, "A1", {"date": date(2018, 2, 8), "judgement": "Fint", "decision": "fortsætter"}, person=LEADER
    )
    found = hand_in()
    moment.set("2023-06-02T10:00:00+00:00")
    retention.purge(LEADER)
    db.session.refresh(found)
    assert (found.report, found.shown, found.workbook, found.number, len(found.sha256)) == (None, None, None, 1, 64)
    (held,) = reported.evaluations.of_year(agreement.of_year(2017), 2017)
    assert (held.judgement, held.decision) == ("", "fortsætter")
    report = handed_in.shown(2017)
    assert (report.closed.number, report.closed.said, report.finding("A2b").shown) == (1, None, "93")
    assert handed_in.frozen(CODE) == (2017,)
    assert not since(found)


def test_a_year_that_is_handed_in_does_not_keep_texts_longer(year, moment):
    moment.set("2018-03-01T10:00:00+00:00")
    assert time_limits.limits_at(clock.now()).open_year == 2017
    hand_in()
    assert time_limits.limits_at(clock.now()).open_year == 2018
    closing.reopen(2017, CODE, LEADER, "Et tal kom")
    assert time_limits.limits_at(clock.now()).open_year == 2017
