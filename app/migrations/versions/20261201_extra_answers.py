"""The answers to what agreements have added to the forms."""

import sqlalchemy as sa
from alembic import op

revision = "7e2c90d4a1f3"
down_revision = "e7d2a94c5b10"


def upgrade() -> None:
    for form in ("observation", "attendance", "contact"):
        op.add_column(form, sa.Column("extra", sa.String(), nullable=True))
