"""Installations to back up, and empty ones to restore into."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster import Cluster
from flask import Flask

from app import create_app
from app.base import db


@pytest.fixture
def new_database(cluster: Cluster | None, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives the address of a database that holds nothing, of the kind that the tests run on."""
    made: list[str] = []

    def make() -> str:
        made.append(f"empty_{uuid.uuid4().hex}")
        return cluster.create(made[-1]) if cluster else f"sqlite:///{tmp_path / made[-1]}.sqlite3"

    yield make
    for name in made if cluster else ():
        cluster.drop(name)


@pytest.fixture
def elsewhere(new_database: Callable[[], str], tmp_path: Path) -> Iterator[Flask]:
    """An installation in which nothing has been made yet."""
    made = create_app({"FELTBOG_INSTANCE": tmp_path / "elsewhere", "DATABASE_URL": new_database(), "TESTING": True})
    yield made
    with made.app_context():
        db.engine().dispose()
