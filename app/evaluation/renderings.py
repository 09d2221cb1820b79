"""The report in other shapes: as plain values for JSON, as Danish text for a terminal or a mail."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any

from flask_babel import gettext as _

from ..base import clock
from ..criteria.parts import Part
from . import series, wording
from .counting import Judgement
from .finding import Earlier, Finding, MeasureReading
from .folding import Crossed, CrossedRow, is_few
from .report import HandedIn, HeldLine, Report
from .reported.ledgers import DueList

# Of the text, in characters.
WIDTH = 100


def as_json(report: Report) -> dict[str, Any]:
    """The report for `json.dumps`. Numbers are unrounded; what is not there is null. A year that is handed in says what it
    said then.
    """
    closed = _closed(report.closed)
    if report.closed and report.closed.said:
        return {**report.closed.said, "closed": closed}
    return {
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "provisional": report.provisional,
        "plan": report.plan.name,
        "estate": report.plan.estate,
        "outside": report.outside or None,
        "agreement": report.plan.code if not report.outside else None,
        "version": report.plan.version.number if report.plan.version and not report.outside else None,
        "closed": closed,
        "criteria": [_finding(each) for each in report.findings],
        "promises": [_finding(each) for each in report.promises],
        "figures": [
            {
                "id": line.figure.id,
                "area": line.area or None,
                "value": line.given and _number(line.given.value),
                "unit": line.figure.unit,
                "baseline": _number(line.baseline),
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
        "money": [
            {"source": each.source, "amount": each.amount, "activity": each.activity or None}
            for each in report.plan.money_of(report.year)
        ],
        "lists": [_list(each) for each in report.lists],
        "evaluations": [_held(each) for each in report.evaluations],
        "tables": [{"id": id, **_table(each)} for id, each in series.of_people(report.plan, report.period).items()],
        "missing": [
            {"id": each.id, "area": each.area or None, "party": each.party or None, "criteria": each.criteria}
            for each in report.lacking
        ],
    }  # fmt: skip


def _closed(closed: HandedIn | None) -> dict[str, Any] | None:
    if closed is None:
        return None
    return {
        "number": closed.number,
        "at": clock.iso(closed.at),
        "by": closed.by,
        "as_of": closed.as_of.isoformat(),
    }


def _held(line: HeldLine) -> dict[str, Any]:
    """An evaluation that was held of the year."""
    return {
        "about": line.about,
        "date": line.date.isoformat(),
        "parties": line.parties,
        "judgement": line.judgement,
        "decision": line.decision or None,
        "next_step": line.next_step or None,
        "minutes": line.minutes or None,
    }


def _list(due: DueList) -> dict[str, Any]:
    """A list that was to come for a month (null: once a year), and what came."""
    came = due.arrived
    return {
        "id": due.list.id,
        "month": due.month or None,
        "date": came and came.date and came.date.isoformat(),
        "number": came and came.count,
        "contacted": came and came.contacted,
        "solved": came and came.solved,
    }


def _table(table: Crossed) -> dict[str, Any]:
    """A table of people; where `folded` is true, several rows or columns (`keys`) were added together."""
    return {
        "folded": table.is_folded,
        "columns": [
            {"keys": keys, "label": label, "folded": len(keys) > 1, "total": total}
            for keys, label, total in zip(table.column_keys, table.columns, table.totals, strict=True)
        ],
        "rows": [_row(row) for row in table.rows],
        "total": table.total,
    }


def _row(row: CrossedRow) -> dict[str, Any]:
    """`parts`: inside a folded row, the lines whose totals alone are told."""
    return {
        "keys": row.keys,
        "label": row.label,
        "folded": row.is_folded,
        "cells": row.cells,
        "total": row.total,
        "parts": [_row(part) for part in row.parts],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """The names that other programs rely on."""
    return {
        "id": finding.id,
        "state": finding.state.value,
        "provisional": finding.provisional,
        **_numbers(finding),
        "unit": finding.criterion.unit,
        "source": finding.criterion.source,
        "reading": finding.reading,
        "sentence": finding.sentence,
        "changed": _earlier(finding.earlier),
        "measures": [
            _reading(each, measure) for each, measure in zip(finding.readings, finding.criterion.measures, strict=False)
        ],
    }


def _numbers(found: Finding | Judgement) -> dict[str, int | float | None]:
    exact = ("figure", "numerator", "denominator", "target", "baseline")
    return {name: _number(getattr(found, name)) for name in exact}


def _reading(reading: MeasureReading, measure: Part) -> dict[str, Any]:
    """One measure; `cells` where it counts in several areas or stretches of the year. A small one of people has no figure."""
    found = reading.judgement
    return {
        "name": reading.name or None,
        "decides": reading.decides,
        "state": found.state.value,
        "provisional": found.provisional,
        **_numbers(found),
        "pending": _number(found.pending),
        "claimed": _number(found.claimed),
        "cells": [_cell(each, is_hidden=is_few(measure, each)) for each in found.cells],
    }


def _cell(cell: Judgement, *, is_hidden: bool) -> dict[str, Any]:
    days = (cell.stretch.first.isoformat(), cell.stretch.end.isoformat()) if cell.stretch else (None, None)
    return {
        "area": cell.area,
        "from": days[0],
        "to": days[1],
        "state": cell.state.value,
        "figure": None if is_hidden else _number(cell.figure),
    }


def _earlier(earlier: Earlier | None) -> dict[str, Any] | None:
    """The judgement by the version that was in force when the year began."""
    if earlier is None:
        return None
    adopted = earlier.adopted and earlier.adopted.isoformat()
    return {
        "state": earlier.state.value, "sentence": earlier.sentence, "until": earlier.until.isoformat(), "adopted": adopted,
    }  # fmt: skip


def _number(value: Fraction | Decimal | int | None) -> int | float | None:
    """The nearest number that JSON has: whole ones as whole."""
    if value is None:
        return None
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else float(exact)


def as_text(report: Report) -> str:
    """The report as lines."""
    return "\n".join(_text_lines(report))


def _text_lines(report: Report) -> Iterator[str]:
    plan = report.plan
    yield _("Evaluering %(year)s · »%(plan)s«, %(estate)s", year=report.year, plan=plan.name, estate=plan.estate)
    if report.outside:
        yield report.outside
        return
    yield _subtitle(report)
    if report.closed:
        yield report.closed.words
    for activity in plan.activities.values():
        if found := report.of_activity(activity.id):
            yield from ("", f"{activity.id} {activity.name}")
            for finding in found:
                yield from _finding_lines(finding)
    yield from ("", _("Også aftalt"))
    for finding in report.promises:
        yield f"  {finding.criterion.text}: {finding.shown} · {_state(finding)}"
    if report.evaluations:
        yield from ("", _("Den årlige evaluering"))
        yield from map(_held_line, report.evaluations)
    if report.lacking:
        yield from ("", _("Tal, vi mangler"))
        for each in report.lacking:
            who = plan.parties.get(each.party, "")
            yield f"  {each.name} · " + " · ".join(filter(None, (who, each.expected, ", ".join(each.criteria))))


def _held_line(line: HeldLine) -> str:
    said = (line.judgement, line.decision, line.next_step)
    return f"  {line.name}, {wording.short_day(line.date)}: " + " · ".join(filter(None, said))


def _subtitle(report: Report) -> str:
    """Until when it counts, and whether that is the end."""
    until = _("Tal til og med %(date)s.", date=wording.day(report.period.until))
    if report.period.running:
        return f"{until} {_('Året er ikke slut: optalte tal er foreløbige.')}"
    return until


def _finding_lines(finding: Finding) -> Iterator[str]:
    yield f"  {finding.id:4} {finding.criterion.text}"
    yield f"       {finding.figures_shown} ({finding.aim}) · {_state(finding)}"
    yield from wrap(finding.reading, WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7)


def _state(finding: Finding) -> str:
    return f"{finding.state_words}, {_('foreløbig')}" if finding.provisional else finding.state_words
