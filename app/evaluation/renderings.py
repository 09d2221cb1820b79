"""The report in other shapes: as plain values for JSON, as Danish text for a terminal or a mail, and as the messages that
ask for what a year still lacks.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ..agreement import COUNT, INDEX, SHARE, Agreement, Figure
from ..base import numbers
from ..criteria.parts import Part
from . import series, wording
from .counting import Judgement
from .facts import Period
from .finding import Earlier, Finding, Reading
from .folding import Crossed, CrossedRow, is_few
from .report import Report
from .reported.ledgers import DueList

# Of the text, in characters.
WIDTH = 100
# How long somebody is given to answer, where the figure could have been there already.
DAYS = 14


@dataclass(frozen=True, slots=True)
class Message:
    """What to write to a party (its code and its name) about `figures`."""

    party: str
    name: str
    figures: tuple[Figure, ...]
    subject: str
    text: str


def as_json(report: Report) -> dict[str, Any]:
    """The report for `json.dumps`. Numbers are unrounded; what is not there is null."""
    return {
        "year": report.year,
        "as_of": report.as_of.isoformat(),
        "provisional": report.provisional,
        "plan": report.plan.name,
        "estate": report.plan.estate,
        "outside": report.outside or None,
        "agreement": report.plan.code,
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
            for each in report.plan.money if report.year in each.years
        ],
        "lists": [_list(each) for each in report.lists],
        "tables": [{"id": id, **_table(each)} for id, each in series.of_people(report.plan, report.period).items()],
        "missing": [
            {"id": each.id, "area": each.area or None, "party": each.party or None, "criteria": each.criteria}
            for each in report.lacking
        ],
    }  # fmt: skip


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


def _reading(reading: Reading, measure: Part) -> dict[str, Any]:
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
    for activity in plan.activities.values():
        if found := report.of_activity(activity.id):
            yield from ("", f"{activity.id} {activity.name}")
            for finding in found:
                yield from _finding_lines(finding)
    yield from ("", _("Også aftalt"))
    for finding in report.promises:
        yield f"  {finding.criterion.text}: {finding.shown} · {_state(finding)}"
    if report.lacking:
        yield from ("", _("Tal, vi mangler"))
        for each in report.lacking:
            who = plan.parties.get(each.party, "")
            yield f"  {each.name} · " + " · ".join(filter(None, (who, each.expected, ", ".join(each.criteria))))


def _subtitle(report: Report) -> str:
    """Until when it counts, and whether that is the end."""
    until = _("Tal til og med %(date)s.", date=wording.day(report.period.until))
    if report.period.running:
        return f"{until} {_('Året er ikke slut: optalte tal er foreløbige.')}"
    return until


def _finding_lines(finding: Finding) -> Iterator[str]:
    unit = finding.criterion.unit
    named = unit not in {"%", "ja/nej"} and finding.figure is not None
    figure = f"{finding.shown} {unit}" if named else finding.shown
    yield f"  {finding.id:4} {finding.criterion.text}"
    yield f"       {figure} ({finding.aim}) · {_state(finding)}"
    yield from wrap(finding.reading, WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 7)


def _state(finding: Finding) -> str:
    return f"{finding.state_words}, {_('foreløbig')}" if finding.provisional else finding.state_words


def messages(report: Report) -> tuple[Message, ...]:
    """One a party, in the order in which the plan first names its figures; none before the year has begun."""
    if report.as_of < report.period.first:
        return ()
    wanted = {each.id for each in report.lacking if not each.is_milestone}
    by_party: dict[str, list[Figure]] = {}
    for figure in report.plan.figures.values():
        if figure.id in wanted:
            by_party.setdefault(figure.party, []).append(figure)
    return tuple(_message(report, party, figures) for party, figures in by_party.items())


def _due(figure: Figure, period: Period) -> dt.date:
    """By when to ask for a figure: the end of the months in which it comes, never sooner than in a fortnight."""
    if figure.months:
        usual = _month_end(period.year + figure.year_after, max(figure.months))
    elif figure.kind in {SHARE, INDEX}:
        usual = period.as_of
    else:
        usual = _month_end(period.year + 1, 1)  # what is counted is there when the year is over
    return max(usual, period.as_of + dt.timedelta(DAYS))


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(1)


def _message(report: Report, party: str, figures: list[Figure]) -> Message:
    plan, year = report.plan, report.year
    subject = _(
        "Tal for %(year)s til evalueringen af »%(plan)s«, %(estate)s", year=year, plan=plan.name, estate=plan.estate
    )
    text = "\n\n".join(_paragraphs(plan, report.period, figures))
    return Message(party, plan.parties[party], tuple(figures), subject, text)


def _paragraphs(plan: Agreement, period: Period, figures: list[Figure]) -> Iterator[str]:
    yield _("Hej")
    why = _(
        "Vi samler tal til den årlige evaluering af »%(plan)s« i %(subject)s.", plan=plan.name, subject=plan.subject
    )
    wanted = ngettext("Vi mangler dette tal fra jer for %(year)s:", "Vi mangler disse %(num)d tal fra jer for %(year)s:", len(figures), year=period.year)  # fmt: skip
    yield f"{why} {wanted}"
    for number, figure in enumerate(figures, 1):
        start = f"{number}. " if len(figures) > 1 else ""
        yield start + "\n".join(_figure_lines(plan, period, figure))
    yield "\n".join(_answering(figures))
    yield _("På forhånd tak.")
    yield _("Med venlig hilsen") + "\n" + _("Projektlederen, %(estate)s", estate=plan.estate)


def _figure_lines(plan: Agreement, period: Period, figure: Figure) -> Iterator[str]:
    by = wording.day(_due(figure, period))
    yield _("%(name)s, %(year)s. Gerne senest den %(date)s.", name=figure.name, year=period.year, date=by)
    yield _unit(figure)
    if areas := list(filter(None, plan.areas_of(figure, period.year).values())):
        yield _("Ét tal for hvert område: %(areas)s.", areas=wording.list_of(areas))
    if figure.ask:
        yield figure.ask
    if figure.baseline is not None:
        was = wording.unit(numbers.shown(figure.baseline), figure.unit)
        yield _("I %(year)s var tallet %(was)s.", year=figure.baseline_year, was=was)


def _unit(figure: Figure) -> str:
    if not figure.unit:
        return _("Enhed: skriv den sammen med tallet.")
    if figure.kind == COUNT:
        return _("Enhed: %(unit)s, et helt tal for hele året.", unit=figure.unit)
    if figure.kind in {SHARE, INDEX}:
        return _("Enhed: %(unit)s, med de decimaler, I har.", unit=figure.unit)
    return _("Enhed: %(unit)s, for hele året.", unit=figure.unit)


def _answering(figures: list[Figure]) -> Iterator[str]:
    yield _("Svar på denne besked. Skriv også, hvor tallet kommer fra, og hvilken dag det er gjort op.")
    if known := sorted({figure.baseline_year for figure in figures if figure.baseline_year}):
        yield _("Er det gjort op på en anden måde end i %(year)s, så skriv hvordan.", year=known[-1])
    yield _("Er et tal 0, så skriv 0. Findes det ikke, så skriv det; så venter vi ikke på det.")
    yield _("Send kun tal: ingen navne, adresser eller CPR-numre.")
