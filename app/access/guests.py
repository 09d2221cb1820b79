"""Guests: whoever joined with a code, known again by the secret of their phone, on every server that has the digest key.

A phone that lost its cookie, or meets another `secret_key` or a restored database, is the same guest all the same.
"""

import hmac
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

from flask import current_app, session
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from ..base import clock, db, ids
from ..store import Code, Guest, Joined, generation, gone
from ..store.activity_tables import SENDING, WINDOW
from . import quotas
from .rights import forget_person

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
PURPOSE = b"feltbog guest\n"
# Why a code lets nobody in.
UNKNOWN, REPLACED, EXPIRED, SHUT_OUT, CROWDED = "unknown", "replaced", "expired", "shut_out", "crowded"
# How long after a restore a phone that remembers a code is let in by it although it has been replaced.
REMEMBERED = timedelta(days=14)

_JOINED = db.table_of(Joined)


@dataclass(frozen=True)
class Refusal:
    """A code that did not let the phone in, as it was sent, and why."""

    code: str
    reason: str


def id_of(secret: str) -> str:
    """The id of the phone with this secret (43 characters of base64url): a UUID of version 8."""
    found = hmac.new(current_app.config["DIGEST_KEY"], PURPOSE + secret.encode("ascii"), sha256).digest()[:16]
    number = int.from_bytes(found) & ~(0xF << 76 | 0x3 << 62) | 0x8 << 76 | 0x2 << 62
    return str(UUID(int=number))


def find_code(text: str) -> Code | None:
    """The code that somebody typed or scanned; as `ids.plain_code` reads it."""
    plain = ids.plain_code(text)
    return db.session.scalar(select(Code).where(Code.code == plain)) if len(plain) == ids.LENGTH else None


def join(secret: str | None, typed: Sequence[str], address: str, *, remembered: bool = False) -> list[Refusal]:
    """Let the session's guest join by codes, as people typed them; → those that let nobody in.

    address: of the phone in the network; only so many join by one code from one.
    secret: the phone's, which says who the guest is; by it alone, all that it ever joined comes along. Without one the
    session's guest goes on, or a new one begins. remembered: the phone knows the codes from before, and may have captured while they could be
    joined; so they let it in to send as long as any phone may. Where nothing is joined, no guest is made.
    """
    refused: list[Refusal] = []
    with db.writing() as database:
        guest, crowded = _let_in(database, secret, typed, refused, address, remembered=remembered)
    for code in crowded:
        quotas.note_full(code, "guests")
    if guest:
        session["guest"] = guest
        session.permanent = True
        forget_person()
    return refused


def _let_in(
    database: Session,
    secret: str | None,
    typed: Sequence[str],
    refused: list[Refusal],
    address: str,
    *,
    remembered: bool,
) -> tuple[str | None, set[str]]:
    """The guest who is let in, None where nothing is joined, and the codes that let in nobody new; adds to `refused`."""
    before: str = session.get("guest") or ""
    entry = _Entry(database, id_of(secret) if secret else before or ids.new_id(), address, remembered=remembered)
    mine = entry.codes
    former = _codes(database, before) if before and before != entry.id else {}
    known = mine.keys() | former.keys() if secret else set()
    refused += [Refusal(code, why) for code in typed if (why := entry.why_not(code, known))]
    new = {code: how for code, how in (former | entry.let_in).items() if code not in mine}
    if not (mine or new):
        return None, entry.crowded
    _add(database, entry.id, new)
    if former:
        database.get_one(Guest, before).became = entry.id
    if former and (shut_out := gone.standing(database, gone.SHUT_OUT, [before])) and not entry.shut_out_at:
        gone.note(database, gone.SHUT_OUT, entry.id, at=shut_out[before])
    return entry.id, entry.crowded


def leave() -> None:
    """End the guest's part: what its phone sent stays, whatever cookie there is a copy of means nothing any more."""
    guest = session.pop("guest", None)
    if guest:
        with db.writing() as database:
            database.execute(delete(_JOINED).where(_JOINED.c.guest_id == guest))
    forget_person()


class Joining(NamedTuple):
    """When a guest joined by a code, and whether all that comes of it waits for review."""

    joined_at: datetime
    for_review: bool


class _Entry:
    """One phone at the door: which codes let it in, and how."""

    def __init__(self, database: Session, id: str, address: str, *, remembered: bool) -> None:
        self.database, self.id, self.address, self.remembered = database, id, address, remembered
        self.shut_out_at: datetime | None = gone.standing(database, gone.SHUT_OUT, [id]).get(id)
        self.state = generation.within(database)
        self.codes = _codes(database, id)
        self.let_in: dict[str, Joining] = {}
        self.crowded: set[str] = set()

    def why_not(self, text: str, known: Set[str]) -> str | None:
        """Why the code does not let it in; None where it does, or has done so before."""
        code = find_code(text)
        if code is None:
            return UNKNOWN
        is_known = code.id in known
        if clock.today() > code.gathering.date + (SENDING if is_known or self.remembered else WINDOW):
            return EXPIRED
        if is_known:
            return None
        if code.revoked_at and not self._may_remember:
            return REPLACED
        if self.shut_out_at and not self._may_have_joined_before(code, self.shut_out_at):
            return SHUT_OUT
        if code.id not in self.codes.keys() | self.let_in.keys() and quotas.is_crowded(
            self.database, code, self.address
        ):
            self.crowded.add(code.id)
            return CROWDED
        self.let_in[code.id] = Joining(clock.now(), code.revoked_at is not None)
        return None

    @property
    def _may_remember(self) -> bool:
        restored_at = self.state.restored_at
        return self.remembered and restored_at is not None and clock.now() - restored_at <= REMEMBERED

    def _may_have_joined_before(self, code: Code, shut_out_at: datetime) -> bool:
        """Whether a restore may have lost that the guest joined with it before it was shut out: the database ends before that, or
        knows nothing of a guest who had joined something.
        """
        restored_to = self.state.restored_to
        has_lost = restored_to is not None and (restored_to < shut_out_at or not self.codes)
        return has_lost and code.created_at <= shut_out_at


def _codes(database: Session, guest: str) -> dict[str, Joining]:
    """How a guest joined, by the ids of its codes."""
    query = select(_JOINED.c.code_id, _JOINED.c.joined_at, _JOINED.c.for_review).where(_JOINED.c.guest_id == guest)
    return {code: Joining(*how) for code, *how in database.execute(query)}


def _add(database: Session, guest: str, memberships: Mapping[str, Joining]) -> None:
    """Let the guest, made where there is none, be a member by these codes too."""
    if database.get(Guest, guest) is None:
        database.add(Guest(id=guest, created_at=clock.now()))
        database.flush()
    rows = [{"guest_id": guest, "code_id": code, **how._asdict()} for code, how in memberships.items()]
    if rows:
        database.execute(insert(_JOINED), rows)
