"""What storage hands to whoever sends, and what comes back: letters and outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from core.messages import Content, Doubt, Line, Place, Urgency
from storage.road.packing import unpack_content, unpack_rich

#: the topic of the forum where what needs a counsellor is written
DESK_TOPIC = "À traiter"
#: the name of a triad's topic when nobody named it
PROS_TOPIC = "🔒 Pros – {name}"
UNNAMED_TOPIC = "Triade {triad}"


class Act(StrEnum):
    """What is asked of the channel."""

    SEND = "send"
    CHANGE = "change"
    REMOVE = "remove"
    ACKNOWLEDGE = "acknowledge"
    REACT = "react"
    OPEN_TOPIC = "open_topic"
    NAME_TOPIC = "name_topic"
    DROP_TOPIC = "drop_topic"
    LEAVE = "leave"


#: acts on a message that stands already
ON_COPY = (Act.CHANGE, Act.REMOVE, Act.REACT)


class Kind(StrEnum):
    """Why an act had no effect. The values are those that channels report."""

    BLOCKED = "blocked"
    GONE = "gone"
    TOPIC_GONE = "topic-gone"
    TOPIC_CLOSED = "topic-closed"
    TOO_FAST = "too-fast"
    MOVED = "moved"
    TARGET_GONE = "target-gone"
    TOO_LATE = "too-late"
    NO_RIGHT = "no-right"
    REJECTED = "rejected"
    UNAUTHORIZED = "unauthorized"
    CONFLICT = "conflict"
    DEFINITE_RETRY = "definite-retry"


#: when a topic cannot be opened in a private chat: the bot has none there
NO_TOPICS = frozenset({Kind.REJECTED, Kind.NO_RIGHT, Kind.TOPIC_GONE, Kind.TOPIC_CLOSED, Kind.TOO_LATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One act, ready to be performed now: recipients checked, everything resolved to the channel's own ids."""

    row: int
    act: Act
    place: Place
    structure: int | None
    person: int | None
    triad: int | None
    subject: str
    part: int
    urgency: Urgency
    doubt: Doubt
    attempts: int
    #: how often nobody could know whether it left; above 0 a marked message says "peut-être déjà reçu"
    doubts: int
    #: the message to change, to remove or to react to; its row when it is a copy of ours
    message: str = ""
    target: int | None = None
    #: the file which that message carries already, or ""
    attached: str = ""
    #: the message that this one answers, or ""
    reply_to: str = ""
    #: as it was packed: see `content`
    payload: Mapping[str, Any]
    #: of a topic
    name: str = ""
    line: Line = Line.TRIAD
    #: the other items of its album, which leave with it
    aboard: tuple[Letter, ...] = ()

    @property
    def content(self) -> Content:
        """What to show; of a removal, the tombstone where the channel cannot delete."""
        return unpack_content(self.payload.get("c", {}))

    @property
    def beside(self) -> Content:
        """What to show as an item of an album whose first item is signed."""
        content = self.content
        return replace(content, text=unpack_rich(self.payload["u"])) if "u" in self.payload else content

    @property
    def quote(self) -> str:
        return str(self.payload.get("q", ""))

    @property
    def protected(self) -> bool:
        """It may be neither copied nor passed on, where the channel can see to that."""
        return bool(self.payload.get("o"))

    @property
    def silent(self) -> bool:
        return bool(self.payload.get("x"))

    @property
    def emoji(self) -> str:
        return str(self.payload.get("e", ""))

    @property
    def press_id(self) -> str:
        return str(self.payload.get("p", ""))

    @property
    def text(self) -> str:
        """The words that answer a press."""
        return str(self.payload.get("w", ""))

    @property
    def alert(self) -> bool:
        """The answer to a press is shown in a box."""
        return bool(self.payload.get("l"))

    @property
    def mark(self) -> bool:
        """The reader may have it already: say so."""
        return self.doubts > 0 and self.act is Act.SEND

    @property
    def room(self) -> str:
        """What the channel's limits count by."""
        return f"{self.place.channel}:{self.place.chat}"


@dataclass(frozen=True, slots=True)
class Left:
    """It was performed; a new message or topic has its id and its place (`message` is "" for the other acts)."""

    letter: Letter
    message: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Definite:
    """It was not performed, for sure. `reason` quotes no word of a message."""

    letter: Letter
    kind: Kind
    reason: str = ""
    #: seconds, with TOO_FAST
    retry_after: float | None = None
    #: with MOVED
    to_chat: str = ""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Nobody can know whether it was performed."""

    letter: Letter
    reason: str


Outcome = Left | Definite | Doubtful


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A person has stopped the bot, or her account is no more: her counsellors must know."""

    person: int
    structure: int
    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unarrived:
    """An invitation could not be brought: who made it must know. `triad` is the thread it was for."""

    structure: int
    triad: int
    channel: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the outcomes, and who must be told."""

    unreachable: tuple[Unreachable, ...] = ()
    unarrived: tuple[Unarrived, ...] = ()
    #: rows that are given up or held, each with its alert
    given_up: tuple[int, ...] = ()
    #: triads whose topic was lost and is there again
    reopened: tuple[int, ...] = ()
