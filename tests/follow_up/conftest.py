"""What the tests of follow-up share: observations that have come in, and people who do something about them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from conftest import submission
from flask import Flask

from app import follow_up, intake
from app.access import Person
from app.intake import Submission

LEADER = Person("a0000000-0000-4000-8000-000000000001", "Leder", "leader")
OTHER = Person("a0000000-0000-4000-8000-000000000002", "Medleder", "leader")
POLICE = Person("a0000000-0000-4000-8000-000000000003", "Nærpolitiet", "party", party="police")
CARETAKER = Person("a0000000-0000-4000-8000-000000000004", "Teknisk afdeling", "party", party="housing_technical")


@pytest.fixture
def office(app: Flask) -> Iterator[Flask]:
    """Inside the app, as a view is."""
    with app.test_request_context():
        yield app


@pytest.fixture
def observe(office: Flask) -> Callable[..., str]:
    """Takes in an observation to improve, unless the answers say otherwise; its id."""

    def take(**answers: Any) -> str:
        sent = submission(answers=answers)
        result = intake.accept(LEADER, [Submission(**sent)])
        assert result[0]["status"] == "stored", result
        id: str = sent["id"]
        return id

    return take


@pytest.fixture
def change() -> Callable[..., str]:
    """Changes a point as it is now, by the leader unless told otherwise; the follow-up's id."""

    def make(id: str, person: Person = LEADER, *, note: str = "", **changes: Any) -> str:
        return follow_up.change(id, changes, person, follow_up.get(id).version, note).id

    return make
