"""Takes what came in, lane by lane: one transaction locks, loads, decides and saves, or nothing of it happened."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.channel import Channel, Failure, Row, SendFailed
from bot.runtime import crash, flood, metrics, traces
from bot.runtime.clock import Clock
from bot.runtime.flood import Flood, Weighed
from bot.runtime.waiting import first, until
from core.arrivals import arrived
from core.census import Census, CensusWanted
from core.desk import handle
from core.files import FILE_LIMIT, Attachment, Fetched, FileWanted
from core.messages import Incoming, Message, Unknown
from storage.engine import tenancy
from storage.engine.postgresql import is_repeatable
from storage.engine.unit import Database
from storage.road import inbox
from storage.road.inbox import InboxRow
from storage.road.replies import save
from storage.road.scenes import World, load, load_arrival

#: Reads one raw update of a door; the moment is when it was received.
Reader = Callable[[dict[str, Any], datetime], Incoming]

#: where a row keeps what was fetched for it, beside what came in
FETCHED = "fetched"
#: and who was counted
COUNTED = "counted"

log = structlog.get_logger("bot.runtime.receive")


class Receiver:
    """Handles inbox rows in order within a lane. `told` is called when there is something to send."""

    def __init__(
        self,
        database: Database,
        world: World,
        clock: Clock,
        readers: Mapping[str, Reader],
        secret: Callable[[], str],
        told: Callable[[], None],
        channels: Mapping[str, Channel],
    ) -> None:
        self._database = database
        self._world = world
        self._clock = clock
        self._readers = readers
        self._secret = secret
        self._told = told
        self._channels = channels
        #: bounds what one sender makes us do; None where a machine plays everybody
        self.flood: Flood | None = None
        self.wake = asyncio.Event()
        #: so many rows go one by one: one of them has failed
        self._careful = 0

    async def store(self, door: str, rows: list[Row]) -> int:
        """Keep updates before anybody acknowledges them; how many were new."""
        weighed: Sequence[Weighed] | None = None
        if self.flood is not None and door.partition(":")[0] in self._channels:
            weighed = await self.flood.weigh(rows)

        def keep(c: Connection) -> int:
            now = self._clock()
            if weighed is None:
                new = inbox.store(c, door, rows, now)
            else:
                new = flood.store(c, door, weighed, lambda raw: self._readers[door](raw, now), now)
            crash.here("before-inbox-commit")
            return new

        new = await self._database.run(keep)
        crash.here("after-inbox-commit")
        self.wake.set()
        return new

    async def once(self) -> int:
        """Handle the next rows in one transaction, one after the other; how many."""
        taken: list[InboxRow] = []
        most = 1 if self._careful else self._database.together
        self._careful = max(self._careful - 1, 0)
        try:
            with metrics.turn():
                began = time.time_ns()
                handled = await self._database.run(partial(self._turns, taken, most))
        except FileWanted as wanted:  # nothing of this run is kept: it is played again, with the file
            await self._complete(taken[-1], FETCHED, await self._fetched(taken[-1], wanted.file))
            return len(taken)
        except CensusWanted as wanted:
            await self._complete(taken[-1], COUNTED, await self._counted(wanted))
            return len(taken)
        except (OperationalError, InterfaceError, ConnectionError, TimeoutError):
            raise  # the database is away: no fault of this row
        except Exception as error:
            if isinstance(error, DBAPIError) and (error.connection_invalidated or is_repeatable(error)):
                raise  # so are those who got in our way
            if not taken:
                raise
            if most > 1:  # nothing of any of them is kept: each shows for itself what it does
                self._careful = len(taken)
            else:
                await self._failed(taken[-1], error)
            return len(taken)
        if handled:
            metrics.TURNS.labels("handled").inc(handled)
            traces.tell("turn", began, updates=handled)
            crash.here("after-domain-commit")
            self._told()
        return handled

    async def drain(self) -> int:
        """Handle all that waits now; how many rows."""
        count = 0
        while done := await self.once():
            count += done
        return count

    async def run(self, stop: asyncio.Event) -> None:
        """Handle what comes until `stop`; a database that is away is waited for."""
        pause = 0.5
        while not stop.is_set():
            metrics.beat("receiver")
            self.wake.clear()
            try:
                await self.drain()
                pause = 0.5
            except Exception as error:
                log.error("the inbox could not be read", error=type(error).__name__, again_in=pause)
                await until(stop, pause)
                pause = min(pause * 2, 30)
                continue
            # A row that failed is tried again without anybody waking us.
            await first(self.wake, stop, 1.0)

    def _turns(self, taken: list[InboxRow], most: int, c: Connection) -> int:
        del taken[:]
        now = self._clock()
        ends: dict[int, str] = {}
        # In the order they came: what two people said to each other meanwhile reads as they said it.
        for row in inbox.take_run(c, now, most) if self._database.together > 1 else inbox.take(c, now):
            taken.append(row)
            ends[row.id] = self._turn(row, now, c)
            tenancy.within(c, None)
        inbox.finish(c, ends, now)
        if ends:
            crash.here("before-domain-commit")
        return len(taken)

    def _turn(self, row: InboxRow, now: datetime, c: Connection) -> str:
        """Why nothing happened, or ""."""
        raw = json.loads(row.raw)
        fetched, counted = raw.pop(FETCHED, None), raw.pop(COUNTED, None)
        incoming = flood.read(raw, lambda raw: self._readers[row.door](raw, row.received_at))
        if isinstance(incoming, Unknown):
            return incoming.what
        if fetched is not None and isinstance(incoming, Message):
            incoming = replace(incoming, fetched=Fetched(**fetched))
        if counted is not None:
            incoming = replace(incoming, census=Census(**counted | {"present": frozenset(counted["present"])}))
        return decide(c, incoming, self._world, now, self._secret)

    async def _complete(self, row: InboxRow, key: str, found: dict[str, Any]) -> None:
        """Put what the decision wants into its row, between two transactions.

        Core asks for the text of a file, or who is in a group, by raising FileWanted or CensusWanted while it decides:
        that transaction is undone, the channel is asked, its answer (or why there is none) is written into the row, and
        the row is decided once more. A crash anywhere on this way leaves the row as it was, new: the channel is asked
        again, which changes nothing on it. The answer stands nowhere but in the row's own raw text, and goes with it.
        Once it has its answer, be it that there is none, nobody is asked again for a row.
        """
        raw = json.loads(row.raw) | {key: found}
        await self._database.run(lambda c: inbox.complete(c, row.id, json.dumps(raw, ensure_ascii=False)))

    async def _fetched(self, row: InboxRow, file: Attachment) -> dict[str, Any]:
        fetched = await self._fetch(row.door.partition(":")[0], file)
        return {"text": fetched.text, "trouble": fetched.trouble}

    async def _counted(self, wanted: CensusWanted) -> dict[str, Any]:
        try:
            census = await self._channels[wanted.channel].count(wanted.chat, wanted.among)
        except SendFailed as failure:
            log.warning("nobody says who is in a group", kind=failure.kind.value, reason=failure.reason)
            # Put out of it, we know what we must: nothing can be written there.
            out = failure.kind in (Failure.GONE, Failure.NO_RIGHT)
            census = Census() if out else Census(trouble="unavailable")
        return asdict(census) | {"present": sorted(census.present)}

    async def _fetch(self, channel: str, file: Attachment) -> Fetched:
        if file.size > FILE_LIMIT:
            return Fetched(trouble="too-big")
        try:
            text = (await self._channels[channel].fetch(file.ref, FILE_LIMIT)).decode("utf-8-sig")
        except SendFailed as failure:
            log.warning("a file could not be fetched", kind=failure.kind.value, reason=failure.reason)
            return Fetched(trouble="too-big" if failure.kind is Failure.TOO_BIG else "unavailable")
        except UnicodeDecodeError:
            return Fetched(trouble="not-text")
        return Fetched(text) if "\0" not in text else Fetched(trouble="not-text")

    async def _failed(self, row: InboxRow, error: Exception) -> None:
        """The row waits and is tried again; after some tries it dies alone, with an alert, and its chat goes on."""
        reason = f"{type(error).__name__} at {_where(error)}"
        dead = await self._database.run(lambda c: inbox.fail(c, row.id, reason, self._clock()))
        metrics.TURNS.labels("dead" if dead else "failed").inc()
        log.error("an update could not be handled", row=row.id, lane=row.lane, reason=reason, given_up=dead)


def decide(c: Connection, incoming: Incoming, world: World, now: datetime, secret: Callable[[], str]) -> str:
    """Load, decide, save. Returns why nothing happened, or ""."""
    scene = load(c, incoming, world, now, secret)
    reply = handle(incoming, scene)
    came_in = save(c, scene, incoming)
    if came_in is not None:
        scene = load_arrival(c, incoming, world, now, came_in, secret)
        arrived(scene)
        save(c, scene, incoming)
    return reply.ignored


def _where(error: Exception) -> str:
    """File and line of the error: never its words, which may quote a message."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "?"
