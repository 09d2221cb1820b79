"""The annual report on A4 says what the evaluation says, with comments, hours and what is missing."""

import datetime as dt
from decimal import Decimal

import pytest
from accounts import LEADER
from lxml.html import fromstring
from pages import text

from app import evaluation
from app.evaluation import reported

PATH = "/office/evaluation/2017/report"


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-04-05T10:00:00+00:00")
    return sign_in("leader")


def test_every_finding_stands_there_with_its_state_and_reading(app, leader):
    page = text(leader.get(PATH))
    with app.test_request_context():
        report = evaluation.evaluate(2017)
    for finding in report.findings:
        assert finding.criterion.text in page
        assert finding.reading in page
        assert finding.state.words in page
        assert finding.criterion.source in page
    for each in report.lacking:
        assert each.name in page


def test_figures_hours_and_the_leaders_own_words_are_in_it(app, leader):
    with app.app_context():
        reported.figures.enter(2017, {"evictions": "2"}, source="Mail fra boligselskabet", person=LEADER)
        budget = ("A2", "social_worker", "counsel")
        reported.hours.spend(dt.date(2017, 5, 5), budget, Decimal("7.75"), person=LEADER)
        reported.comments.write("A2b", 2017, "Vi nåede dem\n<b>næsten</b>", person=LEADER)
    page = text(leader.get(PATH))
    assert "Effektive fogedsager" in page
    assert "Mail fra boligselskabet, 5.4.2018" in page
    assert "Rådgivning/vejledning 7,75 420" in page
    assert "I alt 7,75 778" in page
    assert "Projektlederens kommentar: Vi nåede dem <b>næsten</b>" in page


def test_the_margins_name_report_and_page_and_are_allowed(leader):
    answer = leader.get(PATH)
    (style,) = fromstring(answer.text).xpath("//style/text()")
    assert "Årsrapport 2017" in style
    assert "counter(page)" in style
    assert "'sha256-" in answer.headers["Content-Security-Policy"]


def test_a_year_outside_the_agreement_has_none_and_says_so(leader):
    page = leader.get("/office/evaluation/2016/report")
    assert "ligger uden for aftalens år" in text(page)
    assert not fromstring(page.text).xpath("//article")
