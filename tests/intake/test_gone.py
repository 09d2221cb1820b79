"""What was taken away stays away when a phone brings it again, even where this database never had it."""

import json

import pytest
from sending import count, new_id, send, statuses, submission
from sqlalchemy import func, select

from app import intake, records
from app.access import NOBODY
from app.base import db
from app.definitions import Observation
from app.store import History, PhotoUse, Quarantine, gone


def note(app, what, id, moment=None, **how):
    with app.app_context(), db.writing() as session:
        gone.note(session, what, id, **how)


@pytest.mark.parametrize("changes", [{}, {"revision": 7}, {"answers": {"kind": "nonsense"}}, {"form": "unknown"}])
def test_an_erased_id_is_stale_and_kept_nowhere(app, leader, changes):
    sent = submission(version=2, answers={"photos": [new_id()]}) | changes
    note(app, gone.ERASED, sent["id"])
    answer = send(leader, sent | {"id": sent["id"].upper()})
    assert statuses(answer) == ["stale"]
    assert answer.get_json()["results"][0]["missing_photos"] == []
    assert [count(app, what) for what in (Observation.table, Quarantine, PhotoUse, History)] == [0, 0, 0, 0]


def test_in_one_request_others_are_stored(app, leader):
    sent = [submission() for _number in range(3)]
    note(app, gone.ERASED, sent[1]["id"])
    assert statuses(send(leader, *sent)) == ["stored", "stale", "stored"]


def test_whoever_may_not_send_it_is_not_told(app, sign_in):
    sent = submission()
    note(app, gone.ERASED, sent["id"])
    assert statuses(send(sign_in("counsellor"), sent)) == ["forbidden"]


def test_a_withdrawn_one_is_stored_withdrawn_with_its_history(app, leader, moment):
    sent = submission(version=2, answers={"photos": [new_id()]})
    note(app, gone.WITHDRAWN, sent["id"])
    then = moment.at
    moment.set("2026-05-13T09:00:00+00:00")
    answer = send(leader, sent, sent)
    assert statuses(answer) == ["stored", "unchanged"]
    assert answer.get_json()["results"][0]["missing_photos"] == sent["answers"]["photos"]
    with app.test_request_context():
        found = records.record(Observation, sent["id"])
        assert found.withdrawn_at == then
        assert (found.withdrawal.at, found.withdrawal.person) == (then, "Feltbog")
    assert "Den var trukket tilbage" in leader.get(f"/office/records/observation/{sent['id']}").text
    assert statuses(send(leader, sent | {"revision": 2})) == ["quarantined"]


def test_what_was_taken_back_again_counts(app, leader):
    sent = submission()
    note(app, gone.WITHDRAWN, sent["id"])
    note(app, gone.WITHDRAWN, sent["id"], undone=True)
    assert statuses(send(leader, sent)) == ["stored"]
    with app.app_context():
        assert db.session.scalar(select(Observation.table.c.withdrawn_at)) is None
    note(app, gone.WITHDRAWN, sent["id"])
    assert statuses(send(leader, sent)) == ["unchanged"]


def test_a_withdrawn_re_check_lands_nowhere(app, leader, make_walk):
    seen = submission(answers={"walk": make_walk().id})
    send(leader, seen)
    again = submission("recheck", {"point": seen["id"], "outcome": "better", "walk": seen["answers"]["walk"]})
    note(app, gone.WITHDRAWN, again["id"])
    assert statuses(send(leader, again)) == ["stored"]
    with app.app_context():
        from app.store import FollowUpEntry

        assert db.session.scalar(select(func.count()).select_from(FollowUpEntry)) == 0


def test_a_discarded_item_is_kept_as_discarded(app, leader, moment):
    wrong = submission(answers={"kind": "nonsense"})
    note(app, gone.DISCARDED, wrong["id"])
    then = moment.at
    moment.set("2026-05-13T09:00:00+00:00")
    assert statuses(send(leader, wrong)) == ["quarantined"]
    assert statuses(send(leader, wrong)) == ["quarantined"]
    with app.app_context():
        row = db.session.scalar(select(Quarantine))
        assert (row.resolved_at, row.resolution) == (then, "discarded")
        assert json.loads(row.content)["answers"]["kind"] == "nonsense"


def test_where_the_item_is_still_here_another_one_waits(app, leader):
    first, second = submission(answers={"kind": "nonsense"}), submission(answers={"kind": "strange"})
    second["id"] = first["id"]
    send(leader, first)
    with app.test_request_context():
        intake.discard(db.session.scalar(select(Quarantine.id)), NOBODY)
    note(app, gone.DISCARDED, first["id"])
    assert statuses(send(leader, first, second)) == ["quarantined", "quarantined"]
    with app.app_context():
        rows = db.session.scalars(select(Quarantine).order_by(Quarantine.id)).all()
        assert [row.resolution for row in rows] == ["discarded", None]


def test_a_discarded_copy_does_not_keep_a_good_record_out(app, leader):
    sent = submission()
    note(app, gone.DISCARDED, sent["id"])
    assert statuses(send(leader, sent)) == ["stored"]
