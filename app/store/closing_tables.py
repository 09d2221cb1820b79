"""The yearly evaluation as an act, and the years that were handed in."""

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..base.db import Base, UtcDateTime
from ..definitions import HeldFields
from .reported_tables import AgreedEntry


class EvaluationHeld(AgreedEntry, Base, columns=HeldFields.columns()):
    """That the evaluation of a year was held, of the whole agreement or of an activity. It was mostly in the year after."""

    __tablename__ = "evaluations_held"
    __table_args__ = (Index("ix_evaluations_held_key", "agreement", "about", "year"),)

    about: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    if TYPE_CHECKING:
        date: Mapped[dt.date]
        parties: Mapped[tuple[str, ...]]
        judgement: Mapped[str]
        decision: Mapped[str]
        next_step: Mapped[str]
        minutes: Mapped[str]


class Closing(Base):
    """That a year of an agreement was handed in (*afleveret*), as what, and whether it was reopened since.

    `number`: 1 for the first of the year. `version`: of the agreement, by its number. `report`: as JSON, as it was told;
    `shown`: what its pages are drawn from. `workbook`: without rows of records, words, places and people; `sha256`: of the
    whole one that was handed in. `digests`: what stood behind each criterion. The four texts and the workbook are gone
    once an evaluation has had its time; that the year was handed in stays.
    """

    __tablename__ = "closings"
    __table_args__ = (UniqueConstraint("agreement", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement: Mapped[str] = mapped_column(ForeignKey("agreements.code"))
    year: Mapped[int]
    number: Mapped[int]
    person_id: Mapped[str] = mapped_column(String(36))
    person_name: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    as_of: Mapped[dt.date]
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    report: Mapped[str | None] = mapped_column(Text, deferred=True)
    shown: Mapped[str | None] = mapped_column(Text, deferred=True)
    digests: Mapped[str | None] = mapped_column(Text, deferred=True)
    workbook: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    reopened_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    reopened_by_id: Mapped[str | None] = mapped_column(String(36))
    reopened_by: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(Text)

    @property
    def stands(self) -> bool:
        """Whether the year is closed by it."""
        return self.reopened_at is None

    @property
    def is_kept(self) -> bool:
        """Whether what was handed in is still there."""
        return self.shown is not None
