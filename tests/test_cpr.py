"""Personal numbers are found in every disguise of the shared table, and nothing else is."""

import json
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import cpr

UNSEEN = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"]
CASES = json.loads((Path(__file__).parent / "cases" / "cpr.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"]))
def test_the_shared_cases(case):
    assert cpr.mask(case["text"]) == (case["masked"] or case["text"])


days = st.dates().map(lambda day: day.strftime("%d%m%y"))
# Whatever people put between the parts.
separators = st.text("- ./–\u00a0\u200b,:;()[]·_\n\t+", max_size=6)
lately = st.dates(date(2015, 1, 1), date(2035, 12, 31))
between = st.sampled_from("-./–")
NAMES = ("januar", "feb", "marts", "apr.", "maj", "jun", "juli", "aug", "september", "okt", "nov.", "dec")


def written(day: date, sign: str, *, is_long: bool = True, is_short: bool = False) -> str:
    numbers = (str(day.day), str(day.month)) if is_short else (f"{day:%d}", f"{day:%m}")
    return sign.join((*numbers, f"{day:%Y}" if is_long else f"{day:%y}"))


@given(days, separators, st.from_regex(r"[0-9]{4}", fullmatch=True), st.text("abcæøå ,;:()", max_size=20))
def test_a_number_in_a_text_never_survives(day, between, serial, around):
    masked = cpr.mask(f"{around}{day}{between}{serial}{around}")
    assert masked == f"{around}{cpr.MASK}{around}"


@given(st.dates(date(1850, 1, 1), date(2099, 12, 31)), st.booleans(), st.booleans(), st.data())
def test_neither_script_nor_century_nor_what_cannot_be_seen_hides_one(day, of_a_stranger, with_century, data):
    digits = (
        f"{day.day + 60 * of_a_stranger:02}{day:%m%Y}"
        if with_century
        else f"{day.day + 60 * of_a_stranger:02}{day:%m%y}"
    )
    zero = data.draw(st.sampled_from("0０٠०𝟎"))
    unseen = st.text(UNSEEN, max_size=2)
    written = [chr(ord(zero) + int(digit)) for digit in f"{digits}1234"]
    text = "".join(f"{digit}{data.draw(unseen)}" for digit in written)
    assert cpr.mask(text).startswith(cpr.MASK)


def test_everything_that_unicode_calls_invisible_is_looked_through():
    assert [hex(ord(each)) for each in UNSEEN if cpr.mask(f"010190{each}1234") != cpr.MASK] == []


@pytest.mark.parametrize("part", ["\u00ad", "01\u00ad", "1\u200b-", "01-01-", "0 1\u200b", "010190-12"])
def test_a_long_row_of_what_looks_like_one_is_read_once(part):
    """Were it tried in every division, this would not end."""
    cpr.mask(f"010190{part * 100_000}")


@given(lately, between, st.booleans(), st.booleans(), st.times(), st.sampled_from([".", ":", ""]))
def test_a_date_and_a_time_stay_as_they_are(day, sign, is_long, is_short, clock, colon):
    text = f"{written(day, sign, is_long=is_long, is_short=is_short)} {clock:%H}{colon}{clock:%M}"
    assert cpr.mask(f"møde {text} i huset") == f"møde {text} i huset"


@given(lately, between, st.integers(0, 999), st.sampled_from(["gæster", "fremmødte", "gange", "%"]))
def test_a_date_and_a_count_stay_as_they_are(day, sign, count, what):
    assert cpr.mask(text := f"{written(day, sign)} {count} {what}") == text


@given(
    st.dates(date(1990, 1, 1)),
    st.dates(date(1990, 1, 1)),
    between,
    st.booleans(),
    st.sampled_from(["-", " - ", "–", " til ", " og "]),
)
def test_a_period_stays_as_it_is(first, last, sign, is_long, to):
    text = f"{written(first, sign, is_long=is_long)}{to}{written(last, sign, is_long=is_long)}"
    assert cpr.mask(text) == text


@given(st.sampled_from(["+45", "+46", "+49", "+48 ", "+963 "]), st.lists(st.integers(10, 99), min_size=4, max_size=4))
def test_a_telephone_number_with_its_country_stays_as_it_is(country, pairs):
    assert cpr.mask(text := f"tlf. {country} {' '.join(map(str, pairs))}, efter kl. 16") == text


@given(st.dates(date(1900, 1, 1), date(1999, 12, 31)), st.booleans(), st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_a_birthday_with_a_month_by_name_and_four_digits_is_one(day, is_long, serial):
    year = f"{day:%Y}" if is_long else f"{day:%y}"
    assert cpr.mask(f"født {day.day}. {NAMES[day.month - 1]} {year}-{serial}") == f"født {cpr.MASK}"


@given(st.text())
def test_masking_twice_changes_nothing_more(text):
    once = cpr.mask(text)
    assert cpr.mask(once) == once


@pytest.mark.parametrize(
    ("number", "expected"),
    [(101901234, cpr.MASK), (3112991234, cpr.MASK), (12345678, 12345678), (5798000123456, 5798000123456), (-5, -5)],
)
def test_a_whole_number_may_be_one_that_lost_its_zero(number, expected):
    assert cpr.mask_integer(number) == expected
