"""*Aflevér* in the office: the year is handed in, and opened again; all without script."""

import io
from datetime import date

import pytest
from accounts import LEADER
from lxml.html import fromstring
from openpyxl import load_workbook
from pages import fill, post, text

from app import audit
from app.activities import scheduling
from app.evaluation import reported
from app.store import Walk

PATH = "/office/evaluation/2017"


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    return sign_in("leader")


@pytest.fixture
def closed(leader):
    assert fill(leader, f"{PATH}/hand-in").status_code == 200
    return leader


def figure(app, value):
    with app.app_context():
        reported.figures.enter(2017, {"evictions": value}, source="Brev", person=LEADER)


def test_a_year_is_handed_in_after_one_question(app, leader):
    figure(app, "13")
    asking = text(leader.get(f"{PATH}/hand-in"))
    assert "Det her mangler stadig. Du kan aflevere uden:" in asking
    assert "Drejebog" in asking
    done = fill(leader, f"{PATH}/hand-in")
    assert "Observationer" in load_workbook(io.BytesIO(done.data)).sheetnames
    assert done.headers["Content-Disposition"] == "attachment; filename=feltbog-2017-afleveret.xlsx"
    page = text(leader.get(PATH))
    assert "Afleveret 01.06.2018 af Leder (nr. 1). Det, der er kommet siden, er ikke regnet med." in page
    assert "Intet er kommet, ændret eller slettet." in page
    assert "Afleveret 01.06.2018" in text(leader.get(f"{PATH}/report"))
    kept = load_workbook(io.BytesIO(leader.get(f"{PATH}/handed-in/1.xlsx").data))
    assert "Observationer" not in kept.sheetnames
    assert leader.get(f"{PATH}/handed-in/2.xlsx").status_code == 404
    assert leader.get(f"{PATH}/hand-in").status_code == 302
    again = post(leader, f"{PATH}/hand-in")
    assert (again.status_code, "Åbn det igen, før det kan afleveres på ny" in text(again)) == (409, True)
    with app.test_request_context():
        done = [(each.action, each.kind) for each in audit.listed(audit.Search()).rows]
    assert ("handed_in", "evaluation") in done
    assert ("exported", "evaluation") in done


def test_what_comes_later_is_listed_and_not_counted(app, closed):
    figure(app, "12")
    assert "2017 er afleveret. Det, du skriver her, bliver gemt, men tæller ikke med" in text(
        closed.get(f"{PATH}/figures")
    )
    page = closed.get(PATH)
    (lines,) = fromstring(page.text).xpath("//ul[@class='since']")
    assert "Effektive fogedsager – → 12, 01.06.2018" in lines.text_content()
    assert "Tallene er, som de er i dag, ikke som de blev afleveret." in text(closed.get(f"{PATH}?live=1"))
    for path in ("criterion/A2b", "A2", "report"):
        page = text(closed.get(f"{PATH}/{path}"))
        assert "Afleveret 01.06.2018" in page
        assert "Diagrammerne tegnes" not in page
    assert "Det betyder tallene" in text(closed.get(f"{PATH}/figures"))
    assert closed.get("/office/evaluation/years").status_code == 200
    assert closed.get("/office/").status_code == 200


def test_charts_of_other_records_are_not_drawn(app, closed):
    with app.app_context():
        scheduling.create(Walk, {"title": "Glemt", "date": date(2017, 5, 5)})
    assert "1 tryghedsvandring kommet" in text(closed.get(PATH))
    for path in ("A1", "report"):
        assert "Diagrammerne tegnes af registreringerne" in text(closed.get(f"{PATH}/{path}"))
        assert "Diagrammerne tegnes" not in text(closed.get(f"{PATH}/{path}?live=1"))


def test_it_is_opened_again_with_a_reason(closed):
    bare = post(closed, f"{PATH}/open-again", reason=" ")
    assert (bare.status_code, "Skriv, hvorfor året åbnes igen." in text(bare)) == (422, True)
    assert fill(closed, f"{PATH}/open-again", reason="Et tal kom for sent").status_code == 303
    page = text(closed.get(PATH))
    assert "2017 er åbent igen. Det, der blev afleveret, er gemt." in page
    assert "01.06.2018, Leder Et tal kom for sent" in page
    assert "Aflevér 2017" in page
    assert closed.get(f"{PATH}/open-again").status_code == 302
    fill(closed, f"{PATH}/hand-in")
    assert "(nr. 2)" in text(closed.get(PATH))


def test_a_running_year_offers_nothing(leader):
    page = leader.get("/office/evaluation/2018")
    assert "2018 kan afleveres, når året er slut." in text(page)
    assert "/hand-in" not in page.text
    refused = post(leader, "/office/evaluation/2018/hand-in")
    assert (refused.status_code, "2018 slutter først 31.12.2018" in text(refused)) == (409, True)


def test_a_yearly_milestone_is_of_the_page_that_it_is_written_on(app, leader):
    prefix = "evaluation_a1-"
    said = {f"{prefix}date": "2018-02-08", f"{prefix}note": "Fint", f"{prefix}decision": "fortsætter"}
    assert post(leader, f"{PATH}/milestones/evaluation_a1", **said).status_code == 303
    with app.app_context():
        found = reported.milestones.current("tryghed")
    assert found["evaluation_a1", 2017].date == date(2018, 2, 8)
    assert ("evaluation_a1", 2018) not in found
