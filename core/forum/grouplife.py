"""What happens in the Telegram group of a triad: somebody comes or goes, the bot loses its place, the group moves."""

from __future__ import annotations

from dataclasses import replace

from core.forum.groupstate import (
    Occupied,
    become,
    counted,
    key,
    key_of_person,
    readers,
)
from core.forum.team import PeopleAt
from core.messages import (
    Address,
    Bond,
    BondChanged,
    Incoming,
    MemberChanged,
    Moved,
)
from core.people import Person, Refused, Role
from core.scene import Scene
from core.texts import say
from core.thread.group import CROWD, Group
from core.triad import Triad


def changed(change: MemberChanged, scene: Scene) -> None:
    """Somebody came into the group, or is no longer there."""
    group = scene.group
    assert group is not None
    triad = scene.triads[group.triad_id]
    if change.present:
        met(scene, triad, change.who, change.name, came=True)
        return
    ours = frozenset(one.id for one in scene.find(PeopleAt(change.who)))
    become(scene, triad, group.without(frozenset({key(change.who), *map(key_of_person, ours)}), ours))
    for one in readers(triad, group):
        if one.id in ours:
            scene.tell(one, say("Le fil continue ici : vous n'êtes plus dans le groupe « {title} »."
                                if one.role is not Role.APPRENTICE else
                                "Ton fil continue ici : tu n'es plus dans le groupe « {title} ».", title=group.title),
                       triad=triad.id)  # fmt: skip


def met(scene: Scene, triad: Triad, address: Address, name: str, *, came: bool = False) -> Person | None:
    """Who this is, when she is of the thread or of the team; somebody unknown suspends the group."""
    group = triad.group
    assert group is not None
    if not address.value:
        return None
    person = next((one for one in scene.find(PeopleAt(address)) if _belongs(triad, one)), None)
    if person is not None:
        become(scene, triad, group.with_person(person.id, key(address)))
    elif key(address) in group.guests or key(address) in group.strangers:
        return None
    elif len(group.strangers) >= CROWD:
        become(scene, triad, group.with_one_of_a_crowd(came))
    else:
        scene.record("group-stranger", triad=triad.id)
        become(scene, triad, group.with_stranger(key(address), name[:60], scene.today))
    return person


def _belongs(triad: Triad, person: Person) -> bool:
    """Of the thread, and with what is kept explained to her; or of the team."""
    return person.settled and (triad.has(person) or person.role is Role.COUNSELLOR)


def left(scene: Scene, triad: Triad, person: Person) -> None:
    """Somebody who leaves the thread may still be in its group: then it is no room for it."""
    group = triad.group
    if group is not None and person.id in group.present:
        leaver = group.with_leaver(person.id, key_of_person(person.id), person.first_name, scene.today)
        become(scene, triad, leaver)


def bond(change: BondChanged, scene: Scene) -> None:
    """The bot's place in the group changed. Back as administrator, it counts before it writes."""
    group = scene.group
    assert group is not None
    triad = scene.triads[group.triad_id]
    scene.record("group-bond", triad=triad.id, bond=change.bond.value)
    if change.bond is Bond.ADMIN:
        _look_again(change, scene, triad, group)
    else:
        become(scene, triad, replace(group, admin=False), gone=change.bond is Bond.GONE)


def moved(change: Moved, scene: Scene) -> None:
    """The group is a supergroup now: who is there, and what the bot may do, is read anew where it goes on."""
    group = scene.group
    assert group is not None
    there = replace(group, place=replace(group.place, chat=change.to_chat))
    if scene.find(Occupied(there.place)):
        scene.reply.ignored = "a move onto somebody else's group"
        return
    _look_again(change, scene, scene.triads[group.triad_id], there)


def _look_again(incoming: Incoming, scene: Scene, triad: Triad, group: Group) -> None:
    try:
        become(scene, triad, counted(incoming, scene, group))
    except Refused:  # nobody can say: nothing is written there until a counsellor has it looked at
        become(scene, triad, replace(group, admin=False))
