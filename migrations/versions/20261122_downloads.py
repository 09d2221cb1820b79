"""downloads."""

import sqlalchemy as sa
from alembic import op

revision = "065ed72955e8"
down_revision = "6f0b1d9a2c37"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "download",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "year", name=op.f("pk_download")),
    )


def downgrade() -> None:
    op.drop_table("download")
