"""audit."""

import sqlalchemy as sa
from alembic import op

revision = "ca41f66473ee"
down_revision = "065ed72955e8"
branch_labels = None
depends_on = None

# The database itself refuses to change an entry; old ones are deleted.
SAYS = "the audit trail is only added to"
ONLY_ADDED_TO = {
    "sqlite": [
        f"CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
        "CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to()",
    ],
}


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    for statement in ONLY_ADDED_TO[op.get_bind().dialect.name]:
        op.execute(statement)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_person_id_at", ["person_id", "at"], unique=False)
        batch_op.create_index("ix_audit_subject", ["subject"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_subject")
        batch_op.drop_index("ix_audit_person_id_at")
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_only_added_to")
