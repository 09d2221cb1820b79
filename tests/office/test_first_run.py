"""The first run: five steps from an empty database to an agreement of this year, each of which can be skipped and left."""

import pytest
from accounts import LEADER, OTHER
from agreeing import adopt_only, document
from lxml.html import fromstring
from pages import fill, fill_again, post, text
from sending import send as send_records
from sending import statuses, store, submission

from app import criteria
from app.agreement import kept, known
from app.base import db
from app.store import AuditEntry, Walk

PATH = "/office/begin"
STEPS = ("place", "agreement", "promises", "parties", "phone")
PLACE = {
    "areas": "Nordparken",
    "programme": "Helhedsplanen Nord",
    "responsible": "Boligselskabet Nord er ansvarligt.",
    "contact": "Spørg på kontoret.",
}


@pytest.fixture(autouse=True)
def _nothing_agreed(app):
    with app.app_context():
        adopt_only()


def drafts(app):
    with app.app_context():
        return kept.drafts()


def drafted(app):
    (found,) = drafts(app)
    return found.document


def send(leader, step, then="", **answers):
    return fill(leader, f"{PATH}/{step}", then=then, **answers)


def ticked(page):
    return [each.get("name") for each in fromstring(page.text).xpath("//input[@type='checkbox'][@checked]")]


def rows(page):
    return {
        each.xpath("string(.//td[@class='text'])").strip(): each
        for each in fromstring(page.text).xpath("//table//tr[td]")
    }


def errors_of(page):
    found = fromstring(page.text)
    return [(each.get("href")[1:], each.text) for each in found.xpath("//div[@id='error-summary']//a")], found


def test_it_is_offered_as_long_as_nothing_is_adopted_and_never_forced(app, leader):
    for page in ("/office/", "/office/agreements"):
        said = text(leader.get(page))
        assert "Kom i gang" in said
        assert leader.get(page).status_code == 200
    send(leader, "place", **PLACE)
    for page in ("/office/", "/office/agreements"):
        assert "Gå videre" in text(leader.get(page))
    with app.app_context():
        criteria.discard_draft("tryghed")
        adopt_only(document())
    for page in ("/office/", "/office/agreements"):
        said = text(leader.get(page))
        assert "Kom i gang" not in said
        assert "Gør aftalen færdig" not in said


def test_all_five_steps_lead_to_an_adopted_agreement_and_its_evaluation(app, leader):
    assert leader.get(PATH).location == f"{PATH}/place"
    assert send(leader, "place", "agreement", **PLACE).location == f"{PATH}/agreement"
    assert (
        send(leader, "agreement", "promises", first_year="2026", last_year="2028", name="Tryghed i Nord").location
        == f"{PATH}/promises"
    )
    page = leader.get(f"{PATH}/promises")
    answer = fill_again(leader, page, **{"tick-set-A2a": "", "target-set-A1b": "4"}, then="parties")
    assert answer.location == f"{PATH}/parties"
    assert send(leader, "parties", "phone", more="Kvarterets Café").location == f"{PATH}/phone"
    assert "Skal aftalen gælde nu?" in text(leader.get(f"{PATH}/phone"))
    answer = send(leader, "phone", "finish")
    assert answer.location == "/office/evaluation/2026"
    page = leader.get(answer.location)
    assert "»Tryghed i Nord« er vedtaget" in text(page)
    assert "A1b" in text(page)
    with app.app_context():
        (version,) = kept.versions()
    agreed = version.document
    assert (agreed["first_year"], agreed["last_year"], agreed["areas"][0]["name"]) == (2026, 2028, "Nordparken")
    assert agreed["privacy"]["responsible"] == PLACE["responsible"]
    assert agreed["version"]["valid_from"] == "2026-01-01"
    assert agreed["version"]["decided_on"] == "2026-05-12"
    assert "Kvarterets Café" in {row["name"] for row in agreed["parties"]}
    a1b = next(row for row in agreed["criteria"] if row["code"] == "A1b")
    assert [each["aim"]["target"] for each in a1b["measures"]] == ["4", "4"]
    assert drafts(app) == ()
    with app.app_context():
        trail = [(each.action, each.kind) for each in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert trail[-1] == ("adopted", "agreement")
    assert ("changed", "agreement_draft") in trail
    for step in STEPS[:-1]:
        assert leader.get(f"{PATH}/{step}").location == "/office/agreements"
        assert post(leader, f"{PATH}/{step}").location == "/office/agreements"
    assert leader.get(f"{PATH}/phone").status_code == 200


@pytest.mark.parametrize("first", STEPS[1:])
def test_every_step_can_be_the_first(app, leader, first):
    assert leader.get(f"{PATH}/{first}").status_code == 200
    answer = send(leader, first, "close")
    assert answer.location == "/office/"
    if first != "phone":
        assert criteria.check(drafted(app)) == []


def test_steps_lead_back_and_out_and_keep_what_was_said(app, leader):
    send(leader, "place", "agreement", **PLACE)
    assert send(leader, "agreement", "place", name="Min aftale").location == f"{PATH}/place"
    assert drafted(app)["name"] == "Min aftale"
    page = leader.get(f"{PATH}/place")
    assert "Nordparken" in page.text
    assert send(leader, "place", "close").location == "/office/"
    assert "Det er gemt" in text(leader.get("/office/"))
    assert leader.get(PATH).location == f"{PATH}/promises"


def test_what_was_done_is_ticked_in_the_line(leader):
    send(leader, "place", **PLACE)
    page = fromstring(leader.get(f"{PATH}/promises").text)
    assert [each.xpath("string(.//strong)") for each in page.xpath("//nav[@class='step-line']//li[@class='done']")] == [
        "Jeres sted"
    ]
    assert "Nordparken" in page.xpath("string(//li[@class='done'])")


def test_whoever_signs_in_again_goes_on_where_it_was_left(app, leader, sign_in):
    send(leader, "place", **PLACE)
    send(leader, "agreement", name="Tryghed i Nord")
    send(leader, "promises", **{"target-set-A1b": "4"})
    assert sign_in("leader").get(PATH).location == f"{PATH}/parties"


def test_several_areas_are_named(app, leader):
    send(leader, "place", **{**PLACE, "areas": "Nord\n\n  Syd \nNord"})
    assert [row["name"] for row in drafted(app)["areas"]] == ["Nord", "Syd"]


@pytest.mark.parametrize(
    ("step", "answers", "at", "says"),
    [
        ("place", {"areas": " \n "}, "areas", "Skriv navnet på jeres område"),
        ("place", {"contact": "Ring 010190-1234"}, "contact", "CPR"),
        ("place", {"areas": "x" * 121}, "areas", "Skriv højst 120 tegn. Der er 121."),
        ("place", {"areas": "\n".join(map(str, range(61)))}, "areas", "Skriv højst 60 områder. Der er 61."),
        ("agreement", {"first_year": "tyve"}, "first_year", "tal"),
        ("agreement", {"last_year": "2025"}, "last_year", "Skriv et år fra 2026 til 2045"),
        ("agreement", {"last_year": ""}, "last_year", "Skriv et årstal, for eksempel 2029"),
        ("agreement", {"ready": "alt"}, "ready-0", "findes ikke"),
        ("promises", {"target-set-A1b": "tre"}, "target-set-A1b", "Skriv et helt tal, for eksempel 3"),
        ("promises", {"target-set-A1b": ""}, "target-set-A1b", "Skriv et helt tal, for eksempel 3"),
        ("promises", {"target-set-A1b": "2,5"}, "target-set-A1b", "Skriv et helt tal, for eksempel 3"),
        ("promises", {"target-set-A2d": "180"}, "target-set-A2d", "Skriv et tal fra 0 til 100"),
        ("promises", {"target-set-A2b": "1.300"}, "target-set-A2b", "Mener du 1300 eller 1,3?"),
        ("parties", {"party": ["programme", "board"]}, "party-police", "Behold Nærpolitiet, som står ved M1, M2"),
        ("parties", {"more": "x" * 201}, "more", "200"),
        ("parties", {"more": "Café 010190-1234"}, "more", "CPR"),
        ("phone", {"then": "finish", "decided_on": "i går"}, "decided_on", "dato"),
        ("phone", {"then": "finish", "decided_by": "nobody"}, "decided_by", "Vælg, hvem der besluttede det"),
    ],
)
def test_what_is_wrong_stands_at_its_control_with_what_was_typed(app, leader, step, answers, at, says):
    send(leader, "place", **PLACE)
    before = drafted(app)
    page = send(leader, step, **answers)
    assert page.status_code == 422
    ((anchor, message), *_more), found = errors_of(page)
    assert anchor == at
    assert says in message
    control = found.get_element_by_id(at)
    _name, value = next(iter(each for each in answers.items() if each[0] != "then"))
    if isinstance(value, str) and step != "agreement" and at != "decided_by" and control.get("value") is not None:
        assert control.get("value") == value
    assert found.findtext(".//title").startswith("Fejl:")
    assert drafted(app) == before


def test_what_is_not_ticked_is_not_promised_and_can_be_ticked_again(app, leader):
    page = send(leader, "promises", **{"tick-set-A2a": "", "tick-set-A1b": ""})
    said = drafted(app)
    assert "A2a" not in {row["code"] for row in said["criteria"] if "vand" in row["text"]}
    page = leader.get(f"{PATH}/promises")
    row = rows(page)["Henvendelser hos rådgiveren"]
    assert row.xpath("string(.//td[@class='number'])").strip() == "A2a"
    assert "tick-set-A2a" not in ticked(page)
    answer = fill_again(leader, page, **{"tick-set-A2a": "yes"})
    assert answer.status_code == 303
    assert "tick-set-A2a" in ticked(leader.get(f"{PATH}/promises"))


def test_another_set_begins_anew_for_the_same_place(app, leader):
    send(leader, "place", **PLACE)
    send(leader, "agreement", ready="beskaeftigelse")
    said = drafted(app)
    assert (said["code"], said["name"], said["areas"][0]["name"]) == ("beskaeftigelse", "Beskæftigelse", "Nordparken")
    assert "Jobcentret" in text(leader.get(f"{PATH}/parties"))
    send(leader, "agreement", ready="kun_vandringer", name="Vores vandringer")
    assert drafted(app)["name"] == "Vores vandringer"


def test_a_criterion_of_ones_own_is_written_on_its_page(app, leader):
    answer = send(leader, "promises", "own")
    assert answer.location == "/office/agreements/tryghed/draft/criteria/new"
    assert leader.get(answer.location).status_code == 200
    assert len(drafts(app)) == 1


@pytest.mark.parametrize("step", ["place", "promises", "parties"])
def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten_unseen(app, leader, step):
    send(leader, "place", **PLACE)
    page = leader.get(f"{PATH}/{step}")
    with app.app_context():
        found = criteria.find_draft("tryghed")
        changed = dict(found.document)
        changed["programme"] = "En anden plan"
        changed["criteria"] = changed["criteria"][1:]
        changed["parties"] = [*changed["parties"], {"code": "cafe", "name": "Caféen"}]
        criteria.save_draft("tryghed", changed, found.revision, OTHER)
    before = drafted(app)
    mine = {"place": {"programme": "Min plan"}, "promises": {"target-set-A1b": "7"}, "parties": {"more": "Klubben"}}[
        step
    ]
    page = fill_again(leader, page, **mine)
    assert page.status_code == 409
    assert "En anden har rettet her imens" in text(page)
    assert next(iter(mine.values())) in page.text
    assert drafted(app) == before
    assert fill_again(leader, page).status_code == 303
    assert drafted(app) != before


def test_two_people_at_two_steps_do_not_meet(app, leader):
    send(leader, "place", **PLACE)
    page = leader.get(f"{PATH}/promises")
    send(leader, "parties", more="Klubben")
    assert fill_again(leader, page, **{"target-set-A1b": "7"}).status_code == 303
    assert "Klubben" in {row["name"] for row in drafted(app)["parties"]}


def test_a_draft_that_was_begun_otherwise_goes_on_here(app, leader):
    other = document() | {"code": "andet", "name": "En anden aftale"}
    with app.app_context():
        criteria.draft(other, LEADER)
    page = leader.get(f"{PATH}/promises")
    assert len(ticked(page)) == len(other["criteria"])
    assert fill_again(leader, page).status_code == 303
    assert {row["text"] for row in drafted(app)["criteria"]} == {row["text"] for row in other["criteria"]}


def test_what_keeps_it_from_being_adopted_is_said_with_the_way_there(app, leader):
    send(leader, "place", **PLACE)
    with app.app_context():
        found = criteria.find_draft("tryghed")
        changed = dict(found.document)
        changed["figures"] = [{**changed["figures"][0], "party": "nobody"}, *changed["figures"][1:]]
        criteria.save_draft("tryghed", changed, found.revision, LEADER)
    page = send(leader, "phone", "finish")
    assert page.status_code == 422
    assert "Den kan ikke vedtages endnu" in text(page)
    assert "/office/agreements/tryghed/draft" in page.text


def test_the_trial_shows_what_a_phone_has_sent_and_nothing_else_does(app, leader, joined):
    assert "Lav koden" in text(leader.get(f"{PATH}/phone"))
    assert send(leader, "phone", "trial").location == f"{PATH}/phone"
    page = leader.get(f"{PATH}/phone")
    assert "Der er ikke kommet noget endnu" in text(page)
    with app.app_context():
        (walk,) = db.session.query(Walk)
        code = walk.code.shown
    assert code in text(page)
    assert drafts(app) == ()
    phone = joined(walk_with_code(app))
    store(phone, answers={"walk": walk.id, "place": "Vaskeriet"})
    said = text(leader.get(f"{PATH}/phone"))
    assert "Den er kommet." in said
    assert "Belysning · Vaskeriet" in said
    send(leader, "phone", "trial")
    with app.app_context():
        assert db.session.query(Walk).count() == 1
    assert "Vaskeriet" not in text(leader.get("/office/"))


def test_a_trial_that_cannot_be_taken_in_is_said_to_wait(app, leader, joined):
    send(leader, "phone", "trial")
    phone = joined(walk_with_code(app))
    sent = submission(answers={"walk": walk_with_code(app).id, "category": "castles"})
    assert statuses(send_records(phone, sent)) == ["quarantined"]
    assert "Der er kommet én, som skal ses igennem først." in text(leader.get(f"{PATH}/phone"))


def test_more_criteria_than_an_agreement_can_have_are_refused_in_words(app, leader):
    send(leader, "promises", **{f"tick-set-{row}": "" for row in ("A1b", "A2b")})
    with app.app_context():
        found = criteria.find_draft("tryghed")
        walks = {"of": [{"count": "walks"}], "aim": {"direction": "at_least", "target": "3"}}
        own = [
            {"code": f"X{number}", "activity": "A1", "text": f"Nr. {number}", "measures": [walks]}
            for number in range(37)
        ]
        criteria.save_draft(
            "tryghed", {**found.document, "criteria": [*found.document["criteria"], *own]}, found.revision, LEADER
        )
    page = send(leader, "promises", **{"tick-set-A1b": "yes", "tick-set-A2b": "yes"})
    assert page.status_code == 422
    assert "Det kan ikke gemmes" in text(page)


def walk_with_code(app):
    with app.app_context():
        (walk,) = db.session.query(Walk)
        _ = walk.codes
        return walk


def test_whoever_may_not_change_agreements_has_no_first_run(sign_in):
    for role in ("counsellor", "host", "party"):
        assert sign_in(role).get(f"{PATH}/place").status_code == 403


def test_an_unknown_step_is_no_page(leader):
    assert leader.get(f"{PATH}/money").status_code == 404


def test_finish_without_a_draft_is_no_page(leader):
    assert post(leader, f"{PATH}/phone", then="finish").status_code == 404


def test_known_agreements_are_told_by_their_draft(app, leader):
    send(leader, "place", **PLACE)
    with app.app_context():
        (found,) = known.every()
    assert found.standing == known.DRAFTED
