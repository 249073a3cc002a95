"""The parts of Telegram's objects that we read, and no others.

aiogram's types ask for every field of the newest Bot API; a server one version behind (a self-hosted one, or
Telegram's own during a change) then has its updates refused as a whole. These need only what we use, and keep the
names of the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", defer_build=True)


class User(Shape):
    id: int
    is_bot: bool = False
    first_name: str = ""
    language_code: str | None = None


class Chat(Shape):
    id: int
    type: str
    title: str | None = None
    is_forum: bool = False


class Entity(Shape):
    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None


class File(Shape):
    """Any file; a size of a photo has no name, kind or duration."""

    file_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None
    duration: int | None = None
    width: int = 0
    height: int = 0


class Answered(Shape):
    """The message that is answered, as far as it tells whether it is the root of the topic, and whose words it is."""

    message_id: int
    user: User | None = Field(None, alias="from")
    text: str | None = None
    caption: str | None = None
    forum_topic_created: Any = None
    document: File | None = None


class Quote(Shape):
    text: str
    is_manual: bool = False


class Contact(Shape):
    phone_number: str
    first_name: str = ""
    last_name: str = ""


class Spot(Shape):
    latitude: float
    longitude: float


class Venue(Shape):
    title: str = ""
    address: str = ""


class Message(Shape):
    """`model_extra` holds what is not read here: other contents, and service messages by their names."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    message_id: int
    date: datetime
    chat: Chat
    user: User | None = Field(None, alias="from")
    sender_chat: Any = None
    message_thread_id: int | None = None
    is_topic_message: bool = False
    edit_date: datetime | None = None
    text: str | None = None
    entities: list[Entity] | None = None
    caption: str | None = None
    caption_entities: list[Entity] | None = None
    media_group_id: str | None = None
    reply_to_message: Answered | None = None
    quote: Quote | None = None
    migrate_to_chat_id: int | None = None
    photo: list[File] | None = None
    video: File | None = None
    voice: File | None = None
    video_note: File | None = None
    audio: File | None = None
    document: File | None = None
    animation: File | None = None
    sticker: File | None = None
    contact: Contact | None = None
    location: Spot | None = None
    venue: Venue | None = None


class Pressed(Shape):
    """The message under which a button was pressed; too old to be shown, it has no more than this."""

    message_id: int
    chat: Chat
    message_thread_id: int | None = None
    is_topic_message: bool = False


class CallbackQuery(Shape):
    id: str
    user: User = Field(alias="from")
    message: Pressed | None = None
    data: str | None = None


class ReactionType(Shape):
    type: str
    emoji: str | None = None


class MessageReaction(Shape):
    chat: Chat
    message_id: int
    date: datetime
    user: User | None = None
    new_reaction: list[ReactionType]


class Member(Shape):
    user: User
    status: str
    is_member: bool = False
    can_manage_topics: bool = False


class MembershipChange(Shape):
    chat: Chat
    user: User = Field(alias="from")
    date: datetime
    new_chat_member: Member


class Update(Shape):
    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    message_reaction: MessageReaction | None = None
    my_chat_member: MembershipChange | None = None
    chat_member: MembershipChange | None = None
