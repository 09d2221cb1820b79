"""Drafts and adoption in the database: one draft, nothing lost between two people, and what is adopted never changes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from agreeing import document, measure
from sqlalchemy import delete, event, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import criteria
from app.access import Person
from app.agreement import binding, kept
from app.agreement.kept import AgreementVersion
from app.base import db

pytestmark = pytest.mark.usefixtures("nothing_adopted")

ANNA, BO = (
    Person(f"{number}0000000-0000-4000-8000-000000000000", name, "leader") for number, name in ((1, "Anna"), (2, "Bo"))
)


@pytest.fixture
def inside(app):
    with app.app_context():
        yield app


def revised(day="2018-01-01", target="90"):
    found = document()
    found["version"]["valid_from"] = day
    measure(found, "A2b")["aim"]["target"] = target
    return found


def test_what_is_adopted_is_what_was_drafted(inside, moment):
    made = criteria.draft(document(), ANNA)
    assert (made.revision, made.changed_by, made.document) == (1, "Anna", document())
    assert kept.versions() == ()
    version = criteria.adopt("tryghed", ANNA)
    assert kept.versions() == (version,)
    assert version.document == document()
    assert (version.number, version.adopted_at, version.adopted_by) == (1, moment.at, "Anna")
    assert (version.valid_from, version.first_year, version.last_year) == (date(2017, 1, 1), 2017, 2020)
    assert criteria.find_draft("tryghed") is None


def test_all_faults_at_once_and_nothing_is_written(inside):
    wrong = document()
    measure(wrong, "A2b")["of"][0]["count"] = "visitors"
    wrong["figures"][0]["party"] = "nobody"
    criteria.draft(wrong, ANNA)  # half done is no fault yet
    with pytest.raises(criteria.AgreementFaultsError) as refused:
        criteria.adopt("tryghed", ANNA)
    assert {fault.path for fault in refused.value.faults} == {
        "criteria.A2b.measures.1.of.1",
        "figures.safety_basic_estate.party",
    }
    with pytest.raises(criteria.AgreementFaultsError, match="mangler"):
        criteria.draft({"code": "tryghed"}, ANNA, over=1)
    assert kept.versions() == ()
    assert criteria.find_draft("tryghed").document == wrong


def test_nobody_overwrites_what_they_have_not_seen(inside):
    seen = criteria.draft(document(), ANNA)
    criteria.save_draft("tryghed", revised(), seen.revision, BO)
    with pytest.raises(criteria.DraftConflictError, match="Kladden er rettet af en anden imens"):
        criteria.save_draft("tryghed", document(), seen.revision, ANNA)
    with pytest.raises(criteria.DraftConflictError):
        criteria.adopt("tryghed", ANNA, revision=seen.revision)
    with pytest.raises(criteria.DraftConflictError, match="Der er allerede en kladde til »tryghed«, rettet af Bo"):
        criteria.draft(document(), ANNA)
    assert criteria.find_draft("tryghed").document == revised()
    criteria.discard_draft("tryghed", 2)
    with pytest.raises(LookupError):
        criteria.adopt("tryghed", ANNA)


def test_of_two_who_adopt_at_once_one_does(inside):
    """Two servers: each has its own app context, and both saw the same draft."""
    seen, together = criteria.draft(document(), ANNA), Barrier(2)

    def adopt(person):
        with inside.app_context():
            together.wait()
            try:
                return criteria.adopt("tryghed", person, revision=seen.revision).number
            except criteria.DraftConflictError:
                return None

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(adopt, (ANNA, BO)), key=str) == [1, None]
    kept.forget()
    assert len(kept.versions()) == 1


def test_the_next_version_the_correction_and_what_is_no_change(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    with pytest.raises(criteria.AgreementFaultsError, match="Aftalen er den samme som version 1"):
        criteria.import_document(document(), ANNA, adopt=True)
    criteria.import_document(revised(), BO, adopt=True)
    corrected = revised()
    corrected["name"] = "Tryghed"
    criteria.import_document(corrected, BO, adopt=True, frozen={2017, 2018})
    with pytest.raises(criteria.AgreementFaultsError, match="2018 er afleveret"):
        criteria.import_document(revised("2018-07-01", "80"), ANNA, adopt=True, frozen={2017, 2018})
    found = kept.versions()
    assert [each.number for each in found] == [1, 2, 3]
    assert binding.in_force(found, date(2018, 5, 1)).document["name"] == "Tryghed"
    assert binding.in_force(found, date(2017, 5, 1)).number == 1


def test_the_office_refuses_what_goes_back_but_for_words(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    criteria.draft(revised("2018-07-01"), ANNA)
    with pytest.raises(criteria.AgreementFaultsError, match="skal være 01-01-2019 eller senere"):
        criteria.adopt("tryghed", ANNA, earliest=date(2019, 1, 1))
    corrected = {**document(), "name": "Tryghed"}
    criteria.draft(corrected, ANNA, over=1)
    assert criteria.adopt("tryghed", ANNA, earliest=date(2019, 1, 1)).number == 2


def test_several_agreements_must_mean_the_same(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    criteria.import_document(document("urbanplanen") | {"code": "job"}, ANNA, adopt=True)
    assert [each.agreement for each in kept.versions()] == ["tryghed", "job"]
    with pytest.raises(criteria.AgreementFaultsError, match=r"»figures.residents.by_area« er ikke sat i »tryghed«"):
        criteria.import_document(document("svendborg") | {"code": "svendborg"}, ANNA, adopt=True)


def test_an_adopted_version_never_changes(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    with pytest.raises(DBAPIError, match="an adopted version never changes"), db.writing() as session:
        session.execute(update(AgreementVersion).values(document="{}"))


def test_a_number_is_given_once(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    with pytest.raises(IntegrityError), db.writing() as session:
        session.add(AgreementVersion(agreement="tryghed", number=1, document="{}", digest="", adopted_at=datetime.now(UTC), person_id=BO.id, person_name=""))  # fmt: skip


@pytest.fixture
def statements(inside):
    """What the database was asked."""
    asked = []
    event.listen(
        db.engine(), "before_cursor_execute", lambda *said: asked.append(said[2]) if said[2] != "BEGIN" else None
    )
    return asked


def test_a_request_asks_once_and_reads_only_what_is_new(inside, statements):
    criteria.import_document(document(), ANNA, adopt=True)
    with inside.app_context():
        first = kept.versions()
    statements.clear()
    with inside.app_context():
        assert kept.versions() is kept.versions() is first
        assert len(statements) == 1
    with inside.app_context():
        criteria.import_document(revised(), BO, adopt=True)
        assert len(kept.versions()) == 2
    with inside.app_context():
        assert [each.number for each in kept.versions()] == [1, 2]
        assert kept.versions()[0].document == document()


def test_a_restored_database_with_other_rows_is_noticed(inside):
    criteria.import_document(document(), ANNA, adopt=True)
    with inside.app_context():
        assert kept.versions()[0].document["name"] == "Tryghed og Trivsel"
    with db.writing() as session:
        session.execute(delete(AgreementVersion))
    criteria.import_document({**document(), "name": "En anden"}, ANNA, adopt=True)
    with inside.app_context():
        assert [each.document["name"] for each in kept.versions()] == ["En anden"]
