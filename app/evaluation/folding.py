"""Small counts of people are folded, not hidden: the only place that decides which rows of a table are added together.

A table that crosses two attributes of people, or one by month or event, never shows a count from 1 to 4 (`FEWEST`), and
none can be worked out from what is shown. Two steps, each coarser than the one before:

1. Rows whose own total is small are added together: these are the *lines*, whose totals are shown.
2. Lines with a small cell are added together: these are the *rows*, whose cells are shown.

So every total and every cell that is shown is 0 or at least 5, and inside a row, whose lines' totals and whose cells are
both known, each unknown cell can differ by 5 or more. All tables that are seen from the same day are drawn from here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from flask_babel import gettext as _

from ..criteria import parts
from ..criteria.parts import Part
from . import wording
from .counting import Judgement

# The smallest count of people that is told.
FEWEST = 5
MONTHS_OF_A_QUARTER = 3
# What is counted of those who came to an event.
ATTENDANCE = frozenset({"guests", "adults", "youth", "children", "volunteers", "countries", "nationalities"})

Named = tuple[str, str]
# Indices of rows, or of columns, that are added together.
Block = tuple[int, ...]
Weigh = Callable[[Block], Sequence[int]]


@dataclass(frozen=True, slots=True)
class CrossedRow:
    """A row of a table with its total, or several added together. `keys`: the ids or codes of what it is about.

    `cells`: its counts by column, none where only the total may be told. `total`: None where not even that.
    `parts`: the lines of a row that was added together, where their totals can be told; they have no cells.
    """

    keys: tuple[str, ...]
    label: str
    cells: tuple[int, ...]
    total: int | None
    parts: tuple["CrossedRow", ...] = ()

    @property
    def key(self) -> str:
        """What a row that stands alone is about."""
        (only,) = self.keys
        return only

    @property
    def is_folded(self) -> bool:
        """Whether several were added together."""
        return len(self.keys) > 1


@dataclass(frozen=True, slots=True)
class Crossed:
    """A table that crosses two things, with the totals of its rows and columns. `columns`: their words, none where the
    table is not divided; `column_keys`: what each of them is about, several where columns were added together.
    """

    columns: tuple[str, ...]
    column_keys: tuple[tuple[str, ...], ...]
    rows: tuple[CrossedRow, ...]
    totals: tuple[int, ...]
    total: int | None

    @property
    def lines(self) -> tuple[CrossedRow, ...]:
        """What has a total of its own: the rows, and instead of a folded one its parts."""
        return tuple(line for row in self.rows for line in row.parts or (row,))

    @property
    def is_folded(self) -> bool:
        """Whether something was added together, so that the page must say why: rows, some columns, or all of them."""
        columns = any(len(keys) > 1 for keys in self.column_keys) or not self.column_keys
        return columns or any(row.is_folded for row in self.rows)

    @property
    def has_parts(self) -> bool:
        """Whether a row that was added together has lines of its own."""
        return any(row.parts for row in self.rows)

    @property
    def says_more(self) -> bool:
        """Whether it says more than its total: not all of it was added together."""
        counted = [line for line in self.lines if line.total != 0]
        return not (len(counted) == 1 and counted[0].is_folded)


def plain(columns: Sequence[Named], rows: Sequence[Named], table: Sequence[Sequence[int]]) -> Crossed:
    """A table of something else than people: nothing is added together. Columns and rows are (key, words)."""
    sums = tuple(map(sum, zip(*table, strict=True))) if table else (0,) * len(columns)
    return Crossed(
        tuple(words for _key, words in columns),
        tuple((key,) for key, _words in columns),
        tuple(
            CrossedRow((key,), words, tuple(counts), sum(counts))
            for (key, words), counts in zip(rows, table, strict=True)
        ),
        sums,
        sum(sums),
    )


def fold(
    columns: Sequence[Named],
    rows: Sequence[Named],
    table: Sequence[Sequence[int]],
    *,
    are_months: bool = False,
    is_public: bool = False,
) -> Crossed:
    """A table of people, as it may be shown. Columns and rows are (key, words).

    are_months: the rows are the months from January on: they become quarters, several quarters, the year.
    Other rows become *Øvrige*.
    is_public: the totals of the columns are told elsewhere in any case, because a criterion needs them. Where one of them
    is small the table is not divided by columns; else a small column is added to another, and a small whole is not told.
    """
    sums = [sum(counts) for counts in zip(*table, strict=True)] or [0] * len(columns)
    whole, each_row = sum(sums), [(index,) for index in range(len(rows))]

    def total_of(block: Block) -> list[int]:
        return [sum(chain.from_iterable(table[index] for index in block))]

    join = _join_months if are_months else _pool
    lines = join(each_row, total_of)
    has_small_column = any(map(is_small, sums))
    if _is_given_away(lines, total_of, is_public and has_small_column):
        lines = [tuple(range(len(rows)))]
    is_told = is_public or not is_small(whole)
    headings = _headings(sums, is_public) if is_told else []

    def cells_of(block: Block) -> list[int]:
        return [sum(table[index][column] for index in block for column in heading) for heading in headings]

    def made(block: Block, label: str = "", parts: Sequence[Block] = ()) -> CrossedRow:
        keys, words = zip(*(rows[index] for index in block), strict=True)
        return CrossedRow(
            keys,
            label or _named(words, are_months=are_months),
            tuple(cells_of(block)) if parts else (),
            total_of(block)[0] if is_told else None,
            tuple(made(part) for part in parts) if len(parts) > 1 else (),
        )

    blocks = join(lines, cells_of) if headings else lines
    is_all = sum(any(total_of(block)) for block in blocks) == 1
    return Crossed(
        tuple(wording.list_of([columns[index][1] for index in heading]) for heading in headings),
        tuple(tuple(columns[index][0] for index in heading) for heading in headings),
        tuple(
            made(block, "" if are_months or len(parts) == 1 else _("Alle") if is_all else _("Øvrige"), parts)
            for block in blocks
            for parts in [[line for line in lines if set(line) <= set(block)]]
        ),
        tuple(sum(sums[column] for column in heading) for heading in headings),
        whole if is_told else None,
    )


def is_small(count: int) -> bool:
    """Whether it could tell who somebody is."""
    return 0 < count < FEWEST


def _is_given_away(lines: Sequence[Block], weigh: Weigh, has_small_column: bool) -> bool:
    """Whether the lines must become one: their whole is small; or all of it stands in one of them, and then a small total
    of a column, which everybody knows, is that line's cell.
    """
    counted = [weigh(line)[0] for line in lines if any(weigh(line))]
    return len(lines) > 1 and len(counted) == 1 and (is_small(counted[0]) or has_small_column)


def _headings(sums: Sequence[int], is_public: bool) -> list[Block]:
    """Which columns stand alone, or added together; none where they would say no more than the rows' totals."""
    each: list[Block] = [(index,) for index in range(len(sums))]
    if is_public:
        return [] if any(map(is_small, sums)) else each
    found = sorted(_pool(each, lambda block: [sum(sums[index] for index in block)]))
    counted = [block for block in found if any(sums[index] for index in block)]
    return [] if len(counted) == 1 and len(counted[0]) > 1 else found


def _pool(blocks: Sequence[Block], weigh: Weigh) -> list[Block]:
    """All with a small count are added together, and the smallest of the others too until none is small. It stands last.

    A reader who knows this rule must not work out either what it was applied to: two that are 8 together are 4 and 4.
    """
    members = [block for block in blocks if _has_small(block, weigh)]
    if not members:
        return list(blocks)
    rest = sorted((block for block in blocks if block not in members and any(weigh(block))), key=lambda each: sum(weigh(each)))  # fmt: skip

    def must_grow() -> bool:
        counts = weigh(tuple(chain.from_iterable(members)))
        return any(is_small(count) or count in {len(members), len(members) * (FEWEST - 1)} for count in counts)

    while rest and must_grow():
        members.append(rest.pop(0))
    return [*(block for block in blocks if block not in members), tuple(sorted(chain.from_iterable(members)))]


def _join_months(blocks: Sequence[Block], weigh: Weigh) -> list[Block]:
    """A month with a small count becomes its quarter; a quarter is added to those before it, then to those after it."""
    found = list(blocks)
    while len(found) > 1 and (small := next((block for block in found if _has_small(block, weigh)), None)):
        joined = _joined(found, small[0], small[-1])
        if joined == found:
            place = found.index(small)
            joined = _joined(found, found[max(place - 1, 0)][0], found[place if place else 1][-1])
        found = joined
    return found


def _joined(blocks: Sequence[Block], first: int, last: int) -> list[Block]:
    """The blocks from the first month's quarter to the last month's as one."""
    start = first - first % MONTHS_OF_A_QUARTER
    end = last - last % MONTHS_OF_A_QUARTER + MONTHS_OF_A_QUARTER
    before = [block for block in blocks if block[-1] < start]
    after = [block for block in blocks if block[0] >= end]
    inside = blocks[len(before) : len(blocks) - len(after)]
    return [*before, tuple(chain.from_iterable(inside)), *after]


def _has_small(block: Block, weigh: Weigh) -> bool:
    return any(map(is_small, weigh(block)))


def _named(words: Sequence[str], *, are_months: bool) -> str:
    """`Telefon og Hjemmebesøg`; of months the first and the last: `Januar–marts`."""
    if len(words) == 1:
        return words[0]
    return f"{words[0]}–{words[-1].lower()}" if are_months else wording.list_of(list(words))


def is_few(measure: Part, cell: Judgement) -> bool:
    """Whether a cell tells of so few contacts, or of so few who came to events, that it has no figure to be shown."""
    records = [parts.record_of(term) for term in parts.terms(measure)]
    if not any(kind == "contacts" or (kind == "events" and field in ATTENDANCE) for _how, kind, field in records):
        return False
    counted = [cell.numerator, *([cell.denominator] if "per" in measure else [])]
    return any(number is not None and 0 < number < FEWEST for number in counted)
