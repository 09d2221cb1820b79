"""Criteria drawn from the grammar, on drawn records: the report says what an oracle in plain Python says."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import storing
from flask import Flask
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from app import criteria
from app.evaluation import counting, reported

from .oracle import World, says

DOC = criteria.read(Path(__file__).parent.parent / "criteria/agreements/loevvangen.toml").document
CODE = "X"
YEARS = [2017, 2018, 2019]
DAYS = st.dates(date(2017, 1, 1), date(2019, 12, 31))


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
    ],
    "observations": [chosen("feeling", "safe", "unsafe", "any"), chosen("category", "lighting", "litter")],
    "walks": [chosen("light", "dark", "daylight", "any"), bounded("participants", 10), bounded("observations", 2), chosen("parties", "police", "library")],
    "events": [
        chosen("kind", "halloween", "other"), chosen("flagged", "yes"), bounded("guests", 20), bounded("adults", 10),
        bounded("nationalities", 3), chosen("countries", "DK", "SO"),
    ],
    "meetings": [chosen("kind", "meeting_a1", "meeting_a3")],
    "hours": [chosen("activity", "A1", "A2"), bounded("hours", 3)],
    "lists": [chosen("list", "reminders"), bounded("number", 9)],
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
]
DISTINCT = ["walks.parties", "events.countries"]


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
        measure["aim"]["except"] = [{"years": [2018], "value": draw(number(4))}]
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
    return made | draw(st.sampled_from([{}, {}, {"starts": 8}]))


def row(**fields: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Rows in which any field but a needed one may be left out."""
    optional = {name: each for name, each in fields.items() if name not in NEEDED}
    return st.fixed_dictionaries(
        {"date": DAYS, **{name: each for name, each in fields.items() if name in NEEDED}}, optional=optional
    )


NEEDED = ("kind", "activity", "role", "task", "hours", "list", "number")
PART = st.integers(0, 20)
ROWS = {
    "contacts": row(
        target_group=st.sampled_from(["self", "outreach"]), topics=some("debt", "rent", "water"), digital_asked=st.booleans(),
        digital_outcome=st.sampled_from(["open", "helped"]), referrals=some("programme", "caseworker", "other"), minutes=st.integers(0, 60),
    ),
    "observations": row(feeling=st.sampled_from(["safe", "unsafe"]), category=st.sampled_from(["lighting", "litter", "other"])),
    "walks": row(light=st.sampled_from(["dark", "daylight"]), participants=st.integers(0, 10), parties=some("police", "library", "other")),
    "events": row(
        kind=st.sampled_from(["halloween", "other"]), counts_for=st.sampled_from([[CODE], ["A1b"], ["x"]]), adults=PART, youth=PART, children=PART,
        volunteers=PART, countries=some("DK", "SO", "XK"),
    ),
    "meetings": row(kind=st.sampled_from(["meeting_a1", "meeting_a3"])),
    "hours": row(activity=st.sampled_from(["A1", "A2"]), role=st.just("social_worker"), task=st.just("lead"), hours=st.sampled_from([Decimal("0.25"), Decimal(3), Decimal(7)])),
    "lists": row(list=st.just("reminders"), number=st.integers(0, 9)),
}  # fmt: skip


@st.composite
def world(draw: Any) -> World:
    rows = {kind: draw(st.lists(each, max_size=6)) for kind, each in ROWS.items()}
    for each in rows["events"]:  # what a phone counted is one tally: with countries or without, each number is there
        if each.keys() & {"adults", "youth", "children", "volunteers", "countries"}:
            each |= {name: each.get(name, 0) for name in ("adults", "youth", "children", "volunteers")}
            each.setdefault("countries", [])
    figures = {
        (code, year): (draw(st.sampled_from(["0", "3", "4.5", "5", "83.9", "89"]) if code != "residents" else st.just("1817")), draw(st.dates(date(year, 6, 1), date(year + 1, 6, 1))))
        for code in (*FIGURES, "safety_basic_city", "eviction_level", "sent_to_court")
        for year in YEARS
        if draw(st.integers(0, 9))
    }  # fmt: skip
    milestones = {
        (code, year): (date(year, 12, 1) + timedelta(draw(st.integers(0, 40))), draw(st.sampled_from(["", "Referat"])))
        for code, year in (("dialogue_forum", 2017), ("playbook", 2017), ("evaluation", 2017), ("evaluation", 2018))
        if draw(st.booleans())
    }
    return World(rows, figures, milestones)


@pytest.fixture
def here(app: Flask) -> Any:
    with app.app_context():
        yield app


@settings(max_examples=60)
@given(
    drawn=st.lists(criterion(), min_size=1, max_size=3),
    facts=world(),
    year=st.sampled_from(YEARS),
    as_of=st.dates(date(2017, 1, 1), date(2020, 6, 1)),
)
def test_a_drawn_criterion_stands_as_the_oracle_says(here, drawn, facts, year, as_of):
    for place, each in enumerate(drawn):
        each["code"] = CODE if not place else f"{CODE}{place}"
    document = {**DOC, "criteria": drawn}
    assume(criteria.check(document) == [])
    storing.clear()
    storing.store(facts.rows, facts.figures, facts.milestones)
    counted = counting.count_for(document, drawn, year, as_of)
    entered = counting.MeasureFacts(reported.figures.current(), reported.milestones.current(), counted)
    for each in drawn:
        found = counting.judge_criterion(counting.CriterionYear(document, each, year, as_of), entered)
        state, told = says(document, each, year, as_of, facts)
        assert [(judged.state.value, judged.figure) for judged in found.judgements] == told
        assert found.state.value == state
        assert criteria.sentence(document, each).endswith(".")
        event(state)
