"""Which texts of records are too old, in the records and in their history, and how they are taken away."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, case, false, insert, null, or_, select, true, update
from sqlalchemy.orm import Session

from .. import agreement
from ..access import NOBODY
from ..base import clock, db
from ..base.text import alike
from ..definitions import Attendance, Observation, forms
from ..intake.effects import PURGED, WHOLE_COPIES
from ..questions.form import EXTRA, Form
from ..store import Event, History
from .old_rows import EMPTY, Portion
from .time_limits import Limits, is_due

_HISTORY = db.table_of(History)
# By form and question: what names a place of the estate, as it is spelled there.
OwnPlaces = dict[type[Form], dict[str, list[str]]]


def own_places(limits: Limits) -> OwnPlaces:
    """Of the places in records that are too old, those that the agreement names, or an event as its doors; however spelled."""
    listed = db.session.scalars(select(Event.doors).where(Event.doors != "").distinct())
    named: dict[type[Form], Iterable[str]] = {
        Observation: agreement.current().places,
        Attendance: [door for doors in listed for door in doors.splitlines()],
    }
    found: OwnPlaces = {}
    for form in forms.every():
        own, old = {alike(each) for each in named.get(form, ())}, form.table.c.received_at < limits.texts
        columns = [form.table.c[name] for name in form.free_places()]
        found[form] = {
            column.name: [each for each in _written(column, old) if alike(each) in own] if own else []
            for column in columns
        }
    return found


def _written(column: Column[Any], old: ColumnElement[bool]) -> Iterable[str]:
    return db.session.scalars(select(column).where(old, column.is_not(None)).distinct())


def texts_of_records(limits: Limits, own: OwnPlaces) -> list[Portion]:
    """Texts of records that are too old, and places that are none of the estate's; everything else of the records stays."""
    return [_texts_of(form, limits, own[form]) for form in forms.every()]


def _texts_of(form: type[Form], limits: Limits, own: dict[str, list[str]]) -> Portion:
    table, texts = form.table, form.free_texts()
    foreign = {name: _is_foreign(table.c[name], places) for name, places in own.items()}
    has_text = or_(*(form.stored(name).is_not(None) for name in texts), *foreign.values())

    def clear(session: Session, some: ColumnElement[bool]) -> None:
        goes = [is_it.label(f"{name} goes") for name, is_it in foreign.items()]
        noted, rows = [], session.execute(select(table, *goes).where(some)).mappings().all()
        for row in map(dict, rows):
            said = form.load(row)
            gone = [name for name in texts if name in said] + [name for name in foreign if row[f"{name} goes"]]
            noted += [_purged(form, row, gone)] if gone else []
            _empty_extra(session, form, row, texts)
        if noted:
            session.execute(insert(_HISTORY), noted)
        emptied = {name: case((is_it, null()), else_=table.c[name]) for name, is_it in foreign.items()}
        own = dict.fromkeys(name for name in texts if not form.questions[name].is_extra)
        session.execute(update(table).where(some).values(own | emptied))

    which = and_(is_due(form, limits), has_text)
    return Portion(table, which, clear, table.c.received_at, kind=form.name, subject=table.c.id)


def _empty_extra(session: Session, form: type[Form], row: Any, texts: list[str]) -> None:
    """Take the texts away that stand among the answers to what agreements have added."""
    if (extra := row.get(EXTRA)) and not extra.keys().isdisjoint(texts):
        kept = {name: said for name, said in extra.items() if name not in texts}
        session.execute(update(form.table).where(form.table.c.id == row["id"]).values({EXTRA: kept or None}))


def _purged(form: type[Form], row: Any, gone: list[str]) -> dict[str, Any]:
    """What the record's history says: which texts had their time. They are null in it."""
    answers = form.answers(form.load(row)) | dict.fromkeys(gone)
    return {
        "form": form.name, "record_id": row["id"], "revision": row["revision"], "action": PURGED, "at": clock.now(),
        "person_id": NOBODY.id, "person_name": NOBODY.name, "answers": json.dumps(answers),
    }  # fmt: skip


def _is_foreign(column: Column[Any], own: list[str]) -> ColumnElement[bool]:
    return and_(column.is_not(None), column.not_in(own))


def texts_of_history(limits: Limits, own: OwnPlaces) -> list[Portion]:
    """Entries of the history that say what stood in such texts; only choices, counts and own places stay in them.

    They go with the texts of their record. What is about no record, by its own age.
    """
    entry, parts = _HISTORY.c, []
    old = entry.at < limits.texts_of_no_record
    for form in forms.every():
        due, id = is_due(form, limits), form.table.c.id
        goes = or_(entry.record_id.in_(select(id).where(due)), and_(old, entry.record_id.not_in(select(id))))
        parts.append(_entries_of(form, and_(entry.form == form.name, goes), own[form]))
    return [*parts, _entries_of(None, and_(entry.form.not_in(forms.names()), old), {})]


def _entries_of(form: type[Form] | None, mine: ColumnElement[bool], own: dict[str, list[str]]) -> Portion:
    entry, is_raw = _HISTORY.c, _HISTORY.c.action.in_(WHOLE_COPIES)
    says = [entry.answers.contains(f'"{name}": "', autoescape=True) for name in (form.free_texts() if form else ())]
    for name, places in own.items():
        known = (entry.answers.contains(f'"{name}": {json.dumps(place)}', autoescape=True) for place in places)
        says.append(and_(entry.answers.contains(f'"{name}": "', autoescape=True), ~or_(false(), *known)))
    noted = and_(entry.note.is_not(None), entry.action != "kept_both")
    whole = is_raw if form else true()
    has_text = or_(noted, and_(whole, entry.answers != EMPTY), and_(~whole, or_(false(), *says)))

    def clear(session: Session, some: ColumnElement[bool]) -> None:
        for row in session.execute(select(_HISTORY).where(some)).all():
            answers = _without_texts(form, row.answers, own) if form and row.action not in WHOLE_COPIES else EMPTY
            note = row.note if row.action == "kept_both" else None
            session.execute(update(_HISTORY).where(_HISTORY.c.id == row.id).values(answers=answers, note=note))

    if form is None:
        return Portion(_HISTORY, and_(mine, has_text), clear, entry.at)
    seen = case((entry.record_id.in_(select(form.table.c.id)), entry.record_id))
    return Portion(_HISTORY, and_(mine, has_text), clear, entry.at, kind=form.name, subject=seen)


def _without_texts(form: type[Form], answers: str, own: dict[str, list[str]]) -> str:
    """Answers (JSON) in which a text is null: that there was one is all that is left of it."""
    found = json.loads(answers)
    if not isinstance(found, dict):
        return EMPTY
    gone = {*form.free_texts(), *(name for name, places in own.items() if found.get(name) not in places)}
    return json.dumps(
        {name: None if name in gone else value for name, value in found.items() if name in form.questions}
    )
