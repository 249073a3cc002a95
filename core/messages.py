"""What goes out, and with `core.incoming` the only shapes that channels and core exchange."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from core.files import (
    Attachment as Attachment,
    Fetched as Fetched,
    FileWanted as FileWanted,
    Media as Media,
    Paper as Paper,
    paper as paper,
)
from core.incoming import (
    Address as Address,
    Bond as Bond,
    BondChanged as BondChanged,
    Deed as Deed,
    Edit as Edit,
    Incoming as Incoming,
    MemberChanged as MemberChanged,
    Message as Message,
    Moved as Moved,
    Place as Place,
    Press as Press,
    Reaction as Reaction,
    TooMany as TooMany,
    TopicChanged as TopicChanged,
    Undelivered as Undelivered,
    Unknown as Unknown,
    Written as Written,
)
from core.texts import Rich

# Bot API, InlineKeyboardButton.callback_data: 1-64 bytes. Other channels have no tighter limit.
BUTTON_DATA_BYTES = 64
# Bot API, sendMessage and captions, counted after the entities are parsed.
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Her preferred address. With `triad`, only as long as she is a member of it (read again when sending)."""

    person: int
    triad: int = 0
    #: another address of hers, where she is writing just now
    at: Place | None = None


class Line(StrEnum):
    """The two conversations about one apprentice."""

    TRIAD = "triad"  # everybody reads it
    PROS = "pros"  # tutor, trainer and counsellors; the apprentice knows that it exists, and does not read it


# On every message of the professionals' line, long ones and albums included: an answer to it shows it again.
APART = "🔒 "


@dataclass(frozen=True, slots=True)
class ToTopic:
    """A topic of the triad in the counsellors' forum; made when it does not exist, made again when it was deleted."""

    triad: int
    line: Line = Line.TRIAD


@dataclass(frozen=True, slots=True)
class ToGroup:
    """The Telegram group of the triad, if its members alone are there when it leaves; else each gets it in private."""

    triad: int


@dataclass(frozen=True, slots=True)
class ToDesk:
    """The topic "À traiter" of the structure's forum; General as long as that topic does not exist."""


@dataclass(frozen=True, slots=True)
class ToPlace:
    """Where the message came from: answers to strangers and to commands written in the forum."""

    place: Place


Recipient = ToPerson | ToTopic | ToGroup | ToDesk | ToPlace


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
    #: items of one album of the author leave together; all but the first then show only `beside`, unsigned
    album: str = ""
    beside: Rich = Rich("")
    #: those of one name that wait for the same mailbox are one mail
    bundle: str = ""
    #: no sound on the phone
    silent: bool = False
    #: when it is no longer true: what was held up for longer does not leave (of what nobody waits for only)
    until: datetime | None = None
    #: not before that; nothing of its room waits behind it
    after: datetime | None = None
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
    #: `to` has nothing to change, but this room has: it is said anew
    else_after: Recipient | None = None


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
