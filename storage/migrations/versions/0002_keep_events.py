"""Events are never changed nor deleted, but by an erasure (storage/events.py)."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = "events are never changed: see storage/events.py"

REFUSE = f"ON events WHEN NOT EXISTS (SELECT 1 FROM erasures) BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
SQLITE = [
    f"CREATE TRIGGER keep_events_update BEFORE UPDATE {REFUSE}",
    f"CREATE TRIGGER keep_events_delete BEFORE DELETE {REFUSE}",
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION keep_events() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM erasures) THEN
            RAISE EXCEPTION '{WORDS}';
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$
    """,
    "CREATE TRIGGER keep_events BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION keep_events()",
    "CREATE TRIGGER keep_all_events BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION keep_events()",
]


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER keep_events_update")
        op.execute("DROP TRIGGER keep_events_delete")
    else:
        op.execute("DROP TRIGGER keep_all_events ON events")
        op.execute("DROP TRIGGER keep_events ON events")
        op.execute("DROP FUNCTION keep_events()")
