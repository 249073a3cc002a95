"""Meetings and the week."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("stage", sa.String(), server_default="", nullable=False),
        sa.Column("starts", MOMENT, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_meetings_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_meetings_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_meetings")),
    )
    op.create_table(
        "nudged",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_nudged_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_nudged_structure_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_nudged")),
    )
    op.create_table(
        "week_reviews",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("well", sa.String(), server_default="", nullable=False),
        sa.Column("hard", sa.String(), server_default="", nullable=False),
        sa.Column("help", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_week_reviews_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_week_reviews_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_week_reviews_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "week", name=op.f("pk_week_reviews")),
    )


def downgrade() -> None:
    op.drop_table("week_reviews")
    op.drop_table("nudged")
    op.drop_table("meetings")
