"""Calls of « Ça ne va pas »: load, save, and who read them. A room of its own: nothing else reads these tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.messages import Content
from core.people import Role
from core.safeguarding.call import Call, CallBy, CallJustLeft, CallLine, CallRead, LineOf, OpenCallOf, SaidIn, WasRead
from storage.engine.tenancy import across
from storage.road.packing import pack_content, unpack_content
from storage.tables import call_lines, call_readings, calls, people

_k, _l, _r = calls.c, call_lines.c, call_readings.c
_LINES = select(call_lines, people.c.first_name).join(people, people.c.id == _l.author_id).order_by(_l.id)
_NEWEST = _LINES.order_by(None).order_by(_l.id.desc())
# A correction of something said longer ago is no correction any more.
RECENT = 100


def by_key(c: Connection, structure_id: int, asked: CallBy) -> Call | None:
    which = (_k.structure_id == structure_id) & (_k.key == asked.key)
    return _call(c.execute(select(calls).where(which).with_for_update(key_share=True)).first())


def open_of(c: Connection, structure_id: int, asked: OpenCallOf) -> Call | None:
    which = (_k.structure_id == structure_id) & (_k.person_id == asked.person) & _k.closed_at.is_(None)
    return _call(c.execute(select(calls).where(which).order_by(_k.id.desc()).with_for_update(key_share=True)).first())


def just_left(c: Connection, structure_id: int, asked: CallJustLeft) -> Call | None:
    which = (_k.structure_id == structure_id) & (_k.person_id == asked.person) & (_k.asks_until > asked.now)
    return _call(c.execute(select(calls).where(which).order_by(_k.id.desc()).with_for_update(key_share=True)).first())


def was_read(c: Connection, structure_id: int, asked: WasRead) -> bool:
    which = (_r.structure_id == structure_id) & (_r.call_key == asked.call)
    return c.execute(select(_r.id).where(which).limit(1)).first() is not None


def said(c: Connection, structure_id: int, asked: SaidIn) -> tuple[CallLine, ...]:
    rows = c.execute(_LINES.where(_l.structure_id == structure_id, _l.call_key == asked.call))
    return tuple(_line(row) for row in rows)


def said_with(c: Connection, structure_id: int, asked: LineOf) -> CallLine | None:
    which = (_l.structure_id == structure_id) & (_l.author_id == asked.author)
    rows = c.execute(_NEWEST.where(which).limit(RECENT))
    return next((_line(row) for row in rows if row.content.get("i") == asked.message), None)


def managed(c: Connection) -> set[int]:
    """The structures in which a manager learns that a call stays unanswered."""
    p = people.c
    which = (p.role == Role.MANAGER) & p.left_at.is_(None) & (p.consent_version != "")
    with across(c):
        return set(c.execute(select(p.structure_id).where(which)).scalars())


def save(c: Connection, structure_id: int, call: Call, _: datetime) -> None:
    values = {
        "urgency": call.urgency, "answered_at": call.answered_at, "closed_at": call.closed_at,
        "asks_until": call.asks_until,
    }  # fmt: skip
    which = (_k.structure_id == structure_id) & (_k.key == call.key)
    if not c.execute(update(calls).where(which).values(values)).rowcount:
        named = {"structure_id": structure_id, "key": call.key, "person_id": call.person_id}
        c.execute(insert(calls).values(values | named | {"raised_at": call.raised_at}))


def add_line(c: Connection, structure_id: int, line: CallLine, now: datetime) -> None:
    content = pack_content(Content(line.text, attachment=line.attachment))
    content |= {"i": line.message} if line.message else {}
    c.execute(
        insert(call_lines).values(
            structure_id=structure_id, call_key=line.call, author_id=line.author_id, content=content, at=line.at or now
        )
    )


def add_reading(c: Connection, structure_id: int, read: CallRead, now: datetime) -> None:
    values = {"structure_id": structure_id, "call_key": read.call, "person_id": read.person_id, "at": now}
    c.execute(insert(call_readings).values(values))


def _call(row: Any) -> Call | None:
    if row is None:
        return None
    return Call(row.key, row.person_id, row.urgency, row.raised_at, row.answered_at, row.closed_at, row.asks_until)


def _line(row: Any) -> CallLine:
    content = unpack_content(row.content)
    message = row.content.get("i", "")
    return CallLine(row.call_key, row.author_id, content.text, content.attachment, row.at, row.first_name, message)
