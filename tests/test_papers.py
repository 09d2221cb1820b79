"""The papers about security and personal data say what the code does: their numbers, and the tests that they name."""

import re
from pathlib import Path

import pytest

from app import maintenance
from app.access import passwords, rate_limit
from app.base import ids
from app.config import DEFAULTS

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
SECURITY, PRIVACY = ((DOCS / name).read_text("utf-8") for name in ("security.md", "privacy.md"))


@pytest.mark.parametrize(("paper", "least"), [(SECURITY, 20), (PRIVACY, 10)], ids=["security", "privacy"])
def test_every_test_that_is_named_is_there(paper, least):
    named = set(re.findall(r"`((?:[a-z]+/)?test_[a-z_]+)`", paper))
    assert len(named) >= least
    found = {path.relative_to(TESTS).with_suffix("").as_posix() for path in TESTS.rglob("test_*.py")}
    assert {each for each in named if not any(one == each or one.endswith(f"/{each}") for one in found)} == set()


@pytest.mark.parametrize(
    "words",
    [
        f"{ids.LENGTH} of {len(ids.ALPHABET)} characters: 24⁸ = {len(ids.ALPHABET) ** ids.LENGTH:,}",
        "{1} failures in 5 minutes an address, {3} an hour, {5} a day".format(*(n for pair in rate_limit.ADDRESS for n in pair)),
        f"from its {rate_limit.FREE + 1}th failure on, {rate_limit.FIRST.seconds} s",
        f"{len(passwords.KNOWN):,} leaked passwords",
        f"at least {passwords.LEAST}, at most {passwords.MOST} characters",
        f"office {DEFAULTS['FELTBOG_OFFICE_IDLE']} min and {DEFAULTS['FELTBOG_OFFICE_LONGEST']} h",
    ],
)  # fmt: skip
def test_security_counts_as_the_code_does(words):
    assert words in SECURITY


def test_the_periods_are_those_of_the_settings(app):
    with app.app_context():
        kept = maintenance.periods()
    rows = {
        "Fri tekst": kept.texts, "Tidligere tekster": kept.texts, "Gennemset": kept.texts, "Tekster om": kept.texts,
        "Fotos |": kept.photos, "Logbogen": kept.audit, "Logins": kept.sessions,
    }  # fmt: skip
    for start, number in rows.items():
        [row] = [line for line in PRIVACY.splitlines() if line.startswith(f"| {start}") and re.search(r"\| \d+ ", line)]
        assert f"| {number} " in row, row
