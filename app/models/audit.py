"""The audit trail: who saw, changed, exported or deleted what, and when; never what it said."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base, UtcDateTime


class AuditEntry(Base):
    """One thing that somebody did. Rows are only added; the database refuses to change one, `purge` deletes old ones.

    `action` and `kind` are codes of `app.audit.words`; `subject` is the id of what it was done to. `facts` are codes and
    numbers (a year, a form's name), never anything that somebody wrote. Nobody (`person_id` empty): a failed sign-in.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_person_id_at", "person_id", "at"), Index("ix_audit_subject", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    person_id: Mapped[str | None] = mapped_column(String(36))
    person_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(30))
    kind: Mapped[str | None] = mapped_column(String(30))
    subject: Mapped[str | None] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
