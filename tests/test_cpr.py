"""Personal numbers are found in every disguise of the shared table, and nothing else is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import cpr

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
