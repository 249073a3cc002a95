"""Versions of modules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
HOUSE = sa.text("structure_id IS NULL")


def upgrade() -> None:
    op.create_table(
        "module_versions",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=True),
        sa.Column("slug", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("module", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_module_versions_published_by")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_module_versions_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_versions")),
        sa.UniqueConstraint(
            "structure_id", "slug", "version", name=op.f("uq_module_versions_structure_id_slug_version")
        ),
    )
    op.create_index(
        "uq_module_versions_house",
        "module_versions",
        ["slug", "version"],
        unique=True,
        sqlite_where=HOUSE,
        postgresql_where=HOUSE,
    )


def downgrade() -> None:
    op.drop_index("uq_module_versions_house", table_name="module_versions")
    op.drop_table("module_versions")
