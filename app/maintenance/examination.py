"""What is not as it should be: in the database, with photos, with what waits for somebody, around the installation."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection, Engine, Select, exists, func, or_, select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from .. import config, photos
from ..access import rate_limit, second_factor
from ..base import clock, db, dialects, migrate, trouble
from ..definitions import Recheck, forms
from ..store import (
    CountedRequests,
    FailedAttempt,
    FollowUp,
    FollowUpEntry,
    Photo,
    PhotoUse,
    Quarantine,
    SecondFactor,
    Sent,
    SignIn,
    gone,
)
from ..store.activity_tables import SENDING
from . import archive, copies, keys, leftovers, notice, retention

# A leader looks at what waits for review before a phone's window for correcting has gone by.
QUARANTINE_AGE = timedelta(days=14)
# A daily backup may fail once.
BACKUP_AGE = timedelta(days=2)
# What is due every day may be left out as often.
TENDED = timedelta(days=2)
LEAST_FREE = 1024**3
# A full sync and a large photo at the same time, for every thread, many times over.
FREE_TO_TAKE = 256 * 1024**2
# For how long `not_ready` reads the database, and waits for another writer, in seconds.
A_MOMENT = 0.25
# What trouble is called that a wait, a backup, or a right to write mends.
BUSY = frozenset({"SQLITE_BUSY", "SQLITE_LOCKED", "55P03"})
DAMAGED = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002"})
LOCKED_UP = frozenset({"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "25006"})
_RESTORE = _l("Stop serveren, og gendan den sidste gode sikkerhedskopi.")
MOST_LINES = 20


# What is wrong, and what to do about it; one line each.
Fault = tuple[str, str]


def examine() -> list[Fault]:
    """Everything that is not as it should be, the worst first. Reads the whole of a SQLite file.

    Raises migrate.UnknownRevisionError.
    """
    if migrate.present() != migrate.head():
        return [("the database is not ready", f"run `{config.COMMAND} init`")]
    if damaged := _damage():
        return damaged
    with dialects.snapshot(db.engine()) as connection:
        return [
            fault
            for look in (
                _space,
                _backups,
                _files,
                _missing_photos,
                _photos_of_nothing,
                _orphans,
                _waiting,
                _overdue,
                _moments,
            )
            for fault in look(connection)
        ]


def in_short() -> str:
    """How much there is, in one line."""
    with db.engine().connect() as connection:
        records = sum(_count(connection, select(form.table.c.id)) for form in forms.every())
        pictures = _count(connection, select(Photo.id))
        size = dialects.size(connection)
    return f"{records} records, {pictures} photos, {_in_megabytes(size)}"


def not_ready() -> str | None:
    """What keeps records from being taken just now, and what to do, in Danish; None where nothing does.

    Takes a moment, however large the database: of a SQLite file only as much is read as that allows (`examine` reads all).
    """
    if not dialects.is_there(db.engine()):
        return _("Databasens fil er der ikke. %(restore)s", restore=_RESTORE)
    try:
        if free_bytes() < FREE_TO_TAKE:
            return _("Disken er næsten fuld. Slet gamle kopier og logfiler, eller gør den større.")
        with dialects.afresh(db.engine(), A_MOMENT) as engine:
            return _wanting(engine)
    except trouble.DATABASE_ERRORS as error:
        return _unusable(trouble.code(error))


def _wanting(engine: Engine) -> str | None:
    if not migrate.is_current(engine):
        return _("Databasen er til en anden udgave af Feltbog. Kør: %(command)s", command=f"{config.COMMAND} init")
    with engine.connect() as connection:
        if lacking := dialects.lacking(connection, db.Base.metadata):
            return _("Databasen mangler %(what)s. %(restore)s", what=", ".join(lacking[:3]), restore=_RESTORE)
        if not dialects.seems_whole(connection, A_MOMENT):
            return _("Databasens fil er beskadiget. %(restore)s", restore=_RESTORE)
    try:
        db.try_writing(engine)
    except SQLAlchemyError as error:
        if trouble.code(error) not in BUSY:  # somebody else can, and does
            raise
    return None


def _unusable(code: str | None) -> str:
    if code in DAMAGED:
        return _("Databasens fil er beskadiget. %(restore)s", restore=_RESTORE)
    if code in LOCKED_UP:
        return _("Der kan ikke skrives i databasen. Se efter, om filen, mappen eller disken er skrivebeskyttet.")
    return _("Databasen kan ikke bruges (%(code)s). Se i serverens log.", code=code or "?")


def free_bytes() -> int:
    """What is left on the disk of the instance folder."""
    return shutil.disk_usage(config.instance()).free


def _damage() -> list[Fault]:
    try:
        with db.engine().connect() as connection:
            faults = dialects.faults(connection)[:MOST_LINES]
    except DatabaseError as error:
        faults = [str(error.orig)]
    remedy = "stop the server, move the database away and restore the last good backup"
    return [(f"the database is damaged: {fault}", remedy) for fault in faults]


def _space(connection: Connection) -> Iterator[Fault]:
    free, wanted = free_bytes(), max(LEAST_FREE, 2 * dialects.size(connection))
    if free < wanted:
        words = f"{_in_megabytes(free)} are free, and a backup with room to spare takes {_in_megabytes(wanted)}"
        yield words, "remove old backups or enlarge the disk"


def _backups(connection: Connection) -> Iterator[Fault]:
    last, due = copies.last(), clock.now() - BACKUP_AGE
    made = last[0] if last else None
    oldest = [connection.scalar(select(func.min(form.table.c.received_at))) for form in forms.every()]
    unsaved = any(first and first < due for first in oldest)
    if unsaved and (made is None or made < due):
        words = f"the last backup was made at {clock.iso(made)}" if made else "no backup has ever been made"
        yield words, f"run `{config.COMMAND} backup FILE`, every day"


def _files(_connection: Connection) -> Iterator[Fault]:
    for path in leftovers.find():
        yield f"{path} is left of a backup or restore that was broken off", f"run `{config.COMMAND} tend`"
    for path in (config.instance() / name for name in archive.FILES):
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"others than its owner can read {path}", f"run `chmod 600 {path}`"
    if complaint := keys.complaint():
        yield complaint, keys.WAYS
    try:
        archive.journal(gone.path())
    except archive.ArchiveError as damaged:
        yield str(damaged), "move the file away and restart the server: the database holds the same lines"


def _missing_photos(connection: Connection) -> Iterator[Fault]:
    """What is named and has not arrived, as long as a phone may still send it."""
    since = clock.now() - SENDING
    missing = ~exists().where(Photo.id == PhotoUse.photo_id)
    for form in (each for each in forms.every() if each.photo_question()):
        table = form.table.c
        query = (
            select(PhotoUse.subject_id, PhotoUse.photo_id)
            .join(form.table, table.id == PhotoUse.subject_id)
            .where(PhotoUse.kind == form.name, missing, table.withdrawn_at.is_(None), table.received_at > since)
            .order_by(table.received_at, PhotoUse.photo_id)
        )
        yield from _listed(
            f"photo {photo} of {form.name} {id} has not arrived" for id, photo in _wanted(connection, query)
        )
    query = (
        select(Quarantine.submission_id, PhotoUse.photo_id)
        .distinct()
        .join(Quarantine, Quarantine.submission_id == PhotoUse.subject_id)
        .where(PhotoUse.kind == photos.QUARANTINE, missing, Quarantine.resolved_at.is_(None))
        .where(Quarantine.received_at > since)
        .order_by(Quarantine.submission_id, PhotoUse.photo_id)
    )
    yield from _listed(
        f"photo {photo} of {id}, which waits for review, has not arrived" for id, photo in _wanted(connection, query)
    )


def _wanted(connection: Connection, query: Any) -> list[Any]:
    """But for those that were removed for good before this database lost them."""
    rows = connection.execute(query).all()
    removed = photos.removed([photo for _id, photo in rows], connection)
    return [row for row in rows if row[1] not in removed]


def _photos_of_nothing(connection: Connection) -> Iterator[Fault]:
    """Photos whose record never came, as long as it may still come; not those that were taken away with it."""
    query = (
        select(Photo.id, Photo.received_at)
        .where(~exists().where(PhotoUse.photo_id == Photo.id), Photo.removed_at.is_(None))
        .where(Photo.received_at > clock.now() - SENDING)
        .order_by(Photo.received_at, Photo.id)
    )
    rows = connection.execute(query)
    yield from _listed(f"photo {id} came at {clock.iso(at)}, its record never did" for id, at in rows)


def _orphans(connection: Connection) -> Iterator[Fault]:
    """Rows that name what is not there, where the database itself does not see to it."""
    subjects: dict[str, Any] = {form.name: form.table.c.id for form in forms.every()}
    subjects |= {"follow_up": FollowUp.id, photos.QUARANTINE: Quarantine.submission_id}
    queries: dict[str, Select[Any]] = {
        f"photos belong to a {kind}": select(PhotoUse.photo_id).where(
            PhotoUse.kind == kind, ~exists().where(column == PhotoUse.subject_id)
        )
        for kind, column in subjects.items()
    }
    queries["entries of follow-ups are of a re-check"] = select(FollowUpEntry.id).where(
        FollowUpEntry.record_id.is_not(None), ~exists().where(Recheck.table.c.id == FollowUpEntry.record_id)
    )
    for what, query in queries.items():
        if number := _count(connection, query):
            yield f"{number} {what} that is not there", "report it: Feltbog never does this"


def _waiting(connection: Connection) -> Iterator[Fault]:
    old = Quarantine.resolved_at.is_(None), Quarantine.received_at < clock.now() - QUARANTINE_AGE
    if number := _count(connection, select(Quarantine.id).where(*old)):
        oldest = connection.scalar(select(func.min(Quarantine.received_at)).where(*old))
        words = f"{number} submissions have waited for review for more than {QUARANTINE_AGE.days} days"
        yield f"{words}, since {oldest:%Y-%m-%d}", "let the leader decide about them under »Til gennemsyn«"


def _overdue(_connection: Connection) -> Iterator[Fault]:
    """What should be gone, where nobody does what is due every day. Where somebody does, it goes after its notice."""
    known = notice.announced()
    is_tended = known is not None and known.tended_at > clock.now() - TENDED
    if not is_tended and (number := retention.overdue()):
        yield (
            f"{number} things should have been deleted more than a month ago",
            f"run `{config.COMMAND} tend`, every day",
        )


def _moments(connection: Connection) -> Iterator[Fault]:
    """What was written by a clock that was ahead. Such failures, second steps and counts are taken for nothing; the rest stands."""
    latest = clock.now() + clock.TOLERATED
    step = int(latest.timestamp()) // second_factor.STEP
    slot = rate_limit.slot_of(latest.timestamp())
    later = {
        "wrong passwords and codes": _count(connection, select(FailedAttempt.id).where(FailedAttempt.at > latest)),
        "sessions": _count(
            connection, select(SignIn.id).where(or_(SignIn.seen_at > latest, SignIn.office_at > latest))
        ),
        "second steps": _count(connection, select(SecondFactor.user_id).where(SecondFactor.last_step > step)),
        "counts of requests": _count(connection, select(CountedRequests.key).where(CountedRequests.slot > slot)),
        "days of what somebody sent": _count(connection, select(Sent.key).where(Sent.day > clock.local(latest).date())),
    }
    later |= {
        f"records ({form.name})": _count(connection, select(form.table.c.id).where(form.table.c.received_at > latest))
        for form in forms.every()
    }
    if found := ", ".join(f"{number} {what}" for what, number in later.items() if number):
        yield (
            f"later than now: {found}",
            "set the clock of the machine right; whoever was signed in then does best to sign out everywhere",
        )


def _listed(lines: Iterable[str]) -> Iterator[Fault]:
    """What one of the phones can mend."""
    found = list(lines)
    more = [f"and {len(found) - MOST_LINES} more of these"] if len(found) > MOST_LINES else []
    yield from ((line, "open Feltbog on the phone that sent it") for line in found[:MOST_LINES] + more)


def _count(connection: Connection, query: Select[Any]) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _in_megabytes(size: int) -> str:
    return f"{size / 1024**2:,.0f} MB"
