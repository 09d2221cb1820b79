"""When each person last downloaded the whole workbook of a year."""

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime


class Download(Base):
    """`at` is the moment that the workbook shows, not the one at which it was fetched."""

    __tablename__ = "download"

    person_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
