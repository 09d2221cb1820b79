"""A1a, A3a, A3b and the yearly evaluations: dates and notes."""

import pytest

from app.evaluation import reported

MILESTONES = {"A1a": "dialogue_forum", "A3a": "volunteer_group", "A3b": "playbook"}


@pytest.mark.parametrize(
    ("day", "note", "state"),
    [
        ("2017-03-14", "Referat", "met"),
        ("2017-12-31", "Referat", "met"),
        ("2017-12-31", " \n ", "undocumented"),
        ("2018-01-01", "Referat", "not_met"),
        ("2018-01-01", "", "not_met"),
        ("2016-11-01", "Referat", "met"),
    ],
)
def test_a_date_within_the_deadline_and_a_note(estate, day, note, state):
    for id, milestone in MILESTONES.items():
        estate.milestone(milestone, day, note)
        found = estate.find(id)
        assert (found.state, found.figure, found.provisional) == (state, 1, False)


def test_without_a_date_it_is_missing_also_after_the_deadline(estate):
    for as_of in ("2017-11-20", "2018-06-01"):
        found = estate.find("A3b", as_of)
        assert (found.state, found.figure, found.lacking) == ("missing", None, ("playbook",))
    assert "Frist 31.12.2017, om 41 dage" in estate.find("A3b", "2017-11-20").reading
    assert "om 1 dag." in estate.find("A3b", "2017-12-30").reading


def test_one_that_lies_after_the_day_is_missing_still(estate):
    estate.milestone("dialogue_forum", "2017-03-14")
    states = [estate.state("A1a", day) for day in ("2017-03-13", "2017-03-14", "2017-03-15")]
    assert states == ["missing", "met", "met"]


def test_a_late_one_is_missing_until_its_day(estate):
    estate.milestone("playbook", "2018-01-05")
    assert [estate.state("A3b", day) for day in ("2018-01-04", "2018-01-05")] == ["missing", "not_met"]


@pytest.mark.parametrize(
    ("id", "says"), [("A1a", "beboergrupper"), ("A3a", "gruppen er beskrevet"), ("A3b", "afdelingsbestyrelsen")]
)
def test_an_undocumented_one_says_what_the_note_must_say(estate, id, says):
    estate.milestone(MILESTONES[id], "2017-05-22", "")
    assert says in estate.find(id).reading


def test_a_correction_counts_and_is_kept_beside_what_was_before(estate):
    estate.milestone("playbook", "2018-01-05")
    estate.milestone("playbook", "2017-12-05")
    assert estate.state("A3b") == "met"
    assert [str(each.date) for each in reported.milestones.history("tryghed", "playbook", 2017)] == [
        "2017-12-05",
        "2018-01-05",
    ]


def test_a_yearly_one_is_of_the_year_of_its_date(estate):
    estate.milestone("evaluation", "2017-12-12", "", decision="fortsætter")
    assert estate.state("evaluation") == "met"
    assert "fortsætter" in estate.find("evaluation").reading
    assert estate.state("evaluation", "2019-01-01", 2018) == "missing"
    estate.milestone("evaluation", "2018-12-12", "")
    assert estate.state("evaluation", "2019-01-01", 2018) == "undocumented"
