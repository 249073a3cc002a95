"""How far each door has come, and when it last showed life."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from storage.dialect import insert_new
from storage.tables import doors


def show_life(c: Connection, door: str, number: int, now: datetime) -> None:
    """The door is alive and has come as far as `number`."""
    values = {"door": door, "last_number": number, "alive_at": now}
    if not c.execute(update(doors).where(doors.c.door == bindparam("which")), {"which": door, **values}).rowcount:
        c.execute(insert_new(c, doors, "door"), values)
