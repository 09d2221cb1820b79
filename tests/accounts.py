"""Who is who in the tests: accounts, browsers in which they are signed in, and people as the domain knows them."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages import fill

from app import agreement
from app.access import Person, people, sessions
from app.base import clock, db
from app.store import User

PASSWORD = "lygtepæl-og-havehæk"
PEOPLE = {
    "leader": ("leder@example.org", "Leder"),
    "counsellor": ("raadgiver@example.org", "Rådgiver"),
    "host": ("vaert@example.org", "Vært"),
    "party": ("part@example.org", "Teknisk afdeling"),
}
LEADER = Person("a0000000-0000-4000-8000-000000000001", "Leder", "leader")
OTHER = Person("a0000000-0000-4000-8000-000000000002", "Medleder", "leader")
POLICE = Person("a0000000-0000-4000-8000-000000000003", "Nærpolitiet", "party", party="police")
CARETAKER = Person("a0000000-0000-4000-8000-000000000004", "Teknisk afdeling", "party", party="housing_technical")
COUNSELLOR = Person("a0000000-0000-4000-8000-000000000008", "Rådgiver", "counsellor")


@pytest.fixture
def make_user(app: Flask) -> Callable[..., str]:
    """Makes the account of a role, once; its id."""
    # Hashed with `people.hash_password` the account could sign in; most tests need not wait for that.

    def make(role: str, email: str | None = None) -> str:
        address, name = email or PEOPLE[role][0], PEOPLE[role][1]
        with app.app_context(), db.writing() as session:
            found = session.query(User).filter_by(email=address).one_or_none()
            if found is None:
                party = next(iter(agreement.current().parties)) if role == "party" else None
                found = User(email=address, name=name, role=role, party=party, created_at=clock.now())
                session.add(found)
                session.flush()
            return found.id

    return make


@pytest.fixture
def sign_in(app: Flask, make_user: Callable[..., str]) -> Callable[..., FlaskClient]:
    """A browser in which somebody with that role is signed in."""

    def sign(role: str, email: str | None = None) -> FlaskClient:
        user_id = make_user(role, email)
        return enter(app, user_id)

    return sign


def enter(app: Flask, user_id: str) -> FlaskClient:
    """A browser in which that account is signed in, without the second that a password takes."""
    with app.app_context():
        id = sessions.start(db.session.get_one(User, user_id), phone=False)
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = id
        session["_fresh"] = True
    return browser


@pytest.fixture
def leader(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The leader's browser."""
    return sign_in("leader")


@pytest.fixture
def counsellor(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A counsellor's browser."""
    return sign_in("counsellor")


@pytest.fixture
def host(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A host's browser."""
    return sign_in("host")


@pytest.fixture
def party(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The browser of somebody of the police, the agreement's first party."""
    return sign_in("party")


def make_account(
    app: Flask, role: str = "counsellor", email: str = "anna@example.org", name: str = "Anna",
    password: str = PASSWORD, party: str | None = None,
) -> str:  # fmt: skip
    """An account with a password; its id."""
    with app.app_context():
        return people.create(email, name, role, party, password).id


def sign(
    client: FlaskClient, email: Any = "anna@example.org", password: Any = PASSWORD, path: str = "/account/sign-in"
) -> Any:
    """Sign in on the page, as Anna unless told otherwise; the response."""
    return fill(client, path, email=email, password=password)


def who(client: FlaskClient) -> Any:
    """What the server says that this browser is; None for a stranger."""
    return client.get("/api/session").get_json()["user"]
