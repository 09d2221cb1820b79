"""Each kind of question takes what it should, and refuses the rest with words for a person."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.definitions import Attendance, Contact, Observation, forms
from app.questions import Choices, Count, Countries, Day, GeoPoint, Option, Position, Reference, Text, YesNo

pytestmark = pytest.mark.usefixtures("moment")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4),
    max_leaves=8,
)

OPTIONS = [Option("a", "A"), Option("b", "B"), Option("c", "C")]


def named(question, name="q"):
    question.name = name
    return question


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (Text("t", most=5), "  æøå \r\n", "æøå"),
        (Text("t", most=5), "a\rb", "a b"),
        (Text("t", most=500), "a\rb", "a\nb"),
        (Text("t", most=5), "a\x00\x1b\x7f\x9f\ud800b\tc", "ab c"),
        (Text("t", most=2), "👩‍🚒"[:1] * 2, "👩👩"),
        (Text("t", most=5), " \n ", None),
        (Text("t", most=12), "010190-1234", "******-****"),
        (Count("c", most=5), 5, 5),
        (Count("c", most=5), 5.0, 5),
        (Count("c", most=5), 0, 0),
        (Choices("c", OPTIONS), ["c", "a", "c"], ("a", "c")),
        (Choices("c", OPTIONS), [], None),
        (Countries("l"), ["XK", "DK"], ("DK", "XK")),
        (YesNo("y"), False, False),
        (Day("d"), "2026-05-12", date(2026, 5, 12)),
        (GeoPoint("p"), {"latitude": 57, "longitude": 9.92}, Position(57.0, 9.92, None)),
        (GeoPoint("p"), {"latitude": 57.07, "longitude": 9.92, "accuracy": 3000}, Position(57.07, 9.92, 3000.0)),
        (Reference("r", to="walk"), "D0000000-0000-4000-8000-00000000000A", "d0000000-0000-4000-8000-00000000000a"),
    ],
)
def test_it_takes(question, raw, value):
    assert question.clean(raw) == value


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        (Text("t", most=5), "123456", "højst 5 tegn. Der er 6"),
        (Text("t", most=5), 5, "forkert form"),
        (Count("c", most=5), 6, "fra 0 til 5"),
        (Count("c", most=5), -1, "fra 0 til 5"),
        (Count("c", most=5), True, "helt tal"),
        (Count("c", most=5), "5", "helt tal"),
        (Count("c", most=5), 1.5, "helt tal"),
        (Choices("c", OPTIONS), ["a", "x"], "»x« findes ikke"),
        (Choices("c", OPTIONS), "a", "forkert form"),
        (Choices("c", OPTIONS), [["a"]], "forkert form"),
        (Countries("l"), ["ZZ"], "findes ikke"),
        (YesNo("y"), "true", "forkert form"),
        (Day("d"), "2026-05-13", "Mente du 13.04.2026?"),
        (Day("d"), "2036-05-13", "i fremtiden"),
        (Day("d"), "20260512", "dag, måned og år"),
        (Day("d"), "2026-02-30", "dag, måned og år"),
        (Day("d"), "0026-05-12", "før 01.01.2000"),
        (GeoPoint("p"), {"latitude": 91, "longitude": 0}, "Positionen"),
        (GeoPoint("p"), {"latitude": 57}, "Positionen"),
        (GeoPoint("p"), {"latitude": True, "longitude": 0}, "Positionen"),
        (GeoPoint("p"), {"latitude": 57, "longitude": 9, "altitude": 3}, "Positionen"),
        (Reference("Vandring", to="walk"), "1", "»Vandring« findes ikke"),
    ],
)
def test_it_refuses_with_words(question, raw, words):
    with pytest.raises(ValueError, match=words.replace("?", r"\?").replace(".", r"\.")):
        question.clean(raw)


@pytest.mark.parametrize("form", forms.every(), ids=lambda form: form.name)
@given(raw=json_values)
@pytest.mark.usefixtures("inside")
def test_any_json_is_taken_or_refused_by_every_question(form, raw):
    for question in form.questions.values():
        try:
            value = question.clean(raw)
        except ValueError:
            continue
        assert question.clean(json.loads(json.dumps(question.answer(value)))) == value


@pytest.fixture
def inside(app):
    """What can be chosen depends on the app's agreement."""
    with app.app_context():
        yield


@pytest.mark.usefixtures("inside")
def test_digital_help_is_asked_for_only_when_asked():
    answers = {"date": "2026-05-12", "channel": "visit", "target_group": "self", "topics": ["debt"]}
    assert set(Contact.clean(answers | {"digital_asked": True}).errors) == {"digital_outcome"}
    assert not Contact.clean(answers | {"digital_asked": False}).errors
    told = Contact.clean(answers | {"digital_asked": False, "digital_outcome": "helped"}).errors["digital_outcome"]
    assert "»Ja«" in told


@pytest.mark.usefixtures("inside")
def test_the_outcome_without_the_question_is_invalid():
    assert "digital_outcome" in Contact.clean({"digital_outcome": "helped"}).errors


def test_a_place_is_needed_where_there_is_no_position():
    answers = {"kind": "good", "category": "litter"}
    assert set(Observation.clean(answers).errors) == {"place"}
    assert not Observation.clean(answers | {"position": {"latitude": 57.07, "longitude": 9.92}}).errors


def test_an_unknown_name_is_an_error_and_holds_no_personal_number():
    errors = Attendance.clean({"event": "d0000000-0000-4000-8000-00000000000a", "010190-1234": 1}).errors
    assert set(errors) == {"******-****"}


def test_denmark_comes_first_and_danish_letters_last():
    names = [option.label for option in Attendance.questions["countries"].options]
    assert names[0] == "Danmark"
    assert names[-3:] == ["Zimbabwe", "Ækvatorialguinea", "Østrig"]


def test_only_states_are_offered_and_what_was_answered_before_stays_an_answer():
    question = Attendance.questions["countries"]
    offered = {option.code for option in question.options}
    assert {"GL", "FO", "PS", "TW", "XK", "HK", "VA"} <= offered
    assert len(offered) == 200
    assert not {"AQ", "GP", "IM", "MO", "PR", "SJ"} & offered
    assert question.clean(["PR", "DK"]) == ("DK", "PR")
    assert question.shown(("PR",)) == "Puerto Rico"
