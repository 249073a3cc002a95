"""Around the lessons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attestations",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attestations_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_attestations_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attestations")),
        sa.UniqueConstraint("person_id", name=op.f("uq_attestations_person_id")),
    )
    op.create_table(
        "recalls",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("module", sa.String(), server_default="", nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recalls_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_recalls_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
        sa.UniqueConstraint("person_id", "module", "round", name=op.f("uq_recalls_person_id_module_round")),
    )
    op.create_table(
        "recordings",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("module", sa.String(), server_default="", nullable=False),
        sa.Column("page", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recordings_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_recordings_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("structure_id", "module", "page", name=op.f("uq_recordings_structure_id_module_page")),
    )


def downgrade() -> None:
    op.drop_table("recordings")
    op.drop_table("recalls")
    op.drop_table("attestations")
