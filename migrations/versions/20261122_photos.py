"""photos."""

import sqlalchemy as sa
from alembic import op

revision = "c3b9a1d47e20"
down_revision = "7b2f0c51d6e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.Column("thumbnail", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("session", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_received_at"), ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_photo_session"), ["session"], unique=False)

    op.create_table(
        "photo_use",
        sa.Column("photo_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("photo_id", "kind", "subject_id", name=op.f("pk_photo_use")),
    )
    with op.batch_alter_table("photo_use", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_use_subject_id"), ["subject_id"], unique=False)

    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("photos", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_column("photos")

    with op.batch_alter_table("photo_use", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_use_subject_id"))

    op.drop_table("photo_use")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_photo_session"))
        batch_op.drop_index(batch_op.f("ix_photo_received_at"))

    op.drop_table("photo")
