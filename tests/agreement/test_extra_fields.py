"""What an agreement asks besides is a field of its measures: counted by the database, said in a sentence, refused where it cannot be."""

from datetime import date
from fractions import Fraction

import pytest
from accounts import LEADER
from agreeing import agree, with_more
from agreeing import document as source
from sending import take_in
from test_extra_questions import CHOICES, QUESTIONS, SAID

from app import criteria, workbook
from app.activities import scheduling
from app.agreement import Agreement, to_toml
from app.criteria import check, sentence
from app.criteria.added_questions import too_many
from app.evaluation.counting import Counted
from app.evaluation.counting.tallying import RecordTally, condition
from app.store import Event
from app.workbook.record_formulas import BookCells, RecordFormulas
from app.workbook.sheet import Place

TALLIED = [
    {"form": "attendance", "code": "fed", "kind": "yes_no", "label": "Fik mad"},
    {"form": "attendance", "code": "stalls", "kind": "choices", "label": "Boder"},
    {"form": "attendance", "code": "weather", "kind": "choice", "label": "Vejret"},
]
MORE = [
    {"list": "attendance.stalls", "code": "cake", "label": "Kage"}, {"list": "attendance.stalls", "code": "games", "label": "Spil"},
    {"list": "attendance.weather", "code": "sun", "label": "Sol"}, {"list": "attendance.weather", "code": "rain", "label": "Regn"},
]  # fmt: skip
PARTS = {"questions": [*QUESTIONS, *TALLIED], "choices": [*CHOICES, *MORE]}


@pytest.fixture
def document(app):
    found = agree(app, **PARTS)
    with app.app_context():
        yield found


def counted(document, kind, *where, how="count", field=""):
    conditions = tuple(condition(document, kind, each) for each in where)
    tally = RecordTally(kind, how, field, (conditions,), date(2026, 1, 1), date(2026, 12, 31))
    found = Counted(document)
    found.count([tally])
    return found[tally], tally


CASES = [
    ({"field": "hope", "is": ["any"]}, 1), ({"field": "hope", "is_not": ["any"]}, 1),
    ({"field": "letters_read", "at_least": "3"}, 1), ({"field": "letters_read", "at_most": "2"}, 0),
    ({"field": "agreed_again", "is": ["yes"]}, 1), ({"field": "agreed_again", "is": ["no"]}, 0),
    ({"field": "debt", "is": ["rent", "loan"]}, 1), ({"field": "skills", "is": ["it"]}, 1), ({"field": "skills", "is_not": ["it"]}, 1),
    ({"field": "since", "at_least": "2026-01-31"}, 1), ({"field": "since", "at_most": "2026-01-30"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("where", "number"), CASES)
def test_contacts_are_counted_by_them(document, where, number):
    take_in("contact", SAID)
    take_in("contact")
    assert counted(document, "contacts", where)[0] == number


def test_they_are_added_up(document):
    for read in (3, 4):
        take_in("contact", {"letters_read": read})
    assert counted(document, "contacts", how="sum", field="letters_read")[0] == Fraction(7)


def test_what_tallies_say_is_said_of_their_event(document):
    first, second = (
        scheduling.create(Event, {"title": "Fest", "date": date(2026, 5, day), "kind": "other"}) for day in (9, 10)
    )
    take_in(
        "attendance",
        {"event": first.id, "meals": 5, "fed": False, "stalls": ["cake"], "weather": "sun"},
        captured_at="2026-05-09T12:00:00+02:00",
    )
    take_in(
        "attendance",
        {"event": first.id, "meals": 7, "fed": True, "stalls": ["games"], "weather": "rain"},
        captured_at="2026-05-09T12:00:00+02:00",
    )
    take_in("attendance", {"event": second.id, "fed": False}, captured_at="2026-05-10T12:00:00+02:00")
    assert counted(document, "events", how="sum", field="meals")[0] == 12
    assert counted(document, "events", {"field": "meals", "at_least": "12"})[0] == 1
    assert [counted(document, "events", {"field": "fed", "is": [code]})[0] for code in ("yes", "no")] == [1, 1]
    both = [
        {"field": "stalls", "is": ["cake"]},
        {"field": "stalls", "is": ["games"]},
        {"field": "weather", "is": ["sun"]},
    ]
    assert counted(document, "events", *both)[0] == 1


@pytest.mark.parametrize("where", [where for where, _number in CASES if "letters_read" not in str(where)][:3])
def test_the_workbook_has_their_formulas(document, where):
    (sheet,) = (each for each in workbook.sheets_of(2026, LEADER) if each.key == "contact")
    titles = tuple(column.title for column in sheet.columns)
    book = BookCells({"contact": Place("Henvendelser", titles, 9, tuple(sheet.columns))})
    _number, tally = counted(document, "contacts", where)
    assert "SUMPRODUCT" in RecordFormulas(document, book, 2026).tallied(tally)


def measured(app, where, of="contacts"):
    found = with_more(source(), **PARTS)
    criterion = next(each for each in found["criteria"] if each["code"] == "A2b")
    criterion["measures"] = [
        {"of": [{"count": of, "where": [where]}], "aim": {"direction": "at_least", "target": "10"}}
    ]
    return found, criterion


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"field": "hope", "is": ["any"]}, "hvor der er svaret på »Hvad håber beboeren?«"),
        ({"field": "letters_read", "at_least": "3"}, "hvor »Antal breve« er mindst 3"),
        ({"field": "agreed_again", "is": ["no"]}, "hvor der er svaret nej til »Aftalt igen«"),
        ({"field": "debt", "is": ["rent"]}, "hvor svaret på »Gældens art« er »Husleje«"),
        ({"field": "since", "at_least": "2026-01-31"}, "hvor »Har boet her siden« er tidligst 31. januar 2026"),
    ],
)
def test_a_sentence_says_them(app, where, said):
    document, criterion = measured(app, where)
    assert check(document) == []
    assert said in sentence(document, criterion)


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ({"field": "hope", "is": ["ro"]}, "vælger »ro« i »Hvad håber beboeren?«, som ikke findes; vælg en af: any"),
        ({"field": "since", "at_least": "3"}, "er en dato"),
        ({"field": "letters_read", "at_least": "2026-01-31"}, "er et tal"),
        ({"field": "debt", "is": ["gold"]}, "som ikke findes; vælg en af: any, rent, loan"),
        ({"field": "smell", "is": ["any"]}, "spørger om »smell«, som ikke findes i henvendelser"),
    ],
)
def test_what_cannot_be_asked_is_a_fault(app, where, says):
    assert says in str(check(measured(app, where)[0])[0])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"code": "topics"}, "er et navn, som Feltbog selv bruger"),
        ({"code": "captured_at"}, "er et navn, som Feltbog selv bruger"),
        ({"form": "attendance", "code": "guests"}, "er et navn, som Feltbog selv bruger"),
        ({"code": "data"}, "er et navn, som Feltbog selv bruger"),
        ({"form": "attendance", "kind": "text"}, "kan ikke være en tekst eller en dato"),
        ({"kind": "choice"}, "skal have mindst ét valg"),
        ({"kind": "date", "most": 4}, "har en grænse"),
        ({"kind": "count", "least": 9, "most": 4}, "skal have en nedre grænse"),
        ({"kind": "text", "most": 5000}, "kan være højst 2000 tegn"),
        ({"code": "HOPE"}, "står to gange"),
    ],
)
def test_a_question_that_cannot_be_is_a_fault(app, row, says):
    wrong = {"form": "contact", "code": "wrong", "kind": "yes_no", "label": "Forkert"} | row
    found = with_more(source(), questions=[QUESTIONS[0], wrong])
    assert says in " ".join(map(str, check(found)))


def test_eleven_of_one_form_are_too_many(app):
    rows = [{"form": "contact", "code": f"q{number}", "kind": "yes_no", "label": "x"} for number in range(11)]
    document = source()
    assert "højst ti" in str(check(document | {"questions": rows}))
    retired = [row | {"retired_on": "2018-01-01"} for row in rows[:1]] + rows[1:]
    assert check(document | {"questions": retired}) == []


def test_a_file_may_compare_days(app, tmp_path):
    document, _criterion = measured(app, {"field": "since", "at_least": "2026-01-31"})
    path = tmp_path / "a.toml"
    path.write_text(to_toml(document))
    assert criteria.read(path).document == document
    assert Agreement(document).criterion("A2b")


def test_what_several_agreements_ask_is_ten_at_most():
    def asks(*codes):
        return {"questions": [{"form": "contact", "code": code, "kind": "yes_no", "label": "x"} for code in codes]}

    first = asks(*(f"q{number}" for number in range(6)))
    assert not list(too_many([first, asks("q1", "q2", "r1", "r2", "r3", "r4")]))
    assert "har 11 til Henvendelse med de andre" in str(next(too_many([first, asks("r1", "r2", "r3", "r4", "r5")])))
