"""Arriving: what an invitation opens, and what the others learn when somebody has said yes."""

from __future__ import annotations

from dataclasses import replace

from core.conversation import facts_for, start
from core.forum import strangers
from core.forum.cards import card_by, change_card, key_of, raise_card
from core.forum.topics import refresh
from core.horizon.horizon import MissionsOf
from core.menu import menu
from core.messages import Send, ToPerson, Urgency
from core.missions.cards import card
from core.missions.mission import State
from core.people import Person, Role
from core.scene import Scene
from core.texts import say
from core.triad import Triad


def arrived(scene: Scene) -> None:
    """Somebody has just come in by an invitation (the row exists, nothing is agreed yet)."""
    assert scene.person is not None
    scene.record("invitation-used", role=scene.person.role.value)
    if scene.person.settled:
        join_also(scene)
        scene.answer(say("C'est fait : vous êtes aussi dans ce fil. Touchez /menu pour voir vos fils."))
        return
    subject = f"declined:{scene.invitation.id}" if scene.invitation else ""
    start(scene, "welcome", facts_for(scene, next(iter(scene.triads.values()), None), subject=subject))


def declined(scene: Scene, person: Person, subject: str) -> None:
    """Somebody said no at the door: the link opens it again, and the team learns both."""
    triad = None if person.role is Role.APPRENTICE else next(iter(scene.triads.values()), None)
    young = triad.apprentice.first_name if triad is not None and triad.apprentice is not None else ""
    words = say(
        "{name} a répondu « Non merci » à l'invitation{where}. Le même lien reste valable, si l'avis change.",
        name=person.first_name,
        where=say(" dans le fil de {name}", name=young) if young else None,
    )
    raise_card(scene, "invitation-declined", subject or f"declined:{scene.cause}", words, triad=triad)


def _came_back(scene: Scene, person: Person, subject: str) -> None:
    """Nobody needs to call about a no that has become a yes."""
    card = card_by(scene, key_of(subject)) if subject else None
    if card is not None and card.state != "done":
        change_card(scene, replace(card, state="done", holder=person.first_name, changed_at=scene.now))


def join_also(scene: Scene) -> None:
    """Somebody who is known here already came into one more thread: the others learn it."""
    triad = scene.triads.get(scene.invitation.triad_id or 0) if scene.invitation else None
    if triad is not None and scene.person is not None:
        _join(scene, triad, scene.person)


def settle(scene: Scene, person: Person, subject: str = "") -> None:
    """The person has agreed: her threads learn it. `subject`: of the card about an earlier no."""
    _came_back(scene, person, subject)
    scene.reply.people.append(person)
    scene.person = person
    scene.record("consent-given", version=person.consent_version, role=person.role.value)
    for triad in list(scene.triads.values()):
        members = tuple(person if member.id == person.id else member for member in triad.members)
        scene.triads[triad.id] = replace(triad, members=members)
        if triad.has(person):
            _join(scene, scene.triads[triad.id], person)
    if person.role is Role.APPRENTICE:
        menu(scene)
    if person.role is Role.COUNSELLOR and person.address is not None:
        strangers.joined(scene, person.address)


def _join(scene: Scene, triad: Triad, person: Person) -> None:
    if person.role is Role.COUNSELLOR:
        return
    refresh(scene, triad)
    scene.post_in_topic(triad, say("👋 {who} a rejoint le fil.", who=person.signature))
    if person.role is Role.TUTOR:
        hand_waiting(scene, triad, person)
    apprentice = triad.apprentice
    if apprentice is not None and apprentice.id != person.id and apprentice.settled:
        news = (
            "👋 {who} a rejoint ton fil. Tu peux lui écrire ici, et lui proposer une mission."
            if person.role is Role.TUTOR
            else "👋 {who} a rejoint ton fil. Tu peux lui écrire ici."
        )
        scene.tell(apprentice, say(news, who=person.signature), triad=triad.id)


def hand_waiting(scene: Scene, triad: Triad, tutor: Person) -> None:
    """A mission that waits for a tutor's yes waits for his from now on."""
    for mission in scene.find(MissionsOf(triad.id)):
        if mission.state is State.PROPOSED:
            content = card(scene, triad, mission, tutor)
            to = ToPerson(tutor.id, triad.id)
            scene.reply.outgoing.append(Send(to=to, content=content, subject=mission.subject, urgency=Urgency.THREAD))
