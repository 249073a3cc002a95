"""Sends what other software is to be told: one event of an endpoint at a time, in order, again when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from bot.hooks.post import NotArrived
from core.api.told import Hook, Told, given_up, losing
from core.messages import Place
from core.scene import Scene
from storage import hooks, people
from storage.access import Shelves
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.road.alerts import raise_alert
from storage.road.replies import save
from storage.road.scenes import World, empty

#: NotArrived when nobody has taken it
Posts = Callable[[Told, int], Awaitable[None]]
#: events of one round, so that a long queue does not hold up a stop
MOST = 200

log = structlog.get_logger("bot.hooks")


class Hooks:
    """Told of what is due by the database alone: a stop loses nothing, and at worst an event arrives twice, with the
    same id. One process at a time sends (the elected clock), so the order of an endpoint holds."""

    def __init__(self, database: Database, world: World, clock: Callable[[], datetime], post: Posts) -> None:
        self._database, self._world, self._clock, self._post = database, world, clock, post

    async def once(self) -> int:
        """Send all that is due; how many tries that was."""
        tries = 0
        while tries < MOST and (found := await self._database.run(lambda c: hooks.due(c, self._clock()))):
            troubles = await asyncio.gather(*map(self._try, found))
            for told, trouble in zip(found, troubles, strict=True):
                await self._database.run(partial(self._settle, told, trouble))
            tries += len(found)
        await self._database.run(self._losing)
        return tries

    async def look(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.once()
        except Exception as error:
            log.error("other software could not be told", error=type(error).__name__)

    async def _try(self, told: Told) -> str:
        """Why it has not arrived; "" when it has."""
        try:
            await self._post(told, int(self._clock().timestamp()))
        except NotArrived as trouble:
            log.warning("not told", hook=told.hook.id, number=told.number, reason=str(trouble))
            return str(trouble)
        return ""

    def _settle(self, told: Told, trouble: str, c: Connection) -> None:
        now = self._clock()
        tenancy.within(c, told.hook.structure_id)
        if not trouble:
            hooks.arrived(c, told, now)
        elif hooks.failed(c, told, trouble, now):
            words, structure = f"L'adresse n° {told.hook.id} ne répond plus.", told.hook.structure_id
            raise_alert(c, f"webhook-stopped:{told.id}:{now.isoformat()}", "webhook-stopped", words, now, structure)
            self._say(c, told.hook, f"webhook:{told.id}:{now.isoformat()}", given_up)

    def _losing(self, c: Connection) -> None:
        """What waited too long for an endpoint that rests is gone: said once for each rest."""
        for hook in hooks.resting(c):
            cause, words = f"webhook-lost:{hook.id}:{hook.arrived}", f"L'adresse n° {hook.id} perd des événements."
            tenancy.within(c, hook.structure_id)
            if hook.lost and raise_alert(c, cause, "webhook-losing", words, self._clock(), hook.structure_id):
                self._say(c, hook, cause, losing)
            tenancy.within(c, None)

    def _say(self, c: Connection, hook: Hook, cause: str, said: Callable[[Scene, Hook], None]) -> None:
        scene = empty(self._world, self._clock(), cause, Place("", ""), str)
        scene.structure = people.structure(c, hook.structure_id)
        scene.find = Shelves(c, hook.structure_id)
        said(scene, hook)
        save(c, scene)
