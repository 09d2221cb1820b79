"""Numbers as Danes read and write them, worked with exactly: decimals and fractions, never floats."""

import re
from decimal import Decimal
from fractions import Fraction

from flask_babel import lazy_gettext as _

from .text import digits

Number = int | Decimal | Fraction

# What people write: digits, and a comma or a dot before the decimals; a real minus, a hyphen or a dash in front.
WRITTEN = re.compile(r"([-−–]?)(\d{1,12})(?:[.,](\d{1,6}))?", re.ASCII)
NOT_A_NUMBER = _("Skriv et tal med cifre, for eksempel 41 eller 83,9. Tusinder skrives uden punktum.")

# 1.300 is 1300 to a Dane, and 1.3 to whoever writes numbers in English.
_THOUSANDS = re.compile(r"(-?\d{1,3})((?:\.\d{3})+)", re.ASCII)

# More decimals than these tell two numbers apart for nobody.
MOST_DECIMALS = 12


def parse(text: str) -> Decimal:
    """The number that somebody wrote, comma or dot as the decimal sign; ValueError with Danish words otherwise."""
    found = WRITTEN.fullmatch(digits(text).strip())
    if found is None:
        raise ValueError(str(NOT_A_NUMBER))
    minus, whole, decimals = found.groups()
    return Decimal(f"{minus and '-'}{whole}.{decimals or ''}")


def doubt(text: str) -> str:
    """What to ask whoever wrote a dot before three digits, which can mean two things; empty where nothing is to be asked."""
    found = _THOUSANDS.fullmatch(text)
    if found is None:
        return ""
    whole, decimals = text.replace(".", ""), found[2][1:].rstrip("0") or "0"
    return f"Mener du {whole} eller {found[1]},{decimals}?" if found[2].count(".") == 1 else f"Mener du {whole}?"


def shown(value: Number, decimals: int | None = None) -> str:
    """`1.824`, `−16,3`, `0,13`: rounded half up to so many decimals; without them a decimal keeps its own and a
    fraction gets as many as it needs, or one where more than two do not say it all.
    """
    if decimals is None:
        decimals = _own_decimals(value)
    # Half up, as people round.
    rounded = int(abs(Fraction(value)) * 10**decimals + Fraction(1, 2))
    whole, part = divmod(rounded, 10**decimals)
    digits = f"{whole:,}".replace(",", ".") + (f",{part:0{decimals}}" if decimals else "")
    return f"−{digits}" if value < 0 and (whole or part) else digits


def apart(value: Number, other: Number, decimals: int) -> tuple[str, str]:
    """Two numbers as people read them, with more decimals where different numbers would look alike."""
    while True:
        pair = shown(value, decimals), shown(other, decimals)
        if pair[0] != pair[1] or value == other or decimals >= MOST_DECIMALS:
            return pair
        decimals += 1


def _own_decimals(value: Number) -> int:
    if isinstance(value, Decimal):
        return max(0, -int(value.as_tuple().exponent))
    exact = (decimals for decimals in range(3) if (Fraction(value) * 10**decimals).denominator == 1)
    return next(exact, 1)
