"""A phone: which chats are a person's own, and what she sees in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.simulator.groups import Group
from bot.simulator.model import Bot, Chat, Message, PrivateChat, Topic, User

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram

GENERAL = 1
ChatRef = Chat | Bot | int | str
TopicRef = Topic | int | str | None


class NotThere(LookupError):
    """The person cannot see or do this: a chat that is not hers, a message that is gone, a closed topic."""


@dataclass(eq=False)
class Phone(User):
    """A human account that looks at its chats. It reaches only those that are its own.

    A chat is named by itself, by its bot, by its id (a bot's id for a private chat) or by its title or username.
    A topic is named by itself, its id, or its name; None is General when writing, and the whole chat when looking.
    """

    tg: LocalTelegram = None  # type: ignore[assignment]  # given by LocalTelegram.user()
    caption: str = ""  # what the page writes under her name; no bot sees it

    def open(self, bot: Bot) -> PrivateChat:
        """Look at a bot's chat, without pressing Start."""
        return self.tg.private(bot, self)

    def chats(self) -> list[Chat]:
        """All chats of this person, private ones first."""
        privates: list[Chat] = [chat for chat in self.tg.privates.values() if chat.user is self]
        groups: list[Chat] = [group for group in self.tg.groups.values() if self._is_in(group)]
        return privates + groups

    def chat(self, ref: ChatRef) -> Chat:
        """The chat that is meant, if it is hers."""
        if isinstance(ref, Bot):
            return self.open(ref)
        found = ref if isinstance(ref, Chat) else self._named(ref)
        mine = found.user is self if isinstance(found, PrivateChat) else self._is_in(found)  # type: ignore[arg-type]
        if not mine:
            raise NotThere(f"{self.first_name} is not in {found.title or 'this chat'}")
        return found

    def topics(self, ref: ChatRef) -> list[Topic]:
        """The topics she sees in a chat."""
        return list(self.chat(ref).topics.values())

    def screen(self, ref: ChatRef, topic: TopicRef = None) -> list[Message]:
        """The messages as they stand now, oldest first; `topic=1` is General."""
        chat = self.chat(ref)
        if topic is None:
            return list(chat.messages.values())
        wanted = self._topic(chat, topic)
        return [message for message in chat.messages.values() if message.topic == wanted]

    def last(self, ref: ChatRef, topic: TopicRef = None) -> Message:
        """The newest message."""
        messages = self.screen(ref, topic)
        if not messages:
            raise NotThere("the chat is empty")
        return messages[-1]

    def sees_action(self, ref: ChatRef) -> str:
        """`typing`, `upload_photo`, … while a bot shows it, else nothing."""
        chat = self.chat(ref)
        now = self.tg.clock()
        for (bot_id, chat_id, _), (action, until) in self.tg.actions.items():
            mine = not isinstance(chat, PrivateChat) or chat.bot.id == bot_id
            if mine and chat_id == chat.id and until > now:
                return action
        return ""

    # -- inside ---------------------------------------------------------------------------------------------------

    def _named(self, ref: int | str) -> Chat:
        for chat in self.chats():
            if isinstance(chat, PrivateChat):
                names: tuple[object, ...] = (chat.bot.id, chat.bot.username, "@" + chat.bot.username, chat.bot.name)
            else:
                names = (chat.id, chat.title, chat.username and "@" + chat.username)
            if ref in names:
                return chat
        bot = self.tg.users.get(ref) if isinstance(ref, int) else None
        if isinstance(bot, Bot):
            return self.open(bot)
        raise NotThere(f"{self.first_name} has no chat {ref!r}")

    def _topic(self, chat: Chat, topic: TopicRef) -> int | None:
        if isinstance(topic, Topic):
            topic = topic.id
        if isinstance(topic, str):
            topic = next((one.id for one in chat.topics.values() if one.name == topic), -1)
        if topic in (None, GENERAL):
            return None
        if topic not in chat.topics:
            raise NotThere("no such topic")
        return topic

    def _must_see(self, message: Message) -> None:
        self.chat(message.chat)
        if message.deleted:
            raise NotThere("the message was deleted")

    def _is_in(self, group: Group) -> bool:
        return group.member(self).present and not group.deleted and group.migrated_to is None
