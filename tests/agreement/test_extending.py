"""What agreements add to the forms' own choices, rename in them and retire from them, by the dates of records."""

import json
from datetime import date

import pytest
from accounts import LEADER
from agreeing import agree, document
from pages import post, text
from sending import ANSWERS, send, statuses, submission, take_in

from app import agreement, intake, workbook
from app.agreement import Agreement
from app.definitions import Contact, EventFields, Observation, forms

ADDED = [
    {"list": "contacts.topics", "code": "gardens", "label": "Haver og altaner", "plain": "Haver", "retired_on": "2026-03-01"},
    {"list": "contacts.topics", "code": "letters", "label": "Breve"},
    {"list": "contacts.heard_via", "code": "school", "label": "Skole eller institution", "retired_on": "2026-03-01"},
    {"list": "contacts.referrals", "code": "chess", "label": "Skakklubben"},
    {"list": "observations.category", "code": "noise_pump", "label": "Varmepumper"},
    {"list": "events.kind", "code": "market", "label": "Loppemarked", "retired_on": "2026-03-01"},
]  # fmt: skip


@pytest.fixture
def agreed_app(app):
    agree(app, choices=ADDED)
    with app.app_context():
        yield app


def store(day, **answers):
    sent = submission("contact", {"date": day, **answers})
    (result,) = intake.accept(LEADER, [intake.Submission(**sent)])
    return result["status"], result.get("errors")


def test_the_form_the_workbook_and_the_description_have_them(agreed_app):
    assert [option.code for option in Contact.referrals.options][-1] == "chess"
    assert forms.of("contact").schema()["properties"]["referrals"]["anyOf"][0]["items"]["enum"][-1] == "chess"
    page = agreed_app.test_client().get("/form/observation").get_data(as_text=True)
    assert "Varmepumper" in page
    (sheet,) = (each for each in workbook.sheets_of(2026, LEADER) if each.key == "contact")
    assert "Henvist til: Skakklubben" in [column.title for column in sheet.columns]
    assert "Breve" in Contact.topics.labels().values()


def test_the_estate_without_them_knows_them_not(app):
    with app.app_context():
        assert store("2026-02-01", referrals=["chess"])[0] == "quarantined"


def test_a_choice_is_taken_by_the_records_own_date(agreed_app):
    """A phone that has been without a network sends what was offered then; what came later waits, as an unknown choice does."""
    assert store("2026-02-28", topics=["gardens"], heard_via="school")[0] == "stored"
    status, errors = store("2026-03-01", topics=["letters", "gardens"], heard_via="school")
    assert status == "quarantined"
    assert errors is None or set(errors) == {"topics", "heard_via"}


@pytest.mark.usefixtures("agreed_app")
def test_what_is_retired_keeps_its_words():
    assert Contact.topics.shown(["gardens"]) == "Haver og altaner (udgået)"
    assert EventFields.kind.shown("market") == "Loppemarked (udgået)"
    assert [option.code for option in EventFields.kind.offered(date(2026, 3, 1))].count("market") == 0
    assert "market" in [option.code for option in EventFields.kind.offered(date(2026, 3, 1), "market")]
    codes = [option.code for option in Contact.topics.filtering(date(2026, 5, 1), [])]
    assert "gardens" not in codes
    assert "gardens" in [option.code for option in Contact.topics.filtering(date(2026, 5, 1), ["gardens"])]


def columns(year):
    (sheet,) = (each for each in workbook.sheets_of(year, LEADER) if each.key == "contact")
    return sheet


def test_the_workbook_has_its_column_where_the_year_has_a_record(agreed_app):
    title = "Emner: Haver og altaner (udgået)"
    assert title not in [column.title for column in columns(2026).columns]
    take_in("contact", {"date": "2026-02-01", "topics": ["gardens"]})
    found = columns(2026)
    assert title in [column.title for column in found.columns]
    assert title not in [column.title for column in columns(2025).columns]
    said = [line.meaning for line in found.codebook() if line.code == "gardens"]
    assert said[0] == "Haver og altaner (udgået 01.03.2026)"


def test_the_phone_shows_what_was_offered_on_the_records_date(agreed_app):
    page = agreed_app.test_client().get("/form/contact").get_data(as_text=True)
    assert 'data-days="2017-01-01/2026-03-01" data-easy="Haver"' in page
    assert "udgået" not in page


def test_the_office_offers_what_was_offered_then(app, leader):
    agree(app, choices=ADDED)
    with app.app_context():
        before, after = (take_in("contact", {"date": day}) for day in ("2026-02-01", "2026-04-01"))
    assert 'value="gardens"' in leader.get(f"/office/records/contact/{before}/amend").text
    assert 'value="gardens"' not in leader.get(f"/office/records/contact/{after}/amend").text
    form = leader.get("/office/events/new").text
    assert 'value="market"' not in form
    refused = post(leader, "/office/events/new", title="Marked", date="2026-06-01", kind="market")
    assert refused.status_code == 422
    kept = post(leader, "/office/events/new", title="Marked", date="2026-02-01", kind="market")
    assert "Loppemarked (udgået)" in text(leader.get(kept.location))


def test_a_counsellors_phone_sends_it_later(app, leader):
    agree(app, choices=ADDED)
    answers = ANSWERS["contact"] | {"topics": ["gardens"]}
    sent = [submission("contact", answers | {"date": day}) for day in ("2026-02-20", "2026-03-02")]
    assert statuses(send(leader, *sent)) == ["stored", "quarantined"]
    waiting = text(leader.get("/office/quarantine"))
    assert "gardens" in waiting


def test_several_agreements_offer_what_any_of_them_does(app, monkeypatch):
    """Retired by one and not by the other it stays; what only an ended one offered goes with it."""
    first, other = document(), document()
    first["choices"] = [
        {"list": "observations.category", "code": "litter", "label": "Affald", "retired_on": "2018-01-01"},
        *ADDED,
    ]
    mark = date(2019, 1, 1)
    one, two = Agreement(first), Agreement(other)
    spans = (agreement.InForce(one, date.min, date(2021, 1, 1)), agreement.InForce(two, mark, date.max))
    monkeypatch.setattr(agreement, "spans", lambda: spans)
    with app.app_context():
        litter, pump = (Observation.category.by_code[code] for code in ("litter", "noise_pump"))
        assert litter.days == ((date.min, date(2018, 1, 1)), (mark, date.max))
        assert pump.days == ((date.min, date(2021, 1, 1)),)
        assert litter.spelled_days == "0001-01-01/2018-01-01 2019-01-01/9999-12-31"
        assert json.dumps(litter.named(date(2026, 1, 1))) == '"Affald"'
