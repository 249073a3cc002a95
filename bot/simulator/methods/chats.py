"""Questions about chats and members, and leaving."""

from __future__ import annotations

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.groups import PERMISSIONS, Group
from bot.simulator.model import Json, PrivateChat, User
from bot.simulator.shapes import message_shape

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_me(call: Call) -> Json:
    return call.bot.full_shape()


def get_chat(call: Call) -> Json:
    chat = call.chat()
    shape = chat.shape() | {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if isinstance(chat, Group):
        shape["permissions"] = {right: True for right in PERMISSIONS if right not in ("can_edit_tag",)}
        if chat.description:
            shape["description"] = chat.description
    elif isinstance(chat, PrivateChat) and chat.user.username:
        shape["active_usernames"] = [chat.user.username]
    if chat.pinned:
        shape["pinned_message"] = message_shape(call.tg.files, call.bot, chat.messages[chat.pinned[-1]], nested=True)
    return shape


def get_chat_member(call: Call) -> Json:
    chat = call.chat()
    user = _user(call)
    if isinstance(chat, Group):
        return chat.member(user).shape()
    if user is not call.bot and user.id != chat.id:
        raise bad_request("user not found")
    return {"status": "member", "user": user.shape()}


def get_chat_administrators(call: Call) -> list[Json]:
    """The owner and the admins; other bots are left out."""
    chat = _group(call, "there are no administrators in the private chat")
    admins = [member for member in chat.members.values() if member.status in ("creator", "administrator")]
    return [member.shape() for member in admins if not member.user.is_bot or member.user is call.bot]


def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return len(chat.present()) if isinstance(chat, Group) else 2


def leave_chat(call: Call) -> bool:
    chat = _group(call, "chat member status can't be changed in private chats")
    chat.leave(call.bot)
    call.note(chat)
    return True


def _group(call: Call, otherwise: str) -> Group:
    chat = call.chat()
    if not isinstance(chat, Group):
        raise bad_request(otherwise)
    return chat


def _user(call: Call) -> User:
    user = call.tg.users.get(call.integer("user_id"))
    if not call.integer("user_id"):
        raise bad_request("invalid user_id specified")
    if user is None:
        raise bad_request("user not found")
    return user


TABLE = {
    "getMe": get_me,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
}
