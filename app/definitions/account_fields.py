"""What an account is made of."""

from flask_babel import lazy_gettext as _
from sqlalchemy import String

from ..questions import Choice, Email, Fields, Option, Secret, Text
from . import agreed

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
