"""What a new version may do to the one before it, and how the difference is told."""

import copy

import pytest
from agreeing import NAMES, criterion, document, measure
from hypothesis import given
from hypothesis import strategies as st

from app import criteria


def revised(change, day="2018-01-01", name="loevvangen"):
    found = document(name)
    found["version"]["valid_from"] = day
    change(found)
    return found


def row(found, part, code):
    return next(each for each in found[part] if each["code"] == code)


def nothing(_found):
    pass


def told(faults):
    return {fault.path: fault.says for fault in faults}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_follows_itself(name):
    found = document(name)
    assert criteria.check_next(found, found) == []
    assert criteria.words_only(found, found)
    assert criteria.changes(found, found) == []
    assert criteria.check_beside(found, [found]) == []
    assert criteria.renames(found, [found]) == []
    assert not any(criteria.meaning_changed(found, found, each["code"]) for each in found["criteria"])


FAULTS = [
    (lambda d: d["criteria"].pop(0), "criteria.M1", "giv den en dato under »udgår«"),
    (lambda d: d["parties"].pop(0), "parties.police", "er væk"),
    (lambda d: d["choices"].pop(0), "choices.events.kind.halloween", "er væk"),
    (lambda d: d["groups"].pop(0), "groups.contacts.referrals.own", "er væk"),
    (lambda d: d["figures"][0].update(kind="index"), "figures.safety_basic_estate.kind", "kan ikke ændres"),
    (lambda d: d["figures"][0].update(unit="point"), "figures.safety_basic_estate.unit", "kan ikke ændres"),
    (lambda d: d["figures"][0].update(better="low"), "figures.safety_basic_estate.better", "kan ikke ændres"),
    (lambda d: d.update(first_year=2018), "first_year", "er 2017 og kan ikke ændres"),
    (lambda d: d.update(year_starts=8), "year_starts", "er 1 og kan ikke ændres"),
    (lambda d: d.update(last_year=2016), "last_year", "2017 er afleveret"),
    (lambda d: d.update(code="andet"), "code", "en aftales kode ændres aldrig"),
    (lambda d: d["version"].update(valid_from="2017-10-01"), "version.valid_from", "ligger i 2017, og 2017 er afleveret. Vælg 01-01-2018"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path", "says"), FAULTS, ids=range(len(FAULTS)))
def test_what_may_not_change_is_told(spoil, path, says):
    assert says in told(criteria.check_next(document(), revised(spoil), {2017}))[path]


def test_a_version_is_from_a_later_day_than_the_last():
    earlier = revised(nothing, "2016-12-01")
    assert told(criteria.check_next(document(), earlier)) == {"version.valid_from": "skal være efter 01-01-2017"}


def test_a_code_may_retire_and_a_standard_choice_loses_only_its_own_name():
    old = document()
    old["choices"].append({"list": "contacts.topics", "code": "economy", "label": "Penge"})
    new = revised(lambda d: row(d, "figures", "police_trust").update(retired_on="2018-01-01"))
    assert criteria.check_next(document(), new, {2017}) == []
    assert "Tallet »Tillid til politiet« udgår 01-01-2018" in criteria.changes(document(), new)


def test_from_the_same_day_only_words_are_corrected():
    def words(found):
        found["name"] = "Tryghed"
        found["parties"][0]["name"] = "Politiet"
        found["criteria"][0]["text"] = "Andre ord"
        found["areas"][0]["places"] = ["Torvet"]
        found["translations"] = [{"list": "parties", "code": "police", "language": "en", "label": "The police"}]

    corrected = revised(words, "2017-01-01")
    assert criteria.words_only(document(), corrected)
    assert criteria.check_next(document(), corrected, {2017}) == []
    more = copy.deepcopy(corrected)
    measure(more, "A2b")["aim"]["target"] = "90"
    assert not criteria.words_only(document(), more)
    assert "fra den samme dag kan kun ord rettes" in told(criteria.check_next(document(), more))["version.valid_from"]


def test_all_agreements_mean_the_same_by_a_code():
    other = document("urbanplanen")
    other["figures"] = [{**document()["figures"][0], "kind": "index", "unit": "point"}]
    other["parties"][0] = {"code": "police", "name": "Politiet"}
    found = told(criteria.check_beside(other, [document()]))
    assert found == {
        "figures.safety_basic_estate.kind": "er share i »tryghed«. Gør det ens, eller vælg en anden kode",
        "figures.safety_basic_estate.unit": "er % i »tryghed«. Gør det ens, eller vælg en anden kode",
    }
    assert (
        "Parten »Nordjyllands Politi, nærpolitiet« (i »tryghed«) kommer overalt til at hedde »Politiet«"
        in criteria.renames(other, [document()])
    )


def test_a_question_that_agreements_share_is_of_one_kind():
    def asking(name, kind):
        found = document(name)
        found["questions"] = [{"form": "contact", "code": "a1", "kind": kind, "label": "Spurgt"}]
        return found

    faults = criteria.check_beside(asking("urbanplanen", "text"), [asking("loevvangen", "yes_no")])
    assert "questions.contact.a1.kind" in told(faults)


CHANGES = [
    (lambda d: measure(d, "A2b")["aim"].update(target="90"), ["A2b: mindst 100 → mindst 90 henvendelser"]),
    (lambda d: criterion(d, "A2b").update(text="Andre ord"), ["A2b, ordlyd: »100 beboerhenvendelser er behandlet« → »Andre ord«"]),
    (lambda d: criterion(d, "A2b").update(retired_on="2019-01-01"), ["A2b udgår 01-01-2019"]),
    (lambda d: d["hours"][3].update(hours="300"), ["Timerne A2, Boligsocial medarbejder, Rådgivning/vejledning, timer: 420 → 300"]),
    (lambda d: d["money"][0].update(amount=1200000), ["Pengene »Landsbyggefonden«, beløb: 1.133.000 → 1.200.000"]),
    (lambda d: d["parties"].append({"code": "school", "name": "Skolen"}), ["Nyt: parten »Skolen«"]),
    (lambda d: d["figures"][4].update(party="board"), ["Tallet »Tillid til politiet«, part: »Nordjyllands Politi, nærpolitiet« → »Bestyrelsen for den boligsociale indsats«"]),
    (lambda d: d.update(last_year=2021), ["Aftalen, sidste år: 2020 → 2021"]),
    (lambda d: row(d, "milestones", "playbook").update(deadline="2018-06-30"), ["Milepælen »Drejebog«, senest: 31-12-2017 → 30-06-2018"]),
    (lambda d: d["figures"][0]["baselines"][0].update(value="84.1"), ["Tallet »Grundlæggende tryghed, afdelingen«, udgangspunkt: 2015: 83,9 → 2015: 84,1"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "lines"), CHANGES, ids=range(len(CHANGES)))
def test_what_is_changed_is_told_in_danish(change, lines):
    found = [each for each in criteria.changes(document(), revised(change)) if "gælder fra" not in each]
    for line in lines:
        assert line in found, found


def test_a_meaning_is_what_a_criterion_rests_on():
    def changed(change):
        new = revised(change)
        return [each["code"] for each in new["criteria"] if criteria.meaning_changed(document(), new, each["code"])]

    assert changed(lambda d: (criterion(d, "A2b").update(text="Andre"), d["parties"][0].update(name="Politiet"))) == []
    assert changed(lambda d: row(d, "choices", "udbetaling_danmark").update(groups=["own"])) == ["A2d"]
    assert changed(lambda d: measure(d, "A2b")["aim"].update(target="90")) == ["A2b"]
    assert changed(lambda d: criterion(d, "A2b").update(retired_on="2018-07-01")) == ["A2b"]
    assert changed(lambda d: row(d, "milestones", "playbook").update(deadline="2018-06-30")) == ["A3b"]
    assert changed(lambda d: d["figures"][0]["baselines"][0].update(value="84.1")) == ["M1"]
    assert changed(lambda d: d["figures"][0].update(months=[1])) == []
    assert changed(lambda d: d.update(last_year=2021)) == ["bike_patrol_hours"]  # in total over the years


PLACES = st.sampled_from([("A2b", "target"), ("A1b", "target"), ("A2d", "target")])


@given(places=st.dictionaries(PLACES, st.integers(1, 99).map(str), min_size=1))
def test_exactly_the_criteria_whose_target_moves_are_judged_twice(places):
    def move(found):
        for (code, _name), value in places.items():
            measure(found, code)["aim"]["target"] = value

    new = revised(move)
    moved = [code for (code, _name), value in places.items() if measure(document(), code)["aim"]["target"] != value]
    assert [
        each["code"] for each in new["criteria"] if criteria.meaning_changed(document(), new, each["code"])
    ] == sorted(moved)
    told_of = [line for line in criteria.changes(document(), new) if line.startswith(("A1", "A2"))]
    assert len(told_of) == len(moved)
