"""Hides small counts of people in tables that cross two attributes, or one by month or event.

A cell from 1 to 4 reads *<5*; where a total, which is shown, would give it away, further cells read *skjult*.
A 0 is shown.
"""

from dataclasses import dataclass

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
