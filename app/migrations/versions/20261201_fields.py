"""What an agreement can count besides: areas, what came of contacts and lists, whom a walk was for, who was at a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "e7d2a94c5b10"
down_revision = "3f1d5a7e9c20"


def upgrade() -> None:
    op.add_column("contact", sa.Column("area", sa.String(length=40), nullable=True))
    op.add_column("contact", sa.Column("outcome", sa.String(length=40), nullable=True))
    op.add_column("walk", sa.Column("area", sa.String(length=40), nullable=True))
    op.add_column("walk", sa.Column("audience", sa.String(length=40), nullable=True))
    op.add_column("event", sa.Column("area", sa.String(length=40), nullable=True))
    op.add_column("event", sa.Column("parties", sa.String(), nullable=True))
    op.add_column("event", sa.Column("minutes", sa.Text(), nullable=True))
    op.add_column("list_received", sa.Column("contacted", sa.Integer(), nullable=True))
    op.add_column("list_received", sa.Column("solved", sa.Integer(), nullable=True))
    op.add_column("figure", sa.Column("area", sa.String(length=40), server_default="", nullable=False))
