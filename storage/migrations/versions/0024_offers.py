"""Offers, and who answers them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def word(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default=default, nullable=False)


def upgrade() -> None:
    op.create_table(
        "offers",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        *map(word, ("kind", "title", "company", "town", "contact")),
        sa.Column("until", sa.Date(), nullable=False),
        word("state", "open"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_offers_author_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_offers_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_structure_id_until"), "offers", ["structure_id", "until"])
    op.create_table(
        "applications",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("offer_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        word("stage"),
        sa.Column("shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_applications_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_applications_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_applications_structure_id")),
        sa.PrimaryKeyConstraint("person_id", "offer_id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_structure_id_offer_id"), "applications", ["structure_id", "offer_id"])


def downgrade() -> None:
    op.drop_table("applications")
    op.drop_table("offers")
