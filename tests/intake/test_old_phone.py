"""What an older phone captured before the server was updated is taken as it is, for as long as phones may hold it."""

import pytest
from sending import ANSWERS, send, statuses, submission
from sqlalchemy import select

from app.base import db
from app.definitions import forms


def versions():
    return [(form, version) for form, made in forms.listed().items() for version in range(1, made.version + 1)]


@pytest.mark.parametrize(("form", "version"), versions())
def test_every_earlier_version_of_a_form_is_stored_as_what_it_is(form, version, app, leader, make_event):
    event = {"event": make_event().id} if form == "attendance" else {}
    sent = submission(form, ANSWERS[form] | event, version=version)
    assert statuses(send(leader, sent)) == ["stored"]
    assert statuses(send(leader, sent)) == ["unchanged"]
    with app.app_context():
        table = forms.listed()[form].table
        row = db.session.execute(select(table).where(table.c.id == sent["id"])).mappings().one()
    assert row["version"] == version


def test_a_correction_from_an_updated_phone_follows_the_older_version(app, leader):
    before = submission(version=1)
    assert statuses(send(leader, before)) == ["stored"]
    after = before | {"version": 2, "revision": 2, "answers": before["answers"] | {"place": "Blok 9"}}
    assert statuses(send(leader, after)) == ["updated"]
    assert statuses(send(leader, before)) == ["stale"]
