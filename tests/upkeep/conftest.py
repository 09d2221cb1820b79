"""Installations to back up, and empty ones to restore into."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cluster import Cluster
from conftest import new_id
from flask import Flask
from picturing import file, scene

from app import create_app, photos
from app.base import db
from app.cli.common import OPERATOR
from app.cli.demo import fill


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


@pytest.fixture(scope="session")
def demo_year(cluster: Cluster | None, migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An installation with the demo's year and a photo in it; no test changes it."""
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
