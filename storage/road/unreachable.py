"""Somebody cannot be reached: her counsellors learn it, in the transaction that found it out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from core.messages import Place
from core.nudges.handover import person_unreachable
from core.page import arrival as arrivalpage
from storage import people, triads
from storage.access import Shelves
from storage.engine.tenancy import across
from storage.people import PERSON, person_of
from storage.road.letters import Unarrived, Unreachable
from storage.road.replies import save
from storage.road.scenes import World, empty
from storage.tables import addresses, people as table


def tell_counsellors(c: Connection, lost: Unreachable, world: World, now: datetime) -> None:
    """One card in "À traiter"."""
    query = select(*PERSON).select_from(table.outerjoin(addresses, addresses.c.person_id == table.c.id))
    row = c.execute(query.where(table.c.id == lost.person)).first()
    if row is None:
        return
    with across(c, lost.structure):
        scene = empty(world, now, f"unreachable:{lost.person}:{now.isoformat()}", Place(lost.channel, ""), str)
        scene.structure = people.structure(c, lost.structure)
        scene.find = Shelves(c, lost.structure)
        person_unreachable(scene, person_of(row))
        save(c, scene)


def tell_inviter(c: Connection, lost: Unarrived, world: World, now: datetime) -> None:
    """A line in the triad's topic; a card where there is no triad yet."""
    triad = triads.load(c, lost.triad) if lost.triad else None
    if lost.triad and (triad is None or triad.structure_id != lost.structure):
        return
    with across(c, lost.structure):
        scene = empty(world, now, f"unarrived:{lost.triad}:{now.isoformat()}", Place(lost.channel, ""), str)
        scene.structure = people.structure(c, lost.structure)
        scene.find = Shelves(c, lost.structure)
        arrivalpage.unarrived(scene, triad, lost.channel)
        save(c, scene)
