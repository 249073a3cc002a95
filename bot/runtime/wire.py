"""The only place that builds things: from settings to a bot that runs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aiogram import Bot
from sqlalchemy import Connection

from bot.channel import SendFailed
from bot.codes import link, new_code, page_address
from bot.runtime import clock, holidays
from bot.runtime.app import App
from bot.runtime.backstage import House
from bot.runtime.clock import Clock
from bot.runtime.deliver import Deliverer
from bot.runtime.languages import translations
from bot.runtime.limits import Limits, NoLimits, TelegramLimits
from bot.runtime.receive import Receiver
from bot.runtime.settings import TELEGRAM, Settings
from bot.runtime.tick import Ticker
from bot.telegram import setup
from bot.telegram.calls import open_bot
from bot.telegram.channel import TelegramChannel
from bot.telegram.read import NAME, read
from core.scene import Library
from storage import editions
from storage.library import library
from storage.scenes import World
from storage.unit import Database

if TYPE_CHECKING:
    from fastapi import APIRouter


def _limits(settings: Settings) -> Limits:
    return NoLimits() if settings.limits == "off" else TelegramLimits(settings.redis_url)


async def build(
    settings: Settings,
    *,
    now: Clock | None = None,
    limits: Limits | None = None,
    bot: Bot | None = None,
    database: Database | None = None,
    books: Library | None = None,
) -> App:
    """The bot, ready to run. Asks Telegram who it is: a wrong token is known at once (SendFailed)."""
    bot = bot or open_bot(
        settings.bot_token.get_secret_value(), "" if settings.telegram_api == TELEGRAM else settings.telegram_api
    )
    try:
        me = await setup.who(bot)
    except SendFailed:
        await bot.session.close()
        raise
    now = now or (clock.Following(Path(settings.clock_file)) if settings.clock_file else clock.system)
    database = database or Database.open(settings.database_url)
    world = World(
        books or library(),
        holidays.closed,
        partial(link, me.username),
        partial(page_address, settings.public_url),
        translations,
    )
    door = f"{NAME}:{me.id}"
    deliverer = Deliverer(database, world, now, {NAME: TelegramChannel(bot)}, limits or _limits(settings))
    receiver = Receiver(
        database,
        world,
        now,
        {door: lambda raw, received: read(raw, me.id, received)},
        new_code,
        deliverer.wake.set,
    )
    ticker = Ticker(database, world, now, deliverer.wake.set)

    def pages() -> Sequence[APIRouter]:
        from bot.web.pages import routers

        return routers(House(database, world, now, new_code, deliverer.wake.set))

    def keep(c: Connection) -> None:
        editions.keep_house(c, world.library.modules, now())

    return App(settings, bot, me, door, database, receiver, deliverer, ticker, pages, keep)
