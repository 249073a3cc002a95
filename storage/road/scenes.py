"""Load what is needed to decide about one incoming thing, and lock it: the scene."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from core.conversation import KINDS
from core.door import DAY, KNOCKED
from core.forum.team import TriadBy
from core.immersions.immersion import ConventionNews
from core.messages import BondChanged, Deed, Incoming, Line, Message, Place, Press, Reaction, TooMany, Undelivered
from core.nudges.nudge import Hours, closed_days
from core.people import Person, Role, Structure
from core.scene import PAGE, Library, Scene
from core.texts import Translate, french
from core.workshops.cards import KIND
from core.workshops.seat import knocks
from core.workshops.workshop import read_code
from storage import joining, missions, people, runs, triads, workshops
from storage.access import Shelves
from storage.engine import tenancy
from storage.road import outbox, private
from storage.road.standing import (
    NUMBER,
    album,
    card_in,
    in_a_group,
    invited_to,
    links_a_group,
    numbers,
    shown_again,
    stands_in,
    wants_lessons,
    wants_missions,
)
from storage.road.timers import Timer

# The code of an invitation: 22 characters of a URL-safe alphabet, 128 bits.
CODE = re.compile(r"[A-Za-z0-9_-]{22}")
# The buttons whose data goes on with the triad they are about.
_NAME_A_TRIAD = ("m", "v", "hz", "rdv", "wk", "li")


@dataclass(frozen=True)
class World:
    """What every scene shares: the library, the calendar, how links are made, translations."""

    library: Library
    #: the days on which a structure is closed, by time zone
    closed: Callable[[str], frozenset[date]] = lambda zone: frozenset()
    link: Callable[[str], str] = str
    #: the address of a page, by purpose and code
    page: Callable[[str, str], str] = lambda purpose, code: ""
    hints: Callable[[str, str], tuple[str, ...]] = lambda text, language: ()
    number: Callable[[str], str] = str
    translations: Callable[[str], Translate] = field(default=lambda language: french)
    there: Callable[[Place, str], str] = lambda place, message: ""


def load(c: Connection, incoming: Incoming, world: World, now: datetime, secret: Callable[[], str]) -> Scene:
    """The scene of `incoming`. `secret` makes a fresh code, should an invitation be made."""
    if isinstance(incoming, Deed):
        triad, who = _number(incoming.fields.get("triad", "")), (incoming.structure, incoming.person)
        return load_seat(c, *who, world, now, incoming.cause, secret, triad=triad, mark=_mark(incoming))
    place = incoming.place
    scene = empty(world, now, incoming.cause, place, secret)
    seats = people.behind(c, incoming.sender) if incoming.sender.value else []
    scene.behind = [person for person, _ in seats]
    stands_in(c, scene, incoming)
    if isinstance(incoming, ConventionNews):
        _of_triad(c, scene, incoming.triad)
    elif place.private:
        scene.thread_here = private.here(c, [person.id for person, _ in seats], place)
        scene.person = _who(scene, incoming, seats, c)
        scene.structure = people.structure(c, scene.person.structure_id) if scene.person else None
        if scene.person is None and isinstance(incoming, Message | TooMany):
            scene.knocked = outbox.said(c, place, KNOCKED, now - DAY)
        if isinstance(incoming, Undelivered) and not scene.person:
            structure, triad = invited_to(c, incoming)
            scene.structure = people.structure(c, structure) if structure else None
            _of_triad(c, scene, triad)
    else:
        _in_a_group(c, scene, incoming)
    _invitation(c, scene, incoming)
    _enter(c, scene)
    _complete(c, scene, world, incoming)
    return scene


def load_arrival(
    c: Connection, incoming: Incoming, world: World, now: datetime, person_id: int, secret: Callable[[], str]
) -> Scene:
    """The scene right after somebody came in: she acts, in the structure and the triad she came into."""
    scene = empty(world, now, incoming.cause, incoming.place, secret)
    tenancy.within(c, None)
    seats = people.behind(c, incoming.sender)
    scene.behind = [person for person, _ in seats]
    scene.person = next(person for person in scene.behind if person.id == person_id)
    scene.structure = people.structure(c, scene.person.structure_id)
    _invitation(c, scene, incoming)
    _enter(c, scene)
    _complete(c, scene, world, incoming)
    return scene


def load_seat(
    c: Connection, structure: int, person: int, world: World, now: datetime, cause: str, secret: Callable[[], str],
    *, triad: int = 0, mark: str = "",
) -> Scene:  # fmt: skip
    """The scene of somebody on our own pages: her threads, with all their missions.

    The team, who may have hundreds of them, has the one that is named.
    """
    tenancy.within(c, structure)
    scene = empty(world, now, cause, Place(PAGE, str(person)), secret)
    scene.structure = people.structure(c, structure)
    scene.person = people.load(c, structure, person)
    _reach(c, scene, world)
    if scene.person is not None:
        scene.behind = [scene.person]
        if scene.person.role in (Role.COUNSELLOR, Role.MANAGER):
            named = triads.by_number(c, structure, TriadBy(triad)) if triad else None
            scene.triads = {triad: named} if named is not None else {}
        else:
            scene.triads = triads.of_person(c, scene.person)
            scene.run, scene.parked = runs.live(c, person, mark)
            scene.progress = runs.lessons(c, person)
        scene.missions = missions.load(c, scene.triads.values(), None)
        scene.assessments = missions.looks(c, scene.missions.keys())
    return scene


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < 16 else 0


def load_timer(c: Connection, timer: Timer, world: World, now: datetime) -> Scene:
    """The scene of something that is due: nobody acts, the triad and the mission are there."""
    tenancy.within(c, timer.structure)
    triad = triads.load(c, timer.triad) if timer.triad else None
    scene = empty(world, now, timer.cause, Place("", ""), str)
    scene.structure = people.structure(c, timer.structure)
    _reach(c, scene, world)
    if timer.person:
        scene.whose = people.load(c, timer.structure, timer.person)
    if triad is not None and triad.structure_id == timer.structure:
        scene.triads = {triad.id: triad}
        if "number" in timer.data:
            scene.missions = missions.load(c, [triad], {(triad.id, int(timer.data["number"]))})
    return scene


def empty(world: World, now: datetime, cause: str, place: Place, secret: Callable[[], str]) -> Scene:
    return Scene(
        now=now,
        cause=cause,
        place=place,
        library=world.library,
        secret=secret,
        link=world.link,
        page=world.page,
        translations=world.translations,
        hints=world.hints,
        there=world.there,
        number=world.number,
        channel=place.channel,
    )


def _enter(c: Connection, scene: Scene) -> None:
    """From here on nothing of another structure is seen or touched."""
    if scene.structure is not None:
        tenancy.within(c, scene.structure.id)


def _who(scene: Scene, incoming: Incoming, seats: list[tuple[Person, bool]], c: Connection) -> Person | None:
    """Of the people behind one address (one per structure), the one this is about."""
    if len(seats) <= 1:
        return seats[0][0] if seats else None
    triad = _focus(scene, incoming)
    room = _workshop(incoming)
    structure = triads.structure_of(c, triad) if triad else None
    if room:
        structure = workshops.structure_of(c, room, [person.structure_id for person, _ in seats])
    mark = _mark(incoming)
    asked = runs.whose(c, [person.id for person, _ in seats], mark) if mark else None
    for person, _ in seats:
        if person.structure_id == structure or person.id == asked:
            return person
    return next((person for person, current in seats if current), seats[0][0])


def _focus(scene: Scene, incoming: Incoming) -> int:
    """The triad that a button names, or that an answered message or the topic belongs to; 0 when nothing says it."""
    if scene.post is not None:
        return scene.post.triad_id
    if isinstance(incoming, Press):
        kind, number, *_ = (*incoming.data.split(":"), "")
        if kind in _NAME_A_TRIAD and NUMBER.fullmatch(number):
            return int(number)
    return scene.thread_here


def _workshop(incoming: Incoming) -> str:
    """The code of the workshop that a button belongs to, or at whose door somebody stands; "" when it is none."""
    if isinstance(incoming, Press):
        kind, _, rest = incoming.data.partition(":")
        return rest.split(":")[0] if kind == KIND else ""
    return read_code(incoming.argument) if isinstance(incoming, Message) and knocks(incoming) else ""


def _mark(incoming: Incoming) -> str:
    """The conversation that a button belongs to."""
    data = incoming.fields.get("data", "") if isinstance(incoming, Deed) else ""
    parts = (incoming.data if isinstance(incoming, Press) else data).split(":")
    return parts[1] if len(parts) > 1 and parts[0] in KINDS else ""


def _of_triad(c: Connection, scene: Scene, triad_id: int) -> None:
    """Nobody acts: news for one triad."""
    triad = triads.load(c, triad_id)
    if triad is not None:
        scene.structure = people.structure(c, triad.structure_id)
        scene.triads = {triad.id: triad}


def _in_a_group(c: Connection, scene: Scene, incoming: Incoming) -> None:
    scene.structure = people.structure_of_forum(c, incoming.place)
    if scene.structure is not None:
        here = scene.structure.id
        scene.person = next((person for person in scene.behind if person.structure_id == here), None)
        scene.topic_triad = triads.of_topic(c, here, incoming.place)
        if isinstance(incoming, Reaction) and scene.post is not None:  # Telegram does not tell its topic
            scene.topic_triad = triads.load(c, scene.post.triad_id)
        topic = incoming.place.topic
        if scene.topic_triad is not None and topic and topic == scene.topic_triad.pros_topic:
            scene.topic_line = Line.PROS
        album(c, scene, incoming, [scene.topic_triad.id] if scene.topic_triad else [])
    else:
        in_a_group(c, scene, incoming)
    if isinstance(incoming, BondChanged) or (isinstance(incoming, Message) and incoming.command == "lier"):
        scene.room = people.room(c, incoming.place)


def _invitation(c: Connection, scene: Scene, incoming: Incoming) -> None:
    if not isinstance(incoming, Message):
        return
    code = incoming.argument if incoming.command in ("start", "lier") else ""
    if not code and incoming.place.private and CODE.fullmatch(incoming.text.text.strip()):
        code = incoming.text.text.strip()
    if code:
        scene.invitation = people.invitation(c, code)
        if scene.invitation is None and incoming.place.private:
            joining.stands_on(c, scene, code)
        if incoming.command == "lier" and scene.invitation is not None:
            links_a_group(c, scene, scene.invitation)


def _complete(c: Connection, scene: Scene, world: World, incoming: Incoming) -> None:
    """Hours, threads, conversations and, where they matter, missions and lessons."""
    _reach(c, scene, world)
    person = scene.joiner or scene.person
    if person is None:
        return
    scene.run, scene.parked = runs.live(c, person.id, _mark(incoming))
    if scene.topic_triad is not None:
        # Whoever else stands in the forum sees nothing of it by a button.
        if scene.topic_triad.open_to(person):
            scene.triads = {scene.topic_triad.id: scene.topic_triad}
    elif incoming.place.private:
        hers = triads.of_person(c, person)  # what is done in a topic is about its thread
        scene.triads = {number: hers[number] for number in sorted(hers, key=lambda one: one != scene.thread_here)}
        album(c, scene, incoming, scene.triads)
    _missions(c, scene, incoming)
    if wants_lessons(incoming):
        scene.progress = runs.lessons(c, person.id)


def _missions(c: Connection, scene: Scene, incoming: Incoming) -> None:
    known = scene.triads.values()
    if wants_missions(incoming):
        scene.missions = missions.load(c, known, None)
        return
    keys = set()
    if isinstance(incoming, Press) and (named := numbers(incoming.data)):
        keys.add(named)
    if scene.run is not None and scene.run.facts.mission:
        keys.add((scene.run.facts.triad, scene.run.facts.mission))
    keys |= shown_again(scene, incoming)
    about = card_in(c, incoming)
    if about is not None:
        keys.add(about)
    if keys:
        scene.missions = missions.load(c, known, keys)
        scene.assessments = missions.looks(c, scene.missions.keys())
        scene.about = scene.missions.get(about) if about is not None else None


def _reach(c: Connection, scene: Scene, world: World) -> None:
    """The hours of the structure, and what may be asked of its records."""
    scene.hours = _hours(world, scene.structure)
    if scene.structure is not None:
        scene.find = Shelves(c, scene.structure.id)


def _hours(world: World, structure: Structure | None) -> Hours:
    zone = structure.timezone if structure else "Europe/Paris"
    return Hours(zone=zone, closed=world.closed(zone) | closed_days(structure))
