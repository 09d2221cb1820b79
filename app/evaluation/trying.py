"""What a criterion would say of a year, before anything is adopted: counted on the records and figures that there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..agreement import Agreement
from ..base import clock
from ..criteria import parts
from ..criteria.parts import Document, Part
from .facts import gather, period_of
from .finding import Finding
from .findings import find

# The codes of what is asked besides; one is never a criterion's: those begin with a letter.
_BARE, _ALL = "0bare", "0all"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a criterion would say of a year. `bare`: the same without its conditions, None where it has none.

    `records`: how many of what it counts there are at all; None where it counts none.
    """

    year: int
    finding: Finding
    bare: Finding | None
    records: int | None


def tried(document: Document, row: Part, years: Sequence[int]) -> list[Tried]:
    """A criterion without faults, tried on years, whether the agreement covers them or not."""
    first = next(each for each in row["measures"] if parts.decides(each))
    asked = [{name: value for name, value in row.items() if name != "retired_on"}]
    asked += [_with(row, _BARE, without)] if (without := _without_conditions(first)) else []
    kind = parts.kind_of(first["of"][0])
    asked += [_with(row, _ALL, _counting(kind))] if kind else []
    covered = {
        **document,
        "first_year": min(document["first_year"], *years),
        "last_year": max(document["last_year"], *years),
        "criteria": asked,
    }
    return [_tried(Agreement(covered), row["code"], year) for year in years]


def _tried(plan: Agreement, code: str, year: int) -> Tried:
    facts = gather(plan, period_of(plan, year, clock.today()))
    found = {each.id: find(each, facts) for each in (*plan.criteria, *plan.promises)}
    everything = found.get(_ALL)
    counted = everything.numerator if everything else None
    return Tried(year, found[code], found.get(_BARE), None if counted is None else int(counted))


def _with(row: Part, code: str, measure: Part) -> dict[str, Any]:
    """The criterion with nothing but that measure."""
    kept = {name: row[name] for name in ("activity", "text", "years", "unit", "promise") if name in row}
    return {"code": code, **kept, "measures": [measure]}


def _counting(kind: str) -> dict[str, Any]:
    return {"of": [{"count": kind}], "aim": {"direction": "at_least", "target": "1"}}


def _without_conditions(measure: Part) -> dict[str, Any] | None:
    """A count or a sum of all records; None where it has no conditions, or is no such."""
    if "per" in measure or "gap_to" in measure or not any(term.get("where") for term in measure["of"]):
        return None
    of = [{name: value for name, value in term.items() if name != "where"} for term in measure["of"]]
    return {**measure, "of": of}


def all_tried(document: Document, years: Sequence[int]) -> dict[str, dict[int, Finding]]:
    """What every criterion of a document without faults, and what else is agreed, would say of some of its years, by its code."""
    plan, found = Agreement(document), dict[str, dict[int, Finding]]()
    for year in years:
        facts = gather(plan, period_of(plan, year, clock.today()))
        for each in (*plan.criteria, *plan.promises):
            found.setdefault(each.id, {})[year] = find(each, facts)
    return found
