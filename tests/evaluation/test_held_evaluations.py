"""The yearly evaluation is an act: about one year, held in the next, and it reaches that year's milestone."""

import json
from datetime import date

import pytest
from accounts import LEADER
from openpyxl import load_workbook
from running import refused, run

from app import agreement, evaluation
from app.base.messages import RefusedError
from app.evaluation import reported

SAID = {"date": date(2018, 2, 8), "parties": ["municipality"], "judgement": "Stadig relevant.", "decision": "ændres"}


def hold(year=2017, about="agreement", **more):
    return reported.evaluations.hold(year, about, {**SAID, **more}, person=LEADER)


def milestone(code, year):
    return reported.milestones.current("tryghed").get((code, year))


def test_it_is_of_one_year_and_leaves_the_next_one_open(estate):
    party = next(iter(agreement.current().parties))
    hold(parties=[party], next_step="Nyt mål", minutes="Mødt: fem.\n\nBesluttet.")
    reached = milestone("evaluation", 2017)
    assert (reached.date, reached.note, reached.decision) == (date(2018, 2, 8), "Stadig relevant.", "ændres")
    assert milestone("evaluation", 2018) is None
    (said,) = evaluation.as_json(estate.report())["evaluations"]
    assert said == {
        "about": "agreement", "date": "2018-02-08", "parties": (party,), "judgement": "Stadig relevant.",
        "decision": "ændres", "next_step": "Nyt mål", "minutes": "Mødt: fem.\n\nBesluttet.",
    }  # fmt: skip
    found = next(each for each in estate.report().promises if "evaluation" in each.milestones)
    assert found.state == "met"
    assert "Hele aftalen, 08.02.2018: Stadig relevant. · ændres" in evaluation.as_text(estate.report())


def test_a_correction_is_kept_beside_what_was_before(estate):
    hold(about="A2", parties=[])
    hold(about="A2", parties=[], date=date(2018, 2, 9))
    hold(about="agreement", parties=[])
    held = reported.evaluations.of_year(agreement.of_year(2017), 2017)
    assert [(each.about, each.date.day) for each in held] == [("agreement", 8), ("A2", 9)]
    assert len(reported.evaluations.history("tryghed", "A2", 2017)) == 2
    assert milestone("evaluation_a2", 2017).date == date(2018, 2, 9)


@pytest.mark.parametrize(
    ("about", "said", "field", "words"),
    [
        ("A9", {}, "about", "Vælg hele aftalen eller en af dens aktiviteter: agreement, M, A1"),
        ("A1", {"date": date(2016, 12, 1)}, "date", "kan tidligst holdes i 2017"),
        ("A1", {"date": date(2018, 7, 1)}, "date", "fremtiden"),
        ("A1", {"judgement": " "}, "judgement", "Skriv, hvad I nåede frem til"),
        ("A1", {"decision": "måske"}, "decision", "fortsætter, ændres, stopper"),
        ("A1", {"parties": ["martians"]}, "parties", ""),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(estate, about, said, field, words):
    with pytest.raises(RefusedError) as refusal:
        hold(about=about, **{"parties": [], **said})
    assert list(refusal.value.errors) == [field]
    assert words in refusal.value.errors[field]
    assert reported.evaluations.newest() == []
    assert milestone("evaluation_a1", 2017) is None


def test_a_personal_number_is_masked(estate):
    held = hold(parties=[], judgement="Talt med 010190-1234.")
    assert (held.judgement, milestone("evaluation", 2017).note) == ("Talt med ******-****.",) * 2


def test_a_milestone_is_for_the_year_that_is_said_else_for_the_dates(estate):
    estate.milestone("evaluation_a1", "2018-02-01", about=2017)
    estate.milestone("evaluation_a1", "2018-03-01")
    assert [milestone("evaluation_a1", year).date.month for year in (2017, 2018)] == [2, 3]
    for about in (2019, 2015):
        with pytest.raises(RefusedError, match="et af aftalens år"):
            estate.milestone("evaluation_a1", "2018-02-01", about=about)


@pytest.fixture
def done(app, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    assert run(app, "milestone", "set", "evaluation", "2018-02-08", "--note", "Fint", "--about", "2017").exit_code == 0
    return app


def test_a_year_is_handed_in_on_the_command_line(done, tmp_path):
    closed = run(done, "agreement", "close", "2017", "--agreement", "tryghed", "--workbook", tmp_path / "2017.xlsx")
    assert closed.exit_code == 0, closed.output
    assert "2017 er afleveret (nr. 1). SHA-256" in closed.output
    assert "Mangler: " in closed.output
    assert "Succeskriterier" in load_workbook(tmp_path / "2017.xlsx").sheetnames
    assert run(done, "figure", "set", "evictions", "2017", "12", "--source", "Brev").exit_code == 0
    found, live = (
        json.loads(run(done, "report", "--year", "2017", "--json", *more).stdout)
        for more in (["--agreement", "tryghed"], ["--live"])
    )
    assert (found["closed"]["number"], found["closed"]["as_of"], live["closed"]) == (1, "2018-06-01", None)
    assert (found["agreement"], found["version"]) == ("tryghed", 1)
    given = [next(each["value"] for each in said["figures"] if each["id"] == "evictions") for said in (found, live)]
    assert given == [None, 12]
    text = run(done, "report", "--year", "2017").stdout
    assert "Afleveret 01.06.2018 af flask (nr. 1)" in text
    assert "er afleveret 01.06.2018" in refused(run(done, "agreement", "close", "2017"))
    assert "slutter først" in refused(run(done, "agreement", "close", "2018"))
    assert "findes ikke; der er: tryghed" in refused(run(done, "agreement", "close", "2017", "--agreement", "x"))
    assert "findes ikke; der er: tryghed" in refused(run(done, "report", "--year", "2017", "--agreement", "x"))


def test_a_file_does_not_reach_into_a_year_that_is_handed_in(done, tmp_path):
    run(done, "agreement", "close", "2017")
    file = tmp_path / "ny.toml"
    assert run(done, "agreement", "export", "tryghed", file).exit_code == 0
    said = file.read_text().replace('target = "100"', "target = 90").replace("target = 100", "target = 90")
    file.write_text(said.replace('valid_from = "2017-01-01"', 'valid_from = "2017-07-01"'))
    done_in = run(done, "agreement", "import", file, "--adopt")
    assert done_in.exit_code == 1
    assert "2017 er afleveret" in done_in.stderr, done_in.stderr
