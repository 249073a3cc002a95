"""How far each door has come, and when it last showed life."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from storage.engine.dialect import insert_new
from storage.tables import doors


def show_life(c: Connection, door: str, number: int, now: datetime) -> None:
    """The door is alive and has come as far as `number`."""
    values = {"door": door, "last_number": number, "alive_at": now}
    if not c.execute(update(doors).where(doors.c.door == bindparam("which")), {"which": door, **values}).rowcount:
        c.execute(insert_new(c, doors, "door"), values)


def beat(c: Connection, door: str, now: datetime) -> datetime | None:
    """The door is open now; when it was before. None when it never was, or when the clock went back."""
    row = c.execute(select(doors).where(doors.c.door == door).with_for_update(key_share=True)).first()
    show_life(c, door, row.last_number if row is not None else 0, now)
    return row.alive_at if row is not None and row.alive_at <= now else None


def newest(c: Connection) -> datetime | None:
    """When any door was open for the last time."""
    return c.execute(select(func.max(doors.c.alive_at))).scalar()
