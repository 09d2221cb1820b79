"""Where the lines of a running total lie in its drawing: a curve against an even pace, and a column a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...base.numbers import shown
from ...evaluation import Period
from ...evaluation.series import Month

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 540, 24, 196
COLUMNS_TOP, COLUMNS_BOTTOM = 236, 280


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across at a round number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class MonthColumn:
    """A month's column with its number."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """Everything in units of a drawing of 640 by 300."""

    points: str
    end: tuple[float, float]
    target_y: float
    target: str
    ticks: tuple[Tick, ...]
    columns: tuple[MonthColumn, ...]


def draw(months: Sequence[Month], target: Fraction, period: Period) -> Curve:
    """The drawing of a year's months."""
    most = max(target, Fraction(months[-1].total), Fraction(1))

    def y(value: Fraction | int) -> float:
        return round(BOTTOM - float(Fraction(value) / most) * (BOTTOM - TOP), 1)

    def x(day: int) -> float:
        return round(LEFT + day / period.days * (RIGHT - LEFT), 1)

    ends = [Period(period.year, month.first).gone - 1 for month in months[1:]] + [period.gone]
    points = [(x(0), y(0)), *((x(end), y(month.total)) for end, month in zip(ends, months, strict=True))]
    return Curve(
        points=" ".join(f"{left},{top}" for left, top in points),
        end=points[-1],
        target_y=y(target),
        target=shown(target),
        ticks=tuple(Tick(y(value), shown(value)) for value in _round_numbers(most) if value != target),
        columns=_columns(months),
    )


def _round_numbers(most: Fraction) -> list[int]:
    """0 and at most four steps of 1, 2, 5, 10, 25, 50 …"""
    steps = (factor * 10**power for power in range(7) for factor in (1, 2, 5))
    step = next(step for step in steps if most / step <= 5)
    if step in (20, 200) and most >= step * 5:
        step = step * 5 // 4
    return list(range(0, int(most) + 1, step))


def _columns(months: Sequence[Month]) -> tuple[MonthColumn, ...]:
    most = max(month.new for month in months) or 1
    room = (RIGHT - LEFT) / 12
    made = []
    for number, month in enumerate(months):
        height = round(month.new / most * (COLUMNS_BOTTOM - COLUMNS_TOP), 1)
        left = round(LEFT + room * number + 4, 1)
        made.append(
            MonthColumn(
                left, round(COLUMNS_BOTTOM - height, 1), round(room - 8, 1), height, round(left + room / 2 - 4, 1),
                shown(month.new), month.unfinished,
            )
        )  # fmt: skip
    return tuple(made)
