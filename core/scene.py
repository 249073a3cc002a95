"""One act on the road: what is known when something comes in (`Scene`), and all that follows from it (`Reply`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from core import door
from core.canned.canned import Canned
from core.evaluation.protocol import Questionnaire
from core.law.aids import Aid
from core.law.pay import Scale
from core.lessons.courtesy import politely
from core.lessons.lesson import Figures, Module, Progress
from core.lessons.pages import Reading
from core.library.discovery import NO_INTERESTS, Interests
from core.library.ideas import Idea
from core.library.resources import Resource
from core.links import Link
from core.messages import (
    Address,
    Content,
    Doubt,
    Line,
    Place,
    Recipient,
    Rows,
    Send,
    ToPerson,
    ToPlace,
    ToTopic,
    Urgency,
)
from core.missions.mission import Mission, Step
from core.missions.safety import Regulated
from core.missions.skills import Assessment, Grid
from core.nudges.nudge import Hours
from core.opportunities.search import Trade
from core.people import Invitation, Person, Role, Structure
from core.records import Find, Nothing
from core.reply import (
    Event as Event,
    NewInvitation as NewInvitation,
    Post as Post,
    Reply as Reply,
    Run as Run,
    Timer as Timer,
)
from core.texts import Rich, Text, Translate, french, render
from core.thread.group import Group
from core.triad import Triad

#: the channel of what is done on our own pages: nothing is sent there
PAGE = "page"


@dataclass(frozen=True)
class Library:
    """What the house knows besides its people: lessons, figures, grids, ideas, resources. Loaded once."""

    modules: tuple[Module, ...] = ()
    figures: Figures = field(default_factory=dict)
    grid: Grid = Grid("", (), ())
    skills: Mapping[str, str] = field(default_factory=dict)
    ideas: tuple[Idea, ...] = ()
    resources: tuple[Resource, ...] = ()
    scale: Scale = Scale()
    aids: tuple[Aid, ...] = ()
    interests: Interests = NO_INTERESTS
    tasks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: frozenset[str] = frozenset()  # those of others that may be asked here: "immersion", "lba"
    trades: tuple[Trade, ...] = ()
    regulated: tuple[Regulated, ...] = ()
    questionnaire: Questionnaire = Questionnaire()
    canned: tuple[Canned, ...] = ()

    def module(self, slug: str) -> Module | None:
        return next((module for module in self.modules if module.slug == slug), None)


@dataclass
class Scene:
    """What is known when something comes in; grows the reply. Loaded by storage, played by the desk."""

    now: datetime
    cause: str
    place: Place
    library: Library
    hours: Hours = field(default_factory=Hours)
    structure: Structure | None = None
    #: the one who acts; None for a stranger
    person: Person | None = None
    #: everybody behind the same address, one per structure
    behind: Sequence[Person] = ()
    triads: dict[int, Triad] = field(default_factory=dict)
    missions: dict[tuple[int, int], Mission] = field(default_factory=dict)
    assessments: dict[tuple[int, int], dict[Role, Assessment]] = field(default_factory=dict)
    run: Run | None = None
    parked: Run | None = None
    #: the one that something due is about (nobody acts then)
    whose: Person | None = None
    progress: dict[str, Progress] = field(default_factory=dict)
    #: the post that the incoming message answers or edits
    post: Post | None = None
    #: the posts before, by the same author, that are of the same album; the newest first
    album: Sequence[Post] = ()
    #: the id of the incoming message, or of the one that was corrected
    message: str = ""
    #: the incoming message answers one that we sent to this very place
    answers_us: bool = False
    #: the call (« Ça ne va pas ») whose line the incoming message answers
    line: str = ""
    #: the conversation whose question the incoming message answers, by its mark
    asked: str = ""
    #: the mission whose card the incoming message answers
    about: Mission | None = None
    #: how often a stranger was answered here in a day
    knocked: int = 0
    invitation: Invitation | None = None
    #: the code from a page of one's own that the incoming message shows, and whose page it was
    joins: Link | None = None
    joiner: Person | None = None
    #: the forum's triad, when the place is its topic
    topic_triad: Triad | None = None
    #: which of its two lines that topic is
    topic_line: Line = Line.TRIAD
    #: the structure in whose forum the thread of this old topic goes on; "" where that is no question
    goes_on: str = ""
    #: the triad's Telegram group, when the place is there
    group: Group | None = None
    #: what the bot may do in the group it was called in
    room: Mapping[str, Any] = field(default_factory=dict)
    #: the triad whose topic in a private chat the place is, be it hers still or not; 0: no such topic
    thread_here: int = 0
    #: makes a fresh secret code (128 bits or more); how to make a link of one
    secret: Callable[[], str] = str
    link: Callable[[str], str] = str
    #: the address of a page of ours for (purpose, code); "" when there are no pages
    page: Callable[[str, str], str] = lambda purpose, code: ""
    #: the address of a message of a group; "" when it has none
    there: Callable[[Place, str], str] = lambda place, message: ""
    #: asks storage for what is kept, within the structure
    find: Find = field(default_factory=Nothing)
    #: the kinds of things that a text of this language may hold (see core/safeguarding/moderation.py)
    hints: Callable[[str, str], tuple[str, ...]] = lambda text, language: ()
    translations: Callable[[str], Translate] = lambda language: french
    #: the number of a mobile phone in words, or ""
    number: Callable[[str], str] = str
    channel: str = "telegram"
    reply: Reply = field(default_factory=Reply)

    # --- words -----------------------------------------------------------------------------------------------------

    def words(self, text: Text | Rich | str, reader: Person | None = None) -> Rich:
        """`text` in the language of its reader (by default the one who acts)."""
        reader = reader or self.person
        return render(text, self.translations(reader.language if reader else "fr"))

    def when(self, moment: datetime) -> str:
        """A moment as people here say it: "14:02" today, "le 23/11 à 14:02" before."""
        local = moment.astimezone(ZoneInfo(self.hours.zone))
        return f"{local:%H:%M}" if local.date() == self.today else f"le {local:%d/%m} à {local:%H:%M}"

    def dated(self, moment: datetime) -> str:
        """A moment with its day, for what is still read on another one: "le 23/11 à 14:02"."""
        local = moment.astimezone(ZoneInfo(self.hours.zone))
        return f"le {local:%d/%m} à {local:%H:%M}"

    # --- what follows ------------------------------------------------------------------------------------------------

    def answer(self, text: Text | Rich | str, buttons: Rows = (), *, subject: str = "", reply_to: str = "") -> None:
        """Say something where the incoming thing came from; a page shows it itself (core/page/chat.py gathers it)."""
        to: Recipient = ToPlace(self.place)
        # Nothing is addressed to somebody who has just left; the chat still gets the goodbye.
        here = self.place.private and self.place.channel != PAGE
        if self.person is not None and not self.person.left and here:
            to = self.to_herself()
        urgency = Urgency.ANSWER
        if self.person is None and here:
            text, subject, urgency = door.answer(text, self.knocked), door.KNOCKED, Urgency.BROADCAST
        content = Content(self.words(text), buttons)
        self.reply.outgoing.append(
            Send(to=to, content=content, subject=subject, reply_message=reply_to, urgency=urgency)
        )

    @property
    def turned_away(self) -> bool:
        """Whether a stranger, who shows nothing that opens the door, was answered often enough today."""
        return self.person is None and self.knocked >= door.MOST and self.invitation is None and self.joins is None

    def to_herself(self) -> ToPerson:
        """The one who acts, in the topic where she acts."""
        assert self.person is not None
        hers = self.triads.get(self.thread_here)
        return ToPerson(self.person.id, hers.id if hers is not None and hers.has(self.person) else 0)

    def tell(
        self,
        reader: Person,
        text: Text | Rich | str,
        buttons: Rows = (),
        *,
        triad: int = 0,
        subject: str = "",
        urgency: Urgency = Urgency.THREAD,
        doubt: Doubt = Doubt.MARKED,
        until: datetime | None = None,
    ) -> None:
        """Say something to one person; with `triad`, only as long as she is in it."""
        self.reply.outgoing.append(
            Send(
                to=ToPerson(reader.id, triad),
                content=Content(self.words(text, reader), buttons),
                subject=subject,
                urgency=urgency,
                doubt=doubt,
                until=until,
            )
        )

    def post_in_topic(self, triad: Triad, text: Text | Rich | str, *, subject: str = "") -> None:
        """A line of the bot in the triad's topic, for the counsellors."""
        self.reply.outgoing.append(
            Send(to=ToTopic(triad.id), content=Content(render(text)), subject=subject, urgency=Urgency.THREAD)
        )

    def keep(self, thing: object) -> None:
        """Save `thing` with everything else that follows; storage/access.py knows how."""
        self.reply.kept.append(thing)

    def record(self, kind: str, *, subject: str = "", triad: int | None = None, **data: Any) -> None:
        person = self.person.id if self.person else None
        self.reply.events.append(Event(kind, subject, triad, person, data))

    @property
    def today(self) -> date:
        """The date where the structure is."""
        return self.now.astimezone(ZoneInfo(self.hours.zone)).date()

    def reading(self) -> Reading:
        """How the one who acts reads: the figures of today, the person's language, « vous » for adults."""
        assert self.person is not None
        translate = politely(self.translations(self.person.language), self.person.role)
        return Reading(self.library.figures, self.today, translate)

    # --- who and where -----------------------------------------------------------------------------------------------

    def triad_of(self, triad_id: int) -> Triad | None:
        """The triad, only when the one who acts belongs to it (or is a counsellor of its structure)."""
        triad = self.triads.get(triad_id)
        if triad is None or self.person is None or triad.structure_id != self.person.structure_id:
            return None
        return triad if triad.has(self.person) or self.person.role is Role.COUNSELLOR else None

    def set_run(self, run: Run) -> None:
        """`run` is how that conversation stands from now on."""
        self.reply.runs = [r for r in self.reply.runs if r.mark != run.mark] + [run]
        if self.run is not None and self.run.mark == run.mark:
            self.run = run if run.state == "open" else None
        elif run.state == "open":
            self.run = run
        if self.parked is not None and self.parked.mark == run.mark and run.state != "parked":
            self.parked = None
        elif run.state == "parked":
            self.parked = run

    def set_mission(self, mission: Mission, step: Step) -> None:
        self.missions[mission.triad_id, mission.number] = mission
        triad = self.triads[mission.triad_id]
        self.triads[triad.id] = replace(triad, missions=max(triad.missions, mission.number))
        self.reply.missions.append((mission, step))


def address_of(place: Place) -> Address:
    """The address of the person in a private place."""
    return Address(place.channel, place.chat)
