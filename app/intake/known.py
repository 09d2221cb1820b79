"""What the server already has under the ids of a request: records of all forms, and what waits for review."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, literal, null, or_, select, union_all

from ..db import Base
from ..forms import FORMS
from ..models import Quarantine

_QUARANTINE = Base.metadata.tables[Quarantine.__tablename__]


# The digest of a record that was erased: whatever comes under its id is kept nowhere.
ERASED = "erased"


@dataclass(slots=True)
class Known:
    """The record that the server already has under an id; `touched` in the office, by amending or withdrawing."""

    form: str
    revision: int
    digest: str
    user_id: str
    device_id: str | None
    touched: bool


def _known(matches: Callable[[Any], Any]) -> Any:
    """One look at every table; what was quarantined has no form."""
    return union_all(
        *(
            select(
                literal(form.name).label("form"), form.table.c.id, form.table.c.revision, form.table.c.digest,
                form.table.c.user_id, form.table.c.device_id,
                or_(form.table.c.amended, form.table.c.withdrawn_at.is_not(None)).label("touched"),
            ).where(matches(form.table.c.id))
            for form in FORMS.values()
        ),
        select(
            null(), _QUARANTINE.c.submission_id, _QUARANTINE.c.revision, _QUARANTINE.c.digest, null(), null(), null()
        ).where(matches(_QUARANTINE.c.submission_id)),
    )  # fmt: skip


_KNOWN = _known(lambda column: column.in_(bindparam("ids", expanding=True)))
_KNOWN_ONE = _known(lambda column: column == bindparam("id"))


def find(connection: Connection, ids: list[str]) -> tuple[dict[str, Known], set[tuple[str, int, str]]]:
    """The records by id; and id, revision and digest of what was quarantined."""
    known: dict[str, Known] = {}
    quarantined: set[tuple[str, int, str]] = set()
    found = (
        connection.execute(_KNOWN_ONE, {"id": ids[0]}) if len(ids) == 1 else connection.execute(_KNOWN, {"ids": ids})
    )
    for form, id, revision, digest, user_id, device_id, touched in found:
        if form is None:
            quarantined.add((id, revision, digest))
        else:
            known[id] = Known(form, revision, digest, user_id, device_id, bool(touched))
    return known, quarantined
