"""The reports of several years beside each other."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from .. import agreement as plans
from ..agreement import Agreement, Criterion, Figure
from ..base import clock
from . import reported
from .finding import NOTHING, Finding
from .handed_in import as_shown
from .report import FigureLine, Report
from .state import State


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion: its baseline in words, and what each year's report says of it."""

    criterion: Criterion
    was: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure from others, by year."""

    lines: tuple[FigureLine, ...]

    @property
    def key(self) -> str:
        """As a line's."""
        return self.lines[0].key

    @property
    def figure(self) -> Figure:
        """What it is."""
        return self.lines[0].figure

    @property
    def name(self) -> str:
        """As a line's."""
        return self.lines[0].name

    @property
    def baseline(self) -> Decimal | None:
        """As a line's."""
        return self.lines[0].baseline


@dataclass(frozen=True, slots=True)
class Years:
    """All years after the baseline's until now, or until the agreement ends. Rows have one entry a year."""

    baseline_years: tuple[int, ...]
    years: tuple[int, ...]
    criteria: tuple[CriterionRow, ...]
    figures: tuple[FigureRow, ...]


def side_by_side(as_of: dt.date | None = None, plan: Agreement | None = None) -> Years:
    """Every year's report as of a day (today); of one that is handed in what was."""
    plan = plan or plans.current()
    as_of = as_of or clock.today()
    years = years_beside(plan, as_of)
    reports = [as_shown(_judging(plan, year, as_of), year, as_of) for year in years]
    return Years(
        plan.baseline_years,
        years,
        tuple(
            CriterionRow(criterion, next((each.was for each in found if each.was != NOTHING), NOTHING), tuple(found))
            for criterion, *found in zip(plan.criteria, *(_findings(plan, report) for report in reports), strict=True)
        ),
        _figure_rows(plan, reports),
    )


def _judging(plan: Agreement, year: int, as_of: dt.date) -> Agreement:
    """The version of the agreement that judges a year, which may be another one than today's."""
    return plans.of_year(year, as_of, plan.code) if plan.version else plan


def all_figures(as_of: dt.date | None = None) -> tuple[tuple[int, ...], tuple[FigureRow, ...]]:
    """The years from the first that anything is said of to the last, and every figure of every agreement by year."""
    given, areas, present = reported.figures.current(), plans.areas(), (as_of or clock.today()).year
    last = max(
        (year for year in (*plans.years(), *(at for _id, at, _area in given)) if year <= present), default=present
    )
    years = tuple(range(plans.earliest(), last + 1))
    there = {id: {""} for id in plans.figures()}
    for id, _year, area in given:
        there.setdefault(id, set()).add(area)
    rows = []
    for id, figure in plans.figures().items():
        for area in sorted(there[id] - {""}) or [""]:
            name = f"{figure.name}, {areas.get(area, area)}" if area else figure.name
            rows.append(FigureRow(tuple(FigureLine(figure, given.get((id, year, area)), name, area) for year in years)))
    return years, tuple(rows)


def _figure_rows(plan: Agreement, reports: list[Report]) -> tuple[FigureRow, ...]:
    """A row a figure and area that any of the years has."""
    known = {line.key: line for report in reports for line in report.figures if line.figure.id in plan.figures}
    by_year = [{line.key: line for line in report.figures} for report in reports]
    order = {id: place for place, id in enumerate(plan.figures)}
    keys = sorted(known, key=lambda key: order[known[key].figure.id])
    return tuple(
        FigureRow(tuple(lines.get(key) or replace(known[key], given=None) for lines in by_year)) for key in keys
    )


def years_beside(plan: Agreement, as_of: dt.date) -> tuple[int, ...]:
    """The years after the baseline's until a day, or until the agreement ends; without one from the agreement's first."""
    first = min([plan.first_year, *(year + 1 for year in plan.baseline_years[-1:])])
    return tuple(range(first, max(plan.first_year, min(plan.last_year, as_of.year)) + 1))


def _findings(plan: Agreement, report: Report) -> list[Finding]:
    """By the agreement's criteria; one that a report handed in earlier does not know did not apply then."""
    return [report.finding(each.id) or Finding(each, State.NOT_APPLICABLE, NOTHING) for each in plan.criteria]
