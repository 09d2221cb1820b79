"""*Vedtag*: before and after, what it means for the years, the decision; *Ret en skrivefejl*; a revision inside a year."""

import copy

import pytest
from accounts import LEADER, OTHER
from agreeing import adopt_only, changed, criterion, measure, next_version
from lxml.html import fromstring
from pages import fill, fill_again, form_of, post, text, words_of
from sending import take_in

from app import closing, criteria
from app.agreement import kept, known

PATH = "/office/agreements"
ADOPT = f"{PATH}/tryghed/draft/adopt"
WHY = "Flere beboere kommer af sig selv"


@pytest.fixture
def drafted(app):
    """Call it to let these versions be adopted, and the last one be the draft."""

    def make(*documents):
        with app.app_context():
            adopt_only(*documents[:-1])
            criteria.draft(documents[-1], LEADER)

    return make


@pytest.fixture
def running():
    """An agreement of this year and the three after it."""
    return next_version("2026-01-01")


def found(app):
    with app.app_context():
        return known.find("tryghed")


def rows_of(page, section):
    """The words of the rows of the table in a section, a space between all that stands there."""
    rows = fromstring(page.text).xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [" ".join(" ".join(row.itertext()).split()) for row in rows]


def problems(page):
    """Of each error in the summary where it leads and what it says."""
    return [(each.get("href"), words_of(each)) for each in fromstring(page.text).xpath("//*[@id='error-summary']//a")]


def test_before_and_after_stand_side_by_side_and_the_years_say_what_happens(app, drafted, running, leader):
    then = changed(running)
    criterion(then, "A2c")["retired_on"] = "2027-01-01"
    then["parties"].append({"code": "school", "name": "Skolen"})
    drafted(running, then)
    page = leader.get(ADOPT)
    assert "Det bliver ændret (3)" in text(page)
    assert rows_of(page, "changes") == [
        "Parten »Skolen« – er med 2027",
        "A2b mindst 100 mindst 90 henvendelser 2027",
        "A2c – udgår 01-01-2027 2027",
    ]
    assert [each.text for each in fromstring(page.text).xpath("//del")] == ["mindst 100"]
    assert "Uændret: områder 1, parter 14," in text(page)
    assert rows_of(page, "years") == [
        "2026 Version 1 I gang Intet.",
        "2027–2029 Version 2 Ikke begyndt A2b måles mod 90 i stedet for 100. A2c gælder ikke mere.",
    ]


def test_the_decision_is_asked_anew_and_kept_with_its_minutes(app, drafted, running, leader):
    drafted(running, changed(running) | {"version": running["version"] | {"valid_from": "2027-01-01"}})
    form = form_of(leader.get(ADOPT))
    assert {name: form.fields[name].strip() for name in ("valid_from", "decided_by", "note", "minutes")} == {
        "valid_from": "2027-01-01",
        "decided_by": "board",
        "note": "",
        "minutes": "",
    }
    page = fill(leader, ADOPT, decided_on="")
    assert page.status_code == 422
    assert problems(page) == [("#decided_on", "Skriv, hvilken dag det blev besluttet"), ("#note", "Skriv, hvorfor")]
    answer = fill(leader, ADOPT, decided_on="11-05-2026", note=WHY, minutes="Punkt 3.\nVedtaget.")
    assert answer.location == f"{PATH}/tryghed/2"
    page = leader.get(answer.location)
    assert "Version 2 er vedtaget. Den gælder fra 1. januar 2027." in text(page)
    assert "Referat af beslutningen Punkt 3. Vedtaget." in text(page)
    version = found(app).newest
    assert version.minutes == "Punkt 3.\nVedtaget."
    assert version.document["version"] == {
        "valid_from": "2027-01-01",
        "decided_by": "board",
        "decided_on": "2026-05-11",
        "note": WHY,
    }
    assert found(app).draft is None


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2025-12-31", "Datoen skal være 01-01-2026 eller senere."),
        (
            "2026-01-01",
            "Datoen skal være efter 01-01-2026; fra den samme dag kan kun ord rettes, og her er ændret mere.",
        ),
        ("31.4.2027", "Mente du 30.04.2027?"),
        ("i morgen", "Skriv datoen"),
        ("", "Skriv, hvilken dag den gælder fra"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_control(app, drafted, running, leader, day, says):
    drafted(running, changed(running))
    page = fill(leader, ADOPT, valid_from=day, note=WHY)
    assert page.status_code == 422
    (problem,) = problems(page)
    assert problem[0] == "#valid_from"
    assert says in problem[1]
    assert WHY in page.text
    assert len(found(app).versions) == 1


def test_the_earliest_day_follows_what_is_handed_in(app, drafted, leader):
    running = next_version("2024-01-01") | {"first_year": 2024}
    drafted(running, changed(running))
    assert "Tidligst 2. januar 2024." in text(leader.get(ADOPT))
    with app.test_request_context():
        closing.close(2024, "tryghed", LEADER)
        closing.close(2025, "tryghed", LEADER)
    page = leader.get(ADOPT)
    assert "Tidligst 1. januar 2026." in text(page)
    locked = "2024–2025 Version 1 Afleveret Intet. Tal, mål og tekst står, som de blev afleveret 12.05.2026."
    assert rows_of(page, "years")[0] == locked
    page = fill(leader, ADOPT, valid_from="01-06-2025", note=WHY)
    assert "Datoen skal være 01-01-2026 eller senere." in text(page)


def test_another_day_is_tried_without_anything_being_adopted(app, drafted, running, leader):
    drafted(running, changed(running))
    page = fill(leader, ADOPT, valid_from="01-05-2026", note=WHY, look="yes")
    assert page.status_code == 200
    assert rows_of(page, "years")[0] == (
        "2026 Version 2 I gang A2b måles mod 90 i stedet for 100: Bagud som før. "
        "Det gælder hele året, fra det er trådt i kraft 01.05.2026. "
        "Begge bedømmelser bliver vist, så alle kan se, hvad der er flyttet."
    )
    assert "1. maj 2026" in rows_of(page, "changes")[0]
    assert form_of(page).fields["note"].strip() == WHY
    assert len(found(app).versions) == 1


def test_a_version_inside_the_year_shows_both_judgements(app, drafted, running, leader):
    with app.test_request_context():
        for _each in range(2):
            take_in("contact", version=2)
    then = changed(running)
    measure(then, "A2b")["aim"]["target"] = "2"
    drafted(running, then)
    page = fill(leader, ADOPT, valid_from="01-05-2026", note=WHY, look="yes")
    assert "A2b måles mod 2 i stedet for 100: Bagud → Opfyldt." in text(page)
    fill_again(leader, page, ADOPT, valid_from="2026-05-01", note=WHY)
    assert len(found(app).versions) == 2
    said = text(leader.get("/office/evaluation/2026/criterion/A2b"))
    assert "Bagud (2). Nu: Opfyldt. Vedtaget 12.05.2026, gælder fra 01.05.2026." in said


def test_what_keeps_it_from_being_adopted_is_listed_and_no_button_is_offered(app, drafted, running, leader):
    spoilt = changed(running)
    spoilt["figures"][0]["party"] = "nobody"
    drafted(running, spoilt)
    page = leader.get(ADOPT)
    assert "Den kan ikke vedtages endnu. Én ting mangler:" in text(page)
    assert "»nobody«" in text(page)
    assert not fromstring(page.text).xpath("//main//button[contains(@class, 'primary')]")
    assert fill(leader, ADOPT, note=WHY).status_code == 422
    assert len(found(app).versions) == 1


def test_a_draft_in_which_nothing_is_changed_is_not_adopted(app, drafted, running, leader):
    drafted(running, running | {"version": running["version"] | {"valid_from": "2027-01-01"}})
    assert "Der er ikke ændret noget endnu." in text(leader.get(ADOPT))
    assert fill(leader, ADOPT, note=WHY).status_code == 422


def test_what_looks_wrong_is_said_and_does_not_hinder(app, drafted, running, leader):
    then = changed(running)
    next(row for row in then["figures"] if row.get("better")).pop("better")
    drafted(then)
    page = leader.get(ADOPT)
    assert "Se efter" in text(page)
    assert fill(leader, ADOPT, note=WHY).location == f"{PATH}/tryghed/1"


def test_somebody_else_has_changed_the_draft_meanwhile(app, drafted, running, leader):
    then = changed(running)
    drafted(running, then)
    page = leader.get(ADOPT)
    with app.app_context():
        measure(then, "A2b")["aim"]["target"] = "80"
        criteria.save_draft("tryghed", then, 1, OTHER)
    page = fill_again(leader, page, ADOPT, note=WHY)
    assert page.status_code == 409
    assert "rettet af en anden imens" in text(page)
    assert "mindst 80 henvendelser" in text(page)
    assert WHY in page.text
    assert fill_again(leader, page, ADOPT).location == f"{PATH}/tryghed/2"


def test_a_personal_number_is_taken_out_of_what_is_written(app, drafted, running, leader):
    drafted(running, changed(running))
    fill(leader, ADOPT, note="Efter 010190-1234", minutes="Ref. 010190-1234")
    version = found(app).newest
    assert "010190" not in version.document["version"]["note"] + version.minutes


def test_a_spelling_mistake_is_corrected_in_the_version_itself(app, drafted, running, leader):
    with app.app_context():
        adopt_only(running)
    page = leader.get(f"{PATH}/tryghed")
    assert "Ret en skrivefejl" in text(page)
    assert post(leader, f"{PATH}/tryghed/correct").location == f"{PATH}/tryghed/draft"
    draft = found(app).draft
    assert draft.document == running
    front = text(leader.get(f"{PATH}/tryghed/draft"))
    assert "Rettelse af en skrivefejl i version 1: kun ord kan rettes." in front
    with app.app_context():
        criteria.save_draft("tryghed", draft.document | {"name": "Tryghed og trivsel"}, draft.revision, LEADER)
    page = leader.get(ADOPT)
    assert "Ret en skrivefejl i version 1" in text(page)
    assert "Kun ord bliver rettet" in text(page)
    assert all(row.endswith("Ingen kriterier bliver bedømt anderledes.") for row in rows_of(page, "years"))
    assert set(form_of(page).fields) == {"csrf_token", "revision", "note"}
    assert fill(leader, ADOPT, note="Tastefejl").location == f"{PATH}/tryghed/2"
    version = found(app).newest
    assert version.document["name"] == "Tryghed og trivsel"
    assert version.document["version"] == running["version"] | {"note": "Tastefejl"}


def test_a_correction_refuses_anything_but_words_and_names_it(app, drafted, running, leader):
    spoilt = copy.deepcopy(running) | {"name": "Tryghed og trivsel"}
    measure(spoilt, "A2b")["aim"]["target"] = "90"
    drafted(running, spoilt)
    page = leader.get(ADOPT)
    assert "Det her er mere end ord, og kræver en ny version: A2b: mindst 100 → mindst 90 henvendelser" in text(page)
    assert "kræver en ny version: Aftalen, navn" not in text(page)
    assert post(leader, ADOPT, revision=1, note="Tastefejl").status_code == 422
    assert len(found(app).versions) == 1
    assert fill_again(leader, page).location == ADOPT
    page = leader.get(ADOPT)
    assert "Vedtag version 2" in text(page)
    assert form_of(page).fields["valid_from"] == "2027-01-01"
    assert fill(leader, ADOPT, note=WHY).location == f"{PATH}/tryghed/2"


def test_a_draft_that_is_there_is_not_lost_to_a_correction(app, drafted, running, leader):
    drafted(running, changed(running))
    assert "Ret en skrivefejl" not in text(leader.get(f"{PATH}/tryghed"))
    post(leader, f"{PATH}/tryghed/correct")
    assert found(app).draft.document == changed(running)
    assert "Der er allerede en kladde" in text(leader.get(f"{PATH}/tryghed/draft"))


def test_minutes_never_change(app, drafted, running, leader):
    drafted(running, changed(running))
    fill(leader, ADOPT, note=WHY, minutes="Vedtaget")
    with app.app_context(), pytest.raises(Exception, match="never changes"), kept.db.writing() as session:
        session.query(kept.AgreementVersion).update({"minutes": "Noget andet"})


def test_there_is_nothing_to_adopt_without_a_draft(app, running, leader):
    with app.app_context():
        adopt_only(running)
    assert leader.get(ADOPT).status_code == 404
    assert post(leader, f"{PATH}/nothing/correct").status_code == 404
