"""Two phones, or two pages of one, that write the same tally: what the record does not show stands in its history."""

import json

import pytest
from pages import text
from sending import new_id, send, statuses, submission

from app.access import Person
from app.base import db
from app.definitions import Attendance
from app.intake import amend
from app.intake.amendment import changes
from app.store import History, Quarantine

SAID = "To telefoner har talt på samme optælling"


@pytest.fixture
def tally(event):
    """A tally at this revision, with so many adults."""
    first = submission("attendance", {"event": event.id, "door": "Nord", "countries": ["DK"]})

    def at(revision: int, adults: int, **answers):
        return first | {"revision": revision, "answers": first["answers"] | {"adults": adults} | answers}

    return at


def kept(rows):
    """The history: (action, revision, adults) of each entry."""
    return [(row.action, row.revision, json.loads(row.answers)["adults"]) for row in rows(History)]


def test_an_older_revision_that_the_history_lacks_goes_into_it_once(leader, tally, rows):
    assert statuses(send(leader, tally(13, 13))) == ["stored"]
    late = tally(4, 4)
    assert statuses(send(leader, late, device=new_id())) == ["stale"]
    assert statuses(send(leader, late, late, device=new_id())) == ["stale", "stale"]
    assert kept(rows) == [("stale", 4, 4)]
    (row,) = rows("attendance")
    assert (row["revision"], row["adults"]) == (13, 13)
    assert rows(Quarantine) == []


def test_in_one_request_too_and_what_was_replaced_is_there_already(leader, tally, rows):
    sent = [tally(1, 1), tally(3, 3), tally(2, 2), tally(1, 1)]
    assert statuses(send(leader, *sent)) == ["stored", "updated", "stale", "stale"]
    assert kept(rows) == [("revised", 1, 1), ("stale", 2, 2)]
    # The same revision from another phone says something else: that is another one.
    assert statuses(send(leader, tally(1, 9))) == ["stale"]
    assert kept(rows)[2:] == [("stale", 1, 9)]


def test_only_what_could_be_a_record_and_only_from_who_may(leader, joined, sign_in, tally, rows, event):
    send(leader, tally(5, 5))
    assert statuses(send(leader, tally(2, -2), tally(3, 3, countries=["ZZ"]))) == ["stale", "stale"]
    assert statuses(send(sign_in("counsellor"), tally(2, 2))) == ["forbidden"]
    assert statuses(send(joined(event), tally(2, 2), device=new_id())) == ["quarantined"], "somebody else's"
    assert rows(History) == []


def test_a_personal_number_in_it_is_masked(leader, tally, rows):
    send(leader, tally(5, 5))
    send(leader, tally(2, 2, note="Ring til 010190-1234"))
    assert "010190" not in rows(History)[0].answers


def test_the_events_page_shows_both(leader, tally, event, app, make_user):
    page = f"/office/events/{event.id}"
    send(leader, tally(13, 13))
    assert SAID not in text(leader.get(page))
    send(leader, tally(4, 4, countries=["DK", "SY"]), device=new_id())
    shown = text(leader.get(page))
    assert SAID in shown
    assert "Nord, tæller nu: Voksne 13 · Unge – · Børn 5 · Frivillige – · Lande 1" in shown
    assert "Voksne 4 · Unge – · Børn 5 · Frivillige – · Lande 2" in shown
    assert "En ældre udgave kom bagefter" in text(leader.get(f"/office/records/attendance/{tally(1, 1)['id']}"))
    # Somebody has looked at both, and put the tally right.
    with app.test_request_context():
        seen = changes(db.session(), Attendance, tally(1, 1)["id"])
        amend(Attendance, tally(1, 1)["id"], tally(1, 17)["answers"], Person(make_user("leader"), "L", "leader"), seen)
    assert SAID not in text(leader.get(page))


def test_another_copy_of_the_same_revision_waits_and_stands_there_too(leader, tally, event):
    page = f"/office/events/{event.id}"
    send(leader, tally(3, 13), tally(3, 4))
    shown = text(leader.get(page))
    assert SAID in shown
    assert "Voksne 4" in shown
    assert "Vælg den rigtige udgave" in shown


def test_a_repeat_and_a_correction_alarm_nobody(leader, tally, event):
    send(leader, tally(1, 1), tally(2, 2), tally(1, 1), tally(2, 2))
    assert SAID not in text(leader.get(f"/office/events/{event.id}"))
