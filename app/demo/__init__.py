"""One year of an invented estate, the same for everybody: everything comes in through the real intake."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from .. import agreement, criteria
from ..access import Person
from ..access import people as accounts
from ..activities import scheduling
from ..base import clock, db
from ..definitions import forms
from ..store import Device, Event, User, Walk
from . import drawings, office_work
from .year import DATA, PASSWORD, PEOPLE, YEAR, DemoPhone, Ids, contacts, join, moment

BEGINNING = datetime(YEAR, 1, 2, 8, tzinfo=UTC)
# What was seen, as the year has it.
SEEN = ("kind", "category", "feeling", "place", "description", "suggestion", "observer")
Seen = list[str]


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
    if db.session.scalar(select(User.id).where(User.email.in_(PEOPLE)).limit(1)) is None:
        if not _is_empty():
            raise NotEmptyError
        _fill()
    return Ways({email: who["role"] for email, who in PEOPLE.items()}, PASSWORD, *_today())


def _is_empty() -> bool:
    tables = [User.__table__, Walk.__table__, Event.__table__, Device.__table__]
    tables += [form.table for form in forms.every()]
    return not any(db.session.scalar(select(func.count()).select_from(table)) for table in tables)


def _fill() -> None:
    chance = Random(YEAR)  # noqa: S311 - the same for everybody is the purpose
    ids = Ids(chance)
    with clock.at(BEGINNING):
        drawings.put_up()
        people = {who.get("party", who["role"]): _account(email) for email, who in PEOPLE.items()}
        if not agreement.years():
            criteria.import_document(criteria.shipped(), people["leader"], adopt=True)
        walks = {key: scheduling.create(Walk, {"id": ids.new(), **walk}) for key, walk in DATA["walks"].items()}
        common = {"host_id": people["host"].id, "place": "Beboerhuset"}
        events = {
            key: scheduling.create(Event, {"id": ids.new(), **common, **event, "counts_for": _flags(event)})
            for key, event in DATA["events"].items()
        }
    seen = DATA["observations"]
    _between(seen["between"], DemoPhone(people["leader"], ids, ids.new()), chance)
    for key in ("spring", "children"):
        _walk(walks[key], seen[key], [join(walks[key], ids)], chance)
    _evening(walks["evening"], seen["evening"], ids, chance)
    for key, tallies in DATA["tallies"].items():
        _tallies(events[key], tallies, people["leader"], ids)
    _contacts(DemoPhone(people["counsellor"], ids, ids.new()), chance)
    walkers = Person(ids.new(), walks["evening"].title, "walker", has_account=False)
    office_work.write_down(people["leader"])
    office_work.follow_matters(people | {"walk": walkers}, walks)


def _flags(event: dict[str, Any]) -> list[str]:
    return [agreement.of_year(YEAR).flag(each) for each in event.get("counts_for", ())]


def _account(email: str) -> Person:
    who = PEOPLE[email]
    user = accounts.create(email, who["name"], who["role"], who.get("party"), PASSWORD)
    return Person(user.id, user.name, user.role, party=user.party)


def _answers(seen: Seen, chance: Random, **more: Any) -> dict[str, Any]:
    """What an observation answers; what was not said is no answer."""
    told = {name: said or None for name, said in zip(SEEN, seen[1:], strict=True)}
    return {**drawings.where(seen[4], chance), **told, **more}


def _walk(walk: Walk, seen: list[Seen], phones: list[DemoPhone], chance: Random) -> None:
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


def _between(places: list[list[Any]], phone: DemoPhone, chance: Random) -> None:
    for day, *seen in places:
        at = moment(day, seen[0])
        phone.fill_in("observation", at, _answers(seen, chance, light="dark" if at.hour > 16 else "daylight"))
        phone.send(at + timedelta(minutes=3))


def _evening(walk: Walk, seen: list[Seen], ids: Ids, chance: Random) -> None:
    """Two groups; the second one's phone wrote one observation twice, in two tabs, and still holds four."""
    first, second = join(walk, ids), join(walk, ids)
    stairs = next(each for each in seen if each[2] == "paths")
    twice = _answers(stairs, chance, walk=walk.id, light="dark")
    at = moment(walk.date, stairs[0])
    id = second.fill_in("observation", at, twice)
    _walk(walk, [each for each in seen if each is not stairs], [first, second], chance)
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
        "date": f"{YEAR}-12-17", "channel": "visit", "target_group": "self",
        "topics": ["housing_benefit", "eboks"], "digital_asked": True, "referrals": ["borgerservice"],
    }  # fmt: skip
    at = moment(BEGINNING.date().replace(month=11, day=17), "14:38")
    phone.fill_in("contact", at, wrong)
    phone.send(at)


def _today() -> tuple[Walk, Event]:
    """A walk and an event that can be captured for today."""
    day = clock.today()
    walk = db.session.scalar(select(Walk).where(Walk.date == day))
    event = db.session.scalar(select(Event).where(Event.date == day))
    if walk is None:
        facts = {"title": _("Prøvevandring i dag"), "date": day, "meeting_place": "Beboerhuset"}
        walk = scheduling.create(Walk, facts)
    if event is None:
        facts = {"title": _("Prøvefest i dag"), "date": day, "kind": "other", "place": "Beboerhuset"}
        event = scheduling.create(Event, facts | {"doors": "Forsiden\nHaven"})
    return walk, event
