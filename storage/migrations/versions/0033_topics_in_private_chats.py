"""Topics in private chats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("members", sa.Column("topic", sa.String(), server_default="", nullable=False))
    op.add_column("members", sa.Column("topic_chat", sa.String(), server_default="", nullable=False))
    op.add_column("members", sa.Column("topics_lost", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    for column in ("topics_lost", "topic_chat", "topic"):
        op.drop_column("members", column)
