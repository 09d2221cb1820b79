"""Servers and phones for tests in the browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE
from playwright.sync_api import Browser, BrowserContext, BrowserType, expect
from site_planning import put_up

from app.photos import site_plan
from app.store import Walk

from .engine import Engine
from .server import ROOT, Server

CHROMIUM = os.environ.get("FELTBOG_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"viewport": {"width": 360, "height": 740}, "locale": "da-DK", "timezone_id": "Europe/Copenhagen"}
# What a page is expected to show; a context has its own patience for what is done on a page.
expect.set_options(timeout=PATIENCE * 1000)


def be_patient(context: BrowserContext) -> None:
    """Wait for what a page of this context does for as long as for all else."""
    context.set_default_timeout(PATIENCE * 1000)


def launch_installed(kind: BrowserType, folder: Path, *more: str, **settings: Any) -> BrowserContext:
    """An installed browser that keeps what it knows in a folder, with more flags where there are such."""
    context = kind.launch_persistent_context(folder, executable_path=CHROMIUM, args=[*FLAGS, *more], **settings)
    be_patient(context)
    return context


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """pytest-playwright's; each of its contexts is patient, whoever makes it."""
    browser.on("context", be_patient)
    return browser


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it running as it is; each makes its own people, walks and events."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A started server for a test that stops it, kills it or changes its code."""
    server = Server(tmp_path / "instance")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    """A copy of the app to change: serving it is a new release."""
    shutil.copytree(ROOT / "app", tmp_path / "next" / "app", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "next"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """How pytest-playwright starts the browser: Debian's, headless."""
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Every context is a phone."""
    return PHONE


@pytest.fixture
def installed_phone(browser_type: BrowserType, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """Call it to switch a phone on; closing the context switches it off, and what it keeps stays."""
    opened: list[BrowserContext] = []

    def switch_on(**more: Any) -> BrowserContext:
        settings = PHONE | more
        opened.append(launch_installed(browser_type, tmp_path / "phone", **settings))
        return opened[-1]

    yield switch_on
    for context in opened:
        context.close()


@pytest.fixture
def walk(server: Server) -> Walk:
    """Today's walk on the shared server."""
    return server.add_walk()


@pytest.fixture
def engine(context: BrowserContext, server: Server, walk: Walk) -> Engine:
    """A walker's phone on the shared server."""
    server.join(context, walk)
    return Engine(context.new_page(), server)


@pytest.fixture
def put_plan_up(server: Server) -> Iterator[Callable[..., str]]:
    """Puts a plan up on the shared server, pinned at these spots, and takes it down afterwards; → its id."""

    def put(*spots: tuple[float, float]) -> str:
        with server.app.app_context():
            id: str = put_up(*spots)
        return id

    yield put
    with server.app.app_context():
        while plan := site_plan.current():
            site_plan.take_down(plan.id)
