"""The fields of the account's pages. What is wrong with an answer, `app.access.people` says; `show` puts it beside the field."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import EmailField, Form, HiddenField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from ... import agreement


class AccountForm(Form):
    """A form of these pages; its CSRF token is checked by the gate."""

    def show(self, errors: Mapping[str, str]) -> None:
        """Put each error beside its field; what belongs to none of them stands above the form."""
        for name, message in errors.items():
            if name in self:
                self[name].errors = [message]
            else:
                self.form_errors.append(message)


class SignIn(AccountForm):
    """E-mail and password, and where to go afterwards."""

    email = EmailField(_("E-mail"), render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class SecondStep(AccountForm):
    """A code from the app, or from paper."""

    code = StringField(
        _("Kode"), render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    )


class Confirm(SecondStep):
    """The password again, and where to go afterwards; the code too, where that is asked for."""

    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})
    next = HiddenField()


class Password(AccountForm):
    """The password, before something that only its owner may do."""

    password = PasswordField(_("Adgangskode"), render_kw={"autocomplete": "current-password"})


class Join(AccountForm):
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


class Accept(AccountForm):
    """What an invited person chooses."""

    name = StringField(_("Dit navn"), render_kw=NAME)
    password = PasswordField(_("Adgangskode"), render_kw=NEW_PASSWORD)


class FirstLeader(AccountForm):
    """What the first leader chooses, who has no account yet."""

    name = StringField(_("Dit navn"), render_kw=NAME)
    email = EmailField(_("Din e-mail"), render_kw=NEW_EMAIL)
    password = PasswordField(_("Adgangskode"), render_kw=NEW_PASSWORD)


class ChangePassword(AccountForm):
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


class NewPerson(AccountForm):
    """Whom the leader gives an account."""

    name = StringField(_("Navn"), render_kw={"autocomplete": "off"})
    email = EmailField(_("E-mail"), render_kw={"autocomplete": "off"})
    role = RadioField(_("Rolle"), choices=[SelectChoice(role, words) for role, words in ROLE_WORDS.items()])
    party = SelectField(_("Samarbejdspart"), choices=_parties, default="")
