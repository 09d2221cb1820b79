"""What a phone sends: the envelope with its submissions, or receipts to compare; read from JSON and checked for its shape only."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..base import clock
from ..base.ids import UUID
from .safe_copy import SafeCopy, safe_copy

MOST_LEVELS = 50
MOST_REVISION = 2**31 - 1


class EnvelopeError(ValueError):
    """A malformed envelope; the message names the fault. `index` is that of the item at fault, if it is one."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


class Doubled(dict[str, Any]):
    """A JSON object in which a name stood twice; the last one counts, but nobody knows which was meant."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission as received. `id` is the UUID in lower case; all other members may be anything."""

    id: str
    form: Any
    version: Any
    revision: Any
    captured_at: Any
    answers: Any
    sent_id: str = ""
    doubled: bool = False

    @property
    def readable_revision(self) -> int | None:
        """The revision where it is a whole number from 1, else None."""
        return read_revision(self.revision)

    def canonical(self) -> bytes:
        """Form, version, time and answers as received, in one order: what tells a repeat from another version."""
        return _ordered([self.form, self.version, self.captured_at, self.answers]).encode("ascii")

    def safe_copy(self, first: Collection[str] = ()) -> SafeCopy:
        """The submission as JSON for safe keeping, as `safe_copy` makes it: masked, cut where it is large."""
        members = ("id", "form", "version", "revision", "captured_at", "answers")
        return safe_copy({name: getattr(self, name) for name in members}, first)


@dataclass(frozen=True)
class Envelope:
    """A whole sync request. `sent_at` is None where it is missing or unreadable, `drafts` where the phone does not say.

    `again`: the phone has met another generation of the server and offers what it holds once more.
    """

    device: str
    as_person: str | None
    pending: int
    sent_at: datetime | None
    submissions: list[Submission]
    again: bool = False
    drafts: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A record's id, as it was sent and in lower case, and the revision that was acknowledged."""

    sent_id: str
    id: str
    revision: int


_ordered = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def read_revision(raw: Any) -> int | None:
    """The revision where it is a whole number from 1, else None."""
    if isinstance(raw, bool) or not isinstance(raw, int) or not 1 <= raw <= MOST_REVISION:
        return None
    return raw


def read_moment(raw: Any) -> datetime | None:
    """The moment that a phone's clock told, None where it cannot be read."""
    try:
        return clock.parse(raw)
    except (ValueError, OverflowError):
        return None


def read_envelope(body: bytes) -> Envelope:
    """The envelope in the body of a sync request; raises EnvelopeError for a malformed one."""
    data, doubled = _parse(body, "envelope")
    device, items = data.get("device"), data.get("submissions")
    if not isinstance(device, str) or not UUID.fullmatch(device):
        raise EnvelopeError("`device` must be a UUID")
    if not isinstance(items, list):
        raise EnvelopeError("`submissions` must be a list")
    as_person = data.get("as")
    if as_person is not None and not isinstance(as_person, str):
        raise EnvelopeError("`as` must be the id of a user")
    return Envelope(
        device=device.lower(),
        as_person=as_person.lower() if as_person else None,
        pending=_count(data, "pending") or 0,
        sent_at=read_moment(data.get("sent_at")),
        submissions=[_read_item(item, index, doubled) for index, item in enumerate(items)],
        again=data.get("again") is True,
        drafts=_count(data, "drafts"),
    )


def _count(data: dict[str, Any], name: str) -> int | None:
    number: int | None = data.get(name)
    if name in data and (isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= MOST_REVISION):
        raise EnvelopeError(f"`{name}` must be a whole number from 0")
    return number


def _read_item(item: Any, index: int, doubled: bool) -> Submission:
    if not isinstance(item, dict):
        raise EnvelopeError(f"submission {index} must be an object", index)
    sent_id = item.get("id")
    if not isinstance(sent_id, str) or not UUID.fullmatch(sent_id):
        raise EnvelopeError(f"the id of submission {index} must be a UUID", index)
    answers = item.get("answers")
    return Submission(
        id=sent_id.lower(),
        form=item.get("form"),
        version=item.get("version"),
        revision=item.get("revision"),
        captured_at=item.get("captured_at"),
        answers=answers,
        sent_id=sent_id,
        doubled=doubled and (isinstance(item, Doubled) or _has_doubled(answers)),
    )


def read_receipts(body: bytes) -> list[Receipt]:
    """The receipts in the body of a request; raises EnvelopeError for a malformed one."""
    items = _parse(body, "body")[0].get("records")
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


def _parse(body: bytes, what: str) -> tuple[dict[str, Any], bool]:
    """The JSON object in the body, and whether a name stands twice in anything in it. Raises EnvelopeError."""
    doubled = False

    def read_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal doubled
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        doubled = True
        return Doubled(plain)

    try:
        data = json.loads(body.decode(), parse_constant=_refuse, object_pairs_hook=read_object)
    except RecursionError:
        raise EnvelopeError(f"more than {MOST_LEVELS} levels") from None
    except EnvelopeError:
        raise
    except ValueError:  # malformed JSON, text that is not UTF-8, a number of more than 4,300 digits
        raise EnvelopeError("the body is not JSON") from None
    if not isinstance(data, dict):
        raise EnvelopeError("the body must be a JSON object")
    if isinstance(data, Doubled):
        raise EnvelopeError(f"a name stands twice in the {what}")
    _check_levels(data)
    return data, doubled


def _refuse(constant: str) -> Any:
    raise EnvelopeError(f"{constant} is not JSON")


def _check_levels(data: Any) -> None:
    """EnvelopeError for what is nested too deeply."""
    layer, levels = [data], 0
    while layer:
        levels += 1
        if levels > MOST_LEVELS:
            raise EnvelopeError(f"more than {MOST_LEVELS} levels")
        layer = [
            child
            for node in layer
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]


def _has_doubled(value: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(value, Doubled) or any(_has_doubled(child) for child in value.values())
    return isinstance(value, list) and any(_has_doubled(child) for child in value)
