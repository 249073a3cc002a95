"""getUpdates: what it confirms, what it returns, who may poll, and python-telegram-bot's Application on top of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from telegram.error import Conflict
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.simulator import Server
from tests.bot.simulator.conftest import Judge, World, judge_of


def texts(updates: tuple[telegram.Update, ...]) -> list[str | None]:
    return [update.message.text for update in updates if update.message]


def write(world: World, *words: str) -> None:
    for word in words:
        world.lea.send_text(world.bot, word)


async def test_without_offset_nothing_is_confirmed(judge: Judge, world: World) -> None:
    write(world, "un", "deux")

    assert ["un", "deux"] == texts(await judge.get_updates())
    assert ["un", "deux"] == texts(await judge.get_updates())


async def test_an_offset_confirms_what_is_before_it(judge: Judge, world: World) -> None:
    write(world, "un", "deux", "trois")
    first = (await judge.get_updates(limit=1))[0]

    assert ["deux", "trois"] == texts(await judge.get_updates(offset=first.update_id + 1))
    assert ["deux", "trois"] == texts(await judge.get_updates())


async def test_a_negative_offset_keeps_the_last_ones(judge: Judge, world: World) -> None:
    write(world, "un", "deux", "trois")

    assert ["trois"] == texts(await judge.get_updates(offset=-1))
    assert ["trois"] == texts(await judge.get_updates())


@pytest.mark.parametrize("offset", [5, 2_000_000_000])
async def test_an_offset_out_of_range_reads_from_the_head(judge: Judge, world: World, offset: int) -> None:
    write(world, "un")

    assert ["un"] == texts(await judge.get_updates(offset=offset))


async def test_a_long_poll_returns_as_soon_as_something_comes(judge: Judge, world: World) -> None:
    poll = asyncio.ensure_future(judge.get_updates(timeout=20))
    await polling(world)
    write(world, "enfin")

    assert ["enfin"] == texts(await poll)


async def test_a_newer_poll_ends_the_older_with_a_conflict(judge: Judge, world: World, server: Server) -> None:
    async with judge_of(world.bot, server) as second:
        older = asyncio.ensure_future(judge.get_updates(timeout=20))
        await polling(world)
        newer = asyncio.ensure_future(second.get_updates(timeout=20))

        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        write(world, "un")
        assert ["un"] == texts(await newer)


async def test_set_webhook_ends_a_poll(judge: Judge, world: World) -> None:
    poll = asyncio.ensure_future(judge.get_updates(timeout=20))
    await polling(world)
    await judge.set_webhook("http://127.0.0.1:9/")

    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll


async def test_a_poller_that_dies_leaves_the_updates(judge: Judge, world: World, server: Server) -> None:
    async with judge_of(world.bot, server) as dying:
        poll = asyncio.ensure_future(dying.get_updates(timeout=20))
        await polling(world)
        poll.cancel()
    write(world, "resté")

    assert ["resté"] == texts(await judge.get_updates())


async def polling(world: World) -> None:
    """Return when a poll waits at the server."""
    while not world.bot.queue.polled:  # noqa: ASYNC110 - no state of Telegram changes when a poll begins
        await asyncio.sleep(0)


@pytest.fixture
async def application(judge: Judge) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    async with Application.builder().bot(judge).build() as app:
        yield app
        if app.updater and app.updater.running:
            await app.updater.stop()
        if app.running:
            await app.stop()


async def answers_start(update: telegram.Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_html("<b>Bienvenue</b>", reply_markup=MENU)


async def answers_text(update: telegram.Update, _: Any) -> None:
    assert update.message is not None
    await update.message.reply_text(f"Tu as écrit « {update.message.text} ».", do_quote=True)


async def answers_press(update: telegram.Update, _: Any) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Vu")
    await query.edit_message_text("Choisi : " + str(query.data))


MENU = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Missions", callback_data="missions")]])


def with_handlers(app: Application[Any, Any, Any, Any, Any, Any]) -> None:
    app.add_handler(CommandHandler("start", answers_start))
    app.add_handler(MessageHandler(filters.TEXT, answers_text))
    app.add_handler(CallbackQueryHandler(answers_press))


async def test_an_application_of_python_telegram_bot_polls(
    application: Application[Any, Any, Any, Any, Any, Any], world: World
) -> None:
    with_handlers(application)
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling()

    await converse(world)


async def converse(world: World) -> None:
    """What both transports must carry: a command, a press, an edit, a reply."""
    tg, lea, bot = world.tg, world.lea, world.bot
    lea.start(bot, "code")
    await tg.until(lambda: lea.last(bot).text == "Bienvenue")
    press = lea.press(lea.last(bot), "Missions")
    await tg.until(lambda: lea.last(bot).text == "Choisi : missions")
    assert "Vu" == press.answer
    asked = lea.send_text(bot, "et après ?")
    await tg.until(lambda: lea.last(bot).text == "Tu as écrit « et après ? ».")
    assert asked is lea.last(bot).reply_to
