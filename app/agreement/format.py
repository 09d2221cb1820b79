"""The format `feltbog-agreement/1`: what an agreement's document consists of, declared once.

The JSON of the database is the document itself; TOML is another spelling of the same. `shape.py` says what the kinds of
content are, `app.criteria` what the parts must say of each other.
"""

import json
from typing import Any, Final

from .shape import (
    CODE,
    LISTED,
    Bound,
    Content,
    Date,
    ExactText,
    Fault,
    Flag,
    Many,
    Members,
    OneOf,
    Pattern,
    Whole,
    Words,
)

FORMAT: Final = "feltbog-agreement/1"
MOST_BYTES = 256 * 1024
# How the value of a measure is reached, and what a figure is.
RECORD_TERMS: Final = ("count", "sum", "distinct")
PERIODS: Final = ("month", "quarter", "half", "year", "two_years", "whole", "by")
FIGURE_KINDS: Final = ("share", "index", "count", "amount")
LANGUAGES = ("da-easy", "en", "ar", "so", "tr", "uk", "pl", "fa", "vi")

_code = Pattern(CODE, "en kode af bogstaverne a–z, cifre og _, højst 40, med et bogstav først")
_codes = Many(_code, 1)
_listed = Pattern(LISTED, "en liste af valg, for eksempel contacts.topics")
_name, _unit, _day, _flag, _number = Words(), Words(40), Date(), Flag(), ExactText()
_bound = Bound()
_texts, _year, _month = Many(Words()), Whole(1950, 2100), Whole(1, 12)
_years, _months = Many(_year, 1, 150), Many(_month, 0, 12)
_retired: dict[str, Content] = {"retired_on": _day}
_named: dict[str, Content] = {"code": _code, "name": _name}
_asked: dict[str, Content] = {"plain": Words(200), "help": Words(500)}

_condition = Members(
    {"field": _code},
    {"is": _codes, "is_not": _codes, "at_least": _bound, "at_most": _bound},
    one_of=[("is", "is_not", "at_least", "at_most")],
)
_conditions = Many(_condition, 0, 6)
_term = Members(
    {},
    {
        "count": _code, "sum": _listed, "distinct": _listed, "figure": _code, "milestones": _codes,
        "where": _conditions, "evidence": _conditions, "pending": _conditions,
    },
    one_of=[(*RECORD_TERMS, "figure", "milestones")],
    not_both=[(one, other) for one in ("figure", "milestones") for other in ("where", "evidence", "pending")],
)  # fmt: skip
_baselines = Many(Members({"year": _year, "value": _number}, {"area": _code}), 1, 60)
_aim = Members(
    {"direction": OneOf("at_least", "at_most", "trend")},
    {
        "target": _number, "from": _code, "change": _number,
        "except": Many(Members({"value": _number}, {"years": _years, "area": _code}), 0, 60),
    },
    not_both=[("target", "from"), ("target", "change")],
)  # fmt: skip
_measure = Members(
    {"of": Many(_term, 1, 6), "aim": _aim},
    {
        "name": Words(60), "decides": _flag, "per": _term, "times": OneOf(1, 100, 1000), "gap_to": _code,
        "baselines": _baselines, "period": OneOf(*PERIODS), "until": _day,
    },
    not_both=[("per", "gap_to"), ("times", "gap_to")],
)  # fmt: skip
_criterion = Members(
    {"code": _code, "activity": _code, "text": _name, "measures": Many(_measure, 1, 6)},
    {
        "promise": _flag, "unit": _unit, "source": _name, "party": _code, "note": Words(1000), "years": _years,
        "period": OneOf(*PERIODS), "starts": _month, "until": _day, "each_area": Many(_code, 2, 60), **_retired,
    },
)  # fmt: skip

DOCUMENT: Final = Members(
    {
        "format": OneOf(FORMAT), "code": _code, "name": _name, "programme": _name, "first_year": _year, "last_year": _year,
        "version": Members({"valid_from": _day, "decided_by": _code, "decided_on": _day, "note": Words(2000)}),
        "areas": Many(Members(_named, {"places": _texts, **_retired}), 1, 60),
        "parties": Many(Members(_named, _retired), 1),
        "activities": Many(Members(_named, {"text": _name, "purpose": _texts, "target_groups": _texts, **_retired}), 1),
        "criteria": Many(_criterion, 0, 60),
    },
    {
        "short": Words(20), "year_starts": _month, "purpose": _texts,
        "privacy": Members({"responsible": _name, "contact": _name, "basis": _name, "kept": _name}),
        "choices": Many(Members({"list": _listed, "code": _code, "label": _name}, {**_asked, "groups": Many(_code), **_retired})),
        "groups": Many(Members({"list": _listed, **_named})),
        "questions": Many(Members(
            {
                "form": OneOf("observation", "attendance", "contact"), "code": _code,
                "kind": OneOf("text", "count", "yes_no", "choice", "choices", "date"), "label": Words(200),
            },
            {**_asked, "required": _flag, "most": Whole(1), "least": Whole(), **_retired},
        ), 0, 30),
        "figures": Many(Members(
            {**_named, "kind": OneOf(*FIGURE_KINDS), "party": _code, "source": _name},
            {
                "unit": _unit, "phrase": _name, "better": OneOf("high", "low"), "by_area": _flag, "baselines": _baselines,
                "about": _name, "ask": _name, "least": Whole(), "part_of": _code, "optional": _flag, "months": _months,
                "year_after": _flag, **_retired,
            },
        )),
        "milestones": Many(Members(
            _named,
            {
                "phrase": _name, "deadline": _day, "each_year": OneOf(True), "demands": _texts, "evaluates": _code,
                "decisions": _texts, **_retired,
            },
            one_of=[("deadline", "each_year")],
        )),
        "hours": Many(Members({"activity": _code, "role": _code, "task": _code, "hours": _number}, {"years": _years})),
        "money": Many(Members({"source": _name, "amount": Whole()}, {"years": _years, "activity": _code})),
        "lists": Many(Members({**_named, "party": _code, "months": _months}, {"once": _flag, **_retired})),
        "translations": Many(Members(
            {"list": Words(80), "code": _code, "language": OneOf(*LANGUAGES), "label": Words(200)}, dict(_asked),
        )),
    },
)  # fmt: skip


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Feltbog agreement, format 1",
        **DOCUMENT.schema(),
    }


def faults(document: Any) -> list[Fault]:
    """Every fault of a document's shape, in Danish; empty where it has none."""
    if len(json.dumps(document, ensure_ascii=False, default=str).encode(errors="replace")) > MOST_BYTES:
        return [Fault("", f"aftalen fylder mere end {MOST_BYTES // 1024} KiB")]
    return list(DOCUMENT.faults(document, ""))
