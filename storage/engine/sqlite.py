"""The SQLite file: how it is opened, and the one thread that writes it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine import URL

T = TypeVar("T")

#: seconds to wait for another process that writes the same file
PATIENCE = 30
#: units committed together at most
TOGETHER = 32
# FULL: the commit is on the disk before it is confirmed. secure_delete: what is erased is overwritten.
# recursive_triggers: INSERT OR REPLACE cannot pass by the trigger that keeps events.
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    "secure_delete": "ON",
    "recursive_triggers": "ON",
    "temp_store": "MEMORY",
}
# What the pragmas must then read.
NEEDED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


class WeakDatabase(RuntimeError):
    """The database may lose what it has confirmed. Stops the start."""


def make_engine(url: URL) -> Engine:
    """An engine whose transactions are BEGIN IMMEDIATE: they wait for their turn instead of failing half-way."""
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": PATIENCE, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")
        for name, needed in NEEDED.items():
            (actual,) = connection.execute(f"PRAGMA {name}").fetchone()
            if actual != needed:
                raise WeakDatabase(f"SQLite runs with {name} = {actual} instead of {needed}")

    def begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN IMMEDIATE")

    # Not an event of the engine: with a listener of its own, it would ask its events twice for each statement.
    engine.dialect.do_begin = begin  # type: ignore[method-assign]
    return engine


def empty_log(file: str) -> bool:
    """The log of writes goes into the file and is cut to nothing; False when somebody reads too long."""
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


class Writer:
    """The thread that owns the connection; units of work queue up for it.

    Those that wait together are committed together, each in a savepoint of its own: one wait for the disk for all.
    """

    def __init__(self, url: URL) -> None:
        self._engine = make_engine(url)
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Unit | None] = SimpleQueue()
        self._thread: Thread | None = None
        self._closed = False

    def submit(self, work: Callable[[Connection], T]) -> asyncio.Future[T]:
        """The result of `work`, run in its turn."""
        if self._closed:
            raise RuntimeError("the database is closed")
        if self._thread is None:
            self._thread = Thread(target=self._write, name="database", daemon=True)
            self._thread.start()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._queue.put(Unit(work, future))
        return future

    def close(self) -> None:
        """Finish what is queued, then close the file."""
        self._closed = True
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _write(self) -> None:
        open_ = True
        while open_:
            units, open_ = self._waiting()
            if not self._together(units):
                for unit in units:
                    self._alone(unit)
        if self._connection is not None:
            self._connection.close()
        self._engine.dispose()

    def _waiting(self) -> tuple[list[Unit], bool]:
        """The next unit and those behind it; whether more may come after them."""
        units: list[Unit] = []
        with suppress(Empty):
            while len(units) < TOGETHER:
                unit = self._queue.get(block=not units)
                if unit is None:
                    return units, False
                units.append(unit)
        return units, True

    def _together(self, units: list[Unit]) -> bool:
        """Run several units in one transaction; False when there is nothing to gain, or all of it was undone."""
        if len(units) < 2:
            return False
        try:
            connection = self._connect()
            with connection.begin():
                answers = [_in_savepoint(connection, unit) for unit in units]
        except Exception:  # the disk is full, the file is locked…: each unit meets the error again by itself
            self._doubt()
            return False
        for unit, answer in zip(units, answers, strict=True):
            unit.answer(*answer)
        return True

    def _alone(self, unit: Unit) -> None:
        try:
            connection = self._connect()
            with connection.begin():
                connection.info.clear()  # what a unit of work notes there lasts as long as the unit
                result = unit.work(connection)
        except BaseException as error:
            self._doubt()
            unit.answer(None, error)
        else:
            unit.answer(result, None)

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _doubt(self) -> None:
        """After an error: keep the connection only if it is out of any transaction."""
        connection = self._connection
        if connection is not None and (connection.invalidated or connection.in_transaction()):
            self._connection = None
            with suppress(Exception):  # it is being thrown away
                connection.close()


class Unit:
    """Work on its way through the thread, and the future of whoever waits for it."""

    def __init__(self, work: Callable[[Connection], Any], future: asyncio.Future[Any]) -> None:
        self.work = work
        self._future = future

    def answer(self, result: Any, error: BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._future.get_loop().call_soon_threadsafe(self._tell, result, error)

    def _tell(self, result: Any, error: BaseException | None) -> None:
        if self._future.done():  # whoever waited has gone away
            return
        if error is None:
            self._future.set_result(result)
        else:
            self._future.set_exception(error)


def _in_savepoint(connection: Connection, unit: Unit) -> tuple[Any, BaseException | None]:
    """The result or the error of a unit, which leaves nothing behind when it fails."""
    driver = _driver(connection)
    connection.info.clear()
    driver.execute("SAVEPOINT unit")
    answer: tuple[Any, BaseException | None]
    try:
        answer = unit.work(connection), None
    except Exception as error:
        if not driver.in_transaction:  # SQLite has undone the others too
            raise
        driver.execute("ROLLBACK TO unit")
        answer = None, error
    driver.execute("RELEASE unit")
    return answer


def _driver(connection: Connection) -> sqlite3.Connection:
    return connection.connection.driver_connection  # type: ignore[return-value]
