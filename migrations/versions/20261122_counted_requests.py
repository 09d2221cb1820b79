"""counted requests."""

import sqlalchemy as sa
from alembic import op

revision = "6f0b1d9a2c37"
down_revision = "53db28457427"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counted_requests",
        sa.Column("key", sa.String(length=50), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "slot", name=op.f("pk_counted_requests")),
    )
    with op.batch_alter_table("counted_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_counted_requests_slot"), ["slot"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("counted_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counted_requests_slot"))

    op.drop_table("counted_requests")
