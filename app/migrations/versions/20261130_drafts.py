"""How many drafts a phone said it has not saved."""

import sqlalchemy as sa
from alembic import op

revision = "5d7a5f00d2a1"
down_revision = "0afd1a585e11"


def upgrade() -> None:
    op.add_column("device", sa.Column("drafts", sa.Integer(), nullable=True))
