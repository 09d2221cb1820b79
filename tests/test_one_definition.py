"""One definition a form: HTML, validation, table, workbook, codebook and API description agree, now and after a change."""

import pytest
from agreeing import agree
from lxml import html
from pages import words_of
from sending import ANSWERS, send, statuses, submission

from app.base import clock, db
from app.base.db import Base
from app.definitions import forms
from app.questions import Choices, Count, Option
from app.questions.form import Form
from app.web.phone import openapi
from app.workbook import snapshot
from app.workbook.record_sheets import RecordSheet

# Kinds of several parts, each with a control, a column and a codebook line of its own.
IN_PARTS = {"point", "plan"}


def controls(question):
    """The names of a question's controls in HTML, and of its columns in the database."""
    return {f"{question.name}_{part}" for part in question.parts} if question.kind in IN_PARTS else {question.name}


def codes(app, question):
    """The codes that an answer is made of, where it is made of codes."""
    with app.app_context():
        return {option.code for option in question.options}


def in_html(app, form):
    """Control name → the values that it offers, as the office draws the form."""
    with app.test_request_context():
        page = html.fromstring(f"<form>{''.join(str(field(office=True)) for field in form.wtform())}</form>")
    found = {}
    for control in page.iterfind(".//*[@name]"):
        found.setdefault(control.get("name"), set()).add(control.get("value"))
    return found


def in_columns(form):
    return set(form.table.columns.keys()) - {
        "id", "revision", "version", "captured_at", "received_at", "user_id", "device_id", "digest", "masked",
        "amended", "withdrawn_at", "extra",
    }  # fmt: skip


def in_codebook(app, form):
    """Field → the codes that the codebook explains, and every column that it names."""
    with app.app_context():
        lines = RecordSheet(form, 2026).codebook()
    fields = {}
    for line in lines:
        fields.setdefault(line.field, set()).add(line.code)
    return fields, {line.column for line in lines}


def in_headers(app, form):
    with app.app_context():
        return [column.title for column in RecordSheet(form, 2026).columns]


def in_api(app, form):
    """Question → the codes that the API description allows."""
    with app.app_context():
        described = openapi.describe()["components"]["schemas"][f"{form.name}_answers"]["properties"]
    return {name: allowed(schema) for name, schema in described.items()}


def allowed(schema):
    if "enum" in schema:
        return set(schema["enum"])
    nested = [schema["items"]] if "items" in schema else schema.get("anyOf", [])
    return set().union(*(allowed(each) for each in nested)) if nested else set()


@pytest.fixture
def several(app):
    """The app where every question is asked: its agreement has two areas."""
    agree(app, areas=[{"code": "nord", "name": "Nordbyen"}])
    return app


def check(app, form):
    """Everything that says something about the form says the same."""
    page, (fields, columns), api = in_html(app, form), in_codebook(app, form), in_api(app, form)
    names = set().union(*(controls(question) for question in form.questions.values()))
    assert names <= set(page)
    assert in_columns(form) == names
    # An observation's area is its walk's or its place's.
    derived = {"area"} if form.name == "observation" else set()
    assert set(fields) == names | derived | {"id", "captured_at", "received_at"}
    assert columns == set(in_headers(app, form))
    assert set(api) == set(form.questions)
    for name, question in form.questions.items():
        if question.kind in {"choice", "choices", "countries"}:
            assert page[name] - {None} >= codes(app, question)
            assert fields[name] >= codes(app, question)
            assert api[name] == codes(app, question)
        if question.kind == "yesno":
            assert page[name] >= {"true", "false"}
            assert fields[name] == {"true", "false"}


@pytest.mark.parametrize("form", forms.every(), ids=lambda form: form.name)
def test_everything_agrees_about_every_form(several, form):
    check(several, form)


@pytest.mark.parametrize("form", forms.every(), ids=lambda form: form.name)
def test_the_phones_page_has_every_control(app, client, form):
    page = html.fromstring(client.get(f"/form/{form.name}").get_data(as_text=True))
    found = {control.get("name") for control in page.iterfind(".//*[@name]")}
    with app.app_context():
        asked = [question for question in form.questions.values() if question.is_asked]
    assert found >= set().union(*map(controls, asked))


@pytest.mark.parametrize("form", forms.every(), ids=lambda form: form.name)
def test_labels_are_the_same_on_paper_as_in_the_workbook(several, form):
    app = several
    with app.test_request_context():
        page = html.fromstring(f"<form>{''.join(str(field(office=True)) for field in form.wtform())}</form>")
    text = words_of(page)
    headers = in_headers(app, form)
    for question in form.questions.values():
        assert str(question.label) in text
        if question.kind not in IN_PARTS:
            assert str(question.label) in headers


@pytest.fixture
def trial(several, monkeypatch):
    """A copy of the contact form with two more questions, in use everywhere that forms are."""
    contact = forms.of("contact")
    added = {
        "children": Count("Børn i hjemmet", most=20),
        "wishes": Choices("Ønsker", [Option("walk", "En vandring"), Option("cafe", "En café")]),
    }
    about = {"title": "Prøve", "sheet": "Prøver", "noun": "prøve", "icon": "info", "version": 2}
    made = type("Trial", (Form,), {**about, **contact.questions, **added})
    monkeypatch.setitem(forms._KNOWN, "trial", made)
    with several.app_context():
        made.table.create(db.engine())
    yield made
    with several.app_context():
        made.table.drop(db.engine())
    Base.metadata.remove(made.table)


def test_a_new_question_is_found_everywhere(app, trial):
    check(app, trial)
    assert {"children", "wishes"} <= in_columns(trial)
    assert {"children", "wishes"} <= set(in_html(app, trial))
    assert {"Børn i hjemmet", "Ønsker", "Ønsker: En vandring", "Ønsker: En café"} <= set(in_headers(app, trial))
    fields, _columns = in_codebook(app, trial)
    assert fields["wishes"] == {"walk", "cafe"}
    assert in_api(app, trial)["wishes"] == {"walk", "cafe"}
    with app.app_context():
        assert trial.clean({"children": 21}).errors["children"]


def test_a_record_with_it_goes_from_its_answers_to_its_cells(app, trial):
    answers = ANSWERS["contact"] | {"children": 3, "wishes": ["cafe"]}
    with app.app_context():
        cleaned = trial.clean(answers)
        assert cleaned.errors == {}
        row = {"id": "x", "revision": 1, "version": 2, "user_id": "x", "digest": "", "masked": 0, "amended": False}
        times = dict.fromkeys(("captured_at", "received_at"), clock.now())
        with db.writing() as session:
            session.execute(trial.table.insert(), row | times | trial.store(cleaned.values))
        sheet = RecordSheet(trial, 2026)
        with snapshot() as connection:
            (cells,) = sheet.cells(connection)
        found = dict(zip([column.title for column in sheet.columns], cells, strict=True))
    assert (found["Børn i hjemmet"], found["Ønsker"]) == (3, "En café")
    assert (found["Ønsker: En vandring"], found["Ønsker: En café"]) == (0, 1)


def test_an_older_phone_sends_the_form_as_it_knew_it(sign_in, monkeypatch):
    monkeypatch.setattr(forms.of("contact"), "version", 2)
    assert statuses(send(sign_in("leader"), submission("contact", version=1))) == ["stored"]
