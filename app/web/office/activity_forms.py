"""The office's forms for a walk and for an event."""

import datetime as dt
from typing import Any

from flask_babel import lazy_gettext as _

from ...access import HOST, people
from ...base.messages import UNKNOWN_CHOICE
from ...definitions import EventFields, WalkFields
from ...definitions.activity_fields import MOST_DOOR, MOST_DOORS
from ...questions import Option
from ...questions.html_form import PageForm
from ...store import Event

END_FIRST = _("Slut er før start. Mente du %(guess)s?")
END_FIRST_PLAIN = _("Slut skal være senere end start.")
NO_START = _("Skriv også, hvornår det starter.")
TOO_MANY_DOORS = _("Skriv højst %(most)d indgange. Der er %(count)d.")
LONG_DOOR = _("En indgang må højst have %(most)d tegn. Kort »%(door)s …« af.")
DOUBLED_DOOR = _("Indgangen »%(door)s« står to gange. Giv dem hver sit navn, eller slet den ene.")
# A walk's leader writes these on the phone.
ON_THE_PHONE = ("begun_at", "ended_at")


class GatheringForm(PageForm):
    """What walks and events share."""

    skippable = True

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
    GatheringForm, asks=WalkFields, labels={name: None for name in WalkFields.questions if name not in ON_THE_PHONE}
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


def _hosts() -> list[Option]:
    """The accounts that can be an event's host; a closed one may be so already."""
    return [
        Option(user.id, user.name if user.active else _("%(name)s (kontoen er lukket)") % {"name": user.name})
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
