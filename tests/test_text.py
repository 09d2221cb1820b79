"""Text is kept in one form; what nobody sees as a difference makes none."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.text import alike, digits, tidy

CASES = json.loads((Path(__file__).parent / "cases" / "text.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["text"]))
def test_the_shared_cases(case):
    assert tidy(case["text"]) == case["tidy"]


def test_a_line_has_no_breaks():
    assert tidy(" Blok 4\n\nopgang\u00a0B ", is_line=True) == "Blok 4 opgang B"


@given(st.text())
def test_what_is_tidy_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


@pytest.mark.parametrize(
    "other", ["LEGEPLADSEN VED GÅRDEN", "Legepladsen  ved Ga\u030arden ", "legepladsen\u00a0ved\u2009gården"]
)
def test_spelling_alike_is_one(other):
    assert alike(other) == alike("Legepladsen ved gården") != alike("Legepladsen ved gaarden")


def test_every_scripts_digits_are_digits():
    assert digits("٣٤ og ３,५ – 7") == "34 og 3,5 – 7"
