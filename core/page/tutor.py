"""What somebody sees on the page of her own: the cards that wait for her, and the last words of each thread."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.forum.members import MAY_LEAVE
from core.messages import Button, Content, Line
from core.missions.cards import buttons, card, regulated, stack
from core.missions.mission import OVER, STATES, Act, Mission, State
from core.missions.safety import ADULT, AGE, spotted
from core.nudges.rounds import RungsOf, wants_none
from core.page import waits
from core.page.gestures import gestures
from core.page.mine import LINKED
from core.page.texted import waiting
from core.page.upload import words
from core.people import Person, Refused, Role
from core.records import Asked
from core.reply import Post
from core.scene import Scene
from core.scripts.validate_mission import ASKED, MINDS
from core.texts import Rich, say
from core.triad import Triad

#: whose page it is; the team has a room of its own
FOLLOWED = (Role.APPRENTICE, Role.TUTOR, Role.TRAINER)
#: how many of the last messages of a thread are shown, and of the missions that are over
SHOWN, CLOSED = 6, 5
#: how somebody says on a page that she has read a message
ACKNOWLEDGED = "👍"
#: acts that need words first: they have a form of their own
WITH_FORM = (Act.AMEND, Act.REFUSE, Act.QUESTION, Act.ASSESS, Act.ANSWER, Act.REPROPOSE, Act.REPLY)


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
    #: it needs words, or one question more, and has a form of its own
    form: bool = False


@dataclass(frozen=True)
class CardSeen:
    """A mission as its reader sees it, with what the reader may do."""

    mission: Mission
    text: Rich
    choices: tuple[Choice, ...]
    #: the ladder that reminds the reader of it, "" when none does
    ladder: str = ""
    #: what is regulated before 18: the kind of work, why, and the article of the law
    cautions: tuple[tuple[str, str, str], ...] = ()
    #: what is asked before a yes to such work, "" for other work
    asked: Rich = Rich("")
    #: what can be opened: its two looks
    opens: tuple[Button, ...] = ()

    @property
    def state(self) -> str:
        return STATES[self.mission.state]


@dataclass(frozen=True)
class PostSeen:
    """A message of the thread; `mine`: the reader wrote it, and may take it back."""

    number: int
    who: str
    words: Rich
    mine: bool
    #: its file, in words
    file: str = ""
    #: the reader has said that she read it
    seen: bool = False


@dataclass(frozen=True)
class ThreadSeen:
    """One thread of the reader: with whom, what waits, what was said last."""

    triad: Triad
    name: str
    cards: tuple[CardSeen, ...]
    posts: tuple[PostSeen, ...]
    #: the newest missions that are over, with nothing left to decide
    closed: tuple[CardSeen, ...] = ()
    #: a meeting, words to be quoted
    asked: tuple[waits.Shown, ...] = ()
    #: the reader may write to the professionals alone
    apart: bool = False

    @property
    def young(self) -> str:
        """The first name of the one it is all about."""
        return self.triad.apprentice.first_name if self.triad.apprentice else "…"


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
    #: the conversation that goes on here
    question: waits.Question | None = None
    #: one that waits besides
    paused: waits.Shown | None = None
    reminded: tuple[waits.Reminded, ...] = ()
    #: (command, words of its button)
    gestures: tuple[tuple[str, str], ...] = ()

    @property
    def may_leave(self) -> bool:
        """Whether a thread goes on without this person."""
        return self.person.role in MAY_LEAVE

    @property
    def young(self) -> bool:
        return self.person.role is Role.APPRENTICE


def look(scene: Scene) -> Seen:
    """The page of the one who looks; Refused when there is nobody (left, not settled)."""
    person = scene.person
    if person is None or not person.settled or person.role not in FOLLOWED:
        raise Refused("Cette page n'est plus la vôtre.")
    threads = tuple(_thread(scene, person, t) for t in scene.triads.values() if t.has(person) and t.state == "open")
    offered = tuple((name, scene.words(says).text) for name, says in gestures(person.role))
    return Seen(
        person,
        scene.structure.name if scene.structure else "",
        threads,
        quiet=wants_none(person),
        typed=waiting(person),
        may_join=_may_join(person),
        question=waits.open_question(scene),
        paused=waits.paused(scene),
        reminded=tuple(waits.reminded(scene, person)),
        gestures=offered,
    )


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
    seen = [
        replace(card_seen(scene, person, triad, m), ladder=ladders.get((triad.id, m.number), ""))
        for m in known
    ]  # fmt: skip
    meeting = waits.meeting(scene, triad)
    posts = (post for post in scene.find(LastPosts(triad.id, person.id)) if reads(person, post))
    return ThreadSeen(
        triad,
        triad.with_whom(person),
        tuple(one for one in seen if one.mission.state not in OVER or one.choices),
        tuple(_post(scene, person, post) for post in posts),
        closed=tuple(one for one in seen if one.mission.state in OVER and not one.choices)[:CLOSED],
        asked=(
            *waits.held(scene, person, triad),
            *((meeting,) if meeting is not None else ()),
            *waits.quotes(scene, person, triad),
        ),
        apart=person.role is not Role.APPRENTICE and bool(triad.readers(person, Line.PROS)),
    )


def card_seen(scene: Scene, person: Person, triad: Triad, mission: Mission) -> CardSeen:
    """A mission with the buttons of whoever reads it; the team has those of the topic."""
    reader = None if person.role is Role.COUNSELLOR else person
    content: Content = card(scene, triad, mission, reader)
    offered = [button for row in buttons(mission, reader, scene) for button in row]
    minds = question(scene, triad, mission)
    choices = tuple(
        Choice(act, button.label, button.style, act in WITH_FORM or (act is Act.VALIDATE and bool(minds)))
        for button in offered
        if button.data.startswith("m:") and (act := Act(button.data.split(":")[4]))
    )
    opens = tuple(button for button in offered if not button.data.startswith("m:"))
    return CardSeen(mission, content.text, choices, "", _cautions(scene, triad, mission), minds, opens)


def question(scene: Scene, triad: Triad, mission: Mission) -> Rich:
    """What a conversation asks before a yes to work that is regulated before 18; "" for other work."""
    found = regulated(scene, triad, mission)
    minds = (say(MINDS, name=kind.name, reason=say(kind.reason)) for kind in found)
    who = triad.apprentice.first_name if triad.apprentice else "?"
    asked = say(ASKED, title=mission.card.title, who=who) if found else None
    return scene.words(stack(*minds, asked))


def _cautions(scene: Scene, triad: Triad, mission: Mission) -> tuple[tuple[str, str, str], ...]:
    """What is to be minded before somebody says yes, as long as the apprentice is not known to be an adult."""
    adult = triad.apprentice is not None and triad.apprentice.settings.get(AGE) == ADULT
    if adult or mission.state not in (State.PROPOSED, State.AMENDED, State.VALIDATED):
        return ()
    return tuple(
        (kind.name, scene.words(say(kind.reason)).text, kind.article)
        for kind in spotted(scene.library.regulated, mission.card.words())
    )


def _post(scene: Scene, person: Person, post: Post) -> PostSeen:
    file = scene.words(words(post.attachment)).text if post.attachment is not None else ""
    mine = post.author_id == person.id
    return PostSeen(post.number, _signed(post), post.text, mine, file, acknowledged(post, person))


def acknowledged(post: Post, person: Person) -> bool:
    return any(who == person.id for who, _, _ in post.reactions)


def reads(person: Person, post: Post) -> bool:
    return not post.withdrawn and (post.line is Line.TRIAD or person.role is not Role.APPRENTICE)


def _signed(post: Post) -> str:
    apart = "🔒 " if post.line is Line.PROS else ""
    return apart + Person(post.author_id, 0, post.role, post.name).signature
