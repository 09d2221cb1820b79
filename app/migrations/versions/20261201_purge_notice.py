"""Since when it is announced what a purge will take away."""

import sqlalchemy as sa
from alembic import op

revision = "c41f0d9e7b26"
down_revision = "b41c7c0e9a52"


def upgrade() -> None:
    op.create_table(
        "purge_notice",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("periods", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("tended_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_notice")),
    )
