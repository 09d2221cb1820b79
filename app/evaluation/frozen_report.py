"""A report as text, and the same report out of it: what was handed in stays what it was, whatever is entered later.

The agreement itself is not in it: its version is kept, and what belongs to it is found there by its code.
"""

import datetime as dt
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from ..agreement import Agreement
from ..store import FigureEntry, ListEntry
from .facts import Period
from .finding import Finding
from .report import FigureLine, HeldLine, HoursLine, Lacking, Report
from .reported.ledgers import DueList

# Of rows from others: who wrote them is not kept.
ROWS: Final[Mapping[type, tuple[str, ...]]] = {
    FigureEntry: ("figure", "year", "area", "value", "source", "on", "note"),
    ListEntry: ("list", "year", "month", "date", "count", "contacted", "solved"),
}


def freeze(report: Report) -> str:
    """The report as text."""
    return json.dumps(
        {
            "period": _plain(report.period),
            "findings": [_of_criterion(each) for each in report.findings],
            "promises": [_of_criterion(each) for each in report.promises],
            "figures": [
                {"id": line.figure.id, "area": line.area, "given": _row(line.given)} for line in report.figures
            ],
            "hours": [{"key": _key(line.budget), "spent": str(line.spent)} for line in report.hours],
            "lists": [{"id": due.list.id, "month": due.month, "arrived": _row(due.arrived)} for due in report.lists],
            "lacking": _plain(report.lacking),
            "comments": dict(report.comments),
            "evaluations": _plain(report.evaluations),
        },
        ensure_ascii=False,
    )


def thaw(text: str, plan: Agreement) -> Report:
    """The report that a text is of; `plan`: the version of the agreement that it was made by."""
    said = json.loads(text)
    period = _read(Period, said["period"])
    budgets = {tuple(_key(each)): each for each in plan.budgets(period.year)}
    return Report(
        plan=plan,
        period=period,
        findings=tuple(_finding(each, plan) for each in said["findings"]),
        promises=tuple(_finding(each, plan) for each in said["promises"]),
        figures=tuple(_line(each, plan) for each in said["figures"]),
        hours=tuple(HoursLine(budgets[tuple(each["key"])], Decimal(each["spent"])) for each in said["hours"]),
        lists=tuple(
            DueList(plan.lists[each["id"]], each["month"], _entry(ListEntry, each["arrived"])) for each in said["lists"]
        ),
        lacking=_read(tuple[Lacking, ...], said["lacking"]),
        comments=said["comments"],
        evaluations=_read(tuple[HeldLine, ...], said["evaluations"]),
    )  # fmt: skip


def _line(said: Mapping[str, Any], plan: Agreement) -> FigureLine:
    id, area = said["id"], said["area"]
    return FigureLine(plan.figures[id], _entry(FigureEntry, said["given"]), plan.figure_name(id, area), area)


def _of_criterion(finding: Finding) -> dict[str, Any]:
    said = {each.name: _plain(getattr(finding, each.name)) for each in fields(finding) if each.name != "criterion"}
    return {"id": finding.id, **said}


def _finding(said: Mapping[str, Any], plan: Agreement) -> Finding:
    criterion = plan.criterion(said["id"])
    if criterion is None:
        raise LookupError(said["id"])
    return Finding(criterion, **_members(Finding, said))


def _key(budget: Any) -> list[str]:
    return [budget.activity, budget.role, budget.task]


def _row(entry: Any) -> Any:
    return entry and {name: _plain(getattr(entry, name)) for name in ROWS[type(entry)]}


def _entry(model: type, said: Mapping[str, Any] | None) -> Any:
    """A row that belongs to no database any more."""
    if said is None:
        return None
    day = dt.date.fromisoformat
    exact: dict[str, Callable[[str], Any]] = {"value": Decimal, "on": day, "date": day}
    read = {name: value if value is None or name not in exact else exact[name](value) for name, value in said.items()}
    return model(**read, person_id="", person_name="")


def _plain(value: Any) -> Any:
    """A value as JSON has it; exact numbers as texts."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _read(kind: Any, said: Any) -> Any:
    """The value of that type that JSON says."""
    if said is None:
        return None
    if isinstance(kind, types.UnionType) or get_origin(kind) is Union:
        return _read(next(each for each in get_args(kind) if each is not type(None)), said)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in said)
    if is_dataclass(kind):
        return kind(**_members(kind, said))  # type: ignore[operator]
    if kind is dt.date:
        return dt.date.fromisoformat(said)
    return kind(said) if kind is Fraction or issubclass(kind, Enum) else said


def _members(kind: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    """The members that a text has of a class; those that a later release added have their defaults."""
    hints = _hints(kind)
    return {name: _read(hints[name], value) for name, value in said.items() if name in hints}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
