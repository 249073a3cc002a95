"""The Telegram group of a triad."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "triad_groups",
        sa.Column("triad_id", ID, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("chat", sa.String(), server_default="", nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="linked", nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("linked_by", ID, nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["triad_id"], ["triads.id"], name=op.f("fk_triad_groups_triad_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_triad_groups_structure_id")),
        sa.ForeignKeyConstraint(["linked_by"], ["people.id"], name=op.f("fk_triad_groups_linked_by")),
        sa.PrimaryKeyConstraint("triad_id", name=op.f("pk_triad_groups")),
        sa.UniqueConstraint("channel", "chat", name=op.f("uq_triad_groups_channel_chat")),
    )


def downgrade() -> None:
    op.drop_table("triad_groups")
