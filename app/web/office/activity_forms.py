"""The office's forms for a walk and for an event."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ... import agreement
from ...access import HOST, people
from ...base import messages
from ...definitions import Observation
from ...store import Event
from ..page_form import PageForm
from .typed_fields import ClockField, CountField, DayField, Needed, Storable

MOST_TITLE = 120
MOST_WORDS = 80
# As long as the phone's answer to the question of the door may be.
MOST_DOOR = 40
MOST_DOORS = 20
MOST_PARTICIPANTS = 500

END_FIRST = _("Slut er før start. Mente du %(guess)s?")
END_FIRST_PLAIN = _("Slut skal være senere end start.")
NO_START = _("Skriv også, hvornår det starter.")
TOO_MANY_DOORS = _("Skriv højst %(most)d indgange. Der er %(count)d.")
LONG_DOOR = _("En indgang må højst have %(most)d tegn. Kort »%(door)s …« af.")
DOUBLED_DOOR = _("Indgangen »%(door)s« står to gange. Giv dem hver sit navn, eller slet den ene.")

Pairs = Callable[[], Iterable[tuple[str, Any]]]


class CheckboxesField(SelectMultipleField):
    """Several of some choices (code and words), as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, *, pairs: Pairs, **kwargs: Any) -> None:
        super().__init__(label, choices=lambda: _choices(pairs), validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Each must be one of the choices."""
        for code in self.data or ():
            _must_be_in(self, code)


class OneOf(SelectField):
    """One of some choices (code and words), or none of them, in the words `nothing`."""

    data: Any

    def __init__(self, label: Any, *, pairs: Pairs, nothing: Any, **kwargs: Any) -> None:
        choices = lambda: [SelectChoice("", nothing), *_choices(pairs)]  # noqa: E731 - asked anew for each form
        super().__init__(label, choices=choices, validate_choice=False, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist and valuelist[0] else None

    def pre_validate(self, form: Any) -> None:
        """Refuse what is none of the choices."""
        if self.data:
            _must_be_in(self, self.data)


def _choices(pairs: Pairs) -> list[Any]:
    return [SelectChoice(code, words) for code, words in pairs()]


def _must_be_in(field: Any, code: str) -> None:
    if code not in [choice.value for choice in field.choices]:
        raise ValidationError(messages.UNKNOWN_CHOICE % {"code": code[:40]})


def _parties() -> Iterable[tuple[str, str]]:
    return agreement.current().parties.items()


def _kinds() -> Iterable[tuple[str, str]]:
    return agreement.current().event_kinds.items()


def _counting() -> Iterable[tuple[str, Any]]:
    """The criteria that the leader can let an event count for."""
    current = agreement.current()
    found = [each for each in current.criteria if each.id in current.counts_for]
    return [(each.id, f"{each.id}: {each.text}") for each in found]


def _hosts() -> list[tuple[str, str]]:
    """The accounts that can be an event's host; a closed one may be so already."""
    return [
        (user.id, user.name if user.active else _("%(name)s (kontoen er lukket)") % {"name": user.name})
        for user in people.everybody()
        if user.role == HOST
    ]


class GatheringForm(PageForm):
    """What walks and events share. `facts` is what the leader said, ready to be stored."""

    title = StringField(_("Titel"), [Storable(MOST_TITLE), Needed(_("Skriv en titel"))])
    date = DayField(_("Dato"), [Needed(_("Vælg datoen"))])
    start = ClockField(_("Start"), [Optional()])
    end = ClockField(_("Slut"), [Optional()])

    def validate_end(self, field: ClockField) -> None:
        """After the start; an evening typed by a twelve-hour clock is proposed."""
        start, end = self.start.data, field.data
        if end is None:
            return
        if start is None:
            if not self.start.errors:
                raise ValidationError(NO_START)
        elif end <= start:
            later = dt.time((end.hour + 12) % 24, end.minute)
            raise ValidationError(END_FIRST % {"guess": f"{later:%H.%M}"} if later > start else END_FIRST_PLAIN)

    def facts(self) -> dict[str, Any]:
        """The answers by column; None is not answered."""
        return dict(self.data)


class WalkForm(GatheringForm):
    """A safety walk."""

    meeting_place = StringField(_("Mødested"), [Storable(MOST_TITLE), Optional()])
    light = OneOf(
        _("Lys"),
        pairs=lambda: [(option.code, option.label) for option in Observation.questions["light"].options],
        nothing=_("Ikke noteret"),
        validators=[Optional()],
    )
    weather = StringField(_("Vejr"), [Storable(MOST_WORDS), Optional()])
    participants = CountField(_("Deltagere"), most=MOST_PARTICIPANTS, validators=[Optional()])
    group_leader = StringField(_("Gruppeleder"), [Storable(MOST_WORDS), Optional()])
    parties = CheckboxesField(_("Parter, der deltager"), pairs=_parties, validators=[Optional()])

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"parties": tuple(self.parties.data or ())}


class EventForm(GatheringForm):
    """An event."""

    kind = OneOf(
        _("Slags"),
        pairs=_kinds,
        nothing=_("Vælg"),
        validators=[Needed(_("Vælg, hvad det er"))],
    )
    place = StringField(_("Sted"), [Storable(MOST_TITLE), Optional()])
    doors = TextAreaField(_("Indgange"), [Optional()], render_kw={"rows": 3})
    counts_for = CheckboxesField(_("Tæller med i"), pairs=_counting, validators=[Optional()])
    host_id = OneOf(_("Vært"), pairs=_hosts, nothing=_("Ingen"), validators=[Optional()])

    def validate_doors(self, field: TextAreaField) -> None:
        """One name a line, each once, as short as the phone's answer."""
        Storable(MOST_DOORS * (MOST_DOOR + 1))(self, field)
        names = Event(doors=field.data or "").door_names
        if len(names) > MOST_DOORS:
            raise ValidationError(TOO_MANY_DOORS % {"most": MOST_DOORS, "count": len(names)})
        for number, name in enumerate(names):
            if len(name) > MOST_DOOR:
                raise ValidationError(LONG_DOOR % {"most": MOST_DOOR, "door": name[:12]})
            if name.casefold() in [other.casefold() for other in names[:number]]:
                raise ValidationError(DOUBLED_DOOR % {"door": name})

    def facts(self) -> dict[str, Any]:
        names = Event(doors=self.doors.data or "").door_names
        return super().facts() | {"doors": "\n".join(names), "counts_for": tuple(self.counts_for.data or ())}
