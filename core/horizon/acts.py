"""What follows when somebody says what comes: tasks announced, a programme taught, a line dated, two lines linked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2s

from core.horizon.horizon import LINKS, Horizon, HorizonOf, Item, Noted, Side, Tie, When
from core.horizon.news import announced
from core.messages import Button
from core.people import Person, Refused, Role
from core.scene import Scene
from core.talk import SPOKEN
from core.texts import say
from core.triad import Triad
from core.week import weeks

NOT_YOURS = "Ce fil n'est plus ouvert pour vous : rien n'a changé."
GONE = "Cette ligne n'est plus là. La liste à jour : /horizon."


@dataclass(frozen=True)
class Said:
    """One answer to « what comes? »: lines, the week (an ISO Monday, or "" for later), the question it answered."""

    words: str
    week: str
    key: str = ""


@dataclass(frozen=True)
class Announce:
    """What comes in the company."""

    triad: int
    family: str
    said: tuple[Said, ...]

    def apply(self, scene: Scene) -> None:
        triad, known = look(scene, self.triad)
        person = actor(scene)
        if self.family:
            scene.keep(Noted(triad.id, family=self.family))
        scene.keep(Noted(triad.id, asked_work=scene.today))
        answers = scene.run.answers if scene.run is not None else {}
        items: list[Item] = []
        for said in self.said:
            file = answers.get(said.key, {}) if said.words == SPOKEN else {}
            for line in said.words.splitlines():
                number = known.next_number + len(items)
                item = Item(triad.id, number, Side.WORK, line, person_id=person.id, at=scene.now, file=file)
                items.append(item.on(*_when(said.week, scene.today)))
        for item in items:
            scene.keep(item)
        scene.record("horizon-announced", triad=triad.id, count=len(items), role=person.role.value)
        if items:
            announced(scene, triad, items, replace(known, items=(*known.items, *items)))


@dataclass(frozen=True)
class Teach:
    """What the course will teach, for these triads at once."""

    triads: tuple[int, ...]
    lines: tuple[str, ...]

    def apply(self, scene: Scene) -> None:
        person = actor(scene)
        mark = blake2s(scene.cause.encode(), digest_size=4).hexdigest()
        for triad_id in self.triads:
            triad, known = look(scene, triad_id)
            there = {item.words.casefold() for item in known.of(Side.COURSE)}
            new = [(n, line) for n, line in enumerate(self.lines) if line.casefold() not in there]
            for number, (rank, line) in enumerate(new, start=known.next_number):
                at = f"{person.id}.{mark}.{rank}"
                scene.keep(Item(triad.id, number, Side.COURSE, line, line=at, person_id=person.id, at=scene.now))
            scene.keep(Noted(triad.id, asked_course=scene.today))
            scene.record("programme-told", triad=triad.id, count=len(new), role=person.role.value)
            if new:
                scene.post_in_topic(
                    triad, say("🎓 {who} a donné le programme : {n} sujets.", who=person.signature, n=len(new))
                )
        label = scene.words("🎓 Dater les sujets").text
        scene.answer(
            "Un geste par sujet. Ce qui n'est pas daté reste pour plus tard.",
            ((Button(label, f"hz:{self.triads[0]}:date"),),),
        )


def actor(scene: Scene) -> Person:
    if scene.person is None:
        raise Refused(NOT_YOURS)
    return scene.person


def look(scene: Scene, triad_id: int) -> tuple[Triad, Horizon]:
    """The triad and its horizon, when the one who acts belongs there."""
    triad = scene.triad_of(triad_id)
    if triad is None or triad.state != "open":
        raise Refused(NOT_YOURS)
    return triad, scene.find(HorizonOf(triad.id))


def dated(scene: Scene, known: Horizon, number: int, when: str) -> Item:
    """One line is dated or taken back; a topic of a programme is, in every triad of its trainer that follows it."""
    item = known.item(number)
    if item is None:
        raise Refused(GONE)
    if not item.sayable_by(actor(scene)):
        raise Refused("Cette ligne vient de quelqu'un d'autre : rien n'a changé.")
    state, week = (When.GONE, None) if when == "gone" else _when("" if when == "later" else when, scene.today)
    if when not in ("gone", "later") and state is not When.DATED:
        raise Refused("Cette semaine est passée : rien n'a changé. Les semaines qui viennent : /horizon.")
    changed = item.on(state, week)
    scene.keep(changed)
    for other in scene.triads.values():
        if item.line and other.id != known.triad_id:
            same = (i for i in scene.find(HorizonOf(other.id)).items if i.line == item.line)
            for one in same:
                scene.keep(one.on(state, week))
    scene.record("horizon-dated", triad=known.triad_id, side=item.side.value, state=state.value)
    return changed


def _when(week: str, today: date) -> tuple[When, date | None]:
    """A week that is still ahead; what was meant for one that has passed meanwhile stays, without a date."""
    try:
        found = date.fromisoformat(week) if week else None
    except ValueError:
        raise Refused("Ce bouton ne sert plus : rien n'a changé.") from None
    if found is None or found not in weeks.ahead(today):
        return When.LATER, None
    return When.DATED, found


def tie(scene: Scene, known: Horizon, work: int, course: int, *, gone: bool = False) -> Tie:
    """A task and a topic go together from now on, or no longer."""
    person = actor(scene)
    if person.role not in LINKS:
        raise Refused("Les liens sont posés par la personne en alternance ou par le centre de formation.")
    task, topic = known.item(work), known.item(course)
    if task is None or topic is None or (task.side, topic.side) != (Side.WORK, Side.COURSE):
        raise Refused(GONE)
    made = Tie(known.triad_id, work, course, person.id, gone)
    scene.keep(made)
    scene.record("horizon-untied" if gone else "horizon-tied", triad=known.triad_id, role=person.role.value)
    return made


def draft(scene: Scene, known: Horizon, work: int, course: int) -> tuple[str, Mapping[str, str]]:
    """The title and the links of a mission made of these."""
    if actor(scene).role is not Role.APPRENTICE:
        raise Refused("C'est la personne en alternance qui propose une mission.")
    task, topic = known.item(work), known.item(course) if course else None
    if task is None or (course and topic is None):
        raise Refused(GONE)
    title = "" if task.words == SPOKEN else task.words
    return title, {"work": str(work)} | ({"course": str(course)} if course else {})


def usual_task(scene: Scene, known: Horizon, words: str) -> Item:
    """A usual task that nobody announced, kept as such so that a mission can come from it."""
    same = (i for i in known.of(Side.WORK) if i.usual and i.words == words)
    found = next(same, None)
    if found is None:
        found = Item(known.triad_id, known.next_number, Side.WORK, words, usual=True, at=scene.now)
        found = replace(found, person_id=actor(scene).id).on(When.LATER)
        scene.keep(found)
    return found
