"""Topics of one forum take turns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NEW = sa.text("state = 'new'")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("slot", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    _index("urgency", "slot", "id")


def downgrade() -> None:
    _index("urgency", "id")
    op.drop_column("outbox", "slot")


def _index(*columns: str) -> None:
    op.drop_index("ix_outbox_new", table_name="outbox")
    op.create_index("ix_outbox_new", "outbox", list(columns), sqlite_where=NEW, postgresql_where=NEW)
