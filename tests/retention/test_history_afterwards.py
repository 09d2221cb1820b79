"""What the pages say after a purge is what happened: a text that is gone is said to be gone, and nothing else is claimed."""

from datetime import timedelta

import pytest
from accounts import LEADER
from pages import text
from sqlalchemy import select

from app import follow_up, intake, records
from app.base import db
from app.definitions import forms
from app.intake import Submission
from app.store import Quarantine
from app.workbook.change_sheet import ChangeSheet

from .old_data import LATER, SAID, TOO_OLD, purge


@pytest.fixture
def shown(app, old, moment, sign_in):
    """Opens a page of the office, two years later and after the purge."""
    moment.set(TOO_OLD)
    purge(app)
    leader = sign_in("leader")
    return lambda path: text(leader.get(path))


def test_a_corrected_note_is_not_said_to_be_the_same(old, shown):
    said = shown(f"/office/records/contact/{old['talked']}")
    assert "Svarene er de samme" not in said
    assert "Gammel tekst slettet af Feltbog Kort note. Teksten havde stået så længe, som den må." in said
    assert "Kort note slettet, fordi fristen er gået" in said
    assert "Rettet på kontoret af Rådgiver" in said
    assert "Teksten i Kort note er slettet, fordi fristen er gået. Om den blev rettet, kan ikke ses mere." in said
    assert SAID not in said
    assert LATER not in said


def test_all_texts_that_went_are_named(old, shown):
    said = shown(f"/office/records/observation/{old['seen']}")
    assert "Sted, Beskrivelse, Forslag. Teksten havde stået" in said


def test_other_differences_stay(app, old, moment, sign_in):
    with app.test_request_context():
        intake.amend(
            forms.of("observation"), old["seen"],
            {"kind": "improve", "category": "litter", "place": "Et sted", "description": LATER}, LEADER, 0,
        )  # fmt: skip
    moment.set(TOO_OLD)
    purge(app)
    said = text(sign_in("leader").get(f"/office/records/observation/{old['seen']}"))
    assert "Hvad drejer det sig om? Belysning Affald og renholdelse" in said
    assert "Teksten i Sted, Beskrivelse, Forslag er slettet" in said
    assert "ikke besvaret Efter" not in said


def test_a_new_note_after_a_purge_is_new(app, old, moment, sign_in):
    moment.set(TOO_OLD)
    purge(app)
    leader = sign_in("leader")
    address = f"/office/records/contact/{old['talked']}"
    with app.test_request_context():
        found = records.record(forms.of("contact"), old["talked"])
        intake.amend(found.form, found.id, found.answers | {"note": "En ny note"}, LEADER, found.changes)
    said = text(leader.get(address))
    assert "Kort note ikke besvaret En ny note" in said
    with app.test_request_context():
        found = records.record(forms.of("contact"), old["talked"])
        without = {name: said for name, said in found.answers.items() if name != "note"}
        intake.amend(found.form, found.id, without, LEADER, found.changes)
        assert records.record(forms.of("contact"), old["talked"]).forgotten == []
        intake.amend(found.form, found.id, found.answers, LEADER, found.changes + 1)
    moment.at += timedelta(days=31)
    purge(app)
    said = text(leader.get(address))
    assert said.count("Gammel tekst slettet") == 2
    assert "En ny note" not in said


def test_a_copy_that_was_discarded_is_not_said_to_differ(app, old, moment, sign_in):
    with app.test_request_context():
        # The same id and revision, from another phone: a conflict.
        copy = {
            "id": old["seen"], "form": "observation", "version": 1, "revision": 1, "captured_at": "2017-05-12T14:32:05+02:00",
            "answers": {"kind": "good", "category": "litter", "place": "Andetsteds"},
        }  # fmt: skip
        (result,) = intake.accept(LEADER, [Submission(**copy)], device="d0000000-0000-4000-8000-00000000000b")
        assert result["status"] == "quarantined"
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == old["seen"]))
        intake.discard(row.id, LEADER)
    moment.set(TOO_OLD)
    purge(app)
    said = text(sign_in("leader").get(f"/office/records/observation/{old['seen']}"))
    assert "En anden udgave blev kasseret af Leder Det, der stod i den, er slettet, fordi fristen er gået." in said
    assert "Hvad drejer det sig om? Belysning" not in said.partition("Historik")[2]


def test_what_waited_says_that_nobody_decided(app, old, shown):
    with app.test_request_context():
        id = db.session.scalar(select(Quarantine.id).where(Quarantine.submission_id == old["waits"]))
    assert "Slettet efter frist" in shown("/office/quarantine?resolved=1")
    said = shown(f"/office/quarantine/{id}")
    assert "Slettet efter frist, før nogen tog stilling, af Feltbog" in said
    assert "Det, der stod i den, er slettet, fordi fristen er gået." in said


def test_a_point_says_that_its_words_are_gone(app, old, shown):
    said = shown(f"/office/follow-up/{old['point']}")
    assert said.count("Teksten er slettet. Den havde stået så længe, som den må") == 2
    with app.test_request_context():
        forgotten = [(entry.action, entry.is_forgotten) for entry in follow_up.history(old["point"])]
    assert sorted(forgotten) == [("changed", False), ("changed", True), ("commented", True), ("created", False)]


def test_the_workbooks_changes_do_not_name_it(app, old, moment):
    """A purge is no change of a record: no figure is another."""
    moment.set(TOO_OLD)
    purge(app)
    with app.test_request_context():
        rows = list(ChangeSheet(2017, LEADER.id, moment.at - timedelta(hours=1)).rows(db.session.connection()))
    assert [row["action"] for row in rows] == []
