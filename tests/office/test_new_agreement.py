"""*Ny aftale*: a file or a copy is looked at before it becomes a draft: every fault with its place, else all that it changes."""

import copy
import json
from io import BytesIO

import pytest
from accounts import LEADER, OTHER
from agreeing import adopt_only, changed, criterion, document, measure, next_version
from lxml.html import fromstring
from openpyxl import load_workbook
from pages import fill_again, hidden, post, text, upload, words_of
from sheet_cells import cell_of

from app import closing, criteria
from app.agreement import known
from app.base import db
from app.criteria import ready_sets
from app.store import AuditEntry

PATH = "/office/agreements"
NEW = f"{PATH}/new"
FILE = f"{NEW}/file"


@pytest.fixture
def running(app):
    """An agreement of this year and the three after it, which is adopted."""
    agreed = next_version("2026-01-01")
    with app.app_context():
        adopt_only(agreed)
    return agreed


@pytest.fixture
def nothing(app):
    """No agreement at all."""
    with app.app_context():
        adopt_only()


def draft_of(app, code="tryghed"):
    with app.app_context():
        return criteria.find_draft(code)


def trail(app):
    with app.app_context():
        return [each.kind for each in db.session.query(AuditEntry).filter(AuditEntry.kind.like("agreement%"))]


def chosen(leader, agreed, suffix=".json"):
    """The page that a file with that agreement comes back as."""
    return upload(leader, FILE, "file", criteria.written(agreed, suffix), f"aftale{suffix}")


def copying(leader, **said):
    """The page that a copy comes back as."""
    wanted = {"of": "tryghed", "name": "Livschancer", "first_year": "2030", "last_year": "2033"}
    return post(leader, f"{NEW}/copy", **{f"copy-{name}": value for name, value in (wanted | said).items()})


def listed(page, section):
    """The words of the list in a section."""
    return [words_of(each) for each in fromstring(page.text).xpath(f"//section[@aria-labelledby='{section}']//li")]


def problems(page):
    return [(each.get("href"), words_of(each)) for each in fromstring(page.text).xpath("//*[@id='error-summary']//a")]


@pytest.mark.parametrize("suffix", criteria.SUFFIXES)
def test_all_that_a_file_changes_is_seen_before_anything_is_stored(app, running, leader, suffix):
    page = chosen(leader, changed(running), suffix)
    assert page.status_code == 200
    assert listed(page, "changes") == ["A2b: mindst 100 → mindst 90 henvendelser"]
    assert f"Fra filen aftale{suffix}. Der er ikke gemt noget endnu." in text(page)
    assert "Mod version 1, som gælder fra 1. januar 2026." in text(page)
    assert draft_of(app) is None
    assert trail(app) == []
    assert fill_again(leader, page).location == f"{PATH}/tryghed/draft"
    assert draft_of(app).document == changed(running)
    assert trail(app) == ["agreement"]


@pytest.mark.parametrize("suffix", criteria.SUFFIXES)
def test_the_same_file_again_changes_nothing(app, running, leader, suffix):
    page = chosen(leader, running, suffix)
    assert page.status_code == 200
    assert "Der er intet ændret" in text(page)
    assert "Gør til kladde" not in text(page)


def test_a_file_that_only_corrects_words_stays_that_version(app, running, leader):
    page = chosen(leader, running | {"name": "Tryghed og trivsel"})
    assert "Kun ord er ændret, så det bliver en rettelse" in text(page)
    fill_again(leader, page)
    assert draft_of(app).document["version"]["valid_from"] == "2026-01-01"


def test_a_file_that_changes_more_leaves_the_day_to_adoption(app, running, leader):
    """Who changes a target in Excel seldom changes the day too: it would be the day of the version that is there."""
    spoilt = copy.deepcopy(running)
    measure(spoilt, "A2b")["aim"]["target"] = "90"
    page = chosen(leader, spoilt)
    assert "Hvem der har besluttet det, og fra hvornår, skriver du, når du vedtager den." in text(page)
    fill_again(leader, page)
    assert draft_of(app).document["version"] == running["version"] | {
        "valid_from": "2027-01-01",
        "decided_on": "2026-05-12",
    }


def test_a_day_in_a_year_that_is_handed_in_is_left_to_adoption_too(app, leader):
    first = next_version("2024-01-01") | {"first_year": 2024}
    with app.test_request_context():
        adopt_only(first)
        for year in (2024, 2025):
            closing.close(year, "tryghed", LEADER)
    late = changed(first)
    late["version"]["valid_from"] = "2025-06-01"
    fill_again(leader, chosen(leader, late))
    assert draft_of(app).document["version"]["valid_from"] == "2027-01-01"


def test_all_that_is_wrong_in_a_file_is_told_at_once_with_its_place(app, running, leader):
    agreed = changed(running)
    agreed["figures"][0]["party"] = "nobody"
    measure(agreed, "A2b")["of"][0]["count"] = "kisses"
    page = upload(leader, FILE, "file", json.dumps(agreed).encode(), "min aftale.json")
    assert page.status_code == 422
    said = text(page)
    assert "Der er 2 fejl i min aftale.json" in said
    assert f"»figures.{agreed['figures'][0]['code']}.party« er »nobody«, som ikke findes" in said
    assert "»criteria.A2b.measures.1" in said
    assert fromstring(page.text).findtext(".//title").startswith("Fejl:")
    assert draft_of(app) is None
    assert trail(app) == []


def test_all_that_is_wrong_in_an_excel_file_is_told_with_sheet_row_and_column(app, running, leader):
    book = load_workbook(BytesIO(criteria.written(changed(running), ".xlsx")))
    cell_of(book, "Tal", 2, "party").value = "nobody"
    cell_of(book, "Timer", 1, "task").value = "nothing"
    book["Parter"].delete_rows(4)
    file = BytesIO()
    book.save(file)
    page = upload(leader, FILE, "file", file.getvalue(), "aftale.xlsx")
    assert page.status_code == 422
    found = [says for _anchor, says in problems(page)]
    assert "Ark »Tal«, række 4, kolonne »part«: er »nobody«, som ikke findes" in "\n".join(found)
    assert any(each.startswith("Ark »Timer«, række 3, kolonne »opgave«: er »nothing«") for each in found)


def test_what_a_version_may_not_do_is_told_with_its_place_too(app, running, leader):
    book = load_workbook(BytesIO(criteria.written(changed(running), ".xlsx")))
    cell_of(book, "Tal", 1, "kind").value = "count"
    cell_of(book, "Aftalen", 1, "first_year").value = 2025
    file = BytesIO()
    book.save(file)
    page = upload(leader, FILE, "file", file.getvalue(), "aftale.xlsx")
    said = text(page)
    assert "Ark »Aftalen«, række 3, kolonne »første år«: er 2026 og kan ikke ændres." in said
    assert "Ark »Tal«, række 3, kolonne »slags«: kan ikke ændres, når det har været i brug. Lav et nyt" in said


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("aftale.toml", b"x = ", "Der er én fejl i aftale.toml"),
        ("aftale.xlsx", b"no book", "Der er én fejl i aftale.xlsx"),
        ("<b>.json", b"[]", "filen skal have én JSON-tabel"),
        ("../../etc/passwd", b"\xff", "filen skal være gemt som UTF-8"),
        ("aftale.json", b"", "Vælg en fil med aftalen."),
        ("", b"", "Vælg en fil med aftalen."),
    ],
)
def test_what_is_no_agreement_is_refused_in_words(leader, name, body, says):
    page = upload(leader, FILE, "file", body, name)
    assert page.status_code == 422
    assert says in text(page)
    assert "/tmp" not in page.text
    assert "<b>" not in page.text


def test_a_new_agreement_is_told_as_it_was_understood(app, nothing, leader):
    page = chosen(leader, document("blandet"))
    said = text(page)
    assert f"Skal »{document('blandet')['name']}« være en kladde?" in said
    assert criteria.sentence(document("blandet"), document("blandet")["criteria"][0]) in said.replace("\u00a0", " ")
    assert fill_again(leader, page).location == f"{PATH}/blandet/draft"


def test_a_file_may_leave_out_its_code_and_its_decision(app, running, leader):
    agreed = {**running, "name": "Tryghed"}
    del agreed["code"], agreed["version"]
    page = upload(leader, FILE, "file", json.dumps(agreed).encode(), "aftale.json")
    assert fill_again(leader, page).location == f"{PATH}/tryghed_2/draft"
    version = draft_of(app, "tryghed_2").document["version"]
    assert (version["valid_from"], version["decided_on"]) == ("2026-01-01", "2026-05-12")


def test_an_empty_excel_file_can_be_fetched_and_says_what_it_wants(nothing, leader):
    answer = leader.get(f"{NEW}/empty.xlsx")
    assert "filename=tom-aftale.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(BytesIO(answer.data))
    assert book["Kriterier"]["D2"].value == "aktivitet"
    page = upload(leader, FILE, "file", answer.data, "tom-aftale.xlsx")
    assert page.status_code == 422
    assert "Ark »Aftalen«, række 3, kolonne »navn«: mangler; skal være en tekst" in text(page)
    assert "Ark »Parter«: mangler" in text(page)


def test_a_draft_that_is_there_is_replaced_only_on_purpose(app, running, leader):
    fill_again(leader, chosen(leader, changed(running)))
    other = changed(running)
    measure(other, "A2b")["aim"]["target"] = "80"
    page = chosen(leader, other)
    assert "Der er en kladde allerede, rettet 12. maj 2026 af Leder." in text(page)
    assert "A2b: mindst 90 → mindst 80 henvendelser" in text(page)
    refused = fill_again(leader, page)
    assert refused.status_code == 409
    assert "Sæt kryds, hvis den skal afløses." in text(refused)
    assert draft_of(app).document == changed(running)
    assert fill_again(leader, refused, replace="yes").location == f"{PATH}/tryghed/draft"
    assert draft_of(app).document == other


def test_a_draft_that_somebody_changed_meanwhile_is_not_replaced(app, running, leader):
    fill_again(leader, chosen(leader, changed(running)))
    other = changed(running)
    measure(other, "A2b")["aim"]["target"] = "80"
    page = chosen(leader, other)
    with app.app_context():
        criteria.save_draft("tryghed", changed(running) | {"name": "Et nyt navn"}, 1, OTHER)
    refused = fill_again(leader, page, replace="yes")
    assert refused.status_code == 409
    assert "rettet af en anden imens" in text(refused)
    assert draft_of(app).document["name"] == "Et nyt navn"
    assert fill_again(leader, refused, replace="yes").status_code == 303


def test_nobody_puts_another_document_in_place_of_the_one_that_was_seen(app, running, leader):
    signed = hidden(chosen(leader, changed(running)), "document")
    for spoilt in (signed[:-3] + "abc", "", signed[::-1], signed.replace(signed[0], "x")):
        answer = post(leader, f"{NEW}/take", document=spoilt, revision=0)
        assert answer.location == NEW
        assert "Vælg filen eller aftalen igen." in text(leader.get(NEW))
    assert draft_of(app) is None


def test_what_one_has_seen_another_cannot_take(app, running, leader, sign_in):
    signed = hidden(chosen(leader, changed(running)), "document")
    other = sign_in("leader", "anden@example.org")
    assert post(other, f"{NEW}/take", document=signed, revision=0).location == NEW
    assert draft_of(app) is None
    assert post(leader, f"{NEW}/take", document=signed, revision=0).location == f"{PATH}/tryghed/draft"


@pytest.mark.parametrize("ready", ready_sets.NAMES)
def test_a_ready_set_becomes_an_agreement_of_the_place_that_is_known(app, running, leader, ready):
    page = post(leader, f"{NEW}/ready", ready=ready, first_year="2027", last_year="2030")
    assert page.status_code == 200
    assert f"Fra det færdige sæt »{ready_sets.find(ready).name}«." in text(page)
    answer = fill_again(leader, page)
    code = answer.location.split("/")[-2]
    made = draft_of(app, code).document
    assert code != "tryghed"
    assert (made["first_year"], made["last_year"]) == (2027, 2030)
    assert (made["areas"], made["privacy"]) == (running["areas"], running["privacy"])
    assert criteria.check(made) == []


def test_a_ready_set_without_years_is_asked_again(app, running, leader):
    page = post(leader, f"{NEW}/ready", ready="beskaeftigelse", first_year="2027", last_year="2026")
    assert page.status_code == 422
    assert [anchor for anchor, _says in problems(page)] == ["#last_year"]


def test_a_copy_takes_what_is_agreed_along_and_says_what_must_be_looked_at(app, leader):
    with app.app_context():
        adopt_only(document())
    page = copying(leader)
    said = text(page)
    assert "En kopi af »Tryghed og Trivsel«." in said
    notes = listed(page, "notes")
    assert (
        "Frister, der er flyttet. Passer de? Dialogforum (31-12-2030), Frivilliggruppe (31-12-2030), Drejebog (31-12-2030)."
        in notes
    )
    assert any(each.startswith("Skriv et nyt udgangspunkt: Grundlæggende tryghed, afdelingen,") for each in notes)
    assert any(each.startswith("Gælder nu kun 2030: A3, Boligsocial projektleder") for each in notes)
    assert notes[-1] == "Målene er de samme som før. Se dem igennem."
    assert any(
        each.startswith("Kriteriet M1: måles mod et udgangspunkt, som mangler") for each in listed(page, "lacking")
    )
    assert fill_again(leader, page).location == f"{PATH}/livschancer/draft"
    made, before = draft_of(app, "livschancer").document, document()
    assert (made["first_year"], made["last_year"], made["version"]["valid_from"]) == (2030, 2033, "2030-01-01")
    for part in ("parties", "areas", "activities", "choices", "groups", "lists", "money"):
        assert made[part] == before[part]
    assert [row["code"] for row in made["criteria"]] == [row["code"] for row in before["criteria"]]
    assert criterion(made, "A2b") == criterion(before, "A2b")
    assert not any("baselines" in row for row in made["figures"])
    assert "short" not in made


def test_a_copy_for_fewer_years_leaves_out_what_was_of_others(app, leader):
    before = document("blandet")
    before["hours"] = [
        *before.get("hours", ()),
        {
            "activity": before["activities"][0]["code"],
            "role": "social_worker",
            "task": "lead",
            "hours": "20",
            "years": [2024],
        },
    ]
    criterion(before, "K1")["retired_on"] = "2024-06-01"
    with app.app_context():
        made = criteria.copied(before, "Ny", 2028, 2029, ["ny"])
    assert made.document["code"] == "ny_2"
    assert "K1" not in {row["code"] for row in made.document["criteria"]}
    assert not [row for row in made.document["hours"] if row.get("years") == [2024]]
    assert any(each.startswith("Ikke taget med, for det gjaldt kun 2024: ") for each in made.to_see_to)
    assert "Andre mål i bestemte år er ikke taget med: O1." in made.to_see_to
    assert all(row.get("until", "2029-12-31") <= "2029-12-31" for row in made.document["criteria"])


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"name": ""}, "#copy-name"),
        ({"of": "nothing"}, "#copy-of"),
        ({"first_year": "næste år"}, "#copy-first_year"),
        ({"last_year": "2029"}, "#copy-last_year"),
    ],
)
def test_a_copy_that_is_not_said_right_is_asked_again(app, running, leader, said, where):
    page = copying(leader, **said)
    assert page.status_code == 422
    assert [anchor for anchor, _says in problems(page)] == [where]


def test_the_next_agreement_stands_beside_the_one_before_it(app, running, leader):
    """A copy for the years after it, adopted: both are there, each with its own years."""
    page = copying(leader, name="Tryghed og Trivsel 2")
    answer = fill_again(leader, page)
    code = "tryghed_og_trivsel_2"
    with app.app_context():
        found = known.find(code)
        whole = copy.deepcopy(dict(found.draft.document))
        figures = {row["code"]: row for row in whole["figures"]}
        for row in next_version()["figures"]:
            if "baselines" in row:
                figures[row["code"]]["baselines"] = [{**each, "year": 2029} for each in row["baselines"]]
        criteria.save_draft(code, whole, found.draft.revision, LEADER)
    answer = fill_again(
        leader, leader.get(f"{PATH}/{code}/draft/adopt"), f"{PATH}/{code}/draft/adopt", note="Næste periode"
    )
    assert answer.location == f"{PATH}/{code}/1"
    rows = [words_of(row) for row in fromstring(leader.get(PATH).text).xpath("//tbody/tr")]
    assert ["2026–2029" in rows[0], "Gælder" in rows[0], "2030–2033" in rows[1], "Kommer" in rows[1]] == [True] * 4


def begin(leader, **said):
    """What a ready set would be, as the page shows it."""
    asked = {"ready": "kriminalitetsforebyggelse", "first_year": "2030", "last_year": "2033", "name": ""}
    return post(leader, f"{NEW}/ready", **(asked | said))


def test_each_ready_set_is_seen_and_becomes_a_draft(app, nothing, leader):
    for each in ready_sets.every():
        page = begin(leader, ready=each.code)
        assert f"Fra det færdige sæt »{each.name}«." in text(page)
        assert fill_again(leader, page).location == f"{PATH}/{each.document['code']}/draft"
        made = draft_of(app, each.document["code"]).document
        assert (made["name"], made["first_year"]) == (each.name, 2030)
        assert criteria.check(made) == []


def test_a_ready_set_is_for_the_place_that_there_is_and_renames_nothing(app, running, leader):
    page = begin(leader, ready="tryghed_og_trivsel", name="Tryghed igen")
    assert fill_again(leader, page).location == f"{PATH}/tryghed_2/draft"
    made = draft_of(app, "tryghed_2").document
    assert (made["name"], made["areas"], made["programme"]) == ("Tryghed igen", running["areas"], running["programme"])
    assert criteria.renames(made, [running]) == []
    assert criteria.check_beside(made, [running]) == []
    assert criteria.check(made) == []


@pytest.mark.parametrize(
    ("said", "where"),
    [({"ready": "alt"}, "ready-0"), ({"ready": ""}, "ready-0"), ({"last_year": "2029"}, "last_year")],
)
def test_a_ready_set_that_is_not_said_right_is_asked_again(nothing, leader, said, where):
    page = begin(leader, **said)
    assert page.status_code == 422
    assert [anchor for anchor, _says in problems(page)] == [f"#{where}"]
    assert fromstring(page.text).get_element_by_id(where) is not None
