"""The horizon of a triad: what comes in the company and in the course, week by week, and what links the two."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from core.missions.mission import Mission
from core.people import Person, Role
from core.records import Asked
from core.week import weeks


class Side(StrEnum):
    WORK = "work"
    COURSE = "course"


# Who says what comes on each side; the counsellors may where nobody else is.
SAYS = {Side.WORK: {Role.TUTOR, Role.COUNSELLOR}, Side.COURSE: {Role.TRAINER, Role.COUNSELLOR}}
LINKS = {Role.APPRENTICE, Role.TRAINER, Role.COUNSELLOR}
#: one thing that comes: a line, not a text
WORDS_LIMIT = 120


class When(StrEnum):
    """Whether it is known when something comes."""

    UNDATED = "undated"
    DATED = "dated"
    LATER = "later"
    #: taken back by whoever announced it
    GONE = "gone"


@dataclass(frozen=True)
class Item:
    """One thing that comes: a task in the company or a topic of the course. `words` are of people."""

    triad_id: int
    number: int
    side: Side
    words: str
    when: When = When.UNDATED
    #: the Monday of its week, when it is dated
    week: date | None = None
    #: the same in every triad that follows the programme it is a line of
    line: str = ""
    #: a usual task of the job that nobody announced
    usual: bool = False
    person_id: int = 0
    at: datetime | None = None
    #: a voice message or a photo that stands for the words
    file: Mapping[str, object] = field(default_factory=dict)

    def on(self, when: When, week: date | None = None) -> Item:
        """The same, at another time."""
        return replace(self, when=when, week=week if when is When.DATED else None)

    def sayable_by(self, person: Person) -> bool:
        """Whether this person may date it or take it back."""
        return person.role in SAYS[self.side]


@dataclass(frozen=True)
class Tie:
    """A task and a topic that go together, said by a person."""

    triad_id: int
    work: int
    course: int
    person_id: int
    gone: bool = False


@dataclass(frozen=True)
class Origin:
    """What a mission was born from: a task, a topic, or both (0: none)."""

    triad_id: int
    mission: int
    work: int = 0
    course: int = 0


@dataclass(frozen=True)
class Horizon:
    """All that is known of what comes for one triad."""

    triad_id: int
    family: str = ""
    #: when the company and the course were last asked what comes
    asked_work: date | None = None
    asked_course: date | None = None
    items: tuple[Item, ...] = ()
    ties: tuple[Tie, ...] = ()
    origins: tuple[Origin, ...] = ()

    def item(self, number: int) -> Item | None:
        return next((item for item in self.items if item.number == number and item.when is not When.GONE), None)

    @property
    def next_number(self) -> int:
        return max((item.number for item in self.items), default=0) + 1

    def of(self, side: Side, when: When | None = None) -> tuple[Item, ...]:
        """What stands on one side."""
        kept = (item for item in self.items if item.side is side and item.when is not When.GONE)
        return tuple(item for item in kept if when in (None, item.when))

    def week(self, side: Side, monday: date) -> tuple[Item, ...]:
        return tuple(item for item in self.of(side) if item.week == monday)

    def announced(self, today: date) -> bool:
        """Whether somebody said what comes in the company, for now or for later."""
        return any(self._ahead(item, today) and not item.usual for item in self.of(Side.WORK))

    def open_work(self, today: date) -> tuple[Item, ...]:
        """The tasks that are still ahead, soonest first."""
        tasks = (item for item in self.of(Side.WORK) if self._ahead(item, today))
        return tuple(sorted(tasks, key=lambda item: (item.week or date.max, item.number)))

    def open_course(self, today: date) -> tuple[Item, ...]:
        """The topics of last week and of all that follows, soonest first: what one can still link a task to."""
        since = weeks.ahead(today)[0].toordinal() - 7
        topics = (item for item in self.of(Side.COURSE) if item.week is None or item.week.toordinal() >= since)
        return tuple(sorted(topics, key=lambda item: (item.week or date.max, item.number)))

    def _ahead(self, item: Item, today: date) -> bool:
        return item.when is When.LATER or (item.week is not None and item.week >= weeks.monday(today))

    def tied(self, item: Item) -> tuple[Item, ...]:
        """What goes together with it, on the other side."""
        numbers = [t.course if item.side is Side.WORK else t.work for t in self.ties]
        mine = [item.number == (t.work if item.side is Side.WORK else t.course) for t in self.ties]
        found = (self.item(number) for number, here in zip(numbers, mine, strict=True) if here)
        return tuple(other for other in found if other is not None)

    def suggestions(self, today: date) -> tuple[tuple[Item, Item], ...]:
        """Tasks and topics that share a word and are not linked yet; those of one week first."""
        pairs = [
            (work, course)
            for work in self.open_work(today)
            for course in self.open_course(today)
            if course not in self.tied(work) and alike(work.words, course.words)
        ]
        return tuple(sorted(pairs, key=lambda pair: pair[0].week != pair[1].week or pair[0].week is None))

    def both(self, today: date) -> tuple[date, ...]:
        """The weeks ahead for which both sides have said something."""
        return tuple(week for week in weeks.ahead(today) if all(self.week(side, week) for side in Side))

    def origin(self, mission: int) -> Origin | None:
        return next((one for one in self.origins if one.mission == mission), None)


@dataclass(frozen=True)
class Noted:
    """Something to remember about a horizon as a whole: the family of jobs, or that one side was asked on a day."""

    triad_id: int
    family: str = ""
    asked_work: date | None = None
    asked_course: date | None = None


@dataclass(frozen=True)
class HorizonOf(Asked[Horizon]):
    triad: int


@dataclass(frozen=True)
class MissionsOf(Asked[tuple[Mission, ...]]):
    """Every mission of a triad, with its steps, oldest first."""

    triad: int


# --- words that look alike -------------------------------------------------------------------------------------------

STEM = 5
# Words of four letters and more that say nothing about a subject.
_EMPTY = frozenset(
    """
    avec pour dans sans sous vers chez entre apres avant faire fait mettre prendre aller etre avoir leur leurs cette
    votre notre elle elles nous vous tous tout toute toutes plus moins bien comment quand quel quelle quels quelles
    premier premiere nouveau nouvelle apprendre module cours seance chapitre semaine jour jours aide aider petit petite
    base bases autre autres
    """.split()  # noqa: SIM905 - forty quoted names would hide what they are
)


def plain(words: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", words.casefold().replace("œ", "oe"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def stems(words: str) -> frozenset[str]:
    """What a line is about: its words of four letters and more, without plural, cut to the same five letters.

    « ranger » and « rangement », « facture » and « facturation » share theirs. It suggests; people decide.
    """
    found = (word for word in re.findall(r"[a-z]{4,}", plain(words)) if word not in _EMPTY)
    return frozenset(re.sub(r"[sx]$", "", word)[:STEM] for word in found)


def alike(one: str, other: str) -> bool:
    """Whether two lines share a word."""
    return bool(stems(one) & stems(other))
