"""Hides small counts of people in tables that cross two attributes, or one by month or event.

A cell from 1 to 4 reads *<5*; where the column's total, which is shown, would give it away, further cells read
*skjult*. A 0 is shown.
"""

from dataclasses import dataclass

FEWEST = 5


@dataclass(slots=True)
class Cell:
    """A count, and how it may be shown: "" as it is, "small" as *<5*, "hidden" as *skjult*."""

    count: int
    shown: str = ""


def hide(table: list[list[int]]) -> list[list[Cell]]:
    """The cells of a table (a list of rows) with small counts hidden; each column's total is taken to be public."""
    cells = [[Cell(count, "small" if 0 < count < FEWEST else "") for count in row] for row in table]
    for column in zip(*cells, strict=True):
        while _gives_away(list(column)):
            plain = [cell for cell in column if not cell.shown and cell.count]
            if not plain:
                break  # the total itself says it
            min(plain, key=lambda cell: cell.count).shown = "hidden"
    return cells


def _gives_away(column: list[Cell]) -> bool:
    """Whether a reader who knows the total, and that small means 1 to 4 and hidden at least 5, can work a cell out."""
    secret = [cell for cell in column if cell.shown]
    total = sum(cell.count for cell in secret)
    low = sum(_least(cell) for cell in secret)
    high = sum(_most(cell, total) for cell in secret)
    return any(
        max(_least(cell), total - (high - _most(cell, total))) == min(_most(cell, total), total - (low - _least(cell)))
        for cell in secret
    )


def _least(cell: Cell) -> int:
    return 1 if cell.shown == "small" else FEWEST


def _most(cell: Cell, total: int) -> int:
    return FEWEST - 1 if cell.shown == "small" else total
