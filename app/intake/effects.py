"""What a record does elsewhere, in its own transaction: a re-check lands on the follow-up of its point."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from .. import follow_up
from ..access import Person
from ..definitions import Recheck
from ..questions.form import Form


def has_any(form: Any) -> bool:
    """Whether records of the form with this name (which may be anything) do something elsewhere."""
    return form == Recheck.name


def happen(connection: Connection, form: type[Form], row: Mapping[str, Any], person: Person) -> None:
    """Do what follows from a record as it is now: new, revised, corrected, withdrawn or restored."""
    if form is not Recheck:
        return
    # Within the connection's transaction: what the session flushes is committed, or lost, with the record.
    with Session(bind=connection) as session:
        if row["withdrawn_at"] is not None:
            follow_up.take_back(session, row["id"])
        else:
            _recheck(session, row, person)
        session.flush()


def _recheck(session: Session, row: Mapping[str, Any], person: Person) -> None:
    said = Recheck.load(row)
    follow_up.recheck(
        session,
        said["point"],
        said["outcome"],
        said.get("note", ""),
        said.get("photos", ()),
        person,
        row["captured_at"],
        record_id=row["id"],
    )
