"""The state of the local Telegram and its few changes: who is there, what is written, who is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.simulator.clock import Clock
from bot.simulator.errors import ApiError
from bot.simulator.faults import FaultScript
from bot.simulator.files import FileStore
from bot.simulator.groups import ICON_COLORS, Group, Member
from bot.simulator.ledger import Ledger
from bot.simulator.limits import Limits
from bot.simulator.model import Bot, CallbackQuery, Chat, Json, Media, Message, PrivateChat, Topic, User
from bot.simulator.people import Person
from bot.simulator.rates import OFF, RateLimits, Rates
from bot.simulator.shapes import message_shape
from bot.simulator.updates import UpdateQueue

T = TypeVar("T")

# A bot's own outgoing messages are not updates, except these service messages.
_TOLD = (
    "forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden "
    "general_forum_topic_unhidden pinned_message new_chat_title new_chat_photo delete_chat_photo"
)
TOLD_TO_SENDER = frozenset(_TOLD.split())


class LocalTelegram:
    """Bots, people and chats in memory. Every change is synchronous; time comes only from `clock`.

    `sleep` is how webhook retries wait, so that tests can make them instant.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        limits: Limits | None = None,
        *,
        rates: RateLimits = OFF,
        faults: FaultScript | None = None,
        ledger: Ledger | None = None,
        seed: int = 1,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.clock = clock
        self.limits = limits or Limits()
        self.rates = Rates(clock, rates)
        self.faults = faults or FaultScript(seed=seed)
        self.ledger = ledger or Ledger()
        self.files = FileStore(seed)
        self.sleep = sleep
        self.version = 0
        self.bots: dict[str, Bot] = {}
        self.users: dict[int, User] = {}
        self.groups: dict[int, Group] = {}
        self.privates: dict[tuple[int, int], PrivateChat] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.actions: dict[tuple[int, int, int | None], tuple[str, float]] = {}
        self._seed = seed
        self._counter = 0
        self._waiting: list[asyncio.Future[None]] = []
        if isinstance(clock, Clock):
            clock.on_move(self.changed)

    # -- who is there ---------------------------------------------------------------------------------------------

    def bot(self, username: str = "triade_bot", first_name: str = "Triade", *, token: str = "", **settings: Any) -> Bot:
        """Register a bot. Settings: `topics_in_private`, `privacy`, `users_create_topics`."""
        bot_id = int(token.partition(":")[0]) if token else 7_000_000_000 + self._next()
        token = token or f"{bot_id}:AAE{bot_id:x}-local_telegram_only_{self._seed:08x}"
        bot = Bot(bot_id, first_name, username=username, is_bot=True, token=token, **settings)
        # A real sequence starts anywhere; a start far from 1 keeps callers from assuming anything.
        bot.queue = UpdateQueue(self.clock, self.limits, 100_000_000 + self._seed * 1000)
        self.bots[token] = bot
        self.users[bot.id] = bot
        return bot

    def revoke(self, bot: Bot) -> str:
        """@BotFather's /revoke: the token is refused from now on, its webhook gone; what waits stays. The new one."""
        del self.bots[bot.token]
        if bot.webhook is not None:
            bot.webhook.close()
            bot.webhook = None
        bot.queue.interrupt(ApiError(401, "Unauthorized"))
        self._counter += 1
        bot.token = f"{bot.id}:AAF{bot.id:x}-local_telegram_only_{self._counter:08x}"
        self.bots[bot.token] = bot
        return bot.token

    def user(
        self, first_name: str, last_name: str = "", *, username: str = "", user_id: int = 0, caption: str = ""
    ) -> Person:
        """Register a person with her phone; the caption is for the page only."""
        number = user_id or 5_000_000_000 + self._next()
        person = Person(number, first_name, last_name, username, "fr", tg=self, caption=caption)
        self.users[person.id] = person
        self.changed()
        return person

    def group(self, title: str, owner: User, *, kind: str = "group", forum: bool = False, username: str = "") -> Group:
        """A basic group, or with kind="supergroup" a supergroup."""
        number = self._next()
        group_id = -1_002_000_000_000 - number if kind == "supergroup" else -4_000_000_000 - number
        group = Group(group_id, kind, title, username, forum, tg=self)
        group.members[owner.id] = Member(owner, "creator")
        self.groups[group.id] = group
        self.changed()
        return group

    def supergroup(self, title: str, owner: User, *, forum: bool = True, username: str = "") -> Group:
        """A supergroup, with topics unless told otherwise."""
        return self.group(title, owner, kind="supergroup", forum=forum, username=username)

    def private(self, bot: Bot, user: User) -> PrivateChat:
        """The chat between a bot and a person, made when it is first asked for."""
        chat = self.privates.get((bot.id, user.id))
        if chat is None:
            chat = PrivateChat(user.id, "private", bot=bot, user=user)
            self.privates[bot.id, user.id] = chat
        return chat

    def bots_of(self, chat: Chat) -> list[Bot]:
        """The bots that are in a chat now."""
        if isinstance(chat, PrivateChat):
            return [chat.bot]
        return chat.bots() if isinstance(chat, Group) else []

    # -- what is written ------------------------------------------------------------------------------------------

    def post(
        self,
        chat: Chat,
        sender: User,
        text: str = "",
        *,
        entities: list[Json] | None = None,
        media: Media | None = None,
        extra: Json | None = None,
        topic: int | None = None,
        service: bool = False,
        **more: Any,
    ) -> Message:
        """Put a message into a chat and tell the bots that may see it. `more` are other fields of Message."""
        message = Message(
            self._next_message_id(chat),
            chat,
            sender,
            self.clock(),
            topic,
            text,
            entities or [],
            media,
            extra or {},
            service,
            **more,
        )
        if service and "forum_topic_created" in message.extra:
            message.topic = message.id
        chat.messages[message.id] = message
        self.announce(message, "message")
        self.changed()
        return message

    def announce(self, message: Message, kind: str) -> None:
        """Queue a message or an edit for every bot that Telegram shows it to."""
        for bot in self.bots_of(message.chat):
            if _is_told(bot, message):
                at = message.edited if kind == "edited_message" else message.date
                bot.queue.push(kind, message_shape(self.files, bot, message), message.chat.id, at=at)

    def erase(self, message: Message) -> None:
        """Delete for everyone. Bots get no update about it."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self.changed()

    # -- topics ---------------------------------------------------------------------------------------------------

    def open_topic(self, chat: Chat, creator: User, name: str, icon_color: int = 0, icon: str = "") -> Topic:
        """A new topic with its service message."""
        color = icon_color or ICON_COLORS[len(chat.topics) % len(ICON_COLORS)]
        created: Json = {"name": name, "icon_color": color} | ({"icon_custom_emoji_id": icon} if icon else {})
        message = self.post(chat, creator, extra={"forum_topic_created": created}, service=True)
        chat.topics[message.id] = Topic(message.id, name, color, creator, icon)
        return chat.topics[message.id]

    def change_topic(self, chat: Chat, by: User, topic: Topic, name: str | None, icon: str | None) -> None:
        """Another name or icon; None leaves it."""
        edited: Json = {}
        if name is not None and name != topic.name:
            edited["name"] = topic.name = name
        if icon is not None and icon != topic.icon_custom_emoji_id:
            edited["icon_custom_emoji_id"] = topic.icon_custom_emoji_id = icon
        self.post(chat, by, extra={"forum_topic_edited": edited}, service=True, topic=topic.id)

    def close_topic(self, chat: Chat, by: User, topic: Topic, closed: bool) -> None:
        """Close or reopen."""
        topic.closed = closed
        event = "forum_topic_closed" if closed else "forum_topic_reopened"
        self.post(chat, by, extra={event: {}}, service=True, topic=topic.id)

    def drop_topic(self, chat: Chat, topic: Topic) -> None:
        """Delete a topic with its messages."""
        chat.topics.pop(topic.id)
        for message in [message for message in chat.messages.values() if message.topic == topic.id]:
            self.erase(message)
        self.changed()

    # -- waiting --------------------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Something is different now: wake whoever waits for it."""
        self.version += 1
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for future in waiting:
                if not future.done():
                    future.set_result(None)

    async def next_change(self) -> None:
        """Return when something changes."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    async def until(self, predicate: Callable[[], T], timeout: float = 10) -> T:  # noqa: ASYNC109
        """The first true value of `predicate`, asked again after every change; TimeoutError after real seconds."""
        async with asyncio.timeout(timeout):
            while not (value := predicate()):
                await self.next_change()
            return value

    # -- numbers --------------------------------------------------------------------------------------------------

    def unique(self) -> int:
        """A number that looks like Telegram's 64-bit identifiers and never comes twice."""
        self._next()
        return 4_000_000_000_000_000_000 + self._seed * 1_000_000_000 + self._counter

    def _next(self) -> int:
        self._counter += 1
        return self._counter

    def _next_message_id(self, chat: Chat) -> int:
        # Private chats share one sequence per account; each group has its own.
        if isinstance(chat, PrivateChat):
            chat.bot.last_private_id += 1
            return chat.bot.last_private_id
        assert isinstance(chat, Group)
        chat.last_id += 1
        return chat.last_id


def _is_told(bot: Bot, message: Message) -> bool:
    """Privacy mode and the rules about other bots (Bot API: bots/features#privacy-mode)."""
    chat = message.chat
    if message.sender is bot:
        return message.service and not TOLD_TO_SENDER.isdisjoint(message.extra)
    if not isinstance(chat, Group) or message.service:
        return True
    if message.sender.is_bot and not message.sender_chat:
        return False
    if not bot.privacy or chat.member(bot).status == "administrator":
        return True
    if message.reply_to and message.reply_to.sender is bot:
        return True
    for entity in message.entities:
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            address = message.text[: entity["length"]].partition("@")[2]
            return not address or address.lower() == bot.username.lower()
    return False
