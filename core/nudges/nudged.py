"""When somebody was last nudged: never two nudges of one person in 24 hours, over all subjects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.people import Person
from core.records import Asked
from core.scene import Scene

APART = timedelta(hours=24)
#: of the settings of a person: she answers nothing any more, since when, and what the team has found out
AWAY = "recontact"


@dataclass(frozen=True)
class LastNudge(Asked[datetime | None]):
    """When a person was last nudged, whatever about."""

    person: int


@dataclass(frozen=True)
class Nudged:
    """A person is nudged now."""

    person_id: int


def away(person: Person) -> bool:
    """Whether she is « à recontacter », or her case is closed: nothing nudges her until she is back."""
    return AWAY in person.settings


def may_nudge(scene: Scene, person: Person) -> bool:
    return not away(person) and free_from(scene, person) <= scene.now


def free_from(scene: Scene, person: Person) -> datetime:
    """From when on this person may be nudged again, within opening hours; looked at once a day while she is away."""
    if away(person):
        return scene.hours.after(scene.now, 1)
    last = scene.find(LastNudge(person.id))
    return scene.now if last is None or scene.now - last >= APART else scene.hours.next_opening(last + APART)
