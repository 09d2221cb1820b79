"""A document of the format: its spellings are one, its shape and its schema say the same, every fault is told with its place."""

import json
from typing import Any

import pytest
from agreeing import NAMES, criterion, document, measure
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from app import agreement, criteria
from app.agreement import PlanError, format, toml_spelling

VALIDATOR = Draft202012Validator(format.schema())


@pytest.mark.parametrize("name", NAMES)
def test_toml_and_json_are_spellings_of_one_document(name, tmp_path):
    found = document(name)
    (tmp_path / "a.toml").write_text(agreement.to_toml(found))
    (tmp_path / "a.json").write_text(json.dumps(found))
    for path in ("a.toml", "a.json"):
        assert criteria.read(tmp_path / path).document == found
    assert VALIDATOR.is_valid(found)


def test_numbers_stay_exact_and_days_are_days():
    found = document()
    assert found["figures"][1]["baselines"] == [{"year": 2015, "value": "89.0"}]
    assert found["milestones"][0]["deadline"] == "2017-12-31"
    assert "value = 89.0 }" in agreement.to_toml(found)


FAULTS = [
    (lambda d: measure(d, "A2d")["of"][0]["where"][0].update(field="referral"), "criteria.A2d.measures.1.of.1.where.1", "spørger om »referral«, som ikke findes i henvendelser"),
    (lambda d: measure(d, "A2d")["of"][0]["where"][0].update({"is": ["ownn"]}), "criteria.A2d.measures.1.of.1.where.1", "vælger »ownn« i »Henvist til«"),
    (lambda d: measure(d, "A3c")["of"][0]["evidence"].append({"field": "nationalities", "is": ["yes"]}), "criteria.A3c.measures.1.of.1.evidence.2", "er et tal: skriv mindst eller højst"),
    (lambda d: measure(d, "A2c")["of"][0]["where"].append({"field": "digital_asked", "at_least": "1"}), "criteria.A2c.measures.1.of.1.where.3", "er et valg: vælg, hvad svaret skal være"),
    (lambda d: measure(d, "A2b").update(of=[{"sum": "contacts.topics"}]), "criteria.A2b.measures.1.of.1", "som ikke kan lægges sammen; vælg en af: minutes"),
    (lambda d: measure(d, "A2b").update(of=[{"count": "visitors"}]), "criteria.A2b.measures.1.of.1", "tæller »visitors«, som ikke findes; vælg en af: contacts"),
    (lambda d: measure(d, "A2b")["aim"].pop("target"), "criteria.A2b.measures.1.aim", "mangler et mål"),
    (lambda d: measure(d, "A2a")["of"][0].update(figure="bike_patrol_hours"), "criteria.A2a.measures.1.baselines", "udgangspunkt, som mangler: »"),
    (lambda d: measure(d, "A2b")["aim"].update({"direction": "trend"}), "criteria.A2b.measures.1.aim", "er uden fast grænse"),
    (lambda d: measure(d, "M1").update(gap_to="safety_perceived_city"), "criteria.M1.measures.1.gap_to", "hver sin enhed"),
    (lambda d: criterion(d, "A2a").update(period="quarter"), "criteria.A2a.measures.1", "kommer én gang om året"),
    (lambda d: (measure(d, "A2b").update(decides=False), measure(d, "A2b", 1)), "criteria.A2b", "skal have mindst én måling, der afgør det"),
    (lambda d: criterion(d, "A2b").update(code="A2a"), "criteria.A2a", "står to gange"),
    (lambda d: criterion(d, "A2b").update(code="a2a"), "criteria.A2a", "er kun skrevet anderledes end »a2a«"),
    (lambda d: criterion(d, "A2b").update(activity="A9"), "criteria.A2b.activity", "er »A9«, som ikke findes; vælg en af: M, A1, A2, A3"),
    (lambda d: criterion(d, "A2b").update(years=[2016, 2017]), "criteria.A2b.years", "har 2016, som ligger uden for 2017–2020"),
    (lambda d: measure(d, "A2b").update(aim={"direction": "at_least", "from": "budget"}), "criteria.A2b.measures.1.aim", "tæller ikke timer"),
    (lambda d: measure(d, "A2b").update(aim={"direction": "at_least", "from": "nobody"}), "criteria.A2b.measures.1", "er »nobody«, som ikke findes"),
    (lambda d: d["hours"].append(dict(d["hours"][0])), "hours.12", "dækker et år, som en linje før den allerede dækker"),
    (lambda d: d["hours"][0].update(role="nobody"), "hours.1.role", "er »nobody«, som ikke findes"),
    (lambda d: measure(d, "M1").update(of=[{"figure": "safety_basic_estate"}, {"figure": "safety_basic_city"}]), "criteria.M1.measures.1", "lægger andele eller indeks sammen"),
    (lambda d: measure(d, "A1b")["of"].append({"figure": "evictions"}), "criteria.A1b.measures.1", "ikke kan lægges sammen"),
    (lambda d: measure(d, "A1a")["of"].append({"count": "walks"}), "criteria.A1a.measures.1", "ikke kan lægges sammen"),
    (lambda d: measure(d, "A1a")["aim"].update(target="2"), "criteria.A1a.measures.1.aim", "skal være et helt tal fra 1 til 1"),
    (lambda d: measure(d, "A2d").update(per={"milestones": ["playbook"]}), "criteria.A2d.measures.1", "deler med milepæle"),
    (lambda d: d["figures"][0].update(part_of="nobody"), "figures.safety_basic_estate.part_of", "er »nobody«, som ikke findes"),
    (lambda d: d["figures"][0].update(party="nobody"), "figures.safety_basic_estate.party", "er »nobody«, som ikke findes"),
    (lambda d: d["figures"][0]["baselines"][0].update(value="183"), "figures.safety_basic_estate.baselines", "skal være fra 0 til 100"),
    (lambda d: d["figures"][0]["baselines"][0].update(year=2017), "figures.safety_basic_estate.baselines", "skal være fra før 2017"),
    (lambda d: d["figures"][0]["baselines"][0].update(year=2014), "criteria.M1.measures.1.baselines", "fra hver sit år"),
    (lambda d: d["figures"][0].update(code="budget"), "figures.budget", "formatet selv bruger"),
    (lambda d: d["choices"][0].update(code="any"), "choices.events.kind.any", "er et ord, som formatet selv bruger"),
    (lambda d: d["choices"][0].update(list="events.colour"), "choices.events.colour", "er ingen liste af valg"),
    (lambda d: d["choices"][0].update(groups=["nobody"]), "choices.events.kind.halloween.groups", "er »nobody«, som ikke findes"),
    (lambda d: d["figures"][0].update(by_area=True), "figures.safety_basic_estate.baselines", "mangler for afd12"),
    (lambda d: criterion(d, "A2b").update(period="by"), "criteria.A2b.measures.1.until", "skal have en dato i 2017–2020"),
    (lambda d: criterion(d, "A2b").update(period="by", until="2021-01-01"), "criteria.A2b.measures.1.until", "skal have en dato i 2017–2020"),
    (lambda d: d["version"].update(decided_by="nobody"), "version.decided_by", "er »nobody«, som ikke findes"),
    (lambda d: d["milestones"][3].update(evaluates="A9"), "milestones.evaluation.evaluates", "er »A9«, som ikke findes"),
    (lambda d: d.update(last_year=2016), "last_year", "skal være 2017 eller senere"),
    # its shape
    (lambda d: d.pop("criteria"), "criteria", "mangler"),
    (lambda d: criterion(d, "A2b").update(colour="red"), "criteria.A2b.colour", "kendes ikke; her kan stå: code, activity"),
    (lambda d: measure(d, "A2b")["aim"].update(target="1.000,5"), "criteria.A2b.measures.1.aim.target", "skal være et tal uden tusindtalstegn"),
    (lambda d: measure(d, "A2b")["aim"].update(target=71.5), "criteria.A2b.measures.1.aim.target", "skal være et tal"),
    (lambda d: measure(d, "A2b")["of"][0].update(figure="x"), "criteria.A2b.measures.1.of.1", "skal have netop én af: count"),
    (lambda d: measure(d, "M3").update(gap_to="eviction_level"), "criteria.M3.measures.1", "kan ikke have både »per« og »gap_to«"),
    (lambda d: d["milestones"][0].pop("deadline"), "milestones.dialogue_forum", "skal have netop én af: deadline, each_year"),
    (lambda d: d["version"].update(valid_from="1.1.2017"), "version.valid_from", "skal være en dato, for eksempel 2017-12-31"),
    (lambda d: d["version"].update(valid_from="2017-02-29"), "version.valid_from", "skal være en dato"),
    (lambda d: d.update(code="løv"), "code", "skal være en kode af bogstaverne a–z"),
    (lambda d: d.update(criteria=d["criteria"] * 4), "criteria", "skal være en liste med 0 til 60"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "path", "says"), FAULTS, ids=range(len(FAULTS)))
def test_a_fault_is_told_with_its_place(spoil, path, says):
    found = document()
    spoil(found)
    told = [(fault.path, fault.says) for fault in criteria.check(found)]
    assert any(path == where and says in what for where, what in told), told


def test_all_faults_are_told_at_once():
    found = document()
    for spoil, _path, _says in FAULTS[:12]:
        spoil(found)
    assert len(criteria.check(found)) >= 10


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of the document: what holds it, and its key there."""
    pairs = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, key) for key, _each in pairs] + [place for _key, each in pairs for place in _places(each)]


SPOILERS = st.sampled_from([None, "", " ", "x", "1.5", "1,5", 0, -1, 7, 2017, 1.5, True, False, [], {}, ["x"], ["x", "x"], [1, 2], "2017-01-01", "2017-13-01", {"code": "x"}])  # fmt: skip


@given(name=st.sampled_from(["urbanplanen", "blandet"]), data=st.data())
def test_whatever_stands_anywhere_the_schema_and_the_faults_agree(name, data):
    found = document(name)
    for _time in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(_places(found)))
        if isinstance(holder, dict) and data.draw(st.booleans()):
            holder.pop(key)
        else:
            holder[key] = data.draw(SPOILERS)
    shape = format.faults(found)
    says_day = all("skal være en dato" in fault.says for fault in shape)  # a schema knows no calendar
    assert VALIDATOR.is_valid(found) == (not shape) or (shape and says_day)
    assert all(str(fault) for fault in criteria.check(found))


@pytest.mark.parametrize(("line", "says"), [
    ("first_year = 71,5", "linje 2« har et tal med komma; skriv et punktum, for eksempel 71.5"),
    ("day = 1.1.2017", "linje 2« har en dato, der ikke kan læses; skriv år-måned-dag"),
    ("område = 1", "linje 2« har et navn før lighedstegnet med andet end a–z"),
    ("x = ", "linje 2« er ikke rigtig TOML"),
])  # fmt: skip
def test_what_is_no_toml_is_told_in_danish(line, says, tmp_path):
    path = tmp_path / "a.toml"
    path.write_text(f'format = "feltbog-agreement/1"\n{line}\n')
    with pytest.raises(PlanError, match="linje 2") as refused:
        criteria.read(path)
    assert says in str(refused.value)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        faults = criteria.check(toml_spelling.from_toml(toml_spelling.parsed(text)))
    except toml_spelling.UnreadableError as error:
        faults = [error.fault]
    assert "format" in str(faults[0]) or "linje" in str(faults[0])
