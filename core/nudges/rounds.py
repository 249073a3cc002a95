"""One message for all that waits for one person, and never two nudges to her in 24 hours, over all subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.forum.team import triad_by
from core.horizon.horizon import MissionsOf
from core.messages import Button, Doubt, Rows, Urgency
from core.missions.mission import Mission
from core.nudges.nudge import Ladder, ladders
from core.nudges.nudged import APART, Nudged, free_from
from core.nudges.words import LABELS, words
from core.people import Person, Role
from core.records import Asked
from core.scene import Event, Scene, Timer
from core.texts import Text, say
from core.triad import Triad

#: cards in one message
MOST = 8


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
    mission: Mission
    triad: Triad

    @property
    def step(self) -> int:
        return int(self.timer.data["step"])

    @property
    def person(self) -> Person | None:
        return self.triad.member(self.ladder.to)


def rung(scene: Scene, timer: Timer) -> Rung | None:
    """The rung of a timer, read anew; None when its subject no longer waits."""
    ladder, triad = ladders(scene.structure)[timer.kind], triad_by(scene, timer.triad_id or 0)
    mission = _mission(scene, timer.triad_id or 0, int(timer.data["number"]))
    if mission is None or triad is None or triad.state != "open":
        return None
    return Rung(timer, ladder, mission, triad) if ladder.waits(mission, int(timer.data["version"])) else None


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
        if other is None or other.ladder.last(other.step) or other.ladder.off or paused(scene, other.triad):
            continue
        if other.person is not None and other.person.id == person.id and not _same(other, found):
            found.append(other)
    return found


def _same(one: Rung, others: Sequence[Rung]) -> bool:
    return any(one.ladder.prefix(one.mission) == other.ladder.prefix(other.mission) for other in others)


def paused(scene: Scene, triad: Triad) -> str:
    """Until when (ISO) the counsellors have paused the nudges of this triad; "" when they have not."""
    until = str(triad.settings.get("nudges_paused_until", ""))
    return until if until > scene.today.isoformat() else ""


def remind(scene: Scene, rungs: Sequence[Rung], person: Person) -> None:
    """Decide one message about all these, write the decision down, and send it."""
    message = f"nudge:{person.id}:{scene.now.timestamp():.0f}"
    triads = {one.triad.id for one in rungs}
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
        scene.keep(Nudge(f"{one.timer.key}@{message}", person.id, one.mission.subject, message, scene.now))
        scene.reply.events.append(Event("nudge-decided", one.mission.subject, one.triad.id, person.id, about))


def _words(rungs: Sequence[Rung], person: Person) -> Text:
    if len(rungs) == 1:
        return say(words(rungs[0].ladder, rungs[0].step))
    if person.role is Role.APPRENTICE:
        return say("🔔 {n} choses attendent ta réponse. Commence par celle que tu veux.", n=len(rungs))
    return say("🔔 {n} choses attendent votre réponse. Une minute chacune suffit.", n=len(rungs))


def _cards(scene: Scene, rungs: Sequence[Rung], person: Person) -> Rows:
    """A button per card. Labels do not show on locked screens."""
    if len(rungs) == 1:
        label = scene.words("👀 Voir la carte", person).text
        return ((Button(label, f"v:{rungs[0].mission.triad_id}:{rungs[0].mission.number}", style="primary"),),)
    return tuple(
        (Button(label_of(scene, one, person), f"v:{one.mission.triad_id}:{one.mission.number}"),) for one in rungs
    )


def label_of(scene: Scene, one: Rung, person: Person) -> str:
    """What waits, with whose it is for adults, in the words of a button."""
    about = say(LABELS[one.ladder.kind])
    if person.role is Role.APPRENTICE or one.triad.apprentice is None:
        return scene.words(say("n° {n} : {about}", n=one.mission.number, about=about), person).text
    who = one.triad.apprentice.first_name
    return scene.words(say("{who}, n° {n} : {about}", who=who, n=one.mission.number, about=about), person).text


def _ways_out(scene: Scene, rungs: Sequence[Rung], person: Person) -> Rows:
    """Later, not needed, never again."""

    def one(label: str, data: str) -> Button:
        return Button(scene.words(label, person).text, f"nd:{data}")

    first = rungs[0]
    done = f"done:{first.ladder.kind}:{first.mission.triad_id}:{first.mission.number}" if len(rungs) == 1 else "which"
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
