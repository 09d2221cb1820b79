"""Walks and events, phones that join them, and a whole year of everything."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster
from conftest import TODAY
from flask import Flask
from flask.testing import FlaskClient
from pages import post
from picturing import file, scene
from sending import new_id

from app import create_app, photos
from app.access import guests
from app.activities import scheduling
from app.base import db
from app.cli.common import OPERATOR
from app.demo import fill
from app.store import Event, Walk


@pytest.fixture
def make_walk(app: Flask) -> Callable[..., Walk]:
    """Makes a walk (today, unless told otherwise)."""

    def make(title: str = "Aftenvandring", date: date = TODAY, **facts: Any) -> Walk:
        with app.app_context():
            return scheduling.create(Walk, {"title": title, "date": date, **facts})

    return make


@pytest.fixture
def walk(make_walk: Callable[..., Walk]) -> Walk:
    """A walk of today."""
    return make_walk()


@pytest.fixture
def make_event(app: Flask) -> Callable[..., Event]:
    """Makes an event (today, unless told otherwise)."""

    def make(title: str = "Kulturfest", date: date = TODAY, kind: str = "kulturfest", **facts: Any) -> Event:
        with app.app_context():
            return scheduling.create(Event, {"title": title, "date": date, "kind": kind, **facts})

    return make


@pytest.fixture
def event(make_event: Callable[..., Event]) -> Event:
    """An event of today."""
    return make_event()


@pytest.fixture
def joined(app: Flask) -> Callable[..., FlaskClient]:
    """A phone that has joined walks or events by their codes; a phone given goes on with more."""

    def join(*to: Walk | Event, phone: FlaskClient | None = None) -> FlaskClient:
        phone = phone or app.test_client()
        for gathering in to:
            with app.app_context():
                code = guests.find_code(gathering.code.code)
                assert code is not None
            answer = post(phone, "/join", code=code.code)
            assert answer.status_code == 303
        return phone

    return join


@pytest.fixture(scope="session")
def demo_year(cluster: Cluster | None, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation with the demo's year, in which every criterion has an answer of its own, and a photo; no test changes it."""
    folder = tmp_path_factory.mktemp("demo-year") / "instance"
    shutil.copytree(migrated, folder)
    address = cluster.create("demo_year", template="migrated") if cluster else None
    made = create_app({"FELTBOG_INSTANCE": folder, "DATABASE_URL": address})
    with made.app_context():
        fill()
        photos.keep(new_id(), file(scene()), OPERATOR)
    yield made
    with made.app_context():
        db.engine().dispose()
