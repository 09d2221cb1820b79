"""The choices of a list written several at once: what is not changed stays as it is, to the letter."""

import pytest
from agreeing import NAMES, document
from hypothesis import given
from hypothesis import strategies as st

from app.criteria import check, choice_lists, parts
from app.criteria.choice_lists import WrittenChoice

WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


def shown(found, listed):
    """The lines of a list as they stand in its form."""
    return [
        WrittenChoice(each.code, each.seen, *(each.said.get(name, "") for name in choice_lists.WRITTEN))
        for each in choice_lists.choices_of(found, listed)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_saved_as_it_was_shown_changes_nothing(app, name):
    with app.app_context():
        found = document(name)
        for listed in parts.list_titles(found):
            assert choice_lists.put(found, listed, shown(found, listed))[0] == found


@given(label=WORDS, plain=WORDS, at=st.integers(0, 17), name=st.sampled_from(NAMES))
def test_one_that_is_changed_leaves_all_others_alone_and_can_be_changed_back(label, plain, at, name):
    found, listed = document(name), "contacts.topics"
    lines = shown(found, listed)
    written = [*lines[:at], lines[at]._replace(label=label, plain=plain), *lines[at + 1 :]]
    changed, codes = choice_lists.put(found, listed, written)
    assert codes == [each.code for each in lines]
    assert not [each for each in check(changed) if each.path.startswith("choices")]
    now = choice_lists.choices_of(changed, listed)
    assert (now[at].said["label"], now[at].said["plain"]) == (label, plain)
    assert [each.said for each in now if each.code != codes[at]] == [
        each.said for each in choice_lists.choices_of(found, listed) if each.code != codes[at]
    ]
    back = [each._replace(seen=now[number].seen) for number, each in enumerate(lines)]
    again, _codes = choice_lists.put(changed, listed, back)
    assert [each.said for each in choice_lists.choices_of(again, listed)] == [
        each.said for each in choice_lists.choices_of(found, listed)
    ]


def test_somebody_else_s_change_is_never_overwritten_unseen(app):
    found, listed = document(), "contacts.topics"
    lines = shown(found, listed)
    theirs, _codes = choice_lists.put(found, listed, [lines[0]._replace(label="Penge"), *lines[1:]])
    with pytest.raises(choice_lists.ChoicesConflictError) as refused:
        choice_lists.put(theirs, listed, [lines[0]._replace(label="Økonomi"), *lines[1:]])
    assert refused.value.codes == [lines[0].code]
    same, _codes = choice_lists.put(theirs, listed, [lines[0]._replace(label="Penge"), *lines[1:]])
    assert same == theirs
