"""A nudge is due: read again whether its subject still waits, remind, and plan the next step or hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from core.messages import Change, ToPerson, ToTopic
from core.missions.cards import card
from core.nudges import invited
from core.nudges.handover import hand_over
from core.nudges.rounds import Rung, due_soon, free_at, gather, held_up, remind, rung, wait, wants_none
from core.nudges.words import LABELS
from core.people import Person, Role
from core.scene import Reply, Scene, Timer
from core.texts import say

SIDES = {Role.TUTOR: "l'entreprise", Role.APPRENTICE: "l'alternance"}


#: ladders about somebody whom nobody knows here yet: how she is reminded
STRANGERS: Mapping[str, Callable[[Scene, Rung], None]] = {"invitation-unopened": invited.remind}


def due(timer: Timer, scene: Scene) -> Reply:
    """What follows when this timer is due."""
    found = rung(scene, timer)
    if found is None:
        scene.record("nudge-stopped", subject=timer.key, triad=timer.triad_id, reason="no longer waiting")
        return scene.reply
    person = found.person
    if (later := held_up(scene, found)) is not None:
        wait(scene, timer, later)
    elif found.ladder.kind in STRANGERS and not (found.ladder.off or found.ladder.last(found.step)):
        _go_to_stranger(scene, found)
    elif _over(found, person):
        hand_over(scene, found, person)
    elif person is None:
        scene.record("nudge-stopped", subject=timer.key, triad=timer.triad_id, reason="nobody to remind")
    elif found.ladder.off or wants_none(person):
        _withhold(scene, found, person)
    elif (at := free_at(scene, person)) > scene.now:
        wait(scene, timer, at, person)
    else:
        _go(scene, gather(scene, found, person), person)
    return scene.reply


def _over(one: Rung, person: Person | None) -> bool:
    """Whether it is the counsellors' turn: the last step has come, or there is nobody to remind."""
    if one.ladder.off:
        return one.mission is not None and (person is None or not person.reachable)
    return bool(one.ladder.desk_after) and (one.ladder.last(one.step) or person is None or not person.reachable)


def _go(scene: Scene, rungs: list[Rung], person: Person) -> None:
    """One message; every rung that it takes plans its next one, and each thread has a line about it."""
    remind(scene, rungs, person)
    for one in rungs:
        if one is not rungs[0] and not due_soon(scene, one):
            continue
        scene.reply.stopped_timers.append(one.timer.key)
        _plan_next(scene, one, person)
        if one.triad is not None and person.role in SIDES:
            scene.post_in_topic(one.triad, say(
                "<i>🔔 Rappel {step} sur {n} : {role}</i>" if one.mission
                else "<i>🔔 Rappel {step} sur {n} : {role} ({about})</i>",
                step=one.step, n=len(one.ladder.days), role=say(SIDES[person.role]),
                about=say(LABELS[one.ladder.kind]),
            ))  # fmt: skip
        _show(scene, one)


def _go_to_stranger(scene: Scene, one: Rung) -> None:
    """A reminder to an address, when none has gone there for a day."""
    if (at := invited.free_at(scene, one)) > scene.now:
        wait(scene, one.timer, at)
        return
    STRANGERS[one.ladder.kind](scene, one)
    _plan_next(scene, one, None)


def _show(scene: Scene, one: Rung) -> None:
    """The cards of those who might remind by hand say that it is done."""
    triad, mission = one.triad, one.mission
    if triad is None or mission is None:
        return
    readers = [triad.apprentice] if triad.apprentice is not None and one.ladder.to is Role.TUTOR else []
    for reader in readers:
        content = card(scene, triad, mission, reader)
        scene.reply.outgoing.append(Change(to=ToPerson(reader.id, triad.id), subject=one.subject, content=content))
    content = card(scene, triad, mission, None)
    scene.reply.outgoing.append(Change(to=ToTopic(triad.id), subject=one.subject, content=content))


def _withhold(scene: Scene, one: Rung, person: Person) -> None:
    """Nobody is to be reminded of this, or not her: the ladder goes on to the counsellors without a word to her."""
    reason = "ladder off" if one.ladder.off else "wants none"
    triad = one.triad.id if one.triad is not None else None
    scene.record("nudge-withheld", subject=one.subject, triad=triad, step=one.step, reason=reason)
    if not one.ladder.last(one.step):
        _plan_next(scene, one, person)


def _plan_next(scene: Scene, one: Rung, person: Person | None) -> None:
    since = datetime.fromisoformat(one.timer.data["since"])
    at = one.ladder.due(since, one.step + 1, scene.hours)
    if at is None:
        return
    # After a long stop several steps may be overdue: never two in one working day.
    at = max(at, scene.hours.after(scene.now, 1))
    key, data = one.key(one.step + 1), {**one.timer.data, "step": one.step + 1}
    scene.reply.timers.append(Timer(key, one.ladder.kind, at, one.timer.triad_id, person.id if person else None, data))
