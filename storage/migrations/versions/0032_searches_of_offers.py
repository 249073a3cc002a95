"""Searches of offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "searches",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("trade", sa.String(), server_default="", nullable=False),
        sa.Column("town", sa.String(), server_default="", nullable=False),
        sa.Column("place", sa.String(), server_default="", nullable=False),
        sa.Column("weekly", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_searches_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_searches_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    op.create_index(op.f("ix_searches_due_at"), "searches", ["due_at"], unique=False)
    op.create_index(op.f("ix_searches_person_id"), "searches", ["person_id"], unique=False)
    op.create_table(
        "finds",
        sa.Column("search_id", ID, nullable=False),
        sa.Column("offer_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("told", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_finds_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_finds_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_finds_structure_id")),
        sa.PrimaryKeyConstraint("search_id", "offer_id", name=op.f("pk_finds")),
    )
    op.create_index(op.f("ix_finds_person_id"), "finds", ["person_id"], unique=False)
    op.add_column("offers", sa.Column("service", sa.String(), server_default="", nullable=False))
    op.add_column("offers", sa.Column("ref", sa.String(), server_default="", nullable=False))
    op.create_index(
        op.f("ix_offers_structure_id_service_ref"), "offers", ["structure_id", "service", "ref"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_offers_structure_id_service_ref"), table_name="offers")
    op.drop_column("offers", "ref")
    op.drop_column("offers", "service")
    op.drop_index(op.f("ix_finds_person_id"), table_name="finds")
    op.drop_table("finds")
    op.drop_index(op.f("ix_searches_person_id"), table_name="searches")
    op.drop_index(op.f("ix_searches_due_at"), table_name="searches")
    op.drop_table("searches")
