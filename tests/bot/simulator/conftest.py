"""A small world in the local Telegram, its server, and python-telegram-bot as the judge."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.simulator import Bot, Clock, Group, LocalTelegram, Person, Server, Topic, serve


class StillClock:
    """Time that moves only when a test says so."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """One bot; Léa and Marc have started it, Anne owns a forum in which it is admin; Zoé has never met it."""

    tg: LocalTelegram
    time: StillClock
    bot: Bot
    lea: Person
    marc: Person
    anne: Person
    zoe: Person
    forum: Group
    topic: Topic


class Judge(telegram.Bot):
    """python-telegram-bot, noting which methods it has called."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._called: set[str] = set()

    @property
    def called(self) -> set[str]:
        return self._called

    async def _do_post(self, endpoint: str, *args: Any, **more: Any) -> Any:
        self._called.add(endpoint)
        return await super()._do_post(endpoint, *args, **more)


@dataclass
class Sleeper:
    """Waits without waiting, and remembers how long it should have."""

    asked: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)


@pytest.fixture
def still() -> StillClock:
    return StillClock()


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def world(still: StillClock, sleeper: Sleeper) -> World:
    tg = LocalTelegram(still, sleep=sleeper)
    bot = tg.bot("triade_bot", "Triade")
    lea, marc, anne, zoe = (tg.user(name) for name in ("Léa", "Marc", "Anne", "Zoé"))
    lea.start(bot)
    marc.start(bot)
    forum = tg.supergroup("Mission locale", anne)
    forum.add(bot)
    forum.promote(bot)
    topic = forum.create_topic("Triade Léa", by=anne)
    bot.queue.clear()
    return World(tg, still, bot, lea, marc, anne, zoe, forum, topic)


@pytest.fixture
async def server(world: World) -> AsyncIterator[Server]:
    async with serve(world.tg) as running:
        yield running


@pytest.fixture
async def judge(world: World, server: Server) -> AsyncIterator[Judge]:
    patient = HTTPXRequest(connection_pool_size=8, read_timeout=30)
    async with judge_of(world.bot, server, request=patient) as bot:
        yield bot


def judge_of(bot: Bot, server: Server, **more: Any) -> Judge:
    """python-telegram-bot holding that bot's token, at that server."""
    return Judge(bot.token, base_url=server.url + "/bot", base_file_url=server.url + "/file/bot", **more)


@pytest.fixture
def clock() -> Clock:
    return Clock(real=lambda: 1_790_000_000.0)
