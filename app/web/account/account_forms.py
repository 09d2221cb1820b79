"""The forms of the account's pages. What is wrong with an answer, `app.access.people` says; `show` puts it beside the field."""

from flask_babel import lazy_gettext as _

from ...definitions import AccountFields
from ...questions import Email, Secret, Text, Unseen
from ...questions.html_form import PageForm

USED_PASSWORD = {"autocomplete": "current-password"}
NEW_PASSWORD = {"autocomplete": "new-password"}
NAME = {"autocomplete": "name"}
NEW_EMAIL = {"autocomplete": "username", "autocapitalize": "none"}
LONGEST = 200


class SignInForm(PageForm):
    """E-mail and password, and where to go afterwards."""

    email = Email(_("E-mail"), attributes=NEW_EMAIL)
    password = Secret(_("Adgangskode"), attributes=USED_PASSWORD)
    next = Unseen()


class SecondStep(PageForm):
    """A code from the app, or from paper."""

    code = Text(
        _("Kode"), most=LONGEST,
        attributes={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip


class Confirm(PageForm):
    """The password again, the code too where that is asked for, and where to go afterwards."""

    code = Text(
        _("Kode"), most=LONGEST,
        attributes={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip
    password = Secret(_("Adgangskode"), attributes=USED_PASSWORD)
    next = Unseen()


class Password(PageForm):
    """The password, before something that only its owner may do."""

    password = Secret(_("Adgangskode"), attributes=USED_PASSWORD)


class Join(PageForm):
    """The code of a walk or event."""

    code = Text(
        _("Skriv koden"), most=LONGEST,
        attributes={
            "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "enterkeyhint": "go",
        },
    )  # fmt: skip


class Accept(PageForm):
    """What an invited person chooses."""

    name = Text(_("Dit navn"), most=LONGEST, attributes=NAME)
    password = Secret(_("Adgangskode"), attributes=NEW_PASSWORD)


class FirstLeader(PageForm):
    """What the first leader chooses, who has no account yet."""

    name = Text(_("Dit navn"), most=LONGEST, attributes=NAME)
    email = Email(_("Din e-mail"), attributes=NEW_EMAIL)
    password = Secret(_("Adgangskode"), attributes=NEW_PASSWORD)


class ChangePassword(PageForm):
    """The password that was, and the one that shall be."""

    current = Secret(_("Nuværende adgangskode"), attributes=USED_PASSWORD)
    new = Secret(_("Ny adgangskode"), attributes=NEW_PASSWORD)


class NewPerson(PageForm, asks=AccountFields, labels=dict.fromkeys(["name", "email", "role", "party"])):
    """Whom the leader gives an account."""
