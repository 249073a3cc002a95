"""What comes in: files, people's addresses, rooms, and everything that can happen on a channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.census import Census
from core.files import Attachment, Fetched
from core.texts import Rich


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person is reached: a private chat, a mailbox, a number."""

    channel: str
    value: str


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a channel: a private chat, or one topic of a forum (`topic` empty: the chat itself, or General)."""

    channel: str
    chat: str
    topic: str = ""
    private: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """Something that happened on a channel. `cause` is unique for ever and names every effect it has."""

    cause: str
    #: when it was written or pressed, UTC
    at: datetime
    #: who acts; value "" when the channel hides it (anonymous admins): such a sender can do nothing
    sender: Address
    place: Place
    #: the name shown by the channel: a hint for a greeting, never an identity
    sender_name: str = ""
    #: the language the person's app says it speaks ("fr", "en"…), or ""
    language: str = ""
    #: who is in the group, when the decision wanted to know (core/census.py)
    census: Census | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written(Incoming):
    """What a message says, whether it is new or changed."""

    message_id: str
    text: Rich = Rich("")
    attachments: tuple[Attachment, ...] = ()

    @property
    def command(self) -> str:
        """`start` for "/start CODE" or "/start@thebot CODE"; "" when this is no command."""
        if not self.text.text.startswith("/"):
            return ""
        return self.text.text.split(maxsplit=1)[0][1:].split("@")[0].lower()

    @property
    def argument(self) -> str:
        """What follows the command."""
        parts = self.text.text.split(maxsplit=1)
        return parts[1].strip() if self.command and len(parts) > 1 else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message(Written):
    """A person wrote, spoke or sent a file."""

    #: id, in the same place, of the message this one answers; the quoted part when only a part was chosen
    reply_to: str = ""
    quote: str = ""
    #: what it answers is of ours and bears the mark of the professionals' line, whether we know that message or not
    answers_apart: bool = False
    #: items of one album share it
    album: str = ""
    #: what the message is when it is neither text nor one of `Media` ("location", "poll", "contact", …), and what the
    #: channel tells of it: latitude, longitude, title, address, phone, name
    other: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    #: the group it was written in has topics
    in_forum: bool = False
    #: the file of the message that this one answers
    answered_file: Attachment | None = None
    #: what became of the file that the decision wanted (core/files.py, FileWanted)
    fetched: Fetched | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit(Written):
    """A person changed a message: its new text or caption, and its files."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Press(Incoming):
    """A button was tapped. `data` may be forged or old: rights and state are read again from who presses."""

    press_id: str
    message_id: str
    data: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction(Incoming):
    """The reactions of one person on a message are now these (emoji; empty: taken back)."""

    message_id: str
    emoji: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed(Incoming):
    """A form of one of our pages (core/page/deeds.py). Who acts is what the session says; rights are read again."""

    structure: int
    person: int
    what: str
    fields: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Undelivered(Incoming):
    """A message of ours came back: the address it went to (the `sender`) takes nothing, now or ever."""

    message_id: str


class Bond(StrEnum):
    """How the bot stands in a place."""

    MEMBER = "member"
    ADMIN = "admin"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class BondChanged(Incoming):
    """The bot was blocked or unblocked in a private chat, or added, promoted, demoted or removed in a group."""

    bond: Bond
    can_manage_topics: bool = False
    is_forum: bool = False
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberChanged(Incoming):
    """Somebody else came into a group, or is no longer there; `sender` did it."""

    who: Address
    name: str
    present: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved(Incoming):
    """The group of this place goes on under another chat id."""

    to_chat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicChanged(Incoming):
    """A person closed, reopened or renamed a topic, or pinned a message (`what`: closed, reopened, edited, pinned)."""

    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TooMany(Incoming):
    """One message more than anybody is read of in a while; nothing is known of what it says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown(Incoming):
    """An update with nothing for us in it; `what` says why, for the inbox row."""

    what: str
