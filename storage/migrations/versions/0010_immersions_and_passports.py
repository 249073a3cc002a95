"""Immersions and passports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "immersions",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("convention", sa.String(), server_default="", nullable=False),
        sa.Column("status", sa.String(), server_default="", nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("told_by", sa.String(), server_default="", nullable=False),
        sa.Column("vouched_by", sa.String(), server_default="", nullable=False),
        sa.Column("trouble", sa.String(), server_default="", nullable=False),
        sa.Column("review", sa.JSON(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_immersions_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_immersions_triad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_immersions")),
        sa.UniqueConstraint("triad_id", "convention", name=op.f("uq_immersions_triad_id_convention")),
    )
    op.create_index(op.f("ix_immersions_convention"), "immersions", ["convention"], unique=False)
    op.create_table(
        "passports",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passports_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_passports_structure_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_passports")),
    )
    op.create_table(
        "quotes",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_quotes_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_quotes_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_quotes_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_quotes")),
    )


def downgrade() -> None:
    op.drop_table("quotes")
    op.drop_table("passports")
    op.drop_index(op.f("ix_immersions_convention"), table_name="immersions")
    op.drop_table("immersions")
