"""The report: plan, records, a year and a day turned into one immutable object. Page, workbook, command and JSON are
renderings of it; it knows nothing of them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from .. import agreement as plans
from ..agreement import Budget, Figure, Plan
from ..base import clock
from . import measures, reported
from .facts import Facts, entered, gather
from .finding import Finding
from .missing_figures import Lacking, lacking
from .period import Period
from .reported import Given
from .reported.lists import DueList


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure that others deliver: what it was in the year, None where nobody has entered it."""

    figure: Figure
    given: Given | None


@dataclass(frozen=True, slots=True)
class HoursLine:
    """The hours spent of one budget."""

    budget: Budget
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """What the evaluation of a year says, as of a day.

    `findings`: the success criteria in the agreement's order; `promises`: what was agreed besides.
    `comments`: the leader's own, by criterion.
    """

    plan: Plan
    period: Period
    findings: tuple[Finding, ...]
    promises: tuple[Finding, ...]
    figures: tuple[FigureLine, ...]
    hours: tuple[HoursLine, ...]
    lists: tuple[DueList, ...]
    lacking: tuple[Lacking, ...]
    comments: Mapping[str, str]

    @property
    def year(self) -> int:
        """The year that it evaluates."""
        return self.period.year

    @property
    def as_of(self) -> dt.date:
        """The day that it is seen from."""
        return self.period.as_of

    @property
    def outside(self) -> str:
        """What to tell whoever asked, where the agreement does not cover the year; else empty."""
        return self.plan.outside(self.year)

    @property
    def provisional(self) -> bool:
        """Whether the year still runs, or a figure is provisional."""
        return self.period.running or any(each.provisional for each in self.findings)

    @property
    def hours_spent(self) -> Fraction:
        """All hours of all budgets."""
        return sum((Fraction(line.spent) for line in self.hours), Fraction(0))

    @property
    def hours_budget(self) -> Fraction:
        """All budgets of the year."""
        return sum((Fraction(line.budget.hours) for line in self.hours), Fraction(0))

    def finding(self, id: str) -> Finding | None:
        """What it says of a criterion or a promise."""
        return next((each for each in (*self.findings, *self.promises) if each.id == id), None)

    def of_activity(self, activity: str) -> tuple[Finding, ...]:
        """The criteria of an activity."""
        return tuple(each for each in self.findings if each.criterion.activity == activity)


def evaluate(
    year: int, as_of: dt.date | None = None, plan: Plan | None = None, suppose: Mapping[str, Given | None] | None = None
) -> Report:
    """The report of a year as of a day (today), by the current plan.

    `suppose`: figures (by id) as if they were entered, None as if they were not: what they would mean.
    """
    plan = plan or plans.current()
    period = Period(year, as_of or clock.today())
    facts = gather(plan, period)
    if suppose:
        changed = {**facts.figures, **{(id, year): given for id, given in suppose.items()}}
        facts = replace(facts, figures={key: given for key, given in changed.items() if given is not None})
    findings = tuple(measures.find(each, facts) for each in plan.criteria)
    promises = tuple(measures.find(each, facts) for each in plan.promises)
    return Report(
        plan=plan,
        period=period,
        findings=findings,
        promises=promises,
        figures=tuple(FigureLine(each, facts.given(each.id)) for each in plan.figures.values()),
        hours=_hours(facts),
        lists=tuple(reported.lists.due(year)) if year in plan.years else (),
        lacking=lacking(facts, (*findings, *promises)),
        comments=reported.comments.current(year),
    )


def lacking_in(year: int) -> tuple[Lacking, ...]:
    """What the report of a year says is lacking as of today, without counting records for it."""
    plan = plans.current()
    facts = entered(plan, Period(year, clock.today()))
    return lacking(facts, (measures.find(each, facts) for each in (*plan.criteria, *plan.promises)))


def _hours(facts: Facts) -> tuple[HoursLine, ...]:
    budgets = facts.plan.budgets(facts.period.year)
    return tuple(
        HoursLine(each, facts.hours.get((each.activity, each.role, each.task), Decimal(0))) for each in budgets
    )
