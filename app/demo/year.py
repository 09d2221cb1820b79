"""The demo's year as `year.toml` tells it, and its phones, which send it through the real intake when it would have happened."""

import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from .. import agreement, intake, photos
from ..access import Person
from ..base import clock, db
from ..definitions import Contact, forms
from ..store import Code, Event, Guest, Joined, Walk

DATA: dict[str, Any] = tomllib.loads(Path(__file__).with_name("year.toml").read_text("utf-8"))
YEAR: int = DATA["year"]
PASSWORD: str = DATA["password"]
# E-mail → name, role, and a party's code.
PEOPLE: dict[str, dict[str, str]] = DATA["people"]


class Ids:
    """UUIDs that are the same for everybody."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def new(self) -> str:
        """The next one."""
        return str(uuid.UUID(int=self._chance.getrandbits(128), version=4))


def moment(day: date, hour: str) -> datetime:
    """Danish time on a day, such as 16:30."""
    return datetime.combine(day, time.fromisoformat(hour), tzinfo=clock.DANISH)


@dataclass
class DemoPhone:
    """A phone with whoever uses it; `device` is None for the office."""

    person: Person
    ids: Ids
    device: str | None = None
    records: list[intake.Submission] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def fill_in(self, form: str, at: datetime, answers: dict[str, Any], id: str | None = None) -> str:
        """Keep a record for sending; its id."""
        id = id or self.ids.new()
        version = forms.of(form).version
        self.records.append(intake.Submission(id, form, version, 1, at.isoformat(), answers, sent_id=id))
        return id

    def photograph(self, picture: bytes) -> list[str]:
        """Keep a photo for sending; the answer that names it."""
        id = self.ids.new()
        self.pictures[id] = picture
        return [id]

    def send(self, at: datetime, pending: int = 0) -> None:
        """Send what is kept; `pending` stays on the phone."""
        with clock.at(at):
            intake.accept(self.person, self.records, device=self.device, pending=pending, sent_at=at)
            for id, picture in self.pictures.items():
                photos.keep(id, picture, self.person)
        self.records, self.pictures = [], {}


def join(gathering: Walk | Event, ids: Ids) -> DemoPhone:
    """A phone that has joined by the code, just before it begins."""
    at = moment(gathering.date, "12:00") - timedelta(minutes=5)
    with db.writing() as session:
        code = session.get_one(Code, gathering.code.id)  # type: ignore[union-attr]
        who = Guest(id=ids.new(), created_at=at)
        session.add(who)
        session.flush()
        session.add(Joined(guest_id=who.id, code_id=code.id, joined_at=at))
        person = Person(who.id, gathering.title, code.role, has_account=False, joined={code.form: {gathering.id: None}})
    return DemoPhone(person, ids, ids.new())


SAID = DATA["contacts"]
REFERRALS = [option.code for option in Contact.referrals.own_options]


def contacts(chance: Random) -> Iterator[dict[str, Any]]:
    """The answers of every contact, in the order of their dates."""
    number, narrow, broad = SAID["number"], SAID["narrow"], SAID["broad"]
    referred = ["narrow"] * narrow + ["other"] * (broad - narrow) + ["none"] * (number - broad)
    chance.shuffle(referred)
    for place, (day, kind) in enumerate(zip(_days(chance, number), referred, strict=True)):
        yield _contact(chance, day, kind, asked=place != number // 2)


def _days(chance: Random, number: int) -> list[date]:
    """Working days, outside July."""
    first, last = SAID["first"], SAID["last"]
    every = (first + timedelta(days=passed) for passed in range((last - first).days))
    working = [day for day in every if day.weekday() < 5 and day.month != 7]
    return sorted([*chance.choices(working, k=number - 1), last])


def _contact(chance: Random, day: date, referred: str, *, asked: bool) -> dict[str, Any]:
    topics = set(_some(chance, "topics", chance.choice((1, 1, 2, 2, 3))))
    if referred == "none":
        topics.discard("debt")  # debt is always referred
    channel = _some(chance, "channels", 1)[0]
    answers: dict[str, Any] = {
        "date": day.isoformat(),
        "channel": channel,
        "target_group": "outreach" if topics & {"rent", "water", "heat", "metrius"} else "self",
        "first_time": chance.random() < 0.4,
        "topics": sorted(topics) or ["letters"],
        "digital_asked": asked,
        "minutes": chance.choice(SAID["minutes"]),
    }
    if chance.random() < 0.8:
        answers["heard_via"] = _some(chance, "heard_via", 1)[0]
    if asked:
        answers["digital_outcome"] = _some(chance, "digital_outcome", 1)[0]
    if referred != "none":
        answers["referrals"] = _referrals(chance, referred, topics)
    return answers


def _referrals(chance: Random, referred: str, topics: set[str]) -> list[str]:
    """One or two offers; of the narrow kind at least one of the programme or the municipality."""
    own = set(agreement.of_year(YEAR).in_group("contacts.referrals", "own"))
    chosen = {chance.choice([code for code in REFERRALS if (code in own) is (referred == "narrow")])}
    if "debt" in topics or chance.random() < 0.25:
        chosen.add("debt_counselling")
    return sorted(chosen)


def _some(chance: Random, what: str, count: int) -> list[str]:
    return chance.choices(list(SAID[what]), list(SAID[what].values()), k=count)
