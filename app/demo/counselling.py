"""The demo's 93 contacts: seeded chance within totals that are always the same.

92 were asked about digital help, 71 referred to the programme or the municipality, 84 to anybody.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from ..definitions import Contact
from .facts import YEAR

CONTACTS, NARROW, BROAD = 93, 71, 84
FIRST, LAST = date(YEAR, 1, 9), date(YEAR, 11, 20)

REFERRALS = {option.code: option.starred for option in Contact.referrals.options}
TOPICS = {
    "letters": 9, "eboks": 8, "mitid": 7, "benefits": 7, "borgerdk": 6, "applications": 6, "housing_benefit": 6,
    "rent": 5, "budget": 4, "debt": 4, "single_benefit": 3, "family": 3, "water": 3, "heat": 2, "metrius": 2,
    "network": 2, "procedures": 2, "other": 1,
}  # fmt: skip
CHANNELS = {"visit": 52, "phone": 21, "home": 9, "outreach": 8, "digital": 3}
HEARD = {
    "residents": 8,
    "bydelsmoedre": 6,
    "activity": 5,
    "housing_admin": 4,
    "municipality": 3,
    "school": 2,
    "other": 1,
}
OUTCOMES = {"not_needed": 38, "helped": 29, "referred": 14, "asked_before": 7, "declined": 4}
MINUTES = (10, 15, 20, 20, 30, 30, 30, 45, 60, 90)


def contacts(chance: Random) -> Iterator[dict[str, Any]]:
    """The answers of every contact, in the order of their dates."""
    referred = ["narrow"] * NARROW + ["other"] * (BROAD - NARROW) + ["none"] * (CONTACTS - BROAD)
    chance.shuffle(referred)
    not_asked = CONTACTS // 2
    for number, (day, kind) in enumerate(zip(_days(chance), referred, strict=True)):
        yield _contact(chance, day, kind, asked=number != not_asked)


def _days(chance: Random) -> list[date]:
    """Working days, outside July."""
    every = (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days))
    working = [day for day in every if day.weekday() < 5 and day.month != 7]
    return sorted([*chance.choices(working, k=CONTACTS - 1), LAST])


def _contact(chance: Random, day: date, referred: str, *, asked: bool) -> dict[str, Any]:
    topics = set(_some(chance, TOPICS, chance.choice((1, 1, 2, 2, 3))))
    if referred == "none":
        topics.discard("debt")  # debt is always referred
    channel = _some(chance, CHANNELS, 1)[0]
    answers: dict[str, Any] = {
        "date": day.isoformat(),
        "channel": channel,
        "target_group": "outreach" if topics & {"rent", "water", "heat", "metrius"} else "self",
        "first_time": chance.random() < 0.4,
        "topics": sorted(topics) or ["letters"],
        "digital_asked": asked,
        "minutes": chance.choice(MINUTES),
    }
    if chance.random() < 0.8:
        answers["heard_via"] = _some(chance, HEARD, 1)[0]
    if asked:
        answers["digital_outcome"] = _some(chance, OUTCOMES, 1)[0]
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


def _some(chance: Random, weighted: dict[str, int], count: int) -> list[str]:
    return chance.choices(list(weighted), list(weighted.values()), k=count)
