"""« Mes jeunes »: each young person on one line, with what waits and what is new; filters and search."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.people import Person
from core.privacy import readings
from core.records import Asked
from core.room import door
from core.scene import Scene

#: lines on one page
PAGE = 40
#: without a sign for so long, somebody is silent
SILENCE = timedelta(days=10)

#: what the last sign was
SIGNS = {"post": "message", "mission": "mission", "lesson": "leçon", "arrival": "arrivée"}


class Young(NamedTuple):
    """One young person in one thread, and how things stand there. Made a thousand at a time."""

    triad: int
    person: int
    name: str
    state: str
    #: has said yes, and has an address that answers
    settled: bool = False
    reachable: bool = False
    tutor: str = ""
    company: str = ""
    #: the counsellors in the thread, by number, and the name of the first one
    counsellors: frozenset[int] = frozenset()
    counsellor: str = ""
    #: cards of « À traiter » that are not done
    cards: int = 0
    untaken: int = 0
    urgent: bool = False
    #: missions: that wait for the company, for the young person, under way, looked at by both
    asked: int = 0
    hers: int = 0
    going: int = 0
    looked: int = 0
    #: lessons finished
    lessons: int = 0
    #: the last sign of either side, and what it was: post, mission, lesson, arrival
    moved_at: datetime | None = None
    moved: str = ""
    #: since when the oldest of what waits has waited: a card, or a mission without its answer
    waits_since: datetime | None = None


@dataclass(frozen=True)
class YoungHere(Asked[tuple[Young, ...]]):
    """Every young person of the structure; or those of some threads, or of open threads with a mission that both have
    looked at."""

    threads: tuple[int, ...] = ()
    looked: bool = False


@dataclass(frozen=True)
class Followed:
    """How many young people have an open thread."""

    all: int
    #: have said yes; of those, gave a sign since then
    settled: int
    active: int
    #: by the first name of the first counsellor of the thread; a thread without any is in none
    by: Mapping[str, int]


@dataclass(frozen=True)
class FollowedHere(Asked[Followed]):
    """The same counted where it lies: nobody is loaded for a count."""

    since: datetime


@dataclass(frozen=True)
class Filter:
    """A way to look at the list: its name in addresses, its label, who is in it."""

    name: str
    label: str
    holds: Callable[[Young, Person, datetime, datetime], bool]


def _silent(one: Young, now: datetime) -> bool:
    return one.settled and (one.moved_at is None or one.moved_at < now - SILENCE)


#: (young, reader, since when something is new, now)
FILTERS = (
    Filter("miens", "Les miens", lambda one, me, since, now: me.id in one.counsellors),
    Filter("attend", "Quelque chose attend", lambda one, me, since, now: bool(one.cards)),
    Filter("nouveau", "Du nouveau", lambda one, me, since, now: one.moved_at is not None and one.moved_at >= since),
    Filter("silence", "Sans nouvelle depuis 10 jours", lambda one, me, since, now: _silent(one, now)),
    Filter("seuls", "Sans entreprise", lambda one, me, since, now: not one.tutor),
    Filter("tous", "Tous", lambda one, me, since, now: True),
    Filter("fermes", "En pause ou fermés", lambda one, me, since, now: True),
)
NAMES: Mapping[str, Filter] = {one.name: one for one in FILTERS}


@dataclass(frozen=True)
class YoungSeen:
    """One page of the list."""

    shown: tuple[Young, ...]
    #: how many each filter holds; one that would show nobody is left out
    counts: Mapping[str, int]
    chosen: str
    words: str
    page: int
    pages: int
    found: int
    since: datetime


def look(scene: Scene, chosen: str = "", words: str = "", page: int = 1) -> YoungSeen:
    """The list as its reader asks for it; Refused when she is no counsellor."""
    me = door.counsellor(scene)
    known: tuple[Young, ...] = scene.find(YoungHere())
    seen = select(known, me, door.since(me, scene.now), scene.now, chosen, words, page)
    if words:
        readings.note(scene, readings.FOUND, [one.triad for one in seen.shown])
    return seen


def select(
    known: Sequence[Young], me: Person, since: datetime, now: datetime, chosen: str, words: str, page: int
) -> YoungSeen:
    """Who is shown, what waits ahead."""
    lists = {
        one.name: [y for y in known if (y.state != "open") == (one.name == "fermes") and one.holds(y, me, since, now)]
        for one in FILTERS
    }
    if chosen not in lists:
        chosen = "miens" if lists["miens"] and not words else "tous"
    found = [one for one in lists[chosen] if matches(one, words)]
    found.sort(key=lambda one: _rank(one, now))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = tuple(found[(page - 1) * PAGE : page * PAGE])
    counts = {name: len(some) for name, some in lists.items() if some or name in (chosen, "miens", "tous")}
    return YoungSeen(shown, counts, chosen, words, page, pages, len(found), since)


def matches(one: Young, words: str) -> bool:
    """Whether each word begins a word of the young person's, the tutor's or the company's name."""
    names = folded(f"{one.name} {one.tutor} {one.company}").split()
    return all(any(name.startswith(word) for name in names) for word in folded(words).split())


@lru_cache(4096)
def folded(words: str) -> str:
    """Without accents and capitals: « lea » finds « Léa »."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign))


def _rank(one: Young, now: datetime) -> tuple[object, ...]:
    """Urgent first, then what nobody has taken, then what waits, the longest ahead; the silent ones, then by name."""
    waits = (one.waits_since is None, one.waits_since or now)
    return (not one.urgent, not one.untaken, not one.cards, *waits, not _silent(one, now), folded(one.name), one.triad)
