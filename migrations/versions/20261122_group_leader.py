"""group leader."""

import sqlalchemy as sa
from alembic import op

revision = "7b2f0c51d6e4"
down_revision = "04de56efb1d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("leads", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("begun_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("begun_at")

    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_column("leads")
