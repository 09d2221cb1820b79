"""Everybody who can ask for something, and one of each thing that can be asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import post
from sending import DEVICE, new_id, put_photo, send, submission

from app import agreement, criteria, follow_up
from app.access import Person
from app.activities import scheduling
from app.base import db
from app.evaluation import reported
from app.store import Quarantine, User

# Somebody else with the same role.
OTHER = {"counsellor": "anden@example.org", "host": "andenvaert@example.org", "party": "andenpart@example.org"}
PHOTO = "a7000000-0000-4000-8000-000000000001"


@dataclass
class Things:
    """The ids of what there is; `party_point` is a point that was given to the party's account. `agreement` has a draft."""

    walk: str
    event: str
    observation: str
    contact: str
    photo: str
    point: str
    party_point: str
    quarantined: int
    person: str
    hours: str
    agreement: str
    phone: str = DEVICE


@pytest.fixture
def things(
    app: Flask,
    sign_in: Callable[..., FlaskClient],
    make_walk: Callable[..., Any],
    make_event: Callable[..., Any],
    make_user: Callable[..., str],
) -> Things:
    """A walk, an event that the host's account has, records with a photo, points, something that waits for review."""
    leader, counsellor = sign_in("leader"), sign_in("counsellor")
    walk, event = make_walk(), make_event(host_id=make_user("host"))
    seen, given = submission(answers={"walk": walk.id, "photos": [PHOTO]}), submission(answers={"walk": walk.id})
    contact, strange = submission("contact"), submission(answers={"kind": "perhaps"})
    send(leader, seen, given, strange)
    send(counsellor, contact, device=new_id())
    picture = put_photo(leader, PHOTO)
    assert picture.status_code == 200
    with app.test_request_context():
        chief = Person(make_user("leader"), "Leder", "leader")
        point = follow_up.comment(seen["id"], "Set", chief).id
        party_point = follow_up.change(given["id"], {"party": party_of(app)}, chief, 0).id
        quarantined = db.session.query(Quarantine).one().id
        agreed = agreement.current()
        criteria.draft(agreed.document, chief)
        budget = agreed.hours[0]
        key = budget.activity, budget.role, budget.task
        spent = reported.hours.spend(date(budget.years[0], 1, 2), key, Decimal(1), person=chief)
    return Things(
        walk.id, event.id, seen["id"], contact["id"], PHOTO, point, party_point, quarantined, make_user("counsellor"),
        spent, agreed.code,
    )  # fmt: skip


def party_of(app: Flask, number: int = 0) -> str:
    """The code of one of the plan's parties; the first is the one of the party's account."""
    with app.app_context():
        return list(agreement.current().parties)[number]


@pytest.fixture
def everybody(
    app: Flask,
    sign_in: Callable[..., FlaskClient],
    joined: Callable[..., FlaskClient],
    make_walk: Callable[..., Any],
    make_event: Callable[..., Any],
) -> dict[str, FlaskClient]:
    """A browser for each kind of person; `nobody` among them."""
    walk = make_walk("Gruppens vandring")
    with app.app_context():
        code = scheduling.new_leader_code(walk.id).code
    guide = app.test_client()
    post(guide, "/join", code=code)
    accounts = {role: sign_in(role) for role in ("leader", "counsellor", "host", "party")}
    return accounts | {
        "walker": joined(walk),
        "door": joined(make_event()),
        "guide": guide,
        "nobody": app.test_client(),
    }


@pytest.fixture
def other(app: Flask, sign_in: Callable[..., FlaskClient]) -> Callable[[str], FlaskClient]:
    """A browser of somebody else with the same role; a party's account is another party's."""

    def enter(role: str) -> FlaskClient:
        browser = sign_in(role, OTHER[role])
        if role == "party":
            with app.app_context(), db.writing() as session:
                session.query(User).filter_by(email=OTHER["party"]).one().party = party_of(app, 1)
        return browser

    return enter
