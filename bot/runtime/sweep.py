"""What goes by itself: the last traces of who was erased, what is too old, and who came back with a backup."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.runtime.clock import Clock
from storage import erasure, events, forgetting, retention
from storage.engine.unit import Database
from storage.forgetting import Line, Register

log = structlog.get_logger("bot.runtime.sweep")


class Sweeper:
    """Looks often at erasures, once a day at everything; each step is a transaction, and nothing is lost by a stop."""

    def __init__(self, database: Database, clock: Clock, path: Path | None) -> None:
        self._database = database
        self._clock = clock
        self._register = Register(path) if path is not None else None
        self._listed: set[tuple[int, int, str]] = set()
        self._day: date | None = None

    async def begin(self) -> int:
        """Who was erased stays erased, also in a database that came back from a backup; how many were not."""
        lines = await asyncio.to_thread(self._register.read) if self._register is not None else []
        self._listed = {_key(line) for line in lines}
        count = await self._database.run(lambda c: forgetting.again(c, lines, self._clock()))
        if count:
            log.warning("people who were erased had come back, and are erased again", count=count)
        return count

    async def once(self) -> int:
        """What can be done now; how many people and rows."""
        done = await self._erasures()
        today = self._clock().date()
        if today != self._day:
            done += await self.retain()
            self._day = today
        return done

    async def tick(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.once()
        except Exception as error:
            log.error("what is to go could not be looked at", error=type(error).__name__)

    async def _erasures(self) -> int:
        """First into the list, then off the road, then out of the files."""
        gone = await self._database.run(forgetting.erased)
        new = sorted((line for line in gone if _key(line) not in self._listed), key=lambda line: line.erased)
        if new and self._register is not None:
            await asyncio.to_thread(self._register.add, new)
        self._listed |= {_key(line) for line in new}
        finished = await self._database.run(lambda c: erasure.finish(c, self._clock()))
        if new or finished:
            await self._database.scrub()
        return len(finished)

    async def retain(self) -> int:
        """Everything that is too old, to the end; the journal says how much went."""
        total: Counter[str] = Counter()
        while some := await self._database.run(lambda c: retention.step(c, self._clock())):
            total += some
        if total:
            await self._database.run(partial(self._report, total))
            await self._database.scrub()
            log.info("what was too old is gone", **total)
        return total.total()

    def _report(self, total: Counter[str], c: Connection) -> None:
        events.record(c, "retention-done", at=self._clock(), data=dict(total))


def _key(line: Line) -> tuple[int, int, str]:
    return line.structure, line.person, line.created
