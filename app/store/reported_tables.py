"""What the evaluation needs beside the records: figures from others, milestones, lists received, hours, comments.

Rows are only ever added: a correction is a new row, and the newest one for its key is what counts. So the history is
the table itself. A row whose value is empty takes back what was said before it.

"""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from ..base import clock, db
from ..base.db import Base, UtcDateTime
from ..definitions import FigureFields, HoursFields, ListFields, MilestoneFields


class ReportedEntry:
    """What every row has: who wrote it, and when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)

    @property
    def person(self) -> str:
        """Who wrote it, by name."""
        return self.person_name


class AgreedEntry(ReportedEntry):
    """What belongs to one agreement: `agreement` is its code. Figures belong to all of them."""

    agreement: Mapped[str] = mapped_column(String(40), default="", server_default="")


def key_of(figure: str, area: str = "") -> str:
    """A figure's code; where each area has one, the area's behind it. No code has a hyphen."""
    return f"{figure}-{area}" if area else figure


class FigureEntry(ReportedEntry, Base, columns=FigureFields.columns()):
    """A figure of the plan for a year. `area`: the one that it is of, where the plan asks for one in each; else empty."""

    __tablename__ = "figure"
    __table_args__ = (Index("ix_figure_key", "figure", "year"),)

    figure: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    area: Mapped[str] = mapped_column(String(40), default="", server_default="")
    if TYPE_CHECKING:
        value: Mapped[Decimal | None]
        source: Mapped[str]
        on: Mapped[dt.date]
        note: Mapped[str]

    @property
    def key(self) -> str:
        """What tells it from the year's others."""
        return key_of(self.figure, self.area)


class MilestoneEntry(AgreedEntry, Base, columns=MilestoneFields.columns()):
    """A milestone of the plan. `year`: the one that a yearly one is for, else that of its deadline."""

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_key", "milestone", "year"),)

    milestone: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    if TYPE_CHECKING:
        date: Mapped[dt.date | None]
        note: Mapped[str]
        decision: Mapped[str]


class ListEntry(AgreedEntry, Base, columns=ListFields.columns()):
    """That a list arrived. `month` is 0 for one that comes once a year."""

    __tablename__ = "list_received"
    __table_args__ = (Index("ix_list_received_key", "list", "year", "month"),)

    list: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    month: Mapped[int]
    if TYPE_CHECKING:
        date: Mapped[dt.date | None]
        count: Mapped[int | None]
        contacted: Mapped[int | None]
        solved: Mapped[int | None]


class HoursEntry(AgreedEntry, Base, columns=HoursFields.columns()):
    """Hours that somebody spent, in quarters. `entry` is the UUID of what was spent: the rows that correct each other
    share it. 0 quarters take it back.
    """

    __tablename__ = "hours"

    entry: Mapped[str] = mapped_column(String(36), index=True)
    quarters: Mapped[int]
    if TYPE_CHECKING:
        date: Mapped[dt.date]
        activity: Mapped[str]
        role: Mapped[str]
        task: Mapped[str]
        note: Mapped[str]

    @property
    def hours(self) -> Decimal:
        """Hours, in quarters; 0 where they were taken back."""
        return Decimal(self.quarters) / 4


class Narrative(AgreedEntry, Base):
    """The leader's own comment on a criterion in a year."""

    __tablename__ = "narrative"
    __table_args__ = (Index("ix_narrative_key", "criterion", "year"),)

    criterion: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    text: Mapped[str] = mapped_column(Text)


Entry = TypeVar("Entry", bound=ReportedEntry)


class Writer(Protocol):
    """Whoever writes a row."""

    @property
    def id(self) -> str:
        """Whose id it is."""

    @property
    def name(self) -> str:
        """As the row says it."""


class Ledger(Generic[Entry]):
    """The rows of one table; those that agree in `key` correct each other."""

    def __init__(self, model: type[Entry], *key: str) -> None:
        self.model = model
        self.key = key

    def new(self, person: Writer, **said: Any) -> Entry:
        """A row that says so, not written down yet."""
        model: Any = self.model
        made: Entry = model(person_id=person.id, person_name=person.name, entered_at=clock.now(), **said)
        return made

    def add(self, *entries: Entry) -> None:
        """Write rows down, all or none."""
        with db.writing() as session:
            session.add_all(entries)

    def put(self, person: Writer, **said: Any) -> Entry:
        """Write down a row that says so."""
        made = self.new(person, **said)
        self.add(made)
        return made

    def counts(self, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        """That a row is the newest of its key, among those `within`."""
        return self._is(func.max(self._id), *within)

    def begins(self, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        """That a row is the first of its key, among those `within`."""
        return self._is(func.min(self._id), *within)

    def newest(self, *conditions: ColumnElement[bool], within: tuple[ColumnElement[bool], ...] = ()) -> list[Entry]:
        """What counts now, in the order in which it was written; those of the newest that meet the conditions."""
        query = select(self.model).where(self.counts(*within), *conditions).order_by(self._id)
        return list(db.session.scalars(query))

    def history(self, *key: Any) -> list[Entry]:
        """Everything that was ever written for a key, the newest first."""
        query = select(self.model).filter_by(**dict(zip(self.key, key, strict=True))).order_by(self._id.desc())
        return list(db.session.scalars(query))

    def _is(self, chosen: Any, *within: ColumnElement[bool]) -> ColumnElement[bool]:
        key = [getattr(self.model, name) for name in self.key]
        found: ColumnElement[bool] = self._id.in_(select(chosen).where(*within).group_by(*key))
        return found

    @property
    def _id(self) -> Any:
        return self.model.id
