"""What somebody has done as a tutor between two moments, counted from what was really recorded here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.records import Asked


@dataclass(frozen=True)
class Tutoring:
    """Figures only: no name of a young person, no words of anybody."""

    #: missions proposed that got an answer of his, and how many of these a yes
    answered: int = 0
    agreed: int = 0
    #: in the middle: half of the answers came sooner
    delay: timedelta | None = None
    looks: int = 0
    meetings: int = 0
    #: how many young people, and since when
    followed: int = 0
    since: datetime | None = None

    @property
    def empty(self) -> bool:
        return not (self.answered or self.looks)


@dataclass(frozen=True)
class TutoringOf(Asked[Tutoring]):
    """What this person did as a tutor from `since` on and before `until`."""

    person: int
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Tutors(Asked[tuple[int, ...]]):
    """The tutors of the structure who are in an open thread."""
