"""Copies and forwards of messages."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from bot.simulator.call import Call
from bot.simulator.errors import bad_request
from bot.simulator.methods.media import caption
from bot.simulator.methods.sending import markup, may_send, post, reply
from bot.simulator.model import Chat, Json, Media, Message
from bot.simulator.shapes import message_shape, origin_shape


def copy_message(call: Call) -> Json:
    chat, source = call.chat(write=True), call.chat(name="from_chat_id")
    original = call.message(source, "message to copy not found")
    if original.service:
        raise bad_request("message can't be copied")
    text, entities = original.text, original.entities
    if "caption" in call.params and original.media:
        text, entities = caption(call)
    content = _content(call, original) | {"text": text, "entities": entities}
    message = post(call, chat, original.kind, markup(call), reply(call, chat), **content)
    return {"message_id": message.id}


def forward_message(call: Call) -> Json:
    chat, source = call.chat(write=True), call.chat(name="from_chat_id")
    original = call.message(source, "message to forward not found")
    if original.protected:
        raise bad_request("message has protected content and can't be forwarded")
    if original.service:
        raise bad_request("message can't be forwarded")
    origin = original.forward_origin or origin_shape(original)
    message = post(call, chat, original.kind, ([], None), {}, **_content(call, original), forward_origin=origin)
    return message_shape(call.tg.files, call.bot, message)


def copy_messages(call: Call) -> list[Json]:
    """Many at once: ids strictly increasing, those that cannot be copied are skipped, albums stay albums."""
    chat, source = call.chat(write=True), call.chat(name="from_chat_id")
    found = [one for one in _several(call, source) if not one.service]
    if not found:
        raise bad_request("there are no messages to copy")
    return _repeat(call, chat, found, forwarded=False)


def forward_messages(call: Call) -> list[Json]:
    """Like copyMessages, with the authors shown."""
    chat, source = call.chat(write=True), call.chat(name="from_chat_id")
    found = [one for one in _several(call, source) if not one.service and not one.protected]
    if not found:
        raise bad_request("messages can't be forwarded")
    return _repeat(call, chat, found, forwarded=True)


def _several(call: Call, source: Chat) -> list[Message]:
    raw = call.json("message_ids", "message identifiers")
    if not isinstance(raw, list) or not raw:
        raise bad_request("message identifiers are not specified")
    numbers = [int(number) for number in raw]
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    if any(one >= other for one, other in pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return [message for number in numbers if (message := source.messages.get(number))]


def _repeat(call: Call, chat: Chat, found: list[Message], *, forwarded: bool) -> list[Json]:
    thread = call.thread(chat)
    for original in found:
        may_send(call, chat, original.kind)
    call.spend(chat, len(found))
    groups: dict[str, str] = {}
    bare = call.flag("remove_caption")
    made = []
    for original in found:
        content: dict[str, Any] = _content(call, original)
        if bare and original.media:
            content |= {"text": "", "entities": []}
        if original.media_group_id:
            content["media_group_id"] = groups.setdefault(original.media_group_id, str(call.tg.unique()))
        if forwarded:
            content["forward_origin"] = original.forward_origin or origin_shape(original)
        protected = call.flag("protect_content")
        message = call.tg.post(chat, call.bot, topic=thread, protected=protected, **content)
        call.note(chat, message)
        made.append({"message_id": message.id})
    return made


def _content(call: Call, original: Message) -> dict[str, Any]:
    media = original.media
    copied = Media(media.kind, media.file, media.meta, media.spoiler, media.caption_above) if media else None
    extra = dict(original.extra)
    if "poll" in extra:
        # A copied poll is a new poll without votes.
        options = [{**option, "voter_count": 0} for option in extra["poll"]["options"]]
        extra["poll"] = {**extra["poll"], "id": str(call.tg.unique()), "options": options, "total_voter_count": 0}
    return {"text": original.text, "entities": list(original.entities), "media": copied, "extra": extra}


TABLE = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
    "forwardMessages": forward_messages,
}
