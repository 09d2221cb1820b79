"""How much a guest or an account sent on a day, and how many joined by a code."""

import sqlalchemy as sa
from alembic import op

revision = "b41c7c0e9a52"
down_revision = "5d7a5f00d2a1"


def upgrade() -> None:
    counts = [
        sa.Column(name, sa.Integer(), nullable=False) for name in ("records", "size", "photos", "phones", "guests")
    ]
    op.create_table(
        "sent",
        sa.Column("key", sa.String(36), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        *counts,
        sa.Column("full_at", sa.DateTime(), nullable=True),
    )
    op.create_index("ix_sent_day", "sent", ["day"])
