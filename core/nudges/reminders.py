"""A nudge is due: read again whether its subject still waits, remind, and plan the next step or hand over."""

from __future__ import annotations

from datetime import datetime

from core.forum.cards import raise_card
from core.messages import Change, ToPerson, ToTopic
from core.missions.cards import card, stack
from core.nudges.rounds import (
    NudgesAbout,
    Rung,
    due_soon,
    free_at,
    gather,
    opening,
    paused,
    remind,
    rung,
    wait,
    wants_none,
)
from core.nudges.words import DESK
from core.people import Person, Role
from core.scene import Reply, Scene, Timer
from core.texts import Text, say


def due(timer: Timer, scene: Scene) -> Reply:
    """What follows when this timer is due."""
    found = rung(scene, timer)
    if found is None:
        scene.record("nudge-stopped", subject=timer.key, triad=timer.triad_id, reason="no longer waiting")
        return scene.reply
    person = found.person
    if until := paused(scene, found.triad):
        wait(scene, timer, scene.hours.next_opening(opening(scene, until)))
    elif person is None or not person.reachable or (found.ladder.last(found.step) and not found.ladder.off):
        _hand_over(scene, found, person)
    elif found.ladder.off or wants_none(person):
        _withhold(scene, found, person)
    elif (at := free_at(scene, person)) > scene.now:
        wait(scene, timer, at, person)
    else:
        _go(scene, gather(scene, found, person), person)
    return scene.reply


def _go(scene: Scene, rungs: list[Rung], person: Person) -> None:
    """One message; every rung that it takes plans its next one, and each thread has a line about it."""
    remind(scene, rungs, person)
    for one in rungs:
        if one is not rungs[0] and not due_soon(scene, one):
            continue
        scene.reply.stopped_timers.append(one.timer.key)
        _plan_next(scene, one, person)
        role = "l'entreprise" if one.ladder.to is Role.TUTOR else "l'alternance"
        words = say("<i>🔔 Rappel {step} sur {n} : {role}</i>", step=one.step, n=len(one.ladder.days), role=say(role))
        scene.post_in_topic(one.triad, words)
        _show(scene, one)


def _show(scene: Scene, one: Rung) -> None:
    """The cards of those who might remind by hand say that it is done."""
    subject, triad = one.mission.subject, one.triad
    readers = [triad.apprentice] if triad.apprentice is not None and one.ladder.to is Role.TUTOR else []
    for reader in readers:
        content = card(scene, triad, one.mission, reader)
        scene.reply.outgoing.append(Change(to=ToPerson(reader.id, triad.id), subject=subject, content=content))
    content = card(scene, triad, one.mission, None)
    scene.reply.outgoing.append(Change(to=ToTopic(triad.id), subject=subject, content=content))


def _withhold(scene: Scene, one: Rung, person: Person) -> None:
    """Nobody is to be reminded of this, or not her: the ladder goes on to the counsellors without a word to her."""
    reason = "ladder off" if one.ladder.off else "wants none"
    scene.record("nudge-withheld", subject=one.mission.subject, triad=one.triad.id, step=one.step, reason=reason)
    if not one.ladder.last(one.step):
        _plan_next(scene, one, person)


def _plan_next(scene: Scene, one: Rung, person: Person) -> None:
    since = datetime.fromisoformat(one.timer.data["since"])
    at = one.ladder.due(since, one.step + 1, scene.hours)
    if at is None:
        return
    # After a long stop several steps may be overdue: never two in one working day.
    at = max(at, scene.hours.after(scene.now, 1))
    key, data = one.ladder.key(one.mission, one.step + 1), {**one.timer.data, "step": one.step + 1}
    scene.reply.timers.append(Timer(key, one.ladder.kind, at, one.triad.id, person.id, data))


def _hand_over(scene: Scene, one: Rung, person: Person | None) -> None:
    """One card in "À traiter", once; nothing comes after it."""
    kind, mission, triad = one.ladder.kind, one.mission, one.triad
    words: list[Text | None] = [
        say(
            DESK[kind],
            who=person.signature if person else say("l'entreprise"),
            title=mission.card.title,
            triad=triad.title,
        ),
        _already(scene, one, person),
        say("Proposition : « Bonjour, je vous appelle pour {name}. Avez-vous deux minutes pour sa mission ? »",
            name=triad.apprentice.first_name if triad.apprentice else "?"),
    ]  # fmt: skip
    raise_card(scene, kind, f"desk:{kind}:{mission.subject}", stack(*words), triad=triad, person=person)
    scene.record("nudge-handed-over", subject=mission.subject, triad=triad.id, ladder=kind)


def _already(scene: Scene, one: Rung, person: Person | None) -> Text | None:
    """What was sent before, so that nobody calls without knowing it; and that she wants no more of it."""
    if person is not None and wants_none(person):
        return say("🔕 {who} ne veut plus de rappels.", who=person.first_name)
    sent = [nudge.sent_at for nudge in scene.find(NudgesAbout(one.mission.subject)) if nudge.sent_at is not None]
    return say("Relancé : {when}", when=", ".join(scene.when(at) for at in sent)) if sent else None


def person_unreachable(scene: Scene, person: Person) -> Reply:
    """The channel says that this person can no longer be reached there: the counsellors learn it once."""
    who = say("{who} ne peut plus être joint ici (bot bloqué ou compte fermé).", who=person.signature)
    words = stack(say("⚠️ {who}", who=who), say("À faire : trouver un autre moyen de contact."))
    raise_card(scene, "unreachable", f"unreachable:{person.id}", words, person=person)
    return scene.reply
