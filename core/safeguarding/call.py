"""A call of « Ça ne va pas », what was said in it, and who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.files import Attachment
from core.records import Asked
from core.texts import Rich


@dataclass(frozen=True)
class Call:
    """One time that somebody said « ça ne va pas »."""

    key: str
    person_id: int
    urgency: str
    raised_at: datetime
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    #: until when her next words for the thread are asked about first: she may mean the team alone
    asks_until: datetime | None = None

    @property
    def subject(self) -> str:
        return f"call:{self.key}"


@dataclass(frozen=True)
class CallLine:
    """Something said in a call, by either side."""

    call: str
    author_id: int
    text: Rich
    attachment: Attachment | None = None
    at: datetime | None = None
    name: str = ""
    #: the message in which its author said it; a correction is one more line of that message
    message: str = ""

    @property
    def screen(self) -> str:
        """The subject of its copies."""
        return f"call:{self.call}:line:{self.author_id}:{self.message}"


@dataclass(frozen=True)
class CallRead:
    """Somebody read what was said in a call: kept for ever."""

    call: str
    person_id: int


@dataclass(frozen=True)
class CallBy(Asked[Call | None]):
    """The call of this key; locked until the end of the transaction."""

    key: str


@dataclass(frozen=True)
class OpenCallOf(Asked[Call | None]):
    """The call of this person that is not closed."""

    person: int


@dataclass(frozen=True)
class CallJustLeft(Asked[Call | None]):
    """The call of this person after which it is still asked where her next words go."""

    person: int
    now: datetime


@dataclass(frozen=True)
class WasRead(Asked[bool]):
    """Whether anybody of the team has read this call."""

    call: str


@dataclass(frozen=True)
class SaidIn(Asked[tuple[CallLine, ...]]):
    """What was said in a call, oldest first."""

    call: str


@dataclass(frozen=True)
class LineOf(Asked[CallLine | None]):
    """What this person said in a call with this message, the newest correction first."""

    author: int
    message: str
