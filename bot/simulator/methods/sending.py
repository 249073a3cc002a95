"""What every sending method shares: where to, in answer to what, with which buttons."""

from __future__ import annotations

from typing import Any

from bot.simulator.call import Call
from bot.simulator.entities import utf16_length
from bot.simulator.errors import bad_request
from bot.simulator.groups import Group
from bot.simulator.keyboards import Keyboard, read_markup
from bot.simulator.model import Chat, Json, Message
from bot.simulator.shapes import message_shape

# What a restricted bot needs for each kind of content, and how the refusal names it (TDLib MessageContent.cpp).
PERMISSION = {
    "text": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "audio": ("can_send_audios", "music"),
    "document": ("can_send_documents", "documents"),
    "video_note": ("can_send_video_notes", "video notes"),
    "sticker": ("can_send_other_messages", "stickers"),
    "animation": ("can_send_other_messages", "animations"),
    "poll": ("can_send_polls", "polls"),
    "contact": ("can_send_messages", "contacts"),
    "location": ("can_send_messages", "locations"),
}


def send(call: Call, kind: str, **content: Any) -> Json:
    """Check the rest of a sending call, post its content and answer with the Message."""
    chat = call.chat(write=True)
    message = post(call, chat, kind, markup(call), reply(call, chat), **content)
    return message_shape(call.tg.files, call.bot, message)


def post(
    call: Call, chat: Chat, kind: str, buttons: tuple[Keyboard, Json | None], answered: Json, **content: Any
) -> Message:
    """Put a bot's message into a chat, after rights and rates."""
    thread = call.thread(chat)
    if thread is None and answered.get("reply_to"):
        thread = answered["reply_to"].topic
    may_send(call, chat, kind)
    call.spend(chat)
    message = call.tg.post(
        chat,
        call.bot,
        topic=thread,
        keyboard=buttons[0],
        other_markup=buttons[1],
        protected=call.flag("protect_content"),
        silent=call.flag("disable_notification"),
        effect_id=call.text("message_effect_id"),
        **answered,
        **content,
    )
    call.note(chat, message)
    return message


def may_send(call: Call, chat: Chat, kind: str) -> None:
    """A restricted bot may lack the permission for this kind of message."""
    if isinstance(chat, Group):
        place = chat.member(call.bot)
        right, named = PERMISSION[kind]
        if place.status == "restricted" and right not in place.rights:
            raise bad_request(f"not enough rights to send {named} to the chat")


def markup(call: Call) -> tuple[Keyboard, Json | None]:
    """The reply_markup of the call."""
    return read_markup(call.json("reply_markup", "reply keyboard markup"), call.tg.limits)


def reply(call: Call, chat: Chat) -> Json:
    """`reply_to`, `external_reply` and `quote` for the new message, or the refusal."""
    raw = call.json("reply_parameters", "reply parameters")
    if raw is None:
        number = call.integer("reply_to_message_id")
        if not number:
            return {}
        raw = {"message_id": number, "allow_sending_without_reply": call.flag("allow_sending_without_reply")}
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply parameters")
    source = _source_chat(call, chat, raw)
    target = source.messages.get(_number(raw.get("message_id")))
    if target is None:
        # The permission to go without a reply never holds for another chat.
        if raw.get("allow_sending_without_reply") and source is chat:
            return {}
        raise bad_request("message to be replied not found")
    wanted = call.integer("message_thread_id")
    foreign = source is not chat or bool(wanted and chat.forum and target.topic != wanted)
    found: Json = {"external_reply" if foreign else "reply_to": target}
    if raw.get("quote"):
        found["quote"] = _quote(call, target, raw)
    return found


def _source_chat(call: Call, chat: Chat, raw: Json) -> Chat:
    if not raw.get("chat_id"):
        return chat
    other = Call(call.tg, call.bot, call.method, {"chat_id": raw["chat_id"]})
    return other.chat()


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _quote(call: Call, target: Message, raw: Json) -> Json:
    text, entities = call.format(str(raw["quote"]), raw.get("quote_parse_mode") or "", raw.get("quote_entities"))
    if len(text) > call.tg.limits.quote or text not in target.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    found = {"text": text, "position": utf16_length(target.text[: target.text.index(text)]), "is_manual": True}
    kept = [
        entity for entity in entities if entity["type"] in ("bold", "italic", "underline", "strikethrough", "spoiler")
    ]
    return found | ({"entities": kept} if kept else {})
