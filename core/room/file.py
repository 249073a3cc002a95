"""A young person's file: who is around her, what waits, her missions, and all that happened, newest first.

Every reading is written in the journal (`file-read`): she may ask who saw it. « Ça ne va pas » never stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.forum.cards import CardsOf
from core.forum.team import counsellors
from core.missions.mission import OVER
from core.page.tutor import CardSeen, card_seen
from core.people import Person, Refused, Role
from core.records import Asked
from core.room import desk, door
from core.scene import Event, Scene
from core.triad import Triad

#: moments on one page
PAGE = 60
READ = "file-read"
GONE = "Ce dossier n'est pas ici : il a été fermé, ou il est d'une autre structure."
#: what the moments are, by kind: their mark and their label in the list of filters
KINDS = {
    "mission": ("🧩", "Missions"),
    "look": ("🔎", "Regards"),
    "lesson": ("📚", "Leçons"),
    "post": ("💬", "Messages"),
    "note": ("🔒", "Notes"),
    "meeting": ("📅", "Rendez-vous"),
    "immersion": ("🏭", "Immersions"),
    "week": ("📆", "Semaines"),
    "card": ("🗂", "À traiter"),
    "member": ("👋", "Arrivées et départs"),
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened."""

    at: datetime
    kind: str
    #: what happened, in our words; what people wrote, in theirs
    what: str
    who: str = ""
    words: str = ""

    @property
    def mark(self) -> str:
        return KINDS[self.kind][0]


@dataclass(frozen=True)
class MomentsOf(Asked[tuple[Moment, ...]]):
    """What happened in a triad up to this moment, newest first; one more than a page when there is more."""

    triad: int
    person: int
    before: datetime | None = None
    kind: str = ""
    most: int = PAGE + 1


@dataclass(frozen=True)
class FileSeen:
    """The whole page."""

    triad: Triad
    young: Person
    cards: tuple[desk.CardSeen, ...]
    missions: tuple[CardSeen, ...]
    #: how many missions are over, and not among these
    over: int
    moments: tuple[Moment, ...]
    kind: str
    #: where the next page begins, "" on the last one
    older: str
    when: Callable[[datetime], str]
    #: to whom a card may be handed
    colleagues: tuple[Person, ...]


def look(scene: Scene, number: int, kind: str = "", before: str = "") -> FileSeen:
    """One file; it is written down that she read it. Refused when it is not of her structure."""
    me = door.counsellor(scene)
    triad = scene.triad_of(number)
    young = triad.apprentice if triad is not None else None
    if triad is None or young is None:
        raise Refused(GONE)
    kind = kind if kind in KINDS else ""
    found = scene.find(MomentsOf(triad.id, young.id, _moment(before), kind))
    missions = sorted((m for m in scene.missions.values() if m.triad_id == triad.id), key=lambda m: -m.number)
    seen = FileSeen(
        triad, young, tuple(desk.card_seen(scene, one) for one in scene.find(CardsOf(triad.id))),
        tuple(card_seen(scene, me, triad, one) for one in missions if one.state not in OVER),
        sum(one.state in OVER for one in missions), found[:PAGE], kind,
        found[PAGE].at.isoformat() if len(found) > PAGE else "", scene.when,
        tuple(one for one in counsellors(scene) if one.id != me.id),
    )  # fmt: skip
    scene.reply.events.append(Event(READ, f"person:{young.id}", triad.id, me.id))
    return seen


def around(triad: Triad) -> tuple[Person, ...]:
    """Who is in the thread, the young person first."""
    order = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER, Role.COUNSELLOR, Role.MANAGER)
    return tuple(sorted(triad.members, key=lambda one: order.index(one.role)))


def _moment(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
