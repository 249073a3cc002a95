"""When an apprentice is asked how it goes: around the days when contracts break most, inside Thursday's message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core.messages import Button, Rows
from core.people import Person
from core.records import Asked
from core.scene import Scene
from core.triad import Triad

#: the first word of its buttons' data
KIND = "md"
#: days after she arrived: the first 45 days, then months 3, 9, 10 and 11
MOMENTS = (3, 15, 30, 45, 90, 270, 300, 330)
#: for how long a moment may still be asked about, when a Thursday was missed
LATE = timedelta(days=14)
MOODS = {"good": "🙂 Ça va", "so": "😐 Moyen", "low": "🙁 Pas bien"}


@dataclass(frozen=True)
class Moods:
    """When the apprentice of a triad arrived, at which moments she was asked, and at which she answered."""

    arrived: date
    asked: frozenset[int] = frozenset()
    answered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class MoodsOf(Asked[Moods | None]):
    """None when the triad has no apprentice now."""

    triad: int


def due(scene: Scene, triad: Triad) -> int | None:
    """The moment that has come, one of MOMENTS; None when there is none, or she was asked."""
    known = scene.find(MoodsOf(triad.id))
    if known is None:
        return None
    age = scene.today - known.arrived
    last = max((one for one in MOMENTS if timedelta(days=one) <= age), default=None)
    if last is None or last in known.asked or age - timedelta(days=last) >= LATE:
        return None
    return last


def rows(scene: Scene, triad: Triad, person: Person, moment: int) -> Rows:
    """One row: how it goes."""
    data = f"{KIND}:{triad.id}:{moment}"
    return (tuple(Button(scene.words(words, person).text, f"{data}:{mood}") for mood, words in MOODS.items()),)
