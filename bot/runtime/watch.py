"""Watches the conventions that triads follow: asks the service, takes what it posts, and minds the life of the key."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.immersion.read import NAME, reduce
from bot.immersion.service import NoAnswer, Service
from bot.runtime.clock import Clock
from bot.runtime.receive import Receiver
from core.messages import Content, Send, ToDesk, Urgency
from core.texts import render, say
from storage import immersions, people
from storage.engine.unit import Database
from storage.immersions import Followed
from storage.road import outbox
from storage.road.alerts import raise_alert

#: how long before its end a key is spoken of
NOTICE = timedelta(days=30)

log = structlog.get_logger("bot.runtime.watch")


class Watcher:
    """What the service says goes through the inbox, like everything that comes in."""

    def __init__(
        self, database: Database, clock: Clock, receiver: Receiver, service: Service | None, key_ends: date | None
    ) -> None:
        self._database = database
        self._clock = clock
        self._receiver = receiver
        self._service = service
        self._key_ends = key_ends

    async def once(self) -> int:
        """Ask about every convention whose answer is old or missing; how many were asked about."""
        await self._mind_key()
        if self._service is None:
            return 0
        now = self._clock()
        found = await self._database.run(lambda c: immersions.to_ask(c, now))
        for followed in found:
            await self._ask(self._service, followed)
        return len(found)

    async def look(self) -> None:
        """For the scheduler: troubles are logged, the next look tries again."""
        try:
            await self.once()
        except Exception as error:
            log.error("the conventions could not be looked at", error=type(error).__name__)

    async def take(self, raw: Any) -> int:
        """What the service posts of a convention, for each triad that follows it. ValueError when it is none."""
        said = reduce(raw)
        number = said["convention"]["id"]
        triads = await self._database.run(lambda c: immersions.followers(c, number))
        return await self._store([{"triad": triad, "number": number, **said} for triad in triads])

    async def _ask(self, service: Service, followed: Followed) -> None:
        row = {"triad": followed.triad, "number": followed.convention, "asked": True, "at": self._clock().isoformat()}
        try:
            said = reduce(await service.convention(followed.convention))
            if said["convention"]["id"] != followed.convention:
                raise NoAnswer("unknown", "another convention")
            row |= said
        except NoAnswer as none:
            log.warning("no answer about a convention", trouble=none.trouble, reason=str(none))
            row["trouble"] = none.trouble
        except ValueError as error:
            log.error("an answer that is no convention", reason=str(error))
            row["trouble"] = "down"
        await self._store([row])

    async def _store(self, news: list[dict[str, Any]]) -> int:
        rows = []
        for said in news:
            # The same words for the same triad have the same number: a second post of them is stored once.
            text = json.dumps(said, ensure_ascii=False, sort_keys=True)
            number = int.from_bytes(sha256(text.encode()).digest()[:7], "big")
            rows.append((number, f"{NAME}:{said['triad']}", json.dumps({"row": number, **said}, ensure_ascii=False)))
        return await self._receiver.store(NAME, rows) if rows else 0

    async def _mind_key(self) -> None:
        """Thirty days before the key ends, the operator and the counsellors learn it, once."""
        ends, now = self._key_ends, self._clock()
        if ends is not None and now.date() >= ends - NOTICE:
            await self._database.run(lambda c: self._announce(c, ends))

    def _announce(self, c: Connection, ends: date) -> None:
        now = self._clock()
        cause, day = f"immersion-key:{ends}", f"{ends:%d/%m/%Y}"
        words = f"La clé d'Immersion Facilitée finit le {day} : demandez-en une nouvelle (TRIADE_IMMERSION_KEY)."
        if not raise_alert(c, cause, "immersion-key", words, now):
            return
        told = say("🔑 La clé d'Immersion Facilitée finit le {day}. Sans nouvelle clé, les conventions ne se "
                   "mettront plus à jour ici : prévenez la personne qui gère le bot.", day=day)  # fmt: skip
        for structure in people.structures_all(c):
            if structure.forum is not None:
                send = Send(to=ToDesk(), content=Content(render(told)), urgency=Urgency.THREAD)
                outbox.put(c, [send], structure=structure.id, cause=f"{cause}:{structure.id}", now=now)
