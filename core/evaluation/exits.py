"""Leaving, and after: the team says why somebody is no longer followed; she says where she is 3 and 6 months on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.conversation import facts_for, start
from core.evaluation.cases import REASONS, Reason
from core.messages import Button, Change, Content, Doubt, Message, Press, Rows, ToPlace, Urgency
from core.nudges.nudged import Nudged, free_from
from core.people import Person, Refused
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import say

#: the first word of its buttons' data, and the kind of its timers
KIND = DUE = "after"
#: months after the exit -> days
LATER: Mapping[int, int] = {3: 91, 6: 182}
STANDS: Mapping[str, str] = {
    "contract": "🧰 En contrat",
    "training": "🎓 En formation",
    "search": "🔎 Je cherche",
    "other": "Autre chose",
}
#: what the row keeps when she asks that no more be asked
SILENT = "silent"


@dataclass(frozen=True)
class Exit:
    """Why somebody left, on which day, and where she stood after so many months."""

    person_id: int
    triad_id: int
    reason: Reason
    day: date
    after: Mapping[int, str]


@dataclass(frozen=True)
class ExitOf(Asked[Exit | None]):
    person: int


@dataclass(frozen=True)
class NoteExit:
    """What `/sortie` ends with."""

    triad: int
    reason: Reason

    def apply(self, scene: Scene) -> None:
        triad = scene.triad_of(self.triad)
        young = triad.apprentice if triad is not None else None
        if triad is None or young is None:
            raise Refused("Le jeune de ce fil n'est plus là : rien n'est noté.")
        scene.keep(Exit(young.id, triad.id, self.reason, scene.today, {}))
        scene.reply.stopped_timers.append(f"{DUE}:{young.id}:")
        for months, days in LATER.items():
            at = scene.hours.next_opening(scene.now + timedelta(days=days))
            key = f"{DUE}:{young.id}:{months}:{scene.now:%Y%m%d%H%M%S}"
            scene.reply.timers.append(Timer(key, DUE, at, triad.id, young.id, {"months": months}))
        scene.record("exit-noted", triad=triad.id, reason=self.reason.value)


def begin(_: Message, scene: Scene) -> None:
    """`/sortie` in a triad's topic."""
    triad = scene.topic_triad
    assert triad is not None
    if triad.apprentice is None:
        scene.answer("Il n'y a pas de jeune dans ce fil : rien à noter.")
        return
    known = scene.find(ExitOf(triad.apprentice.id))
    was = str(say(REASONS[known.reason]).template) if known is not None else ""
    start(scene, "note_exit", facts_for(scene, triad, subject=was))


def due(timer: Timer, scene: Scene) -> None:
    """Where does she stand? Asked once, two taps, never again."""
    person = scene.whose
    found = scene.find(ExitOf(person.id)) if person is not None else None
    if person is None or found is None or person.left or not person.reachable:
        return
    months = int(timer.data["months"])
    if months in found.after or SILENT in found.after.values():
        return
    free = free_from(scene, person)
    if free > scene.now:
        scene.reply.timers.append(replace(timer, key=f"{timer.key}+", due_at=free))
        return
    scene.keep(Nudged(person.id))
    words = say("👋 Cela fait {n} mois. Où en es-tu ? Un seul geste, et cela aide les suivants.", n=months)
    scene.tell(
        person, words, _buttons(scene, person, months), subject=timer.key, urgency=Urgency.NUDGE, doubt=Doubt.HOLD
    )


def _buttons(scene: Scene, person: Person, months: int) -> Rows:
    stands = [Button(scene.words(words, person).text, f"{KIND}:{months}:{stand}") for stand, words in STANDS.items()]
    silent = Button(scene.words("Ne plus me demander", person).text, f"{KIND}:{months}:{SILENT}")
    return (tuple(stands[:2]), tuple(stands[2:]), (silent,))


def press(incoming: Press, scene: Scene, rest: str) -> str:
    """She says where she stands."""
    assert scene.person is not None
    months, _, stand = rest.partition(":")
    found = scene.find(ExitOf(scene.person.id))
    if found is None or months not in map(str, LATER) or stand not in (*STANDS, SILENT):
        raise Refused("Ce bouton ne sert plus : rien n'a changé.")
    scene.keep(replace(found, after={**found.after, int(months): stand}))
    scene.record("exit-followed", months=int(months), stands=stand)
    noted = say("Merci ! C'est noté : {words}.", words=say(STANDS[stand])) if stand in STANDS else None
    words = noted or say("👌 D'accord, je ne demande plus.")
    scene.reply.outgoing.append(
        Change(to=ToPlace(scene.place), message=incoming.message_id, content=Content(scene.words(words)))
    )
    return ""
