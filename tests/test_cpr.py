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
separators = st.text("- ./–\u00a0\u200b", max_size=3)


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
