"""The lists of choices in a draft: all of them, one with its choices and groups, and what is written there."""

from collections.abc import Callable
from http import HTTPStatus

from flask import abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ...access import allow, signed_in
from ...agreement.kept import Document
from ...base import clock
from ...criteria import choice_lists, draft_rows, editing, parts
from ...criteria.draft_rows import NEW
from ...definitions import agreed
from .agreement_editing import Edited, edited, page
from .agreement_lists import CHOICES, GroupForm, address_of, group_form, list_form, phone_form
from .agreement_rows import row_page
from .choices_form import ChoicesForm
from .pages import pages

# What goes along with the form and is nothing that was written.
ALONG = frozenset({"csrf_token", "autosave"})


@pages.get("/agreements/<id>/draft/choices")
@allow("evaluation.see")
def draft_lists(id: str) -> ResponseReturnValue:
    """Every list that the agreement can change, with what it has made of each."""
    of = edited(id)
    lists = [
        (listed, title, choice_lists.choices_of(of.document, listed))
        for listed, title in parts.list_titles(of.document).items()
        if agreed.is_taken(listed) and not choice_lists.is_of_question(listed)
    ]
    return page("office/agreement_lists.html", of, part=CHOICES, lists=lists)


@pages.get("/agreements/<id>/draft/choices/list/<listed>")
@allow("evaluation.see")
def choice_list(id: str, listed: str) -> ResponseReturnValue:
    """A list with all its choices, and the groups of them."""
    of = edited(id)
    if choice_lists.is_of_question(listed):
        return redirect(of.list_url(listed))
    return _list_page(of, listed)


@pages.post("/agreements/<id>/draft/choices/list/<listed>")
@allow("agreement.change", trace="changed agreement_draft")
def save_choice_list(id: str, listed: str) -> ResponseReturnValue:
    """Put what was written of a list's choices into the draft; and move one of them."""
    of = edited(id)
    if "discard" in request.form:
        draft_rows.drop_unfinished(id, address_of(listed), signed_in())
        return redirect(of.list_url(listed), 303)
    form = list_form(of, listed, request.form)
    if not form.validate():
        return _kept_unfinished(of, listed, form)
    codes: list[str] = []

    def change(document: Document) -> Document:
        found, codes[:] = choice_lists.put(document, listed, form.written(), of.others)
        return _moved(found, listed)

    try:
        draft_rows.change_draft(id, change, signed_in(), finished=address_of(listed))
    except choice_lists.ChoicesConflictError as conflict:
        return _conflict(of, listed, form, conflict)
    return _saved(edited(id), listed, form, codes)


@pages.post("/agreements/<id>/draft/choices/list/<listed>/groups/<group>")
@allow("agreement.change", trace="changed agreement_draft")
def save_choice_group(id: str, listed: str, group: str) -> ResponseReturnValue:
    """Name a group (`new` for one that is not there yet) and say which choices are in it; or take it away."""
    of = edited(id)
    if group != NEW and group not in parts.groups(of.document, listed):
        abort(404)
    if "remove" in request.form:
        return _removed_group(of, listed, group)
    form = group_form(of.document, listed, group, request.form)
    if not form.validate():
        return _list_page(of, listed, group=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    code, said = "" if group == NEW else group, form.values
    members = said.get("members") or ()
    _change(of, lambda document: choice_lists.group_of(document, listed, code, said["name"], members))
    return redirect(of.list_url(listed), 303)


def _list_page(
    of: Edited,
    listed: str,
    form: ChoicesForm | None = None,
    group: GroupForm | None = None,
    status: int = HTTPStatus.OK,
) -> ResponseReturnValue:
    shown = form or list_form(of, listed)
    groups = [*parts.groups(of.document, listed), NEW]
    return page(
        "office/agreement_list.html", of, status, part=CHOICES, listed=listed, title=parts.list_title(of.document, listed),
        choices=shown, groups=[group if group and group.group == each else group_form(of.document, listed, each) for each in groups],
        phone_form=phone_form(listed), unfinished=address_of(listed) in of.draft.unfinished,
    )  # fmt: skip


def _moved(document: Document, listed: str) -> Document:
    """One that has a row of its own can be moved among them."""
    for way in ("up", "down"):
        key = f"{listed}.{request.form[way]}" if way in request.form else ""
        if key in editing.rows(document, CHOICES):
            return editing.move(document, CHOICES, key, up=way == "up")
    return document


def _change(of: Edited, change: Callable[[Document], Document]) -> None:
    draft_rows.change_draft(of.code, change, signed_in())
    flash(_("Gemt i kladden."))


def _removed_group(of: Edited, listed: str, group: str) -> ResponseReturnValue:
    if of.may_remove(choice_lists.GROUPS, f"{listed}.{group}"):
        _change(of, lambda document: choice_lists.ungrouped(document, listed, group))
    else:
        flash(_("Gruppen er i en version og bliver stående. Tag valgene ud af den i stedet."), "warning")
    return redirect(of.list_url(listed), 303)


def _kept_unfinished(of: Edited, listed: str, form: ChoicesForm) -> ResponseReturnValue:
    """What was written stays, beside the document, until it can be saved."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in ALONG]
    says = [message for _anchor, message in form.problems()]
    draft_rows.keep_unfinished(of.code, address_of(listed), fields, says, signed_in())
    if "autosave" in request.form:
        return jsonify(says=says), HTTPStatus.UNPROCESSABLE_ENTITY
    return _again(edited(of.code), listed, form, HTTPStatus.UNPROCESSABLE_ENTITY)


def _conflict(
    of: Edited, listed: str, form: ChoicesForm, conflict: choice_lists.ChoicesConflictError
) -> ResponseReturnValue:
    if "autosave" in request.form:
        return jsonify(says=[str(conflict)]), HTTPStatus.CONFLICT
    now = edited(of.code)
    form.show_conflict(conflict.codes, now.document)
    return _again(now, listed, form, HTTPStatus.CONFLICT)


def _again(of: Edited, listed: str, form: ChoicesForm, status: int) -> ResponseReturnValue:
    """The page that the form stands on: the list's own, or that of its question."""
    if not choice_lists.is_of_question(listed):
        return _list_page(of, listed, form, status=status)
    return row_page(of, "questions", listed, choices=form, status=status)


def _saved(of: Edited, listed: str, form: ChoicesForm, codes: list[str]) -> ResponseReturnValue:
    if "autosave" not in request.form:
        flash(_("Gemt i kladden."))
        return redirect(of.list_url(listed), 303)
    seen = {each.code: each.seen for each in choice_lists.choices_of(of.document, listed)}
    fields: dict[str, str] = {}
    for number, code in zip(form.numbered, codes, strict=True):
        fields |= {f"code-{number}": code, f"seen-{number}": seen.get(code, "")}
    return jsonify(saved=f"{clock.local(clock.now()):%H.%M}", fields=fields)
