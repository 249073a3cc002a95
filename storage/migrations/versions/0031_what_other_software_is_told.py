"""What other software is told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW = sa.text("state = 'new'")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("url", sa.String(), server_default="", nullable=False),
        sa.Column("secret", sa.String(), server_default="", nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("told", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("stopped", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_hooks_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
    )
    op.create_index(op.f("ix_hooks_structure_id"), "hooks", ["structure_id"], unique=False)
    op.create_table(
        "hook_letters",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("structure_id", ID, nullable=False),
        sa.Column("hook_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), server_default="new", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], name=op.f("fk_hook_letters_hook_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name=op.f("fk_hook_letters_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_letters")),
        sa.UniqueConstraint("hook_id", "number", name=op.f("uq_hook_letters_hook_id_number")),
    )
    op.create_index(
        "ix_hook_letters_new", "hook_letters", ["hook_id", "number"], sqlite_where=NEW, postgresql_where=NEW
    )


def downgrade() -> None:
    op.drop_table("hook_letters")
    op.drop_index(op.f("ix_hooks_structure_id"), table_name="hooks")
    op.drop_table("hooks")
