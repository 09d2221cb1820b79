"""What is far too large to be anybody's record: cut before it is searched, and worked out before anybody waits for it."""

import json
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sending import send, statuses, submission

from app.base import cpr, db
from app.intake import acceptance
from app.intake.safe_copy import MOST_BYTES, safe_copy
from app.intake.submission import Submission
from app.questions import fields
from app.store import Quarantine

MEGABYTE = 900_000
NUMBER = "010190-1234"

TEXT = st.text() | st.text("0123456789-. ./\n") | st.just(NUMBER) | st.text("31 -").map(lambda text: text * 500)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=30,
)


def texts(value):
    """Every text in JSON, names too."""
    if isinstance(value, str):
        yield value
    for child in value if isinstance(value, list) else ():
        yield from texts(child)
    for name, child in value.items() if isinstance(value, dict) else ():
        yield name
        yield from texts(child)


@given(answers=JSON, times=st.sampled_from([1, 1, 50, 5000]))
@example(answers=NUMBER + "\U000110bd", times=5000)
@example(answers={"𐍈" * 3000: ["æ" * 9000]}, times=1)
@settings(deadline=None, max_examples=150)
def test_a_copy_is_of_one_size_at_most_and_holds_no_personal_number(answers, times):
    copy = safe_copy({"answers": [answers] * times})
    assert len(copy.text) <= MOST_BYTES
    kept = json.loads(copy.text)["answers"]
    # One that is a moment or a UUID as a whole is none.
    assert not [text for text in texts(kept) if any(cpr.find(text)) and cpr.mask(text) != text and len(text) < 20]
    if not copy.is_cut and not any(map(cpr.MASK.__eq__, texts(kept))) and "*" not in copy.text:
        assert len(kept) == times


@pytest.mark.parametrize("before", range(4070, 4110))
def test_half_a_personal_number_is_not_left_where_a_text_is_cut(before):
    copy = safe_copy({"answers": {"note": "x" * before + NUMBER + "y" * MEGABYTE}})
    assert copy.is_cut
    assert not any(character.isdigit() for character in json.loads(copy.text)["answers"]["note"])


@pytest.mark.parametrize(
    "large",
    [
        {"unheard_of": "31 " * (MEGABYTE // 3)},
        {"unheard_of": ["31"] * (MEGABYTE // 6)},
        {f"unheard_of_{number}": 1 for number in range(MEGABYTE // 24)},
        {"31 " * (MEGABYTE // 3): 1},
        {"description": "31 " * (MEGABYTE // 3)},
        {"description": " " * MEGABYTE + "."},
        {"category": "31 " * (MEGABYTE // 3)},
        {"position": {"latitude": "31 " * (MEGABYTE // 3)}},
        {"photos": ["31 "] * (MEGABYTE // 8)},
    ],
    ids=["text", "list", "names", "name", "known", "spaces", "choice", "position", "photos"],
)
def test_what_is_too_large_is_cut_and_said_and_what_is_known_is_kept(leader, rows, large):
    sent = submission(answers={"place": "Blok 7"} | large)
    (result,) = send(leader, sent).json["results"]
    assert result["status"] == "quarantined"
    assert "16 KB" in result["errors"]["size"]
    (kept,) = rows(Quarantine)
    assert len(kept.content) <= MOST_BYTES
    assert len(kept.errors) <= MOST_BYTES
    assert json.loads(kept.content)["answers"]["place"] == "Blok 7"
    assert statuses(send(leader, sent)) == ["quarantined"]
    assert len(rows(Quarantine)) == 1, "the same again is known by all that was sent"
    page = leader.get(f"/office/quarantine/{kept.id}").text
    assert "Her er begyndelsen" in page
    assert len(page) < 20 * MOST_BYTES


def test_nothing_is_searched_cleaned_or_digested_while_others_wait_for_the_lock(leader, monkeypatch):
    is_locked, seen = [], []

    @contextmanager
    def writing(*args, **kwargs):
        with plainly(*args, **kwargs) as connection:
            is_locked.append(True)
            yield connection
            is_locked.clear()

    plainly = db.writing_plainly
    monkeypatch.setattr(acceptance.db, "writing_plainly", writing)

    def watch(owner, name):
        whole = getattr(owner, name)

        def watched(*args, **kwargs):
            seen.append((name, bool(is_locked)))
            return whole(*args, **kwargs)

        monkeypatch.setattr(owner, name, watched)

    watch(cpr, "find")
    watch(Submission, "canonical")
    watch(fields, "clean_each")
    observation = submission(answers={"description": "Den 31. maj"})
    odd = submission(answers={"unheard_of": "31 31"})
    assert statuses(send(leader, observation, odd)) == ["stored", "quarantined"]
    assert {name for name, _locked in seen} == {"find", "canonical", "clean_each"}
    assert not [name for name, locked in seen if locked]
