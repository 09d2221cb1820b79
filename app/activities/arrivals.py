"""What has arrived for one walk or one event, and from which phones.

Phones are counted in two ways. From how many phones records came (`sending_phones`): what a walk's and an event's page and the
workbook say. How many phones are along on a walk (`along`): what its leader sees on the way, those too that have sent nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Table, func, or_, select

from ..access import quotas
from ..base import clock, db
from ..definitions import Attendance, Observation
from ..questions import Count
from ..store import Code, Device, Event, Guest, Joined, Walk
from . import two_phones
from .two_phones import Copy

COUNTED = [name for name, question in Attendance.questions.items() if isinstance(question, Count)]
# Volunteers are counted too, but are no guests.
GUESTS = [name for name in COUNTED if name != "volunteers"]


@dataclass(frozen=True)
class Tally:
    """What one phone counted at one door. `phone` numbers the event's phones; None is from paper or a desk.

    `other`: what a second phone that wrote the same tally says.
    """

    id: str
    door: str
    phone: int | None
    counts: dict[str, int | None]
    countries: int
    estimated: bool
    received_at: datetime
    other: Copy | None


@dataclass(frozen=True)
class Guests:
    """An event's attendance: the tallies, their sums (None where nobody answered), and how many countries in all.

    `doubled`: the doors at which more than one phone counted.
    """

    tallies: list[Tally]
    sums: dict[str, int | None]
    countries: int
    phones: int
    doubled: list[str]

    @property
    def total(self) -> int:
        """All guests, volunteers apart."""
        return sum(self.sums[name] or 0 for name in GUESTS)


@dataclass(frozen=True)
class Along:
    """Who is along on a walk, as its leader's phone shows it, and what has come.

    `phones`: those that joined to walk along or have sent something; `silent` of them have not been heard from since they joined.
    `waiting`: those that said that they still hold records or complete drafts, the longest silent first.
    """

    observations: int
    phones: int
    silent: int
    waiting: Sequence[Device]


def sending_phones(table: Table) -> ColumnElement[int]:
    """From how many phones the records of a query came; what was written at a desk came from none."""
    return func.count(table.c.device_id.distinct())


def phones_of_walk(walk_id: str) -> int:
    """From how many phones the walk's observations came."""
    table = Observation.table
    query = select(sending_phones(table)).where(table.c.walk == walk_id, table.c.withdrawn_at.is_(None))
    return db.session.scalar(query) or 0


def phones_by_door(events: list[str]) -> dict[tuple[str, str], int]:
    """How many phones have counted at each door of each event: two at one door may count guests twice."""
    table = Attendance.table
    door = func.coalesce(table.c.door, "")
    query = (
        select(table.c.event, door, sending_phones(table))
        .where(table.c.event.in_(events), table.c.withdrawn_at.is_(None))
        .group_by(table.c.event, door)
    )
    return {(event, door): phones for event, door, phones in db.session.execute(query)}


def along(walk_id: str) -> Along:
    """What has come of the walk so far and who is along, as the phones have said it."""
    table = Observation.table.c
    of_walk = table.walk == walk_id
    guests = select(Joined.guest_id).join(Code).join(Guest).where(Code.walk_id == walk_id, Guest.became.is_(None))
    sent = Device.id.in_(select(table.device_id).where(of_walk))
    query = select(Device).where(or_(Device.guest_id.in_(guests), Device.person_id.in_(guests), sent))
    phones = db.session.scalars(query.order_by(Device.seen_at)).all()
    heard = [id for phone in phones for id in (phone.person_id, phone.guest_id) if id]
    unheard = Joined.guest_id.not_in(heard), Joined.guest_id.not_in(select(table.user_id).where(of_walk))
    quiet = guests.where(~Code.leads, *unheard).distinct().subquery()
    silent = db.session.scalar(select(func.count()).select_from(quiet)) or 0
    counts = select(func.count()).where(of_walk, table.withdrawn_at.is_(None))
    waiting = [phone for phone in phones if phone.pending or phone.drafts]
    return Along(db.session.scalar(counts) or 0, len(phones) + silent, silent, waiting)


def unsent(gathering: Walk | Event) -> Sequence[Device]:
    """The phones that joined by one of its codes and have said that they still hold records or complete drafts, of whatever walk or
    event; the longest silent first.
    """
    joined = select(Joined.guest_id).join(Code).where(Code.id.in_([code.id for code in gathering.codes]))
    here = or_(Device.person_id.in_(joined), Device.guest_id.in_(joined))
    return db.session.scalars(
        select(Device).where(or_(Device.pending > 0, Device.drafts > 0), here).order_by(Device.seen_at)
    ).all()


def guests(event_id: str) -> Guests:
    """The attendance of the event, by door and phone."""
    table = Attendance.table
    query = (
        select(table)
        .where(table.c.event == event_id, table.c.withdrawn_at.is_(None))
        .order_by(func.coalesce(table.c.door, ""), table.c.captured_at, table.c.id)
    )
    rows: Any = db.session.execute(query).mappings().all()
    devices = list(dict.fromkeys(row["device_id"] for row in rows if row["device_id"]))
    numbers = {device: number for number, device in enumerate(devices, 1)}
    values = [Attendance.load(row) for row in rows]
    others = two_phones.copies({row["id"]: Attendance.answers(said) for row, said in zip(rows, values, strict=True)})
    tallies = [_tally(row, said, numbers, others) for row, said in zip(rows, values, strict=True)]
    phones_at = Counter(door for door, _phone in {(tally.door, tally.phone) for tally in tallies if tally.phone})
    return Guests(
        tallies=tallies,
        sums={name: _sum([tally.counts[name] for tally in tallies]) for name in COUNTED},
        countries=len({country for said in values for country in said.get("countries", ())}),
        phones=len(devices),
        doubled=sorted(door for door, phones in phones_at.items() if phones > 1),
    )


def _tally(row: Any, said: dict[str, Any], numbers: dict[str, int], others: dict[str, Copy]) -> Tally:
    return Tally(
        id=row["id"],
        door=said.get("door") or _("Uden indgang"),
        phone=numbers.get(row["device_id"]),
        counts={name: said.get(name) for name in COUNTED},
        countries=len(said.get("countries", ())),
        estimated=bool(said.get("estimated")),
        received_at=row["received_at"],
        other=others.get(row["id"]),
    )


def _sum(counts: list[int | None]) -> int | None:
    answered = [count for count in counts if count is not None]
    return sum(answered) if answered else None


@dataclass(frozen=True)
class Unusual:
    """A walk or event whose code is used more than is usual: `phones` that have sent as much as is taken on a day and are not
    shut out, and whether so many have joined (`is_crowded`) that nobody new is let in.
    """

    gathering: Walk | Event
    phones: Sequence[Device]
    is_crowded: bool


def unusual(gathering: Walk | Event | None = None) -> list[Unusual]:
    """Those of the last two days, or whether the one given is among them; nothing that has been dealt with."""
    full = quotas.full(clock.now() - quotas.TOLD)
    if not full:
        return []
    crowded = db.session.scalars(select(Code).where(Code.id.in_(full), Code.revoked_at.is_(None))).all()
    sending = db.session.execute(
        select(Code, Device)
        .join(Joined, Joined.code_id == Code.id)
        .join(Device, Device.guest_id == Joined.guest_id)
        .where(Joined.guest_id.in_(full), Device.revoked_at.is_(None))
    ).all()
    found: dict[str, Unusual] = {}
    for code, phones, is_crowded in [(each, (), True) for each in crowded] + [
        (each, (device,), False) for each, device in sending
    ]:
        about = code.gathering
        before = found.get(about.id, Unusual(about, (), is_crowded=False))
        found[about.id] = Unusual(about, (*before.phones, *phones), before.is_crowded or is_crowded)
    return [each for each in found.values() if gathering is None or each.gathering.id == gathering.id]
