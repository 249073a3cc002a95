"""What somebody sees on the page of her own: the cards that wait for her, and the last words of each thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.forum.members import MAY_LEAVE
from core.messages import Content, Line
from core.missions.cards import buttons, card
from core.missions.mission import OVER, Act, Mission
from core.nudges.rounds import RungsOf, wants_none
from core.page.mine import LINKED
from core.page.texted import waiting
from core.people import Person, Refused, Role
from core.records import Asked
from core.reply import Post
from core.scene import Scene
from core.texts import Rich
from core.triad import Triad

#: whose page it is; the team has a room of its own
FOLLOWED = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
#: how many of the last messages of a thread are shown
SHOWN = 6
#: acts that need words first: they have a form of their own
WITH_FORM = (Act.AMEND, Act.REFUSE, Act.QUESTION, Act.ASSESS, Act.ANSWER, Act.REPROPOSE)


@dataclass(frozen=True)
class LastPosts(Asked[tuple[Post, ...]]):
    """The newest messages of a thread, oldest first, without the notes of counsellors."""

    triad: int
    #: only what was written since this person came in
    reader: int
    most: int = SHOWN


@dataclass(frozen=True)
class Choice:
    """A button of a card."""

    act: Act
    label: str
    style: str


@dataclass(frozen=True)
class CardSeen:
    """A mission as its reader sees it, with what the reader may do."""

    mission: Mission
    text: Rich
    choices: tuple[Choice, ...]
    #: the ladder that reminds the reader of it, "" when none does
    ladder: str = ""


@dataclass(frozen=True)
class ThreadSeen:
    """One thread of the reader: with whom, what waits, what was said last."""

    triad: Triad
    name: str
    cards: tuple[CardSeen, ...]
    posts: tuple[tuple[str, Rich], ...]


@dataclass(frozen=True)
class Seen:
    """The whole page."""

    person: Person
    structure: str
    threads: tuple[ThreadSeen, ...]
    #: the reader wants no reminders
    quiet: bool = False
    #: written by SMS and not sent yet
    typed: str = ""
    #: reached by mail or SMS: Telegram can be offered
    may_join: bool = False

    @property
    def may_leave(self) -> bool:
        """Whether a thread goes on without this person."""
        return self.person.role in MAY_LEAVE


def look(scene: Scene) -> Seen:
    """The page of the one who looks; Refused when there is nobody (left, not settled)."""
    person = scene.person
    if person is None or not person.settled or person.role not in FOLLOWED:
        raise Refused("Cette page n'est plus la vôtre.")
    threads = tuple(_thread(scene, person, t) for t in scene.triads.values() if t.has(person) and t.state == "open")
    house = scene.structure.name if scene.structure else ""
    return Seen(person, house, threads, wants_none(person), waiting(person), _may_join(person))


def _may_join(person: Person) -> bool:
    return person.address is None or person.address.channel in LINKED


def look_at(scene: Scene, triad: int, number: int) -> CardSeen:
    """One card; Refused when it is not the reader's."""
    if scene.person is None or not scene.person.settled:
        raise Refused("Cette page n'est plus la vôtre.")
    for mission in scene.missions.values():
        found = scene.triad_of(triad)
        if found is not None and (mission.triad_id, mission.number) == (triad, number):
            return card_seen(scene, scene.person, found, mission)
    raise Refused("Cette mission est dans un autre fil : cette page ne peut rien faire ici.")


def _thread(scene: Scene, person: Person, triad: Triad) -> ThreadSeen:
    known = sorted((m for m in scene.missions.values() if m.triad_id == triad.id), key=lambda m: -m.number)
    rungs = scene.find(RungsOf(person.id))
    ladders = {(t.triad_id, int(t.data["number"])): t.kind for t in rungs if "number" in t.data}
    cards = tuple(
        replace(card_seen(scene, person, triad, m), ladder=ladders.get((triad.id, m.number), ""))
        for m in known
        if m.state not in OVER
    )
    posts = tuple(
        (_signed(post), post.text) for post in scene.find(LastPosts(triad.id, person.id)) if _reads(person, post)
    )
    return ThreadSeen(triad, triad.with_whom(person), cards, posts)


def card_seen(scene: Scene, person: Person, triad: Triad, mission: Mission) -> CardSeen:
    """A mission with the buttons of whoever reads it; the team has those of the topic."""
    reader = None if person.role is Role.COUNSELLOR else person
    content: Content = card(scene, triad, mission, reader)
    shown = tuple(
        Choice(Act(button.data.split(":")[4]), button.label, button.style)
        for row in buttons(mission, reader, scene)
        for button in row
        if button.data.startswith("m:")
    )
    return CardSeen(mission, content.text, shown)


def _reads(person: Person, post: Post) -> bool:
    return not post.withdrawn and (post.line is Line.TRIAD or person.role is not Role.APPRENTICE)


def _signed(post: Post) -> str:
    apart = "🔒 " if post.line is Line.PROS else ""
    return apart + Person(post.author_id, 0, post.role, post.name).signature
