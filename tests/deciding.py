"""What becomes of the points that were observed."""

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from accounts import LEADER
from flask import Flask, has_app_context

from app import follow_up
from app.access import Person


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """Inside the app, as a command is."""
    with app.app_context():
        yield app


@pytest.fixture
def office(app: Flask) -> Iterator[Flask]:
    """Inside the app, as a view is."""
    with app.test_request_context():
        yield app


@pytest.fixture
def change(app: Flask) -> Callable[..., str]:
    """Changes a point as it is now, by the leader unless told otherwise; the follow-up's id."""

    def make(id: str, person: Person = LEADER, *, note: str = "", **changes: Any) -> str:
        with nullcontext() if has_app_context() else app.test_request_context():
            return follow_up.change(id, changes, person, follow_up.get(id).version, note).id

    return make
