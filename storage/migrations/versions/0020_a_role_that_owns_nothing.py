"""A role that owns nothing, under which PostgreSQL works; engine/tenancy.py puts every table behind its policy."""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

# Roles belong to the whole server: another database of it may have made this one, even at this moment. Who may not make
# roles goes without: the policies hold for the owner too, as long as she is no superuser.
ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'triade_app') THEN
        CREATE ROLE triade_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT pg_has_role('triade_app', 'MEMBER') THEN
        EXECUTE format('GRANT triade_app TO %I', session_user);
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$
"""
OPEN = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT tablename, policyname FROM pg_policies
        WHERE policyname IN ('tenancy', 'tenancy_shared') AND schemaname = current_schema()
    LOOP
        EXECUTE format('DROP POLICY %I ON %I', one.policyname, one.tablename);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', one.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', one.tablename);
    END LOOP;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(ROLE)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(OPEN)  # the role stays: other databases may use it
