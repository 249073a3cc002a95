"""A local Telegram over real HTTP, with a counsellors' forum, an apprentice, and the channel under test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiogram import Bot

from bot.simulator import Bot as Account, Group, LocalTelegram, Person, Rule, Server, serve
from bot.telegram.calls import open_bot
from bot.telegram.channel import TelegramChannel
from core.messages import Place

TOKEN = "4242:AAExampleExampleExampleExampleExample"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_780_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """What a test needs to act on Telegram and to look at it."""

    clock: Clock
    tg: LocalTelegram
    account: Account
    server: Server
    bot: Bot
    lina: Person
    nadia: Person
    forum: Group

    @property
    def home(self) -> Place:
        """Lina's private chat with the bot."""
        return Place("telegram", str(self.lina.id))

    def room(self, topic: int | str = "") -> Place:
        """A topic of the forum; General without."""
        return Place("telegram", str(self.forum.id), str(topic), private=False)

    def fails(self, method: str, **how: object) -> None:
        """The next call of the method fails."""
        self.tg.faults.rules.append(Rule(method, times=1, **how))  # type: ignore[arg-type]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock = Clock()
    tg = LocalTelegram(clock)
    account = tg.bot(token=TOKEN)
    lina, nadia = tg.user("Lina"), tg.user("Nadia")
    forum = tg.supergroup("Mission locale", nadia)
    forum.add(account)
    forum.promote(account)
    lina.start(account)
    async with serve(tg) as server:
        bot = open_bot(TOKEN, server.url)
        yield World(clock, tg, account, server, bot, lina, nadia, forum)
        await bot.session.close()


@pytest.fixture
def channel(world: World) -> TelegramChannel:
    return TelegramChannel(world.bot)
