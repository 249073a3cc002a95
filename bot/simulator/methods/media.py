"""Messages with a file, and albums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.simulator.call import Call, Upload
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.files import photo_meta
from bot.simulator.methods.sending import markup, may_send, post, reply
from bot.simulator.model import Json, Media
from bot.simulator.shapes import message_shape

NAMES = {
    "photo": "photo",
    "video": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "document",
    "animation": "animation",
    "sticker": "sticker",
    "video_note": "video note",
}
# What the sender may say about a file: parameter, and what is assumed when it says nothing.
SAID: dict[str, dict[str, int]] = {
    "video": {"duration": 0, "width": 0, "height": 0},
    "animation": {"duration": 0, "width": 0, "height": 0},
    "voice": {"duration": 0},
    "audio": {"duration": 0},
    "video_note": {"duration": 0, "length": 240},
}
ALBUM_KINDS = ("photo", "video", "audio", "document")


def _sender(kind: str) -> Callable[[Call], Json]:
    def send_file(call: Call) -> Json:
        chat = call.chat(write=True)
        media = from_parameter(call, kind)
        text, entities = caption(call, kind)
        buttons, answered = markup(call), reply(call, chat)
        message = post(call, chat, media.kind, buttons, answered, text=text, entities=entities, media=media)
        return message_shape(call.tg.files, call.bot, message)

    return send_file


def caption(call: Call, kind: str = "") -> tuple[str, list[Json]]:
    """The caption of a call, at most 1024 characters."""
    if kind in ("sticker", "video_note"):
        return "", []
    text, entities = call.formatted("caption", entities="caption_entities")
    if len(text) > call.tg.limits.caption:
        raise bad_request("message caption is too long")
    return text, entities


def from_parameter(call: Call, kind: str) -> Media:
    """The file of a sending method: an upload under its own name, `attach://`, or an identifier."""
    upload = call.files.get(kind)
    if upload is None and not call.text(kind):
        raise bad_request(f"there is no {NAMES[kind]} in the request")
    media = _file(call, kind, upload, call.text(kind), call.params)
    media.spoiler = call.flag("has_spoiler")
    media.caption_above = call.flag("show_caption_above_media")
    return media


def from_input_media(call: Call, raw: Any, kinds: tuple[str, ...]) -> tuple[Media, str, list[Json]]:
    """File, caption and entities of an InputMedia object."""
    if not isinstance(raw, dict):
        raise _unreadable("expected an Object")
    kind = str(raw.get("type", ""))
    if kind not in kinds:
        raise _unreadable(f'type "{kind}" can\'t be used in {call.method}' if kind in NAMES else "wrong type")
    reference = str(raw.get("media", ""))
    if not reference:
        raise _unreadable("media not found")
    media = _file(call, kind, None, reference, raw)
    media.spoiler = bool(raw.get("has_spoiler"))
    media.caption_above = bool(raw.get("show_caption_above_media"))
    source = str(raw.get("caption") or "")
    text, entities = call.format(source, str(raw.get("parse_mode") or ""), raw.get("caption_entities"))
    if len(text) > call.tg.limits.caption:
        raise bad_request("message caption is too long")
    return media, text, entities


def _unreadable(text: str) -> ApiError:
    return bad_request(f"can't parse InputMedia: {text}")


def _file(call: Call, kind: str, upload: Upload | None, reference: str, said: Json) -> Media:
    if reference.startswith("attach://"):
        upload = call.files.get(reference.removeprefix("attach://"))
        if upload is None:
            raise _unreadable("media not found")
    if upload is None:
        return call.tg.files.again(call.bot, reference, kind)
    size, limits = len(upload.data), call.tg.limits
    if not size:
        raise bad_request("file must be non-empty")
    if kind == "photo" and size > limits.photo_bytes:
        text = f"file of size {size} bytes is too big for a photo; the maximum size is {limits.photo_bytes} bytes"
        raise bad_request(text)
    meta = photo_meta(upload.data) if kind == "photo" else _meta(kind, said)
    return Media(kind, call.tg.files.add(kind, upload.data, upload.name, upload.mime), meta)


def _meta(kind: str, said: Json) -> Json:
    meta: Json = {}
    for key, default in SAID.get(kind, {}).items():
        value = str(said.get(key) or "")
        meta[key] = int(value) if value.isdecimal() else default
    if kind == "audio":
        meta |= {key: str(said[key]) for key in ("performer", "title") if said.get(key)}
    if kind == "sticker":
        meta = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        meta |= {"emoji": str(said["emoji"])} if said.get("emoji") else {}
    return meta


def send_media_group(call: Call) -> list[Json]:
    """An album. A single item goes as one message outside any album; a refused album sends nothing."""
    chat = call.chat(write=True)
    raw = call.json("media")
    if raw is None or raw == []:
        raise bad_request("there are no messages to send")
    if not isinstance(raw, list):
        raise bad_request("expected an Array of InputMedia")
    items = [from_input_media(call, one, ALBUM_KINDS) for one in raw]
    if len(items) > call.tg.limits.album:
        raise bad_request("too many messages to send as an album")
    kinds = {media.kind for media, _, _ in items}
    for kind in ("audio", "document"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    answered = reply(call, chat)
    thread = call.thread(chat)
    if thread is None and answered.get("reply_to"):
        thread = answered["reply_to"].topic
    for kind in kinds:
        may_send(call, chat, kind)
    call.spend(chat, len(items))
    group = str(call.tg.unique()) if len(items) > 1 else ""
    shapes = []
    for media, text, entities in items:
        message = call.tg.post(
            chat,
            call.bot,
            text,
            entities=entities,
            media=media,
            topic=thread,
            media_group_id=group,
            protected=call.flag("protect_content"),
            **answered,
        )
        call.note(chat, message)
        shapes.append(message_shape(call.tg.files, call.bot, message))
    return shapes


TABLE: dict[str, Callable[[Call], Any]] = {
    "sendPhoto": _sender("photo"),
    "sendVideo": _sender("video"),
    "sendVoice": _sender("voice"),
    "sendAudio": _sender("audio"),
    "sendDocument": _sender("document"),
    "sendAnimation": _sender("animation"),
    "sendSticker": _sender("sticker"),
    "sendVideoNote": _sender("video_note"),
    "sendMediaGroup": send_media_group,
}
