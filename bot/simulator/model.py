"""What the local Telegram remembers: bots, users, chats, members, topics, messages, files. Data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.simulator.updates import UpdateQueue
    from bot.simulator.webhooks import Webhook

Json = dict[str, Any]


@dataclass(eq=False)
class User:
    """An account, human or bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    deleted: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def shape(self) -> Json:
        """The Bot API's User."""
        shape: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if value := getattr(self, key):
                shape[key] = value
        return shape


@dataclass(eq=False)
class Bot(User):
    """A bot account with its token, its queue of updates and its settings at BotFather."""

    token: str = ""
    queue: UpdateQueue = None  # type: ignore[assignment]  # given by LocalTelegram.bot()
    webhook: Webhook | None = None
    topics_in_private: bool = False
    users_create_topics: bool = True
    privacy: bool = True
    last_private_id: int = 0
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)
    default_rights: dict[bool, Json] = field(default_factory=dict)

    def full_shape(self) -> Json:
        """The User that getMe answers."""
        return self.shape() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_guest_queries": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": self.topics_in_private,
            "allows_users_to_create_topics": self.topics_in_private and self.users_create_topics,
            "can_manage_bots": False,
            "supports_join_request_queries": False,
        }


@dataclass(eq=False)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    creator: User
    icon_custom_emoji_id: str = ""
    closed: bool = False

    def shape(self) -> Json:
        """The Bot API's ForumTopic."""
        shape: Json = {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color}
        if self.icon_custom_emoji_id:
            shape["icon_custom_emoji_id"] = self.icon_custom_emoji_id
        return shape


@dataclass(eq=False)
class StoredFile:
    """Bytes that were uploaded once; `ref` is unique in this Telegram."""

    ref: int
    data: bytes = field(repr=False)
    name: str
    mime: str
    path: str = ""


@dataclass(eq=False)
class Media:
    """A file in a message, with what Telegram says about it (size, duration, …)."""

    kind: str
    file: StoredFile
    meta: Json = field(default_factory=dict)
    spoiler: bool = False
    caption_above: bool = False


@dataclass(eq=False)
class Message:
    """One message as everybody in its chat sees it now."""

    id: int
    chat: Chat
    sender: User
    date: float
    topic: int | None = None
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    # contact, location, poll, or a service event such as forum_topic_created: key and value of the Bot API
    extra: Json = field(default_factory=dict)
    service: bool = False
    reply_to: Message | None = None
    external_reply: Message | None = None
    quote: Json | None = None
    keyboard: list[list[Json]] = field(default_factory=list)
    other_markup: Json | None = None
    edited: float | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)
    forward_origin: Json | None = None
    media_group_id: str = ""
    protected: bool = False
    silent: bool = False
    sender_chat: Chat | None = None
    effect_id: str = ""
    link_preview: Json | None = None
    deleted: bool = False

    @property
    def buttons(self) -> list[str]:
        """The texts of the inline buttons under the message, row after row."""
        return [button["text"] for row in self.keyboard for button in row]

    @property
    def kind(self) -> str:
        """`text`, the kind of media, or the key of the special content."""
        if self.media:
            return self.media.kind
        return next(iter(self.extra), "text")


@dataclass(eq=False)
class Chat:
    """A place where messages are."""

    id: int
    kind: str
    title: str = ""
    username: str = ""
    forum: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    def shape(self) -> Json:
        """The Bot API's Chat."""
        shape: Json = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            shape["username"] = self.username
        if self.forum:
            shape["is_forum"] = True
        return shape


@dataclass(eq=False)
class PrivateChat(Chat):
    """The chat between one bot and one person. `id` is the person's, as bots see it."""

    bot: Bot = None  # type: ignore[assignment]
    user: User = None  # type: ignore[assignment]
    started: bool = False
    blocked: bool = False

    def shape(self) -> Json:
        user = self.user
        shape: Json = {"id": user.id, "type": "private", "first_name": user.first_name}
        if user.last_name:
            shape["last_name"] = user.last_name
        if user.username:
            shape["username"] = user.username
        return shape


@dataclass(eq=False)
class CallbackQuery:
    """A press that the bot may still answer."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answer: Json | None = None
