"""What an operator needs once: the webhook or its absence, the list of commands, who the bot is, what it may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.telegram import Bot
from bot.telegram.calls import call
from bot.telegram.door import ALLOWED_UPDATES

#: Bot API, setWebhook.max_connections: how many chats Telegram serves at once; 40 is its own default
CONNECTIONS = 40
#: what the bot must be allowed to do in a counsellors' forum
FORUM_RIGHTS = ("can_manage_topics", "can_delete_messages", "can_pin_messages")


class Scope(StrEnum):
    """Where a list of commands is offered (Bot API, BotCommandScope)."""

    PRIVATE = "all_private_chats"
    GROUPS = "all_group_chats"


@dataclass(frozen=True, slots=True)
class Commands:
    """A list of commands (name, what it does), where it is offered, and to apps in which language ("": all others)."""

    scope: Scope
    commands: tuple[tuple[str, str], ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Telegram knows it."""

    id: int
    username: str
    name: str
    #: topics in private chats are switched on for this bot
    has_topics: bool


@dataclass(frozen=True, slots=True)
class Hook:
    """How updates leave Telegram. No `url`: by long polling."""

    url: str
    pending: int
    last_error: str


@dataclass(frozen=True, slots=True)
class Forum:
    """A group as the bot finds it; `missing` names what a human must still switch on."""

    title: str
    is_forum: bool
    is_admin: bool
    missing: tuple[str, ...]


async def who(bot: Bot) -> Me:
    """Raises SendFailed, UNAUTHORIZED when the token is not (or no longer) good."""
    me = await call(bot, "getMe")
    return Me(me["id"], me.get("username", ""), me["first_name"], bool(me.get("has_topics_enabled")))


async def use_webhook(bot: Bot, url: str, secret: str) -> None:
    """From now on Telegram posts updates to `url`; what waits there is kept."""
    if not secret:
        raise ValueError("a webhook without a secret accepts updates from anybody")
    await call(
        bot,
        "setWebhook",
        url=url,
        secret_token=secret,
        max_connections=CONNECTIONS,
        allowed_updates=list(ALLOWED_UPDATES),
    )


async def use_polling(bot: Bot) -> None:
    """From now on updates are fetched; what waits there is kept. Without a webhook this changes nothing."""
    await call(bot, "deleteWebhook")


async def hook(bot: Bot) -> Hook:
    """How updates leave Telegram now."""
    info = await call(bot, "getWebhookInfo")
    return Hook(info.get("url", ""), info.get("pending_update_count", 0), info.get("last_error_message", ""))


async def offer(bot: Bot, lists: Sequence[Commands]) -> None:
    """The menus of commands that apps show."""
    for offered in lists:
        commands = [{"command": name, "description": what} for name, what in offered.commands]
        scope = {"type": offered.scope.value}
        await call(bot, "setMyCommands", commands=commands, scope=scope, language_code=offered.language)


async def forum(bot: Bot, chat: str, bot_id: int) -> Forum:
    """What the bot finds in a group. Raises SendFailed, GONE when it is not in there."""
    room = await call(bot, "getChat", chat_id=chat)
    member = await call(bot, "getChatMember", chat_id=chat, user_id=bot_id)
    is_admin = member.get("status") in ("administrator", "creator")
    missing = tuple(right for right in FORUM_RIGHTS if not _has(member, right))
    return Forum(room.get("title", ""), bool(room.get("is_forum")), is_admin, missing)


def _has(member: dict[str, Any], right: str) -> bool:
    return member.get("status") == "creator" or bool(member.get(right))
