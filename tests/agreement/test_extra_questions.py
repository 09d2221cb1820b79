"""Questions that an agreement adds: one of each kind from the phone to everything that reads records."""

import io
import json
import zipfile
from datetime import date

import pytest
from accounts import LEADER
from agreeing import agree
from openpyxl import load_workbook
from pages import fill, post, text
from sending import ANSWERS, DEVICE, send, statuses, store, submission

from app import intake, records, workbook
from app.base import db
from app.definitions import Contact, forms
from app.intake import queue_file
from app.maintenance import retention
from app.maintenance.person_export import export_person
from app.store import History
from app.web.phone import openapi

QUESTIONS = [
    {
        "form": "contact",
        "code": "hope",
        "kind": "text",
        "label": "Hvad håber beboeren?",
        "plain": "Håb",
        "required": True,
    },
    {"form": "contact", "code": "letters_read", "kind": "count", "label": "Antal breve", "most": 40},
    {"form": "contact", "code": "again", "kind": "yes_no", "label": "Aftalt igen"},
    {"form": "contact", "code": "debt", "kind": "choice", "label": "Gældens art"},
    {"form": "contact", "code": "skills", "kind": "choices", "label": "Færdigheder"},
    {"form": "contact", "code": "since", "kind": "date", "label": "Har boet her siden"},
    {"form": "contact", "code": "old_one", "kind": "count", "label": "Gammelt spørgsmål", "retired_on": "2026-03-01"},
    {"form": "observation", "code": "smell", "kind": "text", "label": "Hvordan lugter her?"},
    {"form": "attendance", "code": "meals", "kind": "count", "label": "Måltider"},
]
CHOICES = [
    {"list": "contact.debt", "code": "rent", "label": "Husleje"},
    {"list": "contact.debt", "code": "loan", "label": "Kviklån", "retired_on": "2026-03-01"},
    {"list": "contact.skills", "code": "it", "label": "It"},
    {"list": "contact.skills", "code": "danish", "label": "Dansk"},
]
QUESTIONS[2]["code"] = "agreed_again"
SAID = {
    "hope": "Ro og en have", "letters_read": 3, "agreed_again": True, "debt": "rent", "skills": ["danish", "it"],
    "since": "2026-01-31",
}  # fmt: skip
NUMBER = "010190-1234"


@pytest.fixture
def asked(app):
    agree(app, questions=QUESTIONS, choices=CHOICES)
    return app


@pytest.fixture
def asking(asked, leader):
    return leader


def kept(app, form, id):
    with app.app_context():
        return forms.of(form).load(intake.amendment.find(db.session(), forms.of(form), id))


def test_they_come_back_as_they_were_sent(asked, asking):
    id = store(asking, "contact", SAID)
    values = kept(asked, "contact", id)
    assert {name: values[name] for name in SAID} == SAID | {"skills": ("it", "danish"), "since": date(2026, 1, 31)}
    with asked.app_context():
        row = intake.amendment.find(db.session(), Contact, id)
        assert set(row["extra"]) == set(SAID)
        assert forms.of("contact", 1).answers(values)["skills"] == ["it", "danish"]
    again = submission("contact", SAID, id=id, revision=2)
    assert statuses(send(asking, again)) == ["updated"]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"letters_read": 41}, "letters_read"), ({"letters_read": "3"}, "letters_read"), ({"debt": "gold"}, "debt"),
        ({"skills": ["it", "flying"]}, "skills"), ({"since": "31.1.2026"}, "since"), ({"hope": "x" * 501}, "hope"),
        ({"agreed_again": "yes"}, "agreed_again"), ({"unheard_of": 1}, "unheard_of"), ({"old_one": 3}, "old_one"),
        ({"debt": "loan"}, "debt"),
    ],
)  # fmt: skip
def test_what_is_wrong_waits_for_review(asking, answers, fault):
    response = send(asking, submission("contact", answers))
    assert statuses(response) == ["quarantined"]
    assert list(response.get_json()["results"][0]["errors"]) == [fault]
    page = asking.get("/office/quarantine")
    assert page.status_code == 200


def test_what_was_asked_then_is_taken_later(asked, asking):
    id = store(asking, "contact", {"date": "2026-02-28", "old_one": 3, "debt": "loan"})
    assert kept(asked, "contact", id)["old_one"] == 3
    assert "Gammelt spørgsmål 3" in text(asking.get(f"/office/records/contact/{id}"))
    other = store(asking, "contact", {"date": "2026-03-02"})
    assert "Gammelt spørgsmål" not in text(asking.get(f"/office/records/contact/{other}"))


def test_what_is_demanded_binds_the_office_and_never_intake(asking):
    id = store(asking, "contact")
    page = asking.get(f"/office/records/contact/{id}/amend")
    assert "Hvad håber beboeren?" in text(page)
    assert "Gammelt spørgsmål" not in text(page)
    refused = fill(asking, f"/office/records/contact/{id}/amend", letters_read="5")
    assert refused.status_code == 422
    assert fill(asking, f"/office/records/contact/{id}/amend", letters_read="5", hope="Ro").status_code == 303
    shown = text(asking.get(f"/office/records/contact/{id}"))
    assert "Antal breve 5" in shown
    assert "Hvad håber beboeren?" in shown
    paper = {
        "date": "2026-05-10",
        "channel": "visit",
        "target_group": "self",
        "topics": "letters",
        "digital_asked": "false",
    }
    assert fill(asking, "/office/paper/contact", **paper).status_code == 422


def test_the_phone_draws_them_behind_the_forms_own(asked):
    page = asked.test_client().get("/form/contact").text
    assert page.index('data-question="note"') < page.index('data-question="hope"')
    assert 'id="q-hope"' in page
    assert 'data-easy="Håb"' in page
    assert 'data-days="2017-01-01/2026-03-01"' in page
    assert 'data-question="meals"' in asked.test_client().get("/form/attendance").text
    assert 'data-question="smell"' in asked.test_client().get("/form/observation").text


def sheet_of(key, year=2026):
    return next(each for each in workbook.sheets_of(year, LEADER) if each.key == key)


def test_the_workbook_the_codebook_and_the_schema_have_them(asked, asking):
    store(asking, "contact", SAID)
    with asked.test_request_context():
        sheet = sheet_of("contact")
        with db.engine().connect() as connection:
            (row,) = sheet.cells(connection)
        cells = dict(zip([column.title for column in sheet.columns], row, strict=True))
        lines = {(line.field, line.code) for line in sheet.codebook()}
        schema = forms.of("contact").schema()
        described = openapi.describe()["components"]["schemas"]["contact_answers"]
    assert cells["Hvad håber beboeren?"] == "Ro og en have"
    assert (cells["Antal breve"], cells["Aftalt igen"], cells["Gældens art"]) == (3, "Ja", "Husleje")
    assert (cells["Færdigheder"], cells["Færdigheder: It"], cells["Har boet her siden"]) == (
        "It, Dansk",
        1,
        date(2026, 1, 31),
    )
    assert "Gammelt spørgsmål" in cells
    with asked.test_request_context():
        assert "Gammelt spørgsmål" not in [column.title for column in sheet_of("contact", 2027).columns]
    assert {("hope", ""), ("debt", "rent"), ("debt", "loan"), ("skills", "it")} <= lines
    assert "hope" not in schema["required"]
    assert schema["properties"]["letters_read"]["anyOf"][0] == {"type": "integer", "minimum": 0, "maximum": 40}
    assert described == json.loads(json.dumps(schema))


def test_the_whole_book_is_written_with_them(asked, asking):
    store(asking, "contact", SAID)
    target = io.BytesIO()
    with asked.test_request_context():
        workbook.write(target, 2026, workbook.sheets_of(2026, LEADER))
    found = [cell for row in load_workbook(target)["Henvendelser"].values for cell in row]
    assert "Ro og en have" in found


def test_a_word_in_them_is_found(asked, asking):
    id = store(asking, "contact", SAID)
    with asked.app_context():
        found = records.listed(records.RecordFilters(q="en have")).rows
        assert [row.id for row in found] == [id]
        assert not records.listed(records.RecordFilters(q="en mark")).rows


@pytest.mark.parametrize(("form", "name"), [("contact", "hope"), ("observation", "smell")])
def test_a_personal_number_is_nowhere(asked, asking, form, name, moment):
    """Masked as it comes; what is left of the text goes with the other texts, and with the record."""
    id, other = (store(asking, form, {name: f"Spørg {NUMBER} først"}) for _each in "ab")
    assert NUMBER not in str(kept(asked, form, id))
    assert kept(asked, form, id)[name].startswith("Spørg ")
    refused = submission(form, {name: f"Ring {NUMBER}", "unheard_of": NUMBER})
    assert statuses(send(asking, refused)) == ["quarantined"]
    again = submission(form, {name: f"Nu {NUMBER}"}, id=id, revision=2)
    assert statuses(send(asking, again)) == ["updated"]
    everything = "".join(str(row) for row in dump(asked))
    assert "0101901234" not in everything.replace("-", "")
    assert "Spørg" in everything
    with asked.app_context():
        retention.erase(forms.of(form), other, LEADER)
    assert name not in kept(asked, form, other)
    moment.set("2029-07-02T10:00:00+00:00")
    with asked.app_context():
        retention.purge(LEADER)
    assert name not in kept(asked, form, id)
    assert not [line for line in dump(asked) if "Spørg" in str(line) or "Nu " in str(line)]
    assert forms.of(form).questions.own
    with asked.test_request_context():
        assert str(forms.of(form).questions[name].label) in records.record(forms.of(form), id).forgotten


def dump(app):
    """Every row of every table that holds what people wrote."""
    with app.app_context(), db.engine().connect() as connection:
        tables = [
            each
            for each in db.Base.metadata.sorted_tables
            if each.name in {"contact", "observation", "history", "quarantine"}
        ]
        return [tuple(row) for table in tables for row in connection.execute(table.select())]


def test_the_history_says_what_was_before(asked, asking):
    id = store(asking, "contact", SAID)
    assert fill(asking, f"/office/records/contact/{id}/amend", letters_read="5").status_code == 303
    with asked.app_context():
        before = json.loads(db.session.query(History).one().answers)
    assert before["letters_read"] == 3
    assert before["skills"] == ["it", "danish"]
    assert "Antal breve" in text(asking.get(f"/office/records/contact/{id}"))


def test_an_event_has_them_too(asked, asking, event):
    id = store(asking, "attendance", {"event": event.id, "meals": 12})
    assert kept(asked, "attendance", id)["meals"] == 12
    assert "Måltider 12" in text(asking.get(f"/office/records/attendance/{id}"))


def test_where_the_form_has_a_question_of_that_name_the_agreements_stays(app, leader, monkeypatch):
    """A later release may ask itself what an agreement has asked until then."""
    monkeypatch.setattr("app.criteria.adoption.check", lambda _document: [])
    agree(app, questions=[{"form": "contact", "code": "minutes", "kind": "text", "label": "Hvor længe?"}])
    with app.app_context():
        assert Contact.questions["minutes"].is_extra
        assert list(Contact.questions).count("minutes") == 1
    id = store(leader, "contact", ANSWERS["contact"] | {"minutes": "et kvarter"})
    assert kept(app, "contact", id)["minutes"] == "et kvarter"
    assert post(leader, f"/office/records/contact/{id}/amend", seen="0").status_code == 422


def test_who_asks_is_given_them_too(asked, asking, tmp_path):
    """The export of a person, and what a phone saved from its queue."""
    store(asking, "contact", SAID)
    with asked.test_request_context():
        export_person("leder@example.org", tmp_path / "x.zip")
    told = zipfile.ZipFile(tmp_path / "x.zip").read("alt.json").decode()
    assert "Ro og en have" in told
    assert "Færdigheder" in told
    kept = {"feltbog": "queue", "device": DEVICE, "pending": 0, "submissions": [submission("contact", SAID)]}
    queue = queue_file.read_queue_file(json.dumps(kept).encode())
    with asked.app_context():
        assert [result["status"] for batch in queue_file.take_in(queue, LEADER) for result in batch] == ["stored"]
