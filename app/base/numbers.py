"""Numbers as Danes read and write them, worked with exactly: decimals and fractions, never floats; and small counts, hidden where they could tell who somebody is."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import lazy_gettext as _

from .text import digits

Number = int | Decimal | Fraction

# What people write: digits, and a comma or a dot before the decimals; a real minus, a hyphen or a dash in front.
WRITTEN = re.compile(r"([-−–]?)(\d{1,12})(?:[.,](\d{1,6}))?", re.ASCII)
NOT_A_NUMBER = _("Skriv et tal med cifre, for eksempel 41 eller 83,9. Tusinder skrives uden punktum.")

# More decimals than these tell two numbers apart for nobody.
MOST_DECIMALS = 12


def parse(text: str) -> Decimal:
    """The number that somebody wrote, comma or dot as the decimal sign; ValueError with Danish words otherwise."""
    found = WRITTEN.fullmatch(digits(text).strip())
    if found is None:
        raise ValueError(str(NOT_A_NUMBER))
    minus, whole, decimals = found.groups()
    return Decimal(f"{minus and '-'}{whole}.{decimals or ''}")


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


FEWEST = 5


@dataclass(slots=True)
class Cell:
    """A count, and how it may be shown: "" as it is, "small" as *<5*, "hidden" as *skjult*."""

    count: int
    shown: str = ""


Line = list[Cell]


def hide(table: list[list[int]]) -> list[Line]:
    """The cells of a table (a list of rows) with small counts hidden; each column's total is taken to be public."""
    cells = _cells(table)
    _cover([list(column) for column in zip(*cells, strict=True)])
    return cells


def hide_crossed(table: list[list[int]]) -> list[Line]:
    """Hide small cells of a table where the total of each row is public too."""
    cells = _cells(table)
    _cover([*cells, *([*column] for column in zip(*cells, strict=True))])
    return cells


def _cells(table: list[list[int]]) -> list[Line]:
    return [[Cell(count, "small" if 0 < count < FEWEST else "") for count in row] for row in table]


def _cover(lines: list[Line]) -> None:
    """Hide more until nobody who knows the lines' totals can work out a cell, or nothing is left to hide."""
    while line := _open_line(lines):
        plain = [cell for cell in line if not cell.shown and cell.count]
        min(plain, key=lambda cell: cell.count).shown = "hidden"


def _open_line(lines: list[Line]) -> Line | None:
    """A line in which a secret cell can be worked out and another could still be hidden."""
    known = _deduce(lines)
    for line in lines:
        given_away = any(cell.shown and known[id(cell)][0] == known[id(cell)][1] for cell in line)
        if given_away and any(not cell.shown and cell.count for cell in line):
            return line
    return None


def _deduce(lines: list[Line]) -> dict[int, tuple[int, int]]:
    """The least and the most that a reader knows each cell to be: small is 1 to 4, hidden at least 5, the rest follows
    from the totals, line by line, until nothing new does.
    """
    known = {id(cell): _reads(cell, line) for line in lines for cell in line}
    changed = True
    while changed:
        changed = False
        for line in lines:
            total = sum(cell.count for cell in line)
            least = sum(known[id(cell)][0] for cell in line)
            most = sum(known[id(cell)][1] for cell in line)
            for cell in line:
                low, high = known[id(cell)]
                closer = max(low, total - (most - high)), min(high, total - (least - low))
                if closer != (low, high):
                    known[id(cell)] = closer
                    least, most = least + closer[0] - low, most + closer[1] - high
                    changed = True
    return known


def _reads(cell: Cell, line: Line) -> tuple[int, int]:
    if cell.shown == "small":
        return 1, FEWEST - 1
    if cell.shown == "hidden":
        return FEWEST, sum(other.count for other in line)
    return cell.count, cell.count
