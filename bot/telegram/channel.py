"""Telegram as a channel: performs acts with one Bot API call each."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.channel import (
    AckAct,
    Act,
    AlbumAct,
    DeleteAct,
    DropTopicAct,
    EditAct,
    Failure,
    LeaveAct,
    NameTopicAct,
    OpenTopicAct,
    ReactAct,
    SendAct,
    SendFailed,
    Sent,
)
from bot.telegram import Bot
from bot.telegram.calls import call, download
from bot.telegram.forms import Fields, Upload, album, change, message, other_change, softer, target, upload
from bot.telegram.read import NAME
from core.census import Census

# Bot API: answerCallbackQuery.text, createForumTopic.name.
_ACK_LIMIT, _TOPIC_NAME_LIMIT = 200, 128

# Bot API, createForumTopic.icon_color: red; topics are blue when nothing is said.
_APART = 16478047

# Bot API, ChatMember.status; somebody restricted says apart whether she is there.
_ADMINS = ("creator", "administrator")
_PRESENT = (*_ADMINS, "member")

_ALREADY_SO = re.compile(r"message is not modified|TOPIC_NOT_MODIFIED", re.IGNORECASE)
_TOO_OLD = re.compile(r"query is too old|query ID is invalid|QUERY_ID_INVALID", re.IGNORECASE)


class TelegramChannel:
    """Performs acts through an aiogram `Bot` (see `calls.open_bot`), which it closes."""

    name = NAME
    buttons = True
    grouped = False

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._perform: dict[type[Any], Callable[[Any], Awaitable[Sent | None]]] = {
            SendAct: self._send,
            AlbumAct: self._send_album,
            EditAct: self._edit,
            DeleteAct: self._delete,
            AckAct: self._acknowledge,
            ReactAct: self._react,
            OpenTopicAct: self._open_topic,
            NameTopicAct: self._name_topic,
            DropTopicAct: self._drop_topic,
            LeaveAct: self._leave,
        }

    async def perform(self, act: Act) -> Sent | None:
        """Do it. What was done already (the same edit, the same topic name, a press answered late) is a success."""
        return await self._perform[type(act)](act)

    async def fetch(self, ref: str, most: int) -> bytes:
        """The file of a file_id. Bot API, getFile: 20 MB at most, and the path it gives holds for an hour."""
        found = await self._call("getFile", {"file_id": ref})
        path = str(found.get("file_path") or "") if isinstance(found, dict) else ""
        if not path:
            raise SendFailed(Failure.REJECTED, "the file has no path")
        return await download(self._bot, path, most)

    async def count(self, chat: str, among: Sequence[str]) -> Census:
        """Bot API, getChatMember: certain about others only where the bot is administrator, so that is asked first."""
        room = await self._call("getChat", {"chat_id": chat})
        mine = await self._call("getChatMember", {"chat_id": chat, "user_id": self._bot.id})
        told = Census(
            admin=mine.get("status") in _ADMINS, is_forum=bool(room.get("is_forum")), title=room.get("title", "")
        )
        if not told.admin:
            return told
        number = int(await self._call("getChatMemberCount", {"chat_id": chat}))
        here: set[str] = set()
        for one in among:
            if len(here) + 1 >= number:  # everybody is named
                break
            if await self._is_there(chat, one):
                here.add(one)
        return replace(told, count=number, present=frozenset(here))

    async def _is_there(self, chat: str, user: str) -> bool:
        try:
            member = await self._call("getChatMember", {"chat_id": chat, "user_id": int(user)})
        except SendFailed as failure:
            if failure.kind in (Failure.GONE, Failure.REJECTED, Failure.TARGET_GONE):  # nobody that the group has seen
                return False
            raise
        return member.get("status") in _PRESENT or bool(member.get("is_member"))

    async def close(self) -> None:
        await self._bot.session.close()

    async def _call(self, method: str, fields: Fields, file: Upload | None = None) -> Any:
        return await call(self._bot, method, upload=file, **fields)

    async def _call_unless(
        self, done: re.Pattern[str], method: str, fields: Fields, file: Upload | None = None
    ) -> None:
        try:
            await self._call(method, fields, file)
        except SendFailed as failure:
            if not done.search(failure.reason):
                raise

    async def _send(self, act: SendAct) -> Sent:
        method, fields = message(act)
        result = await self._send_softly(method, fields, upload(act.content))
        message_id = _number(result, "message_id")
        if act.place.topic and str(result.get("message_thread_id", "")) != act.place.topic:
            # A deleted topic may be ignored in silence, and the message shows up in the wrong room (tdlib #854).
            with contextlib.suppress(SendFailed):
                await self._call("deleteMessage", {"chat_id": act.place.chat, "message_id": message_id})
            raise SendFailed(Failure.TOPIC_GONE, "the message came out in another topic")
        return Sent(act.place, message_id)

    async def _send_album(self, act: AlbumAct) -> Sent:
        method, fields = album(act)
        result = await self._send_softly(method, fields, None)
        if not isinstance(result, list) or len(result) != len(act.contents):
            raise SendFailed(Failure.AMBIGUOUS, "the answer has not all items of the album")
        first, *others = (_number(item, "message_id") for item in result)
        if act.place.topic and str(result[0].get("message_thread_id", "")) != act.place.topic:
            with contextlib.suppress(SendFailed):
                ids = [int(first), *map(int, others)]
                await self._call("deleteMessages", {"chat_id": act.place.chat, "message_ids": ids})
            raise SendFailed(Failure.TOPIC_GONE, "the album came out in another topic")
        return Sent(act.place, first, tuple(others))

    async def _send_softly(self, method: str, fields: Fields, file: Upload | None) -> Any:
        """Refused for its quote, its reply or its entities, the message goes without: the words matter more."""
        while True:
            try:
                return await self._call(method, fields, file)
            except SendFailed as failure:
                less = softer(failure, fields)
                if less is None:
                    raise
                fields = less

    async def _edit(self, act: EditAct) -> None:
        method, fields = change(act)
        try:
            await self._call_unless(_ALREADY_SO, method, fields, upload(act.content) if act.new_attachment else None)
        except SendFailed as failure:
            # Told wrongly what the message carries: refused without effect, so the other way is tried once.
            other = other_change(act, method, failure.reason)
            if other is None:
                raise
            await self._call_unless(_ALREADY_SO, *other)

    async def _delete(self, act: DeleteAct) -> None:
        await self._call("deleteMessage", target(act.place, act.message_id))

    async def _react(self, act: ReactAct) -> None:
        emoji = [{"type": "emoji", "emoji": act.emoji}] if act.emoji else []
        await self._call("setMessageReaction", target(act.place, act.message_id) | {"reaction": emoji})

    async def _acknowledge(self, act: AckAct) -> None:
        fields: Fields = {"callback_query_id": act.press_id, "text": act.text[:_ACK_LIMIT]}
        if act.alert:
            fields["show_alert"] = True
        await self._call_unless(_TOO_OLD, "answerCallbackQuery", fields)

    async def _open_topic(self, act: OpenTopicAct) -> Sent:
        fields: Fields = {"chat_id": act.place.chat, "name": act.name[:_TOPIC_NAME_LIMIT]}
        if act.apart:
            fields["icon_color"] = _APART
        topic = _number(await self._call("createForumTopic", fields), "message_thread_id")
        # The topic's number is the id of the service message that opened it.
        return Sent(replace(act.place, topic=topic), topic)

    async def _name_topic(self, act: NameTopicAct) -> None:
        fields = {"chat_id": act.place.chat, "message_thread_id": act.place.topic, "name": act.name[:_TOPIC_NAME_LIMIT]}
        await self._call_unless(_ALREADY_SO, "editForumTopic", fields)

    async def _drop_topic(self, act: DropTopicAct) -> None:
        await self._call("deleteForumTopic", {"chat_id": act.place.chat, "message_thread_id": act.place.topic})

    async def _leave(self, act: LeaveAct) -> None:
        await self._call("leaveChat", {"chat_id": act.place.chat})


def _number(result: Any, name: str) -> str:
    """An id out of an answer. Without it the message may stand there all the same."""
    found = result.get(name) if isinstance(result, dict) else None
    if type(found) is not int:
        raise SendFailed(Failure.AMBIGUOUS, f"the answer has no {name}")
    return str(found)
