"""What a script may know about the world, frozen when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What a script may know: frozen when it starts, the same shape for all scripts, every field with a default."""

    now: datetime | None = None
    #: the day where the structure is: "2026-11-23"
    today: str = ""
    name: str = ""
    structure: str = ""
    counsellor: str = ""
    hours: str = ""
    apprentice: str = ""
    tutor: str = ""
    triad: int = 0
    mission: int = 0
    version: int = 0
    #: the mission's card, field by field
    card: Mapping[str, str] = field(default_factory=dict)
    #: what can be chosen from: skills, criteria, levels, ideas, triads… (value -> label)
    skills: Mapping[str, str] = field(default_factory=dict)
    lessons: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)
    #: the grid they are of, packed
    grid: Mapping[str, Any] = field(default_factory=dict)
    #: names that an answer may not say
    unsaid: tuple[str, ...] = ()
    #: ideas of missions, packed
    ideas: tuple[Mapping[str, Any], ...] = ()
    #: sentences to say whether one likes them: id, trait, text
    statements: tuple[Mapping[str, str], ...] = ()
    #: kinds of work to mind before 18, packed; none for an adult
    regulated: tuple[Mapping[str, Any], ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    #: how somebody can be invited
    ways: Mapping[str, str] = field(default_factory=dict)
    #: messages that wait for their destination, packed, in the order they were written
    parcels: tuple[Mapping[str, Any], ...] = ()
    #: the code of the workshop that it is for
    room: str = ""
    #: an invitation's role, where a script needs it
    role: str = ""
    #: what it is about, where that is no mission: a card of the desk, a call…
    subject: str = ""
    #: the text that it starts from
    words: str = ""
    #: what a draft was begun from, by kind (a task of the company, a topic of the course)
    links: Mapping[str, str] = field(default_factory=dict)
    #: what a beginner usually does, by family of jobs
    tasks: Mapping[str, Any] = field(default_factory=dict)
    #: the date, and when people may be met: today, zone, opens, closes, closed days
    calendar: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, str]:
        """How skills and lessons are called, by id."""
        return {**self.skills, **self.lessons}

    def pack(self) -> dict[str, Any]:
        """The fields that are not at their default, JSON-able."""
        packed = {f.name: _plain(getattr(self, f.name)) for f in fields(self)}
        return {name: value for name, value in packed.items() if value}

    @classmethod
    def unpack(cls, packed: Mapping[str, Any]) -> Facts:
        """Facts as they were frozen; a field that a later version dropped is ignored."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in packed.items() if name in known}
        if values.get("now"):
            values["now"] = datetime.fromisoformat(values["now"])
        for several in ("ideas", "unsaid", "parcels", "statements", "regulated"):
            if several in values:
                values[several] = tuple(values[several])
        return cls(**values)


def _plain(value: Any) -> Any:
    """Lists, dictionaries and strings only."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
