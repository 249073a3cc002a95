"""The whole bot as one process: by webhook, by polling, on PostgreSQL."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot import simulator
from bot.demo.stage import Stage
from bot.demo.story import Story
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings, SettingsError
from bot.runtime.wire import build
from storage.engine.unit import Database
from storage.tables import inbox
from tests.servers.postgres import Postgres

SECRET = "a-secret-for-the-webhook"


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """The bot at work until the block ends."""
    app = await build(settings, limits=NoLimits())
    stop = asyncio.Event()
    working = asyncio.ensure_future(app.run(stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(working, 15)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.smoke
@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_a_stranger_gets_an_answer(tmp_path: Path, by_webhook: bool) -> None:
    tg = simulator.LocalTelegram()
    bot = tg.bot()
    port = free_port()
    door = {"public_url": f"http://127.0.0.1:{port}", "webhook_secret": SECRET, "listen": f"127.0.0.1:{port}"}
    async with simulator.serve(tg) as server:
        settings = Settings(
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
            **(door if by_webhook else {}),
        )
        async with running(settings):
            person = tg.user("Sasha")
            person.start(bot)
            await tg.until(lambda: "sur invitation" in person.last(bot).text, 15)
            assert by_webhook == (bot.webhook is not None)


async def test_a_webhook_whose_port_is_taken_names_the_setting(tmp_path: Path) -> None:
    tg = simulator.LocalTelegram()
    bot = tg.bot()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        async with simulator.serve(tg) as server:
            app = await build(
                Settings(
                    bot_token=bot.token,
                    telegram_api=server.url,
                    database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
                    public_url=f"http://127.0.0.1:{port}",
                    webhook_secret=SECRET,
                    listen=f"127.0.0.1:{port}",
                )
            )
            with pytest.raises(SettingsError, match=f"TRIADE_LISTEN : impossible d'écouter sur 127.0.0.1:{port}"):
                await app.run(asyncio.Event())
            await app.close()


async def test_the_journey_happens_on_postgresql_too(postgres: Postgres) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    clock = simulator.Clock(real=start.timestamp)
    tg = simulator.LocalTelegram(clock)
    bot = tg.bot()
    url = postgres.create_database().replace("+asyncpg", "")
    async with simulator.serve(tg) as server:
        settings = Settings(bot_token=bot.token, telegram_api=server.url, database_url=url)
        database = Database.open(url, durable=False)
        app = await build(
            settings, now=lambda: datetime.fromtimestamp(clock(), UTC), limits=NoLimits(), database=database
        )
        await app.prepare()
        story = Story(Stage(tg, clock, bot, app.database, app.settle))
        told = await story.play()
        troubles = await app.database.run(_failed)
        await app.close()

    assert told, story.error
    assert [] == troubles


async def test_a_second_process_on_the_same_file_is_refused(tmp_path: Path) -> None:
    tg = simulator.LocalTelegram()
    bot = tg.bot()
    async with simulator.serve(tg) as server:
        settings = Settings(
            bot_token=bot.token,
            telegram_api=server.url,
            database_url=f"sqlite:///{tmp_path / 'triade.sqlite3'}",
        )
        first, second = await build(settings), await build(settings)
        await first.prepare()
        with pytest.raises(SettingsError, match="TRIADE_DATABASE_URL"):
            await second.prepare()
        await first.close()
        await second.close()


def _failed(c: Connection) -> list[str]:
    return list(c.execute(select(inbox.c.reason).where(inbox.c.tries > 0)).scalars())
