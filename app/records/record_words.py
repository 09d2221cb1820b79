"""Records in words: the walks, events and points that they name, and one line that says what a record is about."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from .. import follow_up
from ..base import clock, db
from ..follow_up import Point
from ..questions.form import Form
from ..store import by_year
from ..store.trial import is_real


@dataclass(frozen=True, slots=True)
class ActivityTitle:
    """A walk or an event as records need it. `start` is a Danish time of day."""

    id: str
    to: str
    title: str
    date: dt.date
    start: dt.time | None

    @property
    def label(self) -> str:
        """Title and date: two walks may have one title."""
        return f"{self.title} · {self.date:%d-%m-%Y}"

    @property
    def beginning(self) -> dt.datetime:
        """When it begins, noon where nobody said; UTC."""
        local = dt.datetime.combine(self.date, self.start or dt.time(12), clock.DANISH)
        return local.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Named:
    """What an id in an answer stands for."""

    label: str


def gatherings(to: str, ids: Iterable[str] | None = None) -> list[ActivityTitle]:
    """All walks (`to` is "walk") or events ("event"), closed and cancelled ones too, the newest first, no trials; or those of `ids`."""
    table = by_year.GATHERINGS[to]
    query = select(table.c.id, table.c.title, table.c.date, table.c.start).order_by(table.c.date.desc(), table.c.title)
    query = query.where(is_real(table) if ids is None else table.c.id.in_(ids))
    return [ActivityTitle(id, to, title, date, start) for id, title, date, start in db.session.execute(query)]


def gathering_of(form: type[Form], answers: Mapping[str, Any]) -> ActivityTitle | None:
    """The walk or event that answers to a form name, where there is one."""
    reference = form.reference()
    return titles(form, [answers.get(reference.name)]).get(answers.get(reference.name, "")) if reference else None


def day_of(form: type[Form], values: Mapping[str, Any], captured_at: dt.datetime | None = None) -> dt.date:
    """The date by which it is chosen what is asked and offered: that of the values, their walk's or event's, or their capture's;
    today's where there is none.
    """
    own = form.own_day(values)
    meant = None if own else gathering_of(form, values)
    return own or (meant.date if meant else clock.local(captured_at or clock.now()).date())


def titles(form: type[Form], ids: Iterable[Any]) -> dict[str, ActivityTitle]:
    """The walks or events of these ids, of the kind that the form refers to."""
    reference, wanted = form.reference(), sorted({id for id in ids if isinstance(id, str)})
    if reference is None or not wanted:
        return {}
    return {found.id: found for found in gatherings(reference.to, wanted)}  # type: ignore[attr-defined]


def point_label(point: Point) -> str:
    """`Belysning · Stien ved vaskeriet · 12-05-2017`: a point by what, where and when it was seen."""
    walk = point.walk
    return f"{point.title} · {walk.date:%d-%m-%Y}" if walk else point.title


def about_points(form: type[Form], answers: Iterable[Mapping[str, Any]]) -> dict[str, Named]:
    """The points of earlier walks that answers (JSON as sent) name, by the ids that they name them by."""
    names = [name for name, question in form.questions.items() if question.kind == "open_point"]
    said = {each[name] for each in answers for name in names if isinstance(each.get(name), str)}
    return {id: Named(point_label(point)) for id in said for point in follow_up.points(ids=[id.lower()])}


def summary(form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> str:
    """One short line that says what a record is about."""
    parts = LINES.get(form.name, _first_answers)(form, values, gathering)
    return " · ".join(part for part in parts if part) or str(form.title)


def _observation(form: type[Form], values: Mapping[str, Any], _gathering: ActivityTitle | None) -> list[str]:
    pointed = _("vist på planen") if "plan" in values else ""
    place = values.get("place") or pointed or (_("position på kortet") if "position" in values else "")
    return [_said(form, values, "category"), place]


def _attendance(_form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> list[str]:
    guests = sum(values.get(name, 0) for name in ("adults", "youth", "children"))
    helpers = values.get("volunteers", 0)
    return [
        gathering.title if gathering else "",
        values.get("door", ""),
        ngettext("%(num)d gæst", "%(num)d gæster", guests),
        ngettext("%(num)d frivillig", "%(num)d frivillige", helpers) if helpers else "",
    ]


def _contact(form: type[Form], values: Mapping[str, Any], _gathering: ActivityTitle | None) -> list[str]:
    return [_said(form, values, "channel"), _said(form, values, "topics")]


def _first_answers(form: type[Form], values: Mapping[str, Any], gathering: ActivityTitle | None) -> list[str]:
    """For a form that says nothing special: its first two answers."""
    said = [_said(form, values, name) for name in values if form.questions[name].kind != "reference"]
    return [gathering.title if gathering else "", *said[:2]]


LINES: dict[str, Callable[[type[Form], Mapping[str, Any], ActivityTitle | None], list[str]]] = {
    "observation": _observation,
    "attendance": _attendance,
    "contact": _contact,
}


def _said(form: type[Form], values: Mapping[str, Any], name: str) -> str:
    return form.questions[name].shown(values.get(name))
