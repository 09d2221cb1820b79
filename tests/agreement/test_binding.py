"""Which version counts: a later one never re-judges the past, and a target cannot be moved silently inside a year."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agreement import binding
from app.agreement.kept import Version

DAYS = st.dates(date(2015, 1, 1), date(2023, 12, 31))


def version(number, valid_from, adopted="2016-12-01", code="tryghed", years=(2017, 2020), **more):
    document = {
        "code": code,
        "first_year": years[0],
        "last_year": years[1],
        "version": {"valid_from": valid_from},
        **more,
    }
    return Version(
        code, number, document, str(number), datetime.fromisoformat(f"{adopted}T12:00").replace(tzinfo=UTC), "A"
    )


def number(found):
    return found and found.number


FIRST = version(1, "2017-01-01")
IN_JULY = version(2, "2018-07-01", "2018-06-20")
LATE = version(3, "2019-01-01", "2019-12-20")


def test_a_version_is_in_force_until_the_next_one_and_to_the_last_year():
    versions = (FIRST, IN_JULY)
    for day, found in {
        "2016-12-31": None,
        "2017-01-01": 1,
        "2018-06-30": 1,
        "2018-07-01": 2,
        "2020-12-31": 2,
        "2021-01-01": None,
    }.items():
        assert number(binding.in_force(versions, date.fromisoformat(day))) == found


def test_the_first_may_be_late_but_only_inside_its_years():
    versions = (version(1, "2017-05-01", "2018-03-01"),)
    assert number(binding.in_force(versions, date(2017, 2, 1))) == 1
    assert binding.in_force(versions, date(2016, 12, 31)) is None
    assert number(binding.first_of_year(versions, "tryghed", 2017)) == 1


def test_a_correction_replaces_what_it_corrects():
    versions = (FIRST, IN_JULY, version(3, "2018-07-01", "2019-02-01"))
    assert number(binding.in_force(versions, date(2018, 8, 1))) == 3
    assert number(binding.in_force((FIRST, version(2, "2017-01-01", "2019-01-01")), date(2016, 12, 31))) is None
    assert binding.newest(versions).number == 3


def test_the_past_is_not_judged_again():
    versions = (FIRST, IN_JULY)
    assert number(binding.of_year(versions, "tryghed", 2017, date(2020, 6, 1))) == 1
    assert number(binding.of_year(versions, "tryghed", 2018, date(2018, 6, 30))) == 1
    assert number(binding.of_year(versions, "tryghed", 2018, date(2020, 6, 1))) == 2
    assert number(binding.first_of_year(versions, "tryghed", 2018)) == 1
    assert number(binding.first_of_year(versions, "tryghed", 2019)) == 2


def test_what_is_adopted_after_the_year_began_did_not_stand_on_its_first_day():
    versions = (FIRST, IN_JULY, LATE)
    assert number(binding.of_year(versions, "tryghed", 2019, date(2020, 3, 1))) == 3
    assert number(binding.first_of_year(versions, "tryghed", 2019)) == 2
    assert number(binding.first_of_year(versions, "tryghed", 2020)) == 3


def test_a_version_that_ends_earlier_or_later_says_so_from_its_day():
    versions = (FIRST, version(2, "2020-07-01", "2020-06-01", years=(2017, 2021)))
    assert binding.of_year((FIRST,), "tryghed", 2021, date(2021, 3, 1)) is None
    assert number(binding.of_year(versions, "tryghed", 2021, date(2021, 3, 1))) == 2
    assert number(binding.of_year(versions, "tryghed", 2021, date(2020, 3, 1))) == 2
    shorter = (FIRST, version(2, "2019-07-01", years=(2017, 2019)))
    assert binding.of_year(shorter, "tryghed", 2020, date(2020, 3, 1)) is None


def test_years_begin_in_the_agreements_own_month():
    school = (version(1, "2017-08-01", year_starts=8),)
    assert binding.days_of(school[0], 2020) == (date(2020, 8, 1), date(2021, 7, 31))
    assert number(binding.in_force(school, date(2021, 7, 31))) == 1
    assert binding.in_force(school, date(2021, 8, 1)) is None
    assert binding.year_of(school[0], date(2018, 7, 31)) == 2017


def test_several_agreements_are_in_force_at_once():
    other = version(1, "2019-01-01", code="job", years=(2019, 2022))
    versions = (FIRST, other, IN_JULY)
    assert [(each.agreement, each.number) for each in binding.in_force_on(versions, date(2019, 5, 1))] == [
        ("tryghed", 2),
        ("job", 1),
    ]
    assert [each.agreement for each in binding.in_force_on(versions, date(2022, 5, 1))] == ["job"]
    assert [each.agreement for each in binding.covering(versions, 2019, date(2020, 1, 1))] == ["job", "tryghed"]
    assert binding.of_year(versions, "nobody", 2019, date(2019, 5, 1)) is None
    assert binding.first_of_year((), "tryghed", 2019) is None


@given(days=st.lists(DAYS, min_size=1, max_size=5), day=DAYS, later=DAYS)
def test_a_version_from_a_later_day_changes_nothing_before(days, day, later):
    versions = tuple(version(place, each.isoformat()) for place, each in enumerate(sorted(days), 1))
    if day < later and later > min(days):
        more = (*versions, version(len(versions) + 1, later.isoformat()))
        assert binding.in_force(more, day) == binding.in_force(versions, day)
        assert binding.of_year(more, "tryghed", 2018, day) == binding.of_year(
            versions, "tryghed", 2018, day
        ) or later <= date(2018, 1, 1)


@pytest.mark.parametrize("starts", range(1, 13))
def test_every_day_lies_in_one_year(starts):
    found = version(1, "2017-01-01", year_starts=starts)
    for day in (date(2018, month, 15) for month in range(1, 13)):
        first, last = binding.days_of(found, binding.year_of(found, day))
        assert first <= day <= last
