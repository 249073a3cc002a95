"""The server over HTTP: every way of giving parameters, aiogram, the control API, the page's needs, the command."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiogram.types
import aiohttp
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramRetryAfter
from aiogram.methods.base import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from aiogram.types.base import TelegramObject
from pydantic import BaseModel

from bot.simulator import Clock, FaultScript, LocalTelegram, Rule, Server, control, serve
from bot.simulator.gestures import GESTURES, GROUP_ACTS
from bot.simulator.samples import png
from tests.bot.simulator.conftest import World


@pytest.fixture
async def http(server: Server) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(server.url) as session:
        yield session


@pytest.fixture(scope="module")
def models() -> None:
    """aiogram as others use it, which checks all that it sends and reads: our bot leaves its models unbuilt."""
    for model in (*below(TelegramObject), *below(TelegramMethod)):
        model.model_rebuild(_types_namespace=vars(aiogram.types))


def below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from below(one)


@pytest.fixture
async def client(world: World, server: Server, models: None) -> AsyncIterator[AiogramBot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(server.url))
    async with AiogramBot(world.bot.token, session=session) as bot:
        yield bot


async def get(http: aiohttp.ClientSession, path: str, status: int = 200) -> Any:
    async with http.get(path) as response:
        assert status == response.status
        return await response.json()


async def post(http: aiohttp.ClientSession, path: str, status: int = 200, **body: Any) -> Any:
    async with http.post(path, json=body) as response:
        assert status == response.status, await response.text()
        return await response.json()


# -- parameters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["query", "form", "multipart", "json", "get"])
async def test_parameters_come_in_every_way(http: aiohttp.ClientSession, world: World, how: str) -> None:
    path = f"/bot{world.bot.token}/SENDMESSAGE"
    params = {"chat_id": str(world.lea.id), "text": "é & ü"}
    multipart = aiohttp.FormData(params, default_to_multipart=True)
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": params},
        "get": {"params": params},
        "form": {"data": params},
        "multipart": {"data": multipart},
        "json": {"json": {"chat_id": world.lea.id, "text": "é & ü"}},
    }
    async with http.request("GET" if how == "get" else "POST", path, **ways[how]) as response:
        body = await response.json()

    assert (True, "é & ü") == (body["ok"], body["result"]["text"])


async def test_a_body_that_is_no_json_is_refused(http: aiohttp.ClientSession, world: World) -> None:
    headers = {"Content-Type": "application/json"}
    async with http.post(f"/bot{world.bot.token}/getMe", data="{", headers=headers) as response:
        assert (400, False) == (response.status, (await response.json())["ok"])


async def test_files_of_another_bot_are_not_downloaded(http: aiohttp.ClientSession, world: World) -> None:
    message = world.lea.send_document(world.bot)
    assert message.media
    await get(http, f"/file/bot1:wrong/{message.media.file.path}", 401)
    await get(http, f"/file/bot{world.bot.token}/documents/none", 404)


async def test_only_loopback_is_served() -> None:
    with pytest.raises(ValueError, match="loopback"):
        async with serve(LocalTelegram(), host="0.0.0.0"):
            pass


# -- aiogram ----------------------------------------------------------------------------------------------------------


async def test_aiogram_sends_edits_replies_and_sees_presses(client: AiogramBot, world: World) -> None:
    buttons = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Oui", callback_data="y")]])
    sent = await client.send_message(world.lea.id, "<b>Prêt ?</b>", parse_mode="HTML", reply_markup=buttons)
    world.lea.press(world.lea.last(world.bot), "Oui")
    (update,) = await client.get_updates()
    assert update.callback_query is not None
    await client.answer_callback_query(update.callback_query.id, "Vu")
    await client.edit_message_text("Oui !", chat_id=world.lea.id, message_id=sent.message_id)
    reply = ReplyParameters(message_id=sent.message_id, quote="Oui")
    answer = await client.send_message(world.lea.id, "Merci", reply_parameters=reply)

    assert ["Oui !", "Merci"] == [message.text for message in world.lea.screen(world.bot)[1:]]
    assert (sent.message_id, "Oui") == (answer.reply_to_message.message_id, answer.quote.text)  # type: ignore[union-attr]


async def test_aiogram_sends_files_and_gets_them_back(client: AiogramBot, world: World) -> None:
    file = BufferedInputFile(png(100, 50), "photo.png")
    message = await client.send_photo(world.lea.id, file, caption="Atelier")
    assert message.photo is not None
    again = await client.send_photo(world.marc.id, message.photo[-1].file_id)
    assert again.photo is not None
    found = await client.download(again.photo[-1].file_id)
    assert found is not None
    assert png(100, 50) == found.read()


async def test_aiogram_sends_albums_by_attachment(client: AiogramBot, world: World) -> None:
    media = [InputMediaPhoto(media=BufferedInputFile(png(), f"{n}.png"), caption=str(n)) for n in range(3)]
    await client.send_media_group(world.forum.id, list(media), message_thread_id=world.topic.id)

    assert ["0", "1", "2"] == [message.text for message in world.anne.screen(world.forum, world.topic)[1:]]


async def test_aiogram_opens_topics_and_reads_rights(client: AiogramBot, world: World) -> None:
    topic = await client.create_forum_topic(world.forum.id, "Nouveau")
    me = await client.get_chat_member(world.forum.id, world.bot.id)

    assert ("Nouveau", "administrator") == (world.forum.topics[topic.message_thread_id].name, me.status)
    assert me.can_manage_topics  # type: ignore[union-attr]


async def test_aiogram_understands_refusals(client: AiogramBot, world: World) -> None:
    world.lea.block(world.bot)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await client.send_message(world.lea.id, "?")
    world.tg.faults = FaultScript(Rule(code=429, retry_after=7, times=1))
    with pytest.raises(TelegramRetryAfter) as caught:
        await client.send_message(world.marc.id, "?")
    assert 7 == caught.value.retry_after


# -- control API ------------------------------------------------------------------------------------------------------


async def test_a_whole_set_up_over_http(http: aiohttp.ClientSession, world: World) -> None:
    bot = await post(http, "/sim/bots", username="essai_bot", first_name="Essai")
    owner = (await post(http, "/sim/people", first_name="Inès"))["id"]
    forum = (await post(http, "/sim/groups", title="CFA", owner=owner))["id"]
    await post(http, f"/sim/groups/{forum}/add", who=bot["id"])
    await post(http, f"/sim/groups/{forum}/promote", who=bot["id"], rights=["can_manage_topics"])
    topic = (await post(http, f"/sim/groups/{forum}/create_topic", name="Triade"))["id"]
    sent = await post(http, f"/sim/people/{owner}/send", chat=forum, text="Bonjour", topic=topic)

    state = await get(http, f"/sim/state?person={owner}")
    (chat,) = state["people"][0]["chats"]
    assert (sent["message"], "Bonjour", topic) == tuple(chat["messages"][-1][key] for key in ("id", "text", "topic"))
    assert {"administrator", "creator"} == {member["status"] for member in chat["members"]}


def test_every_route_is_documented() -> None:
    acts = re.findall(r"\w+", control.__doc__ or "")
    nouns = [name.partition("_")[2] for name in vars(control.Control) if name.startswith(("get_", "post_"))]

    assert [] == [word for word in (*nouns, *GESTURES, *GROUP_ACTS) if word not in acts]


async def test_people_act_over_http(http: aiohttp.ClientSession, world: World) -> None:
    lea, bot = f"/sim/people/{world.lea.id}", world.bot.id
    keyboard = [[{"text": "Oui", "callback_data": "y"}]]
    asked = world.tg.post(world.tg.private(world.bot, world.lea), world.bot, "Prêt ?", keyboard=keyboard)
    await post(http, f"{lea}/press", chat=bot, message=asked.id, button="Oui")
    sent = (await post(http, f"{lea}/send", chat=bot, text="oiu", reply_to=asked.id))["message"]
    await post(http, f"{lea}/edit", chat=bot, message=sent, text="oui")
    await post(http, f"{lea}/react", chat=bot, message=asked.id, emoji="👍")
    await post(http, f"{lea}/album", chat=bot, kinds=["photo", "photo"], caption="Vues")
    await post(http, f"{lea}/contact", chat=bot)
    await post(http, f"{lea}/location", chat=bot, latitude=1.5, longitude=2)
    gone = (await post(http, f"{lea}/send", chat=bot, text="oups"))["message"]
    await post(http, f"{lea}/delete", chat=bot, message=gone)

    chat = (await get(http, f"/sim/state?person={world.lea.id}"))["people"][0]["chats"][0]
    kinds = [
        (message["text"], (message["media"] or {}).get("kind"), message["edited"] is None)
        for message in chat["messages"]
    ]
    assert [
        ("/start", None, True),
        ("Prêt ?", None, True),
        ("oui", None, False),
        ("Vues", "photo", True),
        ("", "photo", True),
        ("", None, True),
        ("", None, True),
    ] == kinds
    assert [{"emoji": "👍", "count": 1, "mine": True}] == chat["messages"][1]["reactions"]
    assert asked.id == chat["messages"][2]["reply"]["id"]


async def test_blocking_and_starting_over_http(http: aiohttp.ClientSession, world: World) -> None:
    zoe = f"/sim/people/{world.zoe.id}"
    await post(http, f"{zoe}/open", bot=world.bot.id)
    await post(http, f"{zoe}/start", bot=world.bot.id, payload="abc")
    await post(http, f"{zoe}/block", bot=world.bot.id)

    refused = await post(http, f"{zoe}/send", 409, chat=world.bot.id, text="?")
    assert "the bot is blocked: start or unblock it first" == refused["error"]
    await post(http, f"{zoe}/unblock", bot=world.bot.id)
    await post(http, f"{zoe}/send", chat=world.bot.id, text="?")
    await post(http, f"{zoe}/deactivate")
    assert world.zoe.deleted


async def test_a_photo_travels_both_ways(http: aiohttp.ClientSession, world: World) -> None:
    form = aiohttp.FormData({"chat": str(world.bot.id), "caption": "Atelier"})
    form.add_field("file", png(40, 30), filename="moi.png", content_type="image/png")
    async with http.post(f"/sim/people/{world.lea.id}/photo", data=form) as response:
        assert response.status == 200
    media = (await get(http, "/sim/state"))["people"][0]["chats"][0]["messages"][-1]["media"]

    assert ("photo", 40, "image/png") == (media["kind"], media["width"], media["mime"])
    async with http.get(media["url"]) as response:
        assert ("image/png", png(40, 30)) == (response.content_type, await response.read())


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sim/people/1/send", {"chat": 1, "text": "a"}, 400),
        ("/sim/people/{lea}/send", {"chat": 1, "text": "a"}, 409),
        ("/sim/people/{lea}/send", {"chat": "{bot}"}, 400),
        ("/sim/people/{lea}/dance", {}, 400),
        ("/sim/people/{lea}/press", {"chat": "{bot}", "message": 1, "button": "?"}, 409),
        ("/sim/groups/5/add", {"who": "{bot}"}, 400),
        ("/sim/clock", {"advance": 5}, 409),
        ("/sim/nothing", {}, 404),
    ],
)
async def test_nonsense_is_refused(
    http: aiohttp.ClientSession, world: World, path: str, body: dict[str, Any], status: int
) -> None:
    body = {key: world.bot.id if value == "{bot}" else value for key, value in body.items()}

    assert "error" in await post(http, path.format(lea=world.lea.id), status, **body)


async def test_unread_messages_are_counted_until_they_are_read(http: aiohttp.ClientSession, world: World) -> None:
    world.tg.post(world.tg.private(world.bot, world.lea), world.bot, "Bonjour")

    async def unread() -> int:
        return int((await get(http, f"/sim/state?person={world.lea.id}"))["people"][0]["chats"][0]["unread"])

    assert 1 == await unread()
    await post(http, f"/sim/people/{world.lea.id}/read", chat=world.bot.id)
    assert 0 == await unread()


async def test_state_waits_for_a_newer_version(http: aiohttp.ClientSession, world: World) -> None:
    version = (await get(http, "/sim/state"))["version"]
    waiting = asyncio.ensure_future(get(http, f"/sim/state?after={version}&wait=20"))
    await get(http, "/sim/clock")
    world.lea.send_text(world.bot, "enfin")

    assert version < (await waiting)["version"]


async def test_events_tell_each_change(http: aiohttp.ClientSession, world: World) -> None:
    async with http.get("/sim/events") as response:
        first = await response.content.readline()
        await response.content.readline()
        world.lea.send_text(world.bot, "un")
        second = await response.content.readline()

    versions = [json.loads(line.removeprefix(b"data: "))["version"] for line in (first, second)]
    assert versions[0] < versions[1] == world.tg.version


async def test_the_clock_is_moved_over_http() -> None:
    tg = LocalTelegram(Clock(real=lambda: 1_790_000_000.0))
    async with serve(tg) as server, aiohttp.ClientSession(server.url) as http:
        moved = await post(http, "/sim/clock", advance=3600)
        assert {"now": 1_790_003_600.0, "offset": 3600.0} == moved
        await post(http, "/sim/clock", to="next working morning")
        assert moved["now"] < (await get(http, "/sim/clock"))["now"]
        await post(http, "/sim/clock", 400, advance=-1)
        await post(http, "/sim/clock", 400)


async def test_faults_and_ledger_over_http(http: aiohttp.ClientSession, world: World) -> None:
    await post(http, "/sim/faults", rules=[{"method": "sendMessage", "code": 500, "times": 1, "after": True}], seed=3)
    for status in (500, 200):
        await post(http, f"/bot{world.bot.token}/sendMessage", status, chat_id=world.lea.id, text="a")

    assert [False, True] == [entry["ok"] for entry in (await get(http, "/sim/ledger"))["entries"]]
    assert [2] == [entry["seq"] for entry in (await get(http, "/sim/ledger?after=1"))["entries"]]
    assert [{"method": "sendMessage", "chat": world.lea.id, "what": "status 500", "after": True}] == (
        await get(http, "/sim/faults")
    )["log"]


async def test_the_page_is_served_and_nothing_beside_it(
    http: aiohttp.ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<p>Bonjour")
    (tmp_path / "secret.txt").write_text("non")
    monkeypatch.setattr("bot.simulator.server.PAGE", tmp_path / "page")
    async with http.get("/") as response:
        assert ("text/html", "<p>Bonjour") == (response.content_type, await response.text())
    async with http.get("/%2e%2e/secret.txt") as response:
        assert response.status == 404


async def test_it_runs_alone(tmp_path: Path) -> None:
    arguments = ["--person", "Léa", "--person", "Anne", "--forum", "CFA", "--state", str(tmp_path), "--rates"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.simulator", *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        about = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
        async with aiohttp.ClientSession(about["url"]) as http:
            assert about["bot"] == (await get(http, f"/bot{about['token']}/getMe"))["result"]["id"]
            await post(http, "/sim/clock", advance=60)
            state = await get(http, "/sim/state")
    finally:
        process.terminate()
        await process.wait()

    assert ["Léa", "Anne"] == [person["first_name"] for person in state["people"]]
    assert ("60.0", about) == (
        (tmp_path / "clock-offset").read_text(),
        json.loads((tmp_path / "server.json").read_text()),
    )
    assert 0 == process.returncode
