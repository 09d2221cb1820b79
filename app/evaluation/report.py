"""The report: plan, records, a year and a day turned into one immutable object. Page, workbook, command and JSON are
renderings of it; it knows nothing of them.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from .. import agreement as plans
from ..agreement import Agreement, Budget, Figure, Milestone
from ..base import clock
from ..store import FigureEntry
from ..store.reported_tables import key_of
from . import reported, wording
from .facts import Facts, Period, entered, gather, period_of
from .finding import Finding
from .findings import EarlierVersion, find
from .reported.acts import subjects
from .reported.ledgers import DueList


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure that others deliver: what it was in the year, None where nobody has entered it.

    `area`: the one that it is of, where each area has one; else empty. `name`: the figure's, with the area's behind it.
    """

    figure: Figure
    given: FigureEntry | None
    name: str
    area: str = ""

    @property
    def key(self) -> str:
        """What tells it from the year's others."""
        return key_of(self.figure.id, self.area)

    @property
    def baseline(self) -> Decimal | None:
        """What it was in the baseline's year."""
        return self.figure.baseline_of(self.area)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """The hours spent of one budget."""

    budget: Budget
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Lacking:
    """A figure or a milestone that nobody has entered. `party`: the code of who delivers it, empty for the leader.

    `expected`: when it usually comes, in words; `criteria`: the ids of what waits for it. `area`: the code of the one whose
    figure it is, where each has one.
    """

    id: str
    name: str
    party: str
    expected: str
    criteria: tuple[str, ...]
    is_milestone: bool = False
    area: str = ""

    @property
    def key(self) -> str:
        """What tells a figure from the year's others."""
        return key_of(self.id, self.area)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """An evaluation that was held: of what (its code and its name), by which parties, and what came of it."""

    about: str
    name: str
    date: dt.date
    parties: tuple[str, ...]
    judgement: str
    decision: str
    next_step: str
    minutes: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """That a year was handed in, for the `number`th time. `said`: the report as JSON, as it was then; None where its time
    is over, and the year shows what it is today.
    """

    number: int
    at: dt.datetime
    by: str
    as_of: dt.date
    said: Mapping[str, Any] | None = None

    @property
    def day(self) -> dt.date:
        """When, in Denmark."""
        return clock.local(self.at).date()

    @property
    def words(self) -> str:
        """As people read it."""
        return _(
            "Afleveret %(day)s af %(who)s (nr. %(number)d). Det, der er kommet siden, er ikke regnet med.",
            day=wording.short_day(self.day), who=self.by, number=self.number,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What the evaluation of a year says, as of a day.

    `findings`: the success criteria in the agreement's order; `promises`: what was agreed besides.
    `comments`: the leader's own, by criterion. `evaluations`: those that were held of the year. `closed`: that it is handed
    in, and this is what was.
    """

    plan: Agreement
    period: Period
    findings: tuple[Finding, ...]
    promises: tuple[Finding, ...]
    figures: tuple[FigureLine, ...]
    hours: tuple[HoursLine, ...]
    lists: tuple[DueList, ...]
    lacking: tuple[Lacking, ...]
    comments: Mapping[str, str]
    evaluations: tuple[HeldLine, ...] = ()
    closed: HandedIn | None = None

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

    def finding(self, id: str) -> Finding | None:
        """What it says of a criterion or a promise."""
        return next((each for each in (*self.findings, *self.promises) if each.id == id), None)

    def of_activity(self, activity: str) -> tuple[Finding, ...]:
        """The criteria of an activity."""
        return tuple(each for each in self.findings if each.criterion.activity == activity)


def evaluate(
    year: int,
    as_of: dt.date | None = None,
    plan: Agreement | None = None,
    suppose: Mapping[tuple[str, str], FigureEntry | None] | None = None,
) -> Report:
    """The report of a year as of a day (today), by the version of the agreement that is in force in it on that day.

    `suppose`: figures (by id and area) as if they were entered, None as if they were not: what they would mean.
    """
    as_of = as_of or clock.today()
    plan = plan or plans.of_year(year, as_of)
    period = period_of(plan, year, as_of)
    facts = gather(plan, period)
    if suppose:
        changed = {**facts.figures, **{(id, year, area): given for (id, area), given in suppose.items()}}
        facts = replace(facts, figures={key: given for key, given in changed.items() if given is not None})
    before = _earlier(plan, facts)
    findings, promises = (
        tuple(before.beside(find(each, facts)) if before else find(each, facts) for each in criteria)
        for criteria in (plan.criteria, plan.promises)
    )
    return Report(
        plan=plan,
        period=period,
        findings=findings,
        promises=promises,
        figures=tuple(_lines(facts)),
        hours=_hours(facts),
        lists=tuple(reported.lists.due(plan, year)) if year in plan.years else (),
        lacking=_lacking(facts),
        comments=reported.comments.current(year, plan.code),
        evaluations=_held(plan, year),
    )


def _held(plan: Agreement, year: int) -> tuple[HeldLine, ...]:
    names = subjects(plan)
    return tuple(
        HeldLine(
            each.about, names.get(each.about, each.about), each.date, tuple(each.parties or ()), each.judgement,
            each.decision, each.next_step, each.minutes,
        )
        for each in reported.evaluations.of_year(plan, year)
    )  # fmt: skip


def _earlier(plan: Agreement, facts: Facts) -> EarlierVersion | None:
    """What judged the year when it began, where that was another version."""
    found = plans.earlier(plan, facts.period.year)
    return EarlierVersion(found, plan, facts.on(found)) if found else None


def lacking_in(year: int) -> tuple[Lacking, ...]:
    """What the report of a year says is lacking as of today, without counting records for it."""
    plan = plans.of_year(year)
    return _lacking(entered(plan, period_of(plan, year, clock.today())))


def _lacking(facts: Facts) -> tuple[Lacking, ...]:
    """Everything of the year, in the order of the agreement; nothing outside of its years."""
    plan, year = facts.plan, facts.period.year
    waiting: dict[str, list[str]] = {}
    for criterion in (*plan.criteria, *plan.promises) if year in plan.years else ():
        for code in dict.fromkeys(criterion.names) if year in criterion.years else ():
            waiting.setdefault(code, []).append(criterion.id)
    return tuple(_each_lacking(facts, waiting)) if year in plan.years else ()


def _each_lacking(facts: Facts, waiting: dict[str, list[str]]) -> Iterator[Lacking]:
    plan, year = facts.plan, facts.period.year
    for line in _lines(facts):
        figure = line.figure
        if line.given is None and not figure.optional:
            wait = tuple(waiting.get(figure.id, ()))
            yield Lacking(figure.id, line.name, figure.party, _expected(figure, year), wait, area=line.area)
    for milestone in plan.milestones.values():
        if milestone.id in waiting and not _is_reached(facts, milestone):
            due = _("frist %(date)s", date=wording.short_day(milestone.deadline)) if milestone.deadline else ""
            yield Lacking(milestone.id, milestone.name, "", due, tuple(waiting[milestone.id]), is_milestone=True)


def _lines(facts: Facts) -> Iterator[FigureLine]:
    """The year's figures in the order of the agreement; one for each area where it asks for that."""
    for figure in facts.plan.figures_of(facts.period.year):
        for area in facts.plan.areas_of(figure, facts.period.year):
            yield FigureLine(figure, facts.given(figure.id, area), facts.plan.figure_name(figure.id, area), area)


def _is_reached(facts: Facts, milestone: Milestone) -> bool:
    found = facts.milestones.get((milestone.id, milestone.deadline.year if milestone.deadline else facts.period.year))
    return found is not None and found.date is not None and found.date <= facts.period.as_of


def _expected(figure: Figure, year: int) -> str:
    """`ventes marts eller april 2018`."""
    if not figure.months:
        return ""
    names = [str(format_date(dt.date(year, month, 1), "MMMM")) for month in figure.months]
    months = names[0] if len(names) == 1 else _("%(first)s til %(last)s", first=names[0], last=names[-1])
    return _("ventes %(months)s %(year)s", months=months, year=year + figure.year_after)


def _hours(facts: Facts) -> tuple[HoursLine, ...]:
    budgets = facts.plan.budgets(facts.period.year)
    return tuple(
        HoursLine(each, facts.hours.get((each.activity, each.role, each.task), Decimal(0))) for each in budgets
    )
