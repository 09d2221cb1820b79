"""Extra questions and lists of choices in a draft: written, ordered, out of use, in groups; every fault at its control."""

import json

import pytest
from agreeing import adopt_only, document, with_more
from lxml.html import fromstring
from pages import post, text

from app import criteria
from app.agreement import kept
from app.cli.common import OPERATOR
from app.criteria import editing

PATH = "/office/agreements/tryghed"
SMELL = {"form": "observation", "code": "smell", "kind": "choice", "label": "Hvordan lugter her?"}
FINE = {"list": "observation.smell", "code": "fine", "label": "Fint"}
BAD = {"list": "observation.smell", "code": "bad", "label": "Grimt", "plain": "Dårligt"}
YES_NO = {"form": "contact", "kind": "yes_no", "label": "x"}


@pytest.fixture
def begun(app, leader):
    """The leader, with a draft of the source agreement's next version."""
    return drafted(app, leader)


@pytest.fixture
def asking(app, leader):
    """The same of an agreement that asks about the smell already."""
    return drafted(app, leader, questions=[SMELL], choices=[FINE, BAD])


def drafted(app, leader, **more):
    with app.app_context():
        adopt_only(with_more(document(), **more))
    assert post(leader, f"{PATH}/revise").status_code == 303
    return leader


def rows(app, part, below):
    """The rows of a part that stand below a form or a list, by code."""
    with app.app_context():
        found = criteria.find_draft("tryghed").document.get(part, ())
    return {row["code"]: row for row in found if below in (row.get("form"), row.get("list"))}


def lines(leader, listed):
    """The fields of the form of a list, as a browser posts them, and where it is posted."""
    page = leader.get(f"{PATH}/draft/choices/list/{listed}", follow_redirects=True)
    form = fromstring(page.text).xpath(
        "//form[contains(@action, '/choices/list/') and not(contains(@action, '/groups/'))]"
    )[0]
    fields = dict(form.form_values())
    fields.pop("csrf_token")
    return fields


def save(leader, listed, fields, **more):
    return post(leader, f"{PATH}/draft/choices/list/{listed}", **fields | more)


def errors(page):
    """What is wrong, by the control that it stands at: (anchor, words) of the summary, each found beside its control too."""
    tree = fromstring(page.text)
    found = [(link.get("href").lstrip("#"), link.text_content()) for link in tree.xpath("//*[@id='error-summary']//a")]
    for anchor, words in found:
        assert words in tree.get_element_by_id(f"{anchor}-error").text_content(), anchor
    return found


def add(leader, form, **said):
    return post(leader, f"{PATH}/draft/questions/new?form={form}", **{"kind": "count", "seen": ""} | said)


def test_a_question_is_added_and_its_choices_written_on_its_page(app, begun):
    added = add(begun, "observation", kind="choice", label="Hvordan lugter her?", plain="Lugt")
    assert added.location == f"{PATH}/draft/questions/observation.hvordan_lugter_her"
    page = begun.get(added.location)
    assert "Skal have mindst ét valg" in text(page)
    listed = "observation.hvordan_lugter_her"
    saved = save(begun, listed, lines(begun, listed), **{"label-1": "Fint", "plain-1": "Godt", "label-2": "Grimt"})
    assert saved.location == f"{PATH}/draft/questions/{listed}#choices"
    assert list(rows(app, "choices", listed).values()) == [
        {"list": listed, "code": "fint", "label": "Fint", "plain": "Godt"},
        {"list": listed, "code": "grimt", "label": "Grimt"},
    ]
    assert "Skal have mindst ét valg" not in text(begun.get(added.location))


def test_choices_are_ordered_and_go_out_of_use(app, begun):
    add(begun, "contact", kind="choices", label="Gave")
    save(begun, "contact.gave", lines(begun, "contact.gave"), **{"label-1": "Bog", "label-2": "Bold"})
    save(begun, "contact.gave", lines(begun, "contact.gave"), up="bold")
    assert list(rows(app, "choices", "contact.gave")) == ["bold", "bog"]
    save(begun, "contact.gave", lines(begun, "contact.gave"), **{"retired_on-1": "2027-06-01"})
    assert rows(app, "choices", "contact.gave")["bold"]["retired_on"] == "2027-06-01"
    save(begun, "contact.gave", lines(begun, "contact.gave"), **{"retired_on-1": ""})
    assert "retired_on" not in rows(app, "choices", "contact.gave")["bold"]


def test_what_no_version_has_goes_with_its_text_and_what_one_has_stays(app, asking):
    save(asking, "observation.smell", lines(asking, "observation.smell"), **{"label-3": "Surt"})
    save(asking, "observation.smell", lines(asking, "observation.smell"), **{"label-3": ""})
    assert list(rows(app, "choices", "observation.smell")) == ["fine", "bad"]
    refused = save(asking, "observation.smell", lines(asking, "observation.smell"), **{"label-1": ""})
    assert refused.status_code == 422
    assert errors(refused) == [
        ("label-1", "Det har været i brug og bliver stående. Skriv teksten igen, og lad det udgå.")
    ]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ({"plain-3": "Surt"}, ("label-3", "Skriv, hvad valget hedder.")),
        ({"label-3": "grimt"}, ("label-3", "Der er allerede et valg med de ord. Skriv det anderledes.")),
        ({"label-3": "Surt", "retired_on-3": "i morgen"}, ("retired_on-3", "Skriv datoen som dag, måned og år")),
    ],
)
def test_faults_stand_at_their_controls_and_nothing_is_lost(app, asking, written, at):
    refused = save(asking, "observation.smell", lines(asking, "observation.smell"), **{"label-1": "Dejligt"} | written)
    assert refused.status_code == 422
    assert errors(refused)[0][0] == at[0]
    assert at[1][:20] in errors(refused)[0][1]
    later = asking.get(f"{PATH}/draft/questions/observation.smell")
    assert "Det her er skrevet, men ikke i kladden endnu" in text(later)
    assert errors(later) == errors(refused)
    assert 'value="Dejligt"' in later.text
    assert rows(app, "choices", "observation.smell")["fine"]["label"] == "Fint"
    front = fromstring(asking.get(f"{PATH}/draft").text)
    (told,) = front.xpath("//a[contains(., 'ikke gjort færdig')]")
    assert told.get("href") == f"{PATH}/draft/questions/observation.smell#choices"
    assert save(asking, "observation.smell", {}, discard="yes").status_code == 303
    assert "ikke i kladden endnu" not in text(asking.get(f"{PATH}/draft/questions/observation.smell"))


def test_the_eleventh_question_is_refused_over_all_agreements_in_force(app, leader):
    other = document("urbanplanen") | {
        "code": "naboen",
        "questions": [YES_NO | {"code": f"u{number}"} for number in range(4)],
    }
    with app.app_context():
        own = [YES_NO | {"code": f"q{number}"} for number in range(5)]
        adopt_only(with_more(document(), questions=own), other)
    post(leader, f"{PATH}/revise")
    page = text(leader.get(f"{PATH}/draft/questions"))
    assert "Henvendelse 9 af 10" in page
    assert "4 af dem er fra andre aftaler." in page
    assert add(leader, "contact", label="Den tiende").status_code == 303
    assert "Ti er nok" in text(leader.get(f"{PATH}/draft/questions"))
    refused = add(leader, "contact", label="Den ellevte")
    assert refused.status_code == 422
    assert "Henvendelse har allerede ti ekstra spørgsmål, og flere svarer ingen på. Lad et af dem udgå først." in text(
        refused
    )
    assert 'value="Den ellevte"' in refused.text
    assert add(leader, "observation", label="Til en anden formular").status_code == 303


def test_names_of_feltbog_s_own_are_never_codes(app, begun):
    for label in ("Note", "Data", "Minutes", "Ny"):
        assert add(begun, "contact", label=label).status_code == 303
    assert list(rows(app, "questions", "contact")) == ["note_2", "data_2", "minutes_2", "ny"]
    with app.app_context():
        assert not [
            each
            for each in criteria.check(criteria.find_draft("tryghed").document)
            if each.path.startswith("questions")
        ]


def test_attendance_takes_no_text_and_no_date(begun):
    page = begun.get(f"{PATH}/draft/questions/new?form=attendance")
    offered = fromstring(page.text).xpath("//select[@name='kind']/option/@value")
    assert offered == ["", "count", "yes_no", "choice", "choices"]
    refused = add(begun, "attendance", kind="text", label="Hvad blev der sagt?")
    assert refused.status_code == 422
    assert errors(refused)[0][0] == "kind"


def test_the_kind_of_a_question_that_a_version_has_stays(app, asking):
    page = asking.get(f"{PATH}/draft/questions/observation.smell")
    assert not fromstring(page.text).xpath("//select[@name='kind']")
    fields = {"label": "Hvad lugter her af?", "seen": editing.mark(SMELL), "kind": "text"}
    assert post(asking, f"{PATH}/draft/questions/observation.smell", **fields).status_code == 303
    assert rows(app, "questions", "observation")["smell"] == SMELL | {"label": "Hvad lugter her af?"}


def test_a_question_that_no_version_has_goes_with_its_choices(app, begun):
    add(begun, "contact", kind="choice", label="Gave")
    save(begun, "contact.gave", lines(begun, "contact.gave"), **{"label-1": "Bog"})
    seen = editing.mark(rows(app, "questions", "contact")["gave"])
    assert post(begun, f"{PATH}/draft/questions/contact.gave/remove", seen=seen).status_code == 303
    assert not rows(app, "questions", "contact")
    assert not rows(app, "choices", "contact.gave")


def test_a_standard_choice_is_renamed_goes_out_of_use_and_gets_its_words_again(app, begun):
    before = lines(begun, "contacts.topics")
    assert (before["label-1"], before["label-18"], before["label-19"]) == ("Privatøkonomi", "Andet", "")
    save(begun, "contacts.topics", before, **{"label-1": "Penge", "retired_on-2": "2027-01-01", "label-19": "Fritid"})
    assert list(rows(app, "choices", "contacts.topics").values()) == [
        {"list": "contacts.topics", "code": "budget", "label": "Penge"},
        {"list": "contacts.topics", "code": "rent", "label": "Huslejerestance/udsættelse", "retired_on": "2027-01-01"},
        {"list": "contacts.topics", "code": "fritid", "label": "Fritid"},
    ]
    page = text(begun.get(f"{PATH}/draft/choices/list/contacts.topics"))
    assert "Ellers »Privatøkonomi«" in page
    assert "I let dansk »Lys og lamper«" in text(begun.get(f"{PATH}/draft/choices/list/observations.category"))
    assert "19 valg, 1 af dem jeres eget, 1 med jeres ord, 1 udgår" in text(begun.get(f"{PATH}/draft/choices"))
    save(begun, "contacts.topics", lines(begun, "contacts.topics"), **{"label-1": "", "retired_on-2": ""})
    assert list(rows(app, "choices", "contacts.topics")) == ["fritid"]


def test_help_is_written_on_the_choice_s_own_page_of_a_standard_one_too(app, begun):
    path = f"{PATH}/draft/choices/contacts.topics.budget"
    page = begun.get(path)
    assert 'value="Privatøkonomi"' in page.text
    saved = post(begun, path, label="Privatøkonomi", help="Budget og regninger", seen="")
    assert saved.location == f"{PATH}/draft/choices/list/contacts.topics"
    assert rows(app, "choices", "contacts.topics")["budget"]["help"] == "Budget og regninger"
    assert begun.get(f"{PATH}/draft/choices/contacts.topics.nothing").status_code == 404


def test_groups_are_made_named_and_filled_by_ticks(app, begun):
    path = f"{PATH}/draft/choices/list/contacts.topics/groups"
    assert post(begun, f"{path}/new", name="Det med penge", members=["budget", "debt"]).status_code == 303
    assert rows(app, "groups", "contacts.topics") == {
        "det_med_penge": {"list": "contacts.topics", "code": "det_med_penge", "name": "Det med penge"}
    }
    assert {
        code for code, row in rows(app, "choices", "contacts.topics").items() if row.get("groups") == ["det_med_penge"]
    } == {"budget", "debt"}
    post(begun, f"{path}/det_med_penge", name="Penge", members=["debt"])
    assert list(rows(app, "choices", "contacts.topics")) == ["debt"]
    assert rows(app, "groups", "contacts.topics")["det_med_penge"]["name"] == "Penge"
    refused = post(begun, f"{path}/det_med_penge", name="", members=["debt"])
    assert refused.status_code == 422
    assert "Skriv, hvad gruppen hedder." in text(refused)
    assert post(begun, f"{path}/det_med_penge", remove="").status_code == 303
    assert not rows(app, "groups", "contacts.topics")
    assert not rows(app, "choices", "contacts.topics")
    assert post(begun, f"{path}/unknown", name="x").status_code == 404


def test_a_group_that_a_version_has_stays(app, begun):
    path = f"{PATH}/draft/choices/list/contacts.referrals/groups/own"
    page = post(begun, path, remove="").location
    assert "er i en version og bliver stående" in text(begun.get(page))
    assert "own" in rows(app, "groups", "contacts.referrals")


def test_two_people_in_different_choices_do_not_collide_and_in_the_same_both_are_shown(app, asking):
    shown = lines(asking, "observation.smell")
    save(asking, "observation.smell", shown, **{"label-1": "Frisk"})
    assert save(asking, "observation.smell", shown, **{"label-2": "Ækelt"}).status_code == 303
    assert [row["label"] for row in rows(app, "choices", "observation.smell").values()] == ["Frisk", "Ækelt"]
    clash = save(asking, "observation.smell", shown, **{"label-1": "Dejligt"})
    assert clash.status_code == 409
    assert errors(clash) == [("label-1", "Rettet af en anden imens: »Frisk«. Gem igen for at beholde dit.")]
    again = dict(fromstring(clash.text).xpath("//form[contains(@class, 'choice-lines')]")[0].form_values())
    again.pop("csrf_token")
    assert save(asking, "observation.smell", again).status_code == 303
    assert rows(app, "choices", "observation.smell")["fine"]["label"] == "Dejligt"


def test_what_saves_itself_hears_which_codes_the_new_ones_got(app, asking):
    fields = lines(asking, "observation.smell") | {"label-3": "Surt", "autosave": "1"}
    saved = json.loads(save(asking, "observation.smell", fields).data)
    assert saved["fields"]["code-3"] == "surt"
    again = fields | saved["fields"] | {"plain-3": "Surt som eddike"}
    save(asking, "observation.smell", again)
    assert rows(app, "choices", "observation.smell")["surt"]["plain"] == "Surt som eddike"
    unread = save(asking, "observation.smell", again, **{"label-3": "grimt"})
    assert (unread.status_code, unread.json["says"]) == (
        422,
        ["Der er allerede et valg med de ord. Skriv det anderledes."],
    )


def test_only_lists_that_something_is_made_of_are_offered(begun):
    page = text(begun.get(f"{PATH}/draft/choices"))
    assert "Henvendelser: Emner" in page
    assert "Arrangementer: Slags" in page
    assert "Opfølgningspunkter: Tilstand" not in page
    assert begun.get(f"{PATH}/draft/choices/list/contacts.nothing").status_code == 404


def test_the_same_question_of_another_agreement_has_the_same_code_where_it_is_of_the_same_kind(app, leader):
    other = document("urbanplanen") | {
        "code": "naboen",
        "questions": [YES_NO | {"code": "x1", "label": "Fik mad"}, YES_NO | {"code": "x2", "label": "Var glad"}],
    }
    with app.app_context():
        adopt_only(document(), other)
    post(leader, f"{PATH}/revise")
    add(leader, "contact", kind="yes_no", label="Fik mad")
    add(leader, "contact", kind="count", label="Var glad")
    assert list(rows(app, "questions", "contact")) == ["x1", "var_glad"]


def test_what_is_written_can_be_adopted(app, begun):
    add(begun, "observation", kind="choice", label="Hvordan lugter her?")
    listed = "observation.hvordan_lugter_her"
    save(begun, listed, lines(begun, listed), **{"label-1": "Fint", "label-2": "Grimt"})
    with app.app_context():
        criteria.adopt("tryghed", OPERATOR)
        assert kept.versions()[-1].number == 2
