"""The number of a young person's file elsewhere (i-milo), as it stood in the list she was invited from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitations", sa.Column("reference", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("invitations", "reference")
