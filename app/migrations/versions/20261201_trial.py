"""A walk may be a trial, which counts nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "9d4e71b3c8a2"
down_revision = "c2a96d07e418"


def upgrade() -> None:
    op.add_column("walk", sa.Column("trial", sa.Boolean(), server_default=sa.false(), nullable=False))
