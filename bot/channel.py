"""What a channel is: the acts it performs once every recipient is a concrete place, and how it says that it could not.

A door (webhook, long polling, a page) is the other half: it stores what comes in before anything is acknowledged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.census import Census
from core.messages import Content, Place
from core.page.doorstep import Around

#: What a door keeps of one update: its number at that door, its lane (rows of a lane are handled in order), its JSON.
Row = tuple[int, str, str]
#: Keeps the rows and commits, or raises. Storing a row twice is harmless: number and door are unique together.
Store = Callable[[Sequence[Row]], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class SendAct:
    """A new message. The text fits the channel already; long contents were cut into parts before.

    A `reply_to` that is gone, or a `quote` that is not found in it, is left out: the words matter more.
    """

    place: Place
    content: Content
    reply_to: str = ""
    quote: str = ""
    silent: bool = False
    #: it may be neither copied nor passed on, where the channel can see to that
    protected: bool = False
    #: on a channel without buttons: the address of the reader's own page, and the lines around the message
    page: str = ""
    around: Around = Around()
    #: the reader was told a moment ago and has not opened the page yet: it shows this too
    told: bool = False
    #: of a reminder: the address where one tap ends them
    ends: str = ""


@dataclass(frozen=True, slots=True)
class AlbumAct:
    """New messages that stand together, each with a file; the answer names them in this order.

    A refusal means that none was sent; when only a part could be, nobody can know which (AMBIGUOUS).
    """

    place: Place
    contents: tuple[Content, ...]
    reply_to: str = ""
    quote: str = ""
    silent: bool = False
    #: it may be neither copied nor passed on, where the channel can see to that
    protected: bool = False
    #: as of one message
    page: str = ""
    around: Around = Around()
    told: bool = False


@dataclass(frozen=True, slots=True)
class EditAct:
    """The message shows `content` from now on, buttons included: those that are not named again disappear."""

    place: Place
    message_id: str
    content: Content
    #: the message on the channel carries a file, so its words are a caption
    had_attachment: bool = False
    #: `content.attachment` is another file than the one the message carries
    new_attachment: bool = False


@dataclass(frozen=True, slots=True)
class DeleteAct:
    """The message disappears."""

    place: Place
    message_id: str


@dataclass(frozen=True, slots=True)
class AckAct:
    """The little answer to a press; one that comes too late counts as given."""

    place: Place
    press_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class ReactAct:
    """The bot's reaction on a message; "" takes it back."""

    place: Place
    message_id: str
    emoji: str


@dataclass(frozen=True, slots=True)
class OpenTopicAct:
    """A new topic in the forum of `place`; the answer's place has its `topic`. `apart`: it must look like another."""

    place: Place
    name: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class NameTopicAct:
    """The topic of `place` bears this name."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class DropTopicAct:
    """The topic of `place` disappears, with all that was written in it."""

    place: Place


@dataclass(frozen=True, slots=True)
class LeaveAct:
    """The bot goes out of the group of `place`."""

    place: Place


Act = (
    SendAct | AlbumAct | EditAct | DeleteAct | AckAct | ReactAct | OpenTopicAct | NameTopicAct | DropTopicAct | LeaveAct
)


@dataclass(frozen=True, slots=True)
class Sent:
    """Where the new message or topic stands, and its id there."""

    place: Place
    message_id: str
    #: of the other items of an album
    others: tuple[str, ...] = ()


class Failure(StrEnum):
    """Why an act was not performed, and so what can be done about it. All but AMBIGUOUS mean: it had no effect."""

    #: this person stopped the bot or never started it: nothing leaves before she comes back
    BLOCKED = "blocked"
    #: the account or the group is no more, or the bot was put out of it
    GONE = "gone"
    #: the topic was deleted: open another one
    TOPIC_GONE = "topic-gone"
    #: the topic is closed and the bot may not write in it
    TOPIC_CLOSED = "topic-closed"
    #: wait `retry_after` seconds, in this chat at least
    TOO_FAST = "too-fast"
    #: the group goes on as `to_chat`
    MOVED = "moved"
    #: the message to edit, delete or react to is not there: nothing left to do
    TARGET_GONE = "target-gone"
    #: it is there, but can no longer be edited or deleted
    TOO_LATE = "too-late"
    #: the bot lacks a right in the group: a human must give it
    NO_RIGHT = "no-right"
    #: the file is larger than wanted, or than the channel hands out
    TOO_BIG = "too-big"
    #: our message is wrong; the same one will be refused for ever
    REJECTED = "rejected"
    #: the channel does not know us (revoked token): nothing can leave at all
    UNAUTHORIZED = "unauthorized"
    #: another process holds the same line; the request was not executed
    CONFLICT = "conflict"
    #: it never left (connection refused): try again later
    DEFINITE_RETRY = "definite-retry"
    #: it left and the answer was lost: nobody can know whether it arrived
    AMBIGUOUS = "ambiguous"


class SendFailed(Exception):
    """A channel could not perform an act. `reason` quotes no word of a message. Caught by whoever called `perform`."""

    def __init__(self, kind: Failure, reason: str, *, retry_after: float = 0, to_chat: str = "") -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason
        #: seconds, with TOO_FAST
        self.retry_after = retry_after
        #: the new chat, with MOVED
        self.to_chat = to_chat


class Channel(Protocol):
    """One way to reach people. Its methods are safe to call from several tasks at once."""

    #: what `Place.channel` and `Address.channel` say for it
    name: str
    #: whether buttons can be pressed there; else the reader gets a link to her page, made when the message leaves
    buttons: bool
    #: whether one message stands for all of a burst: each of them is but the link to the same page
    grouped: bool

    async def perform(self, act: Act) -> Sent | None:
        """Do it, with one request if all goes well; `Sent` for what has a new id. Raises SendFailed."""

    async def fetch(self, ref: str, most: int) -> bytes:
        """The bytes of a file that somebody sent, by its `Attachment.ref`; it changes nothing and may be repeated.

        Raises SendFailed: TOO_BIG beyond `most` bytes or beyond what the channel hands out, else what went wrong.
        """

    async def count(self, chat: str, among: Sequence[str]) -> Census:
        """Who is in a group: how many, and which of these addresses; it changes nothing and may be repeated.

        Raises SendFailed: GONE when we are not in it ourselves.
        """

    async def close(self) -> None:
        """Give back the connections."""
