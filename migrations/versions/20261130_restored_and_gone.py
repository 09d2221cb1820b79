"""restored and gone."""

import sqlalchemy as sa
from alembic import op

revision = "8ddbacdef3c2"
down_revision = "ad272525de32"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gone",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_gone")),
    )
    with op.batch_alter_table("gone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gone_id"), ["id"], unique=False)

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.String(length=36), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("restored_to", sa.DateTime(), nullable=True),
        sa.Column("restored_at", sa.DateTime(), nullable=True),
        sa.Column("backed_up_through", sa.DateTime(), nullable=True),
        sa.Column("came_again", sa.Integer(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("rekeyed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guest_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("awaited_since", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("again_at", sa.DateTime(), nullable=True))

    # Everybody who had joined before had done so with a code that worked.
    with op.batch_alter_table("joined", schema=None) as batch_op:
        batch_op.add_column(sa.Column("for_review", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("became", sa.String(length=36), nullable=True))

    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hidden_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_column("hidden_at")

    with op.batch_alter_table("guest", schema=None) as batch_op:
        batch_op.drop_column("became")

    # Everybody who had joined before had done so with a code that worked.
    with op.batch_alter_table("joined", schema=None) as batch_op:
        batch_op.drop_column("for_review")

    with op.batch_alter_table("device", schema=None) as batch_op:
        batch_op.drop_column("again_at")
        batch_op.drop_column("awaited_since")
        batch_op.drop_column("guest_id")

    op.drop_table("installation")
    with op.batch_alter_table("gone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gone_id"))

    op.drop_table("gone")
