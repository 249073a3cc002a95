"""A database that was restored has forgotten what was sent since: what it still wanted to send waits for a human."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from storage.events import record
from storage.road.alerts import raise_alert
from storage.tables import events, inbox, outbox, sessions
from storage.tables.road import NEW

KIND = "restored"
#: states of what could leave again
UNDONE = ("new", "later", "retry", "sending", "aboard")
_HOLD = update(outbox).where(outbox.c.id == bindparam("row")).values(state="held", reason=KIND, sender="")


def to_review(c: Connection, now: datetime) -> tuple[int, int]:
    """Right after a restoration: nothing old goes out, nothing old is handled; how many messages and entries wait."""
    held = hold(c, outbox.c.state.in_(UNDONE), now)
    entries = c.execute(select(inbox.c.id).where(NEW).order_by(inbox.c.id)).scalars().all()
    c.execute(update(inbox).where(NEW).values(state="dead", reason=KIND, done_at=now))
    for entry in entries:
        words = f"Entrée n° {entry} d'avant la restauration : peut-être déjà traitée."
        raise_alert(c, f"inbox:{entry}", "update-dead", words, now)
    c.execute(delete(sessions))  # some were closed since
    record(c, KIND, at=now, data={"held": held, "entries": len(entries)})
    return held, len(entries)


def moment(c: Connection) -> datetime | None:
    """When this database was last restored."""
    return c.execute(select(func.max(events.c.at)).where(events.c.kind == KIND)).scalar()


def hold_caused(c: Connection, cause: str, now: datetime) -> int:
    """What a timer from before the restoration wants to send may have been sent then: it waits for a human."""
    return hold(c, (outbox.c.cause == cause) & outbox.c.state.in_(UNDONE), now)


def hold(c: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Keep messages back, each with its alert; how many."""
    rows = c.execute(select(outbox.c.id, outbox.c.structure_id).where(which).order_by(outbox.c.id)).all()
    if rows:
        c.execute(_HOLD, [{"row": row.id} for row in rows])
    for row in rows:
        words = f"Message n° {row.id} gardé : d'avant la restauration, peut-être déjà envoyé."
        raise_alert(c, f"outbox:{row.id}", "send-held", words, now, row.structure_id)
    return len(rows)
