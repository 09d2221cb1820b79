"""The report as a whole: its order, its years, its JSON and its text; a second agreement; the order of arrival."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from agreeing import adopt_only

from app import agreement, criteria, evaluation
from app.evaluation import State
from app.evaluation.state import WORDS

OTHER = Path(__file__).parent.parent / "agreement/plan_files/skovparken.toml"
ORDER = ["M1", "M2", "M3", "A1a", "A1b", "A2a", "A2b", "A2c", "A2d", "A3a", "A3b", "A3c"]
ONLY_2017 = {"A1a", "A3a", "A3b", "A3c"}


def states(report):
    return {finding.id: finding.state.value for finding in report.findings}


def test_criteria_stand_in_the_agreements_order(estate):
    assert list(states(estate.report())) == ORDER


@pytest.mark.parametrize("year", [2015, 2016, 2021, 2026])
def test_outside_the_plans_years_nothing_applies(estate, year):
    estate.figures(2015, safety_basic_estate="83,9", safety_basic_city="89,0")
    estate.contacts(3)
    report = estate.report("2018-06-01", year)
    assert set(states(report).values()) == {"not_applicable"}
    assert {finding.figure for finding in report.findings} == {None}
    assert report.outside


def test_a_year_outside_says_so_and_what_to_do(estate):
    assert "uden for aftalens år, 2017–2020" in estate.report(year=2021).outside
    assert "opret en aftale for 2021" in estate.report(year=2021).outside
    assert "udgangspunkt" in estate.report(year=2015).outside
    assert estate.report().outside == ""


@pytest.mark.parametrize("year", [2018, 2019, 2020])
def test_what_applies_to_2017_only_does_not_later(estate, year):
    found = states(estate.report("2021-06-01", year))
    assert {id for id, state in found.items() if state == "not_applicable"} == ONLY_2017


def test_a_report_is_provisional_while_its_year_runs(estate):
    assert estate.report("2017-12-31").provisional
    assert not estate.report("2018-01-01").provisional


def test_a_year_that_has_not_begun_has_counted_nothing(estate):
    estate.contacts(5)
    found = estate.find("A2b", "2016-12-31")
    assert (found.figure, found.pace) == (0, 0)


def test_hours_are_held_against_the_budget(estate):
    estate.hours("1,5".replace(",", "."))
    entry = estate.hours("2", "2017-12-31")
    estate.hours("12", "2017-06-01", ("A2", "benefit_centre", "spar"))
    estate.hours("3", "2018-01-01")
    report = estate.report()
    spent = {(line.budget.activity, line.budget.task): line.spent for line in report.hours if line.spent}
    assert spent == {("A1", "lead"): Decimal("3.5"), ("A2", "spar"): Decimal(12)}
    assert sum(line.budget.hours for line in report.hours) == 778
    assert sum(line.budget.hours for line in estate.report("2019-01-01", 2018).hours) == 692
    assert report.finding("hours_a1").figure == Fraction(7, 2)
    assert report.finding("hours_a1").target == 198
    assert estate.report("2017-12-30").finding("hours_a1").figure == Fraction(3, 2)
    assert entry


def test_what_is_missing_names_who_delivers_it_and_when(estate):
    estate.figures(safety_basic_estate="85")
    lacking = {each.id: each for each in estate.report().lacking}
    assert "safety_basic_estate" not in lacking
    assert "dwellings" not in lacking  # nobody misses it
    assert lacking["safety_basic_city"].criteria == ("M1",)
    water = lacking["water_bills_over_1000"]
    assert (water.party, water.expected, water.criteria) == ("housing_admin", "ventes marts til april 2018", ("A2a",))
    assert lacking["playbook"].is_milestone
    assert estate.report(year=2015).lacking == ()


def test_json_has_the_members_that_other_programs_rely_on(estate):
    estate.contacts(3, "2017-11-20", referrals=["programme"])
    estate.contacts(1)
    estate.figures(safety_basic_estate="85,2", safety_basic_city="89,4", on="2017-11-02")
    found = json.loads(json.dumps(evaluation.as_json(estate.report("2017-11-20"))))
    assert (found["year"], found["as_of"], found["provisional"]) == (2017, "2017-11-20", True)
    assert [each["id"] for each in found["criteria"]] == ORDER
    members = ["id", "state", "provisional", "figure", "numerator", "denominator", "target", "baseline", "unit"]
    assert all(
        list(each) == [*members, "source", "reading", "sentence", "changed", "measures"] for each in found["criteria"]
    )
    by_id = {each["id"]: each for each in found["criteria"]}
    gap = by_id["M1"]
    assert (gap["state"], gap["figure"], gap["baseline"]) == ("narrowed", 4.2, 5.1)
    referred = by_id["A2d"]
    assert (referred["state"], referred["figure"], referred["unit"]) == ("behind", 75, "%")
    assert (referred["numerator"], referred["denominator"], referred["target"]) == (3, 4, 80)
    water = by_id["A2a"]
    assert (water["figure"], water["target"], water["baseline"], water["state"]) == (None, 41, 49, "missing")


def test_every_state_has_words():
    assert WORDS.keys() == set(State)


def test_the_text_says_everything_in_danish(estate):
    estate.contacts(93)
    text = evaluation.as_text(estate.report("2017-11-20"))
    assert "Evaluering 2017 · »Tryghed og Trivsel«, Løvvangen" in text
    assert "Tal til og med 20. november 2017. Året er ikke slut: optalte tal er foreløbige." in text
    assert "93 henvendelser (mindst 100) · På vej, foreløbig" in text
    assert "Tal, vi mangler" in text


def test_another_agreement_has_its_own_criteria(estate, moment):
    moment.set("2024-06-01T10:00:00+00:00")
    adopt_only(criteria.read(OTHER).document)
    by = agreement.of_year(2023)
    estate.contacts(9, "2023-02-01", referrals=["programme"])
    estate.contacts(1, "2023-02-01", digital_asked=False, digital_outcome=None)
    found = {each.id: each.state.value for each in estate.report("2024-06-01", 2023, by).findings}
    assert found == {"T1": "missing", "T2": "not_met", "V1": "met", "V2": "met", "V3": "met", "V4": "not_met"}
    assert estate.find("V1", "2024-06-01", 2023, by).target == 10
    assert states(estate.report("2024-06-01", 2017, by)) == dict.fromkeys(found, "not_applicable")


def test_it_cannot_be_changed(estate):
    report = estate.report()
    with pytest.raises(AttributeError):
        report.findings[0].state = State.MET
    assert report.as_of == date(2018, 6, 1)
