"""How a walk and an event are asked and shown, by their declarations; and what the office's forms offer to choose from them."""

import datetime as dt
from itertools import groupby
from typing import Any, NamedTuple, cast

from flask_babel import format_date, lazy_gettext
from flask_babel import gettext as _

from ... import follow_up, records
from ...access import HOST, people
from ...base import clock
from ...base.messages import UNKNOWN_CHOICE
from ...definitions import EventFields, WalkFields
from ...definitions.attendance import MOST_DOOR
from ...definitions.office_fields import MOST_DOORS
from ...questions import Option, Question
from ...questions.html_form import AnswersForm, PageForm, QuestionField
from ...store import Event, Walk
from .every_page import hours

END_FIRST = lazy_gettext("Slut er før start. Mente du %(guess)s?")
END_FIRST_PLAIN = lazy_gettext("Slut skal være senere end start.")
NO_START = lazy_gettext("Skriv også, hvornår det starter.")
TOO_MANY_DOORS = lazy_gettext("Skriv højst %(most)d indgange. Der er %(count)d.")
LONG_DOOR = lazy_gettext("En indgang må højst have %(most)d tegn. Kort »%(door)s …« af.")
DOUBLED_DOOR = lazy_gettext("Indgangen »%(door)s« står to gange. Giv dem hver sit navn, eller slet den ene.")

# What stands side by side in a form.
LINES = {"date": "when", "start": "when", "end": "when", "light": "was", "weather": "was", "participants": "was"}


class GatheringForm(PageForm):
    """What walks and events share."""

    skippable = True

    def lines(self) -> list[list[QuestionField]]:
        """The fields in the declared order, those together that stand side by side."""
        alone_or_line = groupby(self.asked(), lambda field: LINES.get(field.short_name, field.short_name))
        return [list(fields) for _line, fields in alone_or_line]

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The end after the start; an evening typed by a twelve-hour clock is proposed."""
        start, end = values.get("start"), values.get("end")
        if end is None:
            return
        if start is None:
            if "start" not in errors:
                errors["end"] = NO_START
        elif end <= start:
            later = dt.time((end.hour + 12) % 24, end.minute)
            errors["end"] = END_FIRST % {"guess": f"{later:%H.%M}"} if later > start else END_FIRST_PLAIN


class WalkForm(
    GatheringForm,
    asks=WalkFields,
    # When it began and ended its leader says on the phone.
    labels={name: None for name, question in WalkFields.questions.items() if question.kind != "moment"},
):
    """A safety walk."""


class EventForm(GatheringForm, asks=EventFields):
    """An event."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self["host_id"].options = _hosts()

    def check(self, values: dict[str, Any], errors: dict[str, str]) -> None:
        """The doors too: one name a line, each once, as short as the phone's answer; the host one of those offered."""
        super().check(values, errors)
        names = Event(doors=values.get("doors") or "").door_names
        if fault := _door_fault(names):
            errors.setdefault("doors", fault)
        values["doors"] = "\n".join(names)
        if (host := values.get("host_id")) and host not in [option.code for option in self["host_id"].options]:
            errors["host_id"] = UNKNOWN_CHOICE % {"code": host}


# What heads the page, or is told together with another: `start` with `end`, `light` with `weather`.
TOLD_ELSEWHERE = frozenset({"title", "kind", "counts_for", "end", "weather", "begun_at", "ended_at"})
# What has its place on the page before anybody has said it.
KEPT = frozenset(
    {"date", "start", "meeting_place", "light", "participants", "group_leader", "place", "doors", "host_id"}
)


class Fact(NamedTuple):
    """What a page says of a walk or an event; a `wide` one needs a line of its own."""

    label: Any
    words: str
    wide: bool = False


def facts(gathering: Walk | Event) -> list[Fact]:
    """What is known, question by question in the declared order. What nobody has said is left out, unless its place is `KEPT`."""
    fields = WalkFields if isinstance(gathering, Walk) else EventFields
    found = []
    for name, question in fields.questions.items():
        if name not in TOLD_ELSEWHERE and question.is_asked:
            label, words = _told(question, gathering)
            if words or name in KEPT:
                found.append(Fact(label, words or "–", wide=question.kind == "choices" or name == "minutes"))
    return found


def _told(question: Question, gathering: Any) -> tuple[Any, str]:
    """A fact's label and words: the question's own, unless several are told together, or as a list."""
    value = getattr(gathering, question.name)
    match question.name:
        case "date":
            return question.label, format_date(value, "EEE d. MMM y")
        case "start":
            return _("Tid"), hours(*gathering.hours)
        case "light":
            return _("Lys og vejr"), ", ".join(filter(None, [question.shown(value), gathering.weather]))
        case "parties":
            return question.label, " · ".join(question.shown([code]) for code in value)
        case "doors":
            return question.label, " · ".join(gathering.door_names)
        case "minutes":
            return question.label, _("(slettet efter frist)") if value == "" else value or ""
        case "host_id":
            host = people.find(value) if value else None
            return question.label, host.name if host else ""
    return question.label, question.shown(value)


def offer_gatherings(form: AnswersForm) -> None:
    """Give a record's questions for the walk or event, and for a point of an earlier walk, their options: all walks and events,
    closed ones too, since paper comes in late.
    """
    reference = form.form.reference()
    if reference:
        field = cast(QuestionField, form[reference.name])
        field.options = [Option(each.id, each.label) for each in records.gatherings(reference.to)]
    for name, question in form.form.questions.items():
        if question.kind == "open_point":
            cast(QuestionField, form[name]).options = _points(form[name].data)


def _points(chosen: object) -> list[Option]:
    """The points of the last walks that can be looked at again, and the one that was meant."""
    found = follow_up.to_recheck(before=clock.today())
    if isinstance(chosen, str) and chosen not in [point.id for point in found]:
        found += follow_up.points(ids=[chosen])
    return [Option(point.id, records.point_label(point)) for point in found]


def _hosts() -> list[Option]:
    """The accounts that can be an event's host; a closed one may be so already."""
    return [
        Option(user.id, user.name if user.active else _("%(name)s (kontoen er lukket)", name=user.name))
        for user in people.everybody()
        if user.role == HOST
    ]


def _door_fault(names: list[str]) -> Any:
    """What is wrong with the doors, if anything."""
    if len(names) > MOST_DOORS:
        return TOO_MANY_DOORS % {"most": MOST_DOORS, "count": len(names)}
    for number, name in enumerate(names):
        if len(name) > MOST_DOOR:
            return LONG_DOOR % {"most": MOST_DOOR, "door": name[:12]}
        if name.casefold() in [other.casefold() for other in names[:number]]:
            return DOUBLED_DOOR % {"door": name}
    return None
