"""The API's way to what is kept: a key says of which structure, and everything else is asked within it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.runtime.clock import Clock
from bot.runtime.limits import KeyLimits
from core.api.inviting import Invited, Wanted
from core.api.keys import Key
from core.api.shown import Line
from core.records import Asked
from storage import apikeys, readings
from storage.access import Shelves
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road.scenes import World

L = TypeVar("L", bound=Line)


class Keys:
    """The part of bot/web/backstage.py that is about keys."""

    meter: KeyLimits
    _database: Database
    _world: World
    _clock: Clock

    async def key(self, secret: str) -> Key | None:
        return await self._database.run(lambda c: apikeys.find(c, secret, self._clock()))

    async def wait(self, key: Key) -> float:
        return await self.meter.wait(key.id)

    async def read(self, key: Key, asked: Asked[tuple[L, ...]]) -> tuple[L, ...]:
        def work(c: Connection) -> tuple[L, ...]:
            tenancy.within(c, key.structure_id)
            found = Shelves(c, key.structure_id)(asked)
            readings.by_key(c, key, (line.thread for line in found), self._clock())
            return found

        return await self._database.run(work)

    async def invite(self, key: Key, wanted: Wanted) -> Invited:
        now: datetime = self._clock()

        def work(c: Connection) -> Invited:
            tenancy.within(c, key.structure_id)
            return apikeys.invite(c, key, wanted, now)

        return await self._database.run(work)

    def invitation_link(self, code: str) -> str:
        return self._world.link(code)
