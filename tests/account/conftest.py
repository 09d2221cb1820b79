"""What the tests of accounts share: somebody who has one, and how long the office stays open."""

import pytest
from accounts import make_account
from flask import Flask

from app.config import DEFAULTS


@pytest.fixture
def anna(app: Flask) -> str:
    """A counsellor with a password; the account's id."""
    return make_account(app)


@pytest.fixture
def limits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office asks again as soon as it does where nobody sets another time."""
    for name in ("FELTBOG_OFFICE_IDLE", "FELTBOG_OFFICE_LONGEST"):
        monkeypatch.setitem(app.config, name, DEFAULTS[name])
