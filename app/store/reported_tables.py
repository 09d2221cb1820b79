"""What the evaluation needs beside the records: figures from others, milestones, lists received, hours, comments.

Rows are only ever added: a correction is a new row, and the newest one for its key is what counts. So the history is
the table itself. A row whose value is empty takes back what was said before it.
"""

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime


class ReportedEntry:
    """What every row has: who wrote it, and when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    entered_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class FigureEntry(ReportedEntry, Base):
    """A figure of the plan for a year. `value` is a decimal as text (`83.9`), exactly as it was written.

    `on`: the Danish date on which it was given, which decides whether it is provisional.
    """

    __tablename__ = "figure"
    __table_args__ = (Index("ix_figure_key", "figure", "year"),)

    figure: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    value: Mapped[str | None] = mapped_column(String(40))
    source: Mapped[str]
    on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(Text, default="")


class MilestoneEntry(ReportedEntry, Base):
    """A milestone of the plan. `year` is the date's where it is yearly, else that of its deadline.

    `note` documents it; `decision` is what was decided there.
    """

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_key", "milestone", "year"),)

    milestone: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    date: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(String(80), default="")


class ListEntry(ReportedEntry, Base):
    """That a list arrived (*liste modtaget*); the list itself stays out. `month` is 0 for one that comes once a year."""

    __tablename__ = "list_received"
    __table_args__ = (Index("ix_list_received_key", "list", "year", "month"),)

    list: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    month: Mapped[int]
    date: Mapped[dt.date | None]
    count: Mapped[int | None]


class HoursEntry(ReportedEntry, Base):
    """Hours that somebody spent, in quarters. `entry` is the UUID of what was spent: the rows that correct each other
    share it. 0 quarters take it back.
    """

    __tablename__ = "hours"

    entry: Mapped[str] = mapped_column(String(36), index=True)
    date: Mapped[dt.date] = mapped_column(index=True)
    activity: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(40))
    quarters: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")


class Narrative(ReportedEntry, Base):
    """The leader's own comment on a criterion in a year."""

    __tablename__ = "narrative"
    __table_args__ = (Index("ix_narrative_key", "criterion", "year"),)

    criterion: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
