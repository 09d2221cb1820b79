"""The demo's year stands as it stood by the twelve measures that were before the one: `demo_findings.json` was written by them."""

import json
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app import evaluation

STOOD = json.loads(Path(__file__).with_name("demo_findings.json").read_text())
NAMES = ("state", "provisional", "figure", "numerator", "denominator", "target", "baseline")


@pytest.mark.parametrize("seen", STOOD)
def test_the_demos_year_stands_as_it_stood_whatever_day_it_is_seen_from(demo_year: Flask, seen: str) -> None:
    year, day = seen.split()
    with demo_year.app_context():
        report = evaluation.as_json(evaluation.evaluate(int(year), date.fromisoformat(day)))
    found = {each["id"]: [each[name] for name in NAMES] for each in (*report["criteria"], *report["promises"])}
    assert {id: found[id] for id in STOOD[seen]} == STOOD[seen]  # the agreement has come to promise more since
