"""What comes, and what it is linked to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "horizon_items",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("side", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="", nullable=False),
        sa.Column("week", sa.Date(), nullable=True),
        sa.Column("line", sa.String(), server_default="", nullable=False),
        sa.Column("usual", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("file", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_horizon_items_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_horizon_items_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_horizon_items_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "number", name=op.f("pk_horizon_items")),
    )
    op.create_table(
        "horizon_ties",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_horizon_ties_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_horizon_ties_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_horizon_ties_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "work", "course", name=op.f("pk_horizon_ties")),
    )
    op.create_table(
        "horizons",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("family", sa.String(), server_default="", nullable=False),
        sa.Column("asked_work", sa.Date(), nullable=True),
        sa.Column("asked_course", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_horizons_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_horizons_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", name=op.f("pk_horizons")),
    )
    op.create_table(
        "mission_origins",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("mission", sa.Integer(), nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("course", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_mission_origins_structure_id")),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_mission_origins_triad_id")),
        sa.PrimaryKeyConstraint("triad_id", "mission", name=op.f("pk_mission_origins")),
    )


def downgrade() -> None:
    op.drop_table("mission_origins")
    op.drop_table("horizons")
    op.drop_table("horizon_ties")
    op.drop_table("horizon_items")
