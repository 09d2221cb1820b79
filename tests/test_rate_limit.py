"""Requests are counted for a minute, on PostgreSQL for all servers together."""

import pytest
from accounts import enter
from sending import send
from sqlalchemy import func, select

from app import create_app
from app.access.rate_limit import InDatabase, InMemory
from app.base import db
from app.store import CountedRequests


def test_a_window_in_the_database_forgets_after_its_minute(app, moment):
    with app.app_context():
        window = InDatabase(60)
        for _ in range(3):
            window.count("a")
        moment.set("2026-05-12T12:40:25+00:00")
        window.count("a")
        assert window.wait("a", 5) == 0
        assert window.wait("b", 1) == 0
        # The first three count until their slot of ten seconds is a minute old.
        assert window.wait("a", 4) == 35
        moment.set("2026-05-12T12:41:00+00:00")
        assert window.wait("a", 4) == 0
        assert window.wait("a", 1) == 20


def test_what_is_over_leaves_the_table(app, moment):
    with app.app_context():
        window = InDatabase(60)
        for key in "abc":
            window.count(key)
        moment.set("2026-05-12T12:45:00+00:00")
        window.count("d")
        assert db.session.scalar(select(func.count()).select_from(CountedRequests)) == 1


def test_two_servers_share_the_limit_on_postgresql(app, make_user):
    settings = {"FELTBOG_INSTANCE": app.config["FELTBOG_INSTANCE"], "TESTING": True, "FELTBOG_SYNC_PER_MINUTE": 120}
    other = create_app(settings)
    app.config["FELTBOG_SYNC_PER_MINUTE"] = 120
    shared = isinstance(app.extensions["sync_window"], InDatabase)
    assert shared == app.config["DATABASE_URL"].startswith("postgresql")
    if not shared:
        assert isinstance(app.extensions["sync_window"], InMemory)
        pytest.skip("on SQLite there is one server")
    first = enter(app, make_user("leader"))
    send(first)
    second = other.test_client()
    second.set_cookie("feltbog", first.get_cookie("feltbog").value)
    codes = [send(phone).status_code for _ in range(60) for phone in (first, second)]
    assert codes == [200] * 119 + [429]
