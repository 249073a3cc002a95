"""An address answers no more: where a message goes instead, and what became of an invitation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select

from core.page.arrival import INVITED as INVITED
from storage.engine.dialect import AnyRow
from storage.road.albums import alone
from storage.road.letters import Act, Unarrived
from storage.tables import addresses

_a = addresses.c
# The newest one counts, as for new messages (recipients.py).
_NEXT = (
    select(_a.channel, _a.value)
    .where(_a.person_id == bindparam("person"), _a.blocked_at.is_(None))
    .order_by(_a.id.desc())
    .limit(1)
)


def reachable(c: Connection, person: int) -> bool:
    """Whether another address is left."""
    return c.execute(_NEXT, {"person": person}).first() is not None


def moved(c: Connection, row: AnyRow) -> dict[str, Any] | None:
    """What changes in the row of a new message so that it goes to the next address; None when it can go nowhere."""
    found = c.execute(_NEXT, {"person": row.person_id}).first() if row.act == Act.SEND and row.person_id else None
    if found is None:
        return None
    return {
        "channel": found.channel,
        "chat": found.value,
        "topic": "",
        "lane": f"{found.channel}:{found.value}",
        # what it answers stands on the other channel
        "target_id": None,
        "payload": alone({key: value for key, value in row.payload.items() if key not in ("m", "q")}),
    }


def unarrived(row: AnyRow) -> Unarrived:
    """The invitation that this row should have brought."""
    return Unarrived(row.structure_id, int(row.subject.removeprefix(INVITED)), row.channel)
