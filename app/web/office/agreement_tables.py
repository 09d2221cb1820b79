"""The parts of a draft as tables, and what is done with a row besides its form: moved, out of use, removed."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import criteria
from ...access import allow, signed_in
from ...base import clock
from ...criteria import draft_rows, editing, member_values, row_words
from ...criteria.parts import Part
from .agreement_editing import FRONT, WITHIN, Edited, edited, page
from .agreement_rows import RetireForm, part_of, row_page
from .pages import pages


class TableLine(NamedTuple):
    """A row of a part's table. `seen`: what tells whether it is changed meanwhile."""

    key: str
    name: str
    row: Part
    cells: list[str]
    faults: list[str]
    seen: str
    retired: bool


@pages.post("/agreements/<id>/revise")
@allow("agreement.change", trace="changed agreement_draft")
def revise_agreement(id: str) -> ResponseReturnValue:
    """Begin the draft of the next version, or go on with the one there is."""
    try:
        draft_rows.begin(id, signed_in())
    except LookupError:
        abort(404)
    return redirect(edited(id).url(FRONT), 303)


@pages.get("/agreements/<id>/draft/<part>")
@allow("evaluation.see")
def draft_part(id: str, part: str) -> ResponseReturnValue:
    """A part as a table; what the agreement says of itself as its form."""
    of = part_of(id, part)
    if part == editing.ABOUT:
        return row_page(of, part, editing.ABOUT)
    if part in WITHIN or part == FRONT:
        return redirect(of.url(part))
    rows = editing.rows(of.document, part)
    lines = [table_line(of, part, key, row) for key, row in rows.items()]
    by = editing.GROUPED.get(part, "")
    names = member_values.choices_of(of.document, part, by, {}) if by else {}
    groups = dict.fromkeys(row[by] for row in rows.values()) if by else {"": None}
    sections = [
        (
            names.get(each, each),
            of.url_new(part, **{by: each}) if by else "",
            [line for line in lines if not by or line.row[by] == each],
        )
        for each in groups
    ]
    return page(
        "office/agreement_part.html",
        of,
        part=part,
        sections=sections,
        heads=row_words.heads(part),
    )


@pages.post("/agreements/<id>/draft/<part>/<row>/move")
@allow("agreement.change", trace="changed agreement_draft")
def move_draft_row(id: str, part: str, row: str) -> ResponseReturnValue:
    """Move a row a place up or down."""
    up = request.form.get("to") == "up"
    return _change(id, part, row, lambda document, key: editing.move(document, part, key, up=up))


@pages.post("/agreements/<id>/draft/<part>/<row>/retire")
@allow("agreement.change", trace="changed agreement_draft")
def retire_draft_row(id: str, part: str, row: str) -> ResponseReturnValue:
    """Let a row be out of use from a day on; or in use again."""
    of = part_of(id, part)
    if not editing.can_retire(part):
        abort(404)
    form = RetireForm(request.form)
    if "again" in request.form:
        return _change(id, part, row, lambda document, key: editing.retire(document, part, key, ""))
    if not form.validate() and part == FRONT:
        flash(form.problems()[0][1], "warning")
        return redirect(of.url(part, row), 303)
    if not form.validate():
        return row_page(of, part, row, retiring=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    day = form.values["retired_on"].isoformat()
    return _change(id, part, row, lambda document, key: editing.retire(document, part, key, day))


@pages.post("/agreements/<id>/draft/<part>/<row>/remove")
@allow("agreement.change", trace="changed agreement_draft")
def remove_draft_row(id: str, part: str, row: str) -> ResponseReturnValue:
    """Take a row out that no version has."""
    if not part_of(id, part).may_remove(part, row):
        flash(
            _("Den er i en version, og det, der har været i brug, forsvinder ikke. Lad den udgå i stedet."), "warning"
        )
        return redirect(edited(id).url(part, row), 303)
    return _change(id, part, row, lambda document, key: editing.remove(document, part, key))


def table_line(of: Edited, part: str, key: str, row: Part) -> TableLine:
    """A row as a line of its part's table."""
    faults = [says for _member, says in of.faults_of_row(part, key)]
    retired = row.get("retired_on", "9") <= clock.today().isoformat()
    words = row_words.cells(of.document, part, row)
    return TableLine(key, row_words.name(of.document, part, row), row, words, faults, editing.mark(row), retired)


def _change(id: str, part: str, row: str, change: Callable[[Any, str], Any]) -> ResponseReturnValue:
    """Do it to the row that was seen; afterwards the part."""
    of = part_of(id, part)
    try:
        draft_rows.change_row(id, part, row, request.form.get("seen", ""), signed_in(), change)
    except criteria.RowConflictError as conflict:
        flash(str(conflict), "warning")
    except criteria.AgreementFaultsError:
        flash(_("Der skal være mindst én. Tilføj en ny, før du fjerner den."), "warning")
    if moving := request.args.get("move"):
        return redirect(url_for("office.agreement_draft", id=id, move=moving, _anchor=f"a-{moving}"), 303)
    return redirect(of.url(part), 303)
