"""One reading of a criterion, a measure, as controls, and back."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from ...agreement.format import PERIODS
from .. import parts
from ..parts import Document, Part
from . import aims, offered, terms
from .form_reading import FormReading
from .offered import GAP, JUST, MILESTONES, RATES
from .tree import PER, Tree, one, rows

MOST_NAME = 60


def written(measure: Part, years: Sequence[int]) -> Tree:
    """A measure of the document as controls. years: those that the criterion is for."""
    how = parts.record_of(measure["of"][0])[0]
    calc = JUST if how in {"", offered.COUNT} else how
    if PER in measure:
        calc = next(name for name, times in RATES.items() if times == parts.times(measure))
    return {
        "name": [measure.get("name", "")],
        "decides": ["yes" if parts.decides(measure) else "no"],
        "t": [terms.written(each) for each in measure["of"]],
        "calc": [GAP if "gap_to" in measure else calc],
        **({PER: terms.written(measure[PER])} if PER in measure else {}),
        "gap": [measure.get("gap_to", "")],
        **aims.written(measure, years),
        "need": [measure["aim"].get("target", "")],
        "own_period": [measure.get("period", "")],
        "own_until": [measure.get("until", "")],
    }


def settled(document: Document, measure: Tree) -> Tree:
    """A measure with the controls that what was chosen asks for, and no others."""
    first, *more = rows(measure, "t") or [{}]
    first = terms.settled(document, first)
    what = one(first, "what")
    calcs = [code for code, _words in offered.calculated(document, what)]
    calc = one(measure, "calc") if one(measure, "calc") in calcs else calcs[0]
    first = terms.settled(document, first, calc)
    same = [terms.settled(document, each, like=what) for each in more if what != MILESTONES]
    found: Tree = {
        **{name: [one(measure, name)] for name in ("name", "own_period", "own_until") if one(measure, name)},
        "decides": ["no" if one(measure, "decides") == "no" else "yes"],
        "t": [first, *(each for each in same if terms.sort(one(each, "what")) == terms.sort(what))],
        "calc": [calc],
    }
    if what == MILESTONES:
        return {**found, "need": [one(measure, "need")]}
    if calc in RATES:
        found[PER] = terms.settled(document, measure.get(PER, {}), like=what)
    if calc == GAP:
        found["gap"] = [one(measure, "gap")]
    hours = one(first, "what") == "hours" and one(first, "of") == "sum.hours"
    return {**found, **aims.settled(document, measure, hours=hours)}


def read(document: Document, said: FormReading, years: Sequence[int]) -> dict[str, Any]:
    """The measure that settled controls say; empty where what it counts is not chosen."""
    of = [terms.read(document, each) for each in said.rows("t")]
    calc = said.one("calc")
    found: dict[str, Any] = {
        "name": said.text("name", MOST_NAME),
        "decides": said.one("decides") != "no",
        "of": [each for each in of if each],
        **_over(document, said, calc),
    }
    found["aim"] = _of_milestones(said, of[0]) if _counts(said, MILESTONES) else aims.read(said, years)
    found["baselines"] = aims.baselines(said)
    if (period := said.one("own_period")) in PERIODS:
        found["period"] = period
    found["until"] = said.day("own_until")
    left_out = {name for name in ("name", "baselines", "until") if not found[name]} | (
        {"decides"} if found["decides"] else set()
    )
    whole = all(of) and all(found.get(name, True) for name in (PER, "gap_to"))
    return {name: value for name, value in found.items() if name not in left_out} if whole else {}


def _over(document: Document, said: FormReading, calc: str) -> dict[str, Any]:
    """What the terms are divided by, or held against."""
    if calc in RATES:
        times = {"times": RATES[calc]} if calc != offered.SHARE else {}
        return {PER: terms.read(document, said.inside(PER)), **times}
    if calc == GAP:
        if not said.one("gap"):
            said.lacks("gap", _("Vælg det andet tal."))
        return {"gap_to": said.one("gap")}
    return {}


def _of_milestones(said: FormReading, term: Part) -> dict[str, Any]:
    """How many of the milestones; all of them where nothing is chosen."""
    codes = term.get(MILESTONES, ())
    need = said.one("need")
    return {
        "direction": parts.AT_LEAST,
        "target": need if need.isdecimal() and int(need) < len(codes) else str(len(codes)),
    }


def _counts(said: FormReading, what: str) -> bool:
    return any(each.one("what") == what for each in said.rows("t"))
