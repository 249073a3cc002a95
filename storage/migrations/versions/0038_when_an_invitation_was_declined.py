"""When an invitation was declined."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("invitations", sa.Column("declined_at", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("invitations", "declined_at")
