"""A list of choices in a draft: its form and that of its groups, with what was written and not finished, and the phone's form it stands in."""

from typing import Any

from flask import abort
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from ...agreement.kept import Document
from ...criteria import choice_lists, parts
from ...criteria.draft_rows import NEW
from ...definitions import forms
from ...questions import Choices, Option, Text
from ...questions.html_form import Asking, PageForm
from .agreement_editing import Edited
from .choices_form import ChoicesForm, choices_form

CHOICES = choice_lists.CHOICES


class GroupForm(PageForm):
    """A group of choices: its name, and which are in it."""

    name = Text(_l("Gruppens navn"), most=200, required=True, missing=_l("Skriv, hvad gruppen hedder."))


def list_form(of: Edited, listed: str, posted: MultiDict[str, str] | None = None) -> ChoicesForm:
    """The form of a list, with what was posted, else what was written and not finished, else as the draft has it."""
    if listed not in parts.list_titles(of.document):
        abort(404)

    def may_remove(key: str) -> bool:
        return of.may_remove(CHOICES, key)

    unfinished = of.draft.unfinished.get(address_of(listed))
    if posted is not None or unfinished is None:
        return choices_form(of.document, listed, may_remove, posted)
    form = choices_form(of.document, listed, may_remove, MultiDict(unfinished.fields))
    form.validate()
    return form


def address_of(listed: str) -> str:
    """Where what was written of a list and is not finished is kept."""
    return f"{CHOICES}/{listed}"


def group_form(document: Document, listed: str, group: str, posted: MultiDict[str, str] | None = None) -> GroupForm:
    """The form of a group. Raises LookupError where there is none."""
    choices = choice_lists.choices_of(document, listed)
    options = [Option(each.code, each.said["label"]) for each in choices]
    made: Any = Asking(
        "AskedGroup", (GroupForm,), {"group": group, "members": Choices(_l("Valg i gruppen"), options, look="list")}
    )
    values: dict[str, Any] = {}
    if group != NEW:
        members = tuple(each.code for each in choices if group in each.said.get("groups", ()))
        values = {"name": parts.groups(document, listed)[group], "members": members}
    form: GroupForm = made(posted, values)
    return form


def phone_form(listed: str) -> str:
    """The form of the phone that a list's choices stand in; empty where only the office has them."""
    kind = listed.partition(".")[0]
    if choice_lists.is_of_question(listed):
        return kind
    return forms.LISTED[kind].name if kind in forms.LISTED else ""
