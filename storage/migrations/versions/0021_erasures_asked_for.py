"""Erasures asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "forgotten",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("rooms", sa.JSON(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_forgotten_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_forgotten_structure_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_forgotten")),
    )


def downgrade() -> None:
    op.drop_table("forgotten")
