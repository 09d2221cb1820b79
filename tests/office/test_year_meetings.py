"""*Møder og milepæle*: the meetings of a year and what they lack, milestones, lists that were received."""

from datetime import date

import pytest
from agreeing import agree
from lxml.html import fromstring
from pages import lines, post, text

from app.activities import scheduling
from app.store import Event

PATH = "/office/evaluation/2017/meetings"


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-04-05T10:00:00+00:00")
    return sign_in("leader")


def meeting(app, day, **said):
    with app.app_context():
        kept = {"title": "Gruppemøde", "kind": "meeting_a1", "date": date.fromisoformat(day), **said}
        return scheduling.create(Event, kept).id


def test_a_meeting_says_who_was_there_and_what_it_lacks(app, leader):
    whole = meeting(app, "2017-02-07", minutes="Lys ved søen", parties=("police",))
    bare = meeting(app, "2017-05-09", minutes="  ")
    cancelled = meeting(app, "2017-06-09")
    meeting(app, "2016-12-09")
    with app.app_context():
        scheduling.cancel(Event, cancelled, cancelled=True)
    page = leader.get(PATH)
    found = lines(page)[:2]
    assert found[0].startswith("07-02-2017 GruppemødeMøde i A1-gruppen Nordjyllands Politi, nærpolitiet Skrevet Ret")
    assert found[1].startswith("09-05-2017 GruppemødeMøde i A1-gruppen Mangler Mangler Skriv det, der mangler")
    links = fromstring(page.text).xpath("//table//a[contains(@class, 'button')]/@href")
    assert links == [f"/office/events/{whole}/edit#minutes", f"/office/events/{bare}/edit#parties-0"]
    form = fromstring(leader.get(links[1].partition("#")[0]).text)
    assert form.get_element_by_id("parties-0").get("name") == "parties"


def test_the_criteria_say_how_many_more_it_takes(app, leader):
    assert "Mangler 4 møder" in text(leader.get(PATH))
    for month in (2, 5):
        meeting(app, f"2017-0{month}-07")
    meeting(app, "2017-03-07", kind="meeting_a3")
    page = text(leader.get(PATH))
    assert "Møder i A1-gruppen Mangler 2 møder 2 af 4 Ikke opfyldt" in page
    assert "Møder i A3-gruppen Mangler 3 møder 1 af 4 Ikke opfyldt" in page
    for month in (8, 9):
        meeting(app, f"2017-0{month}-07")
    assert "Møder i A1-gruppen Alle er holdt 4 af 4 Opfyldt" in text(leader.get(PATH))


def test_one_that_is_to_come_lacks_nothing_yet(app, leader):
    meeting(app, "2018-09-07")
    page = text(leader.get("/office/evaluation/2018/meetings"))
    assert "07-09-2018 Gruppemøde Møde i A1-gruppen Ikke holdt endnu Ret" in page


def test_a_new_meeting_begins_with_its_kind(leader):
    page = fromstring(leader.get(PATH).text)
    links = dict.fromkeys(page.xpath("//a[contains(@href, '/events/new')]/@href"))
    assert list(links) == ["/office/events/new?kind=meeting_a1", "/office/events/new?kind=meeting_a3"]
    form = fromstring(leader.get("/office/events/new?kind=meeting_a3").text)
    assert form.xpath("//select[@id='kind']/option[@selected]/@value") == ["meeting_a3"]
    unknown = fromstring(leader.get("/office/events/new?kind=nonsense").text)
    assert unknown.xpath("//select[@id='kind']/option[@selected]/@value") in ([], [""])


def test_a_year_that_is_handed_in_says_that_nothing_more_counts(leader):
    assert "tæller ikke med" not in text(leader.get(PATH))
    post(leader, "/office/evaluation/2017/hand-in")
    assert "2017 er afleveret. Det, du skriver her, bliver gemt, men tæller ikke med" in text(leader.get(PATH))


def test_each_of_the_page_s_forms_carries_a_token_that_is_taken(leader):
    page = fromstring(leader.get(PATH).text)
    (form,) = page.xpath("//form[contains(@action, '/milestones/playbook')]")
    answer = leader.post(form.get("action"), data=dict(form.fields) | {"playbook-date": "2017-03-01"})
    assert answer.status_code == 303
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_milestone_is_written_down_corrected_and_taken_back(leader):
    path = "/office/evaluation/2017/milestones/playbook"
    assert post(leader, path, **{"playbook-date": "", "playbook-note": "x"}).status_code == 422
    said = {"playbook-date": "2017-12-01", "playbook-note": "Med afdelingsbestyrelsen"}
    assert post(leader, path, **said, **{"playbook-said": ["0"]}).status_code == 303
    assert "Drejebog 01.12.2017 Med afdelingsbestyrelsen Opfyldt" in text(leader.get(PATH))
    post(leader, path, **{"playbook-date": "2017-12-01", "playbook-note": ""})
    assert "Drejebog 01.12.2017 Noten skal sige, at afdelingsbestyrelsen har været med. Ikke dokumenteret" in text(
        leader.get(PATH)
    )
    post(leader, path, take_back="1")
    assert "Drejebog frist 31.12.2017 Noten skal sige, at afdelingsbestyrelsen har været med. Mangler" in text(
        leader.get(PATH)
    )
    assert post(leader, "/office/evaluation/2017/milestones/nothing", take_back="1").status_code == 404


def test_a_note_says_what_the_agreement_demands_a_tick_each(app, leader):
    milestone = {
        "code": "playbook",
        "name": "Drejebog",
        "deadline": "2017-12-31",
        "demands": ["hvem der var med", "hvor den ligger"],
    }
    agree(app, milestones=[milestone])
    path = "/office/evaluation/2017/milestones/playbook"
    said = {"playbook-date": "2017-12-01", "playbook-note": "Alle", "playbook-said": ["0"]}
    refused = post(leader, path, **said)
    assert refused.status_code == 422
    assert "Noten skal også sige, hvor den ligger." in text(refused)
    form = fromstring(refused.text).xpath("//form[contains(@action, '/milestones/playbook')]")[0]
    ticks = form.xpath(".//input[@type='checkbox']")
    assert [(each.getparent().text_content().strip(), each.checked) for each in ticks] == [
        ("hvem der var med", True), ("hvor den ligger", False),
    ]  # fmt: skip
    assert form.fields["playbook-note"] == "Alle"
    assert fromstring(refused.text).xpath("//div[@id='error-summary']//a/@href") == ["#playbook-said-0"]
    assert post(leader, path, **said | {"playbook-said": ["0", "1"]}).status_code == 303
    again = fromstring(leader.get(PATH).text).xpath("//form[contains(@action, '/milestones/playbook')]")[0]
    assert all(each.checked for each in again.xpath(".//input[@type='checkbox']"))
    assert post(leader, path, **said | {"playbook-said": ["7"]}).status_code == 422
    assert post(leader, path, **{"playbook-date": "2017-12-01", "playbook-note": ""}).status_code == 303


def test_a_yearly_evaluation_keeps_its_decision(leader):
    path = "/office/evaluation/2017/milestones/evaluation"
    answers = {"evaluation-date": "2017-12-12", "evaluation-note": "", "evaluation-decision": "ændres"}
    assert post(leader, path, **answers).status_code == 303
    assert "12.12.2017. ændres." in text(leader.get("/office/evaluation/2017/criterion/evaluation"))
    assert post(leader, path, **answers | {"evaluation-decision": "måske"}).status_code == 422


def test_a_list_that_came_is_a_date_and_a_count(leader):
    path = "/office/evaluation/2017/lists"
    assert post(leader, path, which="reminders.2", date="2017-02-06", count="19").status_code == 303
    page = text(leader.get(PATH))
    assert "Rykkerlisten februar 06-02-2017 19" in page
    assert "Rykkerlisten marts Mangler spørg Boligselskabets administration" in page
    assert "1 af 13 er kommet" in page
    assert "Rykkerlisten september ikke endnu" in text(leader.get("/office/evaluation/2018/meetings"))
    wrong = post(leader, path, which="reminders.3", date="2019-03-06", count="mange")
    assert wrong.status_code == 422
    assert "Skriv et helt tal" in wrong.text
    assert post(leader, path, which="reminders.99", date="2017-03-06", count="1").status_code == 422


def test_a_milestone_that_was_retired_is_asked_for_no_more(app, leader):
    agree(app, milestones=[{"code": "open_day", "name": "Åbent hus", "each_year": True, "retired_on": "2018-01-01"}])
    assert "Åbent hus" in text(leader.get(PATH))
    assert "Åbent hus" not in text(leader.get(PATH.replace("2017", "2018")))
