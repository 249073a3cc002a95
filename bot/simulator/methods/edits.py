"""Edits of the bot's own messages."""

from __future__ import annotations

from typing import Any

from bot.simulator.call import Call
from bot.simulator.errors import NOT_MODIFIED, bad_request
from bot.simulator.keyboards import Keyboard, read_markup
from bot.simulator.methods.media import ALBUM_KINDS, caption, from_input_media
from bot.simulator.model import Chat, Json, Media, Message
from bot.simulator.shapes import message_shape


def edit_message_text(call: Call) -> Json:
    chat, message = _target(call)
    text, entities = call.formatted("text")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > call.tg.limits.text:
        raise bad_request("message is too long")
    if message.media or message.extra:
        raise bad_request("there is no text in the message to edit")
    return _change(call, chat, message, _keyboard(call), text=text, entities=entities)


def edit_message_caption(call: Call) -> Json:
    chat, message = _target(call)
    text, entities = caption(call)
    if not message.media or message.media.kind in ("sticker", "video_note"):
        raise bad_request("there is no caption in the message to edit")
    return _change(call, chat, message, _keyboard(call), text=text, entities=entities)


def edit_message_reply_markup(call: Call) -> Json:
    chat, message = _target(call)
    return _change(call, chat, message, _keyboard(call))


def edit_message_media(call: Call) -> Json:
    chat, message = _target(call)
    if message.extra:
        raise bad_request("message can't be edited")
    raw = call.json("media")
    media, text, entities = from_input_media(call, raw, (*ALBUM_KINDS, "animation"))
    family = {"photo": "visual", "video": "visual"}
    if message.media_group_id and message.media:
        old, new = message.media.kind, media.kind
        if family.get(old, old) != family.get(new, new):
            raise bad_request("message content type can't be used in an album")
    return _change(call, chat, message, _keyboard(call), text=text, entities=entities, media=media)


def stop_poll(call: Call) -> Json:
    chat, message = _target(call)
    poll = message.extra.get("poll")
    if poll is None:
        raise bad_request("message with poll to stop not found")
    if poll["is_closed"]:
        raise bad_request("poll has already been closed")
    closed = {**poll, "is_closed": True}
    _change(call, chat, message, _keyboard(call), extra={"poll": closed})
    return closed


def _target(call: Call) -> tuple[Chat, Message]:
    if not call.text("chat_id"):
        if call.text("inline_message_id"):
            raise bad_request("MESSAGE_ID_INVALID")
        raise bad_request("message identifier is not specified")
    chat = call.chat(write=True)
    message = call.message(chat, "message to edit not found")
    if message.sender is not call.bot or message.service or message.forward_origin or message.other_markup:
        raise bad_request("message can't be edited")
    return chat, message


def _keyboard(call: Call) -> Keyboard:
    """An edit without reply_markup takes the buttons away."""
    rows, other = read_markup(call.json("reply_markup", "reply keyboard markup"), call.tg.limits)
    if other:
        raise bad_request("inline keyboard expected")
    return rows


def _change(call: Call, chat: Chat, message: Message, keyboard: Keyboard, **content: Any) -> Json:
    same = all(_equal(getattr(message, key), value) for key, value in content.items())
    if same and message.keyboard == keyboard:
        raise bad_request(NOT_MODIFIED)
    call.spend(chat)
    for key, value in content.items():
        setattr(message, key, value)
    message.keyboard = keyboard
    if content:
        # Telegram shows no "edited" when only the buttons change.
        message.edited = call.tg.clock()
    call.note(chat, message)
    call.tg.changed()
    return message_shape(call.tg.files, call.bot, message)


def _equal(old: Any, new: Any) -> bool:
    if isinstance(old, Media) and isinstance(new, Media):
        return old.kind == new.kind and old.file is new.file and old.spoiler == new.spoiler
    return bool(old == new)


TABLE = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "stopPoll": stop_poll,
}
