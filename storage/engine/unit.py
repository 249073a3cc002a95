"""One unit of work: a plain function that runs inside one write transaction, on SQLite or PostgreSQL."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from storage.engine import tenancy
from storage.engine.peers import Alone, Peers
from storage.engine.postgresql import begun, connect_arguments, is_repeatable, watch_connections
from storage.engine.sqlite import Writer, empty_log

T = TypeVar("T")

#: how often a unit is run when others at the same time make it fail
REPEATS = 3


class Database(ABC):
    """Where everything is kept. Made by `Database.open`."""

    #: "sqlite" or "postgresql"
    name: str
    #: how many things of one kind are worth doing in one unit: one, where others hold locks at the same time
    together = 1

    @staticmethod
    def open(url: str, *, durable: bool = True) -> Database:
        """The database of `sqlite:///path` or `postgresql://…`; nothing is read before the first `run`.

        A server that may lose what it has confirmed (fsync off) is refused, unless `durable` is False: for tests.
        """
        parsed = parse(url)
        return SQLite(parsed) if parsed.get_backend_name() == "sqlite" else PostgreSQL(parsed, durable)

    @abstractmethod
    async def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, once committed; when it raises, nothing of it remains and the error goes on.

        `work` may run more than once, so it touches nothing but the database.
        """

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        """What `work` reads in one go: all of it as it was at one moment, while others go on writing."""
        return await self.run(work)

    def peers(self, name: str) -> Alone:
        """What a process of this name needs to work beside others."""
        return Alone(name)

    @abstractmethod
    async def scrub(self) -> None:
        """What was erased leaves the files too, as far as we can make it."""

    @abstractmethod
    async def close(self) -> None:
        """Give back the connections, after the units under way."""


def parse(url: str) -> URL:
    """The address with the driver we use; ValueError when it names neither SQLite nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ValueError("a database address looks like sqlite:///file or postgresql://…") from error
    match parsed.get_backend_name():
        case "sqlite":
            return parsed.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"no {other} here: the database is SQLite or PostgreSQL")


class SQLite(Database):
    """A file and the one thread that writes it: one hop per unit instead of one per statement."""

    name = "sqlite"
    together = 16

    def __init__(self, url: URL) -> None:
        self._writer = Writer(url)
        self._file = url.database or ""

    async def run(self, work: Callable[[Connection], T]) -> T:
        return await self._writer.submit(work)

    async def scrub(self) -> None:
        """`secure_delete` has overwritten the pages; the log of writes still holds them as they were."""
        await asyncio.to_thread(empty_log, self._file)

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.close)


#: the first PostgreSQL that can clear its statistics of a column
FORGETS = (18,)
_FORGET = """
    SELECT pg_clear_attribute_stats(current_schema()::text, t.relname::text, a.attname::text, false)
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND pg_has_role(t.relowner, 'USAGE')
    AND a.attnum > 0 AND NOT a.attisdropped
"""


class PostgreSQL(Database):
    """A server, READ COMMITTED: whoever needs more takes row locks."""

    name = "postgresql"

    def __init__(self, url: URL, durable: bool) -> None:
        self._url = url
        self._engine = create_async_engine(
            url, pool_size=10, max_overflow=10, pool_timeout=10, connect_args=connect_arguments()
        )
        watch_connections(self._engine, durable)

    async def run(self, work: Callable[[Connection], T]) -> T:
        for left in reversed(range(REPEATS)):
            try:
                async with self._engine.begin() as connection:
                    return await connection.run_sync(begun, work)
            except DBAPIError as error:
                if not left or not is_repeatable(error):
                    raise
        raise AssertionError("unreachable")

    async def snapshot(self, work: Callable[[Connection], T]) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ")
            async with connection.begin():
                return await connection.run_sync(begun, work)

    def peers(self, name: str) -> Alone:
        return Peers(self._url, name)

    async def scrub(self) -> None:
        """The server's statistics quote what stands in the tables: they are made anew, and first of all cleared, as
        ANALYZE leaves those of a table that is empty now. What is dead leaves its files when they are written again
        (VACUUM FULL), and its log is kept as long as its backups need it."""

        def describe(c: Connection) -> None:
            tenancy.be_owner(c)
            if (c.dialect.server_version_info or (0,)) >= FORGETS:
                c.exec_driver_sql(_FORGET)
            c.exec_driver_sql("ANALYZE")

        await self.run(describe)

    async def close(self) -> None:
        await self._engine.dispose()
