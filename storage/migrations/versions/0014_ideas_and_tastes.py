"""Ideas that people lend, and families of jobs that they like."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "loans",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("idea", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_loans_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_loans_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_loans_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_loans")),
    )
    op.create_index(op.f("ix_loans_structure_id_state"), "loans", ["structure_id", "state"], unique=False)
    op.create_table(
        "tastes",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("families", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tastes_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_tastes_structure_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_tastes")),
    )


def downgrade() -> None:
    op.drop_table("tastes")
    op.drop_index(op.f("ix_loans_structure_id_state"), table_name="loans")
    op.drop_table("loans")
