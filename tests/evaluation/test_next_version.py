"""What a version that is not adopted yet would mean for each year; and what is retired counts no more from the next year on."""

import copy

import pytest
from accounts import LEADER
from agreeing import adopt_only, changed, criterion, measure, next_version
from sending import take_in

from app import agreement, closing, criteria
from app.agreement import known
from app.evaluation import State, evaluate, lacking_in, reported
from app.evaluation.next_version import effects


@pytest.fixture
def agreed(app):
    """Call it within a request: these versions are all there are."""

    def adopt(*documents):
        adopt_only(*documents)

    with app.test_request_context():
        yield adopt


def told(document):
    found = known.find("tryghed")
    return {each.year: each for each in effects(document, found.versions if found else ())}


def test_a_later_version_leaves_the_years_before_it_alone(agreed):
    first = next_version("2026-01-01")
    agreed(first)
    years = told(changed(first))
    assert {year: (each.stands, each.version) for year, each in years.items()} == {
        2026: ("running", 1),
        2027: ("to_come", 2),
        2028: ("to_come", 2),
        2029: ("to_come", 2),
    }
    assert years[2026].says == ("Intet.",)
    assert years[2027].says == ("A2b måles mod 90 i stedet for 100.",)
    assert not any(each.is_twice for each in years.values())


def test_a_version_inside_a_year_says_what_turns_and_that_both_stand(agreed):
    first = next_version("2026-01-01")
    agreed(first)
    for _each in range(2):
        take_in("contact", version=2)
    then = changed(first)
    then["version"]["valid_from"] = "2026-05-01"
    measure(then, "A2b")["aim"]["target"] = "2"
    year = told(then)[2026]
    assert (year.version, year.is_next, year.is_twice) == (2, True, True)
    assert year.says == (
        "A2b måles mod 2 i stedet for 100: Bagud → Opfyldt.",
        "Det gælder hele året, fra det er trådt i kraft 01.05.2026.",
    )


def test_what_comes_and_goes_is_named(agreed):
    first = next_version("2026-01-01")
    agreed(first)
    then = changed(first)
    criterion(then, "A2c")["retired_on"] = "2027-01-01"
    new = copy.deepcopy(criterion(then, "A2b")) | {"code": "A2e"}
    then["criteria"].append(new)
    says = told(then)[2027].says
    assert says == ("A2b måles mod 90 i stedet for 100.", "A2c gælder ikke mere.", "A2e er med.")


def test_a_year_that_is_handed_in_stays(agreed):
    first = next_version("2025-01-01") | {"first_year": 2025}
    agreed(first)
    closing.close(2025, "tryghed", LEADER)
    year = told(changed(first))[2025]
    assert (year.stands, year.version) == ("handed_in", 1)
    assert year.says == ("Intet. Tal, mål og tekst står, som de blev afleveret 12.05.2026.",)


def test_words_alone_change_no_year_and_a_first_version_judges_all(agreed):
    first = next_version("2026-01-01")
    agreed()
    assert all(each.version == 1 and each.is_next for each in told(first).values())
    agreed(first)
    words = copy.deepcopy(first) | {"name": "Tryghed og trivsel"}
    years = told(words)
    assert {each.says for each in years.values()} == {("Ingen kriterier bliver bedømt anderledes.",)}
    assert not any(each.is_twice for each in years.values())


def test_what_is_retired_is_judged_to_the_end_of_its_year_and_asked_for_no_more(agreed):
    first = next_version("2026-01-01")
    for row in (criterion(first, "A2b"), first["figures"][0], first["lists"][0]):
        row["retired_on"] = "2026-09-01"
    agreed(first)
    assert evaluate(2026).finding("A2b").state != State.NOT_APPLICABLE
    assert evaluate(2027).finding("A2b").state == State.NOT_APPLICABLE
    figure, listed = first["figures"][0]["code"], first["lists"][0]["code"]
    assert figure in {line.figure.id for line in evaluate(2026).figures}
    assert figure not in {line.figure.id for line in evaluate(2027).figures}
    assert figure not in {each.id for each in lacking_in(2027)}
    plan = agreement.of_year(2026)
    assert {year: listed in {each.list.id for each in reported.lists.due(plan, year)} for year in (2026, 2027)} == {
        2026: True,
        2027: False,
    }
    assert criteria.check(first) == []
