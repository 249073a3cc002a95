"""All that follows from one incoming thing (`Reply`), and what it is made of: posts, conversations, timers, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.lessons.lesson import Progress
from core.messages import Address, Attachment, Content, Line, Outgoing, Place
from core.missions.mission import Mission, Step
from core.missions.skills import Assessment
from core.people import Invitation, Person, Role
from core.talk import Facts
from core.texts import Rich


@dataclass(frozen=True)
class Run:
    """A conversation under way: a script, its frozen facts, the answers so far, and the question on the screen."""

    script: str
    mark: str
    facts: Facts
    place: Place
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: str = ""
    #: open, parked, done, dropped
    state: str = "open"
    id: int | None = None


@dataclass(frozen=True)
class Post:
    """One message of a thread: who wrote it, where, and what it says."""

    triad_id: int
    number: int
    author_id: int
    role: Role
    place: Place
    message_id: str
    text: Rich
    attachment: Attachment | None = None
    note: bool = False
    parts: int = 1
    name: str = ""
    #: items of one album share it
    album: str = ""
    line: Line = Line.TRIAD
    #: (who, emoji, where: see core/thread/reactions.py), the newest last
    reactions: tuple[tuple[int, str, int], ...] = ()
    #: taken back by its author: the others see that, the words stay for the audit
    withdrawn: bool = False
    #: written in the triad's Telegram group
    in_group: bool = False

    @property
    def subject(self) -> str:
        return f"post:{self.triad_id}:{self.number}"


@dataclass(frozen=True)
class Timer:
    """Something due later; `key` makes it unique for ever."""

    key: str
    kind: str
    due_at: datetime
    triad_id: int | None = None
    person_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """Something that happened, for evaluation and audit: figures and our own words, never the words of people."""

    kind: str
    subject: str = ""
    triad_id: int | None = None
    person_id: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NewInvitation:
    """An invitation to keep, by the hash of its code."""

    code: str
    role: str
    first_name: str
    triad_id: int | None
    expires_at: datetime
    #: where it is sent, when we send it ourselves
    address: Address | None = None
    #: the number of her file elsewhere (i-milo)
    reference: str = ""


@dataclass
class Reply:
    """All that follows from one incoming thing; saved in one transaction."""

    outgoing: list[Outgoing] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    #: missions as they are now, each with the step that led there (None: only who has assessed)
    missions: list[tuple[Mission, Step]] = field(default_factory=list)
    assessments: list[tuple[Mission, Assessment]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    edited_posts: list[Post] = field(default_factory=list)
    #: posts whose words are the same, but not their reactions, their line or their being a note
    touched_posts: list[Post] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    stopped_timers: list[str] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    invitations: list[NewInvitation] = field(default_factory=list)
    #: the invitation by which the sender comes in
    arrival: Invitation | None = None
    #: the forum that a structure is linked to from now on
    forum: Place | None = None
    #: the address of the one who acts is blocked (True) or open again (False)
    blocked: bool | None = None
    #: the group of this place goes on under another id
    moved_to: str = ""
    #: whatever else is to be kept; storage/access.py knows how to save each kind of thing
    kept: list[object] = field(default_factory=list)
    #: for the page whose form was sent: what there is to say, the same with buttons and files, and the sentence of the
    #: rule that said no
    said: list[Rich] = field(default_factory=list)
    shown: list[Content] = field(default_factory=list)
    refused: Rich | None = None
    #: what needs a human: (kind, words without any content of people)
    alerts: list[tuple[str, str]] = field(default_factory=list)
    #: why nothing happened, for the inbox row
    ignored: str = ""
