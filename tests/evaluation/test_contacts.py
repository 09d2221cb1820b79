"""A2b, A2c and A2d: contacts counted, asked, referred."""

from datetime import date
from fractions import Fraction

import pytest
from accounts import LEADER
from sending import send, submission
from sqlalchemy import select

from app import evaluation, intake
from app.agreement import current
from app.base import db
from app.definitions import Contact
from app.evaluation import Period, behind, series
from app.store import Quarantine

from .conftest import PLAIN


@pytest.mark.parametrize(("count", "state"), [(99, "not_met"), (100, "met"), (101, "met")])
def test_a_hundred_contacts(estate, count, state):
    estate.contacts(count)
    found = estate.find("A2b")
    assert (found.state, found.figure, found.provisional) == (state, count, False)


def test_no_contacts_are_nought_but_a_share_of_none_is_missing(estate):
    report = estate.report()
    assert (report.finding("A2b").state, report.finding("A2b").figure) == ("not_met", 0)
    for id in ("A2c", "A2d"):
        assert (report.finding(id).state, report.finding(id).figure) == ("missing", None)


def test_a_contact_belongs_to_the_year_of_its_date(estate):
    estate.contacts(2, "2017-01-01")
    estate.contacts(3, "2017-12-31")
    estate.contacts(5, "2018-01-01")
    assert estate.find("A2b").figure == 5
    assert estate.find("A2b", year=2018).figure == 5


def test_contacts_count_up_to_and_including_the_day(estate):
    estate.contacts(1, "2017-06-30")
    estate.contacts(1, "2017-07-01")
    assert [estate.find("A2b", day).figure for day in ("2017-06-29", "2017-06-30", "2017-07-01")] == [0, 1, 2]


def test_both_target_groups_count_and_the_split_is_shown(estate):
    estate.contacts(60, target_group="self")
    estate.contacts(40, target_group="outreach")
    found = estate.find("A2b")
    assert found.state == "met"
    assert [group.count for group in behind.groups(found)] == [100, 60]
    assert "Kun dem, der selv kom: 60 af 100. Ikke opfyldt." in found.reading


@pytest.mark.parametrize(
    ("count", "as_of", "state"),
    [
        (49, "2017-07-01", "behind"),  # day 182 of 365: an even pace is 49,86
        (50, "2017-07-01", "on_track"),
        (100, "2017-07-01", "met"),
        (99, "2017-12-31", "behind"),  # the last day still runs, at a pace of 100
        (100, "2017-12-31", "met"),
    ],
)
def test_a_running_year_goes_by_its_pace(estate, count, as_of, state):
    estate.contacts(count, "2017-01-02")
    found = estate.find("A2b", as_of)
    assert (found.state, found.provisional) == (state, True)


def test_the_pace_knows_leap_years_and_the_first_day(estate):
    assert Period(2020, estate.report().as_of.replace(2020, 12, 31)).pace(366) == 366
    assert Period(2017, estate.report().as_of.replace(2017, 1, 1)).pace(100) == Fraction(100, 365)


def test_the_pace_is_said(estate):
    estate.contacts(93)
    assert "93 af 100, 4 foran jævnt tempo (88,8)" in estate.find("A2b", "2017-11-20").reading


@pytest.mark.parametrize(
    ("not_asked", "still_open", "final", "running"),
    [(0, 0, "met", "on_track"), (1, 0, "not_met", "not_met"), (0, 1, "not_met", "on_track")],
)
def test_all_are_asked(estate, not_asked, still_open, final, running):
    estate.contacts(98)
    estate.contacts(not_asked, **PLAIN)
    estate.contacts(still_open, digital_outcome="open")
    total = 98 + not_asked + still_open
    found = estate.find("A2c")
    assert (found.state, found.figure) == (final, Fraction(9800, total))
    assert (found.numerator, found.denominator) == (98, total)
    assert estate.state("A2c", "2017-12-31") == running


def test_every_other_outcome_is_settled(estate):
    for outcome in ("not_needed", "helped", "referred", "asked_before", "declined"):
        estate.contacts(digital_outcome=outcome)
    assert estate.state("A2c") == "met"


def test_a_correction_mends_it(estate):
    (id,) = estate.contacts(**PLAIN)
    assert estate.state("A2c", "2017-11-20") == "not_met"
    row = db.session.execute(select(Contact.table).where(Contact.table.c.id == id)).mappings().one()
    answers = Contact.answers(Contact.load(row)) | {"digital_asked": True, "digital_outcome": "helped"}
    intake.amend(Contact, id, answers, LEADER, seen=0)
    assert estate.state("A2c", "2017-11-20") == "on_track"


@pytest.mark.parametrize(
    ("narrow", "total", "final", "running"),
    [
        (79, 100, "not_met", "behind"),
        (80, 100, "met", "on_track"),
        (80, 101, "not_met", "behind"),
        (81, 101, "met", "on_track"),
    ],
)
def test_eighty_per_cent_are_referred(estate, narrow, total, final, running):
    estate.contacts(narrow, referrals=["borgerservice"])
    estate.contacts(total - narrow)
    found = estate.find("A2d")
    assert (found.state, found.numerator, found.denominator) == (final, narrow, total)
    assert f"{narrow} af {total} henvendelser, {80 if total == 100 else 81} skal der til" in found.reading
    assert estate.state("A2d", "2017-11-20") == running


def test_narrow_is_the_programme_or_the_municipality_and_broad_any_offer(estate):
    starred = ["programme", "borgerservice", "socialcenter_integration", "benefit_centre", "caseworker"]
    starred += ["digital_teaching", "municipality_other"]
    for code in starred:
        estate.contacts(referrals=[code])
    for code in ("udbetaling_danmark", "debt_counselling", "housing_admin", "other"):
        estate.contacts(referrals=[code])
    found = estate.find("A2d")
    assert {group.key: group.count for group in behind.groups(found)} == {"0": 7, "0-rest": 4, "1": 11, "1-rest": 0}
    assert found.numerator == 7
    assert "Bred: 100,0 %, 11 af 11 henvendelser, 9 skal der til. Opfyldt." in found.reading


def test_several_referrals_are_one_contact_and_the_digital_outcome_alone_is_none(estate):
    estate.contacts(referrals=["borgerservice", "programme", "other"])
    estate.contacts(digital_outcome="referred")
    estate.contacts(digital_outcome="referred", referrals=["digital_teaching"])
    found = estate.find("A2d")
    assert (found.numerator, found.denominator) == (2, 3)
    assert {group.key: group.count for group in behind.groups(found)} == {"0": 2, "0-rest": 1, "1": 2, "1-rest": 1}


def test_nothing_rounds_up_to_a_target(estate):
    estate.contacts(1999)
    estate.contacts(1, **PLAIN)
    assert estate.find("A2c").shown == "99,95 %"


def test_withdrawn_and_quarantined_records_do_not_count(estate):
    first, _second = estate.contacts(2)
    intake.withdraw(Contact, first, LEADER)
    later = submission("contact", {"date": "2018-07-01"}, captured_at="2018-06-01T10:00:00+02:00")
    intake.accept(LEADER, [intake.Submission(**later)])
    assert db.session.scalar(select(Quarantine.id)) is not None
    assert estate.find("A2b").figure == 1
    assert estate.find("A2b", year=2018).figure == 0


def test_the_records_behind_each_figure_can_be_found(estate):
    plain = estate.contacts(2, **PLAIN)
    still_open = estate.contacts(1, digital_outcome="open", target_group="outreach")
    narrow = estate.contacts(1, referrals=["programme", "other"])
    broad = estate.contacts(1, referrals=["other"])
    estate.contacts(1, "2018-01-01")
    report = estate.report()

    def ids(id, group=""):
        query = behind.behind(report.plan, report.finding(id), report.period, "contacts", group)
        return set(db.session.scalars(query))

    assert len(ids("A2b")) == 5
    assert len(ids("A2b", "1")) == 4
    assert ids("A2c") == {*narrow, *broad}
    assert ids("A2c", "1-rest") == {*plain}
    assert ids("A2c", "0-pending") == {*still_open}
    assert ids("A2d") == {*narrow}
    assert ids("A2c", "0-rest") == {*plain}
    assert ids("A2d", "1") == {*narrow, *broad}
    assert ids("A2d", "0-rest") == {*plain, *still_open, *broad}
    assert ids("A2d", "1-rest") == {*plain, *still_open}
    with pytest.raises(LookupError):
        ids("A2d", "nobody")


def test_the_years_counts_leave_out_the_withdrawn_and_other_counsellors(leader, counsellor, app, make_user):
    own = [
        submission("contact", answers={"topics": ["letters", "heat"], "referrals": ["borgerservice", "other"]}),
        submission("contact", answers={"target_group": "outreach", "referrals": ["other"]}),
        submission("contact", answers={"digital_asked": False, "digital_outcome": None}),
        submission("contact", answers={"digital_outcome": "open"}),
    ]
    send(counsellor, *own)
    send(leader, submission("contact"))
    with app.test_request_context():
        intake.withdraw(Contact, own[2]["id"], LEADER, "Dobbelt")
        year, person = Period(2026, date(2026, 12, 31)), make_user("counsellor")
        mine, everybodys = (evaluation.count_contacts(current(), year, who) for who in (person, None))
        assert evaluation.count_contacts(current(), Period(2025, date(2025, 12, 31))).total == 0
        topics = series.answers(year, "topics", person)
        months = series.months(year, person)
    assert (mine.total, mine.asked, mine.open, *mine.referred.values(), mine.broad) == (3, 3, 1, 1, 2)
    assert mine.groups == {"self": 2, "outreach": 1}
    assert topics == [("Breve (læsning/oversættelse)", 3), ("Varme", 1)]
    assert everybodys.total == 4
    assert [(row.label, row.cells, row.total) for row in months.rows] == [("Januar–december", (), 3)]
