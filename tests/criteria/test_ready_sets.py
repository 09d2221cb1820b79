"""Ready sets: whatever place and period they are begun for, they are agreements without a fault."""

import json
from datetime import date

import pytest
from agreeing import document
from hypothesis import given
from hypothesis import strategies as st

from app import criteria
from app.criteria import chosen_parties, promises, ready_sets
from app.criteria.ready_sets import Beginning

SETS = ready_sets.every()
WHOLE = SETS[0]
YEARS = st.tuples(st.integers(2000, 2080), st.integers(0, 15)).map(lambda each: (each[0], sum(each)))
NAMES = st.text(alphabet="abcæøå ÆØÅ.-0", min_size=1, max_size=30).map(str.strip).filter(bool)


def begun(ready=WHOLE, first=2026, last=2029, **said):
    return ready_sets.document_of(ready, Beginning(first, last, **said))


def test_the_sets_are_the_whole_agreement_four_frames_and_walks_alone():
    assert [each.name for each in SETS] == [
        "Tryghed og trivsel", "Uddannelse og livschancer", "Beskæftigelse", "Kriminalitetsforebyggelse",
        "Sammenhængskraft og medborgerskab", "Kun tryghedsvandringer",
    ]  # fmt: skip
    assert [each.criteria for each in SETS] == [12, 0, 0, 0, 0, 2]
    assert [each for each in SETS if criteria.check(each.document)] == []


def test_no_place_no_baseline_and_no_year_of_the_source_is_in_them():
    source = document()
    for each in SETS:
        said = json.dumps(each.document, ensure_ascii=False)
        assert "Løvvang" not in said
        assert "Nordjyl" not in said
        assert "201" not in said
        assert not [row for row in each.document.get("figures", ()) if "baselines" in row]
        assert not each.document["areas"][0].get("places")
    assert {row["code"] for row in WHOLE.document["criteria"]} == {row["code"] for row in source["criteria"]}


@given(
    ready=st.sampled_from(SETS), years=YEARS, areas=st.lists(NAMES, max_size=6, unique=True), name=st.just("") | NAMES
)
def test_whatever_is_said_it_has_no_faults(ready, years, areas, name):
    made = begun(ready, *years, areas=areas, name=name)
    assert criteria.check(made) == []
    assert [row["name"] for row in made["areas"]] == (areas or ["Området"])
    assert (made["first_year"], made["last_year"]) == years
    assert made["version"]["valid_from"] == f"{years[0]}-01-01"


def test_deadlines_and_years_move_with_the_first_year():
    made = begun(first=2031, last=2033)
    assert {row["deadline"] for row in made["milestones"] if "deadline" in row} == {"2031-12-31"}
    assert {year for row in made["criteria"] for year in row.get("years", ())} == {2031}


def test_what_lies_after_the_end_ends_with_it():
    far = {**WHOLE.document, "milestones": [{**WHOLE.document["milestones"][0], "deadline": "2029-02-28"}]}
    assert ready_sets.moved(far, 2026, 2027)["milestones"][0]["deadline"] == "2027-02-28"


def test_a_code_that_is_taken_is_none():
    made = ready_sets.document_of(WHOLE, Beginning(2026, 2029), {"tryghed", "tryghed_2"})
    assert made["code"] == "tryghed_3"
    assert ready_sets.set_of(made) == WHOLE
    assert ready_sets.set_of({"code": "tryghed_nord"}) is None
    assert [ready_sets.set_of(each.document) for each in SETS] == list(SETS)


def test_areas_keep_their_codes_when_they_are_renamed():
    before = ready_sets.areas_named(["Nord", "Syd"])
    after = ready_sets.areas_named(["Syd", "Nordparken", "Øst"], before)
    assert [row["code"] for row in after] == ["syd", "nord", "oest"]


def test_another_set_is_for_the_same_place():
    made = begun(areas=["Nord"], programme="Planen")
    other = ready_sets.begun_anew(made, SETS[2], 2027, 2030, ())
    assert (other["code"], other["areas"][0]["name"], other["programme"]) == ("beskaeftigelse", "Nord", "Planen")
    assert criteria.check(other) == []
    same = ready_sets.begun_anew(made, WHOLE, 2027, 2030, ())
    assert same["code"] == made["code"]
    assert same["criteria"][0] == {**made["criteria"][0], "years": [2027]}


def keys(made):
    return {each.key: each for each in promises.offered(made, WHOLE.document)}


@given(
    chosen=st.sets(st.sampled_from(sorted(keys(WHOLE.document)))),
    again=st.sets(st.sampled_from(sorted(keys(WHOLE.document)))),
)
def test_whatever_is_ticked_it_has_no_faults_and_can_be_ticked_again(chosen, again):
    made = promises.promised(begun(), WHOLE.document, chosen, {})
    assert criteria.check(made) == []
    assert {key for key, each in keys(made).items() if each.is_promised} == chosen
    other = promises.promised(made, WHOLE.document, again, {})
    assert criteria.check(other) == []
    assert {key for key, each in keys(other).items() if each.is_promised} == again
    whole = promises.promised(other, WHOLE.document, set(keys(other)), {})
    for part in ("criteria", "figures", "milestones", "lists", "hours"):
        assert sorted(whole[part], key=json.dumps) == sorted(begun()[part], key=json.dumps)


def test_numbers_follow_the_ticks():
    chosen = set(keys(WHOLE.document)) - {"set-A2a", "set-A3a", "set-M1"}
    made = promises.promised(begun(), WHOLE.document, chosen, {})
    assert [each.number for each in keys(made).values() if each.number] == [
        "A1a", "A1b", "A2a", "A2b", "A2c", "A3a", "A3b", "M1", "M2",
    ]  # fmt: skip
    assert "water_bills_over_1000" not in {row["code"] for row in made["figures"]}
    assert "volunteer_group" not in {row["code"] for row in made["milestones"]}


def test_a_number_is_that_of_all_readings_that_aimed_at_the_same():
    made = promises.promised(begun(), WHOLE.document, {"set-A2b", "set-A2a"}, {"set-A2b": "90", "set-A2a": "10"})
    water, contacts = (row["measures"] for row in made["criteria"])
    assert [each["aim"]["target"] for each in contacts] == ["90", "90"]
    assert water[0]["aim"]["change"] == "-10"


def test_what_the_leader_wrote_stays():
    made = begun()
    own = {
        "code": "A1x", "activity": "A1", "text": "Mindst 2 møder om mørke stier", "unit": "vandringer",
        "measures": [{"of": [{"count": "walks", "where": [{"field": "light", "is": ["dark"]}]}], "aim": {"direction": "at_least", "target": "2"}}],
    }  # fmt: skip
    twice = {**own, "code": "A1y", "text": "Det samme igen"}
    made["criteria"] += [own, twice]
    rows = keys(made)
    assert {"own-A1x", "own-A1y"} <= set(rows)
    saved = promises.promised(made, WHOLE.document, {"own-A1x", "own-A1y", "set-A1b"}, {})
    assert [(row["code"], row["text"]) for row in saved["criteria"]][1:] == [
        ("A1b", own["text"]), ("A1c", twice["text"]),
    ]  # fmt: skip


def test_words_of_the_table():
    rows, figures = keys(WHOLE.document), promises.figures_of(WHOLE.document)
    said = {
        key: (each.target, promises.unit_of(each.criterion, each.headline), promises.words_of_aim(each.headline, figures),
              promises.source_of(each.headline, figures))
        for key, each in rows.items()
    }  # fmt: skip
    assert said["set-A1b"][:2] == ("3", "initiativer")
    assert said["set-A1b"][3] == "Feltbog tæller selv"
    assert said["set-A2d"][:2] == ("80", "%")
    assert said["set-A2a"][:2] == ("15", "% under året før")
    assert said["set-A2a"][3] == "Boligselskabets administration, i april"
    assert said["set-A1a"][2:] == ("ja eller nej", "Jeres notat eller referat")
    assert said["set-M1"][2:] == ("udviklingen vises", "Politiets Tryghedsindeks")
    assert said["set-M3"][2] == "højst niveauet i kommunens almene boliger"
    assert said["set-hours_a1"][2] == "timebudgettet"


def test_parties_are_ticked_and_added():
    made = begun()
    offered = chosen_parties.offered(made, WHOLE.document)
    assert offered["police"] == "Nærpolitiet"
    assert chosen_parties.needed_for(made, "police")[:2] == ["M1", "M2"]
    chosen = chosen_parties.with_parties(made, WHOLE.document, ["programme", "police"], "Kvarterets Café")
    assert [row["name"] for row in chosen["parties"]][-1] == "Kvarterets Café"
    assert chosen["version"]["decided_by"] in {row["code"] for row in chosen["parties"]}
    again = chosen_parties.with_parties(chosen, WHOLE.document, ["programme"], "helhedsplanen")
    assert [row["code"] for row in again["parties"]] == ["programme"]


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.code)
def test_a_set_begins_today(each):
    assert date.fromisoformat(begun(each)["version"]["decided_on"])
