"""Writes down that the door receives; after a silence in which presses were lost, the cards that wait are shown again.

Telegram keeps a press for 150 seconds only, so a shorter stop loses none (Bot API server, Client.cpp).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.runtime.clock import Clock
from core.nudges import gap
from storage import people
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road import doors, timers

#: seconds between two beats, and how long a press is kept
BEAT, KEPT = 30, timedelta(seconds=150)

log = structlog.get_logger("bot.runtime.heartbeat")


class Heartbeat:
    """`rounds` says how often the door has heard from Telegram; a door that is called (a webhook) says nothing."""

    def __init__(self, database: Database, clock: Clock, door: str, rounds: Callable[[], int] | None) -> None:
        self._database = database
        self._clock = clock
        self._door = door
        self._rounds = rounds
        self._before = 0

    async def beat(self, ours: Callable[[], bool] = lambda: True) -> None:
        """For the scheduler: troubles are logged, the next beat tries again. Nothing while the door is not `ours`."""
        heard = self._rounds() if self._rounds is not None else self._before + 1
        if heard == self._before or not ours():
            return
        try:
            await self._database.run(self._write)
            self._before = heard
        except Exception as error:
            log.error("the heartbeat could not be written", error=type(error).__name__)

    def _write(self, c: Connection) -> None:
        now = self._clock()
        last = doors.beat(c, self._door, now)
        if last is None or now - last <= KEPT:
            return
        log.warning("nothing was received for a while", seconds=int((now - last).total_seconds()))
        for structure in people.structures_all(c):
            timer = gap.timer(structure.id, last, now)
            with tenancy.across(c, structure.id):
                timers.set_timer(c, structure.id, timer.key, timer.kind, timer.due_at, timer.data)
