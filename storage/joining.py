"""Somebody's own addresses: one more by the code that stands on her page, which one is first, which are stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from core.messages import Address
from core.page import joining
from core.page.joining import NewAddress
from core.page.reached import AddressesOf, FirstAddress, Reached, StoppedAddress
from core.scene import Scene
from storage import links, people
from storage.engine.tenancy import across
from storage.tables import addresses


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


_a = addresses.c


def known(c: Connection, structure_id: int, asked: AddressesOf) -> tuple[Reached, ...]:
    """Those that are open first, the newest ahead: the order in which she is reached (recipients.py)."""
    which = (_a.person_id == asked.person) & (_a.structure_id == structure_id)
    rows = c.execute(select(addresses).where(which).order_by(_a.blocked_at.is_not(None), _a.id.desc()))
    return tuple(Reached(row.id, Address(row.channel, row.value), row.blocked_at is not None) for row in rows)


def prefer(c: Connection, structure_id: int, one: FirstAddress, now: datetime) -> None:
    """The newest address is the one she is reached at: this one is written anew."""
    row = c.execute(select(addresses).where(_mine(structure_id, one.person, one.at))).mappings().one()
    c.execute(delete(addresses).where(_mine(structure_id, one.person, one.at)))
    kept = {name: value for name, value in row.items() if name != "id"}
    c.execute(insert(addresses).values(**kept | {"blocked_at": None}))


def stop(c: Connection, structure_id: int, one: StoppedAddress, now: datetime) -> None:
    """Nothing leaves for an address that is blocked, whoever blocked it."""
    which = _mine(structure_id, one.person, one.at)
    c.execute(update(addresses).where(which).values(blocked_at=now if one.stopped else None))


def _mine(structure_id: int, person: int, at: int) -> ColumnElement[bool]:
    return (_a.id == at) & (_a.person_id == person) & (_a.structure_id == structure_id)
