"""Where rows pass quickly, PostgreSQL sweeps often: else what has left is read again each time the next are chosen."""

from __future__ import annotations

from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TABLES = ("inbox", "outbox", "timers")
#: after so many rows that changed, however large the table is; the server's own rule is a fifth of it
OFTEN = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000"


def upgrade() -> None:
    _set(f"SET ({OFTEN})")


def downgrade() -> None:
    _set("RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)")


def _set(words: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"ALTER TABLE {table} {words}")
