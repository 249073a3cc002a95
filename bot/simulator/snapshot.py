"""Everything that people see, as plain JSON for the page and for tests in another process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.simulator.groups import Group
from bot.simulator.model import Bot, Chat, Json, Message, PrivateChat

if TYPE_CHECKING:
    from bot.simulator.people import Person
    from bot.simulator.telegram import LocalTelegram

LAST_PRESSES = 10


def chat_key(chat: Chat) -> int:
    """How people name a chat: a private chat by its bot's id, a group by its own."""
    return chat.bot.id if isinstance(chat, PrivateChat) else chat.id


def bot_snapshot(bot: Bot) -> Json:
    """A bot as somebody who has never opened it may see it; `pending` = updates it has not taken yet."""
    description = description_of(bot, "fr")
    about = {"id": bot.id, "username": bot.username, "name": bot.name, "description": description}
    return about | {"pending": len(bot.queue)}


def person_snapshot(tg: LocalTelegram, person: Person, unread: Callable[[Chat], int]) -> Json:
    """One phone."""
    presses = [query for query in tg.queries.values() if query.user is person][-LAST_PRESSES:]
    return {
        "id": person.id,
        "first_name": person.first_name,
        "name": person.name,
        "username": person.username,
        "caption": person.caption,
        "deleted": person.deleted,
        "chats": [chat_snapshot(person, chat, unread(chat)) for chat in person.chats()],
        "presses": [
            {
                "id": query.id,
                "chat": chat_key(query.message.chat),
                "message": query.message.id,
                "data": query.data,
                "at": query.at,
                "answered": query.answer is not None,
                "text": (query.answer or {}).get("text", ""),
                "alert": (query.answer or {}).get("show_alert", False),
            }
            for query in presses
        ],
    }


def chat_snapshot(person: Person, chat: Chat, unread: int) -> Json:
    """One chat as one person sees it."""
    shape: Json = {
        "id": chat_key(chat),
        "kind": chat.kind,
        "title": chat.bot.name if isinstance(chat, PrivateChat) else chat.title,
        "forum": chat.forum,
        "unread": unread,
        "action": person.sees_action(chat),
        "topics": [topic.shape() | {"id": topic.id, "closed": topic.closed} for topic in chat.topics.values()],
        "pinned": list(chat.pinned),
        "keyboard": next((m.other_markup for m in reversed(chat.messages.values()) if m.other_markup), None),
        "messages": [message_snapshot(person, message) for message in chat.messages.values()],
    }
    if isinstance(chat, PrivateChat):
        shape |= {"started": chat.started, "blocked": chat.blocked, "commands": _commands(chat)}
        shape["description"] = description_of(chat.bot, chat.user.language_code)
    if isinstance(chat, Group):
        shape["members"] = [
            {
                "id": m.user.id,
                "name": m.user.name,
                "is_bot": m.user.is_bot,
                "status": m.status,
                "rights": sorted(m.rights),
            }
            for m in chat.members.values()
            if m.present
        ]
    return shape


def _commands(chat: PrivateChat) -> list[Json]:
    """The menu of commands for this person: the most particular scope wins."""
    commands = chat.bot.commands
    for scope in (f"chat:{chat.id}", "all_private_chats", "default"):
        for language in (chat.user.language_code, ""):
            if found := commands.get((scope, language)):
                return found
    return []


def description_of(bot: Bot, language: str = "") -> str:
    """What an empty chat shows above its Start button."""
    return bot.profile.get(("description", language)) or bot.profile.get(("description", ""), "")


def message_snapshot(person: Person, message: Message) -> Json:
    """One message as one person sees it."""
    sender = message.sender
    shape: Json = {
        "id": message.id,
        "from": {"id": sender.id, "name": message.sender_chat.title if message.sender_chat else sender.name},
        "bot": sender.is_bot,
        "mine": sender is person,
        "date": message.date,
        "edited": message.edited,
        "topic": message.topic,
        "text": message.text,
        "entities": message.entities,
        "buttons": message.keyboard,
        "media": _media(message),
        "reply": _reply(message.reply_to or message.external_reply),
        "quote": message.quote,
        "reactions": _reactions(person, message),
        "forward": _forward(message),
        "album": message.media_group_id,
        "service": next(iter(message.extra), "") if message.service else "",
        "extra": message.extra,
    }
    return shape


def _media(message: Message) -> Json | None:
    media = message.media
    if media is None:
        return None
    file = media.file
    about = {"name": file.name, "mime": file.mime, "size": len(file.data), "spoiler": media.spoiler}
    about["above"] = media.caption_above
    return {"kind": media.kind, "url": f"/sim/files/{file.ref}", **about, **media.meta}


def _reply(target: Message | None) -> Json | None:
    if target is None:
        return None
    return {
        "id": target.id,
        "name": target.sender.name,
        "text": target.text,
        "kind": target.kind,
        "gone": target.deleted,
    }


def _reactions(person: Person, message: Message) -> list[Json]:
    counts = Counter(one["emoji"] for given in message.reactions.values() for one in given)
    own = {one["emoji"] for one in message.reactions.get(person.id, [])}
    return [{"emoji": emoji, "count": count, "mine": emoji in own} for emoji, count in counts.items()]


def _forward(message: Message) -> str:
    origin = message.forward_origin
    return str(origin["sender_user"]["first_name"]) if origin else ""
