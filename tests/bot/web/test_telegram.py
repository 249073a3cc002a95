"""The webhook: who is let in, what is stored, what Telegram is told."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.channel import Row
from bot.simulator import LocalTelegram, serve
from bot.telegram.calls import open_bot
from bot.telegram.setup import use_webhook
from bot.web.app import create_app
from bot.web.telegram import BODY_LIMIT, HEADER, Webhook

SECRET = "s3cret-of_the-test"
PATH = "/telegram/4242"
UPDATE = {"update_id": 731, "message": {"message_id": 1, "chat": {"id": 7}, "text": "Bonjour 👍"}}


class Inbox:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.breaks = False

    async def store(self, rows: Sequence[Row]) -> None:
        if self.breaks:
            raise ConnectionError("no database")
        self.rows += rows


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def webhook(inbox: Inbox) -> Webhook:
    return Webhook(4242, SECRET, inbox.store)


@pytest.fixture
def app(webhook: Webhook) -> FastAPI:
    return create_app([webhook.router()])


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def posts(client: httpx.AsyncClient, body: bytes | str, **headers: str) -> int:
    content = body.encode() if isinstance(body, str) else body
    return (await client.post(PATH, content=content, headers={HEADER: SECRET} | headers)).status_code


async def test_an_update_is_stored_as_it_came_before_it_is_acknowledged(client: httpx.AsyncClient, inbox: Inbox):
    body = json.dumps(UPDATE, ensure_ascii=False)

    assert 200 == await posts(client, body)
    assert [(731, "telegram:7", body)] == inbox.rows


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper(), "é" * 18, " "])
async def test_nobody_enters_without_the_secret(client: httpx.AsyncClient, inbox: Inbox, secret: str):
    answer = await client.post(PATH, json=UPDATE, headers={HEADER: secret.encode("latin-1")})

    assert (401, []) == (answer.status_code, inbox.rows)


async def test_nobody_enters_without_the_header(client: httpx.AsyncClient, inbox: Inbox):
    assert 401 == (await client.post(PATH, json=UPDATE)).status_code
    assert [] == inbox.rows


def test_a_door_without_a_secret_is_not_built(inbox: Inbox):
    with pytest.raises(ValueError, match="secret"):
        Webhook(4242, "", inbox.store)


async def test_another_bot_has_no_door_here(client: httpx.AsyncClient, inbox: Inbox):
    answer = await client.post("/telegram/4243", json=UPDATE, headers={HEADER: SECRET})

    assert (404, []) == (answer.status_code, inbox.rows)


async def test_only_posts_are_taken(client: httpx.AsyncClient):
    assert 405 == (await client.get(PATH, headers={HEADER: SECRET})).status_code


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        "5",
        '"x"',
        "{}",
        '{"update_id": "731"}',
        '{"update_id": true}',
        '{"update_id": -1}',
        '{"update_id": 99999999999999999999}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"update_id": ' + "9" * 5000 + "}",
    ],
)
async def test_what_holds_no_update_is_counted_and_never_comes_again(
    client: httpx.AsyncClient, inbox: Inbox, webhook: Webhook, body: bytes | str
):
    """Any other answer would make Telegram post it again for a day and hold back the chat meanwhile."""
    assert 200 == await posts(client, body)
    assert ([], 1) == (inbox.rows, webhook.refused)


async def test_what_is_longer_than_any_update_is_refused(client: httpx.AsyncClient, inbox: Inbox):
    body = json.dumps(UPDATE | {"padding": "x" * BODY_LIMIT})

    assert (413, []) == (await posts(client, body), inbox.rows)


async def test_a_long_update_is_still_one(client: httpx.AsyncClient, inbox: Inbox):
    body = json.dumps(UPDATE | {"padding": "x" * (BODY_LIMIT // 2)})

    assert (200, 1) == (await posts(client, body), len(inbox.rows))


async def test_telegram_keeps_what_the_storage_cannot(client: httpx.AsyncClient, inbox: Inbox):
    inbox.breaks = True
    assert (503, []) == (await posts(client, json.dumps(UPDATE)), inbox.rows)

    inbox.breaks = False
    assert (200, 1) == (await posts(client, json.dumps(UPDATE)), len(inbox.rows))


async def test_the_local_telegram_delivers_over_real_http(app: FastAPI, inbox: Inbox):
    inbox.breaks = True  # the first tries fail, and nothing is lost by it
    tg = LocalTelegram(sleep=lambda _seconds: asyncio.sleep(0))
    account = tg.bot(token="4242:AAExampleExampleExampleExampleExample")
    lina = tg.user("Lina")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve([listening]))
        async with serve(tg) as telegram:
            bot = open_bot(account.token, telegram.url)
            await use_webhook(bot, f"http://127.0.0.1:{listening.getsockname()[1]}{PATH}", SECRET)
            lina.start(account)
            lina.send_text(account, "Bonjour")
            await tg.until(lambda: account.webhook and account.webhook.last_error)
            inbox.breaks = False
            await tg.until(lambda: not list(account.queue))
            await bot.session.close()
        server.should_exit = True
        await serving

    texts = [json.loads(raw)["message"]["text"] for _, _, raw in inbox.rows]
    assert ["/start", "Bonjour"] == texts
