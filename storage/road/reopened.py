"""A triad's topic was deleted and made again: its first message says who is there and where things stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, update

from core.forum.topics import summary
from core.messages import Content, Place, Send, ToTopic, Urgency
from storage import missions, people, triads
from storage.access import Shelves
from storage.engine.tenancy import across
from storage.road.replies import save
from storage.road.scenes import World, empty
from storage.tables import outbox


def tell_counsellors(c: Connection, triad_id: int, world: World, now: datetime) -> None:
    """The summary goes ahead of what waits for the topic."""
    triad = triads.load(c, triad_id)
    if triad is None:
        return
    cause = f"reopened:{triad_id}:{now.isoformat()}"
    with across(c, triad.structure_id):
        scene = empty(world, now, cause, Place("", ""), str)
        scene.structure = people.structure(c, triad.structure_id)
        scene.find = Shelves(c, triad.structure_id)
        scene.triads = {triad.id: triad}
        scene.missions = missions.load(c, [triad], None)
        content = Content(summary(scene, triad))
        scene.reply.outgoing.append(Send(to=ToTopic(triad.id), content=content, urgency=Urgency.THREAD))
        save(c, scene)
        c.execute(update(outbox).where(outbox.c.cause == cause).values(turn=0))
