"""What the charts are drawn from."""

from fractions import Fraction

import pytest
from accounts import LEADER

from app import evaluation, follow_up
from app.evaluation import Period, series

from .conftest import PLAIN


@pytest.fixture
def period(estate):
    return lambda as_of="2018-06-01": Period(2017, estate.report(as_of).as_of)


def cells(table):
    return {row.keys if row.is_folded else row.key: list(row.cells) for row in table.rows}


def test_contacts_month_by_month_against_an_even_pace(estate, period):
    estate.contacts(14, "2017-01-20")
    estate.contacts(9, "2017-03-31")
    estate.contacts(5, "2017-04-11")
    months = series.by_month(period("2017-04-10"), 100)
    assert [(month.name, month.new, month.total, month.unfinished) for month in months] == [
        ("jan", 14, 14, False), ("feb", 0, 14, False), ("mar", 9, 23, False), ("apr", 0, 23, True),
    ]  # fmt: skip
    assert (months[0].pace, months[0].ahead) == (Fraction(3100, 365), 14 - Fraction(3100, 365))
    assert months[3].pace == Fraction(10000, 365)
    assert len(series.by_month(period(), 100)) == 12
    assert not series.by_month(period(), 100)[11].unfinished


def test_a_month_with_few_contacts_is_drawn_with_its_quarter_and_the_next_with_those_before(estate, period):
    estate.contacts(4, "2017-01-20")
    estate.contacts(9, "2017-03-31")
    estate.contacts(1, "2017-04-11")

    def months(as_of="2018-06-01"):
        return [
            (each.name, each.count, each.new, each.total, each.unfinished)
            for each in series.by_month(period(as_of), 100)
        ]

    assert months("2017-04-10") == [("jan–mar", 3, 13, 13, False), ("apr", 1, 0, 13, True)]
    assert months("2017-04-11") == [("jan–apr", 4, 14, 14, True)]
    assert months()[0] == ("jan–jun", 6, 14, 14, False)
    assert len(months()) == 7


def test_the_groups_of_a_month_may_be_told_of_its_quarter_alone(estate, period):
    for month, own, called in ((1, 9, 5), (2, 8, 2), (3, 7, 6), (4, 20, 9)):
        estate.contacts(own, f"2017-{month:02}-10", target_group="self")
        estate.contacts(called, f"2017-{month:02}-10", target_group="outreach")
    table = series.months(period("2017-04-30"))
    assert [(row.label, row.cells, row.total) for row in table.rows] == [("Januar–marts", (24, 13), 37), ("April", (20, 9), 29)]  # fmt: skip
    assert [(line.label, line.total) for line in table.lines] == [("Januar", 14), ("Februar", 10), ("Marts", 13), ("April", 29)]  # fmt: skip


def test_the_last_day_of_a_month_finishes_it(period):
    assert not series.by_month(period("2017-02-28"), 100)[1].unfinished
    assert series.by_month(period("2016-12-31"), 100) == ()


def test_topics_are_shares_of_the_contacts(estate, period):
    estate.contacts(3, topics=["letters", "eboks"])
    estate.contacts(1, topics=["letters"])
    found = [(bar.code, bar.count, bar.share) for bar in series.bars(period(), "topics")]
    assert found == [("letters", 4, 100), ("eboks", 3, 75)]
    assert series.bars(period("2016-12-31"), "topics") == ()


def test_referrals_by_both_readings(estate, period):
    estate.contacts(2, referrals=["programme", "other"])
    estate.contacts(1, referrals=["programme", "borgerservice"])
    estate.contacts(1, referrals=["debt_counselling"])
    estate.contacts(1)
    found = series.referred(period(), ("programme", "borgerservice"))
    assert (found.narrow, found.broad_only, found.nowhere) == (3, 1, 1)
    assert [(bar.code, bar.count) for bar in found.within] == [("programme", 3), ("borgerservice", 1)]
    assert [(bar.code, bar.count) for bar in found.others] == [("other", 2), ("debt_counselling", 1)]


def test_digital_help_and_who_was_not_asked(estate, period):
    estate.contacts(2, digital_outcome="helped")
    estate.contacts(1, **PLAIN)
    found = series.digital_help(period())
    assert [(bar.code, bar.count) for bar in found] == [("helped", 2), ("not_asked", 1)]
    assert sum(bar.share for bar in found) == 100


def test_channels_with_a_small_cell_are_told_together(estate, period):
    for channel, own, called in (("visit", 44, 7), ("phone", 14, 4), ("home", 3, 10)):
        estate.contacts(own, channel=channel, target_group="self")
        estate.contacts(called, channel=channel, target_group="outreach")
    table = series.channels(period())
    assert cells(table) == {"visit": [44, 7], ("phone", "home"): [17, 14], "outreach": [0, 0], "digital": [0, 0]}
    assert (table.totals, table.total, table.is_folded) == ((61, 21), 82, True)
    assert series.answers(period(), "channel") == [("Kom forbi", 51), ("Telefon", 18), ("Hjemmebesøg", 13)]


def test_few_contacts_are_told_by_no_channel(estate, period):
    estate.contacts(2, channel="visit")
    estate.contacts(2, channel="phone")
    assert not series.channels(period()).says_more
    assert series.answers(period(), "channel") == []


def test_attendance_is_the_sum_of_an_events_tallies_folded(estate, period):
    party = estate.event("2017-05-05", "A3c", title="Fest")
    cafe = estate.event("2017-06-05", title="Café")
    games = estate.event("2017-06-15", title="Spil")
    estate.event("2017-07-05", title="Ingen talte")
    estate.send(
        "attendance", {"event": party.id, "adults": 20, "children": 8, "countries": ["DK", "SO"]}, day=party.date
    )
    estate.send("attendance", {"event": party.id, "adults": 5, "countries": ["SO", "TR"]}, day=party.date)
    estate.send("attendance", {"event": cafe.id, "adults": 9, "children": 2, "estimated": True}, day=cafe.date)
    estate.send("attendance", {"event": games.id, "adults": 6, "children": 7}, day=games.date)
    found = series.attendance(period())
    assert {event.title: event.countries for event in found.events.values()} == {"Fest": 3, "Café": 0, "Spil": 0}
    assert cells(found.table) == {party.id: [25, 0, 8, 0], (cafe.id, games.id): [15, 0, 9, 0]}
    assert [(line.label, line.total) for line in found.table.lines] == [("Fest", 33), ("Café", 11), ("Spil", 13)]
    assert found.estimated == {cafe.id}


def test_observations_by_category_and_feeling(estate, period):
    walk = estate.walk("2017-03-01")
    seen = {"kind": "improve", "category": "lighting", "place": "Stien", "walk": walk.id}
    estate.send("observation", seen | {"feeling": "unsafe"}, seen | {"feeling": "unsafe"}, seen)
    estate.send("observation", seen | {"category": "litter", "feeling": "safe"}, seen | {"kind": "good"})
    table = series.observations(period(), "improve")
    assert table.columns == ("Tryg", "Hverken eller", "Utryg", "Ikke svaret")
    assert cells(table) == {"lighting": [0, 0, 2, 1], "litter": [1, 0, 0, 0]}
    assert series.observations(period(), "good").total == 1
    assert series.observations(Period(2018, period().as_of), "improve").rows == ()


def test_follow_ups_by_state_and_age(estate, period, moment):
    walk = estate.walk("2017-03-01")
    seen = {"kind": "improve", "category": "lighting", "place": "Stien", "walk": walk.id}
    first, *_rest = estate.send("observation", seen, seen, seen | {"kind": "good"})
    estate.send("observation", {**seen, "walk": None}, day=estate.report("2017-12-20").as_of)
    follow_up.change(first, {"state": "planned", "party": "police"}, LEADER, 0)
    moment.set("2018-01-10T10:00:00+00:00")
    assert cells(series.follow_ups(period())) == {"new": [1, 0, 0, 1], "planned": [0, 0, 0, 1]}


def test_the_years_stand_side_by_side_after_the_baseline(estate):
    estate.figures(2017, water_bills_over_1000="42")
    estate.figures(2018, water_bills_over_1000="41")
    estate.figures(2016, residents="1800")
    found = evaluation.side_by_side(estate.report("2018-06-01").as_of)
    assert (found.baseline_years, found.years) == ((2015,), (2016, 2017, 2018))
    rows = {row.criterion.id: row for row in found.criteria}
    assert [finding.state for finding in rows["A2a"].findings] == ["not_applicable", "not_met", "met"]
    assert [rows[id].was for id in ("M1", "M2", "M3", "A2a", "A2b")] == ["5,1", "5,4", "0,17 %", "49", "–"]
    residents = next(row for row in found.figures if row.figure.id == "residents")
    assert [line.given and line.given.value for line in residents.lines] == [1800, None, None]
    assert evaluation.side_by_side(estate.report("2026-06-01").as_of).years[-1] == 2020


def test_bars_of_a_choice_are_counted_too(estate, period):
    estate.contacts(2, heard_via="school")
    estate.contacts(1)
    assert [(bar.label, bar.count) for bar in series.bars(period(), "heard_via")] == [("Skole eller institution", 2)]
