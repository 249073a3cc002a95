"""Forum topics, in supergroups and (where the bot has them) in private chats."""

from __future__ import annotations

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.groups import ICON_COLORS, Group
from bot.simulator.model import Chat, Json, PrivateChat, Topic

ICONS = (
    ("5312536423851630001", "💡"),
    ("5312016608254762256", "⚡"),
    ("5377544228505134960", "🎙"),
    ("5417915203100613993", "💬"),
)


def create_forum_topic(call: Call) -> Json:
    chat = _forum(call)
    if not call.can(chat, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = _name(call)
    if not name:
        raise bad_request("name must be non-empty")
    color = call.integer("icon_color")
    if color and color not in ICON_COLORS:
        raise bad_request("invalid icon color specified")
    call.spend(chat)
    topic = call.tg.open_topic(chat, call.bot, name, color or ICON_COLORS[0], _icon(call) or "")
    call.note(chat, chat.messages[topic.id], text=name)
    return topic.shape()


def edit_forum_topic(call: Call) -> bool:
    chat, topic = _topic(call, "edit the topic")
    name = _name(call) if "name" in call.params else None
    if name == "":
        name = None
    icon = _icon(call)
    if name in (None, topic.name) and icon in (None, topic.icon_custom_emoji_id):
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.spend(chat)
    call.tg.change_topic(chat, call.bot, topic, name, icon)
    call.note(chat, topic=topic.id, text=topic.name)
    return True


def close_forum_topic(call: Call) -> bool:
    return _set_closed(call, True)


def reopen_forum_topic(call: Call) -> bool:
    return _set_closed(call, False)


def _set_closed(call: Call, closed: bool) -> bool:
    chat, topic = _topic(call, "close or open the topic")
    if isinstance(chat, PrivateChat):
        raise bad_request("the chat is not a supergroup")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    call.spend(chat)
    call.tg.close_topic(chat, call.bot, topic, closed)
    call.note(chat, topic=topic.id, text=topic.name)
    return True


def delete_forum_topic(call: Call) -> bool:
    chat, topic = _topic(call, "delete the topic")
    call.note(chat, topic=topic.id, text=topic.name)
    call.tg.drop_topic(chat, topic)
    return True


def unpin_all_forum_topic_messages(call: Call) -> bool:
    chat = _forum(call)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    if not call.can(chat, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned[:] = [number for number in chat.pinned if chat.messages[number].topic != topic.id]
    call.note(chat, topic=topic.id)
    call.tg.changed()
    return True


def get_forum_topic_icon_stickers(call: Call) -> list[Json]:
    return [
        {
            "file_id": f"CAACAgQAAxUAA{emoji_id}",
            "file_unique_id": f"AgAD{emoji_id[-10:]}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": True,
            "is_video": False,
            "emoji": emoji,
            "set_name": "Topics",
            "custom_emoji_id": emoji_id,
        }
        for emoji_id, emoji in ICONS
    ]


def _forum(call: Call) -> Chat:
    chat = call.chat(write=True)
    is_forum = chat.forum if isinstance(chat, Group) else call.bot.topics_in_private
    if not is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(call: Call, act: str) -> tuple[Chat, Topic]:
    """The topic that is meant, if the bot may `act` on it: its own, or with the right of an admin."""
    chat = _forum(call)
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    right = "can_delete_messages" if act == "delete the topic" else "can_manage_topics"
    if topic.creator is not call.bot and not call.can(chat, right):
        raise bad_request(f"not enough rights to {act}")
    return chat, topic


def _name(call: Call) -> str:
    return " ".join(call.text("name").split())[: call.tg.limits.topic_name]


def _icon(call: Call) -> str | None:
    """None = leave it; empty = take it away; only the free icons are known here."""
    if "icon_custom_emoji_id" not in call.params:
        return None
    icon = call.text("icon_custom_emoji_id")
    if icon and icon not in dict(ICONS):
        raise bad_request("DOCUMENT_INVALID")
    return icon


TABLE = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
    "unpinAllForumTopicMessages": unpin_all_forum_topic_messages,
    "getForumTopicIconStickers": get_forum_topic_icon_stickers,
}
