"""What a database begins with: nothing, what FELTBOG_PLAN names, or what judged its records until now."""

from pathlib import Path

import pytest
from agreeing import FOLDER

from app import create_app, criteria
from app.agreement import kept
from app.agreement.plan_file import load
from app.base import db, migrate

from .installations import refused, reopened, run

OLD = Path(__file__).parents[1] / "agreement/plan_files/loevvangen.toml"
SKOVPARKEN = Path(__file__).parents[1] / "agreement/plan_files/skovparken.toml"


def adopted(app):
    with app.app_context():
        return [(each.agreement, each.number, each.document["version"]["note"]) for each in kept.versions()]


def test_before_the_database_is_made_there_are_none(elsewhere):
    with elsewhere.app_context():
        assert kept.versions() == ()
        assert kept.drafts() == ()
        migrate.upgrade()
        assert kept.versions() == ()


def test_an_empty_database_begins_with_none(elsewhere):
    assert run(elsewhere, "init").exit_code == 0
    assert adopted(elsewhere) == []


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("loevvangen", ("tryghed", 1, "Første udgave")),
        (FOLDER / "urbanplanen.toml", None),
        (SKOVPARKEN, ("skovparken", 1, "Overtaget fra planfilen")),
    ],
)
def test_an_empty_database_begins_with_what_is_named(elsewhere, named, found):
    elsewhere.config["FELTBOG_PLAN"] = str(named)
    done = run(elsewhere, "init")
    assert "Version 1 of the agreement" in done.output
    assert found in (None, adopted(elsewhere)[0])
    assert "Version 1" not in run(elsewhere, "init").output
    assert len(adopted(elsewhere)) == 1


def test_what_does_not_fit_stops_it_with_one_line_and_nothing_is_changed(elsewhere, tmp_path):
    (tmp_path / "a.toml").write_text(SKOVPARKEN.read_text().replace("[privacy]", "[privat]"))
    elsewhere.config["FELTBOG_PLAN"] = str(tmp_path / "a.toml")
    assert f"{tmp_path / 'a.toml'}: »privacy« skal være" in refused(run(elsewhere, "init"))
    with elsewhere.app_context():
        assert migrate.present() is None


def records(app):
    """As many as make it a database that something judged."""
    with app.app_context(), db.engine().connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM contact").scalar_one()


@pytest.mark.parametrize(("named", "code"), [(None, "tryghed"), (SKOVPARKEN, "skovparken"), (OLD, "loevvangen")])
def test_a_database_with_records_takes_over_what_judged_them(old, named, code):
    before = records(old)
    old.config["FELTBOG_PLAN"] = named and str(named)
    done = run(old, "init")
    assert done.exit_code == 0, done.output
    assert f"Version 1 of the agreement {code} (" in done.output
    assert [each[:2] for each in adopted(old)] == [(code, 1)]
    assert records(old) == before > 0


def test_records_that_came_without_an_agreement_get_none(old):
    """Only what a database had before agreements stood in it was judged by one."""
    with old.app_context():
        migrate.upgrade()
    with reopened(old) as app:
        assert run(app, "init").exit_code == 0
        assert adopted(app) == []


def test_a_backup_from_before_takes_it_over_too(old, tmp_path, new_database):
    assert run(old, "backup", tmp_path / "a.zip").exit_code == 0
    other = create_app({"FELTBOG_INSTANCE": tmp_path / "other", "DATABASE_URL": new_database(), "TESTING": True})
    done = run(other, "restore", tmp_path / "a.zip")
    assert done.exit_code == 0, done.output
    assert [each[:2] for each in adopted(other)] == [("tryghed", 1)]
    with other.app_context():
        db.engine().dispose()


def test_the_shipped_agreement_has_every_code_that_the_plan_file_had():
    """What was entered by the plan's codes keeps its meaning."""
    shipped = criteria.shipped()
    before = criteria.converted(load(OLD))
    for part in ("parties", "activities", "figures", "milestones", "lists", "criteria"):
        assert {row["code"] for row in before[part]} <= {row["code"] for row in shipped[part]}
    assert {(row["list"], row["code"]) for row in before["choices"]} <= {
        (row["list"], row["code"]) for row in shipped["choices"]
    }
    for part in ("figures", "milestones"):
        names = {row["code"]: row.get("kind") or row.get("deadline") for row in shipped[part]}
        assert all(names[row["code"]] == (row.get("kind") or row.get("deadline")) for row in before[part])
