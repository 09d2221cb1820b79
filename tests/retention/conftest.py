"""A spring that is long ago: a walk, an event, a contact and what became of them. And an agreement that keeps things otherwise."""

import pytest
from accounts import COUNSELLOR, LEADER
from maintenance.conftest import elsewhere, new_database  # noqa: F401 - fixtures
from picturing import file, scene
from sending import ANSWERS, submission
from sqlalchemy import select

from app import follow_up, intake, photos
from app.activities import scheduling
from app.base import clock, db
from app.definitions import forms
from app.intake import Submission
from app.store import Code, Event, Guest, Joined, Quarantine, Walk

from .old_data import LATER, PHONE, PHOTO, SAID


@pytest.fixture
def old(app, moment):
    """A walk, an event, a contact and what became of them, all in the spring of 2017."""
    moment.set("2017-05-12T12:40:00+00:00")
    with app.test_request_context():
        walk = scheduling.create(Walk, {"title": "Aftenvandring", "date": clock.today()})
        event = scheduling.create(
            Event,
            {
                "title": "Kulturfest",
                "date": clock.today(),
                "kind": "kulturfest",
                "counts_for": ("tryghed/A1b", "tryghed/A3c"),
            },
        )
        at = "2017-05-12T14:32:05+02:00"
        seen = submission(
            captured_at=at, answers={"walk": walk.id, "description": SAID, "suggestion": SAID, "photos": [PHOTO]}
        )
        counted = submission(
            "attendance", captured_at=at,
            answers={"event": event.id, "door": "Nord", "note": SAID, "countries": ["DK", "SO", "SY", "TR", "XK"]},
        )  # fmt: skip
        talked = submission("contact", captured_at=at, answers={"date": "2017-05-12", "note": SAID})
        strange = submission(captured_at=at, answers={"walk": walk.id, "kind": SAID})
        waits = submission(captured_at=at, answers={"walk": walk.id, "kind": SAID})
        sent = [Submission(**each) for each in (seen, counted, strange, waits)]
        results = intake.accept(LEADER, sent, device=PHONE)
        results += intake.accept(COUNSELLOR, [Submission(**talked)], device=PHONE)
        assert [each["status"] for each in results] == ["stored", "stored", "quarantined", "quarantined", "stored"]
        photos.keep(PHOTO, file(scene()), LEADER)
        intake.amend(
            forms.of("contact"),
            talked["id"],
            ANSWERS["contact"] | {"date": "2017-05-12", "note": LATER},
            COUNSELLOR,
            0,
            SAID,
        )
        point = follow_up.change(seen["id"], {"state": "in_progress", "problem": SAID}, LEADER, 0).id
        follow_up.comment(point, SAID, LEADER)
        follow_up.change(point, {"state": "done"}, LEADER, follow_up.get(point).version)
        row = db.session.scalar(select(Quarantine).where(Quarantine.submission_id == strange["id"]))
        intake.discard(row.id, LEADER)
        code = db.session.scalar(select(Code).where(Code.walk_id == walk.id))
        with db.writing() as session:
            guest = Guest(created_at=clock.now())
            session.add(guest)
            session.flush()
            session.add(Joined(guest_id=guest.id, code_id=code.id, joined_at=clock.now()))
    return {"seen": seen["id"], "talked": talked["id"], "strange": strange["id"], "waits": waits["id"], "point": point}


@pytest.fixture
def plan_keeps(app):
    """Lets the settings keep things for so long: `texts`, `photos`, `audit` in months, `sessions` in days."""

    def keeps(**periods):
        usual = {"texts": 24, "photos": 24, "audit": 24, "sessions": 90}
        app.config.update({f"FELTBOG_KEEP_{name.upper()}": value for name, value in (usual | periods).items()})

    return keeps
