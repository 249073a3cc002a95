"""Several processes on one PostgreSQL: who lives, who holds an office, and a knock at the others' doors.

All of it rests on what the server does for a session by itself. A process holds a lock that bears its name: when it
dies, the server frees the lock at once, and whoever then can take it knows that the name is dead. An office (the clock,
the poller) is such a lock too, which one process at a time holds. A knock is a NOTIFY: it only makes things fast, the
next look at the tables finds what a lost one was about. Nothing here is the truth about anybody's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from zlib import crc32

import asyncpg
import structlog
from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.dialects.postgresql import asyncpg as dialect
from sqlalchemy.engine import URL

from storage.tables import outbox

#: the first half of our locks' keys: names of processes, and offices
LIVES, OFFICES = 7412364, 7412365
CHANNEL = "triade"
#: seconds between two looks at our session and at the offices; until a server that is silent counts as away
BEAT, PATIENCE = 1.0, 5.0
#: the server notices within about ten seconds that a machine of ours is gone
_SESSION = {
    "application_name": "triade peers",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
_KNOWN = ("host", "port", "user", "password", "database", "ssl")
_SENDERS = (
    select(outbox.c.sender)
    .where(text("state IN ('sending', 'aboard')"), outbox.c.sender != bindparam("own"))
    .distinct()
)
_IS_FREE = text(f"SELECT pg_try_advisory_xact_lock({LIVES}, :key)")

log = structlog.get_logger("storage.engine.peers")


class Alone:
    """For SQLite, where one process does everything."""

    def __init__(self, name: str) -> None:
        self.name = name

    def hear(self, word: str, wake: Callable[[], None]) -> None:
        """There is nobody to hear."""

    def holds(self, office: str) -> bool:
        """Whether we hold this office."""
        return True

    async def join(self, offices: tuple[str, ...]) -> None:
        """There is nobody to join."""

    async def keep(self, stop: asyncio.Event) -> None:
        """Nothing to keep."""
        await stop.wait()

    async def tell(self, word: str) -> None:
        """There is nobody to tell."""

    def missing(self, c: Connection) -> list[str]:
        """Senders whose process is dead."""
        return []

    def is_dead(self, c: Connection, name: str) -> bool:
        """Whether nobody lives under this name; until the end of this transaction nobody can."""
        return False

    async def leave(self) -> None:
        """Nothing to leave."""


class Peers(Alone):
    """One session of its own on the server, opened again whenever it is lost."""

    def __init__(self, url: URL, name: str) -> None:
        super().__init__(name)
        _, options = dialect.dialect().create_connect_args(url)  # type: ignore[no-untyped-call]
        self._where: dict[str, Any] = {key: options[key] for key in _KNOWN if key in options}
        self._session: Any = None
        #: one statement at a time
        self._turn = asyncio.Lock()
        self._wanted: tuple[str, ...] = ()
        self._held: set[str] = set()
        self._doors: dict[str, Callable[[], None]] = {}

    def hear(self, word: str, wake: Callable[[], None]) -> None:
        """From now on `wake` is called when another process tells this word."""
        self._doors[word] = wake

    def holds(self, office: str) -> bool:
        return office in self._held and self._session is not None and not self._session.is_closed()

    async def join(self, offices: tuple[str, ...]) -> None:
        """Be there for the others, and stand for these offices."""
        self._wanted = offices
        await self._beat()

    async def keep(self, stop: asyncio.Event) -> None:
        """Until `stop`: look after our session, and take each office that is free."""
        away = False
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), BEAT)
            try:
                await self._beat()
                away = False
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                if not away:
                    log.warning("the other processes cannot be seen", error=type(error).__name__)
                away = True
                self._lose()

    async def tell(self, word: str) -> None:
        """Knock at the others' doors. When it fails they find by themselves what it was about."""
        if self._session is None or self._session.is_closed():
            return
        try:
            async with self._turn:
                await self._session.execute("SELECT pg_notify($1, $2)", CHANNEL, word, timeout=PATIENCE)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("the other processes were not told", word=word, error=type(error).__name__)

    def missing(self, c: Connection) -> list[str]:
        senders = c.execute(_SENDERS, {"own": self.name}).scalars().all()
        return [sender for sender in senders if self.is_dead(c, sender)]

    def is_dead(self, c: Connection, name: str) -> bool:
        return bool(c.execute(_IS_FREE, {"key": _key(name)}).scalar())

    async def leave(self) -> None:
        """Our name and our offices are free at once."""
        session, self._session = self._session, None
        self._held.clear()
        if session is not None:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await session.close(timeout=2)

    async def _beat(self) -> None:
        async with self._turn:
            await self._look()

    async def _look(self) -> None:
        if self._session is None or self._session.is_closed():
            self._held.clear()
            self._session = await self._open()
        free = [office for office in self._wanted if office not in self._held]
        if not free:
            await self._session.execute("SELECT 1", timeout=PATIENCE)
        for office in free:
            if await self._session.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)", OFFICES, _key(office), timeout=PATIENCE
            ):
                self._held.add(office)
                log.info("elected", office=office)

    async def _open(self) -> Any:
        session = await asyncpg.connect(
            **self._where, timeout=PATIENCE, command_timeout=PATIENCE, server_settings=_SESSION
        )
        try:
            # Somebody who wonders whether we are dead may hold it for a moment.
            await session.execute("SELECT pg_advisory_lock($1, $2)", LIVES, _key(self.name))
            await session.add_listener(CHANNEL, self._knocked)
        except BaseException:
            session.terminate()
            raise
        for wake in self._doors.values():  # whatever was told while we were away
            wake()
        return session

    def _lose(self) -> None:
        session, self._session = self._session, None
        self._held.clear()
        if session is not None:
            session.terminate()

    def _knocked(self, _session: object, _pid: int, _channel: str, word: object) -> None:
        if wake := self._doors.get(str(word)):
            wake()


def _key(name: str) -> int:
    """A lock's second half: 32 bits with a sign."""
    return crc32(name.encode()) - 2**31
