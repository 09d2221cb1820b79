"""The one measure gives the answer that a careful person would give to criteria of many kinds."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import storing
from flask import Flask
from sending import ANSWERS

from app import criteria
from app.base import db
from app.evaluation import counting, reported
from app.evaluation.counting import Measured

FOLDER = Path(__file__).parent.parent / "criteria/agreements"
DOCUMENTS = {path.stem: criteria.read(path).document for path in FOLDER.glob("*.toml")}
SEEN = date(2022, 3, 1)
Ask = Callable[..., Measured]


def judge(document: Any, code: str, year: int, as_of: date) -> Measured:
    criterion = next(each for each in document["criteria"] if each["code"] == code)
    counted = counting.count_for(document, [criterion], year, as_of)
    facts = counting.MeasureFacts(reported.figures.current(), reported.milestones.current(document["code"]), counted)
    return counting.judge_criterion(counting.CriterionYear(document, criterion, year, as_of), facts)


@pytest.fixture
def ask(app: Flask) -> Iterator[Ask]:
    """How a criterion stands with these records, figures and milestones."""

    def found(
        code: str,
        records: Any = None,
        figures: Any = None,
        year: int = 2021,
        as_of: date = SEEN,
        milestones: Any = None,
        name: str = "blandet",
    ) -> Measured:
        storing.store(records or {}, figures or {}, milestones or {}, DOCUMENTS[name]["code"])
        return judge(DOCUMENTS[name], code, year, as_of)

    with app.app_context():
        yield found


def contact(day: date = date(2021, 5, 1), **more: Any) -> dict[str, Any]:
    return {"date": day, "channel": "visit", "target_group": "self", "topics": ["water"], "digital_asked": False} | more


def walk(month: int = 5, year: int = 2021, **more: Any) -> dict[str, Any]:
    return {"date": date(year, month, 9), "participants": 20} | more


def event(day: date = date(2021, 6, 1), **more: Any) -> dict[str, Any]:
    return {"date": day, "kind": "faelles"} | more


def fig(code: str, value: Any, year: int = 2021) -> dict[tuple[str, int], Any]:
    return {(code, year): (value, SEEN)}


CASES = [  # criterion, records, figures, year, as of, state, figure
    ("K1", {}, fig("evictions", 4), 2021, SEEN, "met", 4),
    ("K1", {}, fig("evictions", 5), 2021, SEEN, "not_met", 5),
    ("K2", {}, fig("trust", "76"), 2021, SEEN, "on_track", "76"),
    ("K2", {}, fig("trust", "74.0"), 2021, SEEN, "behind", "74"),
    ("K2", {}, fig("trust", "75.9", 2024), 2024, date(2025, 3, 1), "not_met", "75.9"),
    ("K2", {}, fig("trust", "77.4", 2024), 2024, date(2025, 3, 1), "met", "77.4"),
    ("O1", {"walks": [walk()] * 7}, {}, 2021, SEEN, "met", 7),
    ("O1", {"walks": [walk(year=2022)] * 15}, {}, 2022, date(2023, 1, 1), "not_met", 15),
    ("D2", {"contacts": [contact(topics=["debt", "water"])] * 200}, {}, 2021, SEEN, "met", 200),
    ("P1", {"events": [event(adults=200, children=100, volunteers=9)] * 2}, {}, 2021, SEEN, "met", 600),
    ("P2", {"events": [event(adults=30), event(adults=50), event(kind="other", adults=500)]}, {}, 2021, SEEN, "met", 40),
    ("P2", {"events": [event(kind="other", adults=500)]}, {}, 2021, SEEN, "missing", None),
    ("N1", {"events": [event(countries=["DK", "SO", "XK"]), event(countries=["DK", "TR"])]}, {}, 2021, SEEN, "not_met", 4),
    ("W2", {"walks": [walk(month) for month in (2, 4, 8, 12)]}, {}, 2021, SEEN, "met", 4),
    ("W2", {"walks": [walk(2), walk(8)]}, {}, 2021, SEEN, "not_met", 2),
    ("W2", {"walks": [walk(2), walk(5)]}, {}, 2021, date(2021, 6, 1), "met", 2),
    ("W3", {}, fig("aware", 70), 2021, SEEN, "met", 70),
    ("H1", {}, fig("homeless", 130), 2021, SEEN, "on_track", 130),
    ("H1", {}, fig("homeless", 145), 2021, SEEN, "behind", 145),
    ("H1", {}, fig("homeless", 86, 2024), 2024, date(2025, 2, 1), "met", 86),
    ("H1", {}, fig("homeless", 87, 2024), 2024, date(2025, 2, 1), "not_met", 87),
    ("B1", {}, fig("daycare", 72), 2021, SEEN, "narrowed", 72),
    ("E1", {}, fig("youth_education", 70) | fig("youth_education_country", 84), 2021, date(2022, 9, 1), "narrowed", 14),
    ("E1", {}, fig("youth_education", 70) | fig("youth_education_country", 85), 2021, date(2022, 9, 1), "unchanged", 15),
    ("E1", {}, fig("youth_education", 70), 2021, date(2022, 9, 1), "missing", None),
    ("E2", {}, fig("youth_benefit", "2.1") | fig("youth_benefit_cluster", "3.1"), 2021, SEEN, "met", "2.1"),
    ("C2", {}, fig("crimes", 90) | fig("residents", 1800) | fig("crime_city", 50), 2021, SEEN, "met", 50),
    ("C2", {}, fig("crimes", 91) | fig("residents", 1800) | fig("crime_city", 50), 2021, SEEN, "not_met", None),
    ("S1", {}, fig("stories", 10), 2021, SEEN, "met", 10),
    ("G1", {}, fig("debt_down", "29999.5"), 2021, SEEN, "not_met", "29999.5"),
    ("T1", {"contacts": [contact()] * 10 + [contact(date(2022, 3, 1))] * 11}, {}, 2022, date(2023, 1, 1), "narrowed", 11),
    ("T1", {"contacts": [contact()] * 10 + [contact(date(2022, 3, 1))] * 10}, {}, 2022, date(2023, 1, 1), "unchanged", 10),
    ("T1", {"contacts": [contact()] * 10}, {}, 2021, SEEN, "missing", None),  # nothing was recorded in 2020
    ("T2", {"contacts": [contact()] * 50 + [contact(target_group="outreach")] * 49}, {}, 2021, SEEN, "not_met", 50),
    ("X1", {"observations": [{"date": date(2021, 4, 1), "feeling": each} for each in ["unsafe"] + ["safe"] * 9]}, {}, 2021, SEEN, "met", 10),
    ("X1", {"observations": [{"date": date(2021, 4, 1), "feeling": each} for each in ["unsafe"] + ["safe"] * 8]}, {}, 2021, SEEN, "not_met", None),
    ("X2", {"walks": [walk()] * 5, "events": [event(adults=101)]}, {}, 2021, SEEN, "on_track", 201),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "records", "figures", "year", "as_of", "state", "figure"), CASES, ids=range(len(CASES))
)
def test_a_criterion_of_another_agreement_has_its_answer(ask, code, records, figures, year, as_of, state, figure):
    found = ask(code, records, figures, year, as_of)
    assert found.state == state
    if figure is not None:
        assert found.first.figure == Fraction(figure)


@pytest.mark.parametrize(("days", "state"), [
    ({"forum": "2021-05-01 ja", "plan": "2021-06-01 ja"}, "met"),
    ({"forum": "2021-05-01 ja", "plan": "2021-06-01 "}, "undocumented"),
    ({"forum": "2021-05-01 ja"}, "missing"),
    ({"forum": "2022-05-01 ja", "plan": "2022-06-01 ja"}, "not_met"),
])  # fmt: skip
def test_some_of_several_milestones(ask, days, state):
    year = {"forum": 2021, "plan": 2021, "house": 2022}
    milestones = {(code, year[code]): (date.fromisoformat(said[:10]), said[11:]) for code, said in days.items()}
    assert ask("R1", year=2022, as_of=date(2023, 1, 1), milestones=milestones).state == state


@pytest.mark.parametrize(("own", "state"), [(13, "narrowed"), (16, "unchanged"), (17, "widened")])
def test_fewer_unsafe_residents_are_closer_to_the_city(ask, own, state):
    figures = {("unsafe_estate", 2019): (own, SEEN), ("unsafe_city", 2019): (9, SEEN)}
    found = ask("T1a", {}, figures, 2019, SEEN, name="urbanplanen")
    assert (found.state, found.first.figure, found.first.baseline) == (state, own - 9, 7)
    assert judge(DOCUMENTS["urbanplanen"], "T1b", 2019, SEEN).state == state


def test_in_each_area_nothing_is_known_of_any_until_areas_are_stored(ask):
    found = ask("W1", {"walks": [walk(light="daylight"), walk(light="dark")]})
    assert found.state == "not_met"
    assert [(each.area, each.figure) for each in found.first.cells] == [("nord", 0), ("syd", 0), ("vest", 0)]
    assert judge(DOCUMENTS["svendborg"], "T1a", 2018, SEEN).state == "missing"


def test_all_asked_and_some_still_open_are_two_figures(ask):
    asked = {"digital_asked": True, "digital_outcome": "helped"}
    day = date(2017, 3, 1)
    records = {"contacts": [contact(day, **asked)] * 8 + [contact(day, **asked | {"digital_outcome": "open"})] * 2}
    found = ask("A2c", records, year=2017, as_of=date(2018, 2, 1), name="loevvangen")
    assert found.state == "not_met"
    assert [each.figure for each in found.judgements] == [80, 100]
    found = judge(DOCUMENTS["loevvangen"], "A2c", 2017, date(2017, 6, 1))
    assert (found.state, found.first.pending) == ("on_track", 2)  # an open one can still be helped


def test_three_empty_walks_are_three_and_none_with_observations(ask):
    found = ask(
        "A1b",
        {"walks": [walk(year=2017)] * 3 + [walk(year=2017, observations=2)]},
        year=2017,
        as_of=date(2018, 1, 1),
        name="loevvangen",
    )
    assert (found.state, found.first.figure) == ("met", 4)
    beside = found.judgements[1]
    assert (beside.state, beside.figure, beside.claimed) == ("undocumented", 1, 4)


def test_a_target_and_a_budget_that_change_by_year(ask):
    document = {**DOCUMENTS["loevvangen"]}
    a2b = {**next(each for each in document["criteria"] if each["code"] == "A2b")}
    aim = {"direction": "at_least", "target": "100", "except": [{"years": [2019, 2020], "value": "90"}]}
    a2b["measures"] = [{**a2b["measures"][0], "aim": aim}]
    hours = [{**row, "years": [2017, 2018]} if row["hours"] == "420" else row for row in document["hours"]]
    hours += [{**row, "hours": "300", "years": [2019, 2020]} for row in hours if row["hours"] == "420"]
    changed = {
        **document,
        "hours": hours,
        "criteria": [a2b if each["code"] == "A2b" else each for each in document["criteria"]],
    }
    assert criteria.check(changed) == []
    ask(
        "A2b",
        {"contacts": [contact(date(year, 4, 1)) for year in (2018, 2019) for _each in range(93)]},
        year=2018,
        name="loevvangen",
    )
    assert [judge(changed, "A2b", year, SEEN).state for year in (2018, 2019)] == ["not_met", "met"]
    assert [judge(changed, "hours_a2", year, SEEN).first.target for year in (2018, 2019)] == [494, 374]


def test_what_lies_behind_a_figure_are_its_very_records(ask):
    ask(
        "A2d",
        {
            "contacts": [
                contact(date(2017, 3, 1), referrals=["programme", "other"]),
                contact(date(2017, 3, 1), referrals=["other"]),
            ]
        },
        year=2017,
        name="loevvangen",
    )
    document = DOCUMENTS["loevvangen"]
    a2d = next(each for each in document["criteria"] if each["code"] == "A2d")
    question = counting.CriterionYear(document, a2d, 2017, SEEN)
    for measure, many in zip(a2d["measures"], (1, 2), strict=True):
        (stretch,) = question.stretches(measure)
        tally = counting.tally(question, measure["of"][0], stretch, (), "sure")
        assert len(list(db.session.scalars(counting.records(document, tally)))) == many


def test_a_point_is_answered_and_done_in_time_by_its_history(estate, moment, change):
    """Of five points two are done in time, and two have an answer within 30 days: one was opened again, and no longer has."""
    moment.set("2021-05-01T12:00:00+00:00")
    ids = estate.send("observation", *[{**ANSWERS["observation"], "kind": "improve"}] * 5, day=date(2021, 5, 1))
    for id in ids:
        change(id, party="police", deadline="2021-07-01")
    moment.set("2021-05-20T12:00:00+00:00")
    change(ids[0], state="done")
    change(ids[1], state="planned")
    change(ids[2], state="done")
    moment.set("2021-06-20T12:00:00+00:00")
    change(ids[1], state="done")
    change(ids[2], state="reopened")
    change(ids[3], state="done", deadline=None)
    on_time, answered = (judge(DOCUMENTS["blandet"], code, 2021, SEEN).first for code in ("F1", "F2"))
    assert (on_time.numerator, on_time.denominator) == (2, 5)
    assert (answered.numerator, answered.denominator) == (2, 5)


@pytest.mark.parametrize(
    ("kind", "row", "code"), [("meetings", {"kind": "meeting_a1"}, "meetings_a1"), ("walks", {}, "A1b")]
)
def test_what_is_held_counts_once_its_day_has_passed(ask, kind, row, code):
    day = date(2017, 5, 5)
    assert ask(code, {kind: [{"date": day, **row}]}, year=2017, as_of=day, name="loevvangen").first.figure == 0
    assert judge(DOCUMENTS["loevvangen"], code, 2017, date(2017, 5, 6)).first.figure == 1


def test_what_is_not_documented_is_claimed_and_never_hoped_for(ask):
    said = {
        "of": [{"count": "contacts", "evidence": [{"field": "digital_asked", "is": ["yes"]}]}],
        "per": {"count": "contacts"}, "aim": {"direction": "at_least", "target": "80"},
    }  # fmt: skip
    criterion = {"code": "X", "activity": "A", "text": "Prøve", "measures": [said]}
    document = {**DOCUMENTS["blandet"], "criteria": [criterion]}
    assert criteria.check(document) == []
    ask("A2b", {"contacts": [contact(), contact(digital_asked=True)]}, name="loevvangen", year=2017)
    assert judge(document, "X", 2021, date(2021, 6, 1)).state == "behind"
    found = judge(document, "X", 2021, SEEN)
    assert (found.state, found.first.figure, found.first.claimed) == ("undocumented", 50, 100)
