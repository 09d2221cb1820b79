"""A criterion of a draft, made by choosing: every choice draws the page anew, and saving puts its row in the draft."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ... import criteria
from ...access import allow, signed_in
from ...agreement import binding, kept
from ...agreement.shape import CODE
from ...base import clock
from ...criteria import choosing, draft_rows, editing, parts
from ...criteria.choosing import STARTERS, Said, Tree, one
from ...criteria.draft_rows import NEW
from ...criteria.parts import Part
from ...evaluation import handed_in
from .agreement_conflict import conflict_page
from .agreement_editing import FRONT, WHOSE, Edited, edited, form_address
from .agreement_rows import RetireForm
from .criterion_form import CriterionForm
from .criterion_says import said_of
from .pages import pages

# What goes along with the form and is no choice.
ALONG = frozenset({WHOSE, "csrf_token", "seen", "start", "show", "add", "remove", "save"})
AGAIN = ("show", "add", "remove")
EMPTY = "empty"
Pairs = list[tuple[str, str]]


@pages.get("/agreements/<id>/draft/criteria/<row>")
@allow("evaluation.see")
def draft_criterion(id: str, row: str) -> ResponseReturnValue:
    """The form as it is chosen so far: in the address, else what was not finished, else how the criterion stands."""
    of, there = _of(id, row)
    start = request.args.get("start", "")
    if any(name in request.args for name in AGAIN):
        return _page(of, row, _again(_pairs(request.args.items(multi=True)), request.args))
    if unfinished := of.draft.unfinished.get(form_address(FRONT, row)):
        return _page(
            of, row, choosing.nested((name, value) for name, value in unfinished.fields), tells=True, unfinished=True
        )
    if there is not None:
        return _page(of, row, choosing.written(of.document, there), tells=True)
    activity = request.args.get("activity", "")
    if start in STARTERS:
        return _page(of, row, choosing.written(of.document, STARTERS[start].row(activity)))
    if start == EMPTY:
        return _page(of, row, {"activity": [activity]})
    return render_template(
        "office/criterion_starters.html", edited=of, starters=STARTERS, empty=EMPTY, activity=activity
    )


@pages.post("/agreements/<id>/draft/criteria/<row>")
@allow("agreement.change", trace="changed agreement_draft")
def save_draft_criterion(id: str, row: str) -> ResponseReturnValue:
    """Put the criterion in the draft; what cannot be used is kept beside it, and told."""
    of, there = _of(id, row)
    address = form_address(FRONT, row)
    if "discard" in request.form:
        draft_rows.drop_unfinished(id, address, signed_in())
        return redirect(of.url(FRONT, "" if row == NEW else row), 303)
    pairs = _pairs(request.form.items(multi=True))
    if any(name in request.form for name in AGAIN):
        return _page(of, row, _again(pairs, request.form))
    tree = choosing.settled(of.document, choosing.nested(pairs))
    said = choosing.read(of.document, tree, there)
    problems = said.problems | said.lacking | _code_problem(of, row, tree)
    if "leaving" in request.form:
        draft_rows.keep_unfinished(
            id, address, pairs, list(problems.values()) or [_("Det er ikke gemt endnu.")], signed_in()
        )
        return "", HTTPStatus.NO_CONTENT
    if problems:
        draft_rows.keep_unfinished(id, address, pairs, list(problems.values()), signed_in())
        return _page(edited(id), row, tree, tells=True, unfinished=True, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _saved(of, row, tree, said)


def _saved(of: Edited, row: str, tree: Tree, said: Said) -> ResponseReturnValue:
    key = "" if row == NEW else row
    whole = choosing.with_code(said.row, key or _code(of, tree, said.row))
    try:
        _draft, code = draft_rows.save_row(
            of.code, FRONT, whole, request.form.get("seen", ""), signed_in(), key=key, address=form_address(FRONT, row)
        )
    except criteria.RowConflictError as conflict:
        if conflict.theirs != whole:
            return conflict_page(edited(of.code), FRONT, row, whole, conflict.theirs)
        code = key
    now = edited(of.code)
    if now.faults_of_row(FRONT, code):
        flash(_("Gemt i kladden. Der er noget, der skal rettes, før den kan vedtages."), "warning")
        return redirect(now.url(FRONT, code), 303)
    flash(
        _("»%(text)s« er gemt i kladden.", text=whole["text"])
        if whole.get("promise")
        else _("%(code)s er gemt i kladden.", code=code)
    )
    return redirect(now.url(FRONT), 303)


def _of(id: str, row: str) -> tuple[Edited, Part | None]:
    """The draft, and the criterion as it stands there; None for a new one."""
    of = edited(id)
    there = editing.rows(of.document, FRONT).get(row)
    return (of, None) if row == NEW else (of, there or abort(404))


def _pairs(items: Iterable[tuple[str, str]]) -> Pairs:
    return [(name, value) for name, value in items if name not in ALONG]


def _again(pairs: Pairs, said: Any) -> Tree:
    """What was chosen, with a row more or less where a button asked for that."""
    tree = choosing.nested(pairs)
    for change, path in ((choosing.add, said.get("add")), (choosing.remove, said.get("remove"))):
        if path:
            change(tree, path)
    return tree


def _page(
    of: Edited, key: str, tree: Tree, *, tells: bool = False, unfinished: bool = False, status: int = HTTPStatus.OK
) -> ResponseReturnValue:  # fmt: skip
    """tells: what is lacking is told as wrong at its control, not only beside the form."""
    there = None if key == NEW else editing.rows(of.document, FRONT)[key]
    tree = choosing.settled(of.document, tree)
    said = choosing.read(of.document, tree, there)
    code = key if key != NEW else "new"
    row = _with_words(of, choosing.with_code(said.row, code)) if said.row else {}
    document = editing.put(of.document, FRONT, row, "" if key == NEW else key) if row else of.document
    faults = _faults(document, code) if row and not said.problems else {}
    wrong = said.problems | (said.lacking | faults | _code_problem(of, key, tree) if tells else {})
    lacking = [(anchor, says) for anchor, says in {**said.problems, **said.lacking, **faults}.items()]
    form = CriterionForm(of.document, tree, wrong, _locked(of, key))
    page = render_template(
        "office/criterion_edit.html",
        edited=of,
        form=form,
        said=said_of(of.found, document, row, lacking),
        key=key,
        whose={WHOSE: request.args[WHOSE]} if WHOSE in request.args else {},
        seen=editing.mark(there),
        problems=list(wrong.items()),
        unfinished=unfinished,
        part=FRONT,
        name=there["text"] if there and there.get("promise") else key,
        row=there,
        can_retire=True,
        may_remove=of.may_remove(FRONT, key),
        retiring=RetireForm(None, {"retired_on": clock.today()}),
    )
    return page, status


def _with_words(of: Edited, row: Part) -> dict[str, Any]:
    """A criterion whose words are still to be written, so that it can be tried meanwhile."""
    meanwhile = {"text": "…", "activity": of.document["activities"][0]["code"]}
    return {**row, **{name: row[name] or value for name, value in meanwhile.items()}}


def _faults(document: Any, code: str) -> dict[str, str]:
    """What is wrong with one criterion, by the control where it is put right."""
    before = f"criteria.{code}."
    found: dict[str, str] = {}
    for fault in criteria.check(document):
        if f"{fault.path}.".startswith(before):
            anchor = choosing.control_of(fault.path.removeprefix(before.rstrip(".")).strip("."))
            told = criteria.with_names(document, fault.says)
            says = f"{told[:1].upper()}{told[1:].rstrip('.')}."
            found[anchor] = f"{found[anchor]} {says}" if anchor in found else says
    return found


def _code_problem(of: Edited, key: str, tree: Tree) -> dict[str, str]:
    code = one(tree, "code")
    if key != NEW or not code:
        return {}
    if not CODE.fullmatch(code):
        return {"code": _("Skriv bogstaver og cifre, et bogstav først, for eksempel A2e.")}
    taken = {each["code"].casefold() for each in of.document["criteria"]} | {NEW}
    return (
        {"code": _("Der er allerede et kriterium %(code)s. Vælg et andet nr.", code=code)}
        if code.casefold() in taken
        else {}
    )


def _code(of: Edited, tree: Tree, row: Part) -> str:
    """The code that was typed, else the activity's next letter; what else is agreed is called after its words."""
    if code := one(tree, "code"):
        return code
    taken = {each["code"] for version in of.found.versions for each in version.document["criteria"]}
    taken |= {each["code"] for each in of.document["criteria"]}
    if row.get("promise"):
        return editing.proposed(row["text"], {*taken, NEW})
    known = [each for each in taken if re.fullmatch(rf"{row['activity']}[a-z]", each)]
    letter = chr(ord(max(known)[-1]) + 1) if known else "a"
    return f"{row['activity']}{letter}" if letter <= "z" else editing.proposed(row["text"], {*taken, NEW})


def _locked(of: Edited, key: str) -> dict[int, tuple[str, ...]]:
    """The years that another version judges, or that are handed in, with what each of the criterion's measures asks for in them."""
    versions = of.found.versions
    if not versions:
        return {}
    frozen = handed_in.frozen(of.code)
    begins = of.document["version"]["valid_from"]
    found = {}
    for year in parts.years(of.document):
        _first, last = binding.days_of(versions[0], year)
        if year in frozen or last.isoformat() < begins:
            version = binding.of_year(kept.versions(), of.code, year, last)
            rows: list[Any] = version.document["criteria"] if version else []
            row = next((each for each in rows if each["code"] == key), None)
            found[year] = tuple(choosing.aim_in(each, year) for each in row["measures"]) if row else ()
    return found
