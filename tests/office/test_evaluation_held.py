"""*Skriv evalueringen*: the act is written down for the whole agreement and each activity, corrected, and summed up."""

import pytest
from lxml.html import fromstring
from pages import fill, fill_again, post, text, words_of

from app import agreement

YEAR = "/office/evaluation/2017"
PATH = f"{YEAR}/held"
HELD = {"date": "2018-02-08", "judgement": "Stadig relevant.", "decision": "ændres", "minutes": "Mødt: fem."}


@pytest.fixture
def leader(sign_in, moment):
    moment.set("2018-06-01T10:00:00+00:00")
    return sign_in("leader")


def card(leader, about):
    return words_of(fromstring(leader.get(PATH).text).get_element_by_id(f"about-{about}"))


def test_the_act_is_written_down_and_corrected(app, leader):
    with app.app_context():
        party, name = next(iter(agreement.current().parties.items()))
    assert "Ikke skrevet endnu" in card(leader, "agreement")
    saved = fill(leader, f"{PATH}?about=agreement", **HELD, parties=[party])
    assert (saved.status_code, saved.location) == (303, f"{PATH}#about-agreement")
    said = card(leader, "agreement")
    assert "Holdt 8. februar 2018" in said
    assert f"Med{name}" in said
    assert "VurderingStadig relevant." in said
    assert "BeslutningÆndres" in said
    assert "Mødt: fem." in said
    assert "Ikke skrevet endnu" in card(leader, "A1")
    form = fromstring(leader.get(f"{PATH}?about=agreement").text).xpath("//main//form")[0]
    assert form.fields["judgement"].strip() == "Stadig relevant."
    assert (form.fields["about"], form.fields["date"], form.fields["decision"]) == ("agreement", "2018-02-08", "ændres")
    assert "Stadig relevant. Beslutning: ændres." in text(leader.get(f"{YEAR}/report"))


def test_the_evaluation_sums_it_up_and_leads_there(leader):
    assert "0 af 5 er skrevet" in text(leader.get(YEAR))
    for about in ("agreement", "M", "A1", "A2", "A3"):
        assert post(leader, PATH, about=about, **HELD).status_code == 303
    page = leader.get(YEAR)
    assert "A1 Tryg Bydel holdt 8. februar 2018 Ændres" in text(page)
    assert "Den er skrevet for hele aftalen og for hver aktivitet." in text(page)
    assert fromstring(page.text).xpath(f"//a[@href='{PATH}']")
    assert "Alt er skrevet. Så kan 2017 afleveres." in text(leader.get(PATH))
    assert "Årlig evaluering af A1 08.02.2018 · ændres Stadig relevant. Opfyldt" in text(leader.get(f"{YEAR}/meetings"))


def test_the_form_says_the_purposes_and_how_it_went(leader):
    page = text(leader.get(f"{PATH}?about=agreement"))
    assert "Formål At forbedre den grundlæggende tryghed i afdelingen" in page
    assert "A2b 100 beboerhenvendelser er behandlet" in page
    one = text(leader.get(f"{PATH}?about=A2"))
    assert "A2b 100 beboerhenvendelser er behandlet" in one
    assert "A1b" not in one


def test_the_purposes_alone_are_no_judgement(leader):
    page = leader.get(f"{PATH}?about=agreement")
    begun = fromstring(page.text).get_element_by_id("judgement").text
    assert "At styrke socialt udsatte beboeres trivsel:" in begun
    said = {**HELD, "judgement": begun}
    refused = post(leader, PATH, about="agreement", **said)
    assert (refused.status_code, "Skriv, hvad I nåede frem til" in text(refused)) == (422, True)
    assert post(leader, PATH, about="agreement", **said | {"judgement": begun + " Ja."}).status_code == 303


def test_what_is_wrong_with_it_is_said_and_stays(leader):
    answer = post(leader, PATH, about="A1", **{**HELD, "date": "2016-02-08", "judgement": ""})
    assert answer.status_code == 422
    assert "Skriv, hvad I nåede frem til" in text(answer)
    assert "Mødt: fem." in answer.text
    again = fill_again(leader, answer, PATH, judgement="Ja.")
    assert "tidligst holdes i 2017" in text(again)
    assert fill_again(leader, again, PATH, date="2018-02-08").status_code == 303
    assert post(leader, PATH, about="A9", **HELD).status_code == 404


def test_after_the_year_was_handed_in_it_is_kept_and_does_not_count(leader):
    post(leader, f"{YEAR}/hand-in")
    page = leader.get(PATH)
    assert "2017 er afleveret. Det, du skriver her, bliver gemt, men tæller ikke med" in text(page)
    assert not fromstring(page.text).xpath("//a[contains(@href, 'hand-in')]")
    saved = post(leader, PATH, about="A1", **HELD)
    assert "2017 er afleveret: den står under »Siden afleveringen«." in text(leader.get(saved.location))
    assert "Holdt 8. februar 2018" in card(leader, "A1")
    assert "0 af 5 er skrevet" in text(leader.get(YEAR))


def test_a_running_year_can_be_written_and_not_be_handed_in(leader):
    page = leader.get("/office/evaluation/2018/held")
    assert "2018 kan afleveres, når året er slut." in text(page)
    assert "/hand-in" not in page.text
