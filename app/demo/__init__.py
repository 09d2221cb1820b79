"""One year of an invented estate, the same for everybody: everything comes in through the real intake."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from ..access import Person, people
from ..activities import scheduling
from ..base import clock, db
from ..definitions import FORMS
from ..store import Device, Event, User, Walk
from . import agreement, drawings, estate, facts, follow_up, places
from .counselling import contacts
from .sending import DemoPhone, Ids, join, moment

BEGINNING = datetime(facts.YEAR, 1, 2, 8, tzinfo=UTC)


class NotEmptyError(Exception):
    """The database holds something that is not the demo's."""


@dataclass(frozen=True)
class Ways:
    """How to get in: accounts with their one password, and codes for today."""

    emails: dict[str, str]
    password: str
    walk: Walk
    event: Event


def fill() -> Ways:
    """Fill an empty database; on one that the demo filled before, only see to a walk and an event today."""
    if not _is_filled():
        if not _is_empty():
            raise NotEmptyError
        _fill()
    emails = {email: role for email, (_name, role) in facts.PEOPLE.items()}
    return Ways(emails, facts.PASSWORD, *_today())


def _is_filled() -> bool:
    return db.session.scalar(select(User.id).where(User.email == facts.LEADER)) is not None


def _is_empty() -> bool:
    tables = [User.__table__, Walk.__table__, Event.__table__, Device.__table__]
    tables += [form.table for form in FORMS.values()]
    return not any(db.session.scalar(select(func.count()).select_from(table)) for table in tables)


def _fill() -> None:
    chance = Random(facts.YEAR)  # noqa: S311 - the same for everybody is the purpose
    ids = Ids(chance)
    with clock.at(BEGINNING):
        estate.put_up()
        parties = {party: _account(email) for email, party in facts.PARTIES.items()}
        leader, counsellor, host = (_account(email) for email in (facts.LEADER, facts.COUNSELLOR, facts.HOST))
        walks = {key: scheduling.create(Walk, {"id": ids.new(), **walk}) for key, walk in facts.WALKS.items()}
        events = {
            key: scheduling.create(Event, {"id": ids.new(), "host_id": host.id, **event})
            for key, event in facts.EVENTS.items()
        }
    _between(DemoPhone(leader, ids, ids.new()), chance)
    _walk(walks["spring"], places.SPRING, [join(walks["spring"], ids)], chance)
    _walk(walks["children"], places.CHILDREN, [join(walks["children"], ids)], chance)
    _evening(walks["evening"], ids, chance)
    for key, tallies in facts.TALLIES.items():
        _tallies(events[key], tallies, leader, ids)
    _contacts(DemoPhone(counsellor, ids, ids.new()), chance)
    walkers = Person(ids.new(), walks["evening"].title, "walker", has_account=False)
    agreement.fill(leader)
    follow_up.fill({"leader": leader, "walk": walkers, **parties}, walks)


def _account(email: str) -> Person:
    name, role = facts.PEOPLE[email]
    user = people.create(email, name, role, facts.PARTIES.get(email), facts.PASSWORD)
    return Person(user.id, user.name, user.role, party=user.party)


def _answers(seen: places.Seen, chance: Random, **more: Any) -> dict[str, Any]:
    _at, kind, category, feeling, place, description, suggestion, observer = seen
    return {
        **estate.where(place, chance),
        "kind": kind,
        "category": category,
        "feeling": feeling,
        "place": place,
        "description": description,
        "suggestion": suggestion,
        "observer": observer,
        **more,
    }


def _walk(walk: Walk, seen: list[places.Seen], phones: list[DemoPhone], chance: Random) -> None:
    """The walk's observations, shared out over its phones, sent when it is over."""
    for number, each in enumerate(seen):
        answers = _answers(each, chance, walk=walk.id, light=walk.light)
        phone = phones[number % len(phones)]
        # Two of three have a photo, where it is of something.
        if each[1] == "improve" and each[2] in drawings.SCENES and number % 3:
            answers["photos"] = phone.photograph(drawings.photo(each[2], walk.light, Random(number)))  # noqa: S311 - as above
        phone.fill_in("observation", moment(walk.date, each[0]), answers)
    for number, phone in enumerate(phones):
        phone.send(moment(walk.date, "18:42") + timedelta(minutes=number))


def _between(phone: DemoPhone, chance: Random) -> None:
    for month, day, seen in places.BETWEEN:
        at = moment(BEGINNING.date().replace(month=month, day=day), seen[0])
        phone.fill_in("observation", at, _answers(seen, chance, light="dark" if at.hour > 16 else "daylight"))
        phone.send(at + timedelta(minutes=3))


def _evening(walk: Walk, ids: Ids, chance: Random) -> None:
    """Two groups; the second one's phone wrote one observation twice, in two tabs, and still holds four."""
    first, second = join(walk, ids), join(walk, ids)
    stairs = next(number for number, seen in enumerate(places.EVENING) if seen[2] == "paths")
    twice = _answers(places.EVENING[stairs], chance, walk=walk.id, light="dark")
    at = moment(walk.date, places.EVENING[stairs][0])
    id = second.fill_in("observation", at, twice)
    _walk(walk, [seen for number, seen in enumerate(places.EVENING) if number != stairs], [first, second], chance)
    other = twice | {"feeling": "unsafe", "description": "Løst trin, nogen falder snart.", "suggestion": None}
    second.fill_in("observation", at, other, id)
    second.send(moment(walk.date, "18:46"), pending=4)


def _tallies(event: Event, tallies: list[dict[str, Any]], leader: Person, ids: Ids) -> None:
    """A phone each; what was counted on paper the leader fills in. One phone at the Halloween door has not been back."""
    for tally in tallies:
        answers = {name: value for name, value in tally.items() if name != "at"} | {"event": event.id}
        at = moment(event.date, tally["at"])
        phone = DemoPhone(leader, ids) if "door" not in tally else join(event, ids)
        phone.fill_in("attendance", at, answers)
        phone.send(at + timedelta(minutes=1), pending=1 if tally.get("door") == "Kælderen" else 0)


def _contacts(phone: DemoPhone, chance: Random) -> None:
    """The year's contacts, and one with a date in the future, which waits for the leader's review."""
    hours = [f"{hour:02}:{minute:02}" for hour in range(9, 16) for minute in (5, 20, 40, 55)]
    for answers in contacts(chance):
        day = datetime.fromisoformat(answers["date"]).date()
        at = moment(day, chance.choice(hours))
        phone.fill_in("contact", at, answers)
        phone.send(at + timedelta(minutes=2))
    wrong = {
        "date": f"{facts.YEAR}-12-17", "channel": "visit", "target_group": "self",
        "topics": ["housing_benefit", "eboks"], "digital_asked": True, "referrals": ["borgerservice"],
    }  # fmt: skip
    at = moment(BEGINNING.date().replace(month=11, day=17), "14:38")
    phone.fill_in("contact", at, wrong)
    phone.send(at)


def _today() -> tuple[Walk, Event]:
    """A walk and an event that can be captured for today."""
    day = clock.today()
    walk = db.session.scalar(select(Walk).where(Walk.date == day)) or scheduling.create(
        Walk, {"title": _("Prøvevandring i dag"), "date": day, "meeting_place": "Beboerhuset"}
    )
    event = db.session.scalar(select(Event).where(Event.date == day)) or scheduling.create(
        Event,
        {
            "title": _("Prøvefest i dag"),
            "date": day,
            "kind": "other",
            "place": "Beboerhuset",
            "doors": "Forsiden\nHaven",
        },
    )
    return walk, event
