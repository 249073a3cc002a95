"""The group of a triad can no longer be written in: its counsellors learn it, in the transaction that found it out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from core.forum import groupstate
from core.messages import Place
from storage import people, triads
from storage.access import Shelves
from storage.engine.tenancy import across
from storage.groups import LOST
from storage.road.replies import save
from storage.road.scenes import World, empty


def tell_counsellors(c: Connection, world: World, now: datetime) -> None:
    """One card for each group that was found unusable in this unit of work."""
    found: set[tuple[int, int]] = c.info.pop(LOST, set())
    for structure, number in sorted(found):
        with across(c, structure):
            triad = triads.load(c, number)
            if triad is None:
                continue
            scene = empty(world, now, f"group-lost:{number}:{now.isoformat()}", Place("", ""), str)
            scene.structure = people.structure(c, structure)
            scene.find = Shelves(c, structure)
            scene.triads = {number: triad}
            groupstate.alert(scene, triad)
            save(c, scene)
