"""A year is handed in (*afleveret*), and opened again: from then on it shows what was handed in, whatever comes later."""

import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, func, select

from . import agreement, evaluation
from .access import Person
from .agreement import Agreement
from .base import clock, cpr, db, dialects
from .base.messages import RefusedError
from .evaluation import Report, State, digests, handed_in, wording
from .evaluation.frozen_report import freeze
from .store import Closing

if TYPE_CHECKING:
    from . import workbook

MOST_REASON = 1000
STILL_RUNS = _("%(year)d slutter først %(day)s. Det kan afleveres dagen efter.")
IS_CLOSED = _("%(year)d er afleveret %(day)s (nr. %(number)d). Åbn det igen, før det kan afleveres på ny.")
IS_OPEN = _("%(year)d er ikke afleveret, så der er intet at åbne igen.")
NO_REASON = _("Skriv, hvorfor året åbnes igen.")


class HandedOver(NamedTuple):
    """A year that was just handed in, and the whole workbook that goes with it: it is kept nowhere, only its SHA-256."""

    closing: Closing
    workbook: bytes


def close(year: int, code: str, person: Person, as_of: date | None = None) -> HandedOver:
    """Hand in a year of an agreement (its code; empty: the one that judges the year), as of a day (today).

    Raises RefusedError where it cannot be, and LookupError for an agreement that there is not.
    """
    day = as_of or clock.today()
    agreed = agreement.of_year(year, day, code)
    if found := _faults(agreed, year, day):
        raise RefusedError({"year": found})
    with agreement.chosen(agreed.code), dialects.snapshot(db.engine()) as connection:
        made, whole = _made(agreed, year, person, day, connection)
    with db.writing() as session:
        if found := _faults(agreed, year, day):
            raise RefusedError({"year": found})
        last = select(func.max(Closing.number)).where(Closing.agreement == agreed.code, Closing.year == year)
        made.number = (session.scalar(last) or 0) + 1
        session.add(made)
    return HandedOver(made, whole)


def reopen(year: int, code: str, person: Person, reason: str) -> Closing:
    """Open a year that was handed in; what was stays, with the reason beside it.

    Raises RefusedError without a reason or where the year is open, and LookupError for an agreement that there is not.
    """
    agreed, reason = agreement.of_year(year, code=code), cpr.mask(reason.strip()[:MOST_REASON])
    with db.writing():
        found = handed_in.closed(year, agreed.code)
        if found is None:
            raise RefusedError({"year": IS_OPEN % {"year": year}})
        if not reason:
            raise RefusedError({"reason": NO_REASON})
        found.reopened_at, found.reopened_by_id, found.reopened_by = clock.now(), person.id, person.name
        found.reason = reason
    return found


def still_missing(report: Report) -> Iterator[str]:
    """What is better there before a year is handed in, in words."""
    for each in report.lacking:
        who = report.plan.parties.get(each.party)
        yield f"{each.name} ({who})" if who else each.name
    for finding in (*report.findings, *report.promises):
        if finding.state == State.UNDOCUMENTED:
            yield f"{finding.id}: {finding.state_words}"


def _faults(agreed: Agreement, year: int, day: date) -> object:
    """Why the year cannot be handed in; empty where it can."""
    if outside := agreed.outside(year):
        return outside
    last = evaluation.period_of(agreed, year, day).last
    if day <= last:
        return STILL_RUNS % {"year": year, "day": wording.short_day(last)}
    found = handed_in.closed(year, agreed.code)
    if found:
        said = {"year": year, "day": wording.short_day(clock.local(found.at).date()), "number": found.number}
        return IS_CLOSED % said
    return ""


def _made(agreed: Agreement, year: int, person: Person, day: date, connection: Connection) -> tuple[Closing, bytes]:
    """Everything of it, of one moment."""
    from . import workbook

    at = clock.now()
    with db.reading(connection):
        report = evaluation.evaluate(year, day, agreed)
        behind = digests.as_lists(digests.traces(agreed, year, day))
        said, shown = json.dumps(evaluation.as_json(report), ensure_ascii=False), freeze(report)
    whole, kept = (
        _book(year, sheets, connection)
        for sheets in (workbook.sheets_of(year, person), workbook.without_records(workbook.sheets_of(year, person)))
    )
    version = agreed.version.number if agreed.version else 0
    return Closing(
        agreement=agreed.code, year=year, person_id=person.id, person_name=person.name, at=at, as_of=day, version=version,
        sha256=hashlib.sha256(whole).hexdigest(), report=said, shown=shown, digests=json.dumps(behind), workbook=kept,
    ), whole  # fmt: skip


def _book(year: int, sheets: "list[workbook.Sheet]", connection: Connection) -> bytes:
    from . import workbook

    target = io.BytesIO()
    workbook.write(target, year, sheets, reading=connection)
    return target.getvalue()
