"""photos changed."""

import sqlalchemy as sa
from alembic import op

revision = "ad272525de32"
down_revision = "ca41f66473ee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_photo_removed_at"), ["removed_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_removed_at"))
        batch_op.drop_column("removed_at")
        batch_op.drop_column("changed_at")
