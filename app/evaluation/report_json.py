"""The report as plain values for JSON: the names that other programs rely on."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .finding import Finding
from .report import Report


def as_json(report: Report) -> dict[str, Any]:
    """The report for `json.dumps`. Numbers are unrounded; what is not there is null."""
    return {
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "provisional": report.provisional,
        "plan": report.plan.name,
        "estate": report.plan.estate,
        "outside": report.outside or None,
        "criteria": [_finding(each) for each in report.findings],
        "promises": [_finding(each) for each in report.promises],
        "figures": [
            {
                "id": line.figure.id,
                "value": line.given and _number(line.given.value),
                "unit": line.figure.unit,
                "baseline": _number(line.figure.baseline),
                "source": line.given and line.given.source,
                "on": line.given and line.given.on.isoformat(),
            }
            for line in report.figures
        ],
        "hours": [
            {
                "activity": line.budget.activity,
                "role": line.budget.role,
                "task": line.budget.task,
                "hours": _number(line.spent),
                "budget": _number(line.budget.hours),
            }
            for line in report.hours
        ],
        "missing": [{"id": each.id, "party": each.party or None, "criteria": each.criteria} for each in report.lacking],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {name: value(finding) for name, value in MEMBERS.items()}


def _number(value: Fraction | Decimal | int | None) -> int | float | None:
    """The nearest number that JSON has: whole ones as whole."""
    if value is None:
        return None
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else float(exact)


MEMBERS: dict[str, Callable[[Finding], Any]] = {
    "id": lambda finding: finding.id,
    "state": lambda finding: finding.state.value,
    "provisional": lambda finding: finding.provisional,
    "figure": lambda finding: _number(finding.figure),
    "numerator": lambda finding: _number(finding.numerator),
    "denominator": lambda finding: _number(finding.denominator),
    "target": lambda finding: _number(finding.target),
    "baseline": lambda finding: _number(finding.baseline),
    "unit": lambda finding: finding.criterion.unit,
    "source": lambda finding: finding.criterion.source,
    "reading": lambda finding: finding.reading,
}
