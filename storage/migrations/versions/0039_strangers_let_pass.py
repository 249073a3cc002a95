"""What strangers send lets all else pass."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.add_column("inbox", sa.Column("turn", sa.Integer(), server_default=sa.text("0"), nullable=False))
    _index("turn", "id")


def downgrade() -> None:
    _index("id")
    op.drop_column("inbox", "turn")


def _index(*columns: str) -> None:
    op.drop_index("ix_inbox_new", table_name="inbox")
    op.create_index("ix_inbox_new", "inbox", list(columns), sqlite_where=NEW, postgresql_where=NEW)
