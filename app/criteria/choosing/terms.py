"""What is counted, and of which records: a term and its conditions as controls, and back."""

from typing import Any, Final

from flask_babel import gettext as _

from ...definitions.countable import kinds
from .. import parts
from ..parts import Document, Part
from . import offered
from .form_reading import FormReading, typed
from .offered import FIGURE, MILESTONES
from .tree import USES, Tree, many, one, rows

BOUNDS: Final = ("at_least", "at_most")


def sort(what: str) -> str:
    """Terms of one sort can be added up: `records`, `figure` or `milestones`."""
    return what if what in {FIGURE, MILESTONES} else "records"


def written(term: Part) -> Tree:
    """A term of the document as controls."""
    if FIGURE in term:
        return {"what": [FIGURE], "figure": [term[FIGURE]]}
    if MILESTONES in term:
        return {"what": [MILESTONES], "milestones": list(term[MILESTONES])}
    how, kind, field = parts.record_of(term)
    uses = {use: [_condition_written(each) for each in term[use]] for use in USES if use in term}
    return {"what": [kind], "of": [f"{how}.{field}" if field else how], **uses}


def settled(document: Document, term: Tree, calc: str = "", like: str = "") -> Tree:
    """A term with the controls that what was chosen asks for, and no others. like: what is counted where nothing is chosen."""
    found = one(term, "what") or like
    what = found if found in dict(offered.whats(document, found)) else next(iter(kinds(document)))
    if (one(term, "was") or what) != what:
        term = {}
    base: Tree = {"what": [what], "was": [what]}
    if what == FIGURE:
        return {**base, "figure": [one(term, "figure")]}
    if what == MILESTONES:
        return {**base, "milestones": many(term, "milestones")}
    of = [code for code, _words in offered.ofs(document, what, calc)]
    chosen = one(term, "of") if one(term, "of") in of else of[0]
    uses: Tree = {
        use: [_condition_settled(document, what, each) for each in rows(term, use)] for use in USES if use in term
    }
    return {**base, "of": [chosen], **uses}


def read(document: Document, said: FormReading) -> dict[str, Any]:
    """The term that settled controls say; empty where what is counted is not chosen."""
    what = said.one("what")
    if what == FIGURE:
        if code := said.one("figure"):
            return {FIGURE: code}
        said.lacks("figure", _("Vælg et tal."))
        return {}
    if what == MILESTONES:
        if codes := said.many("milestones"):
            return {MILESTONES: codes}
        said.lacks("milestones", _("Vælg en milepæl."))
        return {}
    how, _dot, field = said.one("of").partition(".")
    found: dict[str, Any] = {how: f"{what}.{field}" if field else what}
    for use in USES:
        conditions = [_condition_read(document, what, each) for each in said.rows(use)]
        if whole := [each for each in conditions if each]:
            found[use] = whole
    return found


def _condition_written(condition: Part) -> Tree:
    op = next(name for name in ("is", "is_not", *BOUNDS) if name in condition)
    value = condition[op]
    is_day = "-" in str(value)[1:]
    said = {"bound": [value if is_day else typed(value)]} if op in BOUNDS else {"is": list(value)}
    return {"field": [condition["field"]], "op": [op], **said}


def _condition_settled(document: Document, kind: str, condition: Tree) -> Tree:
    name = one(condition, "field")
    asked = offered.field(document, kind, name)
    if asked is None:
        return {"field": [name]}
    if (one(condition, "was") or name) != name:
        condition = {}
    ops = [code for code, _words in offered.comparisons(asked)]
    op = one(condition, "op") if one(condition, "op") in ops else ops[0]
    return {
        "field": [name],
        "was": [name],
        "op": [op],
        **({"bound": [one(condition, "bound")]} if asked.is_compared else {"is": many(condition, "is")}),
    }


def _condition_read(document: Document, kind: str, said: FormReading) -> dict[str, Any]:
    """A condition; empty where it is not whole."""
    name, op = said.one("field"), said.one("op")
    asked = offered.field(document, kind, name)
    if asked is None:
        if name:
            said.wrong("field", _("»%(name)s« findes ikke mere. Vælg et andet spørgsmål.", name=name))
        else:
            said.lacks("field", _("Vælg, hvad der spørges om, eller fjern betingelsen."))
        return {}
    if not asked.is_compared:
        if codes := said.many("is"):
            return {"field": name, op: codes}
        said.lacks("is", _("Vælg mindst ét svar."))
        return {}
    missing = _("Skriv datoen.") if asked.kind == "date" else _("Skriv et tal.")
    bound = said.day("bound", missing=missing) if asked.kind == "date" else said.number("bound", missing=missing)
    return {"field": name, op: bound} if bound else {}
