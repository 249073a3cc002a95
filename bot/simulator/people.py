"""What a person does with her phone: open, write, send, press, edit, react, block."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator.entities import finished, utf16_length
from bot.simulator.files import photo_meta
from bot.simulator.groups import Group
from bot.simulator.model import Bot, CallbackQuery, Chat, Json, Media, Message, PrivateChat, Topic, User
from bot.simulator.phone import ChatRef, NotThere, Phone, TopicRef
from bot.simulator.samples import DEFAULT_META, SAMPLES, sample
from bot.simulator.shapes import member_change_shape, query_shape

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class NoSuchButton(NotThere):
    """No button under the message has that text or data."""


@dataclass(eq=False)
class Press:
    """A button that was pressed; `answer` is what the bot's answerCallbackQuery shows."""

    query: CallbackQuery

    @property
    def answered(self) -> bool:
        return self.query.answer is not None

    @property
    def answer(self) -> str:
        return str((self.query.answer or {}).get("text", ""))

    @property
    def alert(self) -> bool:
        return bool((self.query.answer or {}).get("show_alert"))


@dataclass(eq=False)
class Person(Phone):
    """A human account: what she can do with her phone, besides looking at it."""

    # -- chats ----------------------------------------------------------------------------------------------------

    def start(self, bot: Bot, payload: str = "") -> Message:
        """Press Start, or follow a deep link with a payload. Unblocks the bot."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload has 1-64 characters of A-Z a-z 0-9 _ -")
        chat = self.open(bot)
        self.unblock(bot)
        chat.started = True
        return self.send_text(chat, f"/start {payload}".strip())

    def follow(self, link: str) -> Message:
        """Open a `https://t.me/<bot>?start=<payload>` link and press Start."""
        parts = urlsplit(link)
        name = parts.path.strip("/").lower()
        bot = next((one for one in self.tg.bots.values() if one.username.lower() == name), None)
        if bot is None:
            raise NotThere(f"no bot {name!r}")
        return self.start(bot, parse_qs(parts.query).get("start", [""])[0])

    def start_in_group(self, bot: Bot, group: Group, payload: str) -> Message:
        """Follow a `?startgroup=` link: add the bot to a group and tell it the payload."""
        group.add(bot, self)
        return self.send_text(group, f"/start@{bot.username} {payload}")

    def create_topic(self, ref: ChatRef, name: str) -> Topic:
        """Open a topic in a forum, or in the chat with a bot that has topics."""
        chat = self.chat(ref)
        if isinstance(chat, PrivateChat):
            allowed = chat.bot.topics_in_private and chat.bot.users_create_topics
        else:
            allowed = chat.forum
        if not allowed:
            raise NotThere("no topics can be opened here")
        return self.tg.open_topic(chat, self, name)

    def block(self, bot: Bot) -> None:
        """Stop the bot."""
        self._set_blocked(bot, True)

    def unblock(self, bot: Bot) -> None:
        """Let the bot write again."""
        self._set_blocked(bot, False)

    def deactivate(self) -> None:
        """Delete the account."""
        self.deleted = True
        self.tg.changed()

    # -- what she writes ------------------------------------------------------------------------------------------

    def send_text(
        self,
        ref: ChatRef,
        text: str,
        *,
        entities: list[Json] | None = None,
        reply_to: Message | None = None,
        quote: str = "",
        topic: TopicRef = None,
    ) -> Message:
        """Write a message."""
        text, found = finished(text, list(entities or []))
        if not text:
            raise ValueError("an empty message cannot be sent")
        return self._post(ref, topic, reply_to, quote, text=text, entities=found)

    def send_media(
        self,
        ref: ChatRef,
        kind: str,
        data: bytes = b"",
        *,
        caption: str = "",
        name: str = "",
        mime: str = "",
        meta: Json | None = None,
        reply_to: Message | None = None,
        quote: str = "",
        topic: TopicRef = None,
        media_group_id: str = "",
    ) -> Message:
        """Send a file of a kind; without data a small sample is sent."""
        media = self._media(kind, data, name, mime, meta)
        text, entities = finished(caption, [])
        more = {"media_group_id": media_group_id} if media_group_id else {}
        return self._post(ref, topic, reply_to, quote, text=text, entities=entities, media=media, **more)

    def send_photo(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "photo", data, **more)

    def send_voice(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "voice", data, **more)

    def send_document(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "document", data, **more)

    def send_sticker(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "sticker", data, **more)

    def send_video(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "video", data, **more)

    def send_audio(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "audio", data, **more)

    def send_video_note(self, ref: ChatRef, data: bytes = b"", **more: Any) -> Message:
        return self.send_media(ref, "video_note", data, **more)

    def send_album(
        self, ref: ChatRef, kinds: Iterable[str] = ("photo", "photo"), caption: str = "", **more: Any
    ) -> list[Message]:
        """Several files at once; the caption stands on the first."""
        group = str(self.tg.unique())
        captions = [caption]
        return [
            self.send_media(ref, kind, caption=captions.pop() if captions else "", media_group_id=group, **more)
            for kind in kinds
        ]

    def send_contact(self, ref: ChatRef, phone_number: str = "+33600000000", **more: Any) -> Message:
        """Share her own telephone number."""
        contact = {"phone_number": phone_number, "first_name": self.first_name, "user_id": self.id}
        return self.send_special(ref, {"contact": contact}, **more)

    def send_location(self, ref: ChatRef, latitude: float = 48.8566, longitude: float = 2.3522, **more: Any) -> Message:
        """Share a place."""
        return self.send_special(ref, {"location": {"latitude": latitude, "longitude": longitude}}, **more)

    def send_special(
        self, ref: ChatRef, extra: Json, *, reply_to: Message | None = None, topic: TopicRef = None
    ) -> Message:
        """Send anything else, given as the Bot API writes it."""
        return self._post(ref, topic, reply_to, "", extra=extra)

    def edit(self, message: Message, text: str) -> Message:
        """Change the text or caption of one of her messages."""
        if message.sender is not self or message.deleted:
            raise NotThere("only her own messages can be edited")
        if self.tg.clock() - message.date > self.tg.limits.user_edit_window:
            raise NotThere("too late to edit this message")
        text, entities = finished(text, [])
        if text == message.text:
            return message
        message.text, message.entities = text, entities
        message.edited = self.tg.clock()
        self.tg.announce(message, "edited_message")
        self.tg.changed()
        return message

    def delete(self, message: Message) -> None:
        """Delete for everyone: her own message, or any in a private chat."""
        self._must_see(message)
        private = isinstance(message.chat, PrivateChat)
        if message.sender is not self and not private and not message.chat.member(self).can("can_delete_messages"):  # type: ignore[attr-defined]
            raise NotThere("not her message")
        self.tg.erase(message)

    def react(self, message: Message, emoji: str = "") -> None:
        """Put one reaction under a message, or take it away."""
        self._must_see(message)
        old = message.reactions.get(self.id, [])
        new: list[Json] = [{"type": "emoji", "emoji": emoji}] if emoji else []
        message.reactions[self.id] = new
        chat = message.chat
        for bot in self.tg.bots_of(chat):
            if isinstance(chat, PrivateChat) or chat.member(bot).status == "administrator":  # type: ignore[attr-defined]
                body = {
                    "chat": chat.shape(),
                    "message_id": message.id,
                    "user": self.shape(),
                    "date": int(self.tg.clock()),
                    "old_reaction": old,
                    "new_reaction": new,
                }
                bot.queue.push("message_reaction", body, chat.id)
        self.tg.changed()

    def press(self, message: Message, button: str) -> Press:
        """Press the inline button with this text or data."""
        self._must_see(message)
        found = find_button(message, button)
        if "callback_data" not in found or "disabled" in found:
            raise NoSuchButton(f"the button {found['text']!r} does not call the bot")
        bot = message.sender
        assert isinstance(bot, Bot)
        query = CallbackQuery(str(self.tg.unique()), self, message, found["callback_data"], self.tg.clock())
        self.tg.queries[query.id] = query
        bot.queue.push("callback_query", query_shape(self.tg.files, query, bot), self.id)
        self.tg.changed()
        return Press(query)

    # -- inside ---------------------------------------------------------------------------------------------------

    def _post(self, ref: ChatRef, topic: TopicRef, reply_to: Message | None, quote: str, **content: Any) -> Message:
        chat = self.chat(ref)
        if self.deleted:
            raise NotThere("the account is deleted")
        if isinstance(chat, PrivateChat):
            if chat.blocked:
                raise NotThere("the bot is blocked: start or unblock it first")
            chat.started = True
        thread = self._topic(chat, topic if topic is not None or reply_to is None else reply_to.topic)
        self._must_be_open(chat, thread)
        sender: User = self
        more: dict[str, Any] = {"reply_to": reply_to}
        if quote and reply_to:
            more["quote"] = quote_shape(reply_to, quote)
        if not isinstance(chat, PrivateChat) and chat.member(self).anonymous:  # type: ignore[attr-defined]
            more["sender_chat"] = chat
            sender = ANONYMOUS
        return self.tg.post(chat, sender, topic=thread, **more, **content)

    def _media(self, kind: str, data: bytes, name: str, mime: str, meta: Json | None) -> Media:
        sample_name, sample_mime = SAMPLES[kind]
        given = bool(data)
        data = data or sample(kind)
        file = self.tg.files.add(kind, data, name or sample_name, mime or ("" if given and name else sample_mime))
        known = photo_meta(data) if kind == "photo" else DEFAULT_META[kind]
        return Media(kind, file, {**known, **(meta or {})})

    def _must_be_open(self, chat: Chat, thread: int | None) -> None:
        if thread is None or not chat.topics[thread].closed:
            return
        if not chat.member(self).can("can_manage_topics"):  # type: ignore[attr-defined]
            raise NotThere("the topic is closed")

    def _set_blocked(self, bot: Bot, blocked: bool) -> None:
        chat = self.open(bot)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        states: list[Json] = [
            {"status": "member", "user": bot.shape()},
            {"status": "kicked", "user": bot.shape(), "until_date": 0},
        ]
        old, new = states if blocked else reversed(states)
        bot.queue.push("my_chat_member", member_change_shape(chat, self, self.tg.clock(), old, new), chat.id)
        self.tg.changed()


ANONYMOUS = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)


def find_button(message: Message, wanted: str) -> Json:
    """The inline button with this text, else with this data."""
    for key in ("text", "callback_data"):
        for row in message.keyboard:
            for button in row:
                if button.get(key) == wanted:
                    return button
    raise NoSuchButton(f"no button {wanted!r} under {message.text[:60]!r}: there are {message.buttons}")


def quote_shape(target: Message, quote: str) -> Json:
    """The Bot API's TextQuote of a part of a message that somebody chose."""
    if quote not in target.text:
        raise ValueError("the quote is not in the message")
    position = utf16_length(target.text[: target.text.index(quote)])
    return {"text": quote, "position": position, "is_manual": True}
