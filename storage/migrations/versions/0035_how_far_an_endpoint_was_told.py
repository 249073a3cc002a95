"""How far an endpoint was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# What waits comes after what arrived; where nothing waits, all that is kept has arrived.
_ARRIVED = """
UPDATE hooks SET arrived = COALESCE(
    (SELECT MIN(number) - 1 FROM hook_letters WHERE hook_id = hooks.id AND state = 'new'), told)
"""


def upgrade() -> None:
    op.add_column("hooks", sa.Column("arrived", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute(_ARRIVED)


def downgrade() -> None:
    op.drop_column("hooks", "arrived")
