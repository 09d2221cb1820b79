"""A year that is handed in shows what was handed in; what comes later is told beside it, never counted in."""

import json

import pytest
from accounts import LEADER

from app import closing, evaluation
from app.evaluation import handed_in
from app.evaluation.since import since

CODE = "tryghed"


def hand_in(year=2017):
    return closing.close(year, CODE, LEADER).closing


@pytest.fixture
def year(estate):
    """93 contacts, a walk, an event, figures and a milestone of 2017; nothing is handed in yet."""
    estate.ids = estate.contacts(93)
    estate.walk()
    estate.event("2017-05-06", title="Sommerfest")
    estate.figures(evictions="13", police_trust="60")
    estate.milestone("dialogue_forum", "2017-03-14")
    return estate


def as_json(**which):
    return evaluation.as_json(handed_in.shown(2017, **which))


def test_it_shows_the_same_as_before(year):
    before = as_json()
    found = hand_in()
    report = handed_in.shown(2017)
    assert (found.number, found.version, report.closed.number, report.closed.by) == (1, 1, 1, LEADER.name)
    live = evaluation.evaluate(2017)
    for now, then in zip((*live.findings, *live.promises), (*report.findings, *report.promises), strict=True):
        assert now == then
    assert [line.figure for line in live.figures] == [line.figure for line in report.figures]
    assert (live.hours, live.lacking, live.comments) == (report.hours, report.lacking, report.comments)
    said = as_json()
    assert said.pop("closed") == {"number": 1, "at": "2018-06-01T10:00:00Z", "by": LEADER.name, "as_of": "2018-06-01"}
    assert before.pop("closed") is None
    assert json.loads(json.dumps(before)) == said
    assert not since(found)
