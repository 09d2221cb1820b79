"""*Tal, vi mangler*: what is not there yet, who delivers it, when it usually comes, and what waits for it."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from ..agreement import Figure
from . import wording
from .facts import Facts
from .finding import Finding


@dataclass(frozen=True, slots=True)
class Lacking:
    """A figure or a milestone that nobody has entered. `party`: the code of who delivers it, empty for the leader.

    `expected`: when it usually comes, in words; `criteria`: the ids of what waits for it.
    """

    id: str
    name: str
    party: str
    expected: str
    criteria: tuple[str, ...]
    is_milestone: bool = False


def lacking(facts: Facts, findings: Iterable[Finding]) -> tuple[Lacking, ...]:
    """Everything of the year, in the order of the plan; nothing outside of its years."""
    waiting: dict[str, list[str]] = {}
    for finding in findings:
        for id in finding.lacking:
            waiting.setdefault(id, []).append(finding.id)
    return tuple(_all(facts, waiting)) if facts.period.year in facts.plan.years else ()


def _all(facts: Facts, waiting: dict[str, list[str]]) -> Iterator[Lacking]:
    plan, year = facts.plan, facts.period.year
    for figure in plan.figures.values():
        if facts.given(figure.id) is None and not figure.optional:
            yield Lacking(
                figure.id, figure.name, figure.party, _expected(figure, year), tuple(waiting.get(figure.id, ()))
            )
    for milestone in plan.milestones.values():
        if milestone.id in waiting:
            due = _("frist %(date)s", date=wording.short_day(milestone.deadline)) if milestone.deadline else ""
            yield Lacking(milestone.id, milestone.name, "", due, tuple(waiting[milestone.id]), is_milestone=True)


def _expected(figure: Figure, year: int) -> str:
    """`ventes marts eller april 2018`."""
    if not figure.months:
        return ""
    names = [str(format_date(dt.date(year, month, 1), "MMMM")) for month in figure.months]
    months = names[0] if len(names) == 1 else _("%(first)s til %(last)s", first=names[0], last=names[-1])
    return _("ventes %(months)s %(year)s", months=months, year=year + figure.year_after)
