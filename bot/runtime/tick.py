"""The clock's road: what is due takes the same way as what comes in. The timers table is the truth."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.runtime import crash, metrics, traces
from bot.runtime.clock import Clock
from core import due
from core.scene import Timer
from storage import people
from storage.engine.unit import Database
from storage.road import restored, timers
from storage.road.replies import save
from storage.road.scenes import World, load_timer

log = structlog.get_logger("bot.runtime.tick")


class Ticker:
    """Fires what is due, each timer in the transaction of what it causes: never twice, never lost."""

    def __init__(self, database: Database, world: World, clock: Clock, told: Callable[[], None]) -> None:
        self._database = database
        self._world = world
        self.now = clock
        self._told = told
        self._restored: datetime | None = None

    async def begin_days(self) -> None:
        """Every structure has its timer of the day, also one that is older than this program."""
        await self._database.run(lambda c: people.begin_days(c, self.now()))
        self._restored = await self._database.run(restored.moment)

    async def once(self) -> int:
        """Fire one due timer, if there is one; how many."""
        began = time.time_ns()
        fired = await self._database.run(self._fire)
        if fired:
            traces.tell("tick", began, timers=fired)
            metrics.TIMERS.inc(fired)
            crash.here("after-domain-commit")
            self._told()
        return fired

    async def drain(self) -> int:
        """Fire all that is due; how many."""
        count = 0
        while await self.once():
            count += 1
        return count

    async def tick(self) -> None:
        """For the scheduler: troubles are logged, the next tick tries again."""
        metrics.beat("clock")
        try:
            await self.drain()
        except Exception as error:
            log.error("the timers could not be read", error=type(error).__name__)

    def _fire(self, c: Connection) -> int:
        now = self.now()
        for timer in timers.due(c, now, 1):
            if not timers.fire(c, timer.id, now):
                return 0
            scene = load_timer(c, timer, self._world, now)
            due.handle(Timer(timer.key, timer.kind, timer.due_at, timer.triad, timer.person, timer.data), scene)
            save(c, scene)
            if self._restored is not None and timer.due_at <= self._restored:
                restored.hold_caused(c, timer.cause, now)
            crash.here("before-domain-commit")
            return 1
        return 0
