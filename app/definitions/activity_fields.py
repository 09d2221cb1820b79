"""What is known of a walk and of an event: the leader writes it at a desk, a walk's leader some of it on the phone."""

from flask_babel import lazy_gettext as _
from sqlalchemy import String

from ..questions import Choice, Choices, Count, Day, Fields, Moment, Reference, Text, TimeOfDay, Words
from . import agreed
from .observation import LIGHTS

MOST_TITLE = 120
MOST_WORDS = 80
MOST_PARTICIPANTS = 500
# As long as the phone's answer to the question of the door may be, and as many.
MOST_DOOR = 40
MOST_DOORS = 20


def _title(help: Words) -> Text:
    return Text(_("Titel"), most=MOST_TITLE, required=True, missing=_("Skriv en titel"), help=help)


def _date() -> Day:
    return Day(_("Dato"), ahead=None, required=True, missing=_("Vælg datoen"), index=True)


class WalkFields(Fields):
    """A safety walk (*tryghedsvandring*). `start` and `end` are planned; `begun_at` and `ended_at` are when its leader
    started and ended it on the phone.
    """

    title = _title(_("Deltagerne ser den på telefonen og på plakaten."))
    date, start, end = _date(), TimeOfDay(_("Start")), TimeOfDay(_("Slut"))
    meeting_place = Text(_("Mødested"), most=MOST_TITLE)
    light = Choice(_("Lys"), LIGHTS, look="select", nothing=_("Ikke noteret"), column=String(20), fold="day", led=True)
    weather = Text(_("Vejr"), most=MOST_WORDS, fold="day", led=True)
    participants = Count(_("Deltagere"), most=MOST_PARTICIPANTS, fold="day", led=True)
    group_leader = Text(
        _("Gruppeleder"), most=MOST_WORDS, help=_("Skriv rollen, for eksempel Helhedsplanen. Ingen navne."), fold="day"
    )
    parties = Choices(_("Parter, der deltager"), agreed.parties, look="list", default=(), fold="day", led=True)
    begun_at = Moment(_("Begyndt"), led=True)
    ended_at = Moment(_("Sluttet"), led=True)


class EventFields(Fields):
    """An event (*arrangement*). `doors`: one name a line; a phone asks at which of them it counts. `counts_for`: the
    criteria that the leader says it counts for. `host_id`: the account that is its host, besides whoever joins by code.
    """

    title = _title(_("Værterne ser den på telefonen og på plakaten."))
    kind = Choice(
        _("Slags"), agreed.event_kinds, look="select", required=True, nothing=_("Vælg"), missing=_("Vælg, hvad det er")
    )
    date, start, end = _date(), TimeOfDay(_("Start")), TimeOfDay(_("Slut"))
    place = Text(_("Sted"), most=MOST_TITLE)
    doors = Text(
        _("Indgange"), most=MOST_DOORS * (MOST_DOOR + 1), look="textarea", default="", attributes={"rows": "3"},
        help=_("Én på hver linje. Hver telefon vælger sin indgang, så ingen gæst bliver talt to gange."),
    )  # fmt: skip
    counts_for = Choices(
        _("Tæller med i"), agreed.counted_criteria, look="list", default=(),
        help=_("Et arrangement tæller kun med, når du sætter kryds her, datoen er gået, og det ikke er aflyst. Det må gerne tælle for begge."),
    )  # fmt: skip
    host_id = Reference(
        _("Vært"), to="user", nothing=_("Ingen"),
        help=_("En bruger med rollen vært. Arrangementet står så på værtens egen side. Andre kan tælle med koden."),
    )  # fmt: skip
