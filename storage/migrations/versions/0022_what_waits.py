"""What waits is found by structure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("progress.finished_at IS NULL")
FOUND_BY = {
    "invitations": "created_at",
    "meetings": "updated_at",
    "immersions": "ends",
}


def upgrade() -> None:
    columns = ["structure_id", "updated_at"]
    op.create_index("ix_progress_unfinished", "progress", columns, sqlite_where=UNFINISHED, postgresql_where=UNFINISHED)
    for table, column in FOUND_BY.items():
        op.create_index(op.f(f"ix_{table}_structure_id_{column}"), table, ["structure_id", column])


def downgrade() -> None:
    for table, column in FOUND_BY.items():
        op.drop_index(op.f(f"ix_{table}_structure_id_{column}"), table)
    op.drop_index("ix_progress_unfinished", "progress")
