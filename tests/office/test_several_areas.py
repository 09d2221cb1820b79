"""An area is asked for where an agreement has several, stored by itself where it has one; figures are given for each."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from accounts import COUNSELLOR, LEADER
from agreeing import adopt_only
from lxml.html import fromstring
from openpyxl import load_workbook
from pages import post, text, upload, words_of
from sending import submission
from sqlalchemy import select

from app import criteria, evaluation, intake, workbook
from app.activities import scheduling
from app.agreement import Agreement
from app.base import db
from app.definitions import Contact
from app.evaluation import reported
from app.evaluation.reported import sheet_making
from app.maintenance import retention
from app.store import Event, Walk

BLANDET = Path(__file__).parent.parent / "criteria/agreements/blandet.toml"
PATH = "/office/evaluation/2021/figures"


@pytest.fixture
def several(app):
    """The app's agreement has three areas."""
    with app.app_context():
        adopt_only(criteria.read(BLANDET).document)
    return app


def taken(*answers):
    """What becomes of contacts with these answers."""
    made = [submission("contact", each) for each in answers]
    sent = [
        intake.Submission(each["id"], "contact", 1, 1, each["captured_at"], each["answers"], sent_id=each["id"])
        for each in made
    ]
    return [result["status"] for result in intake.accept(COUNSELLOR, sent)]


def areas(table):
    return sorted(db.session.scalars(select(table.c.area)), key=str)


def test_a_single_area_is_stored_and_nobody_asked(app, leader):
    with app.test_request_context():
        assert "Område" not in Contact.wtform()["area"]()
        assert taken({}, {"area": "afd12"}, {"area": "nord"}) == ["stored", "stored", "quarantined"]
        assert areas(Contact.table) == ["afd12", "afd12"]
    page = leader.get("/office/walks/new")
    assert "Område" not in text(page)
    shown = post(leader, "/office/walks/new", title="Aftenvandring", date="2026-05-20", audience="women")
    assert "Hvem den er for kvinder" in text(leader.get(shown.location))
    with app.app_context():
        assert [(each.area, each.audience) for each in db.session.query(Walk)] == [("afd12", "women")]


def test_several_are_a_choice_that_may_be_left_out(several, leader):
    with several.test_request_context():
        drawn = fromstring(Contact.wtform()["area"]())
        assert [each.get("value") for each in drawn.xpath("//input")] == ["nord", "syd", "vest"]
        assert taken({}, {"area": "syd"}, {"area": "afd12"}) == ["stored", "stored", "quarantined"]
        assert areas(Contact.table) == [None, "syd"]
    assert "Nordparken" in text(leader.get("/office/events/new"))
    shown = post(leader, "/office/events/new", title="Fest", kind="faelles", date="2026-05-20", area="vest")
    assert "Område Vestparken" in text(leader.get(shown.location))
    assert post(leader, "/office/walks/new", title="Tur", date="2026-05-20", area="afd12").status_code == 422


def test_an_area_that_is_no_choice_any_more_stays_through_a_correction(app, leader):
    with app.app_context():
        walk = scheduling.create(Walk, {"title": "Tur", "date": date(2026, 5, 20), "area": "afd12"}).id
    page = fromstring(leader.get(f"/office/walks/{walk}/edit").text)
    assert page.xpath("//input[@name='area' and @type='hidden']/@value") == ["afd12"]


def enter(leader, **values):
    inputs = fromstring(leader.get(PATH).text).xpath("//form[@id='figures']//input[@name!='csrf_token']")
    typed = {each.get("name"): each.get("value") or "" for each in inputs} | {"source": "Undersøgelse"}
    return post(leader, PATH, **typed | {f"figure-{key}": value for key, value in values.items()})


def test_a_figure_of_each_area_has_a_row_and_a_history_of_its_own(several, leader):
    assert enter(leader, **{"satisfied-nord": "88", "satisfied-syd": "97,5"}).status_code == 303
    enter(leader, **{"satisfied-nord": "89"})
    page = text(leader.get(PATH))
    assert "Tilfredse beboere, Nordparken" in page
    history = text(leader.get(f"{PATH}/satisfied?area=nord"))
    assert "Tilfredse beboere, Nordparken 2021" in history
    assert "89 %" in history
    assert "97,5" not in history
    with several.app_context():
        found = {key: str(each.value) for key, each in reported.figures.current([2021]).items()}
        assert found == {("satisfied", 2021, "nord"): "89", ("satisfied", 2021, "syd"): "97.5"}
        report = evaluation.evaluate(2021, date(2022, 3, 1))
        told = {
            each["area"]: each["value"] for each in evaluation.as_json(report)["figures"] if each["id"] == "satisfied"
        }
        assert told == {"nord": 89, "syd": 97.5, "vest": None}
        missing = [each.name for each in report.lacking if each.id == "satisfied"]
        assert missing == ["Tilfredse beboere, Vestparken"]
        (asked,) = [each.text for each in evaluation.messages(report) if "Tilfredse beboere" in each.text]
        assert "Ét tal for hvert område: Nordparken, Sydparken og Vestparken." in asked


def test_the_areas_of_a_figure_stand_together_and_who_is_asked_for_what_is_missing(several, leader):
    enter(leader, **{"satisfied-nord": "88"})
    page = fromstring(leader.get(PATH).text)
    rows = [
        words_of(row.xpath("./td[@class='named']|./th")[0]) for row in page.xpath("//form[@id='figures']//tbody/tr")
    ]
    first = rows.index("Tilfredse beboere for hvert område")
    assert rows[first + 1 : first + 4] == [f"Tilfredse beboere, {area}parken" for area in ("Nord", "Syd", "Vest")]
    asked = {
        words_of(each.xpath(".//strong")[0]): words_of(each)
        for each in page.xpath("//section[h2[@id='ask'] or .//h2[@id='ask']]//li")
    }
    assert "Tilfredse beboere, Vestparken" in asked["Boligselskabet"]
    assert "Tilfredse beboere, Nordparken" not in asked["Boligselskabet"]
    for link in page.xpath("//section[.//h2[@id='ask']]//li//a/@href"):
        assert page.get_element_by_id(link.removeprefix("#")).tag == "input"


def test_the_command_and_the_sheet_say_which_area(several, leader, tmp_path):
    run = several.test_cli_runner().invoke
    done = run(args=["figure", "set", "satisfied", "2021", "88", "--source", "Brev", "--area", "syd"])
    assert done.output == "Tilfredse beboere, Sydparken 2021: 88 %\n"
    wrong = run(args=["figure", "set", "satisfied", "2021", "88", "--source", "Brev"])
    assert "har et tal for hvert område. Vælg et af: nord, syd, vest." in wrong.output
    wrong = run(args=["figure", "set", "trust", "2021", "88", "--source", "Brev", "--area", "syd"])
    assert "er ét tal for hele aftalen" in wrong.output
    with several.test_request_context():
        made = sheet_making.write(2021)
    book = load_workbook(BytesIO(made))
    rows = {row[0].value: row for row in book["Tal"].iter_rows(min_row=5)}
    assert rows["satisfied-syd"][2].value == 88
    assert rows["outside-nord"][8].value == 100
    rows["satisfied-nord"][2].value, rows["satisfied-nord"][4].value = 87, "Undersøgelse"
    book.save(target := BytesIO())
    shown = upload(leader, f"{PATH}/sheet", "file", target.getvalue(), "tal.xlsx")
    assert "Skriv 1 tal for 2021?" in text(shown)
    form = fromstring(shown.text).xpath("//main//form")[0]
    assert leader.post(form.action, data=dict(form.fields)).status_code == 303
    with several.app_context():
        assert str(reported.figures.current([2021])["satisfied", 2021, "nord"].value) == "87"


def test_records_of_no_area_are_told_and_the_workbook_has_the_column(several, tmp_path):
    with several.test_request_context():
        for area, light in (("nord", "dark"), ("nord", "daylight"), (None, "dark"), (None, "daylight")):
            scheduling.create(Walk, {"title": "Tur", "date": date(2021, 5, 9), "light": light, "area": area})
        found = evaluation.evaluate(2021, date(2022, 3, 1)).finding("W1")
        assert "Én tryghedsvandring har intet område." in found.remarks
        with (tmp_path / "book.xlsx").open("wb") as file:
            workbook.write(file, 2021, workbook.sheets_of(2021, LEADER))
    sheet = load_workbook(tmp_path / "book.xlsx")["Vandringer"]
    header = [cell.value for cell in sheet[5]]
    shown = [row[header.index("Område")].value for row in sheet.iter_rows(min_row=6)]
    assert shown.count("Nordparken") == 2


def test_a_meeting_has_minutes_that_can_be_counted_after_their_time(app, leader, moment):
    said = {"title": "Møde", "kind": "meeting_a1", "date": "2026-05-05"}
    refused = post(leader, "/office/events/new", **said, minutes="Ring til 010190-1234")
    assert refused.status_code == 422
    shown = post(leader, "/office/events/new", **said, minutes="Der kommer lys ved søen", parties=["police", "library"])
    page = text(leader.get(shown.location))
    assert "Referat: hvad blev besluttet Der kommer lys ved søen" in page
    assert "Parter, der deltog Nordjyllands Politi" in page
    moment.set("2029-01-10T12:00:00+00:00")
    with app.app_context():
        assert [each.number for each in retention.purge(LEADER) if each.code == "minutes"] == [1]
        assert db.session.query(Event).one().minutes == ""
        (event,) = db.session.query(Event)
        scheduling.change(Event, event.id, {"title": "Mødet", "minutes": None})
        assert db.session.query(Event).one().minutes == ""


def cells(page, number=1):
    """The rows of the table below a criterion's heading of cells."""
    found = fromstring(page.text).xpath(f"//section[h2[@id='cells-{number}']]//tbody/tr")
    return [[words_of(cell) for cell in row] for row in found]


def test_a_criterion_of_each_area_says_how_each_stands(several, leader):
    with several.app_context():
        for area, light in (("nord", "dark"), ("nord", "daylight"), ("syd", "dark")):
            scheduling.create(Walk, {"title": "Tur", "date": date(2021, 5, 9), "light": light, "area": area})
    page = leader.get("/office/evaluation/2021/criterion/W1")
    assert "1 af 3 dagslys, 2 af 3 mørke" in text(page)
    assert "mindst 1 i hver" in text(page)
    assert cells(page, 1) == [
        ["Nordparken", "1", "mindst 1", "Opfyldt"], ["Sydparken", "0", "mindst 1", "Ikke opfyldt"],
        ["Vestparken", "0", "mindst 1", "Ikke opfyldt"],
    ]  # fmt: skip
    assert [row[3] for row in cells(page, 2)] == ["Opfyldt", "Opfyldt", "Ikke opfyldt"]
    quarters = cells(leader.get("/office/evaluation/2021/criterion/W2"))
    assert [row[:2] for row in quarters] == [
        ["Januar–marts", "0"], ["April–juni", "3"], ["Juli–september", "0"], ["Oktober–december", "0"],
    ]  # fmt: skip
    ledger = text(leader.get("/office/evaluation/2021"))
    assert "1 af 4 kvartaler." in ledger


def of_each_area(document, **criterion):
    """The document with one criterion alone: at least three contacts in each area."""
    said = {"of": [{"count": "contacts"}], "aim": {"direction": "at_least", "target": "3"}}
    areas = [each["code"] for each in document["areas"]]
    whole = {"code": "X", "activity": "A", "text": "Prøve", "each_area": areas, "measures": [said], **criterion}
    return {**document, "criteria": [whole]}


def test_few_people_in_an_area_are_told_as_few(several, leader):
    document = of_each_area(criteria.read(BLANDET).document)
    assert criteria.check(document) == []
    with several.test_request_context():
        adopt_only(document)
        taken(*[{"area": area, "date": "2021-05-01"} for area in ["nord"] * 5 + ["syd"] * 4])
    page = leader.get("/office/evaluation/2021/criterion/X")
    assert [row[1::2] for row in cells(page)] == [["5", "Opfyldt"], ["under 5", "Opfyldt"], ["0", "Ikke opfyldt"]]
    assert "Tal om færre end fem personer står ikke" in text(page)


def test_areas_and_parts_of_the_year_are_a_table_of_both(several, leader):
    with several.test_request_context():
        adopt_only(of_each_area(criteria.read(BLANDET).document, period="half"))
    page = leader.get("/office/evaluation/2021/criterion/X")
    heads = fromstring(page.text).xpath("//section[h2[@id='cells-1']]//thead//th/text()")
    assert heads == ["Område", "januar–juni", "juli–december"]
    assert cells(page)[0] == ["Nordparken", "0Ikke opfyldt", "0Ikke opfyldt"]


def test_a_cell_of_few_contacts_shows_its_state_and_no_figure(several):
    document = of_each_area(criteria.read(BLANDET).document)
    assert criteria.check(document) == []
    with several.test_request_context():
        taken(*[{"area": area, "date": "2021-05-01"} for area in ["nord"] * 5 + ["syd"] * 4])
        report = evaluation.as_json(evaluation.evaluate(2021, date(2022, 3, 1), Agreement(document)))
    (measure,) = report["criteria"][0]["measures"]
    assert [(each["area"], each["state"], each["figure"]) for each in measure["cells"]] == [
        ("nord", "met", 5), ("syd", "met", None), ("vest", "not_met", 0),
    ]  # fmt: skip
