"""Agreements in the database: every version that was adopted, and at most one draft of each agreement.

`versions()` is asked by every request: what was read stays in memory until a newer row is there.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from flask import current_app, g
from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..base import db
from ..base.db import Base, UtcDateTime
from .format import DOCUMENT

Document = Mapping[str, Any]
_KEPT = "agreement_versions"


class Signer(Protocol):
    """Whoever changes or adopts an agreement."""

    @property
    def id(self) -> str:
        """The account's."""

    @property
    def name(self) -> str:
        """As it is shown, also when the account is gone."""


class AgreementCode(Base):
    """An agreement: its code is part of addresses (`aftale/C2`), so it never goes."""

    __tablename__ = "agreements"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)


class AgreementVersion(Base):
    """A version as it was adopted; the database itself refuses to change it. `document` is canonical JSON.

    `minutes`: of the meeting that decided it; empty where nobody gave any.
    """

    __tablename__ = "agreement_versions"
    __table_args__ = (UniqueConstraint("agreement", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement: Mapped[str] = mapped_column(ForeignKey("agreements.code"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    adopted_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    minutes: Mapped[str] = mapped_column(Text, server_default="")


class AgreementDraft(Base):
    """The one draft of an agreement, which may have no version yet. `revision` rises with every change.

    `unfinished`: what was typed into its forms and cannot be a part of the document yet.
    """

    __tablename__ = "agreement_drafts"

    agreement: Mapped[str] = mapped_column(String(40), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    unfinished: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]


@dataclass(frozen=True)
class Version:
    """An adopted version. `document` is shared by all requests: nobody changes it. `adopted_by`: a name. `minutes`: of the
    meeting that decided it, as text.
    """

    agreement: str
    number: int
    document: Document
    digest: str
    adopted_at: dt.datetime
    adopted_by: str
    minutes: str = ""

    @property
    def valid_from(self) -> dt.date:
        """The first day on which it is in force."""
        return dt.date.fromisoformat(self.document["version"]["valid_from"])

    @property
    def first_year(self) -> int:
        """The agreement's first year, by the calendar year that it begins in."""
        return int(self.document["first_year"])

    @property
    def last_year(self) -> int:
        """The last one that is evaluated."""
        return int(self.document["last_year"])

    @property
    def year_starts(self) -> int:
        """The month in which the agreement's years begin."""
        return int(self.document.get("year_starts", 1))


class Unfinished(NamedTuple):
    """What somebody typed into a form of the draft: the posted fields in their order, and what is wrong with them."""

    fields: list[tuple[str, str]]
    says: list[str]


@dataclass(frozen=True)
class Draft:
    """What an agreement is to become. `changed_by`: a name.

    `unfinished`: by the address of a form what was typed into it and cannot be a part of the document yet.
    """

    agreement: str
    document: Document
    revision: int
    changed_at: dt.datetime
    changed_by: str
    unfinished: Mapping[str, Unfinished] = field(default_factory=dict)


def canonical(document: Document) -> str:
    """The document as the database has it: members in the format's order, nothing between them."""
    return json.dumps(DOCUMENT.canonical(document), ensure_ascii=False, separators=(",", ":"))


def digest(text: str) -> str:
    """What tells whether two documents are the same."""
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> tuple[Version, ...]:
    """All versions of all agreements, in the order in which they were adopted; none before the database has tables.

    The database is asked once a request whether there are newer ones.
    """
    if _KEPT not in g:
        setattr(g, _KEPT, _newest())
    found: tuple[Version, ...] = getattr(g, _KEPT)
    return found


@contextmanager
def standing_in(these: tuple[Version, ...]) -> Iterator[None]:
    """Let what is done here see these versions instead."""
    before = versions()
    setattr(g, _KEPT, these)
    try:
        yield
    finally:
        setattr(g, _KEPT, before)


def forget() -> None:
    """Let the rest of this request see what was just adopted."""
    g.pop(_KEPT, None)


def drafts() -> tuple[Draft, ...]:
    """All drafts, by the agreement's code; none before the database has tables."""
    if not _has_tables():
        return ()
    rows = db.session.scalars(
        select(AgreementDraft).order_by(AgreementDraft.agreement).execution_options(populate_existing=True)
    )
    return tuple(map(as_draft, rows))


def as_draft(row: AgreementDraft) -> Draft:
    """The draft in a row."""
    unfinished = {
        address: Unfinished([(name, value) for name, value in kept["fields"]], kept["says"])
        for address, kept in row.unfinished.items()
    }
    return Draft(row.agreement, json.loads(row.document), row.revision, row.changed_at, row.person_name, unfinished)


def read(session: Session) -> tuple[Version, ...]:
    """All versions as the open transaction sees them."""
    return tuple(map(as_version, session.scalars(select(AgreementVersion).order_by(AgreementVersion.id))))


def as_version(row: AgreementVersion) -> Version:
    """The version in a row."""
    document = json.loads(row.document)
    return Version(
        row.agreement, row.number, document, row.digest, row.adopted_at, row.person_name, row.minutes
    )  # fmt: skip


def _newest() -> tuple[Version, ...]:
    if not _has_tables():
        return ()
    table = db.table_of(AgreementVersion)
    last = db.session.execute(select(table.c.id, table.c.digest).order_by(table.c.id.desc()).limit(1)).one_or_none()
    if last is None:
        return ()
    known: tuple[Any, tuple[Version, ...]] = current_app.extensions.get(_KEPT, (None, ()))
    if known[0] != tuple(last):
        known = tuple(last), read(db.session())
        current_app.extensions[_KEPT] = known
    return known[1]


def _has_tables() -> bool:
    """Whether the database has been migrated so far; what was once there stays."""
    there = f"{_KEPT} are there"
    if not current_app.extensions.get(there):
        current_app.extensions[there] = inspect(db.session.connection()).has_table(_KEPT)
    return bool(current_app.extensions[there])
