"""A raw update as a door keeps it: its number and its lane, told without validating anything."""

from __future__ import annotations

import json
from typing import Any

from bot.channel import Row

# Bot API, Update: everything that has a chat of its own.
_IN_A_CHAT = ("message", "edited_message", "message_reaction", "my_chat_member", "chat_member")


# {"update_id": 731, "message": {"chat": {"id": -100123}, "message_thread_id": 4, "is_topic_message": true, …}}
def row(raw: Any, text: str = "") -> Row | None:
    """The update, whose JSON is `text`, as an inbox row; None when it has no number that a table could hold."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if type(number) is not int or not 0 <= number < 2**63:
        return None
    return number, lane(raw), text or json.dumps(raw, separators=(",", ":"))


def lane(raw: Any) -> str:
    """`telegram:<chat>` or `telegram:<chat>:<topic>`; else the chat id of who acts; "" when nothing can be read.

    A reaction does not tell its topic (Bot API, MessageReactionUpdated), so it runs in the lane of the whole chat.
    """
    event = _first_event(raw)
    message = event if "chat" in event else _dict(event.get("message"))
    chat = _number(_dict(message.get("chat")).get("id"))
    if chat:
        topic = _number(message.get("message_thread_id")) if message.get("is_topic_message") is True else ""
        return f"telegram:{chat}:{topic}" if topic else f"telegram:{chat}"
    who = _number(_dict(event.get("from") or event.get("user")).get("id"))
    return f"telegram:{who}" if who else ""


def _first_event(raw: Any) -> dict[str, Any]:
    update = _dict(raw)
    for kind in (*_IN_A_CHAT, "callback_query"):
        if isinstance(update.get(kind), dict):
            return _dict(update[kind])
    return next((_dict(event) for event in update.values() if isinstance(event, dict)), {})


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> str:
    """An id as text, "" when it is none: Telegram's ids have at most 52 significant bits."""
    return str(value) if type(value) is int and abs(value) < 2**63 else ""
