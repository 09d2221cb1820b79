"""What is written about a point (*punkt*) to put right: how far it is, who does it until when, and what goes with a state."""

import datetime as dt

from flask_babel import lazy_gettext as _
from sqlalchemy import String

from ..questions import Choice, Count, Day, Fields, Option, Text
from . import agreed

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
