"""Where an invitation was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("channel", sa.String(), server_default="", nullable=False))
    op.add_column("invitations", sa.Column("value", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("invitations", "value")
    op.drop_column("invitations", "channel")
