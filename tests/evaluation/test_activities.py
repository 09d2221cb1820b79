"""A1b, A3c and meetings: walks and events that have been held."""

from datetime import date

import pytest
from accounts import LEADER
from sending import submission
from sqlalchemy import select

from app import evaluation, intake
from app.activities import scheduling
from app.base import db
from app.definitions import Attendance
from app.evaluation import behind
from app.store import Event, Quarantine, Walk

FIVE = ("DK", "SO", "TR", "SY", "XK")


@pytest.mark.parametrize(("count", "state"), [(2, "not_met"), (3, "met"), (4, "met")])
def test_three_initiatives_a_year(estate, count, state):
    for month in range(1, count + 1):
        estate.walk(f"2017-{month:02}-05")
    found = estate.find("A1b")
    assert (found.state, found.figure) == (state, count)


def test_an_event_counts_only_where_the_leader_said_so_a_walk_always(estate):
    estate.event("2017-05-05")
    estate.event("2017-05-06", kind="initiative")
    estate.event("2017-05-07", "A3c")
    estate.event("2017-05-08", "A1b", kind="information")
    estate.walk("2017-05-09")
    found = estate.find("A1b")
    assert found.figure == 2
    assert "1 vandring og 1 arrangement" in found.reading


def test_an_event_may_count_for_both(estate):
    event = estate.event("2017-05-05", "A1b", "A3c")
    estate.tally(event, *FIVE)
    assert (estate.find("A1b").figure, estate.find("A3c").figure) == (1, 1)


def test_it_counts_when_its_date_has_passed(estate):
    estate.walk("2017-05-05")
    estate.event("2017-05-05", "A1b", "A3c")
    for day, count in (("2017-05-04", 0), ("2017-05-05", 0), ("2017-05-06", 2)):
        assert estate.find("A1b", day).figure == count


def test_what_was_cancelled_does_not_count(estate):
    scheduling.cancel(Walk, estate.walk().id, cancelled=True)
    scheduling.cancel(Event, estate.event("2017-05-05", "A1b", "A3c").id, cancelled=True)
    report = estate.report()
    assert [report.finding(id).figure for id in ("A1b", "A3c")] == [0, 0]


def test_a_walk_and_an_event_of_one_evening_both_count_and_are_pointed_out(estate):
    estate.walk("2017-05-05", "Aftenvandring")
    estate.event("2017-05-05", "A1b", title="Fællesspisning")
    estate.walk("2017-06-05")
    found = estate.find("A1b")
    assert found.figure == 3
    assert "Samme dag og tæller hver for sig: Aftenvandring og Fællesspisning 05.05.2017." in found.reading


def test_a_surplus_never_carries_over(estate):
    for day in ("2017-02-01", "2017-03-01", "2017-04-01", "2017-05-01", "2018-01-05", "2018-02-05"):
        estate.walk(day)
    assert estate.state("A1b") == "met"
    assert "3 af 12 for 2017–2020" in estate.find("A1b").reading
    found = estate.find("A1b", "2019-01-01", 2018)
    assert (found.state, found.figure) == ("not_met", 2)
    assert "5 af 12 for 2017–2020" in found.reading


def test_the_years_border_is_danish_midnight(estate, moment):
    estate.walk("2017-12-31")
    estate.walk("2018-01-01")
    moment.set("2017-12-31T22:59:00+00:00")  # 23.59 in Denmark
    assert evaluation.evaluate(2017).finding("A1b").figure == 0
    assert evaluation.evaluate(2017).period.running
    moment.set("2017-12-31T23:30:00+00:00")  # 0.30 on 1 January in Denmark
    assert evaluation.evaluate(2017).finding("A1b").figure == 1
    assert not evaluation.evaluate(2017).period.running
    assert evaluation.evaluate(2018).finding("A1b").figure == 0


@pytest.mark.parametrize(
    ("count", "as_of", "state"),
    [(1, "2017-05-01", "on_track"), (1, "2017-05-02", "behind"), (2, "2017-12-31", "behind"), (3, "2017-02-01", "met")],
)
def test_initiatives_of_a_running_year_go_by_pace(estate, count, as_of, state):
    for number in range(count):
        estate.walk(f"2017-01-{number + 2:02}")
    found = estate.find("A1b", as_of)
    assert (found.state, found.provisional) == (state, True)


@pytest.mark.parametrize(("second", "qualifies"), [(("DK", "SO", "TR"), False), (("DK", "SO", "XK"), True)])
def test_nationalities_are_one_set_over_all_phones(estate, second, qualifies):
    event = estate.event("2017-05-05", "A3c")
    estate.tally(event, "DK", "SO", "TR", "SY")
    estate.tally(event, *second)
    found = estate.find("A3c")
    assert found.figure == int(qualifies)
    (held,) = behind.gatherings(estate.report().plan, found, estate.report().period)
    assert held.countries == (5 if qualifies else 4)


@pytest.mark.parametrize(
    ("enough", "under", "final", "running"),
    [
        (3, 0, "met", "met"),
        (2, 1, "undocumented", "behind"),
        (2, 0, "not_met", "behind"),
        (0, 3, "undocumented", "behind"),
        (1, 1, "not_met", "behind"),
    ],
)
def test_three_qualifying_events(estate, enough, under, final, running):
    for number in range(enough):
        estate.tally(estate.event(f"2017-03-{number + 1:02}", "A3c"), *FIVE)
    for number in range(under):
        estate.tally(estate.event(f"2017-04-{number + 1:02}", "A3c"), *FIVE[:4])
    found = estate.find("A3c")
    assert (found.state, found.figure) == (final, enough)
    assert estate.state("A3c", "2017-12-31") == running
    assert "mindst 5 nationaliteter til hvert arrangement" in found.reading


def test_an_event_without_any_tally_is_not_documented(estate):
    for number in range(3):
        estate.event(f"2017-03-{number + 1:02}", "A3c", title=f"Fest {number}")
    found = estate.find("A3c")
    assert found.state == "undocumented"
    assert "Ikke dokumenteret: Fest 0 0, Fest 1 0, Fest 2 0" in found.reading


def test_a_report_says_how_many_nationalities_never_which(estate):
    estate.tally(estate.event("2017-05-05", "A3c"), *FIVE)
    text = evaluation.as_text(estate.report())
    assert "Fest 5" in text
    assert not any(word in text for word in ("Kosovo", "Somalia", "XK"))


def test_withdrawn_and_quarantined_tallies_do_not_count(estate):
    event = estate.event("2017-05-05", "A3c")
    id = estate.tally(event, *FIVE)
    assert estate.find("A3c").figure == 1
    intake.withdraw(Attendance, id, LEADER)
    wrong = submission("attendance", {"event": event.id, "countries": [*FIVE, "QQ"]})
    intake.accept(LEADER, [intake.Submission(**wrong)])
    found = estate.find("A3c")
    (held,) = behind.gatherings(estate.report().plan, found, estate.report().period)
    assert (found.figure, held.countries) == (0, 0)
    assert db.session.scalar(select(Quarantine.form)) == "attendance"


def test_meetings_are_counted_by_kind(estate):
    for month in (2, 5, 9):
        estate.event(f"2017-{month:02}-07", kind="meeting_a1")
    estate.event("2017-11-28", kind="meeting_a1")
    estate.event("2017-03-07", kind="meeting_a3")
    found = estate.find("meetings_a1", "2017-11-20")
    assert (found.figure, found.state) == (3, "behind")
    assert "Planlagt: 28.11.2017." in found.reading
    assert estate.state("meetings_a1") == "met"
    assert estate.state("meetings_a3") == "not_met"
    assert estate.state("meetings_a1", "2019-01-01", 2018) == "not_applicable"


def test_the_walks_and_events_behind_a_figure_can_be_found(estate):
    walk = estate.walk("2017-05-05")
    event = estate.event("2017-05-06", "A1b", "A3c")
    estate.event("2017-05-07")
    report = estate.report()

    def ids(id):
        return [each.id for each in behind.gatherings(report.plan, report.finding(id), report.period)]

    assert ids("A1b") == [walk.id, event.id]
    assert ids("A3c") == [event.id]
    assert ids("meetings_a1") == []
    assert ids("A2b") == []


def test_an_event_belongs_to_the_year_of_its_date_whenever_it_was_counted(estate):
    event = estate.event("2017-12-31", "A3c")
    estate.send("attendance", {"event": event.id, "countries": list(FIVE)}, day=date(2018, 1, 2))
    assert estate.find("A3c").figure == 1
