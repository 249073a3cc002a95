"""Nudges: the last one to somebody, those about a subject, and those that have lost their subject before they left."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, text, update

from core.nudges.nudge import LADDERS
from core.nudges.nudged import LastNudge
from core.nudges.rounds import Nudge, NudgesAbout, RungsOf
from core.reply import Timer
from storage.engine.dialect import AnyRow
from storage.road.cancelled import record_cancelled
from storage.road.timers import after, set_timer
from storage.tables import nudged, nudges, outbox, people, timers
from storage.tables.road import UNSENT, WAITING

n, o, t = nudges.c, outbox.c, timers.c
_LOCK = select(people.c.id).where(people.c.id == bindparam("person")).with_for_update(key_share=True)
# The last one decided, and the moment the last message that bears one left: it may have waited for its channel.
_DECIDED = select(nudged.c.at).where(nudged.c.person_id == bindparam("person"))
_LEFT = (
    select(o.sent_at)
    .select_from(nudges.join(outbox, and_(o.subject == n.message, o.person_id == n.person_id)))
    .where(n.person_id == bindparam("person"), n.structure_id == bindparam("structure"))
    .order_by(n.id.desc())
    .limit(1)
)
_RUNGS = (
    select(t.key, t.kind, t.due_at, t.triad_id, t.person_id, t.data)
    .where(WAITING, t.person_id == bindparam("person"), t.structure_id == bindparam("structure"))
    .where(t.kind.in_(LADDERS))
    .order_by(t.due_at, t.id)
)
_ABOUT = (
    select(n.key, n.person_id, n.subject, n.message, n.decided_at, func.max(o.sent_at))
    .select_from(nudges.outerjoin(outbox, and_(o.subject == n.message, text("outbox.act = 'send'"))))
    .where(n.structure_id == bindparam("structure"), n.subject == bindparam("about"))
    .group_by(n.id, n.key, n.person_id, n.subject, n.message, n.decided_at)
    .order_by(n.id)
)
# Of a message that has surely not left: the row.
_LOST = (
    select(outbox)
    .join(nudges, and_(o.subject == n.message, o.person_id == n.person_id))
    .where(UNSENT, text("outbox.act = 'send'"), o.doubts == 0)
    .where(n.key >= bindparam("first"), n.key < bindparam("after"))
)
_BEFORE = (
    select(outbox)
    .where(UNSENT, text("outbox.act = 'send'"), o.doubts == 0)
    .where(o.person_id == bindparam("person"), o.subject.like("nudge:%"), o.subject != bindparam("message"))
)
_CANCEL = update(outbox).where(o.id == bindparam("row"), UNSENT, o.doubts == 0)
# A nudge that never leaves keeps nobody from another one.
_WRITTEN = select(o.created_at).where(o.id == bindparam("which")).scalar_subquery()
_UNDECIDED = delete(nudged).where(nudged.c.person_id == bindparam("whose"), nudged.c.at <= _WRITTEN)
_TOGETHER = select(n.key).where(n.message == bindparam("which"))
_TIMER = select(timers).where(t.key == bindparam("of"), text("state <> 'waiting'"))


def last(c: Connection, structure_id: int, asked: LastNudge) -> datetime | None:
    """The person is locked until the end of the transaction: two clocks decide one after the other."""
    whose = {"person": asked.person, "structure": structure_id}
    c.execute(_LOCK, whose)
    return max(filter(None, (c.execute(query, whose).scalar() for query in (_DECIDED, _LEFT))), default=None)


def rungs(c: Connection, structure_id: int, asked: RungsOf) -> tuple[Timer, ...]:
    rows = c.execute(_RUNGS, {"person": asked.person, "structure": structure_id})
    return tuple(Timer(*row) for row in rows)


def about(c: Connection, structure_id: int, asked: NudgesAbout) -> tuple[Nudge, ...]:
    rows = c.execute(_ABOUT, {"structure": structure_id, "about": asked.subject})
    return tuple(Nudge(*row) for row in rows)


def save(c: Connection, structure_id: int, nudge: Nudge, now: datetime) -> None:
    """Written down; what was decided for her before, and has not left, is in this one."""
    for row in c.execute(_BEFORE, {"person": nudge.person_id, "message": nudge.message}).all():
        _cancel(c, row, "a newer nudge", now)
    named = {"key": nudge.key, "person_id": nudge.person_id, "subject": nudge.subject, "message": nudge.message}
    c.execute(insert(nudges).values(structure_id=structure_id, decided_at=nudge.decided_at, **named))


def stopped(c: Connection, prefix: str, now: datetime) -> None:
    """What the ladders under this prefix wanted to say, and has not left yet, is not said. Others of that message wait
    for another one."""
    if prefix.split(":")[0] not in LADDERS:
        return
    end = after(prefix)
    for row in c.execute(_LOST, {"first": prefix, "after": end}).all():
        if not _cancel(c, row, "no longer waiting", now):
            continue
        undecided(c, row)
        for key in c.execute(_TOGETHER, {"which": row.subject}).scalars().all():
            if not prefix <= key < end:
                _again(c, key.partition("@")[0], now)


def undecided(c: Connection, row: AnyRow) -> None:
    """This message never leaves: it keeps nobody from another one."""
    c.execute(_UNDECIDED, {"whose": row.person_id, "which": row.id})


def again(c: Connection, row: AnyRow, now: datetime) -> None:
    """All that this message was about is looked at once more."""
    for key in c.execute(_TOGETHER, {"which": row.subject}).scalars().all():
        _again(c, key.partition("@")[0], now)


def _cancel(c: Connection, row: AnyRow, reason: str, now: datetime) -> bool:
    if not c.execute(_CANCEL, {"row": row.id, "state": "cancelled", "reason": reason}).rowcount:
        return False
    record_cancelled(c, row._asdict(), reason, now)
    return True


def _again(c: Connection, key: str, now: datetime) -> None:
    """The rung that this timer was for is due once more, unless it still is."""
    row = c.execute(_TIMER, {"of": key}).first()
    if row is not None:
        again = f"{key.partition('+')[0]}+{now.timestamp():.0f}"
        set_timer(c, row.structure_id, again, row.kind, now, row.data, triad=row.triad_id, person=row.person_id)
