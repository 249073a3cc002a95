"""How we connect to PostgreSQL, and what we refuse of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry

from storage.engine import tenancy
from storage.engine.sqlite import WeakDatabase

T = TypeVar("T")

#: deadlock_detected, serialization_failure: the server undid the whole transaction, it can be run again
REPEATABLE = ("40P01", "40001")


def is_repeatable(error: DBAPIError) -> bool:
    """Whether the unit failed only because of others at the same time.

    Two processes that choose letters of one lane at once: the index lets one of them have it.
    """
    return getattr(error.orig, "sqlstate", None) in REPEATABLE or "uq_outbox_one_in_flight" in str(error.orig)


def connect_arguments() -> dict[str, Any]:
    """For asyncpg: nothing may wait for ever, and a commit is confirmed when it is on the disk."""
    return {
        "timeout": 10,
        "command_timeout": 60,
        "server_settings": {
            "application_name": "triade",
            "timezone": "UTC",
            "synchronous_commit": "on",
            "lock_timeout": "30s",
            # Every statement of ours looks up a few rows by an index: planned once, in the order it is written.
            "plan_cache_mode": "force_generic_plan",
            "join_collapse_limit": "1",
            "jit": "off",
            "idle_in_transaction_session_timeout": "120s",
            tenancy.SETTING: tenancy.EVERY,
        },
    }


def watch_connections(engine: AsyncEngine, durable: bool) -> None:
    """Each new connection is asked whether the server keeps what it confirms; WeakDatabase when it does not."""

    @event.listens_for(engine.sync_engine, "connect")
    def check(connection: Any, record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            for setting in ("synchronous_commit", *(("fsync", "full_page_writes") if durable else ())):
                cursor.execute(f"SHOW {setting}")
                if cursor.fetchone()[0] == "off":
                    raise WeakDatabase(f"PostgreSQL runs with {setting} = off: confirmed messages could be lost")
            cursor.execute(tenancy.TAKE_ROLE)
            if record.record_info is not None:
                record.record_info[tenancy.ROLE] = cursor.fetchone() is not None
            connection.commit()  # else the role would go with a transaction that is undone
        finally:
            cursor.close()


def begun(connection: Connection, work: Callable[[Connection], T]) -> T:
    """What `work` returns, in a transaction that has just begun, under the role that owns nothing.

    Not an event of the engine: with a listener of its own, it would ask its events twice for each statement.
    """
    connection.info.clear()  # what a unit of work notes there lasts as long as the unit
    if not (connection.connection.record_info or {}).get(tenancy.ROLE):
        tenancy.be_role(connection)  # a connection older than the first migration
    return work(connection)
