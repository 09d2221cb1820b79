"""A plan file of the old format means after its conversion what it meant before: the demo's year by the twelve measures and by the one."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from flask import Flask

from app import agreement, criteria, evaluation
from app.evaluation import Finding, counting, reported

NUMBERS = ("figure", "numerator", "denominator", "target", "baseline")


def told(finding: Finding) -> dict[str, Any]:
    exact = {name: getattr(finding, name) for name in NUMBERS}
    return {name: None if value is None else Fraction(value) for name, value in exact.items()}


def test_the_demos_year_stands_as_it_stood_whatever_day_it_is_seen_from(demo_year: Flask) -> None:
    chance = Random(7)
    with demo_year.app_context():
        plan = agreement.current()
        document = criteria.converted(plan)
        for year in plan.years[:2]:
            for _time in range(12):
                as_of = date(year, 1, 1) + timedelta(chance.randrange(500))
                report = evaluation.evaluate(year, as_of)
                counted = counting.count_for(document, document["criteria"], year, as_of)
                entered = counting.MeasureFacts(reported.figures.current(), reported.milestones.current(), counted)
                for criterion in document["criteria"]:
                    found = counting.judge_criterion(counting.CriterionYear(document, criterion, year, as_of), entered)
                    old = report.finding(criterion["code"])
                    assert old is not None
                    assert (found.state, found.provisional) == (old.state, old.provisional), criterion["code"]
                    if first := found.first:
                        assert {name: getattr(first, name) for name in NUMBERS} == told(old), criterion["code"]
