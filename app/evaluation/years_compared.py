"""The years beside each other: what each criterion said, from the baseline until now."""

import datetime as dt
from dataclasses import dataclass

from .. import agreement as plans
from ..agreement import Criterion, Figure, Plan
from ..base import clock
from .finding import NOTHING, Finding
from .report import FigureLine, evaluate


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

    baseline_year: int
    years: tuple[int, ...]
    criteria: tuple[CriterionRow, ...]
    figures: tuple[FigureRow, ...]


def side_by_side(as_of: dt.date | None = None, plan: Plan | None = None) -> Years:
    """Every year's report as of a day (today)."""
    plan = plan or plans.current()
    as_of = as_of or clock.today()
    years = years_beside(plan, as_of)
    reports = [evaluate(year, as_of, plan) for year in years]
    return Years(
        plan.baseline_year,
        years,
        tuple(
            CriterionRow(criterion, _was(found), tuple(found))
            for criterion, *found in zip(plan.criteria, *(report.findings for report in reports), strict=True)
        ),
        tuple(
            FigureRow(figure, tuple(lines))
            for figure, *lines in zip(plan.figures.values(), *(report.figures for report in reports), strict=True)
        ),
    )


def years_beside(plan: Plan, as_of: dt.date) -> tuple[int, ...]:
    """The years after the baseline's until a day, or until the agreement ends."""
    return tuple(range(plan.baseline_year + 1, max(plan.years[0], min(plan.years[-1], as_of.year)) + 1))


def _was(found: list[Finding]) -> str:
    return next((each.was for each in found if each.was != NOTHING), NOTHING)
