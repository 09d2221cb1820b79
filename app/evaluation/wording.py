"""Phrases that several measures use, and a finding in one line."""

import datetime as dt
from fractions import Fraction

from flask_babel import format_date
from flask_babel import gettext as _

from ..base.numbers import Number, apart, shown


def day(date: dt.date) -> str:
    """`9. november 2017`."""
    return str(format_date(date, "d. MMMM y"))


def short_day(date: dt.date) -> str:
    """`31.12.2017`."""
    return f"{date:%d.%m.%Y}"


def percent(value: Number, against: Number | None = None, decimals: int = 1) -> str:
    """`98,9 %`; with more decimals where it would look like the number that it is held against."""
    return f"{apart_from(value, against, decimals)} %"


def apart_from(value: Number, against: Number | None, decimals: int) -> str:
    """A number with so many decimals; with more where it would look like the one that it is held against."""
    return shown(value, decimals) if against is None else apart(value, against, decimals)[0]


def month(day: dt.date) -> str:
    """`marts 2017`."""
    return str(format_date(day, "MMMM y"))


def months(first: dt.date, last: dt.date) -> str:
    """`marts`, `januar–marts`: the months between two days."""
    names = [str(format_date(day, "MMMM")) for day in (first, last)]
    return "–".join(dict.fromkeys(names))


def unit(value: str, name: str) -> str:
    """A number with its unit: `83,9 %`, `60,9 point`, `86,4`."""
    return f"{value} {name}".strip()


def at_pace(count: Fraction | int, pace: Fraction) -> str:
    """How far a count is from an even pace: `4 foran jævnt tempo (88,8)`."""
    ahead = Fraction(count) - pace
    whole = int(abs(ahead) + Fraction(1, 2))
    even = shown(pace, 1)
    if not whole:
        return _("i jævnt tempo (%(pace)s)", pace=even)
    if ahead > 0:
        return _("%(count)s foran jævnt tempo (%(pace)s)", count=shown(whole), pace=even)
    return _("%(count)s bag jævnt tempo (%(pace)s)", count=shown(whole), pace=even)


def in_a_sentence(name: str) -> str:
    """A label as it stands inside a sentence: `breve`, but `MitID` and `e-Boks` as they are."""
    first = name.partition(" ")[0]
    return name[:1].lower() + name[1:] if first[1:].islower() else name


def list_of(names: list[str]) -> str:
    """`a, b og c`."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s og %(last)s", first=", ".join(names[:-1]), last=names[-1])
