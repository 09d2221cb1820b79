"""A criterion made by choosing in the office: what is drawn is what is sent, and what is chosen is what is kept."""

import pytest
from agreeing import NAMES, adopt_only, criterion, document, draft_only
from lxml.html import fromstring
from pages import text, token
from werkzeug.datastructures import MultiDict

from app import criteria
from app.criteria.choosing import STARTERS

PATH = "/office/agreements/{}/draft/criteria/{}"


@pytest.fixture
def drafted(app):
    """Let an agreement be adopted and be a draft too; the draft's code."""

    def draft(agreed, *, adopted=True):
        with app.app_context():
            adopt_only(*([agreed] if adopted else []))
            draft_only(agreed)
        return agreed["code"]

    return draft


def draft_of(app, code):
    with app.app_context():
        return criteria.find_draft(code)


def row_of(app, agreed, code):
    return criterion(draft_of(app, agreed["code"]).document, code)


def form_of(page):
    (form,) = fromstring(page.text).xpath("//form[@data-choosing]")
    return form


def sent(page, **changed):
    """What the form on a page sends, with some controls otherwise: None is not sent, a list is ticked."""
    values = [(name, value) for name, value in form_of(page).form_values() if name not in changed]
    for name, value in changed.items():
        values += [(name, each) for each in ([] if value is None else value if isinstance(value, list) else [value])]
    return values


def drawn(leader, page, **changed):
    """The page drawn again with other choices, as the button Vis does."""
    return leader.get(form_of(page).action.partition("?")[0], query_string=sent(page, **changed))


def save(leader, page, **changed):
    return leader.post(form_of(page).action, data=MultiDict([*sent(page, **changed), ("csrf_token", token(leader))]))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_only_looked_at_and_saved_stays_as_it_was(app, leader, drafted, name):
    agreed = document(name)
    code = drafted(agreed)
    for row in agreed["criteria"]:
        page = leader.get(PATH.format(code, row["code"]))
        assert page.status_code == 200
        assert criteria.sentence(agreed, row) in said(page)
        assert sent(drawn(leader, page)) == sent(page), row["code"]
        assert save(leader, page).status_code == 303, row["code"]
    assert draft_of(app, code).document == agreed


def blank(agreed):
    return {**agreed, "criteria": []}


def made(leader, code, start="empty", **chosen):
    """A new criterion, begun and drawn again with these choices."""
    page = leader.get(f"{PATH.format(code, 'new')}?start={start}")
    return drawn(leader, page, show="", **chosen)


def said(page):
    """The words of the page, its sentence as one."""
    sentences = [each.text_content() for each in fromstring(page.text).xpath("//*[@class='sentence']")]
    return " ".join([*sentences, text(page)]).replace("\u00a0", " ")


@pytest.mark.parametrize("start", STARTERS)
def test_every_beginning_can_be_used_and_says_what_it_lacks(leader, drafted, start):
    code = drafted(document())
    assert f"start={start}&amp;activity=A2" in leader.get(f"{PATH.format(code, 'new')}?activity=A2").text
    page = leader.get(f"{PATH.format(code, 'new')}?start={start}&activity=A2")
    assert page.status_code == 200
    assert "Skriv, hvad aftalen siger." in said(page)
    assert form_of(page).fields["activity"] == "A2"
    assert not fromstring(page.text).xpath("//*[@aria-invalid]")


def test_a_beginning_says_its_sentence_before_its_words_are_written(leader, drafted):
    code = drafted(document())
    page = leader.get(f"{PATH.format(code, 'new')}?start=asked")
    assert "ved alle henvendelser er der spurgt om hjælp til MitID, borger.dk eller e-Boks" in said(page)
    assert "Det siger kriteriet" in said(page)
    assert "Vælg en aktivitet." in said(page)


def test_a_beginning_that_needs_a_figure_says_so_where_there_is_none(leader, drafted):
    agreed = {
        name: value for name, value in blank(document()).items() if name not in {"figures", "milestones", "hours"}
    }
    code = drafted(agreed, adopted=False)
    page = leader.get(PATH.format(code, "new"))
    links = {each.text_content(): each.get("href") for each in fromstring(page.text).xpath("//ul//a")}
    assert "Afstand til byen" not in links
    assert links["Skriv først tallet under »Tal fra andre«"] == f"/office/agreements/{code}/draft/figures/new"
    assert links["Skriv først milepælen under »Møder og frister«"] == f"/office/agreements/{code}/draft/milestones/new"
    assert "Mindst … om året" in links
    assert "Tal, andre leverer" not in said(leader.get(f"{PATH.format(code, 'new')}?start=count"))


def test_a_new_criterion_gets_the_next_number_of_its_activity(app, leader, drafted):
    agreed = document()
    code = drafted(agreed)
    page = made(leader, code, "count", text="Mindst 50 henvendelser", activity="A2", **{"m1-target": "50"})
    assert "Hvert år 2017–2020: mindst 50 henvendelser." in said(page)
    answer = save(leader, page)
    assert answer.location == f"/office/agreements/{code}/draft"
    assert "A2e er gemt i kladden." in text(leader.get(answer.location))
    assert draft_of(app, code).document["criteria"][-1] == {
        "code": "A2e", "activity": "A2", "text": "Mindst 50 henvendelser", "unit": "henvendelser",
        "measures": [{"of": [{"count": "contacts"}], "aim": {"direction": "at_least", "target": "50"}}],
    }  # fmt: skip
    page = made(leader, code, "meetings", text="Fire møder", activity="A2", promise="yes")
    save(leader, page)
    assert draft_of(app, code).document["criteria"][-1]["code"] == "fire_moeder"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("1.300", "Mener du 1300 eller 1,3?"), ("mange", "Skriv et tal, for eksempel 41 eller 77,5."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_at_its_control_and_kept(app, leader, drafted, typed, says):
    agreed = document()
    code = drafted(agreed)
    path = PATH.format(code, "A2b")
    page = save(leader, leader.get(path), **{"m1-target": typed, "text": "Nye ord"})
    assert page.status_code == 422
    assert fromstring(page.text).findtext(".//title").startswith("Fejl:")
    assert draft_of(app, code).document == agreed
    for shown in (page, leader.get(path)):
        tree = fromstring(shown.text)
        assert says in tree.xpath("//*[@id='m1-target-error']")[0].text_content()
        assert tree.xpath("//*[@id='error-summary']//a/@href") == ["#m1-target"]
        assert form_of(shown).fields["m1-target"] == typed
        assert form_of(shown).fields["text"] == "Nye ord"
    leader.post(path, data={"csrf_token": token(leader), "discard": "yes"})
    assert form_of(leader.get(path)).fields["m1-target"] == "100"


def test_what_was_chosen_for_another_kind_is_not_kept(leader, drafted):
    code = drafted(document())
    page = leader.get(PATH.format(code, "A2c"))
    assert "m1-t1-where1-field" in form_of(page).fields
    page = drawn(leader, page, show="", **{"m1-t1-what": "observations"})
    names = form_of(page).fields
    assert "m1-t1-where1-field" not in names
    assert names["m1-t1-what"] == "observations"
    page = drawn(leader, page, show="", **{"m1-t1-what": "milestones"})
    assert not {"m1-target", "m1-direction", "m1-per-what"} & set(form_of(page).fields)


def test_rows_are_added_and_taken_away_by_buttons(leader, drafted):
    code = drafted(document())
    page = leader.get(PATH.format(code, "A1b"))
    page = drawn(leader, page, add="m1-t2-where")
    assert "m1-t2-where2-field" in form_of(page).fields
    page = drawn(leader, page, remove="m1-t2-where2")
    page = drawn(leader, page, remove="m1-t2")
    assert "m1-t2-what" not in form_of(page).fields
    assert "mindst 3 tryghedsvandringer." in said(page)
    for path in ("m9", "m1-t1", "x", "m1-t1-where7", "m1-in:-2017", ""):
        assert drawn(leader, page, remove=path, add=path).status_code == 200


def test_a_condition_that_is_not_whole_keeps_nothing_from_being_drawn_but_from_being_saved(leader, drafted):
    code = drafted(document())
    page = drawn(leader, leader.get(PATH.format(code, "A2b")), add="m1-t1-where")
    assert not fromstring(page.text).xpath("//*[@aria-invalid]")
    assert "Vælg, hvad der spørges om, eller fjern betingelsen." in said(page)
    page = save(leader, page)
    assert page.status_code == 422
    assert fromstring(page.text).xpath("//*[@id='error-summary']//a/@href") == ["#m1-t1-where1-field"]


def test_faults_stand_at_their_control_and_may_be_saved(app, leader, drafted):
    code = drafted(document())
    page = leader.get(PATH.format(code, "A2b"))
    answer = save(leader, page, **{"m1-target": "", "m1-against": "baseline"})
    assert answer.location == PATH.format(code, "A2b")
    page = leader.get(answer.location)
    assert "Gemt i kladden. Der er noget, der skal rettes" in said(page)
    assert (
        "Måles mod et udgangspunkt, som mangler."
        in fromstring(page.text).xpath("//*[@id='m1-against-error']")[0].text_content()
    )
    save(leader, leader.get(PATH.format(code, "A2a")), **{"m1-t1-figure": "bike_patrol_hours"})
    assert "som mangler: »Cykelpatrulje i området«." in said(leader.get(PATH.format(code, "A2a")))
    page = drawn(leader, page, add="m1-base")
    page = drawn(leader, page, show="", **{"m1-base1-year": "2016", "m1-base1-value": "80"})
    assert "antallet af henvendelser er ikke under tallet i 2016 (80)" in said(page)
    assert save(leader, page).location == f"/office/agreements/{code}/draft"
    measure = row_of(app, document(), "A2b")["measures"][0]
    assert measure["baselines"] == [{"year": 2016, "value": "80"}]


def test_whoever_was_second_chooses_which_one_counts(app, leader, drafted):
    agreed = document()
    code = drafted(agreed)
    seen = leader.get(PATH.format(code, "A2b"))
    save(leader, leader.get(PATH.format(code, "A2d")), text="Andre ord")
    assert save(leader, leader.get(PATH.format(code, "A2b")), text="Den andens ord").status_code == 303
    page = save(leader, seen, text="Mine ord")
    assert page.status_code == 409
    assert "Mine ord" in text(page)
    assert "Den andens ord" in text(page)
    assert row_of(app, agreed, "A2b")["text"] == "Den andens ord"


def test_a_year_that_another_version_judges_is_locked(app, leader, drafted, moment):
    moment.set("2018-05-01T10:00:00+00:00")
    agreed = document()
    code = drafted(agreed)
    with app.app_context():
        draft_only({**agreed, "version": {**agreed["version"], "valid_from": "2019-01-01"}})
    page = leader.get(PATH.format(code, "A2b"))
    shown = form_of(page)
    assert [shown.xpath(f"//input[@name='m1-in:-{year}']/@type")[0] for year in range(2017, 2021)] == [
        "hidden",
        "hidden",
        "text",
        "text",
    ]
    assert [each.text_content().split()[0] for each in shown.xpath("//*[@id='m1-years']//*[@class='locked']")] == [
        "100",
        "100",
    ]
    save(leader, page, **{"m1-in:-2019": "110", "m1-in:-2020": "110"})
    aim = row_of(app, agreed, "A2b")["measures"][0]["aim"]
    assert aim == {"direction": "at_least", "target": "100", "except": [{"value": "110", "years": [2019, 2020]}]}


def test_a_long_form_is_sent_without_an_address(leader, drafted):
    agreed = document("blandet")
    code = drafted(agreed, adopted=False)
    page = leader.get(PATH.format(code, "W1"))
    for _number in range(4):
        page = drawn(leader, page, add="m")
    for number in range(1, 6):
        page = drawn(
            leader, page, show="", **{f"m{number}-name": "Læsning " * 7, "note": "Sådan har vi læst det. " * 40}
        )
    assert form_of(page).method == "POST"
    count = len(form_of(page).xpath("//fieldset[@class='reading']"))
    again = leader.post(form_of(page).action, data=MultiDict([*sent(page), ("add", "m")]))
    assert len(form_of(again).xpath("//fieldset[@class='reading']")) == count + (count < 6)


def test_what_it_says_comes_from_the_records_there_are(app, leader, drafted, observe):
    agreed = next_years(document())
    code = drafted(agreed)
    for kind in ("good", "improve", "improve"):
        observe(kind=kind)
    page = made(
        leader, code, "count", text="Observationer", activity="A1", **{"m1-t1-what": "observations", "m1-target": "2"}
    )
    assert "2026: 3 af 2 Opfyldt" in said(page)
    assert "Ingen observationer i 2025. Vi kan ikke regne på det." in said(page)
    page = drawn(leader, drawn(leader, page, add="m1-t1-where"), show="", **{"m1-t1-where1-field": "kind"})
    page = drawn(leader, page, show="", **{"m1-t1-where1-is": ["good"]})
    assert "2026: 1 af 2" in said(page)
    assert "Uden betingelsen: 3, altså opfyldt." in said(page)
    assert "Se alle observationer i 2026" in said(page)


def next_years(agreed):
    agreed |= {"first_year": 2026, "last_year": 2029, "criteria": [], "hours": []}
    agreed["milestones"] = [each for each in agreed["milestones"] if "deadline" not in each]
    agreed["version"]["valid_from"] = "2026-01-01"
    return agreed


def test_a_personal_number_is_refused_and_kept_nowhere(app, leader, drafted):
    code = drafted(document())
    for name in ("text", "note", "source", "unit", "m1-name"):
        page = save(leader, leader.get(PATH.format(code, "A2b")), **{name: "Kari 010190-1234"})
        assert page.status_code == 422
        assert "Her står et CPR-nummer. Fjern det, og gem igen." in said(page)
        draft = draft_of(app, code)
        assert "010190-1234" not in str(draft.document) + str(draft.unfinished)
        leader.post(PATH.format(code, "A2b"), data={"csrf_token": token(leader), "discard": "yes"})


def test_a_criterion_goes_out_of_use_and_one_that_no_version_has_goes_away(app, leader, drafted):
    code = drafted(document())
    path = PATH.format(code, "A2b")
    seen = form_of(leader.get(path)).fields["seen"]
    answer = leader.post(f"{path}/retire", data={"csrf_token": token(leader), "seen": seen, "retired_on": "x"})
    assert answer.location == path
    leader.post(f"{path}/retire", data={"csrf_token": token(leader), "seen": seen, "retired_on": "2019-07-01"})
    assert row_of(app, document(), "A2b")["retired_on"] == "2019-07-01"
    page = leader.get(path)
    assert "Udgår 1. juli 2019." in said(page)
    assert "Fjern A2b?" not in said(page)
    assert save(leader, page, text="Andre ord").status_code == 303
    assert row_of(app, document(), "A2b")["retired_on"] == "2019-07-01"
    save(leader, made(leader, code, "meetings", text="Fire møder", activity="A2"))
    page = leader.get(PATH.format(code, "A2e"))
    assert "Fjern A2e?" in said(page)
    data = {"csrf_token": token(leader), "seen": form_of(page).fields["seen"]}
    assert leader.post(f"{PATH.format(code, 'A2e')}/remove", data=data).status_code == 303
    assert leader.get(PATH.format(code, "A2e")).status_code == 404


def test_what_somebody_else_began_is_gone_on_with(app, leader, sign_in, drafted):
    code = drafted(document())
    save(leader, made(leader, code, "count", text="Mindst mange", activity="A2", **{"m1-target": "mange"}))
    other = sign_in("leader", "anden@example.org")
    front = fromstring(other.get(f"/office/agreements/{code}/draft").text)
    (link,) = front.xpath("//a[contains(@href, '/draft/criteria/new?of=')]/@href")
    page = other.get(link)
    assert form_of(page).fields["m1-target"] == "mange"
    page = drawn(other, page, show="", **{"m1-target": "50"})
    assert save(other, page).status_code == 303
    assert draft_of(app, code).document["criteria"][-1]["text"] == "Mindst mange"
    assert draft_of(app, code).unfinished == {}
