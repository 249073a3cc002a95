"""Acts as the fields of Bot API methods: what goes over the wire to Telegram."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.channel import AlbumAct, EditAct, Failure, SendAct, SendFailed
from bot.telegram.entities import to_telegram
from core.messages import Attachment, Content, Media, Place, Rows

Fields = dict[str, Any]
#: name and bytes of a file posted with a call, and the name of its part there
Upload = tuple[str, bytes]
UPLOADED = "file"

# Bot API, sendSticker and sendVideoNote: no caption.
_WITHOUT_CAPTION = frozenset({Media.STICKER, Media.VIDEO_NOTE})
_SEND = {
    Media.PHOTO: "sendPhoto",
    Media.VIDEO: "sendVideo",
    Media.VOICE: "sendVoice",
    Media.VIDEO_NOTE: "sendVideoNote",
    Media.AUDIO: "sendAudio",
    Media.DOCUMENT: "sendDocument",
    Media.ANIMATION: "sendAnimation",
    Media.STICKER: "sendSticker",
}
_QUOTE_LIMIT = 1024  # Bot API, ReplyParameters.quote

_NO_CAPTION = "there is no caption in the message to edit"
_NO_TEXT = "there is no text in the message to edit"


def message(act: SendAct) -> tuple[str, Fields]:
    content = act.content
    fields: Fields = {"chat_id": act.place.chat, "message_thread_id": act.place.topic}
    if act.silent:
        fields["disable_notification"] = True
    if act.protected:
        fields["protect_content"] = True
    if act.reply_to.isdecimal():
        reply: Fields = {"message_id": int(act.reply_to), "allow_sending_without_reply": True}
        fields["reply_parameters"] = reply | ({"quote": act.quote[:_QUOTE_LIMIT]} if act.quote else {})
    if content.buttons:
        fields["reply_markup"] = _keyboard(content.buttons)
    if content.attachment is None:
        return "sendMessage", fields | _words(content, "text")
    media = content.attachment.media
    if media in _WITHOUT_CAPTION and content.text:
        raise SendFailed(Failure.REJECTED, f"a {media} carries no caption")
    return _SEND[media], fields | {media.value: _file(content.attachment)} | _words(content, "caption")


def album(act: AlbumAct) -> tuple[str, Fields]:
    """Bot API, sendMediaGroup: no buttons."""
    fields = message(SendAct(act.place, Content(), act.reply_to, act.quote, act.silent, act.protected))[1]
    media = []
    for content in act.contents:
        if content.attachment is None:
            raise SendFailed(Failure.REJECTED, "an item of an album without a file")
        file = content.attachment
        media.append({"type": file.media.value, "media": _file(file)} | _words(content, "caption"))
    return "sendMediaGroup", {k: v for k, v in fields.items() if k not in ("text", "link_preview_options")} | {
        "media": media
    }


def change(act: EditAct) -> tuple[str, Fields]:
    content = act.content
    fields = target(act.place, act.message_id) | {"reply_markup": _keyboard(content.buttons)}
    if act.new_attachment and content.attachment:
        file = content.attachment
        media = {"type": file.media.value, "media": _file(file)} | _words(content, "caption")
        return "editMessageMedia", fields | {"media": media}
    if act.had_attachment and not (content.attachment and content.attachment.media in _WITHOUT_CAPTION):
        return "editMessageCaption", fields | _words(content, "caption")
    if content.text:
        return "editMessageText", fields | _words(content, "text")
    return "editMessageReplyMarkup", fields


def other_change(act: EditAct, method: str, reason: str) -> tuple[str, Fields] | None:
    if _NO_CAPTION in reason and method == "editMessageCaption":
        return change(replace(act, had_attachment=False))
    if _NO_TEXT in reason and method == "editMessageText":
        return change(replace(act, had_attachment=True))
    return None


def upload(content: Content) -> Upload | None:
    """The file that travels with the call, when it is one of ours."""
    file = content.attachment
    return (file.name or "fichier", file.bytes) if file is not None and file.bytes else None


def _file(attachment: Attachment) -> str:
    # Bot API, "Sending files": what is posted with the call is named by attach://.
    return f"attach://{UPLOADED}" if attachment.bytes else attachment.ref


def target(place: Place, message_id: str) -> Fields:
    return {"chat_id": place.chat, "message_id": message_id}


def _words(content: Content, name: str) -> Fields:
    """The text or the caption with its entities; a relay shows no preview of the links somebody wrote."""
    entities = to_telegram(content.text)
    fields: Fields = {name: content.text.text}
    if entities:
        fields["entities" if name == "text" else "caption_entities"] = entities
    if name == "text":
        fields["link_preview_options"] = {"is_disabled": True}
    return fields


def _keyboard(rows: Rows) -> Fields:
    keyboard = []
    for row in rows:
        buttons = []
        for button in row:
            shown = {"text": button.label} | ({"url": button.url} if button.url else {"callback_data": button.data})
            buttons.append(shown | ({"style": button.style} if button.style else {}))
        keyboard.append(buttons)
    return {"inline_keyboard": keyboard}


def softer(failure: SendFailed, fields: Fields) -> Fields | None:
    """The same message without the part that was refused; None when there is no such part (left)."""
    reason = failure.reason.lower()
    reply = fields.get("reply_parameters")
    if reply and "quote" in reply and "quote" in reason:
        plain = {name: value for name, value in reply.items() if name != "quote"}
        return fields | {"reply_parameters": plain}
    if reply and ("replied" in reason or "reply_message" in reason):
        return {name: value for name, value in fields.items() if name != "reply_parameters"}
    if "entit" in reason and ("entities" in fields or "caption_entities" in fields):
        return {name: value for name, value in fields.items() if name not in ("entities", "caption_entities")}
    return None
