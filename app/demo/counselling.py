"""The demo's 93 contacts: seeded chance within totals that are always the same.

92 were asked about digital help, 71 referred to the programme or the municipality, 84 to anybody.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from ..definitions import Contact
from .year import DATA

SAID = DATA["contacts"]
REFERRALS = {option.code: option.starred for option in Contact.referrals.options}


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
    """One or two offers; of the narrow kind at least one that counts for A2d."""
    starred = [code for code, counts in REFERRALS.items() if counts]
    others = [code for code, counts in REFERRALS.items() if not counts]
    chosen = {chance.choice(starred if referred == "narrow" else others)}
    if "debt" in topics or chance.random() < 0.25:
        chosen.add("debt_counselling")
    return sorted(chosen)


def _some(chance: Random, what: str, count: int) -> list[str]:
    return chance.choices(list(SAID[what]), list(SAID[what].values()), k=count)
