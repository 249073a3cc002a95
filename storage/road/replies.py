"""Save all that follows from one incoming thing, in the transaction that decided it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from core.languages import spoken
from core.messages import Address, BondChanged, Incoming
from core.people import Invitation, Person, Role
from core.scene import Scene
from storage import access, events, hooks, invitations, missions, nudges, people, runs, threads, triads
from storage.engine import tenancy
from storage.road import outbox, receipts, timers
from storage.road.alerts import raise_alert


def save(c: Connection, scene: Scene, incoming: Incoming | None = None) -> int | None:
    """Write the reply of the scene. Returns the id of a person who has just come in by an invitation, or None."""
    reply, now = scene.reply, scene.now
    structure = scene.structure.id if scene.structure else None
    came_in = None
    if reply.arrival is not None and incoming is not None:
        # The languages the house speaks; others read French until they choose.
        with tenancy.across(c, reply.arrival.structure_id):
            came_in = arrive(c, reply.arrival, scene.behind, incoming.sender, spoken(incoming.language), now)
    if structure is not None:
        _save_domain(c, scene, structure)
    if isinstance(incoming, BondChanged) and not incoming.place.private:
        standing = {
            "bond": incoming.bond.value,
            "can_manage_topics": incoming.can_manage_topics,
            "is_forum": incoming.is_forum,
            "title": incoming.title,
        }
        with tenancy.across(c):
            people.save_room(c, incoming.place, standing, now)
    if reply.blocked is not None and incoming is not None:
        with tenancy.across(c):
            people.block(c, incoming.sender, now if reply.blocked else None)
    if reply.moved_to and incoming is not None:
        with tenancy.across(c):
            outbox.move_chat(c, incoming.place.channel, incoming.place.chat, reply.moved_to, now)
    events.record_all(c, reply.events, at=now, structure=structure, cause=scene.cause)
    if structure is not None:
        hooks.put(c, structure, reply.events, now)
    for kind, words in reply.alerts:
        raise_alert(c, f"{kind}:{scene.cause}", kind, words, now, structure)
    if reply.outgoing:
        outbox.put(c, reply.outgoing, structure=structure, cause=scene.cause, now=now)
        receipts.tell_of_cancelled(c, scene.translations, now)
    return came_in


def _save_domain(c: Connection, scene: Scene, structure: int) -> None:
    reply, now, actor = scene.reply, scene.now, scene.person
    for person in reply.people:
        people.save_person(c, person, now)
    for post in reply.posts:
        threads.add(c, structure, post, now)
    for post in reply.edited_posts:
        threads.rewrite(c, post, now)
    for post in reply.touched_posts:
        threads.touch(c, post)
    for mission, step in reply.missions:
        missions.save(c, structure, mission, step)
    for mission, look in reply.assessments:
        missions.save_look(c, structure, mission, look, now)
    for triad_id in {p.triad_id for p in reply.posts} | {m.triad_id for m, _ in reply.missions}:
        triads.count(c, scene.triads[triad_id])
    if actor is not None:
        runs.save(c, structure, actor.id, reply.runs, now)
        for one in reply.progress:
            runs.save_lesson(c, structure, actor.id, one, now)
    for prefix in reply.stopped_timers:
        timers.stop_all(c, prefix)
        nudges.stopped(c, prefix, now)
    for timer in reply.timers:
        timers.set_timer(
            c, structure, timer.key, timer.kind, timer.due_at, timer.data, triad=timer.triad_id, person=timer.person_id
        )
    for thing in reply.kept:
        access.keep(c, structure, thing, now)
    for new in reply.invitations:
        people.add_invitation(c, structure, new, actor.id if actor else None, now)
    for person in reply.people:
        if person.left:
            people.forget(c, person.id)
            invitations.reopen(c, person.id, now)
    if reply.forum is not None:
        people.link_forum(c, structure, reply.forum)
        assert scene.invitation is not None
        people.use_invitation(c, scene.invitation.id, actor.id if actor else None, now)


def arrive(
    c: Connection, invitation: Invitation, behind: Sequence[Person], address: Address, language: str, now: datetime
) -> int:
    """The invitation is used: the person and her seat exist from now on; nothing is agreed yet. Her id."""
    structure = invitation.structure_id
    known = next((p for p in behind if p.structure_id == structure and not p.left), None)
    if known is not None:
        person_id = known.id
        with tenancy.across(c):
            people.speak_as(c, address, person_id)
    else:
        person_id = people.add_person(c, invitation, address, language, now)
    people.use_invitation(c, invitation.id, person_id, now)
    if invitation.triad_id is not None:
        triads.join(c, structure, invitation.triad_id, person_id, invitation.role, now)
    elif invitation.role == Role.APPRENTICE:
        triad = triads.add(c, structure, now)
        triads.join(c, structure, triad, person_id, invitation.role, now)
        counsellor = invitation.invited_by or next(iter(people.counsellors(c, structure)), None)
        if counsellor is not None:
            triads.join(c, structure, triad, counsellor, Role.COUNSELLOR, now)
    return person_id
