"""A database moves to another one, of either kind, whole or not at all."""

import pytest
from sqlalchemy import select, text

from app import create_app, maintenance
from app.activities import scheduling
from app.base import clock, db, dialects, migrate
from app.maintenance.copying import is_empty
from app.store import FollowUp, Walk

from .installations import content, refused, run


@pytest.fixture
def app_on(tmp_path):
    """The app on the database at an address."""
    made = []

    def make(address):
        made.append(create_app({"FELTBOG_INSTANCE": tmp_path / "on", "DATABASE_URL": address, "TESTING": True}))
        return made[-1]

    yield make
    for one in made:
        with one.app_context():
            db.engine().dispose()


def address_of(app):
    return app.config["DATABASE_URL"]


def test_there_and_back_again_everything_is_the_same(demo_year, app_on, new_database, tmp_path):
    """From what the tests run on to a SQLite file, and from there to what the tests run on."""
    between, back = f"sqlite:///{tmp_path}/between.sqlite3", new_database()
    done = run(demo_year, "copy-database", address_of(demo_year), between)
    assert done.exit_code == 0, done.output
    assert "rows" in done.stderr
    assert run(demo_year, "copy-database", tmp_path / "between.sqlite3", back).exit_code == 0
    for address in (between, back):
        assert content(app_on(address)) == content(demo_year)


def test_new_rows_are_numbered_after_those_that_came(demo_year, app_on, new_database):
    target = new_database()
    run(demo_year, "copy-database", address_of(demo_year), target)
    with app_on(target).app_context(), db.writing() as session:
        before = session.scalars(select(FollowUp.number)).all()
        new = FollowUp(created_at=clock.now(), changed_at=clock.now())
        session.add(new)
        session.flush()
        assert new.number == max(before) + 1


def test_rows_that_point_to_later_ones_of_their_table_arrive(app, app_on, new_database):
    with app.app_context(), db.writing() as session:
        first, second = (FollowUp(created_at=clock.now(), changed_at=clock.now()) for _ in range(2))
        session.add_all([first, second])
        session.flush()
        first.state, first.duplicate_of = "duplicate", second.number
    target = new_database()
    assert run(app, "copy-database", address_of(app), target).exit_code == 0
    assert content(app_on(target)) == content(app)


@pytest.mark.parametrize("to_the_other_kind", [False, True])
def test_a_target_with_anything_in_it_is_refused(to_the_other_kind, demo_year, app_on, new_database, tmp_path):
    target = f"sqlite:///{tmp_path}/taken.sqlite3" if to_the_other_kind else new_database()
    taken = app_on(target)
    with taken.app_context():
        migrate.upgrade()
        scheduling.create(Walk, {"title": "Aftenvandring", "date": clock.now().date()})
    before = content(taken)
    assert "the target is not empty" in refused(run(demo_year, "copy-database", address_of(demo_year), target))
    assert content(taken) == before


def test_what_feltbog_did_not_make_is_not_empty(demo_year, new_database):
    target = new_database()
    engine = dialects.make_engine(target)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
        connection.execute(text("INSERT INTO recipes VALUES ('Brunkager')"))
    engine.dispose()
    assert "the target is not empty" in refused(run(demo_year, "copy-database", address_of(demo_year), target))


def test_a_copy_that_differs_is_not_kept(demo_year, new_database, monkeypatch):
    """Say that a disk or a driver changes a row on its way."""
    insert = maintenance.copying._insert

    def spoil(connection, table, rows):
        insert(connection, table, [row | {"title": "Noget andet"} for row in rows] if table.name == "walk" else rows)

    monkeypatch.setattr(maintenance.copying, "_insert", spoil)
    target = new_database()
    assert "walk did not arrive as it was" in run(demo_year, "copy-database", address_of(demo_year), target).stderr
    left = dialects.make_engine(target)
    assert is_empty(left)
    left.dispose()


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("sqlite:///{}/nothing.sqlite3", "{}/b.sqlite3", "there is nothing to copy"),
        ("{}/a.sqlite3", "postgresql://nobody@127.0.0.1:1/x", "the database says"),
        ("{}/a.sqlite3", "mysql://x", "SQLite file"),
    ],
)
def test_what_cannot_be_is_one_line(source, target, said, demo_year, tmp_path):
    a = dialects.make_engine(f"sqlite:///{tmp_path}/a.sqlite3")
    migrate.upgrade(a)
    a.dispose()
    assert said in refused(run(demo_year, "copy-database", source.format(tmp_path), target.format(tmp_path)))
