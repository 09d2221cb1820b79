"""*Aftaler*: all of them with their versions, each as its readers want it, and a file that becomes a draft and is adopted."""

import pytest
from accounts import LEADER, OTHER
from agreeing import NAMES, adopt_only, changed, criterion, document, next_version
from lxml.html import fromstring
from pages import fill, fill_again, post, text, upload, words_of

from app import criteria
from app.agreement import kept
from app.base import db
from app.store import AuditEntry

PATH = "/office/agreements"
NEW = f"{PATH}/new"
FILE = f"{NEW}/file"


def only(app, *documents):
    with app.app_context():
        adopt_only(*documents)


def sent(leader, agreed, suffix=".json"):
    """The answer to a file with that agreement, which is looked at and becomes the draft."""
    page = upload(leader, FILE, "file", criteria.written(agreed, suffix), f"aftale{suffix}")
    return page if page.status_code == 422 else fill_again(leader, page)


def draft_of(app, code="tryghed"):
    with app.app_context():
        return criteria.find_draft(code)


def revision(page):
    return fromstring(page.text).xpath("//input[@name='revision']")[0].get("value")


def decide(leader, code="tryghed", **said):
    """The answer to the decision on a draft, with what the page proposes but for a reason."""
    return fill(leader, f"{PATH}/{code}/draft/adopt", **({"note": "Sådan er det besluttet"} | said))


def trail(app):
    with app.app_context():
        rows = db.session.query(AuditEntry).filter(AuditEntry.kind.like("agreement%")).order_by(AuditEntry.at)
        return [(each.action, each.kind, each.subject) for each in rows]


@pytest.mark.parametrize("name", NAMES)
def test_each_agreement_is_listed_and_told_whole(app, leader, name):
    agreed = document(name)
    only(app, agreed)
    page = leader.get(PATH)
    assert agreed["name"] in text(page)
    assert "Version 1" in text(page)
    assert " · ".join(row["name"] for row in agreed["areas"]) in text(page)
    for path in (f"{PATH}/{agreed['code']}", f"{PATH}/{agreed['code']}/1"):
        page = leader.get(path)
        said = text(page).replace("\u00a0", " ")
        for row in agreed["criteria"]:
            assert row["text"] in said
            assert criteria.sentence(agreed, row) in said
        for part in ("figures", "milestones", "lists", "areas", "parties", "activities"):
            assert all(row["name"] in said for row in agreed.get(part, ()))
        assert all(row["label"] in said for row in agreed.get("choices", ()))
        assert "Den første version." in said
        assert "»criteria" not in said


def test_hours_and_money_have_sums_by_year_and_others_their_words(app, leader):
    only(app, document())
    said = text(leader.get(f"{PATH}/tryghed"))
    assert "Aktivitet Hvem Opgave 2017 2018–2020" in said
    assert "A2 Boligsocial medarbejder Rådgivning/vejledning 420 420" in said
    assert "A3 Biblioteket Oplæg/deltagelse 12 –" in said
    assert "I alt 778 692" in said
    assert "I alt 1.649.000" in said
    assert "Rykkerlisten Boligselskabets administration Hver måned" in said
    assert "Marts eller april (én gang om året)" in said
    assert "Også aftalt" in said
    assert "Tæller som »et tilbud i helhedsplanen eller kommunen«: Helhedsplanens aktiviteter, Borgerservice," in said
    assert "Måles af: " in said


def test_what_is_no_longer_in_use_says_since_when(app, leader):
    agreed = document()
    agreed["parties"][-1]["retired_on"] = "2019-07-01"
    criterion(agreed, "A1a")["retired_on"] = "2030-01-01"
    only(app, agreed)
    said = text(leader.get(f"{PATH}/tryghed"))
    assert "Andre (udgået 1. juli 2019)" in said
    assert "(udgår 1. januar 2030)" in said


def test_questions_groups_and_areas_stand_there(app, leader):
    agreed = document("blandet")
    asked = {"form": "contact", "code": "language", "kind": "choice", "label": "Hvilket sprog?", "required": True}
    agreed["questions"] = [asked]
    agreed["choices"].append({"list": "contact.language", "code": "ar", "label": "Arabisk"})
    only(app, agreed)
    said = text(leader.get(f"{PATH}/blandet"))
    assert "Hvilket sprog? Henvendelse, ét valg Ja" in said
    assert "Hvilket sprog? Arabisk" in said
    assert "Tæller som »privatøkonomi, gæld eller huslejerestance«: " in said


def test_what_looks_wrong_is_shown_to_the_leader(app, leader):
    agreed = document()
    for row in agreed["figures"]:
        row.pop("better", None)
    only(app, agreed)
    assert "Se efter" in text(leader.get(f"{PATH}/tryghed"))


def test_without_any_agreement_the_page_says_how_to_begin(app, leader):
    only(app)
    page = leader.get(PATH)
    assert "Der er ingen aftale endnu" in text(page)
    page = post(leader, f"{NEW}/ready", ready="tryghed_og_trivsel", first_year="2026", last_year="2029")
    answer = fill_again(leader, page)
    assert answer.location == f"{PATH}/tryghed/draft"
    page = leader.get(f"{answer.location}/changes")
    assert "Det er en ny aftale" in text(page)
    assert leader.get(f"{PATH}/tryghed").location == f"{PATH}/tryghed/draft"
    assert "Kladde" in text(leader.get(PATH))
    answer = decide(leader)
    assert answer.location == f"{PATH}/tryghed/1"
    assert "Version 1 er vedtaget. Den gælder fra 1. januar 2026." in text(leader.get(answer.location))
    assert draft_of(app) is None
    assert trail(app) == [("changed", "agreement", "tryghed"), ("adopted", "agreement", "tryghed")]


@pytest.mark.parametrize("suffix", criteria.SUFFIXES)
def test_a_file_becomes_a_draft_that_shows_what_it_changes_and_is_adopted(app, leader, suffix):
    first = next_version("2026-01-01")
    only(app, first)
    answer = sent(leader, changed(first), suffix)
    assert answer.location == f"{PATH}/tryghed/draft"
    page = leader.get(f"{answer.location}/changes")
    said = text(page)
    assert "A2b: mindst 100 → mindst 90" in said
    assert "Gælder fra 1. januar 2027" in said
    assert "Færre kræfter" in said
    assert "Der er en kladde til næste version" in text(leader.get(f"{PATH}/tryghed"))
    answer = decide(leader)
    said = text(leader.get(answer.location))
    assert "Version 2 er vedtaget. Den gælder fra 1. januar 2027." in said
    assert "A2b: mindst 100 → mindst 90" in said
    assert "Kommer" in said
    assert "Vedtaget 12. maj 2026 af Leder" in said
    assert "Version 1 fra 1. januar 2026 · version 2 fra 1. januar 2027" in text(leader.get(PATH))


@pytest.mark.parametrize(
    ("at", "standings"),
    [
        ("2026-05-12T10:00:00+00:00", ("Kommer", "Gælder")),
        ("2027-02-01T10:00:00+00:00", ("Gælder", "Tidligere")),
        ("2031-02-01T10:00:00+00:00", ("Tidligere", "Tidligere")),
    ],
)
def test_how_versions_stand_follows_the_day(app, sign_in, moment, at, standings):
    first = next_version("2026-01-01")
    only(app, first, changed(first))
    moment.set(at)
    said = text(sign_in("leader").get(f"{PATH}/tryghed"))
    for number, standing in zip((2, 1), standings, strict=True):
        assert f"Version {number} {standing}" in said


def test_faults_that_came_to_a_draft_are_shown_and_keep_it_from_being_adopted(app, leader):
    first = next_version("2026-01-01")
    only(app, first)
    broken = changed(first)
    broken["figures"][0]["party"] = "nobody"
    with app.app_context():
        criteria.draft(broken, LEADER)
    page = leader.get(f"{PATH}/tryghed/draft/changes")
    assert page.status_code == 200
    assert "Den kan ikke vedtages endnu" in text(page)
    answer = decide(leader)
    assert answer.status_code == 422
    assert "»nobody«" in text(answer)
    assert leader.get(f"{PATH}/tryghed/draft.json").status_code == 200
    assert leader.get(f"{PATH}/tryghed/draft.xlsx").status_code == 404


def test_whoever_looks_at_an_old_draft_changes_nothing(app, leader):
    first = next_version("2026-01-01")
    only(app, first)
    sent(leader, changed(first))
    seen = revision(leader.get(f"{PATH}/tryghed/draft/changes"))
    with app.app_context():
        criteria.save_draft("tryghed", changed(first) | {"name": "Et nyt navn"}, int(seen), OTHER)
    page = post(leader, f"{PATH}/tryghed/discard", revision=seen)
    assert page.status_code == 409
    assert "rettet af en anden imens" in text(page)
    assert "Kladde til »Et nyt navn«" in text(page)
    with app.app_context():
        assert len(kept.versions()) == 1
        criteria.discard_draft("tryghed")
    assert post(leader, f"{PATH}/tryghed/discard", revision=seen).location == PATH
    assert "rettet af en anden imens" in text(leader.get(PATH))


def test_a_draft_is_thrown_away(app, leader):
    first = next_version("2026-01-01")
    only(app, first)
    sent(leader, changed(first))
    page = leader.get(f"{PATH}/tryghed/draft/changes")
    answer = post(leader, f"{PATH}/tryghed/discard", revision=revision(page))
    assert answer.location == PATH
    assert draft_of(app) is None
    assert "er kasseret" in text(leader.get(PATH))
    assert leader.get(f"{PATH}/tryghed/draft/changes").status_code == 404
    assert trail(app)[-1] == ("deleted", "agreement_draft", "tryghed")


@pytest.mark.parametrize("suffix", criteria.SUFFIXES)
def test_a_version_is_fetched_as_a_file_that_says_the_same(app, leader, suffix):
    agreed = document()
    only(app, agreed)
    answer = leader.get(f"{PATH}/tryghed/1{suffix}")
    assert f"filename=tryghed-1{suffix}" in answer.headers["Content-Disposition"]
    assert criteria.read_upload(f"x{suffix}", answer.data).document == agreed
    assert trail(app) == [("exported", "agreement", "tryghed")]


def test_what_there_is_not_is_no_page(app, leader):
    for path in (
        "/nothing",
        "/tryghed/7",
        "/tryghed/7.toml",
        "/tryghed/draft",
        "/tryghed/draft.toml",
        "/tryghed/1.pdf",
    ):
        assert leader.get(PATH + path).status_code == 404, path


def test_the_evaluation_leads_there_and_the_margins_are_allowed(leader):
    assert PATH in {
        each.get("href") for each in fromstring(leader.get("/office/evaluation/2017").text).xpath("//nav//a")
    }
    answer = leader.get(f"{PATH}/tryghed")
    (style,) = fromstring(answer.text).xpath("//style/text()")
    assert "Delaftale" in style
    assert "'sha256-" in answer.headers["Content-Security-Policy"]
    assert words_of(fromstring(answer.text).xpath("//article//h2")[0]) == "Tryghed og Trivsel"
