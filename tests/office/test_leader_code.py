"""The code for a walk's group leader: made on purpose, shown apart, replaced without touching the common one."""

from pages import post, text

from app.base import db
from app.store import Walk


def codes(app, walk):
    """The common code and the leader's, as they are now."""
    with app.app_context():
        found = db.session.get(Walk, walk.id)
        return found.code.code, found.leader_code and found.leader_code.code


def make(leader, walk):
    return post(leader, f"/office/walks/{walk.id}/leader-code")


def test_the_leader_makes_it_and_shows_it(app, leader, walk):
    assert "Der er ingen kode, der virker." in text(leader.get(f"/office/walks/{walk.id}/leader-code"))
    assert make(leader, walk).status_code == 303
    common, own = codes(app, walk)
    page = text(leader.get(f"/office/walks/{walk.id}/leader-code"))
    assert f"{own[:4]}-{own[4:]}" in page
    assert common == walk.code.code != own


def test_it_stands_neither_on_the_walks_page_nor_on_the_poster(app, leader, walk):
    make(leader, walk)
    _common, own = codes(app, walk)
    for path in ("", "/poster"):
        page = text(leader.get(f"/office/walks/{walk.id}{path}"))
        assert walk.code.shown in page
        assert own[:4] not in page


def test_a_new_one_ends_the_old_and_leaves_the_common_one(app, leader, walk):
    make(leader, walk)
    common, first = codes(app, walk)
    make(leader, walk)
    assert codes(app, walk)[0] == common
    assert codes(app, walk)[1] != first
    assert app.test_client().get(f"/join/{first}").status_code == 404


def test_replacing_the_common_code_leaves_the_leaders(app, leader, walk):
    make(leader, walk)
    _common, own = codes(app, walk)
    post(leader, f"/office/walks/{walk.id}/code")
    assert codes(app, walk)[1] == own


def test_after_the_joining_days_there_is_none(leader, walk, moment):
    make(leader, walk)
    moment.set("2026-05-27T12:00:00+00:00")
    assert "Der er ingen kode, der virker." in text(leader.get(f"/office/walks/{walk.id}/leader-code"))
