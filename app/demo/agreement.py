"""The demo's figures from others, milestones, lists, hours and comments, as far as they are on 20 November.

Together with the records every criterion has an answer of its own: met, narrowly missed, missing, provisional,
undocumented.
"""

import datetime as dt
from decimal import Decimal
from random import Random

from .. import agreement
from ..access import Person
from ..base import clock
from ..evaluation import reported
from .facts import YEAR
from .sending import moment

LETTERS: list[tuple[int, str, str, dict[str, str]]] = [
    (YEAR - 1, "2016-11-04", "Politiets Tryghedsindeks 2016", {
        "safety_basic_estate": "84,1", "safety_basic_city": "89,2",
        "safety_perceived_estate": "60,7", "safety_perceived_city": "66,4", "police_trust": "86,1",
    }),
    (YEAR - 1, "2017-01-16", "Brev fra boligselskabets administration", {
        "residents": "1811", "evictions": "3", "eviction_level": "0,14", "reminders_2": "71", "sent_to_court": "12",
    }),
    (YEAR - 1, "2017-03-27", "Forbrugsregnskabet for 2016", {"water_bills_over_1000": "46"}),
    (YEAR, "2017-11-02", "Politiets Tryghedsindeks 2017", {
        "safety_basic_estate": "85,2", "safety_basic_city": "89,4",
        "safety_perceived_estate": "60,1", "safety_perceived_city": "66,5", "police_trust": "87,0",
    }),
    (YEAR, "2017-11-02", "Brev fra boligselskabets administration", {
        "residents": "1824", "evictions": "2", "eviction_level": "0,13",
    }),
    (YEAR, "2017-11-06", "Mail fra nærpolitiet", {"bike_patrol_hours": "187,5", "club_visits": "31"}),
]  # fmt: skip

# Nobody has written down the playbook and the yearly evaluations yet.
MILESTONES = {
    "dialogue_forum": ("2017-03-14", "Referat af stiftende møde: afdelingsbestyrelsen, bydelsmødre, fædrenetværket og de unges råd"),
    "volunteer_group": ("2017-05-22", "Gruppens kommissorium: ni frivillige, hvem der gør hvad, og hvornår de mødes"),
}  # fmt: skip

# What has been spent of each budget, in hours, and in how many entries.
HOURS = {
    ("A1", "social_worker", "lead"): ("88", 11),
    ("A1", "social_worker", "activities"): ("61.5", 6),
    ("A1", "network_coordinator", "coordinate"): ("22", 4),
    ("A2", "social_worker", "counsel"): ("374", 44),
    ("A2", "project_leader", "lead"): ("44", 6),
    ("A2", "benefit_centre", "spar"): ("10", 2),
    ("A2", "socialcenter_integration", "spar"): ("10", 2),
    ("A3", "project_leader", "lead"): ("46", 6),
    ("A3", "health_culture", "contribute"): ("11", 2),
    ("A3", "leisure", "contribute"): ("10.5", 2),
    ("A3", "library", "contribute"): ("11.5", 2),
}

# Month → day it came, and how many stood on it. October's list never came.
REMINDERS = {
    1: (9, 23),
    2: (6, 19),
    3: (6, 21),
    4: (10, 17),
    5: (8, 18),
    6: (6, 16),
    7: (10, 22),
    8: (7, 20),
    9: (5, 15),
}

COMMENTS = {
    "A2d": "Mange kommer med breve, som vi læser sammen. De behøver ikke henvises videre.",
    "A3c": "Ved Halloween talte én telefon kun de første gæster. De fire lande er dem, der blev nævnt.",
}


def fill(leader: Person) -> None:
    """Write everything down on the day on which it came."""
    for year, day, source, values in LETTERS:
        with clock.at(moment(dt.date.fromisoformat(day), "10:15")):
            reported.figures.enter(year, values, source=source, person=leader)
    for id, (day, note) in MILESTONES.items():
        date = dt.date.fromisoformat(day)
        with clock.at(moment(date, "20:30")):
            reported.milestones.reach(id, date, note=note, person=leader)
    for month, (number, count) in REMINDERS.items():
        date = dt.date(YEAR, month, number)
        with clock.at(moment(date, "11:00")):
            reported.lists.receive("reminders", YEAR, month, date, count, person=leader)
    with clock.at(moment(dt.date(YEAR, 11, 20), "09:00")):
        for criterion, text in COMMENTS.items():
            reported.comments.write(criterion, YEAR, text, person=leader)
        _hours(leader)


def _hours(leader: Person) -> None:
    """Each budget's hours in even parts, on working days of January to November."""
    chance = Random(YEAR)  # noqa: S311 - the same for everybody is the purpose
    days = [day for number in range(8, 318) if (day := dt.date(YEAR, 1, 1) + dt.timedelta(number)).weekday() < 5]
    for budget in agreement.current().budgets(YEAR):
        key = budget.activity, budget.role, budget.task
        hours, parts = HOURS[key]
        quarters = int(Decimal(hours) * 4)
        for number, day in enumerate(sorted(chance.sample(days, parts))):
            share = quarters // parts + (number < quarters % parts)
            reported.hours.spend(day, key, Decimal(share) / 4, person=leader)
