"""The parts of a draft as tables, and the form of a row: added, changed, moved, out of use, removed."""

from http import HTTPStatus
from typing import Any

from flask import abort, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from ... import criteria
from ...access import allow, signed_in
from ...agreement import known
from ...base import clock
from ...criteria import added_questions, choice_lists, draft_rows, editing, member_values, row_words, succession
from ...criteria.draft_rows import NEW
from ...criteria.parts import Part
from ...questions import Day
from ...questions.html_form import PageForm
from .agreement_conflict import conflict_page, posted
from .agreement_editing import NEW_ROWS, TITLES, WHOSE, WITHIN, Edited, edited, form_address, page
from .agreement_lists import address_of, list_form
from .agreement_row_forms import RowForm, row_form
from .choices_form import ChoicesForm
from .pages import pages

# Rows whose pages show more than their form.
ROW_PAGES = {"questions": "office/agreement_question.html"}


class RetireForm(PageForm):
    """Since when a row is out of use."""

    retired_on = Day(
        _l("Udgår den"), ahead=None, required=True, missing=_l("Skriv, fra hvilken dag det ikke bruges mere.")
    )


@pages.get("/agreements/<id>/draft/<part>/<row>")
@allow("evaluation.see")
def draft_row(id: str, part: str, row: str) -> ResponseReturnValue:
    """The form of a row, with what was typed there and not finished."""
    return row_page(part_of(id, part), part, row)


@pages.post("/agreements/<id>/draft/<part>/<row>")
@allow("agreement.change", trace="changed agreement_draft")
def save_draft_row(id: str, part: str, row: str) -> ResponseReturnValue:
    """Put the row in the draft; what cannot be read is kept beside it, and told."""
    of = part_of(id, part)
    if "discard" in request.form:
        draft_rows.drop_unfinished(id, form_address(part, row), signed_in())
        return redirect(of.url(part, "" if row == NEW else row), 303)
    form = _form(of, part, row, request.form)
    if not form.validate():
        return _kept_unfinished(of, part, row, form)
    key = row if row in editing.rows(of.document, part) else ""
    said = form.row()
    try:
        _draft, saved = draft_rows.save_row(
            id,
            part,
            _coded(of, part, said),
            request.form.get("seen", ""),
            signed_in(),
            key=key,
            choices=form.asked_of.added,
            address=form_address(part, row),
        )
    except criteria.RowConflictError as conflict:
        if conflict.theirs == said:
            return _saved(edited(id), part, row)
        return conflict_page(edited(id), part, row, said, conflict.theirs)
    except criteria.AgreementFaultsError as refused:
        form.show_faults([("code" if each.path.endswith(".code") else "", each.says) for each in refused.faults])
        return _kept_unfinished(of, part, row, form)
    return _saved(edited(id), part, saved)


def part_of(id: str, part: str) -> Edited:
    """The draft with a part of that name; else there is no page."""
    if part not in TITLES and part not in WITHIN:
        abort(404)
    return edited(id)


def _row(of: Edited, part: str, row: str) -> Any:
    """The row with that key; of a new one what the address says of it."""
    if row == NEW:
        below = succession.CODED.get(part, "")
        said = request.args.get(below, "") if below else ""
        return {below: said} if said in member_values.choices_of(of.document, part, below, {}) else {}
    return editing.rows(of.document, part).get(row) or _standard(of, part, row) or abort(404)


def _standard(of: Edited, part: str, row: str) -> Part | None:
    """A choice that every installation has can be changed like a row of the agreement's own."""
    found = choice_lists.find(of.document, row) if part == "choices" else None
    return found.said if found else None


def _form(of: Edited, part: str, row: str, posted: MultiDict[str, str] | None) -> RowForm:
    newest = of.found.newest
    fixed: tuple[str, ...] = ()
    if newest and row in editing.rows(newest.document, part):
        fixed = ("first_year", "year_starts") if part == editing.ABOUT else succession.FIXED.get(part, ())
    asked = criteria.RowQuestions(of.document, part, _row(of, part, row), is_new=row == NEW, fixed=fixed)
    return row_form(asked, posted)


def _coded(of: Edited, part: str, row: dict[str, Any]) -> dict[str, Any]:
    """A new row gets its code from its name."""
    if "code" in row or "code" not in editing.members(part).needed:
        return row
    others = [each.document for each in known.every() if each.code != of.code]
    return {"code": editing.code_for(of.document, part, row, others), **row}


def row_page(
    of: Edited, part: str, row: str, form: RowForm | None = None, retiring: Any = None, choices: ChoicesForm | None = None,
    status: int = HTTPStatus.OK,
) -> ResponseReturnValue:  # fmt: skip
    """The form of a row. form: as it was posted, else what was not finished there, else how the row is; choices: that of a
    question's own, likewise.
    """
    there = _row(of, part, row)
    is_there = row in editing.rows(of.document, part)
    unfinished = of.draft.unfinished.get(form_address(part, row))
    if form is None and unfinished:
        form = _form(of, part, row, MultiDict(unfinished.fields))
        form.validate()
    elif form is None:
        form = _form(of, part, row, None)
        form.show_faults(of.faults_of_row(part, row))
    return page(
        ROW_PAGES.get(part, "office/agreement_row.html"), of, status, **_besides(of, part, row, there, choices), part=part, key=row, row=there, form=form, unfinished=unfinished,
        seen="" if row == NEW else editing.mark(there), action=of.url_to_save(part, row, **({**there, WHOSE: request.args.get(WHOSE)} if row == NEW else {})),
        name=_name(of, part, row, there), fixed=form.asked_of.kept(),
        can_retire=is_there and editing.can_retire(part), may_remove=is_there and of.may_remove(part, row), retiring=retiring or RetireForm(None, {"retired_on": clock.today()}),
    )  # fmt: skip


def _besides(of: Edited, part: str, row: str, there: Part, choices: ChoicesForm | None) -> dict[str, Any]:
    """What stands on the page beside the form of the row."""
    if part != "questions":
        return {}
    is_chosen = row != NEW and there["kind"] in added_questions.CHOSEN
    return {
        "phone_form": there.get("form", ""),
        "choices": (choices or list_form(of, row)) if is_chosen else None,
        "choices_unfinished": is_chosen and address_of(row) in of.draft.unfinished,
    }


def _name(of: Edited, part: str, row: str, there: Part) -> str:
    if part == editing.ABOUT:
        return str(TITLES[part])
    return str(NEW_ROWS[part]) if row == NEW else row_words.name(of.document, part, there)


def _kept_unfinished(of: Edited, part: str, row: str, form: RowForm) -> ResponseReturnValue:
    """What was typed stays, beside the document, until it can be read."""
    says = [message for _anchor, message in form.problems()]
    address = form_address(part, row)
    draft_rows.keep_unfinished(of.code, address, posted(), says, signed_in())
    if "autosave" in request.form:
        return jsonify(says=says), HTTPStatus.UNPROCESSABLE_ENTITY
    return row_page(edited(of.code), part, row, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _saved(of: Edited, part: str, key: str) -> ResponseReturnValue:
    if "autosave" in request.form:
        seen = editing.mark(editing.rows(of.document, part)[key])
        return jsonify(saved=f"{clock.local(clock.now()):%H.%M}", seen=seen, url=of.url(part, key))
    flash(_("Gemt i kladden."))
    return redirect(of.url(part, key) if part in ROW_PAGES else of.url_above(part, key), 303)
