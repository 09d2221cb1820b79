"""A draft in the office: its parts as tables, a row's form, what is kept of what cannot be read, and two people at once."""

import copy
import re

import pytest
from accounts import OTHER
from agreeing import adopt_only, document
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml.html import fromstring
from pages import post, text

from app import criteria
from app.agreement import format
from app.criteria import draft_rows, editing

PATH = "/office/agreements/tryghed"
PARTS = [
    "about",
    "figures",
    "milestones",
    "lists",
    "parties",
    "areas",
    "hours",
    "money",
    "questions",
    "choices",
]


@pytest.fixture
def begun(app, leader):
    """The leader, with a draft of the source agreement's next version."""
    with app.app_context():
        adopt_only(document())
    assert post(leader, f"{PATH}/revise").location == f"{PATH}/draft"
    return leader


def draft_of(app):
    with app.app_context():
        return criteria.find_draft("tryghed")


def form_of(page):
    """The fields of the form that saves the row, as a browser would post them."""
    found = {}
    for name, value in fromstring(page.text).xpath("//form[@data-autosave]")[0].form_values():
        found.setdefault(name, []).append(value)
    del found["csrf_token"]
    return found


@pytest.mark.parametrize("part", PARTS)
def test_each_part_and_each_of_its_rows_has_a_page(app, begun, part):
    assert begun.get(f"{PATH}/draft/{part}").status_code == 200
    if part != "about":
        assert begun.get(f"{PATH}/draft/{part}/new").status_code == 200
        for key in editing.rows(draft_of(app).document, part):
            assert begun.get(f"{PATH}/draft/{part}/{key}").status_code == 200


@pytest.mark.parametrize("part", [*PARTS, "activities"])
def test_a_form_that_is_saved_as_it_is_changes_nothing(app, begun, part):
    before = draft_of(app).document
    for key in editing.rows(before, part):
        path = f"{PATH}/draft/{part}/{key}"
        answer = post(begun, path, **form_of(begun.get(path if part != "about" else f"{PATH}/draft/about")))
        assert answer.status_code == 303, text(answer)
    assert draft_of(app).document == before


def test_two_people_in_different_rows_do_not_meet_and_in_the_same_row_somebody_chooses(app, begun, sign_in):
    other = sign_in("leader")
    mine = form_of(begun.get(f"{PATH}/draft/parties/police"))
    theirs = form_of(other.get(f"{PATH}/draft/parties/library"))
    assert post(other, f"{PATH}/draft/parties/library", **theirs | {"name": "Hovedbiblioteket"}).status_code == 303
    assert post(begun, f"{PATH}/draft/parties/police", **mine | {"name": "Nærpolitiet"}).status_code == 303
    mine = form_of(begun.get(f"{PATH}/draft/parties/police"))
    assert post(other, f"{PATH}/draft/parties/police", **mine | {"name": "Politiet i byen"}).status_code == 303
    page = post(begun, f"{PATH}/draft/parties/police", **mine | {"name": "Politiet i Nord"})
    assert page.status_code == 409
    marks = [each.text for each in fromstring(page.text).xpath("//mark")]
    assert marks == ["Nord", "byen"]
    parties = editing.rows(draft_of(app).document, "parties")
    assert (parties["police"]["name"], parties["library"]["name"]) == ("Politiet i byen", "Hovedbiblioteket")
    keep = fromstring(page.text).xpath("//form[contains(@class, 'form-actions')]")[0]
    assert begun.post(keep.action, data=dict(keep.form_values())).status_code == 303
    assert editing.rows(draft_of(app).document, "parties")["police"]["name"] == "Politiet i Nord"


def test_what_cannot_be_read_is_kept_beside_the_draft_and_shown_again(app, begun):
    path = f"{PATH}/draft/figures/evictions"
    before = draft_of(app).document
    said = form_of(begun.get(path)) | {"baselines-1-value": "1.300", "source": "Fogeden"}
    page = post(begun, path, **said)
    assert page.status_code == 422
    assert "Mener du 1300 eller 1,3?" in text(page)
    assert draft_of(app).document == before
    page = begun.get(path)
    assert "Mener du 1300 eller 1,3?" in text(page)
    assert [
        each.value for each in fromstring(page.text).xpath("//input[@name='baselines-1-value' or @name='source']")
    ] == ["Fogeden", "1.300"]
    front = begun.get(f"{PATH}/draft")
    assert "er ikke gjort færdig: Mener du 1300 eller 1,3?" in text(front)
    answer = post(begun, path, **said | {"baselines-1-value": "1300"})
    assert answer.status_code == 303
    assert editing.rows(draft_of(app).document, "figures")["evictions"]["baselines"] == [
        {"year": 2015, "value": "1300"}
    ]
    assert not draft_of(app).unfinished


def test_a_row_is_added_with_a_code_of_its_name_moved_retired_and_removed(app, begun):
    path = f"{PATH}/draft/parties"
    assert post(begun, f"{path}/new", name="Børnehaven på hjørnet").status_code == 303
    assert post(begun, f"{path}/new", name="Børnehaven på hjørnet").status_code == 303
    keys = list(editing.rows(draft_of(app).document, "parties"))
    assert keys[-2:] == ["boernehaven_paa_hjoernet", "boernehaven_paa_hjoernet_2"]
    seen = form_of(begun.get(f"{path}/{keys[-1]}"))["seen"]
    post(begun, f"{path}/{keys[-1]}/move", to="up", seen=seen)
    assert list(editing.rows(draft_of(app).document, "parties"))[-2:] == [keys[-1], keys[-2]]
    post(begun, f"{path}/{keys[-1]}/remove", seen=seen)
    assert keys[-1] not in editing.rows(draft_of(app).document, "parties")
    seen = form_of(begun.get(f"{path}/police"))["seen"]
    answer = post(begun, f"{path}/police/remove", seen=seen)
    assert "Lad den udgå i stedet" in text(begun.get(answer.location))
    assert post(begun, f"{path}/police/retire", seen=seen, retired_on="").status_code == 422
    assert post(begun, f"{path}/police/retire", seen=seen, retired_on="2027-01-01").status_code == 303
    assert "udgår 1. januar 2027" in text(begun.get(path))
    seen = form_of(begun.get(f"{path}/police"))["seen"]
    post(begun, f"{path}/police/retire", seen=seen, again="yes")
    assert "retired_on" not in editing.rows(draft_of(app).document, "parties")["police"]


def test_what_the_agreement_says_of_itself_has_a_form_and_years_that_were_agreed_stay(app, begun):
    path = f"{PATH}/draft/about"
    said = form_of(begun.get(path))
    assert "first_year" not in said
    seen = said["seen"]
    assert post(begun, f"{path}/about", **said | {"privacy.contact": ""}).status_code == 422
    assert post(begun, f"{path}/about", **said | {"name": "Tryghed", "privacy.contact": "Spørg os."}).status_code == 303
    assert draft_of(app).document["privacy"]["contact"] == "Spørg os."
    page = post(begun, f"{path}/about", **said | {"name": "Trivsel", "seen": seen})
    assert page.status_code == 409
    assert "Spørg os." in text(page)


def test_a_form_that_saves_itself_is_answered_in_few_words(app, begun):
    path = f"{PATH}/draft/parties/police"
    said = form_of(begun.get(path)) | {"autosave": "yes"}
    answer = post(begun, path, **said | {"name": "Politi"})
    assert re.fullmatch(r"\d\d\.\d\d", answer.json["saved"])
    assert post(begun, path, **said | {"name": "Politi 2"}).status_code == 409
    again = post(begun, path, **said | {"name": "Politi 2", "seen": answer.json["seen"]})
    assert again.status_code == 200
    answer = post(begun, path, **said | {"name": "", "seen": again.json["seen"]})
    assert (answer.status_code, answer.json["says"]) == (422, ["Udfyld »Navn«."])
    answer = post(begun, f"{PATH}/draft/parties/new", name="Skolen", autosave="yes")
    assert answer.json["url"] == f"{PATH}/draft/parties/skolen"


def test_what_one_began_another_can_finish_or_throw_away(app, begun):
    with app.app_context():
        begun_by = draft_rows.address_of("parties", "new", OTHER.id)
        draft_rows.keep_unfinished("tryghed", begun_by, [("name", "")], ["Udfyld »Navn«."], OTHER)
    (link,) = fromstring(begun.get(f"{PATH}/draft").text).xpath("//ul[@class='fault-list']//a/@href")
    assert "Kassér det skrevne" not in text(begun.get(f"{PATH}/draft/parties/new"))
    page = begun.get(link)
    assert "Kassér det skrevne" in text(page)
    form = fromstring(page.text).xpath("//form[@data-autosave]")[0]
    assert post(begun, form.action, name="Skolen").status_code == 303
    draft = draft_of(app)
    assert "skolen" in editing.rows(draft.document, "parties")
    assert draft.unfinished == {}


def test_nobody_adopts_what_is_not_finished(app, begun):
    with app.app_context():
        draft_rows.keep_unfinished("tryghed", "figures/evictions", [("name", "")], ["Udfyld »Navn«."], OTHER)
        with pytest.raises(criteria.AgreementFaultsError, match="er ikke gjort færdig"):
            criteria.adopt("tryghed", OTHER)
    assert post(begun, f"{PATH}/draft/figures/evictions", discard="yes").status_code == 303
    assert draft_of(app).unfinished == {}


def test_a_role_that_nobody_had_becomes_a_choice(app, begun):
    said = {"activity": "A1", "role": "Gadeværterne", "task": "aktiviteter", "hours": "12,5"}
    assert post(begun, f"{PATH}/draft/hours/new", **said).status_code == 303
    document = draft_of(app).document
    assert document["hours"][-1] == {"activity": "A1", "role": "gadevaerterne", "task": "activities", "hours": "12.5"}
    assert document["choices"][-1] == {"list": "hours.role", "code": "gadevaerterne", "label": "Gadeværterne"}


DAYS = st.sampled_from(["2027-01-01", ""])
PROPERTY_PARTS = ["parties", "areas", "figures", "hours", "choices", "criteria"]


@given(st.data())
def test_whatever_is_done_to_rows_keeps_the_shape_and_every_code_its_own(data):
    agreed = document()
    for _step in range(data.draw(st.integers(1, 12))):
        part = data.draw(st.sampled_from(PROPERTY_PARTS))
        rows = editing.rows(agreed, part)
        before = copy.deepcopy(agreed)
        key = data.draw(st.sampled_from(sorted(rows)))
        match data.draw(st.sampled_from(["put", "add", "move", "retire", "remove"])):
            case "put":
                becomes = editing.put(agreed, part, rows[key], key)
                assert becomes == agreed
            case "add":
                row = {name: value for name, value in rows[key].items() if name != "code"}
                code = {"code": editing.code_for(agreed, part, row)} if "code" in rows[key] else {}
                becomes = editing.put(agreed, part, {**row, **code})
                assert len(editing.rows(becomes, part)) == len(rows) + 1
            case "move":
                becomes = editing.move(agreed, part, key, up=data.draw(st.booleans()))
                assert sorted(map(repr, becomes[part])) == sorted(map(repr, agreed[part]))
            case "retire":
                assume(editing.can_retire(part))
                becomes = editing.retire(agreed, part, key, data.draw(DAYS))
            case _:
                assume(len(rows) > 1)
                becomes = editing.remove(agreed, part, key)
                assert len(becomes[part]) == len(rows) - 1
        assert agreed == before, "what was given stays as it was"
        agreed = becomes
        assert format.faults(agreed) == []
        codes = [code.casefold() for code in editing.rows(agreed, part)]
        assert len(set(codes)) == len(codes) == len(agreed[part])
