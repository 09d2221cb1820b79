"""`person export` writes all there is of one account, so that she can read it, and nothing of anybody else."""

import csv
import io
import itertools
import json
import zipfile

import pytest
from accounts import LEADER, OTHER, make_account
from picturing import file, scene
from running import refused, run
from sending import ANSWERS, new_id, submission
from sqlalchemy import Integer, String, select

from app import audit, criteria, follow_up, intake, photos
from app.access import Person, invitations, second_factor, sessions
from app.agreement import kept
from app.base import clock, db
from app.definitions import Observation, forms
from app.intake import Submission
from app.maintenance import person_export
from app.store import FigureEntry, HoursEntry, User, gone

HERS, THEIRS = "Hendes egne ord om lygten", "Andres ord om hegnet"
DEVICE = "d0000000-0000-4000-8000-0000000000aa"


@pytest.fixture
def anna(app):
    """A leader who has done about everything."""
    id = make_account(app, role="leader")
    with app.app_context():
        user = db.session.get(User, id)
        return Person(id, user.name, "leader")


def sent(person, form="observation", **answers):
    item = submission(form, answers=answers)
    (result,) = intake.accept(person, [Submission(**item)], device=DEVICE)
    return item["id"], result["status"]


@pytest.fixture
def done(app, anna):
    """What she and another leader did; → the ids of her records."""
    with app.test_request_context():
        db.session.rollback()
        sessions.start(db.session.get_one(User, anna.id), phone=True)
        photo = new_id()
        mine, _stored = sent(anna, description=HERS, photos=[photo])
        photos.keep(photo, file(scene()), anna)
        intake.amend(Observation, mine, ANSWERS["observation"] | {"description": THEIRS}, OTHER, 0, "Medleders grund")
        contact, _stored = sent(anna, "contact", note=HERS)
        theirs, _stored = sent(LEADER, description=THEIRS)
        intake.amend(
            Observation, theirs, ANSWERS["observation"] | {"suggestion": HERS, "description": THEIRS}, anna, 0, HERS
        )
        waits, status = sent(anna, kind=HERS)
        assert status == "quarantined"
        point = follow_up.change(mine, {"problem": THEIRS}, LEADER, 0).id
        follow_up.comment(point, HERS, anna)
        follow_up.change(point, {"problem": HERS}, anna, follow_up.get(point).version)
        follow_up.comment(point, THEIRS, LEADER)
        audit.note("saw", anna, "contact", contact)
        audit.note("invited", LEADER, "account", anna.id)
        with db.writing() as session:
            session.add(
                HoursEntry(
                    entry=new_id(), quarters=6, date=clock.today(), activity="tryghed", role="leder", task="walk", note=HERS,
                    person_id=anna.id, person_name=anna.name, entered_at=clock.now(),
                )
            )  # fmt: skip
            session.add(
                FigureEntry(
                    figure="A2a", year=2026, value=None, source=THEIRS, on=clock.today(), note="", person_id=LEADER.id,
                    person_name=LEADER.name, entered_at=clock.now(),
                )
            )  # fmt: skip
            gone.note(session, gone.ROLE_CHANGED, anna.id)
    return {"mine": mine, "contact": contact, "theirs": theirs, "waits": waits, "photo": photo}


@pytest.fixture
def exported(app, anna, done, tmp_path):
    """Her file."""
    target = tmp_path / "anna.zip"
    ran = run(app, "person", "export", "anna@example.org", target)
    assert ran.exit_code == 0, ran.output
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        yield packed


def table(packed, name):
    text = packed.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def everything(packed):
    """All that is said in it, pictures left out."""
    return "\n".join(packed.read(name).decode() for name in packed.namelist() if not name.endswith(".jpg"))


def test_it_has_what_she_sent_as_she_sent_it(exported, done):
    (row,) = table(exported, "observationer")
    assert (row["Id"], row["Beskrivelse"], row["Sted"]) == (done["mine"], HERS, "Stien ved vaskeriet")
    assert row["Skrevet"] == "12-05-2026 14.32"
    (row,) = table(exported, "henvendelser")
    assert (row["Kort note"], row["Emner"]) == (HERS, "Breve (læsning/oversættelse)")
    (row,) = table(exported, "til gennemsyn")
    assert (row["Id"], row["Godt sted eller skal forbedres?"]) == (done["waits"], HERS)
    (row,) = table(exported, "fotos")
    assert exported.read(row["Fil"])[:2] == b"\xff\xd8"


def test_it_has_what_she_corrected_and_decided(exported, done):
    (row,) = table(exported, "rettelser")
    assert (row["Registrering"], row["Hvad"]) == (done["theirs"], "Rettet på kontoret")
    assert row["Det, du skrev"] == f"Forslag: {HERS}"
    assert row["Din bemærkning"] == HERS
    rows = table(exported, "opfølgning")
    assert [(row["Bemærkning"], row["Det, du skrev"].rpartition(": ")[2]) for row in rows] == [(HERS, ""), ("", HERS)]


def test_it_has_her_account_and_what_hangs_on_it(exported, anna):
    (row,) = table(exported, "konto")
    assert (row["E-mail"], row["Rolle"], row["Åben"]) == ("anna@example.org", "projektleder", "Ja")
    (row,) = table(exported, "logins")
    assert row["Fra en telefon"] == "Ja"
    (row,) = table(exported, "telefoner")
    assert row["Telefonens nummer"] == DEVICE
    (row,) = table(exported, "timer")
    assert (row["Kvarterer"], row["Bemærkning"]) == ("6", HERS)
    assert [row["Af"] for row in table(exported, "logbog")] == ["dig", "en anden, om din konto"]
    assert [row["Hvad"] for row in table(exported, "lukninger")] == ["role_changed"]


def test_it_has_nothing_of_anybody_else(exported):
    said = everything(exported)
    assert HERS in said
    for words in (THEIRS, "Medleder", "Medleders grund", LEADER.id, OTHER.id):
        assert words not in said, words
    assert "nøgletal.csv" not in exported.namelist()


def test_it_has_no_secret(app, anna, done, tmp_path):
    with app.app_context():
        token = invitations.let_in(anna.id)
        secret = second_factor.begin(anna.id).secret
        hashes = [
            str(value)
            for table in db.Base.metadata.sorted_tables
            if table.name in {"user", "invitation", "second_factor", "recovery_code"}
            for row in db.session.execute(select(table)).mappings()
            for name, value in row.items()
            if name in {"password_hash", "token_hash", "secret", "hash"} and value
        ]
    assert hashes
    run(app, "person", "export", "anna@example.org", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        said = everything(packed)
        assert not [word for word in (*hashes, token, secret) if word in said]
        (row,) = table(packed, "links")
        assert row["Brugt"] == ""


def test_the_same_stands_in_it_as_json(exported, done):
    said = json.loads(exported.read("alt.json"))
    assert said["observationer"][0]["Id"] == done["mine"]
    assert said["observationer"][0]["Modtaget"].endswith("Z")
    assert said["konto"][0]["Åben"] is True
    for name, rows in said.items():
        assert (f"{name}.csv" in exported.namelist()) == bool(rows)


def test_a_page_in_danish_says_what_it_is(exported):
    said = exported.read("LÆS MIG.txt").decode()
    assert "Oplysninger om Anna (anna@example.org) i Feltbog, 12-05-2026 kl. 14.40" in said
    assert "artikel 15" in said
    assert "observationer.csv: 1 rækker. Observationer, som du har sendt, som de var, da de kom." in said
    assert "Der er intet om dig i:" in said


def test_a_spreadsheet_runs_nothing_of_it(app, anna, tmp_path):
    with app.test_request_context():
        sent(anna, description="=1+1")
    run(app, "person", "export", "anna@example.org", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert table(packed, "observationer")[0]["Beskrivelse"] == "'=1+1"


def test_texts_that_had_their_time_are_not_in_it(app, anna, done, moment, tmp_path):
    moment.set("2030-05-13T12:00:00+00:00")
    assert run(app, "purge", "--yes").exit_code == 0
    run(app, "person", "export", "anna@example.org", tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        (row,) = table(packed, "observationer")
        assert (row["Beskrivelse"], row["Hvad drejer det sig om?"]) == ("", "Belysning")


def test_an_account_that_did_nothing_has_a_file_too(app, tmp_path):
    make_account(app, email="ny@example.org", name="Ny")
    assert run(app, "person", "export", " NY@example.org", tmp_path / "ny.zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / "ny.zip") as packed:
        assert set(packed.namelist()) == {"konto.csv", "alt.json", "LÆS MIG.txt"}


def test_it_is_its_owners_and_overwrites_nothing(app, anna, tmp_path):
    target = tmp_path / "anna.zip"
    run(app, "person", "export", "anna@example.org", target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.glob(".*zip*")) == []
    assert "is there already" in refused(run(app, "person", "export", "anna@example.org", target))
    assert "nobody has the e-mail" in refused(run(app, "person", "export", "ukendt@example.org", tmp_path / "b.zip"))
    assert "No such file" in refused(run(app, "person", "export", "anna@example.org", tmp_path / "nowhere" / "b.zip"))
    assert not (tmp_path / "b.zip").exists()


def test_the_trail_names_it(app, anna, tmp_path):
    run(app, "person", "export", "anna@example.org", tmp_path / "anna.zip")
    with app.test_request_context():
        (entry,) = audit.listed(audit.Search(group="out")).rows
        assert (entry.action, entry.kind, entry.subject) == ("exported", "person", anna.id)


# Columns that say whose a row is; and those that name somebody in words, which nobody can tell apart from a namesake.
IDS = {"user_id", "person_id", "resolved_by", "reopened_by_id"}
# For columns of whole numbers, so that no two rows are of the same number.
NUMBERS = itertools.count(1001)
OWN = {"sent": {"key"}, "gone": {"id"}}


def test_no_table_that_knows_whose_a_row_is_was_forgotten(app, anna, tmp_path):
    """A row of hers in every table and column that names somebody by id shows in her file, or has no more than she has."""
    secret = {("second_factor", "user_id"), ("recovery_code", "user_id")}
    with app.app_context():
        for table_ in db.Base.metadata.sorted_tables:
            for name in (IDS | OWN.get(table_.name, set())) & set(table_.c.keys()):
                before = sum(_counted(app, tmp_path).values())
                with db.writing() as session:
                    session.execute(table_.insert().values(_some_row(table_, name, anna.id)))
                grown = sum(_counted(app, tmp_path).values()) > before
                assert grown or (table_.name, name) in secret, f"{table_.name}.{name}"


def _counted(app, folder):
    return person_export.export_person("anna@example.org", folder / f"{new_id()}.zip")


def _some_row(table_, name, id):
    """A row with something in every column that needs it."""
    row = {}
    for column in table_.c:
        if column.name == name:
            row[column.name] = id
        elif column.foreign_keys and not column.nullable:
            row[column.name] = _parent(next(iter(column.foreign_keys)).column)
        elif column.name == "content":
            row[column.name] = '{"answers": {}}'
        elif column.name == "document":
            row[column.name] = kept.canonical(criteria.shipped())
        elif column.name in ("answers", "errors"):
            row[column.name] = "{}"
        elif not column.nullable and column.default is None and not _is_numbered(column):
            row[column.name] = _something(column)
    return row


def _is_numbered(column):
    """Whether the database numbers the rows by itself."""
    return column.primary_key and isinstance(column.type, Integer) and column.autoincrement is not False


def _parent(column):
    found = db.session.scalar(select(column).limit(1))
    if found is None:
        with db.writing() as session:
            session.execute(column.table.insert().values(_some_row(column.table, "", "")))
        found = db.session.scalar(select(column).limit(1))
    return found


def _something(column):
    kind = column.type.python_type if not hasattr(column.type, "impl") else column.type.impl.python_type
    if isinstance(column.type, String) or kind is str:
        return new_id()[: column.type.length or 36] if isinstance(column.type, String) else new_id()
    if kind.__name__ == "datetime":
        return clock.now()
    if kind.__name__ == "date":
        return clock.today()
    return {"int": next(NUMBERS), "bool": False, "bytes": b"x", "dict": {}}.get(kind.__name__)


def test_every_forms_records_are_in_it():
    assert {str(form.sheet).lower() for form in forms.every()} <= {section.name for section in person_export.SECTIONS}
