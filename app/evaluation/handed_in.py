"""Which years are handed in (*afleveret*), and what they said then."""

import datetime as dt
import json
from dataclasses import replace

from sqlalchemy import select

from .. import agreement
from ..agreement import Agreement, binding, kept
from ..base import clock, db
from ..store import Closing
from .frozen_report import thaw
from .report import HandedIn, Report, evaluate


def closings(year: int, code: str) -> list[Closing]:
    """Every time that a year of an agreement was handed in, the last one first."""
    query = select(Closing).where(Closing.agreement == code, Closing.year == year).order_by(Closing.number.desc())
    return list(db.session.scalars(query))


def closed(year: int, code: str) -> Closing | None:
    """What a year of an agreement was handed in as; None where it is open."""
    return next((each for each in closings(year, code) if each.stands), None)


def frozen(code: str) -> tuple[int, ...]:
    """The years of an agreement that are handed in: no version reaches into them."""
    query = select(Closing.year).where(Closing.agreement == code, Closing.reopened_at.is_(None)).order_by(Closing.year)
    return tuple(db.session.scalars(query))


def is_handed_in(year: int) -> bool:
    """Whether all agreements that judge a year have handed it in; not where none does."""
    codes = [each.code for each in agreement.covering(year)]
    return bool(codes) and all(year in frozen(code) for code in codes)


def version_of(closing: Closing) -> Agreement:
    """The version of the agreement that it was judged by."""
    own = binding.of_agreement(kept.versions(), closing.agreement)
    return agreement.view(next(each for each in own if each.number == closing.version))


def report_of(closing: Closing) -> Report | None:
    """The report as it was handed in; None where its time is over."""
    if closing.shown is None:
        return None
    return replace(thaw(closing.shown, version_of(closing)), closed=_told(closing))


def as_shown(agreed: Agreement, year: int, as_of: dt.date) -> Report:
    """What a year of an agreement shows as of a day: what was handed in, where it was by then; else the report by that version."""
    found = closed(year, agreed.code)
    if found is None or found.as_of > as_of:
        return evaluate(year, as_of, agreed)
    return report_of(found) or replace(evaluate(year, as_of, version_of(found)), closed=_told(found))


def shown(year: int, as_of: dt.date | None = None, code: str = "", *, live: bool = False) -> Report:
    """The same, of the agreement with that code, or the one that judges the year; `live`: the report, whatever was handed in.

    As of today unless a day is given. LookupError for an agreement that there is not.
    """
    day = as_of or clock.today()
    agreed = agreement.of_year(year, day, code)
    return evaluate(year, day, agreed) if live else as_shown(agreed, year, day)


def judging(year: int, code: str = "") -> Agreement:
    """The version that a year shows: the one that it was handed in by, else the one that judges it."""
    agreed = agreement.of_year(year, code=code)
    found = closed(year, agreed.code)
    return version_of(found) if found else agreed


def _told(closing: Closing) -> HandedIn:
    said = json.loads(closing.report) if closing.report else None
    return HandedIn(closing.number, closing.at, closing.person_name, closing.as_of, said)
