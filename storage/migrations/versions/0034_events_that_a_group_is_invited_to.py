"""Events that a group is invited to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("place", sa.String(), server_default="", nullable=False),
        sa.Column("starts", MOMENT, nullable=False),
        sa.Column("room", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("topic", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("door", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_gatherings_author_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_gatherings_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gatherings")),
    )
    op.create_index(op.f("ix_gatherings_structure_id_starts"), "gatherings", ["structure_id", "starts"], unique=False)
    op.create_table(
        "gathering_guests",
        sa.Column("gathering_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("state", sa.String(), server_default="invited", nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gatherings.id"], name=op.f("fk_gathering_guests_gathering_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_gathering_guests_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_gathering_guests_structure_id")),
        sa.PrimaryKeyConstraint("gathering_id", "person_id", name=op.f("pk_gathering_guests")),
    )
    op.create_index(op.f("ix_gathering_guests_person_id"), "gathering_guests", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("gathering_guests")
    op.drop_table("gatherings")
