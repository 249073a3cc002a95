"""Asks the public services about the searches whose time has come; what they say goes through the inbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

import structlog

from bot.opportunities.read import NAME
from bot.opportunities.services import Away, Services
from bot.runtime.clock import Clock
from bot.runtime.receive import Receiver
from core.opportunities.search import Found, Search, Trade
from storage import searches
from storage.engine.unit import Database

log = structlog.get_logger("bot.runtime.seek")


class Seeker:
    """One look asks about a handful of searches; a service that is away is said to be so, and asked next time."""

    def __init__(
        self, database: Database, clock: Clock, receiver: Receiver, services: Services, trades: Sequence[Trade]
    ) -> None:
        self._database = database
        self._clock = clock
        self._receiver = receiver
        self._services = services
        self._codes = {trade.code: trade.codes for trade in trades}

    async def once(self) -> int:
        """How many new answers there are."""
        now = self._clock()
        due = await self._database.run(lambda c: searches.to_ask(c, now))
        return sum([await self._ask(structure, search) for structure, search in due])

    async def look(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.once()
        except Exception as error:
            log.error("the offers could not be searched", error=type(error).__name__)

    async def _ask(self, structure: int, search: Search) -> int:
        found: list[Found] = []
        place, troubles = search.place, []
        try:
            town = await self._services.town(search.town)
            if town is None:
                troubles.append("town")
            for name, ask in self._services.asked.items() if town is not None else ():
                assert town is not None
                place = town.name
                try:
                    found += await ask(self._codes.get(search.trade, (search.trade,)), town)
                except Away as away:
                    log.warning("a service of offers is away", service=name, reason=str(away))
                    troubles.append(name)
        except Away as away:
            log.warning("no town for a search", reason=str(away))
            troubles += self._services.asked
        now = self._clock()
        if not await self._database.run(lambda c: searches.keep_found(c, structure, search, place, found, now)):
            return 0
        # The same search at the same moment has the same number: asked twice, it is told once.
        number = int.from_bytes(sha256(f"{search.id}:{search.due_at}".encode()).digest()[:7], "big")
        said = {"row": number, "structure": structure, "person": search.person_id, "search": search.id}
        text = json.dumps(said | {"troubles": troubles}, ensure_ascii=False)
        return await self._receiver.store(NAME, [(number, f"{NAME}:{search.person_id}", text)])
