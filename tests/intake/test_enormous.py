"""What a hostile phone sends costs no more than what is kept of it, and nobody waits for it."""

import json
from contextlib import contextmanager

from sending import send, statuses, submission

from app.base import cpr, db
from app.store import Quarantine


def test_a_cut_leaves_no_part_of_a_personal_number(leader, rows):
    for shift in range(13):
        send(leader, submission(answers={"unknown": "x" * shift + "010190-1234 " * 2_000}))
    for kept in rows(Quarantine):
        text = json.loads(kept.content)["answers"]["unknown"]
        assert not set(text) & set("0123456789")


def test_nothing_is_cleaned_or_searched_while_the_database_is_locked(leader, monkeypatch, rows):
    locked, searched = [], []
    writing, find = db.writing_plainly, cpr.find

    @contextmanager
    def lock(*arguments):
        with writing(*arguments) as connection:
            locked.append(True)
            try:
                yield connection
            finally:
                locked.clear()

    def search(text):
        searched.append(bool(locked))
        return find(text)

    sent = submission(answers={"description": "tlf. 12 34 56 78"})
    other = sent | {"answers": sent["answers"] | {"description": "en anden udgave 31 31"}}
    with monkeypatch.context() as patch:
        patch.setattr(db, "writing_plainly", lock)
        patch.setattr(cpr, "find", search)
        assert statuses(send(leader, sent, other)) == ["stored", "quarantined"]
        assert statuses(send(leader, submission(answers={"new": "31 31 31"}))) == ["quarantined"]
    assert searched
    assert not any(searched)


def test_a_row_of_marks_takes_no_square_of_its_length(leader):
    """A hundred texts of 4,000 of them took four seconds; nothing is asserted but that the answer comes."""
    marked = [submission(answers={"description": "a" + "\u0316\u0301" * 1_000}) for _ in range(50)]
    assert statuses(send(leader, *marked)) == ["stored"] * 50
