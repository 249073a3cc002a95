"""The code that stands on somebody's own page: whose it is, and her one address more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from core.page import joining
from core.page.joining import NewAddress
from core.scene import Scene
from storage import links, people
from storage.tables import addresses
from storage.tenancy import across


def stands_on(c: Connection, scene: Scene, code: str) -> None:
    """The scene is that of her structure and her threads; nothing when there is no such code."""
    scene.joins = links.find(c, joining.PURPOSE, code)
    if scene.joins is not None and scene.joins.person_id is not None:
        scene.structure = people.structure(c, scene.joins.structure_id)
        scene.joiner = people.load(c, scene.joins.structure_id, scene.joins.person_id)


def add_address(c: Connection, structure_id: int, new: NewAddress, now: datetime) -> None:
    """The newest address is the one she is reached at."""
    where = {"channel": new.address.channel, "value": new.address.value}
    row = {"structure_id": structure_id, "person_id": new.person, "current": True, "created_at": now}
    c.execute(insert(addresses).values(**where, **row))
    with across(c, structure_id):
        people.speak_as(c, new.address, new.person)
