"""Updates as Telegram writes them (Bot API 10.3), to be read by the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

BOT = 4242
DATE = 1_780_000_000
AT = datetime.fromtimestamp(DATE, UTC)
#: when the door stored the update
RECEIVED = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)

LINA: Json = {
    "id": 7,
    "is_bot": False,
    "first_name": "Lina",
    "last_name": "B.",
    "username": "lina",
    "language_code": "fr",
}
NADIA: Json = {"id": 9, "is_bot": False, "first_name": "Nadia"}
THE_BOT: Json = {"id": BOT, "is_bot": True, "first_name": "Triade", "username": "triade_bot"}
GROUP_ANONYMOUS: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}

PRIVATE: Json = {"id": 7, "first_name": "Lina", "last_name": "B.", "username": "lina", "type": "private"}
FORUM: Json = {"id": -1001234567890, "title": "Mission locale", "type": "supergroup", "is_forum": True}
OLD_GROUP: Json = {"id": -55, "title": "Mission locale", "type": "group"}
CHANNEL: Json = {"id": -1009, "title": "Actus", "type": "channel"}

PHOTO = [
    {"file_id": "small", "file_unique_id": "a1", "width": 90, "height": 67, "file_size": 1200},
    {"file_id": "large", "file_unique_id": "a2", "width": 1280, "height": 960, "file_size": 91000},
    {"file_id": "medium", "file_unique_id": "a3", "width": 320, "height": 240, "file_size": 9000},
]


def update(kind: str, body: Any, number: int = 731) -> Json:
    return {"update_id": number, kind: body}


def written(*, sender: Json | None = LINA, chat: Json = PRIVATE, **more: Any) -> Json:
    """A Message object; with `text` unless it says something else."""
    message = {"message_id": 31, "date": DATE, "chat": chat, **more}
    return message | {"from": sender} if sender else message


def in_topic(**more: Any) -> Json:
    """A message of Nadia in topic 4 of the forum; it points at the root of the topic, as Telegram writes it."""
    root = written(
        sender=THE_BOT,
        chat=FORUM,
        message_thread_id=4,
        is_topic_message=True,
        forum_topic_created={"name": "Lina", "icon_color": 7322096},
    )
    topic = {"message_thread_id": 4, "is_topic_message": True, "reply_to_message": root | {"message_id": 4}}
    return written(sender=NADIA, chat=FORUM) | topic | more


def member(status: str, user: Json = THE_BOT, **more: Any) -> Json:
    return {"user": user, "status": status, **more}


def administrator(**rights: bool) -> Json:
    every = (
        "can_be_edited",
        "is_anonymous",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    )
    return member("administrator", **(dict.fromkeys(every, False) | rights))


def bond(chat: Json, new: Json, sender: Json = NADIA) -> Json:
    change = {"chat": chat, "from": sender, "date": DATE, "old_chat_member": member("left"), "new_chat_member": new}
    return update("my_chat_member", change)
