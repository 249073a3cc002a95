"""Drafts of modules, and previews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "module_drafts",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("module", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("drafted_by", ID, nullable=False),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["people.id"], name=op.f("fk_module_drafts_drafted_by")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_module_drafts_structure_id")),
        sa.PrimaryKeyConstraint("structure_id", "slug", name=op.f("pk_module_drafts")),
    )
    op.create_table(
        "module_previews",
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_module_previews_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_module_previews_structure_id")),
        sa.PrimaryKeyConstraint("structure_id", "person_id", name=op.f("pk_module_previews")),
    )


def downgrade() -> None:
    op.drop_table("module_previews")
    op.drop_table("module_drafts")
