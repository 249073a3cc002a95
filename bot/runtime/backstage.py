"""The pages' way to what is kept: one transaction per question, within one structure."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.runtime.clock import Clock
from core.links import Link
from core.records import Asked
from storage import access, links
from storage.unit import Database

T = TypeVar("T")


class House:
    """Fulfils bot/web/backstage.py."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def now(self) -> datetime:
        return self._clock()

    async def link(self, purpose: str, code: str) -> Link | None:
        return await self._database.run(lambda c: links.find(c, purpose, code))

    async def find(self, structure: int, asked: Asked[T]) -> T:
        return await self._database.run(lambda c: access.Shelves(c, structure)(asked))

    async def keep(self, structure: int, *things: object) -> None:
        def work(c: Connection) -> None:
            for thing in things:
                access.keep(c, structure, thing, self._clock())

        await self._database.run(work)
