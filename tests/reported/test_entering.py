"""Figures from others: what can be written down, what is refused and why, and that nothing is ever lost."""

from datetime import date
from decimal import Decimal

import pytest
from accounts import LEADER
from hypothesis import given as generated
from hypothesis import strategies as st

from app.base.messages import RefusedError
from app.base.numbers import parse, shown
from app.evaluation import reported


def enter(year=2017, source="Brev", **values):
    return reported.figures.enter(year, values, source=source, person=LEADER)


def refused(*args, **values):
    with pytest.raises(RefusedError) as caught:
        enter(*args, **values)
    assert reported.figures.current() == {}
    return caught.value.errors


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(("text", "value"), [("83,9", "83.9"), ("83.90", "83.90"), (" 0 ", "0"), ("100", "100")])
def test_comma_and_dot_are_the_decimal_sign_and_digits_stay(text, value):
    enter(safety_basic_city=text)
    assert str(reported.figures.current([2017])["safety_basic_city", 2017, ""].value) == value


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("id", "text", "said"),
    [
        ("safety_basic_city", "100,1", "er en andel og kan ikke være over 100 %"),
        ("eviction_level", "-0,1", "kan ikke være under 0"),
        ("evictions", "−3", "kan ikke være under 0"),
        ("evictions", "2,5", "Skriv et helt tal"),
        ("residents", "1.824", "Mente du 1824?"),
        ("residents", "0", "kan ikke være under 1"),
        ("residents", "ca. 1800", "Skriv et tal med cifre"),
        ("residents", "1 824", "Skriv et tal med cifre"),
        ("safety_basic_city", "NaN", "Skriv et tal med cifre"),
        ("safety_basic_city", "1e2", "Skriv et tal med cifre"),
        ("nonsense", "1", "»nonsense« er ikke et af aftalens tal. Vælg et af: safety_basic_estate"),
    ],
)
def test_what_is_impossible_is_refused_in_danish(id, text, said):
    assert said in refused(**{id: text})[id]


@pytest.mark.usefixtures("inside")
def test_a_part_is_never_larger_than_its_whole():
    assert "kan ikke være flere end sendt til fogedretten (2)" in refused(evictions="3", sent_to_court="2")["evictions"]
    enter(evictions="3")
    with pytest.raises(RefusedError) as caught:
        enter(sent_to_court="2")
    assert "sent_to_court" in caught.value.errors
    enter(sent_to_court="3")


@pytest.mark.usefixtures("inside")
def test_a_figure_needs_its_source_and_a_possible_year():
    assert "Skriv, hvor du har tallet fra" in refused(evictions="3", source="  ")["source"]
    assert "fra 2015 til 2026" in refused(1017, evictions="3")["year"]


@pytest.mark.usefixtures("inside")
def test_one_fault_keeps_all_out_and_each_is_told():
    errors = refused(evictions="x", residents="1817", safety_basic_city="101")
    assert errors.keys() == {"evictions", "safety_basic_city"}


@pytest.mark.usefixtures("inside")
def test_corrections_keep_the_history(moment):
    enter(evictions="3")
    moment.set("2026-05-13T08:00:00+00:00")
    enter(evictions="2", source="Rettet brev")
    enter(evictions="")
    assert reported.figures.current() == {}
    found = reported.figures.history("evictions", 2017)
    assert [each.value for each in found] == [None, Decimal(2), Decimal(3)]
    assert [each.source for each in found[1:]] == ["Rettet brev", "Brev"]
    assert (found[2].person, found[2].on) == ("Leder", date(2026, 5, 12))


@pytest.mark.usefixtures("inside")
def test_the_same_again_is_not_written_twice_and_nothing_takes_back_nothing():
    assert len(enter(evictions="3")) == 1
    assert enter(evictions="3", residents="") == []
    assert len(enter(evictions="3", source="Andet brev")) == 1


@pytest.mark.usefixtures("inside")
def test_a_personal_number_is_masked():
    enter(evictions="3", source="Mail fra 010190-1234")
    assert "010190" not in reported.figures.history("evictions", 2017)[0].source


@generated(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_what_is_shown_can_be_read_again(number):
    assert parse(shown(number).replace(".", "")) == number


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1649000"), None, "1.649.000"),
        (Decimal("-16.34"), 1, "−16,3"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("0.25"), 1, "0,3"),
        (1817, None, "1.817"),
        (Decimal("89.0"), None, "89,0"),
    ],
)
def test_numbers_are_shown_as_danes_write_them(value, decimals, text):
    assert shown(value, decimals) == text
