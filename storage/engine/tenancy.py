"""Whose rows a transaction may touch: those of one structure, or, for the road itself, of every one.

A unit of work begins across all structures, because nobody knows yet whom an update is from: the inbox, the letters to
send, the timers that are due, who is behind an address, a code or a session. As soon as the structure is known the unit
is narrowed with `within`, and everything that is decided and kept stays in it. What then concerns several structures on
purpose (an address that two of them know) says so with `across`.

PostgreSQL holds us to it by row-level security, forced on the owner too, under a role that owns nothing: a query that
forgets its structure finds nothing of another one, and a row of another one is refused. On SQLite, which has no such
thing, the tests hold us to it (tests/tenancy.py). This guards against our mistakes, not against somebody who can
already run statements of his own: he could widen the transaction as we do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

from storage.tables import inbox, metadata, module_versions, rooms, structures

#: the role that works, and owns nothing
ROLE = "triade_app"
#: the setting that names the structure of a transaction
SETTING = "triade.structure"
EVERY = "every"
POLICY = "tenancy"
#: without a structure of their own, yet with words of people: only the road reads them. When an update is stored nobody
#: knows whose it is, and what it held is emptied within days (storage/register/); a group is known before it is linked.
#: `doors` and `erasures` have none either: the first says nothing of anybody, the second is empty between transactions.
ROAD = (inbox, rooms)
#: with rows of the house, that every structure reads and none may change
SHARED = (module_versions,)

_NARROW = text(f"SELECT set_config('{SETTING}', :scope, true)")
_BE_OWNER = text("SELECT set_config('role', 'none', true)")
_TAKE = (
    "SELECT set_config('role', '{role}', {local}) FROM pg_roles WHERE rolname = '{role}' AND pg_has_role(oid, 'MEMBER')"
)
#: once for a connection, and for one transaction
TAKE_ROLE = _TAKE.format(role=ROLE, local="false")
_BE_ROLE = text(_TAKE.format(role=ROLE, local="true"))
_ENCLOSED = text("SELECT tablename FROM pg_policies WHERE policyname = :policy AND schemaname = current_schema()")
_BYPASSES = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def scope(c: Connection) -> str:
    """The structure this unit of work is in, or EVERY."""
    return str(c.info.get(SETTING, EVERY))


def within(c: Connection, structure: int | None) -> None:
    """From now on this unit touches rows of that structure only; None: of every structure."""
    wanted = EVERY if structure is None else str(structure)
    if wanted == scope(c):
        return
    c.info[SETTING] = wanted
    if c.dialect.name == "postgresql":
        c.execute(_NARROW, {"scope": wanted})


@contextmanager
def across(c: Connection, structure: int | None = None) -> Iterator[None]:
    """A few statements that concern every structure, or another one; then as before."""
    before = scope(c)
    within(c, structure)
    yield  # when it fails, the transaction is undone, and its scope with it
    within(c, None if before == EVERY else int(before))


def tenant_tables() -> list[Table]:
    """Every table whose rows belong to a structure."""
    return [table for table in metadata.sorted_tables if table is structures or "structure_id" in table.c]


def be_owner(c: Connection) -> None:
    """Until the end of this transaction: the user we connected as, who may change the schema."""
    c.execute(_BE_OWNER)


def be_role(c: Connection) -> None:
    """Until the end of this transaction: the role that owns nothing, once there is one."""
    c.execute(_BE_ROLE)


def bypasses(c: Connection) -> bool:
    """Whether row-level security does not hold for whoever we are now (a superuser, and no other role to take)."""
    return bool(c.execute(_BYPASSES).scalar())


def enclose(c: Connection) -> None:
    """Put every table behind its policy, also those that the newest revision has added; PostgreSQL only."""
    known = set(c.execute(_ENCLOSED, {"policy": POLICY}).scalars())
    for table in [*tenant_tables(), *ROAD]:
        if table.name not in known:
            c.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
            c.exec_driver_sql(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
            c.exec_driver_sql(f"CREATE POLICY {POLICY} ON {table.name} USING ({_rule(table)})")
            if table in SHARED:
                of_the_house = "FOR SELECT USING (structure_id IS NULL)"
                c.exec_driver_sql(f"CREATE POLICY {POLICY}_shared ON {table.name} {of_the_house}")
    if c.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}).scalar():
        c.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        c.exec_driver_sql(f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")


def _rule(table: Table) -> str:
    """When a row may be seen and written. Without any scope: never."""
    here = f"current_setting('{SETTING}', true)"
    if table in ROAD:
        return f"{here} = '{EVERY}'"
    column = "id" if table is structures else "structure_id"
    return f"{here} IN ('{EVERY}', {column}::text)"
