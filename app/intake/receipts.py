"""What a phone asks about after a restore: are the records that it has receipts for, and no longer holds, still known here?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from ..base import db
from ..base.db import Base
from ..base.ids import UUID
from ..definitions import FORMS
from ..store import History, gone
from .already_here import ERASED, Found, find
from .submission import MOST_REVISION, Doubled, EnvelopeError, check_levels, parse, read_revision

_HISTORY = Base.metadata.tables[History.__tablename__]
# However high the revision that is asked about: nothing is older.
_ALL = MOST_REVISION


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record's id, as it was sent and in lower case, and the revision that was acknowledged."""

    sent_id: str
    id: str
    revision: int


def read_receipts(body: bytes) -> list[Receipt]:
    """The receipts in the body of a request; raises EnvelopeError for a malformed one."""
    data, _doubled = parse(body)
    if not isinstance(data, dict):
        raise EnvelopeError("the body must be a JSON object")
    if isinstance(data, Doubled):
        raise EnvelopeError("a name stands twice in the body")
    check_levels(data)
    items = data.get("records")
    if not isinstance(items, list):
        raise EnvelopeError("`records` must be a list")
    return [_read_receipt(item, index) for index, item in enumerate(items)]


def _read_receipt(item: Any, index: int) -> Receipt:
    if not isinstance(item, dict):
        raise EnvelopeError(f"record {index} must be an object", index)
    if isinstance(item, Doubled):
        raise EnvelopeError(f"a name stands twice in record {index}", index)
    sent_id, revision = item.get("id"), read_revision(item.get("revision"))
    if not isinstance(sent_id, str) or not UUID.fullmatch(sent_id):
        raise EnvelopeError(f"the id of record {index} must be a UUID", index)
    if revision is None:
        raise EnvelopeError(f"the revision of record {index} must be a whole number from 1", index)
    return Receipt(sent_id, sent_id.lower(), revision)


def compare(receipts: Iterable[Receipt]) -> tuple[list[str], list[str]]:
    """The ids, as they were sent, of which nothing is known here, and those of which only an older revision is."""
    asked = list(receipts)
    with db.engine().connect() as connection:
        highest = _highest(connection, sorted({each.id for each in asked}))
    unknown = [each.sent_id for each in asked if each.id not in highest]
    older = [each.sent_id for each in asked if highest.get(each.id, _ALL) < each.revision]
    return list(dict.fromkeys(unknown)), list(dict.fromkeys(older))


def _highest(connection: Connection, ids: list[str]) -> dict[str, int]:
    """By id, the highest revision that is known of it; the highest there can be, where no phone need send it again."""
    if not ids:
        return {}
    found, highest = find(connection, ids), dict[str, int]()
    seen = [(id, record.revision) for id, record in found.records.items()]
    # What could not be read as a revision is kept whole all the same.
    seen += [(id, revision or _ALL) for id, revision in found.waiting]
    earlier = select(_HISTORY.c.record_id, func.max(_HISTORY.c.revision)).where(
        _HISTORY.c.form.in_(list(FORMS)), _HISTORY.c.record_id.in_(ids)
    )
    seen += [(id, revision) for id, revision in connection.execute(earlier.group_by(_HISTORY.c.record_id))]
    for id, revision in seen + _taken_away(found):
        highest[id] = max(revision, highest.get(id, 0))
    return highest


def _taken_away(found: Found) -> list[tuple[str, int]]:
    """What is erased need not be sent again, and neither need what is gone and nowhere else to be found."""
    erased = [id for id, record in found.records.items() if record.digest == ERASED]
    erased += [id for what, id in found.gone if what == gone.ERASED]
    there = found.records.keys() | {id for id, _revision in found.waiting}
    lost = [id for what, id in found.gone if what in {gone.WITHDRAWN, gone.DISCARDED} and id not in there]
    return [(id, _ALL) for id in erased + lost]
