"""Whatever phones, the office and a lost network do in whatever order: what was acknowledged is there, once."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sending import new_id, send, submission
from sqlalchemy import select

from app import intake
from app.access import Person
from app.base import db
from app.definitions import forms
from app.intake.amendment import changes
from app.store import Quarantine, Walk

CHIEF = Person("a0000000-0000-4000-8000-000000000009", "Leder", "leader")
KEPT = {"stored", "updated", "unchanged", "stale"}
CORRECTED = {"kind": "good", "category": "lighting", "place": "Rettet"}
OBSERVATION = forms.of("observation").table


class Estate(RuleBasedStateMachine):
    """Two phones on one walk, and an office that corrects, withdraws and decides."""

    app: Flask
    walk: Walk
    phones: list[tuple[FlaskClient, str]]
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        # id → the highest revision that was acknowledged as a record.
        self.acknowledged: dict[str, int] = {}
        self.waiting: set[str] = set()

    def post(self, phone: int, *items: dict[str, Any]) -> None:
        browser, device = self.phones[phone]
        answer = send(browser, *items, device=device)
        assert answer.status_code == 200
        for item, result in zip(items, answer.get_json()["results"], strict=True):
            assert result["id"] == item["id"]
            assert result["status"] in KEPT | {"quarantined"}
            if result["status"] in {"stored", "updated"}:
                self.acknowledged[item["id"]] = item["revision"]
            if result["status"] == "quarantined":
                self.waiting.add(item["id"])

    @rule(target=sent, phone=st.integers(0, 1), kind=st.sampled_from(["good", "improve", "nonsense"]))
    def a_new_one(self, phone, kind):
        item = submission(answers={"walk": self.walk.id, "kind": kind})
        self.post(phone, item)
        return phone, item

    @rule(target=sent, one=sent, place=st.sampled_from(["Blok A", "Blok B"]))
    def corrected_on_the_phone(self, one, place):
        phone, item = one
        item = item | {"revision": item["revision"] + 1, "answers": item["answers"] | {"place": place}}
        self.post(phone, item)
        return phone, item

    @rule(some=st.lists(sent, min_size=1, max_size=4))
    def the_answer_was_lost_and_all_is_sent_again(self, some):
        for phone in (0, 1):
            self.post(phone, *(item for owner, item in some if owner == phone))

    @rule(one=sent)
    def another_phone_sends_the_same_id(self, one):
        phone, item = one
        self.post(1 - phone, item | {"answers": item["answers"] | {"place": "Et andet sted"}})

    @rule(one=sent, withdrawn=st.booleans())
    def the_office_corrects_or_withdraws(self, one, withdrawn):
        _phone, item = one
        if item["id"] not in self.acknowledged:
            return
        with self.app.test_request_context():
            if withdrawn:
                intake.withdraw(forms.of("observation"), item["id"], CHIEF, "Fejl")
            else:
                seen = changes(db.session(), forms.of("observation"), item["id"])
                intake.amend(forms.of("observation"), item["id"], CORRECTED | {"walk": self.walk.id}, CHIEF, seen)

    @rule(one=sent)
    def the_office_decides_about_what_waits(self, one):
        _phone, item = one
        with self.app.test_request_context():
            row = db.session.scalar(
                select(Quarantine).where(Quarantine.submission_id == item["id"], Quarantine.resolved_at.is_(None))
            )
            if row:
                intake.discard(row.id, CHIEF)

    @invariant()
    def each_is_there_once_with_what_was_acknowledged(self):
        with self.app.test_request_context():
            found = {
                row.id: row.revision for row in db.session.execute(select(OBSERVATION.c.id, OBSERVATION.c.revision))
            }
            kept = set(db.session.scalars(select(Quarantine.submission_id)))
        assert self.acknowledged.items() <= found.items()
        assert self.waiting <= kept


def test_no_order_of_events_loses_or_doubles_anything(app, joined, walk):
    phones = [(joined(walk), new_id()) for _ in range(2)]
    run_state_machine_as_test(
        type("Here", (Estate,), {"app": app, "walk": walk, "phones": phones}),
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
