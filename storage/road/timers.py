"""What is due later: one row per key, fired in the transaction of what it causes, so never twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from storage.engine.dialect import insert_new
from storage.tables import timers
from storage.tables.road import WAITING


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that is due. What it causes has the cause `timer:<key>`."""

    id: int
    structure: int
    key: str
    kind: str
    triad: int | None
    person: int | None
    data: Mapping[str, Any]
    due_at: datetime

    @property
    def cause(self) -> str:
        return f"timer:{self.key}"


_t = timers.c
_DUE = (
    select(_t.id, _t.structure_id, _t.key, _t.kind, _t.triad_id, _t.person_id, _t.data, _t.due_at)
    .where(WAITING, _t.due_at <= bindparam("now"))
    .order_by(_t.due_at, _t.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
_FIRE = update(timers).where(_t.id == bindparam("timer"), WAITING)
_STOP = update(timers).where(_t.key == bindparam("which"), WAITING)
_STOP_ALL = update(timers).where(_t.key >= bindparam("first"), _t.key < bindparam("after"), WAITING)
_NEXT = select(func.min(_t.due_at)).where(WAITING)


def set_timer(
    c: Connection,
    structure: int,
    key: str,
    kind: str,
    due_at: datetime,
    data: Mapping[str, Any] | None = None,
    *,
    triad: int | None = None,
    person: int | None = None,
) -> bool:
    """Something is due at `due_at`; False when the key was ever used, as then nothing changes."""
    row = {
        "structure_id": structure,
        "key": key,
        "kind": kind,
        "triad_id": triad,
        "person_id": person,
        "data": dict(data or {}),
        "due_at": due_at,
    }
    return c.execute(insert_new(c, timers, "key"), row).rowcount == 1


def stop(c: Connection, key: str) -> bool:
    """The timer will not fire; False when it does not wait."""
    return c.execute(_STOP, {"which": key, "state": "stopped"}).rowcount == 1


def stop_all(c: Connection, prefix: str) -> int:
    """No timer whose key begins with `prefix` will fire; how many waited. End the prefix with its colon."""
    if not prefix:
        raise ValueError("a prefix is needed: this would stop every timer")
    return c.execute(_STOP_ALL, {"first": prefix, "after": after(prefix), "state": "stopped"}).rowcount


def after(prefix: str) -> str:
    """The first key behind all those that begin with `prefix`."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def due(c: Connection, now: datetime, limit: int = 100) -> list[Timer]:
    """The timers that are due, oldest first; fired and acted upon in this same transaction."""
    return [Timer(*row) for row in c.execute(_DUE, {"now": now, "most": limit})]


def fire(c: Connection, timer: int, now: datetime) -> bool:
    """The timer has fired; False when another did it or it was stopped: then nothing may be caused."""
    return c.execute(_FIRE, {"timer": timer, "state": "fired", "fired_at": now}).rowcount == 1


def next_due(c: Connection) -> datetime | None:
    """When the next timer is due."""
    return c.execute(_NEXT).scalar()
