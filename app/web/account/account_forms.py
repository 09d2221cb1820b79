"""The fields of the account's pages. What is wrong with an answer, `app.access.people` says; `show` puts it beside the field."""

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from ... import agreement
from ..page_form import PageForm


class SignInForm(PageForm):
    """E-mail and password, and where to go afterwards."""

    email = EmailField(_("E-mail"), render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class SecondStep(PageForm):
    """A code from the app, or from paper."""

    code = StringField(
        _("Kode"), render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    )


class Confirm(SecondStep):
    """The password again, and where to go afterwards; the code too, where that is asked for."""

    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class Password(PageForm):
    """The password, before something that only its owner may do."""

    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})


class Join(PageForm):
    """The code of a walk or event."""

    code = StringField(
        _("Skriv koden"),
        render_kw={
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "enterkeyhint": "go",
        },
    )


NAME = {"autocomplete": "name"}
NEW_EMAIL = {"autocomplete": "username", "autocapitalize": "none"}
NEW_PASSWORD = {"autocomplete": "new-password"}


class Accept(PageForm):
    """What an invited person chooses."""

    name = StringField(_("Dit navn"), render_kw=NAME)
    password = PasswordField(_("Adgangskode"), render_kw=NEW_PASSWORD)


class FirstLeader(PageForm):
    """What the first leader chooses, who has no account yet."""

    name = StringField(_("Dit navn"), render_kw=NAME)
    email = EmailField(_("Din e-mail"), render_kw=NEW_EMAIL)
    password = PasswordField(_("Adgangskode"), render_kw=NEW_PASSWORD)


class ChangePassword(PageForm):
    """The password that was, and the one that shall be."""

    current = PasswordField(_("Nuværende adgangskode"), render_kw={"autocomplete": "current-password"})
    new = PasswordField(_("Ny adgangskode"), render_kw=NEW_PASSWORD)


# What each role is for, as the leader chooses it.
ROLE_WORDS = {
    "leader": _("Projektleder: ser og styrer alt"),
    "counsellor": _("Rådgiver: skriver henvendelser og ser sine egne"),
    "host": _("Vært: tæller gæster ved arrangementer"),
    "party": _("Samarbejdspart: svarer på det, som parten skal gøre noget ved"),
}


def _parties() -> list[SelectChoice]:
    """The plan's, after none."""
    return [
        SelectChoice("", _("Ingen")),
        *(SelectChoice(code, name) for code, name in agreement.current().parties.items()),
    ]


class NewPerson(PageForm):
    """Whom the leader gives an account."""

    name = StringField(_("Navn"), render_kw={"autocomplete": "off"})
    email = EmailField(_("E-mail"), render_kw={"autocomplete": "off"})
    role = RadioField(_("Rolle"), choices=[SelectChoice(role, words) for role, words in ROLE_WORDS.items()])
    party = SelectField(_("Samarbejdspart"), choices=_parties, default="")
