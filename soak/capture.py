"""What people capture in a soak: invented, drawn from the seed, each with a serial number in its text."""

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from PIL import Image

from app.definitions import forms
from app.definitions.observation import CATEGORIES, KINDS

from .phone import COPENHAGEN

# Nobody's: no such day. It must not be found anywhere afterwards.
PERSONAL_NUMBER = "010203-4567"


@dataclass
class Capture:
    """Something that somebody is going to save; `times` more than one: a tally that goes on, or corrections; `hangs`: its pictures
    do not get ready, and will not be as they were.
    """

    form: str
    id: str
    serial: str
    answers: dict[str, Any]
    pictures: dict[str, bytes] = field(default_factory=dict)
    times: int = 1
    hangs: bool = False
    is_valid: bool = True

    @property
    def taps(self) -> dict[str, int]:
        """What a counter goes up by each time it is saved."""
        return {"adults": 1} if self.form == "attendance" else {}

    def record(self, skew: timedelta, *, newer: bool) -> dict[str, Any]:
        """The record as a phone's form makes it."""
        answers = dict(self.answers)
        version = forms.of(self.form).version
        if self.form == "observation" and newer:
            answers["pavement"] = "Fliser"
            version += 1
        captured = (datetime.now(UTC) + skew).astimezone(COPENHAGEN).isoformat(timespec="seconds")
        return {"id": self.id, "form": self.form, "version": version, "captured_at": captured, "answers": answers}


def observations(seed: int, name: str, walk: str, count: int, photos: int) -> list[Capture]:
    """A walker's: some with photos, some corrected, some that are no good."""
    random = Random(f"{seed}/{name}/captures")
    made = [_observation(random, f"{name}-{number}", walk) for number in range(count)]
    for number in range(photos):
        one = made[number * count // photos]
        id = _uuid(random)
        one.pictures[id] = picture(random)
        one.answers.setdefault("photos", []).append(id)
    return made


def tallies(seed: int, name: str, event: str, count: int) -> list[Capture]:
    """A host's: tapped on again and again."""
    random = Random(f"{seed}/{name}/captures")
    return [
        Capture("attendance", _uuid(random), f"{name}-{number}", {"event": event, "note": f"{name}-{number}"}, times=4)
        for number in range(count)
    ]


def contacts(seed: int, name: str, count: int) -> list[Capture]:
    """A counsellor's: gone from the phone as soon as they are sent."""
    random = Random(f"{seed}/{name}/captures")
    day = (datetime.now(COPENHAGEN) - timedelta(days=1)).date().isoformat()
    answers = {"date": day, "channel": "visit", "target_group": "self", "topics": ["mitid"], "digital_asked": False}
    return [
        Capture("contact", _uuid(random), f"{name}-{number}", answers | {"note": f"{name}-{number}"})
        for number in range(count)
    ]


def picture(random: Random) -> bytes:
    """A JPEG that is like no other; a few are as large as a phone's."""
    large = random.random() < 0.02
    small = Image.frombytes("RGB", (24, 18), random.randbytes(24 * 18 * 3))
    written = io.BytesIO()
    small.resize((1600, 1200) if large else (200, 150)).save(written, "JPEG", quality=85)
    return written.getvalue()


def _observation(random: Random, serial: str, walk: str) -> Capture:
    answers = {
        "walk": walk,
        "kind": random.choice(KINDS).code,
        "category": random.choice(CATEGORIES).code,
        "place": serial,
        "description": "Lygten er gået ud. " * random.randrange(1, 8),
    }
    if random.random() < 0.05:
        answers["description"] += f"Ring til {PERSONAL_NUMBER}"
    made = Capture("observation", _uuid(random), serial, answers)
    answers["description"] = answers["description"].strip()
    fate = random.random()
    if fate < 0.02:
        made.is_valid = False
        answers["category"] = "dragons"
    elif fate < 0.1:
        made.times = random.randrange(2, 4)
    return made


def _uuid(random: Random) -> str:
    return str(UUID(int=random.getrandbits(128), version=4))
