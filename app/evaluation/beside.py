"""The reports of several years beside each other."""

import datetime as dt
from dataclasses import dataclass

from .. import agreement as plans
from ..agreement import Agreement, Criterion, Figure
from ..base import clock
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
    """A figure from others, by year; its baseline stands in the figure."""

    figure: Figure
    lines: tuple[FigureLine, ...]


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
    reports = [as_shown(plan, year, as_of) for year in years]
    return Years(
        plan.baseline_years,
        years,
        tuple(
            CriterionRow(criterion, next((each.was for each in found if each.was != NOTHING), NOTHING), tuple(found))
            for criterion, *found in zip(plan.criteria, *(_findings(plan, report) for report in reports), strict=True)
        ),
        tuple(
            FigureRow(figure, tuple(lines))
            for figure, *lines in zip(
                plan.figures.values(), *(_figures(plan, report) for report in reports), strict=True
            )
        ),
    )


def years_beside(plan: Agreement, as_of: dt.date) -> tuple[int, ...]:
    """The years after the baseline's until a day, or until the agreement ends; without one from the agreement's first."""
    first = min([plan.first_year, *(year + 1 for year in plan.baseline_years[-1:])])
    return tuple(range(first, max(plan.first_year, min(plan.last_year, as_of.year)) + 1))


def _findings(plan: Agreement, report: Report) -> list[Finding]:
    """By the agreement's criteria; one that a report handed in earlier does not know did not apply then."""
    return [report.finding(each.id) or Finding(each, State.NOT_APPLICABLE, NOTHING) for each in plan.criteria]


def _figures(plan: Agreement, report: Report) -> list[FigureLine]:
    known = {line.figure.id: line for line in report.figures}
    return [known.get(each.id) or FigureLine(each, None) for each in plan.figures.values()]
