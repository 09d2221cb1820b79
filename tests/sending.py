"""Records as phones send them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from accounts import LEADER
from flask import Flask
from flask.testing import FlaskClient
from pages import token
from picturing import file, scene
from sqlalchemy import func, select

from app import intake
from app.base import db
from app.definitions import forms

# The id of anything: its digits read as a personal number.
LIKE_A_NUMBER = "01019012-34ab-4cde-8fab-abcdefabcdef"

ANSWERS: dict[str, dict[str, Any]] = {
    "observation": {"kind": "improve", "category": "lighting", "place": "Stien ved vaskeriet"},
    "attendance": {"adults": 3, "children": 5},
    "contact": {
        "date": "2026-05-12",
        "channel": "visit",
        "target_group": "self",
        "topics": ["letters"],
        "digital_asked": True,
        "digital_outcome": "not_needed",
    },
}


def new_id() -> str:
    """A UUID, as a phone makes them."""
    return str(uuid.uuid4())


def submission(form: str = "observation", answers: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """A valid submission, with `answers` added to the usual ones and other members changed."""
    return {
        "id": new_id(),
        "form": form,
        "version": 1,
        "revision": 1,
        "captured_at": "2026-05-12T14:32:05+02:00",
        "answers": ANSWERS.get(form, {}) | (answers or {}),
    } | changes


DEVICE = "d0000000-0000-4000-8000-000000000001"


def send(client: FlaskClient, *submissions: Any, device: str = DEVICE, **envelope: Any) -> Any:
    """Post a sync request; the whole response."""
    body = {"device": device, "submissions": list(submissions)} | envelope
    return client.post("/api/sync", json=body, headers={"X-CSRFToken": token(client)})


def statuses(response: Any) -> list[str]:
    """The status of each submission in a sync response."""
    assert response.status_code == 200, response.get_data(as_text=True)
    return [result["status"] for result in response.get_json()["results"]]


def store(client: FlaskClient, form: str = "observation", answers: dict[str, Any] | None = None, **changes: Any) -> str:
    """Send one record that must be stored; its id."""
    sent = submission(form, answers, **changes)
    assert statuses(send(client, sent)) == ["stored"]
    id: str = sent["id"]
    return id


def take_in(form: str = "observation", answers: dict[str, Any] | None = None, **changes: Any) -> str:
    """Take in one record that must be stored, inside the app and without a phone, as the leader's; its id."""
    sent = submission(form, answers, **changes)
    (result,) = intake.accept(LEADER, [intake.Submission(**sent)])
    assert result["status"] == "stored", result
    id: str = sent["id"]
    return id


def put_photo(client: FlaskClient, id: str, picture: bytes | None = None, **headers: str) -> Any:
    """Send a photo's picture, a plain one unless it is given; the response."""
    body = file(scene()) if picture is None else picture
    return client.put(f"/api/photos/{id}", data=body, headers={"X-CSRFToken": token(client), **headers})


@pytest.fixture
def observe(leader: FlaskClient) -> Callable[..., str]:
    """Sends an observation as the leader, made that many minutes past two; its id."""

    def make(minute: int = 32, *, on: str = "2026-05-12", device: str = DEVICE, **answers: Any) -> str:
        sent = submission(answers=answers, captured_at=f"{on}T14:{minute:02}:00+02:00", version=2)
        assert statuses(send(leader, sent, device=device)) == ["stored"]
        id: str = sent["id"]
        return id

    return make


@pytest.fixture
def rows(app: Flask) -> Callable[..., list[Any]]:
    """Reads all rows of a form's table, or of a model in the order of their ids."""

    def read(what: Any) -> list[Any]:
        with app.app_context():
            if isinstance(what, str):
                return [dict(row) for row in db.session.execute(select(forms.of(what).table)).mappings()]
            return list(db.session.scalars(select(what).order_by(what.id)))

    return read


def count(app: Flask, what: Any) -> int:
    """How many rows a table or a model has."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0
