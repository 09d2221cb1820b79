"""What becomes of a submission: stored once, replaced by its next revision, kept for review, or refused."""

import json

import pytest
from sending import DEVICE, count, new_id, send, statuses, submission
from sqlalchemy import select

from app import intake
from app.access import Person
from app.activities import scheduling
from app.base import db
from app.definitions import Observation
from app.store import Device, History, Quarantine, Walk

OTHER_DEVICE = "d0000000-0000-4000-8000-000000000002"


def test_a_new_one_is_stored_and_a_repeat_is_unchanged(leader, rows):
    sent = submission()
    assert statuses(send(leader, sent)) == ["stored"]
    assert statuses(send(leader, sent, sent)) == ["unchanged", "unchanged"]
    assert len(rows("observation")) == 1


def test_a_higher_revision_replaces_and_leaves_the_old_one_in_the_history(leader, rows):
    first = submission()
    second = first | {"revision": 2, "answers": first["answers"] | {"place": "Blok 4"}}
    assert statuses(send(leader, first, second, first)) == ["stored", "updated", "stale"]
    (row,) = rows("observation")
    assert (row["revision"], row["place"]) == (2, "Blok 4")
    (before,) = rows(History)
    assert json.loads(before.answers)["place"] == "Stien ved vaskeriet"
    assert before.action == "revised"


def test_the_history_also_keeps_what_an_earlier_request_stored(leader, rows):
    first = submission()
    send(leader, first)
    assert statuses(send(leader, first | {"revision": 7})) == ["updated"]
    assert [before.revision for before in rows(History)] == [1]


def test_the_same_revision_with_other_answers_is_a_conflict_kept_once(leader, rows):
    first = submission()
    other = first | {"answers": first["answers"] | {"place": "Et andet sted"}}
    assert statuses(send(leader, first, other, other)) == ["stored", "quarantined", "quarantined"]
    (kept,) = rows(Quarantine)
    assert kept.kind == "conflict"
    assert json.loads(kept.content)["answers"]["place"] == "Et andet sted"


def test_a_repeat_of_a_quarantined_one_is_not_kept_again_even_when_it_would_be_valid_now(leader, rows, app, walk):
    sent = submission(answers={"walk": walk.id}, captured_at="2026-04-01T12:00:00Z")
    assert statuses(send(leader, sent)) == ["quarantined"]
    with app.app_context():
        scheduling.change(Walk, walk.id, {"date": walk.date.replace(month=4, day=1)})
    assert statuses(send(leader, sent)) == ["quarantined"]
    assert len(rows(Quarantine)) == 1
    assert rows("observation") == []


def test_sameness_is_what_was_received_not_what_was_made_of_it(leader):
    sent = submission(answers={"description": " mørkt "})
    respelled = sent | {"answers": dict(reversed(sent["answers"].items()))}
    trimmed = sent | {"answers": sent["answers"] | {"description": "mørkt"}}
    assert statuses(send(leader, sent, respelled, trimmed)) == ["stored", "unchanged", "quarantined"]


def test_another_person_on_another_phone_cannot_revise(leader, sign_in):
    sent = submission("contact")
    assert statuses(send(sign_in("counsellor"), sent)) == ["stored"]
    other = sign_in("counsellor", "anden@example.org")
    revised = sent | {"revision": 2}
    assert statuses(send(other, revised, device=OTHER_DEVICE)) == ["quarantined"]
    assert statuses(send(other, sent, device=OTHER_DEVICE)) == ["unchanged"]
    assert statuses(send(other, revised | {"revision": 3})) == ["updated"], "the same phone may"
    assert statuses(send(leader, sent | {"revision": 4}, device=OTHER_DEVICE)) == ["updated"], "a leader may"


def test_who_stored_it_remains_its_owner(leader, sign_in, rows, make_user):
    sent = submission("contact")
    send(sign_in("counsellor"), sent)
    send(leader, sent | {"revision": 2}, device=OTHER_DEVICE)
    (row,) = rows("contact")
    assert (row["user_id"], row["device_id"]) == (make_user("counsellor"), DEVICE)


def test_one_id_for_two_forms_is_a_conflict(leader):
    sent = submission()
    assert statuses(send(leader, sent, submission("contact", id=sent["id"], revision=2))) == ["stored", "quarantined"]


@pytest.mark.parametrize(
    ("role", "form", "expected"),
    [
        ("leader", "observation", "stored"),
        ("leader", "contact", "stored"),
        ("counsellor", "contact", "stored"),
        ("counsellor", "observation", "forbidden"),
        ("host", "contact", "forbidden"),
        ("host", "unheard-of", "quarantined"),
        ("party", "observation", "forbidden"),
        ("party", "unheard-of", "forbidden"),
    ],
)
def test_who_may_send_what(role, form, expected, sign_in, rows):
    assert statuses(send(sign_in(role), submission(form))) == [expected]
    if expected == "forbidden":
        assert rows("observation") == rows("contact") == rows(Quarantine) == []


def test_a_host_counts_at_any_event(sign_in, event, rows):
    answers = {"event": event.id, "countries": ["SY", "DK"]}
    assert statuses(send(sign_in("host"), submission("attendance", answers))) == ["stored"]
    (row,) = rows("attendance")
    assert row["countries"] == ("DK", "SY")


def test_a_code_sends_its_one_form_for_its_one_walk(joined, make_walk, make_event, rows):
    walk, other = make_walk(), make_walk("En anden")
    phone = joined(walk)
    assert statuses(send(phone, submission(answers={"walk": walk.id}))) == ["stored"]
    assert statuses(send(phone, submission())) == ["stored"], "the walk that was joined is meant"
    assert [row["walk"] for row in rows("observation")] == [walk.id, walk.id]
    assert statuses(send(phone, submission(answers={"walk": other.id}))) == ["quarantined"]
    assert statuses(send(phone, submission("attendance", {"event": make_event().id}))) == ["forbidden"]


def test_an_empty_walk_from_a_phone_with_two_codes_is_for_the_leader_to_choose(joined, make_walk):
    phone = joined(make_walk(), make_walk("En anden"))
    answer = send(phone, submission())
    assert statuses(answer) == ["quarantined"]
    assert "walk" in answer.get_json()["results"][0]["errors"]


def test_an_event_is_no_walk(leader, make_event):
    answer = send(leader, submission(answers={"walk": make_event().id}))
    assert statuses(answer) == ["quarantined"]
    assert "findes ikke" in answer.get_json()["results"][0]["errors"]["walk"]


@pytest.mark.parametrize(
    ("captured_at", "expected"),
    [
        ("2026-04-28T00:00:00+02:00", "stored"),
        ("2026-04-27T23:59:59+02:00", "quarantined"),
        ("2026-05-12T14:00:00+02:00", "stored"),
        ("2027-05-12T14:00:00+02:00", "quarantined"),
        ("2025-05-12T14:00:00+02:00", "quarantined"),
        ("9999-12-31T23:59:59-12:00", "quarantined"),
        ("0001-01-01T00:00:00+12:00", "quarantined"),
        ("2026-05-12T14:00:00", "quarantined"),
        ("i går", "quarantined"),
        (None, "quarantined"),
    ],
)
def test_the_time_window_of_a_walk(captured_at, expected, leader, walk):
    assert statuses(send(leader, submission(answers={"walk": walk.id}, captured_at=captured_at))) == [expected]


def test_the_end_of_the_window_is_a_danish_midnight(leader, walk, moment):
    moment.set("2026-05-27T08:00:00+00:00")
    sent = [
        submission(answers={"walk": walk.id}, captured_at=at) for at in ("2026-05-26T21:59:59Z", "2026-05-26T22:00:00Z")
    ]
    assert statuses(send(leader, *sent)) == ["stored", "quarantined"]


def test_a_closed_walk_still_takes_what_was_captured(joined, walk, app):
    phone = joined(walk)
    with app.app_context():
        scheduling.close(Walk, walk.id, closed=True)
    assert statuses(send(phone, submission())) == ["stored"]


def test_what_a_revoked_phone_captured_later_waits_for_review(leader, app, walk):
    early, late = (submission(answers={"walk": walk.id}, captured_at=f"2026-05-12T1{hour}:00:00Z") for hour in (0, 2))
    send(leader)
    with app.app_context(), db.writing() as session:
        device = session.get(Device, DEVICE)
        device.revoked_at = device.seen_at.replace(hour=11)
    assert statuses(send(leader, early, late)) == ["stored", "quarantined"]


def test_after_a_code_is_replaced_its_phones_may_send_what_they_had(joined, walk, app, moment):
    phone = joined(walk)
    with app.app_context():
        scheduling.replace_code(Walk, walk.id)
    before = submission(captured_at="2026-05-12T12:30:00Z")
    after = submission(captured_at="2026-05-12T12:50:00Z")
    assert statuses(send(phone, before, after)) == ["stored", "quarantined"]


def test_a_code_may_send_for_90_days_and_nothing_is_left_after(joined, make_walk, make_event, moment):
    phone = joined(make_walk())
    late = submission()
    moment.set("2026-08-10T10:00:00+00:00")
    assert statuses(send(phone, late)) == ["stored"]
    moment.set("2026-08-11T10:00:00+00:00")
    assert send(phone, submission()).status_code == 401
    joined(make_event(date=moment.at.date()), phone=phone)
    assert statuses(send(phone, submission())) == ["forbidden"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"version": 99}, "version"),
        ({"version": 0}, "version"),
        ({"version": "1"}, "version"),
        ({"revision": 0}, "revision"),
        ({"revision": True}, "revision"),
        ({"revision": 2**70}, "revision"),
        ({"revision": 1.0}, "revision"),
        ({"answers": None}, "answers"),
        ({"answers": ["kind"]}, "answers"),
        ({"form": "observationer"}, "form"),
        ({"form": {"name": "observation"}}, "form"),
    ],
)
def test_a_faulty_member_is_named_and_the_others_go_on(changes, field, leader):
    answer = send(leader, submission(), submission() | changes, submission())
    assert statuses(answer) == ["stored", "quarantined", "stored"]
    faulty = answer.get_json()["results"][1]
    assert field in faulty["errors"]
    if field == "revision":
        assert faulty["revision"] is None


def test_personal_numbers_are_masked_and_counted(leader, rows, app):
    kept = submission(answers={"description": "CPR 010190-1234 og 020290-1234", "place": "Blok 4"})
    names = submission(answers={"010190-1234": {"dybt": ["0101901234", 101901234]}}, form="contact")
    assert statuses(send(leader, kept, names)) == ["stored", "quarantined"]
    (row,) = rows("observation")
    assert (row["description"], row["masked"]) == ("CPR ******-**** og ******-****", 2)
    (quarantined,) = rows(Quarantine)
    assert "1234" not in quarantined.content.replace(quarantined.submission_id, "")
    with app.app_context():
        for table in db.Base.metadata.sorted_tables:
            assert "010190" not in repr(db.session.execute(select(table)).all())


def test_a_phone_is_known_by_what_it_still_holds_and_how_wrong_its_clock_is(leader, rows):
    send(leader, pending=5, sent_at="2026-05-12T14:52:00+02:00")
    (device,) = rows(Device)
    assert (device.pending, device.drafts, device.skew, device.person_name) == (5, None, 720, "Leder")
    send(leader, drafts=2)
    assert rows(Device)[0].drafts == 2
    send(leader)  # an older release on the same phone does not say
    assert rows(Device)[0].drafts is None


def test_ids_compare_in_lower_case_and_are_echoed_as_sent(leader):
    sent = submission()
    shouted = sent | {"id": sent["id"].upper()}
    answer = send(leader, sent, shouted)
    assert statuses(answer) == ["stored", "unchanged"]
    assert answer.get_json()["results"][1]["id"] == shouted["id"]


def test_an_amended_record_is_not_overwritten_by_a_later_revision(leader, rows, app, make_user):
    sent = submission()
    send(leader, sent)
    with app.app_context():
        person = Person(make_user("leader"), "Leder", "leader")
        intake.amend(Observation, sent["id"], sent["answers"] | {"place": "Blok 9"}, person, seen=0)
    assert statuses(send(leader, sent, sent | {"revision": 2})) == ["unchanged", "quarantined"]
    assert rows("observation")[0]["place"] == "Blok 9"


def test_every_kept_status_lists_missing_photos(leader):
    assert send(leader, submission()).get_json()["results"][0]["missing_photos"] == []


def test_a_hundred_at_once_keep_their_order(leader, app):
    sent = [submission(id=new_id()) for _ in range(100)]
    sent[50]["answers"] = {"kind": "poison"}
    answer = send(leader, *sent)
    assert statuses(answer) == ["stored"] * 50 + ["quarantined"] + ["stored"] * 49
    assert [result["id"] for result in answer.get_json()["results"]] == [one["id"] for one in sent]
    assert count(app, Observation.table) == 99


AHEAD, RIGHT = "2026-06-21T14:40:00+02:00", "2026-05-12T14:40:00+02:00"


@pytest.mark.parametrize(
    ("sent_at", "changes", "reason", "said"),
    [
        (AHEAD, {"captured_at": "2026-06-21T14:32:00+02:00"}, "clock", "Telefonens ur gik 40 dage forkert."),
        # Put right before it was sent: nobody captures what is to come.
        (RIGHT, {"captured_at": "2027-05-12T14:40:00+02:00"}, "clock", "Telefonens ur gik 365 dage forkert."),
        # Or too long ago for its walk; whether by a wrong clock, who knows?
        (RIGHT, {"captured_at": "2026-04-02T14:40:00+02:00"}, "time", None),
        ("2026-05-13T14:40:00+02:00", {"form": "contact", "answers": {"date": "2026-05-13"}}, "clock", "Telefonens ur gik 24 timer forkert."),
        (AHEAD, {"answers": {"kind": "improve"}}, "invalid", None),
    ],
)  # fmt: skip
def test_what_waits_because_of_the_clock_says_so_on_the_phone_and_in_the_office(
    leader, moment, make_walk, sent_at, changes, reason, said
):
    moment.set("2026-05-12T12:40:00+00:00")
    form = changes.get("form", "observation")
    answers = changes.get("answers", {"walk": make_walk().id})
    one = submission(form, answers, **{name: changes[name] for name in changes if name not in {"form", "answers"}})
    if reason == "invalid":
        one["answers"] = answers
    for _ in range(2):  # the first answer may be lost
        (result,) = send(leader, one, sent_at=sent_at).get_json()["results"]
        assert (result["status"], result["reason"]) == ("quarantined", reason)
    waiting = leader.get("/office/quarantine").text
    assert said in waiting if said else "Telefonens ur gik" not in waiting


def test_a_conflict_is_a_reason_too_and_what_is_stored_has_none(leader):
    one = submission()
    assert [result["reason"] for result in send(leader, one).get_json()["results"]] == [None]
    (result,) = send(leader, one | {"answers": {"kind": "good", "category": "lighting"}}).get_json()["results"]
    assert (result["status"], result["reason"]) == ("quarantined", "conflict")
