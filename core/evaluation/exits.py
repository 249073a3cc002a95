"""Leaving, and after: the team says why somebody is no longer followed; she says where she is 3 and 6 months on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.conversation import facts_for, start
from core.evaluation.cases import REASONS, Reason
from core.forum.cards import raise_card
from core.forum.team import triad_by
from core.messages import Button, Change, Content, Doubt, Message, Press, Rows, ToPlace, Urgency
from core.missions.cards import stack
from core.nudges.nudged import Nudged, free_from
from core.nudges.phone import number_line
from core.people import Person, Refused
from core.records import Asked
from core.scene import Scene, Timer
from core.texts import Text, say

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
# What is asked next, by where she stands. A search has no second question but an offer.
MORE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "contract": ("Quel contrat ?", {
        "apprenticeship": "Apprentissage", "professional": "Contrat pro", "cdi": "CDI", "cdd": "CDD ou intérim",
    }),
    "training": ("Quelle formation ?", {"alternating": "En alternance", "full": "À temps plein"}),
    "search": ("Tu veux que l'équipe t'appelle ?", {"call": "📞 Oui", "no": "Non merci"}),
}  # fmt: skip
CALL = "call"
OLD = "Ce bouton ne sert plus : rien n'a changé."
#: what the row keeps when she asks that no more be asked
SILENT = "silent"


@dataclass(frozen=True)
class Exit:
    """Why somebody left, on which day, and where she stood after so many months: "stand" or "stand:more"."""

    person_id: int
    triad_id: int
    reason: Reason
    day: date
    after: Mapping[int, str]


@dataclass(frozen=True)
class ExitOf(Asked[Exit | None]):
    person: int


@dataclass(frozen=True)
class ExitsHere(Asked[Mapping[int, Exit]]):
    """Every exit of the structure, by person."""


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
    """Where does she stand? Asked once, two taps at most."""
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
    """`after:<months>:<stand>`, then `after:<months>:<stand>:<more>` for what is asked next."""
    assert scene.person is not None
    months, _, said = rest.partition(":")
    stand, _, more = said.partition(":")
    found = scene.find(ExitOf(scene.person.id))
    if found is None or months not in map(str, LATER) or stand not in (*STANDS, SILENT):
        raise Refused(OLD)
    before = found.after.get(int(months), "")
    if more and (more not in _choices(stand) or before.partition(":")[0] != stand):
        raise Refused(OLD)
    if before != said:
        scene.keep(replace(found, after={**found.after, int(months): said}))
        scene.record("exit-followed", months=int(months), stands=stand, more=more)
        if more == CALL:
            _call(scene, found, scene.person, months)
    asked = _choices(stand) if not more else {}
    rows = _asks(scene, scene.person, f"{KIND}:{months}:{stand}", asked)
    content = Content(scene.words(_answer(stand, more)), rows)
    scene.reply.outgoing.append(Change(to=ToPlace(scene.place), message=incoming.message_id, content=content))
    return ""


def _choices(stand: str) -> Mapping[str, str]:
    return MORE[stand][1] if stand in MORE else {}


def _asks(scene: Scene, person: Person, data: str, choices: Mapping[str, str]) -> Rows:
    buttons = [Button(scene.words(words, person).text, f"{data}:{more}") for more, words in choices.items()]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _answer(stand: str, more: str) -> Text:
    if stand == SILENT:
        return say("👌 D'accord, je ne demande plus.")
    if more == CALL:
        return say("📞 C'est dit à l'équipe : elle t'appelle.")
    noted = say("Merci ! C'est noté : {words}.", words=say(STANDS[stand]))
    return stack(noted, say(MORE[stand][0])) if stand in MORE and not more else noted


def _call(scene: Scene, left: Exit, person: Person, months: str) -> None:
    """She looks for something and would like a call: the team has a card."""
    words = say(
        "📞 {who}, {n} mois après sa sortie : cherche, et veut bien être appelé·e.", who=person.signature, n=months
    )
    triad = triad_by(scene, left.triad_id)
    raise_card(scene, "exit-search", f"exit-search:{person.id}:{months}", stack(words, number_line(scene, person)),
               triad=triad, person=person)  # fmt: skip
