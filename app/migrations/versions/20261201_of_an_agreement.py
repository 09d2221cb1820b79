"""To which agreement milestones, lists, hours and comments belong

Revision ID: 3f1d5a7e9c20
Revises: 7e2b90c4d1f3
"""

import sqlalchemy as sa
from alembic import op

revision = "3f1d5a7e9c20"
down_revision = "7e2b90c4d1f3"
branch_labels = None
depends_on = None

TABLES = ("hours", "list_received", "milestone", "narrative")


def upgrade() -> None:
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("agreement", sa.String(length=40), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_table("setting")
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("agreement")
