"""Reads one raw update into an `Incoming`: pure, and never an exception for odd input."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.telegram import shapes
from bot.telegram.contents import attachments, details, file_of, other_kind, text_of
from bot.telegram.fields import MANNERS, TOPIC_CHANGES
from bot.words import clean
from core.messages import (
    APART,
    Address,
    Bond,
    BondChanged,
    Edit,
    Incoming,
    Media,
    MemberChanged,
    Message,
    Moved,
    Place,
    Press,
    Reaction,
    TopicChanged,
    Unknown,
)

NAME = "telegram"

# Whoever writes for a whole chat comes under one of these accounts: Group, Channel and the linked channel's posts.
_NOBODY = frozenset({1087968824, 136817688, 777000})


def read(raw: dict[str, Any], bot_id: int, received: datetime) -> Incoming:
    """What happened, in core's words. `received` dates what Telegram does not date: presses, and what is unreadable."""
    try:
        update = shapes.Update.model_validate(raw)
    except ValidationError:
        return _unreadable(raw, bot_id, received)
    cause = f"{NAME}:{bot_id}:{update.update_id}"
    if update.message:
        return _message(update.message, cause, bot_id)
    if update.edited_message:
        return _edit(update.edited_message, cause, bot_id)
    if update.callback_query:
        return _press(update.callback_query, cause, received)
    if update.message_reaction:
        return _reaction(update.message_reaction, cause, bot_id)
    if update.my_chat_member:
        return _bond(update.my_chat_member, cause, bot_id)
    if update.chat_member:
        return _member(update.chat_member, cause)
    kind = next((kind for kind in raw if kind != "update_id"), "empty")
    return Unknown(cause=cause, at=received, sender=_NO_ONE, place=_NOWHERE, what=clean(kind)[:64])


#: ids of supergroups and channels are at or below this
_SUPERGROUPS = -1_000_000_000_000
_NO_ONE = Address(NAME, "")
_NOWHERE = Place(NAME, "", private=False)


def _unreadable(raw: Any, bot_id: int, received: datetime) -> Unknown:
    number = raw.get("update_id", "") if isinstance(raw, dict) else ""
    number = number if type(number) is int else ""
    cause = f"{NAME}:{bot_id}:{number}"
    return Unknown(cause=cause, at=received, sender=_NO_ONE, place=_NOWHERE, what="malformed")


# --- messages ---------------------------------------------------------------------------------------------------------


# {"message_id": 31, "from": {"id": 7, "first_name": "Lina", "language_code": "fr"}, "chat": {"id": 7,
#  "type": "private"}, "date": 1780000000, "text": "Bonjour", "entities": [{"type": "bold", "offset": 0, "length": 7}]}
def _message(message: shapes.Message, cause: str, bot_id: int) -> Incoming:
    who = _from(message, cause, message.date)
    if message.chat.type == "channel":
        return Unknown(**who, what="channel")
    if message.migrate_to_chat_id:
        # Only a basic group becomes a supergroup, once: anything else that says so is not true.
        if not message.migrate_to_chat_id <= _SUPERGROUPS < message.chat.id < 0:
            return Unknown(**who, what="a move that cannot be")
        return Moved(**who, to_chat=str(message.migrate_to_chat_id))
    if _is_bot(message, bot_id):
        return Unknown(**who, what="from a bot")
    rest = message.model_extra or {}
    if "pinned_message" in rest:
        return TopicChanged(**who, what="pinned")
    if change := next((what for field, what in TOPIC_CHANGES.items() if field in rest), ""):
        return TopicChanged(**who, what=change)
    text, files = text_of(message), attachments(message)
    other = "" if text or files else other_kind(message)
    if not (text or files or other):
        return Unknown(**who, what=_service(message))
    answered = _answered(message)
    return Message(
        **who,
        message_id=str(message.message_id),
        text=text,
        attachments=files,
        reply_to=str(answered.message_id) if answered else "",
        quote=clean(message.quote.text) if answered and message.quote and message.quote.is_manual else "",
        album=message.media_group_id or "",
        other=other,
        details=details(other, message),
        in_forum=message.chat.is_forum,
        answers_apart=_apart(answered, bot_id),
        answered_file=file_of(Media.DOCUMENT, answered.document) if answered and answered.document else None,
    )


def _edit(message: shapes.Message, cause: str, bot_id: int) -> Incoming:
    who = _from(message, cause, message.edit_date or message.date)
    if _is_bot(message, bot_id):
        return Unknown(**who, what="from a bot")
    text, files = text_of(message), attachments(message)
    if not (text or files):
        # A live location moves by edits, a poll or a checklist changes by them: nothing that is relayed.
        return Unknown(**who, what=other_kind(message) or _service(message))
    return Edit(**who, message_id=str(message.message_id), text=text, attachments=files)


def _service(message: shapes.Message) -> str:
    """The name of what the message tells: the first field that says more than how it was sent."""
    rest = message.model_extra or {}
    return next((clean(field)[:64] for field in rest if field not in MANNERS), "empty")


def _answered(message: shapes.Message) -> shapes.Answered | None:
    """The message this one answers. In a topic, Telegram shows its root there when the person answers nothing."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created or answered.message_id == message.message_thread_id:
        return None
    return answered


def _apart(answered: shapes.Answered | None, bot_id: int) -> bool:
    """Whether it is ours and bears the mark of the professionals' line."""
    ours = answered is not None and answered.user is not None and answered.user.id == bot_id
    return ours and answered is not None and (answered.text or answered.caption or "").startswith(APART.strip())


# --- presses, reactions, bonds ----------------------------------------------------------------------------------------


# {"id": "42", "from": {…}, "message": {"message_id": 30, "chat": {…}, "date": 0}, "data": "m:7:ok"}; date 0: the
# message is too old to be shown to the bot, but it was pressed all the same.
def _press(query: shapes.CallbackQuery, cause: str, received: datetime) -> Incoming:
    who = _person(query.user)
    if query.message is None or query.data is None:
        what = "press without message" if query.message is None else "press without data"
        return Unknown(cause=cause, at=received, place=_NOWHERE, **who, what=what)
    place = _place(query.message.chat, query.message)
    return Press(
        cause=cause,
        at=received,
        place=place,
        **who,
        press_id=query.id,
        message_id=str(query.message.message_id),
        data=clean(query.data),
    )


# {"chat": {…}, "message_id": 30, "user": {…}, "date": 1780000000, "old_reaction": [],
#  "new_reaction": [{"type": "emoji", "emoji": "👍"}]}; an anonymous admin comes as "actor_chat".
def _reaction(reaction: shapes.MessageReaction, cause: str, bot_id: int) -> Incoming:
    who = {"cause": cause, "at": _utc(reaction.date), "place": _place(reaction.chat), **_person(reaction.user)}
    if reaction.user and reaction.user.id == bot_id:
        return Unknown(**who, what="from a bot")
    # Custom and paid reactions cannot be shown by a bot elsewhere.
    emoji = tuple(clean(r.emoji) for r in reaction.new_reaction if r.type == "emoji" and r.emoji)
    return Reaction(**who, message_id=str(reaction.message_id), emoji=emoji)


# {"chat": {…}, "from": {…}, "date": 1780000000, "old_chat_member": {…},
#  "new_chat_member": {"user": {the bot}, "status": "administrator", "can_manage_topics": true}}
def _bond(change: shapes.MembershipChange, cause: str, bot_id: int) -> Incoming:
    who = {"cause": cause, "at": _utc(change.date), "place": _place(change.chat), **_person(change.user)}
    member = change.new_chat_member
    if change.chat.type == "channel" or member.user.id != bot_id:
        return Unknown(**who, what="channel" if change.chat.type == "channel" else "somebody else's membership")
    return BondChanged(
        **who,
        bond=_standing(member),
        can_manage_topics=member.status == "creator" or member.can_manage_topics,
        is_forum=change.chat.is_forum,
        title=clean(change.chat.title or ""),
    )


# The same shape, about somebody else: told to administrators only.
def _member(change: shapes.MembershipChange, cause: str) -> Incoming:
    who = {"cause": cause, "at": _utc(change.date), "place": _place(change.chat), **_person(change.user)}
    if change.chat.type in ("channel", "private"):
        return Unknown(**who, what=change.chat.type)
    user = change.new_chat_member.user
    present = _standing(change.new_chat_member) is not Bond.GONE
    return MemberChanged(**who, who=Address(NAME, str(user.id)), name=clean(user.first_name).strip(), present=present)


def _standing(member: shapes.Member) -> Bond:
    if member.status in ("creator", "administrator"):
        return Bond.ADMIN
    if member.status == "member" or (member.status == "restricted" and member.is_member):
        return Bond.MEMBER
    return Bond.GONE


# --- who and where ----------------------------------------------------------------------------------------------------


def _from(message: shapes.Message, cause: str, at: datetime) -> dict[str, Any]:
    """The fields that every Incoming has. Who writes as a group or a channel is nobody."""
    author = None if message.sender_chat else message.user
    return {"cause": cause, "at": _utc(at), "place": _place(message.chat, message), **_person(author)}


def _person(user: shapes.User | None) -> dict[str, Any]:
    if user is None or user.id in _NOBODY:
        return {"sender": _NO_ONE}
    return {
        "sender": Address(NAME, str(user.id)),
        "sender_name": clean(user.first_name).strip(),
        "language": user.language_code or "",
    }


def _is_bot(message: shapes.Message, bot_id: int) -> bool:
    user = message.user
    return user is not None and not message.sender_chat and (user.id == bot_id or user.is_bot)


def _place(chat: shapes.Chat, message: shapes.Message | shapes.Pressed | None = None) -> Place:
    """The room. Without is_topic_message, message_thread_id is a chain of answers in a plain group, not a topic."""
    topic = message.message_thread_id if message and message.is_topic_message else None
    return Place(NAME, str(chat.id), str(topic or ""), private=chat.type == "private")


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
