"""A walk as its leader has it on the phone: the facts to write down, what has arrived, which phones still wait.

Facts travel as JSON; several phones and the office may write them, so a change says which values its phone has seen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import func, or_, select

from .. import agreement
from ..access import Person
from ..base import clock, db, messages
from ..definitions import Observation
from ..questions import Count, Text
from ..store import Code, Device, Guest, Joined, Walk
from ..store.activity_tables import WINDOW

MOST_PARTICIPANTS = 500
MOST_WEATHER = 80


class FactError(ValueError):
    """Facts that cannot be written down; `errors` has the Danish message by fact. Nothing was stored."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Change:
    """A fact as it is now on a phone, and the values that this phone knew of when it wrote it."""

    now: Any
    seen: Sequence[Any] = ()


@dataclass(frozen=True)
class Arrived:
    """What has come of a walk. `silent`: phones that joined to walk along and have not been heard from since.

    `waiting`: those that said that they still hold records, the longest silent first.
    """

    observations: int
    phones: int
    silent: int
    waiting: Sequence[Device]


def _moment(raw: Any) -> datetime | None:
    if raw is None:
        return None
    try:
        return clock.parse(raw)
    except (ValueError, OverflowError):
        raise ValueError(messages.UNREADABLE_TIME) from None


def _parties(raw: Any) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        raise ValueError(messages.WRONG_KIND)
    known = agreement.current().parties
    if unknown := set(raw) - known.keys():
        raise ValueError(messages.UNKNOWN_CHOICE % {"code": min(unknown)[:40]})
    return tuple(code for code in known if code in raw)


# What can be written down on the way, and what reads it.
FACTS: dict[str, Callable[[Any], Any]] = {
    "begun_at": _moment,
    "ended_at": _moment,
    "participants": Count(_("Deltagere"), most=MOST_PARTICIPANTS).clean,
    "parties": _parties,
    "light": Observation.questions["light"].clean,
    "weather": Text(_("Vejr"), most=MOST_WEATHER).clean,
}


def facts(walk: Walk) -> dict[str, Any]:
    """The facts as JSON."""
    found = {name: getattr(walk, name) for name in FACTS}
    return {name: _plain(value) for name, value in found.items()}


def change(walk_id: str, changes: Mapping[str, Change]) -> list[str]:
    """Write facts down; → the names of those that stay as they are, because somebody else has written another value.

    Ending a walk closes it; taking the end back opens it again. Raises FactError, and LookupError for an unknown walk.
    """
    wanted = _cleaned({name: change.now for name, change in changes.items()})
    with db.writing() as session:
        walk = session.get(Walk, walk_id)
        if walk is None:
            raise LookupError(walk_id)
        kept = facts(walk)
        others = [
            name
            for name, value in wanted.items()
            if kept[name] != _plain(value) and not _has_seen(name, kept[name], changes[name].seen)
        ]
        for name in wanted.keys() - others:
            setattr(walk, name, wanted[name])
        if "ended_at" in wanted.keys() - others and kept["ended_at"] != _plain(wanted["ended_at"]):
            walk.closed_at = (walk.closed_at or clock.now()) if walk.ended_at else None
    return others


def arrived(walk_id: str) -> Arrived:
    """What has come of the walk so far, as the phones have said it."""
    table = Observation.table.c
    counts, of_walk = (table.walk == walk_id) & table.withdrawn_at.is_(None), table.walk == walk_id
    guests = select(Joined.guest_id).join(Code).join(Guest).where(Code.walk_id == walk_id, Guest.became.is_(None))
    sent_by = select(table.user_id).where(of_walk)
    here = or_(
        Device.guest_id.in_(guests), Device.person_id.in_(guests), Device.id.in_(select(table.device_id).where(of_walk))
    )
    phones = db.session.scalars(select(Device).where(here).order_by(Device.seen_at)).all()
    heard = [id for phone in phones for id in (phone.person_id, phone.guest_id) if id]
    unheard = Joined.guest_id.not_in(heard), Joined.guest_id.not_in(sent_by)
    quiet = guests.where(~Code.leads, *unheard).distinct().subquery()
    silent = db.session.scalar(select(func.count()).select_from(quiet)) or 0
    return Arrived(
        observations=db.session.scalar(select(func.count()).where(counts)) or 0,
        phones=len(phones) + silent,
        silent=silent,
        waiting=[phone for phone in phones if phone.pending],
    )


def led(person: Person) -> Sequence[Walk]:
    """The walks that this person may lead and that can still be recorded on, the earliest first.

    Of those that are closed only today's: whoever has ended one by mistake can open it again.
    """
    today = clock.today()
    query = select(Walk).where(
        Walk.cancelled_at.is_(None),
        Walk.date.between(today - WINDOW, today + WINDOW),
        or_(Walk.closed_at.is_(None), Walk.date == today),
    )
    if not person.may_lead_any:
        query = query.where(Walk.id.in_(person.leads))
    return db.session.scalars(query.order_by(Walk.date, Walk.start)).all()


def _cleaned(raw: Mapping[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in raw.items():
        try:
            wanted[name] = FACTS[name](value)
        except KeyError:
            errors[name[:40]] = str(messages.UNKNOWN_ANSWER)
        except ValueError as error:
            errors[name] = str(error.args[0])
    if errors:
        raise FactError(errors)
    return wanted


def _has_seen(name: str, kept: Any, seen: Sequence[Any]) -> bool:
    """Whether what is written down now is among the values that a phone knew of."""
    for value in seen:
        try:
            if _plain(FACTS[name](value)) == kept:
                return True
        except ValueError:
            continue
    return False


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    return list(value) if isinstance(value, tuple) else value
