"""Installations to back up, and empty ones to restore into."""

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cluster import Cluster
from flask import Flask

from app import create_app
from app.base import db

from .installations import reopened, run

FILLED = Path(__file__).parents[1] / "cases" / "first-revision.sql"
# The one that the records in it belong to.
KEY = "378c81f16f9d4e7defab8a926e0d2b9858a08d4a0c4737a570dafd2f2ecf2e1f"


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


@pytest.fixture
def old(elsewhere: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An installation of the first version, with records of every form in it and what was done about them."""
    (elsewhere.config["FELTBOG_INSTANCE"] / "digest_key").write_text(KEY)
    with closing(sqlite3.connect(tmp_path / "first.sqlite3")) as database:
        database.executescript(FILLED.read_text())
    done = run(elsewhere, "copy-database", tmp_path / "first.sqlite3", elsewhere.config["DATABASE_URL"])
    assert done.exit_code == 0, done.output
    with reopened(elsewhere) as app:
        yield app
