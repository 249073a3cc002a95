"""Every way a call can fail, and what it means for the act."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNetworkError
from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientOSError,
    ClientPayloadError,
    ConnectionTimeoutError,
    ServerDisconnectedError,
    ServerTimeoutError,
    SocketTimeoutError,
)
from aiohttp.client_reqrep import ConnectionKey

from bot.channel import Failure, SendFailed
from bot.telegram.calls import Call, call, open_bot
from bot.telegram.errors import failed
from tests.bot.telegram.conftest import TOKEN, World

CALL = Call(method="sendMessage", fields={"chat_id": "7", "text": "des mots de Lina"})


def answered(status: int, body: str) -> SendFailed:
    """What comes of an HTTP answer, read by aiogram itself."""
    bot = open_bot(TOKEN)
    with pytest.raises(AiogramError) as caught:
        bot.session.check_response(bot, CALL, status, body)
    return failed(caught.value)


def refused(code: int, description: str, **parameters: Any) -> SendFailed:
    body = {"ok": False, "error_code": code, "description": description}
    return answered(code, json.dumps(body | ({"parameters": parameters} if parameters else {})))


REFUSALS = """
400 Bad Request: chat not found → GONE
400 Bad Request: chat_id is empty → REJECTED
400 Bad Request: private chat not found → GONE
400 Bad Request: PEER_ID_INVALID → GONE
400 Bad Request: message thread not found → TOPIC_GONE
400 Bad Request: TOPIC_DELETED → TOPIC_GONE
400 Bad Request: TOPIC_ID_INVALID → TOPIC_GONE
400 Bad Request: TOPIC_CLOSED → TOPIC_CLOSED
400 Bad Request: the chat is not a forum → NO_RIGHT
400 Bad Request: not enough rights to create a topic → NO_RIGHT
400 Bad Request: not enough rights to edit the topic → NO_RIGHT
400 Bad Request: not enough rights to close or open the topic → NO_RIGHT
400 Bad Request: not enough rights to delete the topic → NO_RIGHT
400 Bad Request: not enough rights to send text messages to the chat → NO_RIGHT
400 Bad Request: not enough rights to send photos to the chat → NO_RIGHT
400 Bad Request: have no write access to the chat → NO_RIGHT
400 Bad Request: CHAT_WRITE_FORBIDDEN → NO_RIGHT
400 Bad Request: BOT_FORUM_CREATE_FORBIDDEN → NO_RIGHT
400 Bad Request: name must be non-empty → REJECTED
400 Bad Request: message to edit not found → TARGET_GONE
400 Bad Request: message to delete not found → TARGET_GONE
400 Bad Request: message to copy not found → TARGET_GONE
400 Bad Request: message to forward not found → TARGET_GONE
400 Bad Request: message to react not found → TARGET_GONE
400 Bad Request: message to pin not found → TARGET_GONE
400 Bad Request: message to be replied not found → TARGET_GONE
400 Bad Request: MESSAGE_ID_INVALID → TARGET_GONE
400 Bad Request: message can't be edited → TOO_LATE
400 Bad Request: message can't be deleted → TOO_LATE
400 Bad Request: message can't be deleted for everyone → TOO_LATE
400 Bad Request: message text is empty → REJECTED
400 Bad Request: message is too long → REJECTED
400 Bad Request: text is too long → REJECTED
400 Bad Request: message caption is too long → REJECTED
400 Bad Request: can't parse entities: unsupported start tag "Lina" at byte offset 3 → REJECTED
400 Bad Request: BUTTON_DATA_INVALID → REJECTED
400 Bad Request: reply markup is too long → REJECTED
400 Bad Request: text buttons are unallowed in the inline keyboard → REJECTED
400 Bad Request: REACTION_INVALID → REJECTED
400 Bad Request: file is too big → TOO_BIG
400 Bad Request: wrong file_id or the file is temporarily unavailable → REJECTED
400 Bad Request: invalid file_id → REJECTED
400 Bad Request: wrong file identifier/HTTP URL specified → REJECTED
400 Bad Request: message has protected content and can't be forwarded → REJECTED
400 Bad Request: messages can't be forwarded → REJECTED
400 Bad Request: group send failed → REJECTED
400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook → REJECTED
400 Bad Request: a sentence of tomorrow → REJECTED
401 Unauthorized → UNAUTHORIZED
401 Unauthorized: invalid token specified → UNAUTHORIZED
403 Forbidden: bot was blocked by the user → BLOCKED
403 Forbidden: bot can't initiate conversation with a user → BLOCKED
403 Forbidden: user is deactivated → GONE
403 Forbidden: the bot can't send messages to the bot → REJECTED
403 Forbidden: bot can't send messages to bots → REJECTED
403 Forbidden: bot was kicked from the supergroup chat → GONE
403 Forbidden: bot was kicked from the group chat → GONE
403 Forbidden: bot is not a member of the supergroup chat → GONE
403 Forbidden: the group chat was deleted → GONE
403 Forbidden: a sentence of tomorrow → NO_RIGHT
404 Not Found → UNAUTHORIZED
404 Not Found: method not found → REJECTED
409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running → CONFLICT
409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook → CONFLICT
409 Conflict: terminated by setWebhook request → CONFLICT
413 Request Entity Too Large: file is too big → REJECTED
421 Misdirected Request: unallowed token specified → UNAUTHORIZED
429 Too Many Requests: restart → TOO_FAST
500 Internal Server Error: restart → AMBIGUOUS
500 Internal Server Error: sent message was immediately deleted and can't be returned → AMBIGUOUS
502 Bad Gateway → AMBIGUOUS
418 I'm a teapot → AMBIGUOUS
"""
TABLE = [re.fullmatch(r"(\d+) (.*) → (\w+)", line) for line in REFUSALS.strip().splitlines()]


@pytest.mark.parametrize(("code", "description", "kind"), [row.groups() for row in TABLE if row])
def test_each_refusal_has_its_kind(code: str, description: str, kind: str):
    assert Failure[kind] is refused(int(code), description).kind


def test_no_line_of_the_table_is_skipped():
    assert None not in TABLE


def test_too_fast_says_how_long_to_wait():
    failure = refused(429, "Too Many Requests: retry after 35", retry_after=35)

    assert (Failure.TOO_FAST, 35) == (failure.kind, failure.retry_after)


def test_a_group_that_moved_says_where():
    failure = refused(
        400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1001234567890
    )

    assert (Failure.MOVED, "-1001234567890") == (failure.kind, failure.to_chat)


def test_the_reason_stops_before_what_may_quote_a_message():
    failure = refused(400, 'Bad Request: can\'t parse entities: unsupported start tag "Lina" at byte offset 3')

    assert "Bad Request: can't parse entities" == failure.reason


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, "<html>nginx</html>"),
        (200, "<html>"),
        (200, '{"result": 5}'),
        (200, '{"ok": false}'),
        (200, "[]"),
        (500, ""),
    ],
)
def test_an_answer_that_is_none_leaves_everybody_in_doubt(status: int, body: str):
    assert Failure.AMBIGUOUS is answered(status, body).kind


KEY = ConnectionKey("api.telegram.org", 443, True, True, None, None, None)
NEVER_LEFT = [
    ClientConnectorError(KEY, ConnectionRefusedError(111, "refused")),
    ClientConnectorDNSError(KEY, socket.gaierror(-2, "unknown")),
    ClientConnectorCertificateError(KEY, ssl.SSLCertVerificationError("expired")),
    ConnectionTimeoutError("Connection timeout to host https://api.telegram.org/bot1:secret/sendMessage"),
]
LOST = [
    TimeoutError(),
    ServerTimeoutError("x"),
    SocketTimeoutError("x"),
    ServerDisconnectedError(),
    ClientOSError(104, "Connection reset by peer"),
    ClientPayloadError("x"),
]


def network(cause: BaseException) -> SendFailed:
    try:
        raise TelegramNetworkError(CALL, f"{type(cause).__name__}: https://host/bot{TOKEN}/sendMessage") from cause
    except TelegramNetworkError as error:
        return failed(error)


@pytest.mark.parametrize("cause", NEVER_LEFT, ids=lambda cause: type(cause).__name__)
def test_what_never_left_can_be_sent_again(cause: BaseException):
    assert Failure.DEFINITE_RETRY is network(cause).kind


@pytest.mark.parametrize("cause", LOST, ids=lambda cause: type(cause).__name__)
def test_what_left_and_got_no_answer_is_ambiguous(cause: BaseException):
    assert Failure.AMBIGUOUS is network(cause).kind


@pytest.mark.parametrize("cause", NEVER_LEFT + LOST, ids=lambda cause: type(cause).__name__)
def test_the_reason_of_a_network_trouble_holds_no_token(cause: BaseException):
    assert type(cause).__name__ == network(cause).reason


# --- the same over a real network -------------------------------------------------------------------------------------


async def sends(bot: Bot, **more: Any) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await call(bot, "sendMessage", chat_id="7", text="des mots de Lina", **more)
    return caught.value


async def test_a_port_where_nobody_listens_is_definite():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bot = open_bot(TOKEN, f"http://127.0.0.1:{free.getsockname()[1]}")

        failure = await sends(bot)

    assert Failure.DEFINITE_RETRY is failure.kind
    await bot.session.close()


@pytest.mark.parametrize("after", [False, True])
async def test_a_connection_that_dies_under_the_request_is_ambiguous(world: World, after: bool):
    world.fails("sendMessage", kind="reset", after=after)

    assert Failure.AMBIGUOUS is (await sends(world.bot)).kind


async def test_a_server_that_never_answers_is_ambiguous(world: World):
    world.fails("sendMessage", kind="hang")

    assert Failure.AMBIGUOUS is (await sends(world.bot, seconds=0.05)).kind


async def test_a_token_that_was_revoked_is_unauthorized(world: World):
    bot = open_bot("4242:BBExampleExampleExampleExampleExample", world.server.url)

    assert Failure.UNAUTHORIZED is (await sends(bot)).kind
    await bot.session.close()


async def test_half_a_character_never_leaves(world: World):
    with pytest.raises(SendFailed) as caught:
        await call(world.bot, "sendMessage", chat_id=str(world.lina.id), text="\ud83d")

    assert Failure.REJECTED is caught.value.kind


async def test_no_traceback_shows_what_was_sent_or_the_token(world: World):
    world.fails("sendMessage", code=502, description="Bad Gateway")

    failure = await sends(world.bot)

    assert (None, None) == (failure.__cause__, failure.__context__)


async def test_a_call_that_is_cancelled_stays_cancelled(world: World):
    world.fails("sendMessage", kind="hang", after=True)
    sending = asyncio.create_task(call(world.bot, "sendMessage", chat_id=str(world.lina.id), text="x"))
    await world.tg.until(lambda: world.lina.last(world.account).text == "x")
    sending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await sending
