"""The minutes of the meeting that decided a version of an agreement."""

import sqlalchemy as sa
from alembic import op

revision = "c2a96d07e418"
down_revision = "b8d15c2f7a60"


def upgrade() -> None:
    op.add_column("agreement_versions", sa.Column("minutes", sa.Text(), server_default="", nullable=False))
