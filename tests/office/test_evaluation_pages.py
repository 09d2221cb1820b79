"""The ledger, an activity, a criterion with its records, the years: renderings of the one report."""

from datetime import date

import pytest
from accounts import LEADER
from lxml.html import fromstring
from pages import post, text
from sending import new_id

from app import evaluation, intake
from app.activities import scheduling
from app.base import clock
from app.evaluation import reported
from app.store import Event, Walk

AT = "2017-11-20T09:00:00+01:00"


def contact(**more):
    return {"date": "2017-03-07", "channel": "visit", "target_group": "self", "topics": ["letters"],
            "digital_asked": True, "digital_outcome": "helped", **more}  # fmt: skip


@pytest.fixture
def year(app, moment):
    """20 November 2017: five contacts (one not asked), a walk, a flagged event with four nationalities, a letter."""
    moment.set("2017-11-20T10:00:00+00:00")
    with app.app_context():
        scheduling.create(Walk, {"title": "Forårsvandring", "date": date(2017, 4, 20)})
        event = scheduling.create(
            Event,
            {
                "title": "Fest",
                "date": date(2017, 11, 18),
                "kind": "other",
                "counts_for": ("tryghed/A3c", "tryghed/A1b"),
            },
        ).id
        answers = [contact(referrals=["borgerservice"])] * 3 + [contact(referrals=["other"], channel="phone")]
        answers.append(contact(digital_asked=False, note="ikke spurgt"))
        del answers[-1]["digital_outcome"]
        sent = [("contact", each) for each in answers]
        sent.append(("attendance", {"event": event, "adults": 9, "youth": 2, "countries": ["DK", "SO", "TR", "SY"]}))
        intake.accept(
            LEADER,
            [intake.Submission(id := new_id(), form, 1, 1, AT, each, sent_id=id) for form, each in sent],
            device=None, pending=0, sent_at=clock.now(),
        )  # fmt: skip
        reported.figures.enter(
            2017, {"evictions": "2", "residents": "1824", "eviction_level": "0,13"}, source="Brev", person=LEADER
        )
    return event


def rows(page):
    """The ledger's rows by criterion: their cells as text."""
    found = fromstring(page.text).xpath("//table[contains(@class, 'criteria')]//tr[not(@class='group')][td]")
    return {row[0].text_content(): [" ".join(" ".join(cell.itertext()).split()) for cell in row[1:]] for row in found}


@pytest.mark.usefixtures("year")
def test_the_ledger_says_what_the_report_says(app, sign_in):
    found = rows(sign_in("leader").get("/office/evaluation/2017"))
    with app.app_context():
        report = evaluation.evaluate(2017)
        assert list(found) == [finding.id for finding in report.findings]
        for finding in report.findings:
            what, aim, figure, how, state = found[finding.id]
            assert what.startswith(finding.criterion.text)
            assert aim == finding.aim
            assert figure.startswith(finding.shown)
            assert finding.how in how
            assert all(remark in how for remark in finding.remarks)
            assert state.startswith(finding.state.words)
            assert ("foreløbig" in state) is finding.provisional
    assert found["A2c"][2:] == [
        "80,0 % afklaret 80,0 % spurgt",
        "4 af 5 henvendelser. Spurgt: 80,0 %, 4 af 5 henvendelser. Ikke opfyldt. Se hvilke: ikke afklaret Se hvilke: ikke spurgt",
        "Ikke opfyldt foreløbig",
    ]


@pytest.mark.usefixtures("year")
def test_it_says_until_when_and_what_is_missing(sign_in):
    page = text(sign_in("leader").get("/office/evaluation/2017"))
    assert "Tal til og med 20. november 2017. Året er ikke slut: optalte tal er foreløbige." in page
    assert "Tal, vi mangler" in page
    assert "Efterregning for vand over 1.000 kr. Boligselskabets administration ventes marts til april 2018 A2a" in page
    assert "I alt 0 af 778" in page


def test_the_latest_year_with_something_in_it_opens(app, leader, moment):
    assert leader.get("/office/evaluation").headers["Location"] == "/office/evaluation/2017"
    with app.app_context():
        scheduling.create(Walk, {"title": "Vandring", "date": date(2019, 4, 20)})
    assert leader.get("/office/evaluation").headers["Location"] == "/office/evaluation/2019"
    moment.set("2018-02-01T10:00:00+00:00")
    assert leader.get("/office/evaluation").headers["Location"] == "/office/evaluation/2018"


def test_a_year_outside_the_agreement_says_so(leader):
    assert "uden for aftalens år, 2017–2020" in text(leader.get("/office/evaluation/2021"))
    assert "udgangspunkt" in text(leader.get("/office/evaluation/2015"))
    assert leader.get("/office/evaluation/0001").status_code == 404
    for path in ("A1", "figures", "criterion/A2b"):
        assert leader.get(f"/office/evaluation/2021/{path}").status_code == 200


@pytest.mark.usefixtures("year")
def test_a_criterion_leads_to_its_very_records(leader):
    page = leader.get("/office/evaluation/2017/criterion/A2c?group=1-rest")
    links = fromstring(page.text).xpath("//td[@class='what']/a/@href")
    assert len(links) == 1
    assert "ikke spurgt" in leader.get(links[0]).text
    assert len(fromstring(leader.get("/office/evaluation/2017/criterion/A2d").text).xpath("//td[@class='what']/a")) == 3
    assert leader.get("/office/evaluation/2017/criterion/A2c?group=open").status_code == 404
    assert "Ingen." in leader.get("/office/evaluation/2017/criterion/A2c?group=0-pending").text


def test_an_initiative_leads_to_its_walk_and_event(year, leader):
    page = leader.get("/office/evaluation/2017/criterion/A1b")
    assert "Forårsvandring" in page.text
    assert f"/office/events/{year}" in page.text
    page = text(leader.get("/office/evaluation/2017/criterion/A3c"))
    assert "18-11-2017 Fest Andet 4 ikke dokumenteret" in page


@pytest.mark.usefixtures("year")
def test_figures_milestones_and_hours_lead_to_where_they_were_written(leader):
    page = leader.get("/office/evaluation/2017/criterion/M3")
    assert "Effektive fogedsager 3 2 sager Brev" in text(page)
    ((history,),) = [fromstring(page.text).xpath("//tr[th='Effektive fogedsager']//a/@href")]
    assert leader.get(history).status_code == 200
    for id, path in (("A2a", "figures#figure-water_bills_over_1000"), ("A3b", "meetings#milestones")):
        assert f"/office/evaluation/2017/{path}" in leader.get(f"/office/evaluation/2017/criterion/{id}").text
    assert "/office/hours?year=2017" in leader.get("/office/evaluation/2017/criterion/hours_a2").text


@pytest.mark.parametrize("path", ["criterion/X1", "A9", "criterion/A2c/x"])
def test_what_is_not_in_the_agreement_is_no_page(sign_in, path):
    assert sign_in("leader").get(f"/office/evaluation/2017/{path}").status_code == 404


@pytest.mark.usefixtures("year")
def test_the_leaders_comment_is_kept_and_shown_in_the_ledger(leader):
    path = "/office/evaluation/2017/criterion/A2b"
    assert post(leader, path, text="Et godt år.").status_code == 303
    assert "Et godt år." in leader.get(path).text
    assert "Et godt år." in rows(leader.get("/office/evaluation/2017"))["A2b"][3]
    long = post(leader, path, text="x" * 2001)
    assert long.status_code == 422
    assert "Skriv højst 2000 tegn. Der er 2001." in long.text


@pytest.mark.usefixtures("year")
def test_an_activity_shows_its_charts_with_their_tables(leader):
    page = text(leader.get("/office/evaluation/2017/A2"))
    assert "5 henvendelser, 84 bag jævnt tempo (88,8)" in page
    assert "mar 5 5 24,7 −19,7" in page
    assert "nov 0 5 88,8 −83,8" in page
    assert "Breve fylder mest" in page
    assert "3 er henvist som aftalt, 1 færre end målet" in page
    assert "4 af 5 er spurgt om digital hjælp" in page
    assert "Kontaktform og målgruppe" not in page
    page = text(leader.get("/office/evaluation/2017/A3"))
    assert "11 gæster ved 1 arrangementer" in page
    assert "Fest 18-11-2017 11 4 ikke dokumenteret" in page
    assert "0 timer er brugt af 86" in page
    assert "Grundlæggende tryghed, byen 89,0" in text(leader.get("/office/evaluation/2017/M"))
    assert leader.get("/office/evaluation/2018/A1").status_code == 200


@pytest.mark.usefixtures("year")
def test_the_years_stand_beside_each_other(sign_in):
    page = text(sign_in("leader").get("/office/evaluation/years"))
    assert "2015 2016 2017" in page
    assert "0,17 % – 0,11 % Opfyldt foreløbig" in page
