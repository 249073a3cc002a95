"""Why somebody left, and where she stood after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "exits",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exits_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_exits_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_exits_triad_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_exits")),
    )
    op.create_index(op.f("ix_exits_structure_id"), "exits", ["structure_id"])


def downgrade() -> None:
    op.drop_table("exits")
