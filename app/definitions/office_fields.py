"""What the office describes, one declaration each: a walk and an event, a point to put right, what others report, an account."""

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import String
from sqlalchemy import Text as LongText

from ..base.messages import IN_THE_FUTURE
from ..questions import (
    Choice,
    Choices,
    Count,
    Day,
    Email,
    Fields,
    Moment,
    Number,
    Option,
    Reference,
    Secret,
    Text,
    TimeOfDay,
    Words,
)
from . import agreed
from .areas import AreaChoice
from .attendance import MOST_DOOR
from .observation import LIGHTS

MOST_TITLE = 120
MOST_WORDS = 80
MOST_PARTICIPANTS = 500
MOST_DOORS = 20
MOST_MINUTES = 4000


def _title(help: Words) -> Text:
    return Text(_("Titel"), most=MOST_TITLE, required=True, missing=_("Skriv en titel"), help=help)


def _date() -> Day:
    return Day(_("Dato"), ahead=None, required=True, missing=_("Vælg datoen"), index=True)


AUDIENCES = (
    Option("all", _("alle")),
    Option("women", _("kvinder")),
    Option("pupils", _("skolebørn")),
    Option("elderly", _("ældre")),
)


class WalkFields(Fields):
    """A safety walk (*tryghedsvandring*). `start` and `end` are planned; `begun_at` and `ended_at` are when its leader
    started and ended it on the phone.
    """

    title = _title(_("Deltagerne ser den på telefonen og på plakaten."))
    date, start, end = _date(), TimeOfDay(_("Start")), TimeOfDay(_("Slut"))
    area = AreaChoice(look="select")
    meeting_place = Text(_("Mødested"), most=MOST_TITLE)
    audience = Choice(_("Hvem den er for"), AUDIENCES, look="select", nothing=_("Ikke noteret"))
    light = Choice(_("Lys"), LIGHTS, look="select", nothing=_("Ikke noteret"), column=String(20), fold="day", led=True)
    weather = Text(_("Vejr"), most=MOST_WORDS, fold="day", led=True)
    participants = Count(_("Deltagere"), most=MOST_PARTICIPANTS, fold="day", led=True)
    group_leader = Text(
        _("Gruppeleder"), most=MOST_WORDS, help=_("Skriv rollen, for eksempel Helhedsplanen. Ingen navne."), fold="day"
    )
    parties = Choices(_("Parter, der deltager"), agreed.parties, look="list", default=(), fold="day", led=True)
    begun_at = Moment(_("Begyndt"), led=True)
    ended_at = Moment(_("Sluttet"), led=True)


agreed.follow("observations.light", WalkFields.light)
agreed.follow("walks.audience", WalkFields.audience)


class EventFields(Fields):
    """An event (*arrangement*). `doors`: one name a line; a phone asks at which of them it counts. `counts_for`: the
    criteria that the leader says it counts for. `host_id`: the account that is its host, besides whoever joins by code.
    `parties` and `minutes` are of meetings: who was there, and what was decided. Minutes that had their time are the
    empty text, so that it is still known that there were some.
    """

    title = _title(_("Værterne ser den på telefonen og på plakaten."))
    kind = Choice(_("Slags"), look="select", required=True, nothing=_("Vælg"), missing=_("Vælg, hvad det er"))
    date, start, end = _date(), TimeOfDay(_("Start")), TimeOfDay(_("Slut"))
    area = AreaChoice(look="select")
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
    parties = Choices(
        _("Parter, der deltog"), agreed.parties, look="list", default=(), fold="day", help=_("Kun for møder")
    )
    minutes = Text(
        _("Referat: hvad blev besluttet"), most=MOST_MINUTES, column=LongText(), fold="day",
        help=_("Kun for møder. Ingen navne på beboere eller CPR-numre."),
    )  # fmt: skip


EventFields.kind.agree(agreed.event_kinds)

# A deadline further ahead than this is a mistyped year.
FURTHEST = dt.timedelta(days=5 * 365)

STATES = (
    Option("new", _("Ny"), icon="circle"),
    Option("clarifying", _("Under afklaring"), icon="message-square"),
    Option("planned", _("Planlagt"), icon="calendar"),
    Option("in_progress", _("I gang"), icon="hammer"),
    Option("partly_done", _("Delvist udført"), icon="circle-dashed"),
    Option("done", _("Udført"), icon="check"),
    Option("checked", _("Kontrolleret på stedet"), icon="eye"),
    Option("passed_on", _("Sendt videre"), icon="arrow-right"),
    Option("not_possible", _("Kan ikke gennemføres"), icon="ban"),
    Option("duplicate", _("Dublet"), icon="git-compare"),
    Option("reopened", _("Genåbnet"), icon="rotate-ccw"),
)

PRIORITIES = (
    Option("urgent", _("Haster"), icon="triangle-alert", help=_("fare")),
    Option("soon", _("Snart")),
    Option("later", _("Kan vente")),
)


class FollowUpFields(Fields):
    """A point. `party_other` names the party where its code is `other`; `passed_to`, `reason`, `duplicate_of`,
    `checked_by` and `checked_on` belong to one state each and are empty in the others.
    """

    state = Choice(_("Tilstand"), STATES, look="select", column=String(20), default="new")
    party = Choice(
        _("Part"), agreed.parties, look="select", nothing=_("Ingen endnu"), unknown=_("Vælg en part fra listen.")
    )
    party_other = Text(_("Hvilken part"), most=120)
    priority = Choice(_("Hastegrad"), PRIORITIES, look="select", nothing=_("Ingen"), column=String(20))
    deadline = Day(_("Frist"), ahead=FURTHEST, late=_("Fristen ligger mere end fem år ude i fremtiden. Ret årstallet."))
    problem = Text(
        _("Problem"), most=1000,
        help=_("Står i stedet for observationens beskrivelse. Ingen navne eller CPR-numre."),
    )  # fmt: skip
    proposal = Text(_("Forslag"), most=1000)
    reason = Text(_("Begrundelse"), most=1000)
    passed_to = Text(_("Sendt videre til"), most=200, look="text")
    duplicate_of = Count(_("Dublet af nr."), least=1, most=2**31 - 1)
    checked_by = Text(_("Set af"), most=120)
    checked_on = Day(_("Set den"), late=_("Ingen kan have set det endnu. Vælg i dag eller en tidligere dag."))


MOST_NOTE = 1000
MOST_MINUTES = 20_000
MOST_ON_A_LIST = 100_000


class FigureFields(Fields):
    """A figure of the agreement for a year, exactly as it was written; nothing where it was taken back.

    `on`: the Danish date on which it was given, which decides whether it is provisional.
    """

    value = Number(_("Tal"))
    source = Text(_("Kilde"), most=200, default="")
    on = Day(_("Oplyst"), ahead=None, required=True)
    note = Text(_("Bemærkning"), most=MOST_NOTE, default="", column=LongText())


class MilestoneFields(Fields):
    """When a milestone was reached, the note that documents it, and what was decided there."""

    date = Day(_("Dato"), ahead=None, missing=_("Skriv datoen"))
    note = Text(_("Dokumentation"), most=MOST_NOTE, look="text", default="", column=LongText())
    decision = Text(_("Beslutning"), most=80, look="select", default="", column=String(80))


class HeldFields(Fields):
    """The yearly evaluation as an act: when it was held, who was there, what was judged, decided and is to be done."""

    date = Day(_("Holdt den"), late=IN_THE_FUTURE, required=True, missing=_("Skriv, hvornår evalueringen blev holdt"))
    parties = Choices(_("Parter, der var med"), agreed.parties, look="list", default=())
    judgement = Text(
        _("Vurdering"), most=MOST_NOTE, required=True, missing=_("Skriv, hvad I nåede frem til"), column=LongText(),
        help=_("Er indsatsen stadig relevant for hvert af sine formål? Ingen navne på beboere."),
    )  # fmt: skip
    decision = Text(_("Beslutning"), most=80, look="select", default="", column=String(80))
    next_step = Text(_("Næste skridt"), most=MOST_NOTE, default="", column=LongText())
    minutes = Text(_("Referat"), most=MOST_MINUTES, default="", column=LongText(), attributes={"rows": "10"})


class ListFields(Fields):
    """That a list arrived (*liste modtaget*), how many stood on it, and what came of them; the list itself stays out."""

    date = Day(_("Kom den"), late=IN_THE_FUTURE)
    count = Count(_("Antal på listen"), most=MOST_ON_A_LIST)
    contacted = Count(_("Kontaktet"), most=MOST_ON_A_LIST, help=_("Hvor mange af dem I har kontaktet"))
    solved = Count(_("Afværget"), most=MOST_ON_A_LIST, help=_("Hvor mange af sagerne der blev løst"))


class HoursFields(Fields):
    """Hours that somebody spent on a part of the agreement, in quarters."""

    date = Day(_("Dato"), late=IN_THE_FUTURE, required=True, missing=_("Skriv datoen"), index=True)
    activity = Text(_("Aktivitet"), most=40, required=True, column=String(40))
    role = Text(_("Hvem"), most=40, required=True, column=String(40))
    task = Text(_("Opgave"), most=40, required=True, column=String(40))
    note = Text(_("Bemærkning"), most=200, default="", column=LongText())


ROLES = (
    Option("leader", _("Projektleder: ser og styrer alt")),
    Option("counsellor", _("Rådgiver: skriver henvendelser og ser sine egne")),
    Option("host", _("Vært: tæller gæster ved arrangementer")),
    Option("party", _("Samarbejdspart: svarer på det, som parten skal gøre noget ved")),
)


class AccountFields(Fields):
    """Somebody who signs in. `party`: whose follow-ups a partner answers for."""

    name = Text(_("Navn"), most=100, required=True, missing=_("Skriv et navn."))
    email = Email(_("E-mail"), required=True, missing=_("Skriv en e-mail."))
    role = Choice(
        _("Rolle"), ROLES, look="list", required=True, column=String(20), missing=_("Vælg en rolle."),
        unknown=_("Vælg en rolle."),
    )  # fmt: skip
    party = Choice(
        _("Samarbejdspart"), agreed.parties, look="select", nothing=_("Ingen"),
        unknown=_("Vælg, hvilken samarbejdspart brugeren hører til."),
    )  # fmt: skip
    password = Secret(_("Adgangskode"))
