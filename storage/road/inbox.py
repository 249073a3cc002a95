"""What came in: stored before anything is acknowledged, handled in order, lane by lane."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, ScalarSelect, bindparam, func, literal_column, or_, select, text, update

from storage.engine.dialect import insert_new
from storage.road.alerts import raise_alert
from storage.tables import inbox
from storage.tables.road import NEW

#: seconds before each new try of a row that fails: its chat waits 15 s at most before the row is given up
BACK_OFF = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One update as it came."""

    id: int
    door: str
    number: int
    lane: str
    raw: str
    #: how often it failed so far
    tries: int
    received_at: datetime


_older = inbox.alias("older")


def _first(column: Column[Any]) -> ScalarSelect[Any]:
    """Of the first row that waits in the lane."""
    return (
        select(column)
        .where(_older.c.lane == inbox.c.lane, text("older.state = 'new'"))
        .order_by(_older.c.id)
        .limit(literal_column("1"))
        .correlate(inbox)
        .scalar_subquery()
    )


_COLUMNS = (inbox.c.id, inbox.c.door, inbox.c.number, inbox.c.lane, inbox.c.raw, inbox.c.tries, inbox.c.received_at)
_TAKE = (
    select(*_COLUMNS)
    .where(
        text("inbox.state = 'new'"),
        or_(inbox.c.retry_at.is_(None), inbox.c.retry_at <= bindparam("now")),
        inbox.c.id == _first(_older.c.id),
    )
    .order_by(inbox.c.turn, inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, key_share=True)
)
# Of a lane only the first row can wait for a new try; those behind it wait with it. And who has just come in waits
# for what she sent before.
_first_retry = _first(_older.c.retry_at)
_TAKE_RUN = (
    select(*_COLUMNS)
    .where(
        text("inbox.state = 'new'"),
        or_(_first_retry.is_(None), _first_retry <= bindparam("now")),
        inbox.c.turn >= _first(_older.c.turn),
    )
    .order_by(inbox.c.turn, inbox.c.id)
    .limit(bindparam("most"))
)
_FINISH = update(inbox).where(inbox.c.id == bindparam("row"))
_FINISHED = _FINISH.values(state=bindparam("state"), reason=bindparam("reason"), done_at=bindparam("done_at"))
_FAIL = _FINISH.where(NEW).values(tries=inbox.c.tries + 1, reason=bindparam("why")).returning(inbox.c.tries)
_WAITING = select(func.count()).select_from(inbox).where(NEW)
_NEXT = select(func.min(inbox.c.retry_at)).where(NEW)


def store(
    c: Connection,
    door: str,
    rows: Sequence[tuple[int, str, str]],
    now: datetime,
    *,
    last: Collection[str] = (),
    ignored: str = "",
) -> int:
    """Keep updates (number, lane, raw) of a door; how many were new. Those that are there already are left alone.

    `last` are the lanes that let all others pass. `ignored` says why the rows are never handled: then nothing is kept
    of what they say.
    """
    if not rows:
        return 0
    new = insert_new(c, inbox, "door", "number")
    values = [
        {"door": door, "number": number, "lane": lane, "turn": int(lane in last), "raw": raw, "received_at": now}
        for number, lane, raw in rows
    ]
    if ignored:
        values = [row | {"raw": "{}", "state": "ignored", "reason": ignored, "done_at": now} for row in values]
    if len(values) == 1:
        return c.execute(new, values[0]).rowcount
    return len(c.execute(new.returning(inbox.c.id), values).all())


def take(c: Connection, now: datetime, limit: int = 1) -> list[InboxRow]:
    """The oldest rows that may be handled now, those of strangers last, each the first of its lane.

    They are handled and finished in this same transaction: after a crash they are as they were.
    """
    return [InboxRow(*row) for row in c.execute(_TAKE, {"now": now, "most": limit})]


def take_run(c: Connection, now: datetime, most: int) -> list[InboxRow]:
    """The oldest rows that may be handled now, those of strangers last, in the order they came, whatever their lanes.

    For a database that one process writes: nobody else handles the rows ahead of them.
    """
    return [InboxRow(*row) for row in c.execute(_TAKE_RUN, {"now": now, "most": most})]


def finish(c: Connection, ends: Mapping[int, str], now: datetime) -> None:
    """Rows are "done", or "ignored" for a reason: row -> the reason, "" when it is done."""
    rows = [
        {"row": row, "state": "ignored" if reason else "done", "reason": reason, "done_at": now}
        for row, reason in ends.items()
    ]
    if rows:
        c.execute(_FINISHED, rows)


def complete(c: Connection, row_id: int, raw: str) -> None:
    """The row is to be handled with what was fetched for it; one that is handled already stays as it is."""
    c.execute(_FINISH.where(NEW).values(raw=bindparam("whole")), {"row": row_id, "whole": raw})


def fail(c: Connection, row_id: int, reason: str, now: datetime) -> bool:
    """The row could not be handled: it is tried again later, or given up with an alert (True).

    Called in a transaction of its own, as the one that failed is undone.
    """
    tries = c.execute(_FAIL, {"row": row_id, "why": reason}).scalar()
    if tries is None:
        return False
    if tries <= len(BACK_OFF):
        c.execute(_FINISH, {"row": row_id, "retry_at": now + timedelta(seconds=BACK_OFF[tries - 1])})
        return False
    c.execute(_FINISH, {"row": row_id, "state": "dead", "done_at": now})
    raise_alert(c, f"inbox:{row_id}", "update-dead", f"Entrée n° {row_id} abandonnée : {reason}", now)
    return True


def waiting(c: Connection) -> int:
    """How many rows are not handled yet."""
    return c.execute(_WAITING).scalar_one()


def next_retry(c: Connection) -> datetime | None:
    """When the next row that failed is due."""
    return c.execute(_NEXT).scalar()
