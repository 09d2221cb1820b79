"""Four agreements of real kinds: the source's, two like other estates', and one of criteria met in many places."""

import copy
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import delete

from app import criteria
from app.agreement import kept
from app.base import db
from app.cli.common import OPERATOR

FOLDER = Path(__file__).with_name("criteria") / "agreements"
NAMES = ["loevvangen", "urbanplanen", "svendborg", "blandet"]
READ = {name: criteria.read(FOLDER / f"{name}.toml").document for name in NAMES}


def document(name: str = "loevvangen") -> dict[str, Any]:
    """A copy to spoil."""
    return copy.deepcopy(dict(READ[name]))


def criterion(document: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in document["criteria"] if each["code"] == code)


def measure(document: dict[str, Any], code: str, number: int = 0) -> dict[str, Any]:
    return criterion(document, code)["measures"][number]


def next_version(valid_from: str = "2026-07-01") -> dict[str, Any]:
    """The source agreement from 2026 on, and what one changes in it."""
    agreed = document()
    agreed |= {"first_year": 2026, "last_year": 2029}
    budgets = {(row["activity"], row["role"], row["task"]): row for row in agreed["hours"]}
    agreed["hours"] = [{name: row[name] for name in row if name != "years"} for row in budgets.values()]
    for row in agreed["criteria"]:
        row.pop("years", None)
    for each in agreed["milestones"]:
        if "deadline" in each:
            each["deadline"] = "2026-12-31"
    agreed["version"]["valid_from"] = valid_from
    return agreed


def changed(agreed: Any) -> dict[str, Any]:
    """The same with another target for contacts, from January 2027."""
    agreed = copy.deepcopy(dict(agreed))
    measure(agreed, "A2b")["aim"]["target"] = "90"
    agreed["version"] = agreed["version"] | {"valid_from": "2027-01-01", "note": "Færre kræfter"}
    return agreed


def adopt_only(*documents: Any) -> None:
    """In the open app context: these agreements instead of the one that the tests' database begins with."""
    with db.writing() as session:
        session.execute(delete(kept.AgreementVersion))
        session.execute(delete(kept.AgreementCode))
    current_app.extensions.pop("agreement_versions", None)
    kept.forget()
    for each in documents:
        criteria.import_document(each, OPERATOR, adopt=True)


def draft_only(document: Any) -> None:
    """In the open app context: this as the draft of its agreement, instead of the one there is."""
    with suppress(LookupError):
        criteria.discard_draft(document["code"])
    criteria.draft(document, OPERATOR)


def agree(app: Any, **more: list[dict[str, Any]]) -> dict[str, Any]:
    """Let the app have another agreement: the source's, with these rows more in some parts, or in the place of their own."""
    found = with_more(document(), **more)
    with app.app_context():
        adopt_only(found)
    return found


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return row.get("list") or row.get("form") or "", row["code"]


def with_more(document: Any, **more: list[dict[str, Any]]) -> dict[str, Any]:
    """A copy of a document with these rows more in some parts, or in the place of their own."""
    found = copy.deepcopy(dict(document))
    for part, rows in more.items():
        named = [_key(row) for row in rows]
        found[part] = [*(row for row in found.get(part, ()) if _key(row) not in named), *rows]
    return found


@pytest.fixture
def nothing_adopted(app: Any) -> None:
    """A database in which no agreement has been adopted yet."""
    with app.app_context():
        adopt_only()
