"""When a row stands in line among the lanes of its room, so that topics of one forum take turns.

A forum takes a message every four seconds. Who writes much stands in line a minute apart, and all others pass between;
when nobody else waits, everything leaves as fast as before.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.road.recipients import IN_TOPIC
from storage.tables import outbox
from storage.tables.road import PENDING

#: seconds between two rows of one topic
APART = 60

_o = outbox.c
_LAST = (
    select(_o.slot)
    .where(_o.lane == bindparam("in_lane"), PENDING, _o.urgency == bindparam("as_urgent"))
    .order_by(_o.turn.desc(), _o.id.desc())
    .limit(1)
)


def slot(now: datetime) -> int:
    """Where a row stands that waits for nobody of its lane."""
    return int(now.timestamp())


class Slots:
    """The slots of rows that are being drafted."""

    def __init__(self, c: Connection, now: datetime) -> None:
        self._c = c
        self._now = slot(now)
        self._last: dict[tuple[str, int], int] = {}

    def next(self, row: dict[str, Any]) -> int:
        """The slot of this row, the last of its lane."""
        if not row["recipient"].startswith(IN_TOPIC):
            return self._now
        lane, urgency = row["lane"], row["urgency"]
        last = self._last.get((lane, urgency))
        if last is None:
            last = self._c.execute(_LAST, {"in_lane": lane, "as_urgent": urgency}).scalar() or 0
        self._last[lane, urgency] = mine = max(self._now, last + APART)
        return mine
