"""The only shapes that channels and core exchange: what came in, what must go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from core.files import Attachment as Attachment
from core.files import Media as Media
from core.files import Paper as Paper
from core.files import paper as paper
from core.texts import Rich

# Bot API, InlineKeyboardButton.callback_data: 1-64 bytes. Other channels have no tighter limit.
BUTTON_DATA_BYTES = 64
# Bot API, sendMessage and captions, counted after the entities are parsed.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Written(Incoming):
    """What a message says, whether it is new or changed."""

    message_id: str
    text: Rich = Rich("")
    attachments: tuple[Attachment, ...] = ()

    @property
    def command(self) -> str:
        """`start` for "/start CODE" or "/start@thebot CODE"; "" when this is no command."""
        first = self.text.text.split(maxsplit=1)[0] if self.text.text.strip() else ""
        return first[1:].split("@")[0].lower() if self.text.text.startswith("/") else ""

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
    #: items of one album share it
    album: str = ""
    #: what the message is when it is neither text nor one of `Media` ("location", "poll", "contact", …)
    other: str = ""
    #: the group it was written in has topics
    in_forum: bool = False


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
    """A form of one of our pages was sent (core/deeds.py). Who acts is what the session says; rights are read again."""

    structure: int
    person: int
    what: str
    fields: Mapping[str, str]


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
class Moved(Incoming):
    """The group of this place goes on under another chat id."""

    to_chat: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicChanged(Incoming):
    """A topic of a forum was closed, reopened or renamed by a person (`what`: closed, reopened, edited)."""

    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown(Incoming):
    """An update with nothing for us in it; `what` says why, for the inbox row."""

    what: str


# --- what goes out ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Her preferred address. With `triad`, only as long as she is a member of it (read again when sending)."""

    person: int
    triad: int = 0


@dataclass(frozen=True, slots=True)
class ToTopic:
    """The triad's topic in the counsellors' forum; made when it does not exist, made again when it was deleted."""

    triad: int


@dataclass(frozen=True, slots=True)
class ToDesk:
    """The topic "À traiter" of the structure's forum; General as long as that topic does not exist."""


@dataclass(frozen=True, slots=True)
class ToPlace:
    """Where the message came from: answers to strangers and to commands written in the forum."""

    place: Place


Recipient = ToPerson | ToTopic | ToDesk | ToPlace


class Urgency(IntEnum):
    """Who goes first when the channel's limits make messages wait; the smaller the sooner."""

    ANSWER = 0  # a person is waiting for it
    THREAD = 1  # somebody's words for somebody
    NUDGE = 2
    BROADCAST = 3


class Doubt(StrEnum):
    """What to do when nobody can know whether a message left (the answer of the channel was lost)."""

    AGAIN = "again"  # harmless to repeat: edits, deletions, reactions, answers to a press
    MARKED = "marked"  # once more, with a small "peut-être déjà reçu"
    HOLD = "hold"  # not again; an alert says so


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` comes back in a `Press`; or `url` opens a page."""

    label: str
    data: str = ""
    url: str = ""
    #: "", "primary", "success" or "danger": how it looks where the channel can show it
    style: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows. Rendered in the reader's language already."""

    text: Rich = Rich("")
    buttons: Rows = ()
    attachment: Attachment | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Send:
    """A new message. `subject` names what it shows ("mission:7:2", "post:7:31"), so that it can be changed later."""

    to: Recipient
    content: Content
    subject: str = ""
    urgency: Urgency = Urgency.ANSWER
    doubt: Doubt = Doubt.MARKED
    #: what this message answers: the copy of a subject in the same room, or one message of that room by its id;
    #: with the words quoted from it
    reply_to: str = ""
    reply_message: str = ""
    quote: str = ""
    #: no sound on the phone
    silent: bool = False
    #: long contents go out in parts, which are edited part by part
    part: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Every copy of `subject` that `to` has shows `content` from now on, also the copies still on their way.

    With `message`, that one message of the place instead (a press tells which message it stood under).
    """

    to: Recipient
    content: Content
    subject: str = ""
    message: str = ""
    part: int = 0
    urgency: Urgency = Urgency.ANSWER


@dataclass(frozen=True, kw_only=True, slots=True)
class Remove:
    """Every copy of `subject` that `to` has disappears (or becomes a tombstone where the channel cannot delete)."""

    to: Recipient
    subject: str
    tombstone: Content = Content()


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    """The little answer to a press: without it the button keeps spinning."""

    place: Place
    press_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class React:
    """The bot's reaction on every copy of `subject` that `to` has, or on one `message`; "" takes it back."""

    to: Recipient
    emoji: str
    subject: str = ""
    message: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NameTopic:
    """The triad's topic bears this name from now on; it is opened when there is none."""

    triad: int
    name: str


Outgoing = Send | Change | Remove | Acknowledge | React | NameTopic
