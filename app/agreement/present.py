"""The agreements in force: on a day, in a year, by code. Read from the versions in the database."""

import datetime as dt
from typing import Final

from ..base import clock
from . import binding, kept
from .document import NONE, Agreement
from .kept import Version

_MOST_VIEWS: Final = 200
_views: dict[str, Agreement] = {}


def view(version: Version) -> Agreement:
    """A version with names and types; the same object for as long as it is asked for."""
    found = _views.get(version.digest)
    if found is None:
        if len(_views) >= _MOST_VIEWS:
            _views.clear()
        found = _views[version.digest] = Agreement(version.document, version)
    return found


def in_force(day: dt.date) -> tuple[Agreement, ...]:
    """The agreements that are in force on a day, the one that began last first.

    Where none is, what the last one said of parties, places, choices and privacy holds until another begins.
    """
    versions = kept.versions()
    found = sorted(binding.in_force_on(versions, day), key=lambda each: each.first_year, reverse=True)
    if not found:
        own = [binding.newest(each) for each in binding.by_agreement(versions).values()]
        ended = [each for each in own if binding.days_of(each, each.last_year)[1] < day]
        found = sorted(ended, key=lambda each: each.last_year)[-1:] or own[:1]
    return tuple(map(view, found))


def current() -> Agreement:
    """The agreement of today; of several the one that began last. One that says nothing where there is none at all."""
    return next(iter(in_force(clock.today())), NONE)


def covering(year: int, as_of: dt.date | None = None) -> tuple[Agreement, ...]:
    """The agreements that judge a year as of a day (today), the one that began last first."""
    return tuple(map(view, binding.covering(kept.versions(), year, as_of or clock.today())))


def years() -> list[int]:
    """The years of all agreements."""
    versions = kept.versions()
    newest = (binding.newest(each) for each in binding.by_agreement(versions).values())
    return sorted({year for each in newest for year in range(each.first_year, each.last_year + 1)})


def of_year(year: int, as_of: dt.date | None = None, code: str = "") -> Agreement:
    """The agreement that judges a year; of several the one with that code, else the one that began last.

    Where none does: today's, which says that the year lies outside. LookupError for a code that there is not.
    """
    found = covering(year, as_of)
    if not code:
        return found[0] if found else current()
    own = binding.of_agreement(kept.versions(), code)
    if not own:
        raise LookupError(code)
    return next((each for each in found if each.code == code), None) or view(binding.newest(own))


def earlier(agreed: Agreement, year: int) -> Agreement | None:
    """The version that stood on the year's first day, where that is another one than the one that judges it now."""
    found = binding.first_of_year(kept.versions(), agreed.code, year)
    return view(found) if found and agreed.version and found.digest != agreed.version.digest else None
