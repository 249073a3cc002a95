"""Meetings of triads: load and save. A triad of another structure has none and keeps none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from core.meetings.meeting import Meeting, MeetingsOf
from storage.engine.dialect import insert_new
from storage.tables import meetings

_m = meetings.c


def load(c: Connection, structure_id: int, asked: MeetingsOf) -> tuple[Meeting, ...]:
    """Oldest first."""
    which = (_m.triad_id == asked.triad) & (_m.structure_id == structure_id)
    rows = c.execute(select(meetings).where(which).order_by(_m.number))
    return tuple(Meeting.unpack(row.triad_id, row.number, row.stage, row.starts, row.data) for row in rows)


def save(c: Connection, structure_id: int, meeting: Meeting, now: datetime) -> None:
    """The meeting as it stands now."""
    values = {"stage": meeting.stage.value, "starts": meeting.starts, "data": meeting.pack(), "updated_at": now}
    key = {"triad_id": meeting.triad_id, "number": meeting.number, "structure_id": structure_id}
    if not c.execute(insert_new(c, meetings, "triad_id", "number"), key | values).rowcount:
        which = (_m.triad_id == meeting.triad_id) & (_m.number == meeting.number) & (_m.structure_id == structure_id)
        c.execute(update(meetings).where(which).values(values))
