"""What was typed into a draft's forms and is no part of its document yet."""

import sqlalchemy as sa
from alembic import op

revision = "c3a7e51f9d24"
down_revision = "9d4e71b3c8a2"


def upgrade() -> None:
    op.add_column("agreement_drafts", sa.Column("unfinished", sa.JSON(), server_default="{}", nullable=False))
