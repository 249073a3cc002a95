"""The Telegram groups of triads counted anew: once a day, and before the first words after some days without it.

Whoever came in while the bot saw nothing (it was down, or no administrator for a while) is found like this. A count is
a handful of questions to the channel, so those of a structure are spread over the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from core.forum.groupstate import alert, become, card_of, counted
from core.messages import Address, Incoming, Message, Place
from core.people import Refused
from core.records import Asked
from core.scene import Scene, Timer
from core.thread.group import Group
from core.triad import Triad

#: the kind of the timers; the door's name in the inbox
DUE, DOOR = "group-count", "count:in"
#: how far apart the counts of a structure stand in a day
SPREAD, APART = timedelta(hours=8), timedelta(minutes=7)
#: nothing is written into a group that was not counted for so long
OLD = timedelta(days=3)


@dataclass(frozen=True)
class GroupsHere(Asked[tuple[int, ...]]):
    """The triads of the structure that have a group."""


@dataclass(frozen=True)
class CountAsked:
    """The channel is asked who is in this group; the answer comes in like everything else."""

    place: Place


@dataclass(frozen=True, kw_only=True, slots=True)
class Recount(Incoming):
    """A group is to be looked at. Nobody acts."""


def look(scene: Scene) -> None:
    """Once a day: a moment of the day for each group."""
    for triad in scene.find(GroupsHere()):
        at = scene.now + (triad * APART) % SPREAD
        scene.reply.timers.append(Timer(f"{DUE}:{triad}:{scene.today}", DUE, at, triad))


def due(timer: Timer, scene: Scene) -> None:
    triad = scene.triads.get(timer.triad_id or 0)
    if triad is not None and triad.group is not None:
        become(scene, triad, triad.group.faded(scene.today))
        if not triad.group.on and card_of(scene, triad) is None:  # it went with somebody whom it named
            alert(scene, triad)
        scene.keep(CountAsked(triad.group.place))


def read(raw: Mapping[str, Any], received: datetime) -> Recount:
    """`{"channel": …, "chat": …, "row": …}`, as storage/groups.py puts it into the inbox."""
    place = Place(raw["channel"], raw["chat"], private=False)
    cause = f"{DOOR}:{raw['row']}"
    return Recount(cause=cause, at=received, sender=Address(place.channel, ""), place=place)


def take(incoming: Recount, scene: Scene) -> None:
    """The count is there, or asked for."""
    if scene.group is None:
        scene.reply.ignored = "the group of no triad"
        return
    _count(incoming, scene, scene.triads[scene.group.triad_id], scene.group)


def before_words(incoming: Incoming, scene: Scene) -> None:
    """Nothing somebody writes goes into a group that was not counted for days."""
    if not isinstance(incoming, Message) or scene.person is None or not scene.person.settled:
        return
    for triad in list(scene.triads.values()):
        group = triad.group
        if group is not None and group.on and _old(group, scene.now) and not group.holds(incoming.place):
            _count(incoming, scene, triad, group)
            return  # a message goes into one thread, and one census comes with it


def _old(group: Group, now: datetime) -> bool:
    last = group.counted_at or group.since
    return last is None or now - last >= OLD


def _count(incoming: Incoming, scene: Scene, triad: Triad, group: Group) -> None:
    try:
        now = replace(counted(incoming, scene, group), counted_at=scene.now)
    except Refused:  # the channel is silent: as it was, until the next time
        return
    become(scene, triad, now)
