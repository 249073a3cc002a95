"""Reads one raw update into an `Incoming`: pure, and never an exception for odd input."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.telegram import shapes
from bot.telegram.entities import from_telegram
from core.messages import (
    Address,
    Attachment,
    Bond,
    BondChanged,
    Edit,
    Incoming,
    Media,
    Message,
    Moved,
    Place,
    Press,
    Reaction,
    TopicChanged,
    Unknown,
)
from core.texts import Rich

NAME = "telegram"

# Whoever writes for a whole chat comes under one of these accounts: Group, Channel and the linked channel's posts.
_NOBODY = frozenset({1087968824, 136817688, 777000})

# An animation also has `document`, a venue also has `location`: the order matters.
_FILES = (
    Media.ANIMATION,
    Media.PHOTO,
    Media.VIDEO,
    Media.VOICE,
    Media.VIDEO_NOTE,
    Media.AUDIO,
    Media.DOCUMENT,
    Media.STICKER,
)
_OTHERS = (
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "story",
    "checklist",
    "paid_media",
    "game",
    "invoice",
    "giveaway",
    "giveaway_winners",
    "rich_message",
)
# How a message was sent, never what it is (Bot API, Message).
_MANNERS = frozenset(
    """
    direct_messages_topic sender_boost_count sender_business_bot sender_tag receiver_user ephemeral_message_id
    guest_query_id business_connection_id forward_origin is_automatic_forward external_reply reply_to_story
    reply_to_checklist_task_id reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat
    has_protected_content is_from_offline is_paid_post author_signature paid_star_count link_preview_options
    suggested_post_info effect_id live_photo show_caption_above_media has_media_spoiler reply_markup
    """.split()  # noqa: SIM905 - thirty quoted names would hide what they are
)
_TOPIC_CHANGES = {
    "forum_topic_closed": "closed",
    "forum_topic_reopened": "reopened",
    "forum_topic_edited": "edited",
}


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
    kind = next((kind for kind in raw if kind != "update_id"), "empty")
    return Unknown(cause=cause, at=received, sender=_NO_ONE, place=_NOWHERE, what=_clean(kind)[:64])


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
        return Moved(**who, to_chat=str(message.migrate_to_chat_id))
    if _is_bot(message, bot_id):
        return Unknown(**who, what="from a bot")
    rest = message.model_extra or {}
    if change := next((what for field, what in _TOPIC_CHANGES.items() if field in rest), ""):
        return TopicChanged(**who, what=change)
    text, files = _text(message), _attachments(message)
    other = "" if text or files else _other(message)
    if not (text or files or other):
        return Unknown(**who, what=_service(message))
    answered = _answered(message)
    return Message(
        **who,
        message_id=str(message.message_id),
        text=text,
        attachments=files,
        reply_to=str(answered.message_id) if answered else "",
        quote=_clean(message.quote.text) if answered and message.quote and message.quote.is_manual else "",
        album=message.media_group_id or "",
        other=other,
        in_forum=message.chat.is_forum,
    )


def _edit(message: shapes.Message, cause: str, bot_id: int) -> Incoming:
    who = _from(message, cause, message.edit_date or message.date)
    if _is_bot(message, bot_id):
        return Unknown(**who, what="from a bot")
    text, files = _text(message), _attachments(message)
    if not (text or files):
        # A live location moves by edits, a poll or a checklist changes by them: nothing that is relayed.
        return Unknown(**who, what=_other(message) or _service(message))
    return Edit(**who, message_id=str(message.message_id), text=text, attachments=files)


def _text(message: shapes.Message) -> Rich:
    words = message.text or message.caption or ""
    entities = message.entities if message.text else message.caption_entities
    return from_telegram(_clean(words), entities or ())


def _attachments(message: shapes.Message) -> tuple[Attachment, ...]:
    for media in _FILES:
        found: shapes.File | None = _largest(message.photo) if media is Media.PHOTO else getattr(message, media.value)
        if found:
            return (
                Attachment(
                    media,
                    found.file_id,
                    name=_clean(found.file_name or ""),
                    mime=_clean(found.mime_type or ""),
                    size=found.file_size or 0,
                    seconds=found.duration or 0,
                ),
            )
    return ()


def _largest(sizes: list[shapes.File] | None) -> shapes.File | None:
    """The same picture comes in several sizes."""
    return max(sizes, key=lambda size: size.width * size.height) if sizes else None


def _other(message: shapes.Message) -> str:
    rest = message.model_extra or {}
    return next((kind for kind in _OTHERS if kind in rest), "")


def _service(message: shapes.Message) -> str:
    """The name of what the message tells: the first field that says more than how it was sent."""
    rest = message.model_extra or {}
    return next((_clean(field)[:64] for field in rest if field not in _MANNERS), "empty")


def _answered(message: shapes.Message) -> shapes.Answered | None:
    """The message this one answers. In a topic, Telegram shows its root there when the person answers nothing."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created or answered.message_id == message.message_thread_id:
        return None
    return answered


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
        data=_clean(query.data),
    )


# {"chat": {…}, "message_id": 30, "user": {…}, "date": 1780000000, "old_reaction": [],
#  "new_reaction": [{"type": "emoji", "emoji": "👍"}]}; an anonymous admin comes as "actor_chat".
def _reaction(reaction: shapes.MessageReaction, cause: str, bot_id: int) -> Incoming:
    who = {"cause": cause, "at": _utc(reaction.date), "place": _place(reaction.chat), **_person(reaction.user)}
    if reaction.user and reaction.user.id == bot_id:
        return Unknown(**who, what="from a bot")
    # Custom and paid reactions cannot be shown by a bot elsewhere.
    emoji = tuple(_clean(r.emoji) for r in reaction.new_reaction if r.type == "emoji" and r.emoji)
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
        title=_clean(change.chat.title or ""),
    )


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
        "sender_name": _clean(user.first_name).strip(),
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


def _clean(words: str) -> str:
    """No NUL, which PostgreSQL refuses in a text, and no half of a surrogate pair, which nothing can encode."""
    return _UNFIT.sub("\ufffd", words)


_UNFIT = re.compile("[\x00\ud800-\udfff]")
