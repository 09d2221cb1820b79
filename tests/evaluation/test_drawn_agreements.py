"""Criteria drawn from the grammar, on drawn records: the report says what an oracle in plain Python says."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
import storing
from flask import Flask
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from app import criteria
from app.evaluation import counting, reported

from .oracle import World, says

AREAS = ["nord", "syd", "vest"]
PLACES = {"nord": ["Torvet", "Søen"], "syd": ["Skolen"]}
# The figures of which each area has one; one of them without a baseline.
BY_AREA = ["evictions", "bike_patrol_hours"]


def in_areas(document: Any) -> Any:
    """The agreement in three areas; of some figures each has one."""
    figures = [each | {"by_area": True} if each["code"] in BY_AREA else each for each in document["figures"]]
    for each in figures:
        if each.get("by_area") and "baselines" in each:
            each["baselines"] = [
                {**each["baselines"][0], "area": area, "value": str(n)} for n, area in enumerate(AREAS)
            ]
    areas = [{"code": area, "name": area.title(), "places": PLACES.get(area, [])} for area in AREAS]
    return {**document, "areas": areas, "figures": figures}


SOURCE = criteria.read(Path(__file__).parent.parent / "criteria/agreements/loevvangen.toml").document
DOCS = [SOURCE, in_areas(SOURCE)]
CODE = "X"
YEARS = [2017, 2018, 2019]


def some(*codes: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True)


def chosen(field: str, *codes: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda asks, codes: {"field": field, asks: codes}, st.sampled_from(["is", "is_not"]), some(*codes))


def bounded(field: str, most: int) -> st.SearchStrategy[dict[str, Any]]:
    numbers = st.integers(0, most * 2).map(lambda number: f"{Decimal(number) / 2}")
    return st.builds(
        lambda asks, number: {"field": field, asks: number}, st.sampled_from(["at_least", "at_most"]), numbers
    )


ASKED = {
    "contacts": [
        chosen("target_group", "self", "outreach"), chosen("topics", "debt", "rent", "any"), chosen("digital_asked", "yes", "no"),
        chosen("digital_outcome", "open", "helped", "any"), chosen("referrals", "own", "other", "any"), bounded("minutes", 60),
        chosen("outcome", "averted", "waiting", "any"), chosen("area", "nord", "any"),
    ],
    "observations": [chosen("feeling", "safe", "unsafe", "any"), chosen("category", "lighting", "litter"), chosen("area", "any")],
    "walks": [chosen("light", "dark", "daylight", "any"), bounded("participants", 10), bounded("observations", 2), chosen("parties", "police", "library"), chosen("audience", "women", "all", "any")],
    "events": [
        chosen("kind", "halloween", "other"), chosen("flagged", "yes"), bounded("guests", 20), bounded("adults", 10),
        bounded("nationalities", 3), chosen("countries", "DK", "SO"),
    ],
    "meetings": [chosen("kind", "meeting_a1", "meeting_a3"), chosen("minutes", "yes", "no"), chosen("parties", "police", "any")],
    "hours": [chosen("activity", "A1", "A2"), bounded("hours", 3)],
    "lists": [chosen("list", "reminders"), bounded("number", 9), bounded("solved", 4)],
}  # fmt: skip
SUMS = [
    "contacts.minutes",
    "walks.participants",
    "walks.observations",
    "events.guests",
    "events.volunteers",
    "events.nationalities",
    "hours.hours",
    "lists.number",
    "lists.contacted",
]
DISTINCT = ["walks.parties", "events.countries", "meetings.parties"]


@st.composite
def record_term(draw: Any, *, per: bool = False) -> dict[str, Any]:
    how, what = draw(
        st.sampled_from(
            [("count", kind) for kind in ASKED] * 2
            + [("sum", each) for each in SUMS]
            + [("distinct", each) for each in DISTINCT]
        )
    )
    term: dict[str, Any] = {how: what}
    for use in ("where",) if per else ("where", "evidence", "pending"):
        if found := draw(st.lists(st.one_of(ASKED[what.partition(".")[0]]), max_size=2)):
            term[use] = found
    return term


def number(most: int) -> st.SearchStrategy[str]:
    return st.integers(0, most).map(str)


@st.composite
def of_records(draw: Any) -> dict[str, Any]:
    measure: dict[str, Any] = {"of": draw(st.lists(record_term(), min_size=1, max_size=2))}
    if draw(st.booleans()):
        measure["per"] = draw(record_term(per=True) | st.just({"figure": "residents"}))
        if draw(st.booleans()):  # most shares are of records of their own kind
            kind = next(
                measure["of"][0][how] for how in ("count", "sum", "distinct") if how in measure["of"][0]
            ).partition(".")[0]
            measure["per"] = {"count": kind, "where": draw(st.lists(st.one_of(ASKED[kind]), max_size=1))}
        measure["times"] = draw(st.sampled_from([1, 100, 1000]))
    target = number(100) if measure.get("times") == 100 else number(6)
    measure["aim"] = draw(
        st.builds(lambda direction, target: {"direction": direction, "target": target}, st.sampled_from(["at_least", "at_least", "at_most"]), target | st.just("100"))
        | st.just({"direction": "trend", "from": "previous"})
        | st.builds(lambda change: {"direction": "at_least", "from": "previous", "change": change}, st.sampled_from(["-10", "5"]))
    )  # fmt: skip
    if draw(st.booleans()) and "target" in measure["aim"]:
        said = draw(st.sampled_from([{"years": [2018]}, {"area": "syd"}]))
        measure["aim"]["except"] = [{**said, "value": draw(number(4))}]
    period = draw(st.sampled_from(["year", "year", "month", "quarter", "half", "two_years", "whole", "by"]))
    return measure | {"period": period} | ({"until": "2018-06-30"} if period == "by" else {})


FIGURES = ["evictions", "water_bills_over_1000", "bike_patrol_hours", "safety_basic_estate", "residents"]


@st.composite
def of_figures(draw: Any) -> dict[str, Any]:
    shape = draw(st.sampled_from(["plain", "sum", "per", "gap"]))
    if shape == "gap":
        measure: dict[str, Any] = {"of": [{"figure": "safety_basic_estate"}], "gap_to": "safety_basic_city"}
    elif shape == "per":
        measure = {
            "of": [{"figure": "evictions"}],
            "per": {"figure": "residents"},
            "times": draw(st.sampled_from([100, 1000])),
        }
    elif shape == "sum":
        measure = {"of": [{"figure": "evictions"}, {"figure": "sent_to_court"}]}
    else:
        measure = {"of": [{"figure": draw(st.sampled_from(FIGURES))}]}
    measure["aim"] = draw(st.sampled_from([
        {"direction": "trend"}, {"direction": "trend", "from": "previous"}, {"direction": "at_least", "target": "5"},
        {"direction": "at_most", "target": "4.5"}, {"direction": "at_most", "from": "baseline", "change": "-15"},
        {"direction": "at_most", "from": "previous"}, {"direction": "at_most", "from": "eviction_level"},
    ]))  # fmt: skip
    period = draw(st.sampled_from(["year", "year", "two_years", "whole", "by"]))
    return measure | {"period": period} | ({"until": "2018-12-31"} if period == "by" else {})


OF_MILESTONES = st.builds(
    lambda codes, target: {"of": [{"milestones": codes}], "aim": {"direction": "at_least", "target": str(min(target, len(codes)))}},
    st.lists(st.sampled_from(["dialogue_forum", "playbook", "evaluation"]), min_size=1, max_size=3, unique=True), st.integers(1, 3),
)  # fmt: skip
HOURS = st.just(
    {
        "of": [{"sum": "hours.hours", "where": [{"field": "activity", "is": ["A1"]}]}],
        "aim": {"direction": "at_least", "from": "budget"},
    }
)
MEASURE = st.one_of(of_records(), of_records(), of_records(), of_figures(), OF_MILESTONES, HOURS)


@st.composite
def criterion(draw: Any) -> dict[str, Any]:
    measures = draw(
        st.lists(
            st.builds(lambda measure, decides: measure | {"decides": decides}, MEASURE, st.booleans()),
            min_size=1,
            max_size=3,
        )
    )
    measures[0]["decides"] = True
    made = {"code": CODE, "activity": draw(st.sampled_from(["A1", "A3"])), "text": "Prøve", "measures": measures}
    if draw(st.booleans()):
        made["years"] = [2017, 2018]
    return made | draw(st.sampled_from([{}, {}, {"starts": 8}, {"each_area": AREAS}, {"each_area": AREAS[:1]}]))


# A few days, so that records lie on both sides of every end of a stretch and on the day that the report is seen from.
POOL = [
    date(year, month, day)
    for year in YEARS
    for month, day in ((1, 1), (1, 31), (3, 31), (6, 30), (7, 1), (8, 1), (12, 31))
]
ROWS: dict[str, dict[str, list[Any]]] = {
    "contacts": {
        "target_group": ["self", "outreach"], "topics": [["debt"], ["rent", "water"]], "digital_asked": [True, True, False],
        "digital_outcome": ["open", "helped"], "referrals": [["programme"], ["caseworker", "other"], ["other"]], "minutes": [0, 5, 30],
        "outcome": ["averted", "waiting", "evicted"], "area": ["nord", "syd", "abroad", "afd12"],
    },
    "observations": {
        "feeling": ["safe", "unsafe"], "category": ["lighting", "litter", "other"],
        "place": ["Torvet", "torvet", "SØEN", "Skolen", "Et andet sted"],
    },
    "walks": {
        "area": ["nord", "vest", "abroad"], "audience": ["women", "all"], "light": ["dark", "daylight"], "participants": [0, 3, 8], "parties": [["police"], ["library", "other"]], "observations": [0, 1, 2],
    },
    "events": {"kind": ["halloween", "other"], "counts_for": [[CODE], [CODE], ["A1b"]], "area": ["nord", "syd", "abroad"]},
    "meetings": {
        "kind": ["meeting_a1", "meeting_a3"], "area": ["nord", "syd"], "parties": [["police"], ["library", "other"]],
        "minutes": ["Det blev besluttet", ""],
    },
    "hours": {"activity": ["A1", "A1", "A2"], "role": ["social_worker"], "task": ["lead"], "hours": [Decimal("0.25"), Decimal(3), Decimal(7)]},
    "lists": {"list": ["reminders"], "number": [0, 4, 9], "contacted": [0, 2, 4], "solved": [1, 3]},
}  # fmt: skip
NEEDED = {"kind", "activity", "role", "task", "hours", "list", "number", "counts_for"}
COUNTRIES = [[], ["DK"], ["DK", "SO"], ["SO", "TR", "XK"]]


def row(chance: Random, kind: str) -> dict[str, Any]:
    """Any answer but a needed one may be left out; what a phone counted at an event is one whole tally."""
    made = {
        name: chance.choice(values) for name, values in ROWS[kind].items() if name in NEEDED or chance.random() < 0.8
    }
    if kind == "events" and chance.random() < 0.8:
        made |= {name: chance.choice([0, 2, 10]) for name in ("adults", "youth", "children", "volunteers")}
        made["countries"] = chance.choice(COUNTRIES)
    return made | {"date": chance.choice(POOL)}


def drawn_world(seed: int) -> World:
    """Many rows of each kind, and most figures and milestones."""
    chance = Random(seed)
    rows = {kind: [row(chance, kind) for _each in range(chance.choice([0, 6, 30]))] for kind in ROWS}
    figures = {
        (code, year, area): ("1817" if code == "residents" else chance.choice(["0", "3", "4.5", "5", "83.9", "89"]), date(year, 6, 1) + timedelta(chance.randrange(400)))
        for code in (*FIGURES, "safety_basic_city", "eviction_level", "sent_to_court")
        for year in YEARS
        for area in (("", *AREAS) if code in BY_AREA else ("",))
        if chance.random() < 0.9
    }  # fmt: skip
    milestones = {
        (code, year): (date(year, 12, 1) + timedelta(chance.randrange(40)), chance.choice(["", "Referat"]))
        for code, year in (("dialogue_forum", 2017), ("playbook", 2017), ("evaluation", 2017), ("evaluation", 2018))
        if chance.random() < 0.7
    }
    return World(rows, figures, milestones)


@pytest.fixture
def here(app: Flask) -> Any:
    with app.app_context():
        yield app


@settings(max_examples=40)
@given(
    drawn=st.lists(criterion(), min_size=4, max_size=12), source=st.sampled_from(DOCS), seed=st.integers(0, 10**6), year=st.sampled_from(YEARS),
    as_of=st.sampled_from([*POOL, date(2018, 7, 2), date(2020, 6, 1)]),
)  # fmt: skip
def test_a_drawn_criterion_stands_as_the_oracle_says(here, drawn, source, seed, year, as_of):
    facts = drawn_world(seed)
    for place, each in enumerate(drawn):
        each["code"] = CODE if not place else f"{CODE}{place}"
    drawn = [each for each in drawn if criteria.check({**source, "criteria": [each]}) == []]
    document = {**source, "criteria": drawn}
    assume(drawn)
    storing.clear()
    storing.store(facts.rows, facts.figures, facts.milestones)
    # What was seen on a walk is an observation of its day.
    facts.rows["observations"] += [
        {"date": walk["date"], "category": "other", "area": walk.get("area")}
        for walk in facts.rows["walks"]
        for _each in range(walk.get("observations", 0))
    ]
    counted = counting.count_for(document, drawn, year, as_of)
    entered = counting.MeasureFacts(reported.figures.current(), reported.milestones.current(), counted)
    for each in drawn:
        found = counting.judge_criterion(counting.CriterionYear(document, each, year, as_of), entered)
        state, told = says(document, each, year, as_of, facts)
        assert [(judged.state.value, judged.figure) for judged in found.judgements] == told
        assert found.state.value == state
        assert criteria.sentence(document, each).endswith(".")
        event(state)
