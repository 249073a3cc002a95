"""The triad: apprentice, tutor, counsellor (and trainer), and what each may do in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.messages import Line
from core.people import Person, Role
from core.thread.group import Group


@dataclass(frozen=True)
class Triad:
    """Everybody who moves together with one apprentice. `members` are those of now, not those who left."""

    id: int
    structure_id: int
    members: tuple[Person, ...] = ()
    topic: str = ""
    topic_name: str = ""
    #: the topic of the professionals' line, and how many posts it has had
    pros_topic: str = ""
    pros_posts: int = 0
    state: str = "open"
    #: how many posts and missions it has had: the next one bears the next number
    posts: int = 0
    missions: int = 0
    #: the newest mission that waits for the company's answer; 0: none
    awaits: int = 0
    #: the Telegram group of the three, when it is linked
    group: Group | None = None
    #: what was chosen for it, by name
    settings: Mapping[str, Any] = field(default_factory=dict)

    def member(self, role: Role) -> Person | None:
        """The one in this role; of several counsellors, the first."""
        return next((person for person in self.members if person.role is role), None)

    @property
    def apprentice(self) -> Person | None:
        return self.member(Role.APPRENTICE)

    @property
    def tutor(self) -> Person | None:
        return self.member(Role.TUTOR)

    @property
    def counsellor(self) -> Person | None:
        return self.member(Role.COUNSELLOR)

    def has(self, person: Person) -> bool:
        return any(member.id == person.id for member in self.members)

    def open_to(self, person: Person) -> bool:
        """Whether it may be seen by her in the forum: the team of its structure, and its members."""
        works = person.role in (Role.COUNSELLOR, Role.MANAGER) and person.structure_id == self.structure_id
        return works or self.has(person)

    def readers(self, author: Person, line: Line = Line.TRIAD) -> tuple[Person, ...]:
        """Who gets a copy in a private chat of what `author` writes in the thread.

        Counsellors read the thread in the forum's topic, so they get no second copy.
        """
        reading = (Role.TUTOR, Role.TRAINER) if line is Line.PROS else (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
        return tuple(m for m in self.members if m.id != author.id and m.role in reading and m.settled)

    def topic_of(self, line: Line) -> str:
        return self.pros_topic if line is Line.PROS else self.topic

    def with_whom(self, person: Person) -> str:
        """The thread as `person` names it: the first names of the others."""
        others = [m.first_name for m in self.members if m.id != person.id]
        return ", ".join(others[:-1]) + " et " + others[-1] if len(others) > 1 else "".join(others)

    @property
    def title(self) -> str:
        """The name of its topic in the forum: who, and where."""
        apprentice, tutor = self.apprentice, self.tutor
        name = apprentice.first_name if apprentice else "?"
        if tutor is None:
            return name
        return f"{name} – {tutor.first_name}" + (f" ({tutor.company})" if tutor.company else "")
