"""Milestones, lists received, hours and comments: checked against the agreement, corrected without losing anything."""

from datetime import date
from decimal import Decimal

import pytest
from accounts import COUNSELLOR, LEADER

from app import agreement
from app.base.messages import RefusedError
from app.evaluation import reported

LEAD = ("A1", "social_worker", "lead")


@pytest.fixture(autouse=True)
def year(app, moment):
    moment.set("2017-11-20T10:00:00+00:00")
    with app.app_context():
        yield


def refused(call, *args, **named):
    with pytest.raises(RefusedError) as caught:
        call(*args, person=LEADER, **named)
    return caught.value.errors


def test_a_milestone_must_be_one_of_the_agreements():
    assert (
        "Vælg en af: dialogue_forum"
        in refused(reported.milestones.reach, "forum", date(2017, 3, 14), note="")["milestone"]
    )
    wrong = refused(reported.milestones.reach, "evaluation", date(2017, 3, 14), note="", decision="måske")
    assert "fortsætter, ændres, stopper" in wrong["decision"]
    assert refused(reported.milestones.reach, "evaluation", date(1917, 3, 14), note="")["date"]


def test_a_milestone_can_be_taken_back():
    reported.milestones.reach("playbook", date(2017, 3, 14), note="x", person=LEADER)
    reported.milestones.take_back("playbook", 2017, person=LEADER)
    assert reported.milestones.current() == {}
    assert len(reported.milestones.history("tryghed", "playbook", 2017)) == 2


def test_lists_come_every_month_or_once_a_year():
    reported.lists.receive("reminders", 2017, 2, date(2017, 2, 6), 12, person=LEADER)
    reported.lists.receive("reminders", 2017, 2, date(2017, 2, 7), 11, person=LEADER)
    reported.lists.receive("reminders", 2017, 3, date(2017, 3, 6), 0, person=LEADER)
    reported.lists.take_back("reminders", 2017, 3, person=LEADER)
    reported.lists.receive("water_charges", 2017, 0, date(2017, 4, 3), 7, person=LEADER)
    due = reported.lists.due(agreement.of_year(2017), 2017)
    assert len(due) == 13
    came = {(each.list.id, each.month): (each.arrived.date.day, each.arrived.count) for each in due if each.arrived}
    assert came == {("reminders", 2): (7, 11), ("water_charges", 0): (3, 7)}
    assert not any(each.arrived for each in reported.lists.due(agreement.of_year(2018), 2018))


def test_what_came_of_a_list_is_written_down_when_it_is_known():
    reported.lists.receive("reminders", 2017, 2, date(2017, 2, 6), 12, person=LEADER)
    reported.lists.receive("reminders", 2017, 2, date(2017, 2, 6), 12, person=LEADER, contacted=12, solved=0)
    (came,) = [each.arrived for each in reported.lists.due(agreement.of_year(2017), 2017) if each.arrived]
    assert (came.count, came.contacted, came.solved) == (12, 12, 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": "x"}, "list"), ({"month": 13}, "month"), ({"count": -1}, "count"), ({"date": date(2017, 11, 21)}, "date"),
        ({"contacted": 4}, "contacted"), ({"contacted": 3, "solved": 4}, "solved"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_is_refused(change, field):
    asked = {"id": "reminders", "year": 2017, "month": 2, "date": date(2017, 2, 6), "count": 3} | change
    assert refused(reported.lists.receive, **asked).keys() == {field}


def test_hours_are_quarters_of_a_budget():
    reported.hours.spend(date(2017, 5, 5), LEAD, Decimal("1.25"), person=LEADER, note="Møde")
    (found,) = reported.hours.spent(2017)
    assert (found.hours, found.note, found.person) == (Decimal("1.25"), "Møde", "Leder")
    assert reported.hours.spent(2017, COUNSELLOR.id) == []


@pytest.mark.parametrize(
    ("day", "budget", "hours", "field"),
    [
        (date(2017, 5, 5), LEAD, "1.1", "hours"),
        (date(2017, 5, 5), LEAD, "0", "hours"),
        (date(2017, 5, 5), LEAD, "24.25", "hours"),
        (date(2017, 5, 5), LEAD, "-1", "hours"),
        (date(2017, 11, 21), LEAD, "1", "date"),
        (date(2017, 5, 5), ("A1", "library", "lead"), "1", "task"),
    ],
)
def test_impossible_hours_are_refused(day, budget, hours, field):
    assert refused(reported.hours.spend, day, budget, Decimal(hours)).keys() == {field}


def test_hours_of_a3_can_be_spent_in_2017_only(moment):
    moment.set("2018-11-20T10:00:00+00:00")
    budget = ("A3", "library", "contribute")
    assert refused(reported.hours.spend, date(2018, 5, 5), budget, Decimal(1)).keys() == {"task"}
    reported.hours.spend(date(2017, 5, 5), budget, Decimal(1), person=LEADER)


def test_hours_can_be_corrected_moved_and_taken_back():
    first = reported.hours.spend(date(2017, 5, 5), LEAD, Decimal(2), person=LEADER)
    second = reported.hours.spend(date(2017, 5, 6), LEAD, Decimal(3), person=LEADER)
    reported.hours.spend(date(2017, 6, 5), LEAD, Decimal("2.5"), person=COUNSELLOR, entry=first)
    assert reported.hours.totals(2017, date(2017, 5, 31)) == {LEAD: 3}
    assert reported.hours.totals(2017, date(2017, 12, 31)) == {LEAD: Decimal("5.5")}
    reported.hours.take_back(second, person=LEADER)
    assert reported.hours.totals(2017, date(2017, 12, 31)) == {LEAD: Decimal("2.5")}
    assert reported.hours.one(second) is None
    assert refused(reported.hours.take_back, second).keys() == {"entry"}
    assert refused(reported.hours.spend, date(2017, 5, 6), LEAD, Decimal(3), entry=second).keys() == {"entry"}


def test_a_comment_belongs_to_a_criterion_and_a_year():
    reported.comments.write("A2b", 2017, " Et godt år. ", person=LEADER)
    reported.comments.write("A2b", 2017, "Et godt år.", person=LEADER)
    reported.comments.write("A2c", 2017, "x", person=LEADER)
    reported.comments.write("A2c", 2017, "", person=LEADER)
    assert reported.comments.current(2017) == {"A2b": "Et godt år."}
    assert reported.comments.current(2018) == {}
