"""The yearly evaluation as an act, and years that were handed in."""

import sqlalchemy as sa
from alembic import op

revision = "b8d15c2f7a60"
down_revision = "7e2c90d4a1f3"


def upgrade() -> None:
    op.create_table(
        "evaluations_held",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=40), server_default="", nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("parties", sa.String(), nullable=True),
        sa.Column("judgement", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=80), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations_held")),
    )
    op.create_index("ix_evaluations_held_key", "evaluations_held", ["agreement", "about", "year"])
    op.create_table(
        "closings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("digests", sa.Text(), nullable=True),
        sa.Column("workbook", sa.LargeBinary(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(), nullable=True),
        sa.Column("reopened_by_id", sa.String(length=36), nullable=True),
        sa.Column("reopened_by", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["agreement"], ["agreements.code"], name=op.f("fk_closings_agreement_agreements")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closings")),
        sa.UniqueConstraint("agreement", "year", "number", name=op.f("uq_closings_agreement_year_number")),
    )
