"""Reads the file that a phone saved from its queue."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from .. import photos
from ..access import LEADER, Person
from ..base import db
from ..base.ids import read_uuid
from ..store import Code, Device, Joined, User
from .acceptance import accept
from .submission import EnvelopeError, Submission, read_envelope

NOT_A_QUEUE = _("Det er ikke en kø fra Feltbog. Vælg den fil, som telefonen gemte.")
DAMAGED = _("Filen er beskadiget (%(fault)s). Gem den igen på telefonen.")
# As many as a phone may send at once.
BATCH = 100
SIGNATURE = "\ufeff".encode()


@dataclass(frozen=True)
class QueueFile:
    """What a phone had not sent when it saved the file, and whose it is (None where the file does not say).

    `photos` are (id, picture as it would have been sent), also of submissions that had been sent already.
    """

    device: str
    owner: str | None
    submissions: list[Submission]
    photos: list[tuple[str, bytes]] = field(default_factory=list)


def read_queue_file(body: bytes) -> QueueFile:
    """The queue in a file; raises ValueError with the Danish message for anything else."""
    body = body.removeprefix(SIGNATURE)
    try:
        content = json.loads(body)
        marker = content["feltbog"]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise ValueError(NOT_A_QUEUE) from None
    if marker != "queue":
        raise ValueError(NOT_A_QUEUE)
    try:
        envelope = read_envelope(body)
    except EnvelopeError as error:
        raise ValueError(DAMAGED % {"fault": error}) from None
    return QueueFile(envelope.device, envelope.as_person, envelope.submissions, _pictures(content.get("photos")))


def _pictures(items: Any) -> list[tuple[str, bytes]]:
    """The photos, which an older phone's file does not have."""
    try:
        return [(read_uuid(item["id"]), b64decode(item["data"], validate=True)) for item in items or ()]
    except (ValueError, TypeError, LookupError):
        raise ValueError(DAMAGED % {"fault": "photos"}) from None


def take_in(queue: QueueFile, sender: Person) -> Iterator[list[dict[str, Any]]]:
    """Take the submissions in in their order, as many at a time as a phone sends; the results of each time."""
    phone = db.session.get(Device, queue.device)
    held, drafts = (phone.pending, phone.drafts) if phone else (0, None)
    for start in range(0, len(queue.submissions), BATCH):
        batch = queue.submissions[start : start + BATCH]
        held = max(0, held - len(batch))
        yield accept(sender, batch, device=queue.device, pending=held, drafts=drafts)


def take_photos(queue: QueueFile, sender: Person) -> Iterator[str]:
    """Keep the photos; of each, whether it was `received` (perhaps before) or `refused`."""
    for id, body in queue.photos:
        try:
            photos.keep(id, body, sender)
        except photos.PhotoError:
            yield "refused"
        else:
            yield "received"


def sender(queue: QueueFile, importer: Person) -> Person:
    """In whose name the queue is taken in: its owner's where the server knows them, with the importer's authority.

    A counsellor's contacts stay their own; a phone that came by a code means the walk that it joined.
    """
    account = db.session.get(User, queue.owner) if queue.owner else None
    if account:
        return Person(account.id, account.name, LEADER, stands_in=True)
    codes = db.session.scalars(
        select(Code).join(Joined).where(Joined.guest_id == queue.owner).order_by(Joined.joined_at.desc())
    ).all()
    if not codes or queue.owner is None:
        return importer
    joined: dict[str, dict[str, None]] = {}
    for code in codes:
        joined.setdefault(code.form, {})[code.gathering.id] = None
    return Person(queue.owner, codes[0].gathering.title, LEADER, joined=dict(joined), stands_in=True)
