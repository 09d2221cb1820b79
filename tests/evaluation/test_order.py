"""The report does not change with the order in which records arrive, with repeats, or with the database.

What it must be is worked out here from the records alone, in plain Python; the same test runs on SQLite and PostgreSQL.
"""

import uuid
from dataclasses import dataclass

import pytest
from accounts import LEADER
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app import evaluation, intake
from app.base import clock, db
from app.definitions import Attendance, Contact
from app.store import Quarantine

some = settings(
    max_examples=20, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
DAYS = ["2016-12-31", "2017-01-01", "2017-06-30", "2017-12-31", "2018-01-01"]
NARROW, BROAD = ["programme", "borgerservice"], ["other", "debt_counselling"]
COUNTRIES = ["DK", "SO", "TR", "SY", "XK", "IQ", "PL"]

CONTACT = st.fixed_dictionaries(
    {
        "date": st.sampled_from(DAYS),
        "target_group": st.sampled_from(["self", "outreach"]),
        "digital_outcome": st.sampled_from([None, "helped", "open", "not_needed", "referred"]),
        "referrals": st.lists(st.sampled_from([*NARROW, *BROAD]), unique=True, max_size=2),
        "topics": st.sampled_from([["letters"], ["letters"], ["letters"], ["nonsense"]]),  # nonsense waits for review
    }
)
TALLY = st.tuples(st.integers(0, 2), st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=5))


@dataclass(frozen=True)
class Sent:
    """What phones sent: each record with all of its revisions, in the order and with the repeats of their arrival."""

    contacts: list[list[dict]]
    tallies: list[list[tuple[int, list[str]]]]
    order: list[int]
    batch: int


@st.composite
def deliveries(draw):
    contacts = draw(st.lists(st.lists(CONTACT, min_size=1, max_size=2), min_size=1, max_size=10))
    tallies = draw(st.lists(st.lists(TALLY, min_size=1, max_size=2), max_size=6))
    count = sum(map(len, [*contacts, *tallies]))
    repeated = draw(st.lists(st.integers(0, count - 1), max_size=5))
    order = draw(st.permutations([*range(count), *repeated]))
    return Sent(contacts, tallies, order, draw(st.integers(1, 7)))


def contact_answers(drawn):
    answers = {"channel": "visit", "digital_asked": drawn["digital_outcome"] is not None} | drawn
    return {name: value for name, value in answers.items() if value not in (None, [])}


def submissions(sent, events):
    """All revisions of all records; a record's id says which it is."""
    found = []
    for form, records in (("contact", sent.contacts), ("attendance", sent.tallies)):
        for number, revisions in enumerate(records):
            id = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{form} {number}"))
            for revision, drawn in enumerate(revisions, 1):
                if form == "contact":
                    answers, day = contact_answers(drawn), "2018-01-02"
                else:
                    answers, day = {"event": events[drawn[0]].id, "countries": drawn[1]}, events[drawn[0]].date
                at = f"{day}T12:00:00+01:00"
                found.append(intake.Submission(id, form, 1, revision, at, answers, sent_id=id))
    return found


def expected(sent, last):
    """Of the newest good revision of each record: the counts of the year up to a day, by criterion."""
    good = [[each for each in revisions if each["topics"] == ["letters"]] for revisions in sent.contacts]
    counted = [each[-1] for each in good if each and "2017-01-01" <= each[-1]["date"] <= last]
    total = len(counted)
    settled = sum(each["digital_outcome"] not in (None, "open") for each in counted)
    narrow = sum(bool({*each["referrals"]} & {*NARROW}) for each in counted)
    named = [set(), set(), set()]
    for event, countries in (revisions[-1] for revisions in sent.tallies):
        named[event] |= {*countries}
    return {
        "A2b": (total, 100),
        "A2c": (settled, total),
        "A2d": (narrow, total),
        "A3c": (sum(len(each) >= 5 for each in named), 3),
    }


def forget():
    with db.writing() as session:
        for table in (Contact.table, Attendance.table, Quarantine.__table__):
            session.execute(delete(table))


def deliver(sent, every, order):
    for first in range(0, len(order), sent.batch):
        batch = [every[number] for number in order[first : first + sent.batch]]
        intake.accept(LEADER, batch, device=None, pending=0, sent_at=clock.now())


@pytest.fixture
def events(estate, moment):
    moment.set("2018-01-03T12:00:00+00:00")
    return [estate.event(f"2017-0{month}-07", "A3c", "A1b", title=f"Fest {month}") for month in (3, 4, 5)]


@some
@given(sent=deliveries())
def test_neither_order_nor_repeats_nor_the_database_change_it(estate, events, sent):
    every = submissions(sent, events)
    reports = []
    for order in (range(len(every)), sent.order):
        forget()
        deliver(sent, every, list(order))
        for day in ("2017-06-30", "2018-06-01"):
            report = estate.report(day)
            found = {id: report.finding(id) for id in ("A2b", "A2c", "A2d", "A3c")}
            counts = {id: (each.numerator, each.denominator) for id, each in found.items()}
            assert counts == expected(sent, min(day, "2017-12-31"))
            reports.append(evaluation.as_json(report))
    assert reports[:2] == reports[2:]
