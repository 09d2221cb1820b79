"""What the tests of a walk's outcome share: a walk, observations that came in from it, somebody who decides."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import submission
from flask import Flask

from app import activities, follow_up, intake
from app.access import Person
from app.activities import Review
from app.base import db
from app.intake import Submission
from app.store import Walk

LEADER = Person("a0000000-0000-4000-8000-000000000001", "Leder", "leader")
CARETAKER = Person("a0000000-0000-4000-8000-000000000004", "Teknisk afdeling", "party", party="housing_technical")


@pytest.fixture
def office(app: Flask) -> Iterator[Flask]:
    """Inside the app, as a view is."""
    with app.test_request_context():
        yield app


@pytest.fixture
def walk(make_walk: Callable[..., Walk]) -> Walk:
    """A walk of today."""
    return make_walk()


@pytest.fixture
def observe(office: Flask, walk: Walk) -> Callable[..., str]:
    """Takes in an observation of the walk, made at that minute past two; its id."""

    def take(minute: int, **answers: Any) -> str:
        sent = submission(
            answers={"walk": walk.id} | answers, captured_at=f"2026-05-12T14:{minute:02}:00+02:00", version=2
        )
        result = intake.accept(LEADER, [Submission(**sent)])
        assert result[0]["status"] == "stored", result
        id: str = sent["id"]
        return id

    return take


@pytest.fixture
def change(office: Flask) -> Callable[..., str]:
    """Changes a point as it is now, by the leader unless told otherwise; the follow-up's id."""

    def make(id: str, person: Person = LEADER, **changes: Any) -> str:
        return follow_up.change(id, changes, person, follow_up.get(id).version).id

    return make


@pytest.fixture
def review(office: Flask, walk: Walk) -> Callable[[], Review]:
    """What the walk gave, read anew."""

    def read() -> Review:
        db.session.remove()
        found = db.session.get(Walk, walk.id)
        assert found is not None
        return activities.review(found)

    return read
