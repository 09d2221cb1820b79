"""The agreements in force: on a day, in a year, by code. Read from the versions in the database."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from flask import current_app, g

from ..base import clock
from . import binding, kept
from .document import NONE, Agreement, Figure
from .kept import Document, Version

_MOST_VIEWS: Final = 200
_DAY: Final = dt.timedelta(days=1)
_VIEWS, _SPANS, _TRIED = "agreement_views", "agreement_spans", "tried_agreements"


def worked_out() -> dict[str, Any]:
    """Where to keep what is worked out of the agreements as they stand here: the app's own, or that of a trial (`as_if`)."""
    tried: dict[str, Any] | None = g.get(_TRIED)
    return current_app.extensions if tried is None else tried


def view(version: Version) -> Agreement:
    """A version with names and types; the same object for as long as it is asked for."""
    views: dict[tuple[str, int, dt.datetime], Agreement] = worked_out().setdefault(_VIEWS, {})
    key = version.digest, version.number, version.adopted_at
    found = views.get(key)
    if found is None:
        if len(views) >= _MOST_VIEWS:
            views.clear()
        found = views[key] = Agreement(version.document, version)
    return found


@contextmanager
def as_if(document: Document) -> Iterator[Version]:
    """Let what is done here see a document as the next version of its agreement, adopted now.

    Nothing is written, and nobody else sees it: what is worked out of it is kept apart, and forgotten afterwards.
    """
    versions, before = kept.versions(), g.get(_TRIED)
    number = len(binding.of_agreement(versions, document["code"])) + 1
    tried = Version(document["code"], number, document, "", clock.now(), "")
    with kept.standing_in((*versions, tried)):
        setattr(g, _TRIED, {})
        try:
            yield tried
        finally:
            setattr(g, _TRIED, before)


class InForce(NamedTuple):
    """An adopted version and when it is in force: from `first` to the day before `until`."""

    agreement: Agreement
    first: dt.date
    until: dt.date


def spans() -> tuple[InForce, ...]:
    """Every version that is or was ever in force, the oldest first, with its days; an ended agreement's last goes on until
    another begins.

    The same objects for as long as nothing is adopted: what is worked out from them is kept by them.
    """
    versions, keeper = kept.versions(), worked_out()
    known: tuple[Any, tuple[InForce, ...]] = keeper.get(_SPANS, (None, ()))
    if known[0] is not versions:
        known = keeper[_SPANS] = versions, tuple(_made(versions))
    return known[1]


def _made(versions: tuple[Version, ...]) -> Iterator[InForce]:
    by_agreement = binding.by_agreement(versions)
    begins = {code: binding.days_of(own[0], own[0].first_year)[0] for code, own in by_agreement.items()}
    found: list[InForce] = []
    for code, own in by_agreement.items():
        ordered = binding.one_a_day(own)
        for version, after in zip(ordered, [*ordered[1:], None], strict=True):
            first = begins[code] if version is ordered[0] else version.valid_from
            until = after.valid_from if after else binding.days_of(version, version.last_year)[1] + _DAY
            if after is None:
                until = min((day for day in begins.values() if day >= until), default=dt.date.max)
            found.append(InForce(view(version), first, until))
    yield from sorted(found, key=lambda each: (each.first, each.agreement.code))


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


def every() -> list[Agreement]:
    """The newest version of every agreement, the one that began last first."""
    newest = (binding.newest(each) for each in binding.by_agreement(kept.versions()).values())
    return [view(each) for each in sorted(newest, key=lambda each: each.first_year, reverse=True)]


def parties() -> dict[str, str]:
    """The names of all parties of all agreements by code, as the newest calls them."""
    return {code: name for each in (list(reversed(every())) or [NONE]) for code, name in each.parties.items()}


def areas() -> dict[str, str]:
    """The names of all areas of all agreements by code, as the newest calls them."""
    return {code: name for each in reversed(every()) for code, name in each.areas.items()}


def figures() -> dict[str, Figure]:
    """All figures of all agreements by code, as the newest has them."""
    return {code: figure for each in reversed(every()) for code, figure in each.figures.items()}


def earliest() -> int:
    """The first year that anything can be said of."""
    return min((each.earliest for each in every()), default=clock.today().year)


def years() -> list[int]:
    """The years of all agreements."""
    return sorted({year for each in every() for year in each.years})


def choose(code: str) -> None:
    """Let this request (or command) be about the agreement with that code, where it covers the year that is asked for.

    LookupError where there is none.
    """
    if code and not binding.of_agreement(kept.versions(), code):
        raise LookupError(code)
    g.chosen_agreement = code


@contextmanager
def chosen(code: str) -> Iterator[None]:
    """Let what is done here be about that agreement; LookupError where there is none."""
    before = g.get("chosen_agreement")
    choose(code)
    try:
        yield
    finally:
        g.chosen_agreement = before


def of_year(year: int, as_of: dt.date | None = None, code: str = "") -> Agreement:
    """The agreement that judges a year; of several the one with that code, else the chosen one, else the one that began
    last. Where none does: today's, which says that the year lies outside. LookupError for a code that there is not.
    """
    found, chosen = covering(year, as_of), g.get("chosen_agreement")
    if not code:
        return next((each for each in (*(each for each in found if each.code == chosen), *found)), None) or current()
    own = binding.of_agreement(kept.versions(), code)
    if not own:
        raise LookupError(code)
    return next((each for each in found if each.code == code), None) or view(binding.newest(own))


def earlier(agreed: Agreement, year: int) -> Agreement | None:
    """The version that stood on the year's first day, where that is another one than the one that judges it now."""
    found = binding.first_of_year(kept.versions(), agreed.code, year)
    return view(found) if found and agreed.version and found.digest != agreed.version.digest else None
