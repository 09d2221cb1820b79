"""What the tests share: a real app on a real SQLite file. Who uses it and what happens in it stand in the modules beside this one.

FELTBOG_TEST_DATABASE=postgresql: the same on PostgreSQL, on a cluster that the tests start themselves.

Make requests outside `with app.app_context()`: inside, Flask would share `g` between them.
"""

import gc
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from cluster import Cluster
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import agreement, create_app, criteria
from app.base import clock, db, dialects, migrate
from app.cli.common import OPERATOR
from app.web.phone import shell
from app.web.phone.release import Release

# Accounts and browsers; records that come in; walks and events; points. Each has the functions of its subject too.
pytest_plugins = ("accounts", "agreeing", "sending", "activities", "deciding")

# No time limit, for an example or for drawing it: a machine may be slow. A fixture may be shared by all examples of a test.
# In CI what is drawn is always the same, so that a change is judged by what it does; elsewhere each run looks at new cases.
settings.register_profile(
    "feltbog",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("feltbog")

# A Tuesday in May at 14.40 in Denmark: when the tests take place, unless one sets its own time.
NOW = datetime.fromisoformat("2026-05-12T12:40:00+00:00")
TODAY = date(2026, 5, 12)
# Passwords are hashed as in earnest, only quickly.
CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
# Tests send quickly, much on one day, and move the clock while somebody sits in the office.
PATIENT = {
    "FELTBOG_SYNC_PER_MINUTE": 600, "FELTBOG_RECORDS_PER_DAY": 10**5, "FELTBOG_OFFICE_IDLE": 10**6, "FELTBOG_OFFICE_LONGEST": 10**5,
}  # fmt: skip


class Moment:
    """The server's clock in a test; `set` moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def set(self, text: str) -> None:
        self.at = datetime.fromisoformat(text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Two more tries for what a browser failed at; it shows as `rerun`, with which test. Chromium itself now and then dies or
    leaves out what it was told on a full machine, and a run of many minutes shall not fail by that. It is no excuse for a test
    that does not wait for what it needs: whichever is named there is looked into. What is marked `once` has no other try.

    On PostgreSQL only what asks for a database runs: all else is the same there. Phones do not see the difference.
    """
    for item in items:
        if "browser" in item.path.parts and not item.get_closest_marker("once"):
            item.add_marker(pytest.mark.flaky(reruns=2))
    if os.environ.get("FELTBOG_TEST_DATABASE") == "postgresql":
        same = [item for item in items if "cluster" not in item.fixturenames or "browser" in item.path.parts]
        if same:
            config.hook.pytest_deselected(items=same)
        items[:] = [item for item in items if item not in same]


LEFT_OUT = pytest.StashKey[int]()


def pytest_deselected(items: list[pytest.Item]) -> None:
    """Counts the long tests that `-m "not long"` leaves out."""
    config = items[0].config
    if "not long" in config.option.markexpr:
        long = sum(item.get_closest_marker("long") is not None for item in items)
        config.stash[LEFT_OUT] = config.stash.get(LEFT_OUT, 0) + long


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process that tests for another tells it what it has left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """All of them have collected the same."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Says before the last line what was left out, and where and why a test had to be tried again."""
    for tried in terminalreporter.stats.get("rerun", []):
        terminalreporter.write_line(f"{tried.nodeid}: {tried.longrepr.reprcrash.message.splitlines()[0]}", yellow=True)
    if left_out := config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line(f"{left_out} long tests left out: `make test-all` runs them.", yellow=True)


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """Stops the server's clock at NOW."""
    stopped = Moment(NOW)
    monkeypatch.setattr(clock, "now", lambda: stopped.at)
    return stopped


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    """The PostgreSQL that all tests of this process use, if they are to use it."""
    started = Cluster() if os.environ.get("FELTBOG_TEST_DATABASE") == "postgresql" else None
    yield started
    if started:
        started.stop()


@pytest.fixture(scope="session")
def migrated(cluster: Cluster | None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with an empty, migrated database: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("migrated")
    made = create_app({"FELTBOG_INSTANCE": folder, "DATABASE_URL": cluster and cluster.create("migrated")})
    with made.app_context():
        migrate.upgrade()
        criteria.import_document(criteria.shipped(), OPERATOR, adopt=True)
        db.engine().dispose()
    if cluster:
        cluster.remember("migrated", db.Base.metadata.sorted_tables)
    return folder


@contextmanager
def fresh_instance(cluster: Cluster | None, migrated: Path, folder: Path) -> Iterator[Path]:
    """An instance folder with an empty, migrated database of its own; every app that is made meanwhile has it."""
    shutil.copytree(migrated, folder)
    if cluster is None:
        yield folder
        return
    name = cluster.lend("migrated")
    made: list[Engine] = []
    make_engine = dialects.make_engine
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", cluster.url(name))
        patch.setattr(dialects, "make_engine", lambda url: made.append(make_engine(url)) or made[-1])
        yield folder
    for engine in made:
        _close(engine)
    cluster.take_back(name, db.Base.metadata.sorted_tables, migrate.head() or "")


def _close(engine: Engine) -> None:
    """Close all connections, when a thread in the background has given its own back."""
    for _ in range(100):
        if not engine.pool.checkedout():  # type: ignore[attr-defined]
            break
        gc.collect()
        time.sleep(0.05)
    engine.dispose()


@pytest.fixture
def instance(cluster: Cluster | None, migrated: Path, tmp_path: Path) -> Iterator[Path]:
    """The same, for one test."""
    with fresh_instance(cluster, migrated, tmp_path / "instance") as folder:
        yield folder


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates, compiled once for all apps: that takes longer than all else in most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture(scope="session", autouse=True)
def built_once() -> Iterator[None]:
    """The functions that build addresses, and the release: the same for all apps of one agreement, and half of what making one takes."""
    compile_builder, make_release = Rule._compile_builder, shell._make
    builders: dict[tuple[str, bool], Callable[..., tuple[str, str]]] = {}
    releases: dict[str, Release] = {}

    def builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults or rule.subdomain:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, append_unknown)
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    def release(app: Flask) -> Release:
        with app.app_context():
            said = json.dumps(
                [(span.agreement.document, str(span.first), str(span.until)) for span in agreement.spans()]
            )
        if said not in releases:
            releases[said] = make_release(app)
        return releases[said]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", builder)
        patch.setattr(shell, "_make", release)
        yield


@pytest.fixture
def app(instance: Path, compiled: FileSystemBytecodeCache, moment: Moment) -> Iterator[Flask]:
    """The app on a database of its own, in May 2026."""
    made = create_app({"FELTBOG_INSTANCE": instance, "TESTING": True, "ARGON2": CHEAP} | PATIENT)
    made.jinja_env.bytecode_cache = compiled
    yield made
    if "makings" in made.extensions:
        made.extensions["makings"].close()
    with made.app_context():
        db.engine().dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A phone or a browser that nobody has signed in with."""
    return app.test_client()
