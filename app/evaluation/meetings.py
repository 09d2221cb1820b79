"""The meetings of an agreement's year: those that were held and are planned, and the criteria that count them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..agreement import Agreement
from ..agreement import parties as known_parties
from ..base import db
from ..criteria import parts
from ..store import Event
from .facts import Period
from .finding import Finding
from .report import Report
from .state import State

MEETINGS = "meetings"
KINDS = "meetings.kind"


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting of the year, which parties were there (by name), and whether its minutes are written down.

    `is_coming`: it is not held yet, on the day that the year is seen from.
    """

    id: str
    date: dt.date
    title: str
    kind: str
    parties: tuple[str, ...]
    has_minutes: bool
    is_coming: bool


@dataclass(frozen=True, slots=True)
class MeetingsAsked:
    """A criterion that counts meetings. `kinds`: the codes of those that it counts, none where all do. `short`: how many
    more it takes, None where that is no number.
    """

    finding: Finding
    kinds: tuple[str, ...]
    short: int | None


def held(plan: Agreement, period: Period) -> list[MeetingLine]:
    """The meetings that were held up to the day before the year is seen, by date."""
    return [each for each in of_year(plan, period) if not each.is_coming]


def of_year(plan: Agreement, period: Period) -> list[MeetingLine]:
    """All meetings of the year that are not cancelled, by date."""
    kinds, names = parts.choices(plan.document, KINDS), known_parties()
    columns: Any = (Event.id, Event.date, Event.title, Event.kind, Event.parties, Event.minutes)
    within = Event.date.between(period.first, period.last), Event.cancelled_at.is_(None)
    rows = db.session.execute(
        select(*columns).where(Event.kind.in_(sorted(kinds)), *within).order_by(Event.date, Event.id)
    )
    return [
        MeetingLine(
            id, day, title, kinds[kind], tuple(names.get(each, each) for each in there or ()),
            bool((said or "").strip()), day >= period.as_of,
        )
        for id, day, title, kind, there, said in rows
    ]  # fmt: skip


def asked(report: Report) -> Iterator[MeetingsAsked]:
    """The criteria of the year that count meetings, in the agreement's order."""
    for finding in (*report.findings, *report.promises):
        if finding.kind == MEETINGS and finding.state != State.NOT_APPLICABLE:
            yield MeetingsAsked(finding, _kinds(report.plan, finding), _short(finding))


def _kinds(plan: Agreement, finding: Finding) -> tuple[str, ...]:
    conditions = [each for each in finding.measure["of"][0].get("where", ()) if each["field"] == "kind"]
    wanted = [code for each in conditions for code in each.get("is", ()) if code != "any"]
    return parts.chosen(plan.document, KINDS, wanted) if wanted else ()


def _short(finding: Finding) -> int | None:
    """Of a count alone: not of a share, and not of cells, whose figure is another."""
    first = finding.first
    if first is None or first.cells or first.figure is None or first.target is None:
        return None
    is_count = finding.counts_up and not finding.is_share and "count" in finding.measure["of"][0]
    return max(0, int(-(-(first.target - first.figure) // 1))) if is_count else None
