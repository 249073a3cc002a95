"""Webhooks: secret, order per lane, lanes in parallel, retries, nothing lost; and python-telegram-bot's own server."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from telegram.ext import Application

from bot.simulator import Clock, LocalTelegram
from tests.bot.simulator.conftest import Judge, Sleeper, World
from tests.bot.simulator.test_polling import application, converse, with_handlers  # noqa: F401 - a fixture


class Receiver:
    """A bot's door: notes what comes, answers what it is told, holds what it is told to hold."""

    def __init__(self) -> None:
        self.url = ""
        self.seen: list[dict[str, Any]] = []
        self.headers: list[Any] = []
        self.answer: Callable[[dict[str, Any]], web.Response] = lambda _: web.Response()
        self.held: dict[int, asyncio.Event] = {}
        self.arrived = asyncio.Condition()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        update = await request.json()
        self.headers.append(request.headers)
        async with self.arrived:
            self.seen.append(update)
            self.arrived.notify_all()
        for event in [self.held.get(chat_of(update))]:
            if event:
                await event.wait()
        return self.answer(update)

    async def has(self, number: int) -> None:
        """Wait for that many deliveries."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(lambda: len(self.seen) >= number)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.seen if "message" in update]


def chat_of(update: dict[str, Any]) -> int:
    return int(update["message"]["chat"]["id"]) if "message" in update else 0


@pytest.fixture
async def door() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    runner = web.ServerRunner(web.Server(receiver.handle), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    for event in receiver.held.values():
        event.set()
    await runner.cleanup()


async def test_the_secret_travels_in_its_header(judge: Judge, world: World, door: Receiver) -> None:
    await judge.set_webhook(door.url, secret_token="mot-de-passe")
    world.lea.send_text(world.bot, "un")
    await door.has(1)

    assert "mot-de-passe" == door.headers[0]["X-Telegram-Bot-Api-Secret-Token"]


async def test_what_waited_is_delivered_and_leaves_the_queue(judge: Judge, world: World, door: Receiver) -> None:
    world.lea.send_text(world.bot, "avant")
    await judge.set_webhook(door.url)
    await world.tg.until(lambda: len(world.bot.queue) == 0)

    assert ["avant"] == door.texts()


async def test_one_chat_is_served_in_order_and_another_is_not_kept_waiting(
    judge: Judge, world: World, door: Receiver
) -> None:
    door.held[world.lea.id] = asyncio.Event()
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "léa 1")
    world.lea.send_text(world.bot, "léa 2")
    await door.has(1)
    world.marc.send_text(world.bot, "marc 1")
    await door.has(2)

    assert ["léa 1", "marc 1"] == door.texts()
    door.held[world.lea.id].set()
    await door.has(3)
    assert "léa 2" == door.texts()[-1]


async def test_a_press_is_in_another_lane_than_the_messages_of_its_chat(
    judge: Judge, world: World, door: Receiver
) -> None:
    door.held[world.lea.id] = asyncio.Event()
    message = world.tg.post(
        world.tg.private(world.bot, world.lea), world.bot, "?", keyboard=[[{"text": "Oui", "callback_data": "y"}]]
    )
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "lent")
    world.lea.press(message, "Oui")
    await door.has(2)

    assert {"message", "callback_query"} == {kind for update in door.seen for kind in update} - {"update_id"}


async def test_a_forum_is_one_lane_for_all_its_topics(judge: Judge, world: World, door: Receiver) -> None:
    door.held[world.forum.id] = asyncio.Event()
    await judge.set_webhook(door.url)
    world.anne.send_text(world.forum, "dans le sujet", topic=world.topic)
    world.anne.send_text(world.forum, "dans General")
    world.lea.send_text(world.bot, "ailleurs")
    await door.has(2)

    assert ["dans le sujet", "ailleurs"] == door.texts()


async def test_no_more_connections_than_allowed(judge: Judge, world: World, door: Receiver) -> None:
    door.held[world.lea.id] = asyncio.Event()
    await judge.set_webhook(door.url, max_connections=1)
    world.lea.send_text(world.bot, "léa")
    await door.has(1)
    world.marc.send_text(world.bot, "marc")
    await judge.get_me()

    assert ["léa"] == door.texts()


async def test_a_refused_update_comes_again_with_growing_pauses(
    judge: Judge, world: World, door: Receiver, sleeper: Sleeper
) -> None:
    answers = iter([500, 503, 302, 500, 500, 500, 500, 200])
    door.answer = lambda _: web.Response(status=next(answers))
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "têtu")
    await world.tg.until(lambda: len(world.bot.queue) == 0)

    assert ["têtu"] * 8 == door.texts()
    assert [0, 2, 4, 8, 16, 32] == sleeper.asked[:6]
    assert 60 <= sleeper.asked[6] <= 120


async def test_a_retry_after_header_is_obeyed(judge: Judge, world: World, door: Receiver, sleeper: Sleeper) -> None:
    answers = iter([web.Response(status=503, headers={"Retry-After": "77"}), web.Response()])
    door.answer = lambda _: next(answers)
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "un")
    await world.tg.until(lambda: len(world.bot.queue) == 0)

    assert [77] == sleeper.asked


async def test_a_failing_chat_does_not_stop_another_and_the_error_is_told(
    judge: Judge, world: World, door: Receiver
) -> None:
    door.answer = lambda update: web.Response(status=500 if chat_of(update) == world.lea.id else 200)
    blocked = asyncio.Event()
    world.tg.sleep = lambda _: blocked.wait()  # type: ignore[assignment, return-value]
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "échoue")
    world.marc.send_text(world.bot, "passe")
    await world.tg.until(lambda: len(world.bot.queue) == 1 and world.bot.webhook and world.bot.webhook.last_error)

    info = await judge.get_webhook_info()
    assert (1, "Wrong response from the webhook: 500 Internal Server Error") == (
        info.pending_update_count,
        info.last_error_message,
    )


async def test_an_update_is_given_up_only_when_it_expires(judge: Judge, world: World, door: Receiver) -> None:
    async def an_hour_later(_: float) -> None:
        world.time.now += 3600

    world.tg.sleep = an_hour_later
    door.answer = lambda _: web.Response(status=500)
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "perdu")
    await world.tg.until(lambda: len(world.bot.queue) == 0)

    assert 24 == len(door.seen)


async def test_a_day_of_410_removes_the_webhook(judge: Judge, world: World, door: Receiver) -> None:
    async def an_hour_later(_: float) -> None:
        world.time.now += 3600

    world.tg.sleep = an_hour_later
    door.answer = lambda _: web.Response(status=410)
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "parti")
    await world.tg.until(lambda: world.bot.webhook is None)

    assert 1 == (await judge.get_webhook_info()).pending_update_count


async def test_a_closed_door_loses_nothing(judge: Judge, world: World, door: Receiver) -> None:
    pause = asyncio.Event()
    world.tg.sleep = lambda _: pause.wait()  # type: ignore[assignment, return-value]
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        await judge.set_webhook(f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        world.lea.send_text(world.bot, "patient")
        await world.tg.until(lambda: world.bot.webhook and world.bot.webhook.last_error)
    await judge.set_webhook(door.url)
    await door.has(1)

    assert ["patient"] == door.texts()


async def test_the_queue_survives_the_change_to_polling(judge: Judge, world: World, door: Receiver) -> None:
    door.held[world.lea.id] = asyncio.Event()
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "en route")
    await door.has(1)
    await judge.delete_webhook()

    assert ["en route"] == [update.message.text for update in await judge.get_updates() if update.message]


async def test_pending_updates_can_be_dropped(judge: Judge, world: World) -> None:
    world.lea.send_text(world.bot, "oublié")
    await judge.delete_webhook(drop_pending_updates=True)

    assert () == await judge.get_updates()


async def test_a_method_in_the_answer_is_done(judge: Judge, world: World, door: Receiver) -> None:
    reply = {"method": "sendMessage", "chat_id": world.lea.id, "text": "par retour"}
    door.answer = lambda _: web.json_response(reply)
    await judge.set_webhook(door.url)
    world.lea.send_text(world.bot, "un")

    await world.tg.until(lambda: world.lea.last(world.bot).text == "par retour")
    assert "sendMessage" == world.tg.ledger.entries[-1].method


async def test_an_identical_webhook_goes_on_undisturbed(judge: Judge, world: World, door: Receiver) -> None:
    await judge.set_webhook(door.url, secret_token="s")
    before = world.bot.webhook
    await judge.set_webhook(door.url, secret_token="s")

    assert before is world.bot.webhook


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://bot.example.org/", "An HTTPS URL must be provided for webhook"),
        ("https://bot.example.org:8080/", "Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("https://192.168.1.1/", "IP address 192.168.1.1 is reserved"),
    ],
)
async def test_the_hosted_server_takes_only_public_addresses(url: str, text: str) -> None:
    from bot.simulator import ApiError, Limits
    from bot.simulator.call import Call
    from bot.simulator.methods.updates import set_webhook

    tg = LocalTelegram(Clock(), Limits(hosted=True))
    with pytest.raises(ApiError, match=text):
        set_webhook(Call(tg, tg.bot(), "setWebhook", {"url": url}))


async def test_an_application_of_python_telegram_bot_listens(
    application: Application[Any, Any, Any, Any, Any, Any],  # noqa: F811
    world: World,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with_handlers(application)
    await application.start()
    assert application.updater is not None
    await application.updater.start_webhook(
        "127.0.0.1", port, "hook", webhook_url=f"http://127.0.0.1:{port}/hook", secret_token="mot"
    )

    await converse(world)
