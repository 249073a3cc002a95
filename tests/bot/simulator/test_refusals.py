"""Telegram's refusals, word for word, over HTTP and as python-telegram-bot understands them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from bot.simulator import Limits, RateLimits, Server
from bot.simulator.rates import Rates
from tests.bot.simulator.conftest import Judge, World, judge_of


async def raw(server: Server, path: str, **params: Any) -> tuple[int, dict[str, Any]]:
    """Status and body of a call without any library."""
    async with aiohttp.ClientSession() as session, session.post(f"{server.url}/{path}", json=params) as response:
        return response.status, await response.json()


def lea_says_oups(world: World) -> dict[str, Any]:
    return {"chat_id": world.lea.id, "message_id": world.lea.send_text(world.bot, "oups").id}


def bot_says(text: str, world: World, **more: Any) -> dict[str, Any]:
    chat = world.tg.private(world.bot, world.lea)
    return {"chat_id": world.lea.id, "message_id": world.tg.post(chat, world.bot, text, **more).id}


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Oui", **fields}]]}


def lea(world: World) -> dict[str, Any]:
    return {"chat_id": world.lea.id}


def from_lea(world: World) -> dict[str, Any]:
    return {"chat_id": world.lea.id, "from_chat_id": world.lea.id}


def forum(world: World) -> dict[str, Any]:
    return {"chat_id": world.forum.id}


def topic(world: World) -> dict[str, Any]:
    return {"chat_id": world.forum.id, "message_thread_id": world.topic.id}


def nobody(world: World) -> dict[str, Any]:
    return {}


# method, where, other parameters, description
CASES: list[tuple[str, Callable[[World], dict[str, Any]], dict[str, Any], str]] = [
    ("sendMessage", nobody, {"text": "a"}, "chat_id is empty"),
    ("sendMessage", nobody, {"chat_id": 42, "text": "a"}, "chat not found"),
    ("sendMessage", nobody, {"chat_id": "@nobody", "text": "a"}, "chat not found"),
    ("sendMessage", lea, {}, "message text is empty"),
    ("sendMessage", lea, {"text": " \n "}, "message text is empty"),
    ("sendMessage", lea, {"text": "é" * 4097}, "message is too long"),
    ("sendMessage", lea, {"text": "a" * 32769}, "text is too long"),
    (
        "sendMessage",
        lea,
        {"text": "<b>a", "parse_mode": "HTML"},
        "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ("sendMessage", lea, {"text": "a", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("sendMessage", lea, {"text": "a", "message_thread_id": 5}, "message thread not found"),
    ("sendMessage", forum, {"text": "a", "message_thread_id": 1}, "message thread not found"),
    ("sendMessage", lea, {"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
    ("sendMessage", lea, {"text": "a", "reply_markup": button(callback_data="x" * 65)}, "BUTTON_DATA_INVALID"),
    ("sendMessage", lea, {"text": "a", "reply_markup": button(callback_data="é" * 33)}, "BUTTON_DATA_INVALID"),
    ("sendMessage", lea, {"text": "a", "reply_markup": button()}, "text buttons are unallowed in the inline keyboard"),
    (
        "sendMessage",
        lea,
        {"text": "a", "reply_markup": button(url="http://localhost/x")},
        "inline keyboard button URL 'http://localhost/x' is invalid: Wrong HTTP URL",
    ),
    (
        "sendMessage",
        lea,
        {
            "text": "a",
            "reply_markup": {"inline_keyboard": [[{"text": str(n), "callback_data": "x"}] for n in range(101)]},
        },
        "reply markup is too long",
    ),
    ("sendMessage", lea, {"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ("sendMessage", lea, {"text": "a", "reply_markup": [1]}, "object expected as reply markup"),
    ("sendPhoto", lea, {}, "there is no photo in the request"),
    ("sendVideoNote", lea, {}, "there is no video note in the request"),
    ("sendPhoto", lea, {"photo": "AgACwrong"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", lea, {"photo": "https://example.com/a.jpg"}, "failed to get HTTP URL content"),
    ("sendMediaGroup", lea, {"media": []}, "there are no messages to send"),
    ("sendChatAction", lea, {"action": "dancing"}, "wrong parameter action in request"),
    ("sendContact", lea, {"first_name": "A"}, "contact phone number must be non-empty"),
    ("sendPoll", lea, {"question": "?", "options": []}, "poll must have at least 1 option"),
    ("copyMessage", lea, {"from_chat_id": 42, "message_id": 1}, "chat not found"),
    ("editMessageText", nobody, {"text": "a"}, "message identifier is not specified"),
    ("editMessageText", lea, {"message_id": 99, "text": "a"}, "message to edit not found"),
    ("editMessageText", lea_says_oups, {"text": "a"}, "message can't be edited"),
    ("editMessageCaption", lambda world: bot_says("a", world), {}, "there is no caption in the message to edit"),
    ("editMessageText", lambda world: bot_says("a", world), {"text": "é" * 4097}, "message is too long"),
    (
        "editMessageText",
        lambda world: bot_says("a", world),
        {"text": "a"},
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message",
    ),
    (
        "editMessageText",
        lambda world: bot_says("a", world, other_markup={"force_reply": True}),
        {"text": "b"},
        "message can't be edited",
    ),
    ("deleteMessage", lea, {"message_id": 99}, "message to delete not found"),
    (
        "copyMessage",
        from_lea,
        {"message_id": 99},
        "message to copy not found",
    ),
    (
        "forwardMessage",
        from_lea,
        {"message_id": 99},
        "message to forward not found",
    ),
    (
        "copyMessages",
        from_lea,
        {"message_ids": [2, 1]},
        "message identifiers must be in a strictly increasing order",
    ),
    (
        "forwardMessages",
        from_lea,
        {"message_ids": [99]},
        "messages can't be forwarded",
    ),
    ("setMessageReaction", lea, {"message_id": 99}, "message to react not found"),
    ("setMessageReaction", lea_says_oups, {"reaction": [{"type": "emoji", "emoji": "🥝"}]}, "REACTION_INVALID"),
    ("pinChatMessage", lea, {"message_id": 99}, "message to pin not found"),
    (
        "answerCallbackQuery",
        nobody,
        {"callback_query_id": "1"},
        "query is too old and response timeout expired or query ID is invalid",
    ),
    ("createForumTopic", lea, {"name": "a"}, "the chat is not a forum"),
    ("createForumTopic", forum, {"name": "  "}, "name must be non-empty"),
    ("createForumTopic", forum, {"name": "a", "icon_color": 1}, "invalid icon color specified"),
    ("editForumTopic", topic, {"name": "Triade Léa"}, "TOPIC_NOT_MODIFIED"),
    ("reopenForumTopic", topic, {}, "TOPIC_NOT_MODIFIED"),
    ("closeForumTopic", forum, {"message_thread_id": 99}, "TOPIC_ID_INVALID"),
    ("getChatMember", forum, {"user_id": 0}, "invalid user_id specified"),
    ("getFile", nobody, {}, "file_id not specified"),
    ("getFile", nobody, {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ("setMyCommands", nobody, {"commands": [{"command": "Menü", "description": "a"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", nobody, {"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    (
        "setWebhook",
        nobody,
        {"url": "http://127.0.0.1/", "secret_token": "é"},
        "secret token contains unallowed characters",
    ),
    ("setWebhook", nobody, {"url": "http://127.0.0.1/", "secret_token": "a" * 257}, "secret token is too long"),
]


@pytest.mark.parametrize(("method", "where", "params", "text"), CASES, ids=[f"{c[0]}: {c[3][:40]}" for c in CASES])
async def test_a_bad_request_is_refused_in_telegrams_words(
    server: Server,
    world: World,
    method: str,
    where: Callable[[World], dict[str, Any]],
    params: dict[str, Any],
    text: str,
) -> None:
    status, body = await raw(server, f"bot{world.bot.token}/{method}", **{**where(world), **params})

    assert (400, {"ok": False, "error_code": 400, "description": f"Bad Request: {text}"}) == (status, body)


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("bot{token}/sendMesage", 404, "Not Found: method not found"),
        ("bot12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/getMe", 401, "Unauthorized"),
        ("botnonsense/getMe", 404, "Not Found"),
        ("nothing", 404, "Not Found"),
    ],
)
async def test_wrong_addresses(server: Server, world: World, path: str, status: int, description: str) -> None:
    answered = await raw(server, path.format(token=world.bot.token))

    assert (status, {"ok": False, "error_code": status, "description": description}) == answered


async def test_a_bot_cannot_write_first(judge: Judge, world: World) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await judge.send_message(world.zoe.id, "Bonjour")


async def test_a_bot_that_met_someone_in_a_group_still_cannot_write_first(judge: Judge, world: World) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await judge.send_message(world.anne.id, "Bonjour")


async def test_a_blocked_bot_is_told_so(judge: Judge, world: World) -> None:
    world.lea.block(world.bot)

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await judge.send_message(world.lea.id, "Bonjour")


async def test_a_deleted_account_is_deactivated(judge: Judge, world: World) -> None:
    world.lea.deactivate()

    with pytest.raises(Forbidden, match="user is deactivated"):
        await judge.send_message(world.lea.id, "Bonjour")


async def test_a_kicked_bot_cannot_write(judge: Judge, world: World) -> None:
    world.forum.remove(world.bot)

    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await judge.send_message(world.forum.id, "Bonjour")


async def test_a_bot_that_left_is_not_a_member(judge: Judge, world: World) -> None:
    await judge.leave_chat(world.forum.id)

    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await judge.send_message(world.forum.id, "Bonjour")


async def test_a_migrated_group_tells_its_new_id(judge: Judge, world: World) -> None:
    old = world.tg.group("Triade", world.anne)
    old.add(world.bot)
    new = old.migrate()

    with pytest.raises(ChatMigrated) as caught:
        await judge.send_message(old.id, "Bonjour")
    assert new.id == caught.value.new_chat_id
    assert (await judge.send_message(new.id, "Bonjour")).chat.id == new.id


async def test_a_deleted_group_is_gone(judge: Judge, world: World) -> None:
    group = world.tg.group("Triade", world.anne)
    group.add(world.bot)
    group.delete()

    with pytest.raises(Forbidden, match="the group chat was deleted"):
        await judge.send_message(group.id, "Bonjour")


async def test_a_deleted_topic_is_not_found(judge: Judge, world: World) -> None:
    world.forum.delete_topic(world.topic)

    with pytest.raises(BadRequest, match="Message thread not found"):
        await judge.send_message(world.forum.id, "Bonjour", message_thread_id=world.topic.id)


async def test_a_closed_topic_takes_messages_only_with_the_right(judge: Judge, world: World) -> None:
    world.forum.close_topic(world.topic)
    await judge.send_message(world.forum.id, "avec le droit", message_thread_id=world.topic.id)

    world.forum.demote(world.bot)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await judge.send_message(world.forum.id, "sans", message_thread_id=world.topic.id)


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("createForumTopic", "not enough rights to create a topic"),
        ("editForumTopic", "not enough rights to edit the topic"),
        ("closeForumTopic", "not enough rights to close or open the topic"),
        ("deleteForumTopic", "not enough rights to delete the topic"),
        ("pinChatMessage", "not enough rights to manage pinned messages in the chat"),
        ("sendMessage", "not enough rights to send text messages to the chat"),
    ],
)
async def test_a_bot_without_rights_is_refused(server: Server, world: World, method: str, text: str) -> None:
    world.forum.restrict(world.bot)
    message = world.anne.send_text(world.forum, "ici", topic=world.topic)
    params = {"name": "Autre", "text": "a", "message_id": message.id, **topic(world)}

    _, body = await raw(server, f"bot{world.bot.token}/{method}", **params)

    assert f"Bad Request: {text}" == body["description"]


async def test_what_a_bot_opened_it_may_close_without_the_right(judge: Judge, world: World) -> None:
    opened = await judge.create_forum_topic(world.forum.id, "À traiter")
    world.forum.demote(world.bot)

    assert await judge.close_forum_topic(world.forum.id, opened.message_thread_id)


async def test_a_query_is_answered_once_and_soon(judge: Judge, world: World) -> None:
    bot_says("Prêt ?", world, keyboard=[[{"text": "Oui", "callback_data": "y"}]])
    press = world.lea.press(world.lea.last(world.bot), "y")
    await judge.answer_callback_query(press.query.id)

    with pytest.raises(BadRequest, match="Query is too old"):
        await judge.answer_callback_query(press.query.id)

    late = world.lea.press(world.lea.last(world.bot), "y")
    world.time.now += 16
    with pytest.raises(BadRequest, match="Query is too old"):
        await judge.answer_callback_query(late.query.id)


async def test_old_messages_cannot_be_deleted(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "vieux")
    world.time.now += 49 * 3600

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await message.delete()


async def test_the_root_of_a_topic_is_never_deleted(judge: Judge, world: World) -> None:
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await judge.delete_message(world.forum.id, world.topic.id)


async def test_one_undeletable_message_fails_the_whole_call(judge: Judge, world: World) -> None:
    message = world.anne.send_text(world.forum, "reste")

    with pytest.raises(BadRequest):
        await judge.delete_messages(world.forum.id, [world.topic.id, message.id])
    assert not message.deleted


async def test_protected_messages_may_be_copied_not_forwarded(judge: Judge, world: World) -> None:
    message = await judge.send_message(world.lea.id, "secret", protect_content=True)

    assert (await judge.copy_message(world.marc.id, world.lea.id, message.message_id)).message_id
    with pytest.raises(BadRequest, match="protected content"):
        await judge.forward_message(world.marc.id, world.lea.id, message.message_id)


async def test_a_forward_is_never_editable(judge: Judge, world: World) -> None:
    original = world.lea.send_text(world.bot, "Bonjour")
    message = await judge.forward_message(world.marc.id, world.lea.id, original.id)

    with pytest.raises(BadRequest, match="Message can't be edited"):
        await message.edit_text("Bonsoir")


async def test_too_many_messages_wait(judge: Judge, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world.tg.rates = Rates(world.time, RateLimits())
    for number in range(20):
        await judge.send_message(world.forum.id, str(number))

    with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
        await judge.send_message(world.forum.id, "trop")


async def test_a_429_carries_the_header_too(server: Server, world: World) -> None:
    world.tg.rates = Rates(world.time, RateLimits(private_burst=1))
    url = f"{server.url}/bot{world.bot.token}/sendMessage"
    async with aiohttp.ClientSession() as session:
        answers = []
        for _ in range(2):
            async with session.post(url, data={"chat_id": str(world.lea.id), "text": "a"}) as response:
                answers.append(
                    (response.status, response.headers.get("Retry-After"), json.loads(await response.text()))
                )

    assert (200, None) == answers[0][:2]
    too_many = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
    assert (429, "1", too_many | {"parameters": {"retry_after": 1}}) == answers[1]


async def test_a_revoked_token_is_invalid(judge: Judge, world: World) -> None:
    del world.tg.bots[world.bot.token]

    with pytest.raises(InvalidToken):
        await judge.get_me()


async def test_a_webhook_excludes_polling(judge: Judge) -> None:
    await judge.set_webhook("http://127.0.0.1:9/")

    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await judge.get_updates()


async def test_an_upload_over_the_limit_is_too_large(server: Server, world: World) -> None:
    world.tg.limits = Limits(upload_bytes=1000)
    form = aiohttp.FormData({"chat_id": str(world.lea.id)})
    form.add_field("document", b"0" * 1001, filename="film.bin")
    url = f"{server.url}/bot{world.bot.token}/sendDocument"
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        assert (413, "Request Entity Too Large") == (response.status, (await response.json())["description"])


async def test_a_photo_that_is_none_is_not_processed(judge: Judge, world: World) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await judge.send_photo(world.lea.id, b"no picture")


async def test_a_file_id_of_another_bot_is_worth_nothing(judge: Judge, world: World, server: Server) -> None:
    other = world.tg.bot("autre_bot", "Autre")
    world.lea.start(other)
    message = await judge.send_document(world.lea.id, b"%PDF")
    assert message.document is not None

    async with judge_of(other, server) as stranger:
        with pytest.raises(BadRequest, match="Wrong file identifier"):
            await stranger.send_document(world.lea.id, message.document.file_id)
    with pytest.raises(BadRequest, match="Can't use file of type document as voice"):
        await judge.send_voice(world.lea.id, message.document.file_id)
