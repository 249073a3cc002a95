"""The Bot API's objects as one bot sees them: messages, queries, changes of membership."""

from __future__ import annotations

from bot.simulator.files import FileStore, media_shape
from bot.simulator.model import Bot, CallbackQuery, Chat, Json, Message, User


def message_shape(store: FileStore, bot: Bot, message: Message, *, nested: bool = False) -> Json:
    """The Bot API's Message; `nested` leaves out what Telegram leaves out of a reply_to_message."""
    shape: Json = {
        "message_id": message.id,
        "from": message.sender.shape(),
        "chat": message.chat.shape(),
        "date": int(message.date),
    }
    if message.sender_chat:
        shape["sender_chat"] = message.sender_chat.shape()
    if message.topic is not None:
        shape["message_thread_id"] = message.topic
        shape["is_topic_message"] = True
    if message.media:
        _add_media(shape, store, bot, message)
    elif message.text:
        shape["text"] = message.text
        if message.entities:
            shape["entities"] = message.entities
    if message.extra:
        shape.update(message.extra)
    if message.keyboard:
        shape["reply_markup"] = {"inline_keyboard": message.keyboard}
    if message.edited:
        shape["edit_date"] = int(message.edited)
    _add_origin(shape, message)
    if not nested:
        _add_reply(shape, store, bot, message)
    return shape


def _add_media(shape: Json, store: FileStore, bot: Bot, message: Message) -> None:
    media = message.media
    if media is None:
        return
    shape[media.kind] = media_shape(store, bot, media)
    if media.kind == "animation":
        # An animation is a document too, for clients that know no animations.
        shape["document"] = {key: value for key, value in shape["animation"].items() if key not in media.meta}
    if message.text:
        shape["caption"] = message.text
        if message.entities:
            shape["caption_entities"] = message.entities
    if media.spoiler:
        shape["has_media_spoiler"] = True
    if media.caption_above:
        shape["show_caption_above_media"] = True


def _add_origin(shape: Json, message: Message) -> None:
    if message.forward_origin:
        shape["forward_origin"] = message.forward_origin
    if message.media_group_id:
        shape["media_group_id"] = message.media_group_id
    if message.protected:
        shape["has_protected_content"] = True
    if message.effect_id:
        shape["effect_id"] = message.effect_id
    if message.link_preview:
        shape["link_preview_options"] = message.link_preview


def _add_reply(shape: Json, store: FileStore, bot: Bot, message: Message) -> None:
    target = message.reply_to
    if target is None and message.topic is not None and not message.service:
        # In a forum, what answers nobody points at the root of its topic.
        target = message.chat.messages.get(message.topic)
    if target is not None and not target.deleted:
        shape["reply_to_message"] = message_shape(store, bot, target, nested=True)
    if message.external_reply:
        shape["external_reply"] = _external_reply(store, bot, message.external_reply)
    if message.quote:
        shape["quote"] = message.quote


def _external_reply(store: FileStore, bot: Bot, target: Message) -> Json:
    shape: Json = {"origin": origin_shape(target), "chat": target.chat.shape(), "message_id": target.id}
    if target.chat.kind == "private":
        del shape["chat"], shape["message_id"]
    if target.media:
        shape[target.media.kind] = media_shape(store, bot, target.media)
    return shape


def origin_shape(message: Message) -> Json:
    """The Bot API's MessageOrigin of a forward or an external reply."""
    return {"type": "user", "date": int(message.date), "sender_user": message.sender.shape()}


def query_shape(store: FileStore, query: CallbackQuery, bot: Bot) -> Json:
    """The Bot API's CallbackQuery."""
    message = query.message
    return {
        "id": query.id,
        "from": query.user.shape(),
        "message": message_shape(store, bot, message),
        "chat_instance": str(abs(hash((bot.id, message.chat.id)))),
        "data": query.data,
    }


def member_change_shape(chat: Chat, by: User, at: float, old: Json, new: Json) -> Json:
    """The Bot API's ChatMemberUpdated."""
    return {"chat": chat.shape(), "from": by.shape(), "date": int(at), "old_chat_member": old, "new_chat_member": new}
