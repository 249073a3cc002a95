"""One message for all that waits for one person, and never two nudges to her in 24 hours, over all subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.forum.team import PersonBy, there, triad_by
from core.horizon.horizon import MissionsOf
from core.messages import Button, Doubt, Rows, Urgency
from core.missions.mission import Mission
from core.nudges.matters import MatterLadder, one_of
from core.nudges.nudge import Ladder, MissionLadder, ladders
from core.nudges.nudged import APART, Nudged, away, free_from
from core.nudges.words import LABELS, told
from core.people import Person, Role
from core.records import Asked
from core.scene import Event, Scene, Timer
from core.texts import Text, say
from core.triad import Triad

#: cards in one message
MOST = 8
#: working days after which a thread that is not open is looked at again: what waited in it goes on once it is
SHUT = {"paused": 1, "closed": 5}


@dataclass(frozen=True)
class RungsOf(Asked[tuple[Timer, ...]]):
    """The rungs of ladders that wait for their time and are for this person, soonest first."""

    person: int


@dataclass(frozen=True)
class NudgesAbout(Asked[tuple["Nudge", ...]]):
    """The nudges about a subject, oldest first."""

    subject: str


@dataclass(frozen=True)
class Nudge:
    """One nudge about one subject, decided at a moment; several may share one message."""

    #: begins with the prefix of its ladder: what stops the ladder finds it
    key: str
    person_id: int
    subject: str
    #: the subject of the message that says it
    message: str
    decided_at: datetime
    #: when the channel took the message; None as long as it has not
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Rung:
    """One step of one ladder, with what it is about as that stands now."""

    timer: Timer
    ladder: Ladder
    #: what it is about: "mission:7:2"
    subject: str
    #: the same within its ladder: "7:2"
    ref: str
    person: Person | None
    triad: Triad | None
    #: the words of the button that opens it, and its data
    opens: tuple[str, str]
    mission: Mission | None = None
    #: words of people, for counsellors only
    title: str = ""

    @property
    def step(self) -> int:
        return int(self.timer.data["step"])

    @property
    def prefix(self) -> str:
        """What all timers of this ladder about this subject begin with."""
        return f"{self.ladder.kind}:{self.ref}:"

    def key(self, step: int) -> str:
        if isinstance(self.ladder, MissionLadder) and self.mission is not None:
            return self.ladder.key(self.mission, step)
        return f"{self.prefix}{step}"


def rung(scene: Scene, timer: Timer) -> Rung | None:
    """The rung of a timer, read anew; None when its subject no longer waits."""
    ladder = ladders(scene.structure)[timer.kind]
    triad = triad_by(scene, timer.triad_id) if timer.triad_id else None
    if not isinstance(ladder, MissionLadder):
        return _matter(scene, timer, ladder, triad)
    mission = _mission(scene, timer.triad_id or 0, int(timer.data["number"]))
    if mission is None or triad is None or not ladder.waits(mission, int(timer.data["version"])):
        return None
    ref = f"{mission.triad_id}:{mission.number}"
    person = triad.member(ladder.to) if ladder.to else None
    title = mission.card.title
    return Rung(timer, ladder, mission.subject, ref, person, triad, ("👀 Voir la carte", f"v:{ref}"), mission, title)


def _matter(scene: Scene, timer: Timer, ladder: Ladder, triad: Triad | None) -> Rung | None:
    one = one_of(scene, timer.kind, str(timer.data["ref"]))
    if one is None or not isinstance(ladder, MatterLadder):
        return None
    person = scene.find(PersonBy(one.person)) if one.person else None
    if person is None and triad is not None and ladder.to is not None:
        person = triad.member(ladder.to)
    if person is not None and ladder.unless and person.settings.get(ladder.unless) == "off":
        return None
    if ladder.to is Role.COUNSELLOR:
        person = there(scene, person)
    subject = f"{ladder.kind}:{one.ref}"
    lesson = scene.library.module(one.title) if ladder.kind == "lesson-left" else None
    title = lesson.title if lesson is not None else one.title
    return Rung(timer, ladder, subject, one.ref, person, triad, ladder.opens(one), title=title)


def _mission(scene: Scene, triad: int, number: int) -> Mission | None:
    if (triad, number) not in scene.missions:
        scene.missions |= {(one.triad_id, one.number): one for one in scene.find(MissionsOf(triad))}
    return scene.missions.get((triad, number))


def last_about(scene: Scene, subject: str) -> Nudge | None:
    """The last nudge about this subject, also one that was decided just now."""
    mine = (one for one in reversed(scene.reply.kept) if isinstance(one, Nudge) and one.subject == subject)
    known = scene.find(NudgesAbout(subject))
    return next(mine, None) or (known[-1] if known else None)


# --- when ------------------------------------------------------------------------------------------------------------


def wants_none(person: Person) -> bool:
    """She has asked not to be reminded any more."""
    return person.settings.get("nudges") == "off"


def free_at(scene: Scene, person: Person) -> datetime:
    """From when on this person may be nudged: now, or later. In opening hours, 24 hours after the last time."""
    at = free_from(scene, person)
    return scene.hours.next_opening(max(at, opening(scene, str(person.settings.get("nudges_until", "")))))


def opening(scene: Scene, day: str) -> datetime:
    """The opening hour of a day (ISO) where the structure is; now when there is no such day."""
    if not day:
        return scene.now
    return datetime.combine(date.fromisoformat(day), scene.hours.opens, ZoneInfo(scene.hours.zone))


def put_off(scene: Scene, timer: Timer, person: Person) -> bool:
    """Whether this person must be left alone for now; then the timer is due again as soon as she may be nudged."""
    at = free_at(scene, person)
    if at > scene.now:
        wait(scene, timer, at, person)
    return at > scene.now


def wait(scene: Scene, timer: Timer, at: datetime, person: Person | None = None) -> None:
    """The same timer, due later. Its key stays under the prefix of its ladder."""
    key = f"{timer.key.partition('+')[0]}+{at.timestamp():.0f}"
    whose = person.id if person is not None else timer.person_id
    scene.reply.timers.append(replace(timer, key=key, due_at=at, person_id=whose))


# --- what ------------------------------------------------------------------------------------------------------------


def gather(scene: Scene, first: Rung, person: Person) -> list[Rung]:
    """All that waits for this person, `first` first: what is due within a day has its step now, the rest is shown."""
    found = [first]
    for timer in scene.find(RungsOf(person.id)):
        other = rung(scene, timer) if timer.key != first.timer.key and len(found) < MOST else None
        if other is None or other.ladder.last(other.step) or other.ladder.off or held_up(scene, other):
            continue
        if other.person is not None and other.person.id == person.id and not _same(other, found):
            found.append(other)
    return found


def _same(one: Rung, others: Sequence[Rung]) -> bool:
    return any(one.prefix == other.prefix for other in others)


def held_up(scene: Scene, one: Rung) -> datetime | None:
    """From when on this may be spoken of again, while its thread is paused or closed, its nudges are, or its person is
    « à recontacter »: one card stands for all that waits for her then."""
    if one.person is not None and away(one.person):
        return scene.hours.after(scene.now, 1)
    if one.triad is None:
        return None
    if one.triad.state != "open":
        return scene.hours.after(scene.now, SHUT.get(one.triad.state, 1))
    until = paused(scene, one.triad)
    return scene.hours.next_opening(opening(scene, until)) if until else None


def paused(scene: Scene, triad: Triad) -> str:
    """Until when (ISO) the counsellors have paused the nudges of this triad; "" when they have not."""
    until = str(triad.settings.get("nudges_paused_until", ""))
    return until if until > scene.today.isoformat() else ""


def remind(scene: Scene, rungs: Sequence[Rung], person: Person) -> None:
    """Decide one message about all these, write the decision down, and send it."""
    message = f"nudge:{person.id}:{scene.now.timestamp():.0f}"
    triads = {one.triad.id if one.triad else 0 for one in rungs}
    scene.tell(
        person,
        _words(rungs, person),
        (*_cards(scene, rungs, person), *_ways_out(scene, rungs, person)),
        triad=min(triads) if len(triads) == 1 else 0,
        subject=message,
        urgency=Urgency.NUDGE,
        doubt=Doubt.HOLD,
    )
    scene.keep(Nudged(person.id))
    for one in rungs:
        about = {"ladder": one.ladder.kind, "step": one.step, "together": len(rungs)}
        triad = one.triad.id if one.triad else None
        scene.keep(Nudge(f"{one.timer.key}@{message}", person.id, one.subject, message, scene.now))
        scene.reply.events.append(Event("nudge-decided", one.subject, triad, person.id, about))


def _words(rungs: Sequence[Rung], person: Person) -> Text:
    if len(rungs) == 1:
        return told(rungs[0].ladder, rungs[0].step)
    if person.role is Role.APPRENTICE:
        return say("🔔 {n} choses attendent ta réponse. Commence par celle que tu veux.", n=len(rungs))
    return say("🔔 {n} choses attendent votre réponse. Une minute chacune suffit.", n=len(rungs))


def _cards(scene: Scene, rungs: Sequence[Rung], person: Person) -> Rows:
    """A button for each. Labels do not show on locked screens."""
    if len(rungs) == 1:
        label, data = rungs[0].opens
        return ((Button(scene.words(label, person).text, data, style="primary"),),) if data else ()
    return tuple((Button(label_of(scene, one, person), one.opens[1]),) for one in rungs if one.opens[1])


def label_of(scene: Scene, one: Rung, person: Person) -> str:
    """What waits, with whose it is for adults, in the words of a button."""
    about = say(LABELS[one.ladder.kind])
    young = one.triad.apprentice if one.triad is not None and person.role is not Role.APPRENTICE else None
    who = young.first_name if young is not None else ""
    if one.mission is None:
        return scene.words(say("{who} : {about}", who=who, about=about) if who else about, person).text
    if not who:
        return scene.words(say("n° {n} : {about}", n=one.mission.number, about=about), person).text
    return scene.words(say("{who}, n° {n} : {about}", who=who, n=one.mission.number, about=about), person).text


def _ways_out(scene: Scene, rungs: Sequence[Rung], person: Person) -> Rows:
    """Later, not needed, never again."""

    def one(label: str, data: str) -> Button:
        return Button(scene.words(label, person).text, f"nd:{data}")

    first = rungs[0]
    if not person.settled:
        return ((one("🔕 Ne plus me relancer", "off"),),)
    done = f"done:{first.ladder.kind}:{first.ref}" if len(rungs) == 1 else "which"
    monday = "📅 Me rappeler lundi" if person.role is not Role.APPRENTICE else "📅 Rappelle-moi lundi"
    return (
        (one(monday, "monday"), one("✔️ Déjà fait autrement", done)),
        (one("🔕 Ne plus me relancer", "off"),),
    )


def next_monday(today: date) -> date:
    """The first Monday after today."""
    return today + timedelta(days=7 - today.weekday())


def due_soon(scene: Scene, one: Rung) -> bool:
    """Whether this rung counts as taken by a message that leaves now."""
    return one.timer.due_at <= scene.now + APART
