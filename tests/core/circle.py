"""Two structures built by hand and a memory for what replies say: people write, tap and see, without a database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from core.arrivals import arrived
from core.desk import handle
from core.forum.cards import CardBy, CardsOf, DeskCard
from core.forum.team import PersonBy, Team, TriadBy
from core.horizon.horizon import Horizon, HorizonOf, MissionsOf
from core.immersions.immersion import ImmersionsOf
from core.lessons.editions import ModulesPublished
from core.lessons.lesson import Progress, ProgressOf
from core.lessons.recordings import RecordingsOf
from core.library.ideas import ANY_JOB, Idea
from core.library.lending import LentHere, LoanOf
from core.library.tastes import TastesOf
from core.meetings.meeting import MeetingsOf
from core.messages import (
    Acknowledge,
    Address,
    Attachment,
    Button,
    Content,
    Edit,
    Incoming,
    Line,
    Message,
    Outgoing,
    Place,
    Press,
    Reaction,
    Send,
    ToDesk,
    ToPerson,
    ToPlace,
    ToTopic,
)
from core.missions.evolution import BothLooks, LooksOf
from core.missions.grids import GridAt, GridOf, KeptGrid
from core.missions.mission import Mission, State
from core.missions.safety import Regulated
from core.missions.skills import Criterion, Grid, Level
from core.nudges.matters import Waiting
from core.nudges.nudge import Hours
from core.nudges.nudged import LastNudge
from core.nudges.phone import NumberOf
from core.nudges.recontact import AttemptsOf, ThreadsOf
from core.nudges.rounds import Nudge, NudgesAbout
from core.opportunities.offer import OffersOn
from core.people import CONSENT_VERSION, Invitation, Person, Role, Structure
from core.records import Asked
from core.safeguarding.call import Call, CallBy, CallJustLeft, CallLine, LineOf, OpenCallOf, SaidIn, WasRead
from core.safeguarding.heldpost import Held, HeldBy
from core.scene import Library, Post, Reply, Run, Scene
from core.talk import Facts
from core.texts import Rich
from core.triad import Triad
from core.tutoring.tutoring import Tutoring, TutoringOf

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # 10:00 in Paris

GRID = Grid(
    "1",
    (Criterion("soin", "J'ai fait avec soin.", "Le soin."), Criterion("aide", "J'ai demandé de l'aide.", "L'aide.")),
    (
        Level("decouvre", "Découverte", 1),
        Level("en_cours", "En cours", 2),
        Level("autonome", "Autonome", 3),
        Level("pas_vu", "Pas observé", None),
    ),
)
SIDES = (Role.APPRENTICE, Role.TUTOR)
SKILLS = {"organiser": "Organiser et ranger", "client": "Accueillir"}
IDEAS = tuple(Idea(f"Idée {n}", ANY_JOB, f"Raison {n}", ("D'abord", "Ensuite"), ("client",)) for n in range(1, 6))
HEIGHT = Regulated(
    "hauteur",
    "travail en hauteur",
    ("echell", "hauteur"),
    (),
    "Il faut une protection.",
    "D4153-30",
    "https://loi.example",
)
LIBRARY = Library(grid=GRID, skills=SKILLS, ideas=IDEAS, regulated=(HEIGHT,))

HOME = Structure(1, "Mission locale", hours="9 h – 17 h", forum=Place("telegram", "-100", private=False))
AWAY = Structure(2, "Autre structure", forum=Place("telegram", "-200", private=False))

TEAM = (Role.COUNSELLOR, Role.MANAGER)


def person(number: int, role: Role, name: str, structure: Structure = HOME, **more: Any) -> Person:
    at = Address("telegram", str(1000 + number))
    return Person(number, structure.id, role, name, consent_version=CONSENT_VERSION, address=at, **more)


LEA, MARC, NADIA = (
    person(1, Role.APPRENTICE, "Léa"),
    person(2, Role.TUTOR, "Marc", company="Atelier Lumen"),
    person(3, Role.COUNSELLOR, "Nadia"),
)
TOM, ANNE, BOB = (
    person(4, Role.APPRENTICE, "Tom", AWAY),
    person(5, Role.TUTOR, "Anne", AWAY),
    person(6, Role.COUNSELLOR, "Bob", AWAY),
)
TRIAD, OTHER_TRIAD = Triad(7, HOME.id, (LEA, MARC, NADIA), "70"), Triad(8, AWAY.id, (TOM, ANNE, BOB), "80")


def private(who: Person) -> Place:
    assert who.address is not None
    return Place("telegram", who.address.value)


def topic(triad: Triad = TRIAD) -> Place:
    return Place("telegram", "-100" if triad.structure_id == HOME.id else "-200", triad.topic, private=False)


class Circle:
    """What storage would keep, in memory; every act of a person is played and kept."""

    def __init__(self, *triads: Triad, library: Library = LIBRARY) -> None:
        self.now = MONDAY
        self.library = library
        self.structures = {HOME.id: HOME, AWAY.id: AWAY}
        self.triads = {triad.id: triad for triad in triads or (TRIAD, OTHER_TRIAD)}
        self.people = {member.id: member for triad in self.triads.values() for member in triad.members}
        self.missions: dict[tuple[int, int], Mission] = {}
        self.looks: dict[tuple[int, int], dict[Role, Any]] = {}
        self.runs: dict[int, dict[str, Run]] = {}
        self.posts: dict[tuple[int, int], Post] = {}
        self.progress: dict[int, dict[str, Progress]] = {}
        self.invitations: dict[str, Invitation] = {}
        self.room: dict[str, Any] = {}
        self.replies: list[Reply] = []
        #: what storage answers, by the type of the question; a test says it
        self.answers: dict[type[Asked[Any]], Callable[[Any], Any]] = {
            ModulesPublished: lambda asked: (),
            RecordingsOf: lambda asked: {},
            ProgressOf: lambda asked: self.progress.get(asked.person, {}),
            TastesOf: lambda _: (),
            OffersOn: lambda _: (),
            LentHere: lambda _: (),
            LoanOf: lambda _: None,
            CardBy: lambda asked: next((card for card in self.cards() if card.key == asked.key), None),
            GridAt: self._grid_at,
            GridOf: lambda asked: next((k.grid for k in self._grids() if k.grid.version == asked.version), None),
            LooksOf: lambda asked: tuple(
                BothLooks(number, mission.card.title, *(self.looks[triad, number][side] for side in SIDES))
                for (triad, number), mission in self.missions.items()
                if triad == asked.triad and mission.state is State.ASSESSED
            ),
            Team: lambda _: tuple(one for one in self.people.values() if one.role in TEAM and not one.left),
            PersonBy: lambda asked: self.people.get(asked.number),
            CardsOf: lambda asked: tuple(c for c in self.cards() if c.triad_id == asked.triad and c.state != "done"),
            HeldBy: lambda asked: next(
                (h for h in reversed(self.kept) if isinstance(h, Held) and h.key == asked.key), None
            ),
            CallBy: lambda asked: self.calls().get(asked.key),
            OpenCallOf: lambda asked: next((c for c in self.calls().values() if not c.closed_at), None),
            CallJustLeft: lambda _: None,
            WasRead: lambda _: False,
            LineOf: lambda asked: next(
                (
                    one
                    for one in self.kept
                    if isinstance(one, CallLine) and (one.author_id, one.message) == (asked.author, asked.message)
                ),
                None,
            ),
            SaidIn: lambda asked: tuple(line for line in self.kept if isinstance(line, CallLine)),
            TriadBy: lambda asked: self.triads.get(asked.number),
            LastNudge: lambda _: None,
            Waiting: lambda _: (),
            TutoringOf: lambda _: Tutoring(),
            MeetingsOf: lambda _: (),
            HorizonOf: lambda asked: Horizon(asked.triad),
            MissionsOf: lambda asked: tuple(m for m in self.missions.values() if m.triad_id == asked.triad),
            ImmersionsOf: lambda asked: (),
            NumberOf: lambda asked: "",
            AttemptsOf: lambda asked: (),
            ThreadsOf: lambda asked: tuple(
                t for t in self.triads.values() if any(m.id == asked.person for m in t.members)
            ),
            NudgesAbout: lambda asked: tuple(
                n for n in self.kept if isinstance(n, Nudge) and n.subject == asked.subject
            ),
        }
        #: what replies kept, in order
        self.kept: list[object] = []
        self._count = 0

    def _grids(self) -> list[KeptGrid]:
        return [thing for thing in self.kept if isinstance(thing, KeptGrid)]

    def _grid_at(self, asked: GridAt) -> Grid | None:
        own = [kept.grid for kept in self._grids() if kept.own and kept.at <= asked.at]
        return own[-1] if own else None

    # --- acts ------------------------------------------------------------------------------------------------------

    def says(
        self,
        who: Person,
        words: str | Rich,
        *files: Attachment,
        at: Place | None = None,
        answers: Any = None,
        **more: Any,
    ) -> Reply:
        """Write, in private or `at` a place; `answers`: the post, mission or question (its mark) that is answered."""
        self._count += 1
        text = Rich(words) if isinstance(words, str) else words
        if answers is not None:
            more |= {"reply_to": "1"}
        message = Message(**self._from(who, at), message_id=str(self._count), text=text, attachments=files, **more)
        return self.play(message, answers)

    def writes(self, who: Person, words: str | Rich, *files: Attachment, triad: Triad = TRIAD, **more: Any) -> Reply:
        """Write in the topic of a triad."""
        return self.says(who, words, *files, at=topic(triad), **more)

    def replies_to(self, who: Person, words: str, triad: Triad = TRIAD) -> Reply:
        """Answer the question that is open in the topic of a triad."""
        mark = next(run.mark for run in self.runs[who.id].values() if run.state == "open")
        return self.says(who, words, at=topic(triad), answers=mark)

    def edits(self, who: Person, post: Post, words: str, *files: Attachment) -> Reply:
        edit = Edit(**self._from(who, post.place), message_id=post.message_id, text=Rich(words), attachments=files)
        return self.play(edit, post)

    def reacts(self, who: Person, post: Post, *emoji: str, at: Place | None = None) -> Reply:
        """Put these reactions on a copy of a post, or take them back."""
        return self.play(Reaction(**self._from(who, at), message_id="1", emoji=emoji), post)

    def presses(self, who: Person, data: str, *, at: Place | None = None) -> Reply:
        """Press a button by its data: one on the screen, an old one or a forged one."""
        self._count += 1
        return self.play(Press(**self._from(who, at), press_id=f"p{self._count}", message_id="1", data=data))

    def taps(self, who: Person, label: str, *, at: Place | None = None) -> Reply:
        """Tap the newest button that has these words."""
        return self.presses(who, self.button(who, label, at=at).data, at=at)

    def play(self, incoming: Incoming, stands_in: Post | Mission | str | None = None) -> Reply:
        """Load, decide, keep."""
        scene = self.scene(incoming)
        if isinstance(stands_in, Post):
            scene.post = self.posts.get((stands_in.triad_id, stands_in.number), stands_in)
        elif isinstance(stands_in, str):
            scene.asked = stands_in
        elif stands_in is not None:
            scene.about = stands_in
        if isinstance(incoming, Message) and incoming.album and scene.person is not None:
            mine = [post for post in self.posts.values() if post.author_id == scene.person.id]
            scene.album = [p for p in reversed(mine) if (p.album, p.place) == (incoming.album, incoming.place)]
        reply = handle(incoming, scene)
        self.keep(scene)
        return reply

    def arrives(self, who: Person, *joined: int) -> Reply:
        """Somebody has just come in by an invitation; `joined`: the triad it opened."""
        self.people[who.id] = who
        for number in joined:
            triad = self.triads[number]
            self.triads[number] = replace(triad, members=(*triad.members, who))
        message = Message(**self._from(who, None), message_id="1", text=Rich("/start CODE"))
        scene = self.scene(message)
        if joined:
            scene.invitation = invitation(who.role, triad=joined[0], structure=who.structure_id)
        arrived(scene)
        self.keep(scene)
        return scene.reply

    # --- what storage does -------------------------------------------------------------------------------------------

    def scene(self, incoming: Incoming) -> Scene:
        behind = [p for p in self.people.values() if p.address == incoming.sender and not p.left]
        place = incoming.place
        scene = Scene(
            now=self.now,
            cause=incoming.cause,
            place=place,
            library=self.library,
            behind=behind,
            secret=lambda: "C" * 22,
        )
        scene.link, scene.room = (lambda code: f"https://t.me/bot?start={code}"), self.room
        scene.hours = Hours()
        scene.find = lambda asked: self.answers[type(asked)](asked)
        if place.private:
            scene.person = behind[0] if behind else None
            scene.structure = self.structures[behind[0].structure_id] if behind else None
        else:
            forums = {s.forum.chat: s for s in self.structures.values() if s.forum}
            scene.structure = forums.get(place.chat)
            here = scene.structure.id if scene.structure else 0
            scene.person = next((p for p in behind if p.structure_id == here), None)
            at = [t for t in self.triads.values() if place.topic and place.topic in (t.topic, t.pros_topic)]
            scene.topic_triad = next(iter(at), None)
            scene.topic_line = Line.PROS if at and place.topic == at[0].pros_topic else Line.TRIAD
        if isinstance(incoming, Message):
            scene.invitation = self.invitations.get(incoming.argument or incoming.text.text)
        if scene.person is not None:
            self._load(scene, scene.person, place)
        return scene

    def _load(self, scene: Scene, who: Person, place: Place) -> None:
        scene.progress = dict(self.progress.get(who.id, {}))
        live = self.runs.get(who.id, {}).values()
        scene.run = next((run for run in live if run.state == "open"), None)
        scene.parked = next((run for run in reversed(live) if run.state == "parked"), None)
        mine = [t for t in self.triads.values() if t.has(who)] if place.private else [scene.topic_triad]
        scene.triads = {triad.id: triad for triad in mine if triad is not None}
        scene.missions = {key: mission for key, mission in self.missions.items() if key[0] in scene.triads}
        scene.assessments = {key: dict(looks) for key, looks in self.looks.items() if key[0] in scene.triads}

    def keep(self, scene: Scene) -> None:
        reply = scene.reply
        self.replies.append(reply)
        self.kept += reply.kept
        for thing in reply.kept:
            if isinstance(thing, Triad):
                self.triads[thing.id] = replace(thing, members=self.triads[thing.id].members)
        for changed in reply.people:
            self.people[changed.id] = changed
            for triad in self.triads.values():
                members = tuple(
                    changed if m.id == changed.id else m
                    for m in triad.members
                    if m.id != changed.id or not changed.left
                )
                self.triads[triad.id] = replace(triad, members=members)
        for mission, _ in reply.missions:
            self.missions[mission.triad_id, mission.number] = mission
        for mission, look in reply.assessments:
            self.looks.setdefault((mission.triad_id, mission.number), {})[look.side] = look
        for post in (*reply.posts, *reply.edited_posts, *reply.touched_posts):
            self.posts[post.triad_id, post.number] = post
        for number in {p.triad_id for p in reply.posts} | {m.triad_id for m, _ in reply.missions}:
            counted = scene.triads[number]
            self.triads[number] = replace(
                self.triads[number], posts=counted.posts, missions=counted.missions, pros_posts=counted.pros_posts
            )
        for one in reply.progress:
            assert scene.person is not None
            self.progress.setdefault(scene.person.id, {})[one.module] = one
        for run in reply.runs:
            # As JSON and back, like the table of runs does.
            kept = replace(run, facts=Facts.unpack(json.loads(json.dumps(run.facts.pack()))), answers=dict(run.answers))
            assert scene.person is not None
            mine = self.runs.setdefault(scene.person.id, {})
            mine.pop(run.mark, None)
            mine[run.mark] = kept

    # --- what people see ---------------------------------------------------------------------------------------------

    def sent(self, where: Person | Triad | Place | type[ToDesk], *, since: int = 0) -> list[Send]:
        """All messages that this person, this topic, this place or "À traiter" got."""
        acts = (act for reply in self.replies[since:] for act in reply.outgoing)
        return [act for act in acts if isinstance(act, Send) and reaches(act, where)]

    def sees(self, where: Person | Triad | Place | type[ToDesk]) -> str:
        """The newest message."""
        return text_of(self.sent(where)[-1])

    def button(self, who: Person, label: str, *, at: Place | None = None) -> Button:
        """The newest button with these words that stood on the screen."""
        for reply in reversed(self.replies):
            for act in reversed(reply.outgoing):
                if reaches(act, at or who):
                    for button in buttons_of(act):
                        if label in button.label:
                            return button
        raise AssertionError(f"{who.first_name} has no button « {label} »")

    def cards(self) -> list[DeskCard]:
        """The cards of « À traiter » as they are now."""
        return list({card.key: card for card in self.kept if isinstance(card, DeskCard)}.values())

    def calls(self) -> dict[str, Call]:
        """« Ça ne va pas », as it stands."""
        return {call.key: call for call in self.kept if isinstance(call, Call)}

    def mission(self, number: int = 1, triad: Triad = TRIAD) -> Mission:
        return self.missions[triad.id, number]

    def post(self, number: int = 1, triad: Triad = TRIAD) -> Post:
        return self.posts[triad.id, number]

    def _from(self, who: Person, at: Place | None) -> dict[str, Any]:
        self._count += 1
        assert who.address is not None
        return {
            "cause": f"cause {self._count}", "at": self.now, "sender": who.address, "place": at or private(who),
        }  # fmt: skip

    # --- the usual beginnings ----------------------------------------------------------------------------------------

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def propose(self, title: str = "Ranger les pneus", who: Person = LEA) -> Mission:
        """A mission goes through the whole conversation."""
        self.says(who, "/mission")
        for words in (title, "On trouve plus vite.", "Jeudi"):
            self.says(who, words)
        for label in ("Organiser", "D'aucune", "Aucune en particulier", "Envoyer"):
            self.taps(who, label)
        triad = next(t for t in self.triads.values() if t.has(who))
        return self.missions[triad.id, triad.missions]

    def reach(self, state: State) -> Mission:
        """A mission of Léa's that stands at this state."""
        self.propose()
        roads: dict[State, Iterable[tuple[Person, str]]] = {
            State.VALIDATED: [(MARC, "Valider")],
            State.IN_PROGRESS: [(MARC, "Valider"), (LEA, "Je commence")],
            State.DONE: [(MARC, "Valider"), (LEA, "Je commence"), (LEA, "C'est fait")],
            State.CANCELLED: [(LEA, "Retirer")],
        }
        for who, label in roads.get(state, ()):
            self.taps(who, label)
        if state is State.AMENDED:
            self.taps(MARC, "Ajuster")
            self.taps(MARC, "Quand")
            self.says(MARC, "Vendredi")
            self.taps(MARC, "C'est tout")
            self.taps(MARC, "Envoyer")
        assert state is self.mission().state
        return self.mission()

    def looks_at(self, who: Person, *levels: str, words: str = "Bien.") -> Reply:
        """Give one's look at the mission that is done."""
        self.taps(who, "Donner mon regard")
        for level in levels:
            self.taps(who, level)
        self.says(who, words)
        return self.taps(who, "Enregistrer")


def invitation(role: Role | str, *, triad: int | None = None, structure: int = HOME.id, **more: Any) -> Invitation:
    name, by, until = more.pop("first_name", ""), more.pop("invited_by", None), MONDAY + timedelta(days=30)
    return Invitation(1, structure, str(role), name, triad, by, more.pop("expires_at", until), **more)


def reaches(act: Outgoing, where: Person | Triad | Place | type[ToDesk]) -> bool:
    to = getattr(act, "to", None)
    if isinstance(where, Person):
        return (isinstance(to, ToPerson) and to.person == where.id) or to == ToPlace(private(where))
    if isinstance(where, Triad):
        return to in (ToTopic(where.id), ToPlace(topic(where)))
    if isinstance(where, Place):
        there = [ToTopic(triad.id) for triad in (TRIAD, OTHER_TRIAD) if topic(triad) == where]
        return to in (ToPlace(where), *there)
    return isinstance(to, where)


def text_of(act: Outgoing) -> str:
    content: Content | None = getattr(act, "content", None)
    return content.text.text if content is not None else ""


def buttons_of(act: Outgoing) -> list[Button]:
    content: Content | None = getattr(act, "content", None)
    return [button for row in content.buttons for button in row] if content is not None else []


def toast(reply: Reply) -> str:
    """The little answer to a press."""
    return next(act.text for act in reply.outgoing if isinstance(act, Acknowledge))


def changed_nothing(reply: Reply) -> bool:
    """Whether the domain stayed as it was: no mission, look, post, run, person, timer, invitation or arrival."""
    kept = (reply.missions, reply.assessments, reply.posts, reply.edited_posts, reply.runs, reply.people, reply.timers)
    return not any((*kept, reply.stopped_timers, reply.invitations, reply.progress, reply.arrival, reply.forum))
