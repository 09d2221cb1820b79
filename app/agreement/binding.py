"""Which version counts: on a day, for a year as of a day, and on a year's first day.

A version is in force from its `valid_from` to the day before the next one's, at most to the last day of its last year.
Years are the agreement's: they begin in its own month, and are called by the calendar year in which they do.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from ..base import clock
from .kept import Version


def days_of(version: Version, year: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of a year of the agreement."""
    first, after = (dt.date(each, version.year_starts, 1) for each in (year, year + 1))
    return first, after - dt.timedelta(days=1)


def year_of(version: Version, day: dt.date) -> int:
    """The agreement's year that a day lies in."""
    return day.year if day.month >= version.year_starts else day.year - 1


def of_agreement(versions: Iterable[Version], code: str) -> tuple[Version, ...]:
    """The versions of one agreement, as they were adopted."""
    return tuple(each for each in versions if each.agreement == code)


def by_agreement(versions: Iterable[Version]) -> dict[str, tuple[Version, ...]]:
    """The versions of each agreement, those first that were adopted first."""
    known = tuple(versions)
    return {code: of_agreement(known, code) for code in dict.fromkeys(each.agreement for each in known)}


def one_a_day(versions: Sequence[Version]) -> list[Version]:
    """Those that are or were ever in force, in their order: of several from the same day the last, which corrects the others."""
    by_day = {each.valid_from: each for each in sorted(versions, key=_order)}
    return list(by_day.values())


def newest(versions: Sequence[Version]) -> Version:
    """The last of an agreement's versions: what a draft is made from, and what the next one is held against."""
    return max(versions, key=_order)


def in_force(versions: Sequence[Version], day: dt.date) -> Version | None:
    """The version of one agreement that is in force on a day; None outside of its years.

    Of several from the same day the last corrects the others. The first is used before its day too: it may be late.
    """
    if not versions:
        return None
    begun = [each for each in versions if each.valid_from <= day]
    found = max(begun, key=_order) if begun else _first(versions)
    first, last = days_of(found, found.first_year)[0], days_of(found, found.last_year)[1]
    return found if first <= day <= last else None


def in_force_on(versions: Iterable[Version], day: dt.date) -> tuple[Version, ...]:
    """The version of every agreement that is in force on a day."""
    found = (in_force(each, day) for each in by_agreement(versions).values())
    return tuple(each for each in found if each is not None)


def of_year(versions: Iterable[Version], code: str, year: int, as_of: dt.date) -> Version | None:
    """The version that judges a year of an agreement as of a day; None where the agreement does not cover the year.

    What is in force later never reaches back: the year is judged by what is in force on its last day at most.
    """
    own = of_agreement(versions, code)
    if not own:
        return None
    first, last = days_of(own[0], year)
    for day in (min(as_of, last), first):
        found = in_force(own, day)
        if found and found.first_year <= year <= found.last_year:
            return found
    return None


def first_of_year(versions: Iterable[Version], code: str, year: int) -> Version | None:
    """The version that stood on the year's first day: in force on it, and adopted by then.

    An agreement's first version counts from its first year, whenever it was adopted.
    """
    own = of_agreement(versions, code)
    if not own:
        return None
    day = days_of(own[0], year)[0]
    return in_force([each for each in own if each is own[0] or clock.local(each.adopted_at).date() <= day], day)


def covering(versions: Iterable[Version], year: int, as_of: dt.date) -> tuple[Version, ...]:
    """The version of every agreement that judges that year of its own, the one that began last first."""
    known = tuple(versions)
    found: Iterator[Version | None] = (of_year(known, code, year, as_of) for code in by_agreement(known))
    return tuple(sorted(filter(None, found), key=lambda each: days_of(each, each.first_year), reverse=True))


def _order(version: Version) -> tuple[dt.date, int]:
    return version.valid_from, version.number


def _first(versions: Sequence[Version]) -> Version:
    """As corrected."""
    day = min(each.valid_from for each in versions)
    return max((each for each in versions if each.valid_from == day), key=_order)
