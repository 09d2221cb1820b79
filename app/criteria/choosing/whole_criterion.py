"""A criterion as controls, and back: nothing of it is lost on the way, and nothing that was not chosen comes into it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _

from ...agreement.format import PERIODS
from .. import parts
from ..parts import Document, Part
from . import measures
from .as_it_was import as_it_was
from .form_reading import FormReading
from .tree import Tree, many, one, rows

# Texts by their longest length.
TEXTS: Final = {"text": 500, "unit": 40, "source": 500, "note": 1000}
_CHOSEN: Final = ("activity", "party")


@dataclass(frozen=True)
class Said:
    """What a form says: the criterion's row, empty where one of its measures cannot be one yet; its words may be lacking.

    By control, `problems`: what was typed and cannot be used; `lacking`: what is not chosen or typed yet.
    """

    row: dict[str, Any]
    problems: dict[str, str]
    lacking: dict[str, str]


def written(document: Document, row: Part) -> Tree:
    """A criterion of the document as controls."""
    years = parts.years_of(document, row)
    return {
        **{name: [row.get(name, "")] for name in (*TEXTS, *_CHOSEN, "until")},
        "promise": ["yes" if row.get("promise") else "no"],
        "years": list(map(str, row.get("years", ()))),
        "period": [row.get("period", "year")],
        "starts": [str(row.get("starts", ""))],
        "each": list(row.get("each_area", ())),
        "m": [measures.written(each, years) for each in row["measures"]],
    }


def settled(document: Document, tree: Tree) -> Tree:
    """The form with the controls that what was chosen asks for, and no others: what had one that is gone is gone too."""
    found: Tree = {
        **{name: [one(tree, name)] for name in (*TEXTS, *_CHOSEN, "until", "starts")},
        **({"code": [one(tree, "code")]} if "code" in tree else {}),
        "promise": ["yes" if one(tree, "promise") == "yes" else "no"],
        "years": many(tree, "years") or list(map(str, parts.years(document))),
        "period": [one(tree, "period") if one(tree, "period") in PERIODS else "year"],
        "each": list(tree.get("each", ())),
        "m": [measures.settled(document, each) for each in rows(tree, "m") or [{}]],
    }
    if not found["activity"][0] and len(document["activities"]) == 1:
        found["activity"] = [document["activities"][0]["code"]]
    return found


def read(document: Document, tree: Tree, before: Part | None = None) -> Said:
    """The criterion that settled controls say, without its code. before: as it stands, whose spelling stays where it says the same."""
    said = FormReading(tree)
    row: dict[str, Any] = {
        "activity": said.one("activity"),
        "text": said.text("text", TEXTS["text"], missing=_("Skriv, hvad aftalen siger.")),
        **_besides(said),
    }
    if row.get("years") == list(parts.years(document)) and (before is None or "years" not in before):
        del row["years"]
    if not row["activity"]:
        said.lacks("activity", _("Vælg en aktivitet."))
    years = sorted(row.get("years") or parts.years(document))
    row["measures"] = [measures.read(document, each, years) for each in said.rows("m")]
    whole = all(row["measures"])
    if before is not None and whole:
        kept = {name: before[name] for name in ("code", "retired_on") if name in before}
        row = as_it_was(before, kept | row, parts.years_of(document, before))
    return Said(row if whole else {}, said.problems, said.lacking)


def _besides(said: FormReading) -> dict[str, Any]:
    """What need not be said; only what is."""
    years = sorted(int(year) for year in said.many("years") if year.isdecimal())
    starts, period, until = said.one("starts"), said.one("period"), said.day("until")
    found: dict[str, Any] = {
        "promise": said.one("promise") == "yes",
        **{name: said.text(name, most) for name, most in TEXTS.items() if name != "text"},
        "party": said.one("party"),
        "years": years,
        "period": period if period in PERIODS and period != "year" else "",
        "starts": int(starts) if starts in map(str, range(1, 13)) else 0,
        "until": until,
        "each_area": said.many("each"),
    }
    if len(found["each_area"]) == 1:
        said.wrong("each", _("Vælg mindst to områder, eller ingen."))
    return {name: value for name, value in found.items() if value}


def with_code(row: Part, code: str) -> dict[str, Any]:
    """The row with its code in front."""
    return {"code": code, **{name: value for name, value in row.items() if name != "code"}}


def control_of(path: str) -> str:
    """The control where a fault is put right, by the rest of its path behind the criterion's code."""
    found = re.match(r"measures\.(\d)(?:\.(.*))?$", path)
    if not found:
        return {"each_area": "each", "": "m1-t1-what"}.get(path, path.partition(".")[0])
    at, rest = f"m{found[1]}-", found[2] or ""
    if of := re.match(r"(?:of\.(\d)|(per))(?:\.(where|evidence|pending)\.(\d))?", rest):
        term = f"{at}t{of[1]}-" if of[1] else f"{at}per-"
        return f"{term}{of[3]}{of[4]}-field" if of[3] else f"{term}what"
    known = {"aim": "direction", "baselines": "against", "gap_to": "gap", "until": "own_until"}
    return at + known.get(rest.partition(".")[0], "t1-what")
