"""When somebody was last nudged: never two nudges of one person in 24 hours, over all subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.people import Person
from core.records import Asked
from core.scene import Scene

APART = timedelta(hours=24)


@dataclass(frozen=True)
class LastNudge(Asked[datetime | None]):
    """When a person was last nudged, whatever about."""

    person: int


@dataclass(frozen=True)
class Nudged:
    """A person is nudged now."""

    person_id: int


def may_nudge(scene: Scene, person: Person) -> bool:
    return free_from(scene, person) <= scene.now


def free_from(scene: Scene, person: Person) -> datetime:
    """From when on this person may be nudged again, within opening hours."""
    last = scene.find(LastNudge(person.id))
    return scene.now if last is None or scene.now - last >= APART else scene.hours.next_opening(last + APART)
