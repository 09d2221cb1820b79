"""Agreements, their versions and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "7e2b90c4d1f3"
down_revision = "c41f0d9e7b26"

# The database itself refuses to change a version.
SAYS = "an adopted version never changes"
NEVER_CHANGED = {
    "sqlite": [
        "CREATE TRIGGER agreement_versions_never_change BEFORE UPDATE ON agreement_versions "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION agreement_versions_never_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
        "CREATE TRIGGER agreement_versions_never_change BEFORE UPDATE ON agreement_versions "
        "FOR EACH ROW EXECUTE FUNCTION agreement_versions_never_change()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agreements")),
    )
    op.create_table(
        "agreement_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("adopted_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement"], ["agreements.code"], name=op.f("fk_agreement_versions_agreement_agreements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_versions")),
        sa.UniqueConstraint("agreement", "number", name=op.f("uq_agreement_versions_agreement_number")),
    )
    for statement in NEVER_CHANGED[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "agreement_drafts",
        sa.Column("agreement", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("agreement", name=op.f("pk_agreement_drafts")),
    )
