"""By which channel a reminder leaves: the first by the usual one, the next ones by the others that the person has."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update

from core.nudges.order import order_of
from core.people import Structure
from storage.engine.dialect import AnyRow
from storage.tables import addresses, nudges, outbox

_a, _n = addresses.c, nudges.c
# The newest one is the usual one, as for all other messages (recipients.py).
_OPEN = (
    select(_a.channel, _a.value)
    .where(_a.person_id == bindparam("whose"), _a.structure_id == bindparam("house"), _a.blocked_at.is_(None))
    .order_by(_a.id.desc())
)
_KEYS = select(_n.key).where(_n.message == bindparam("which"), _n.structure_id == bindparam("house"))
_ROW = update(outbox).where(outbox.c.id == bindparam("row"))
_TO = _ROW.values(channel=bindparam("to_channel"), chat=bindparam("to_chat"), lane=bindparam("to_lane"), topic="")


def rerouted(c: Connection, row: AnyRow, house: Structure | None) -> bool:
    """Whether this reminder now stands on another channel than it did: addresses and order are read as they are."""
    if row.attempts or house is None:
        return False
    keys = c.execute(_KEYS, {"which": row.subject, "house": row.structure_id}).scalars().all()
    step = max((_step(key) for key in keys), default=1)
    opened = {one.channel: one.value for one in reversed(c.execute(_OPEN, _whose(row)).all())}
    if step < 2 or len(opened) < 2:
        return False
    usual = c.execute(_OPEN, _whose(row)).first()
    assert usual is not None
    others = [channel for channel in order_of(house) if channel in opened and channel != usual.channel]
    channel = [usual.channel, *others][min(step - 1, len(others))]
    if channel == row.channel:
        return False
    to = {"to_channel": channel, "to_chat": opened[channel], "to_lane": f"{channel}:{opened[channel]}"}
    c.execute(_TO, {"row": row.id, **to})
    return True


def _whose(row: AnyRow) -> dict[str, int]:
    return {"whose": row.person_id, "house": row.structure_id}


def _step(key: str) -> int:
    """The step that a decision was about: 2 of "mission-waiting:7:2:v1:2+1796202000@nudge:3:1796202000"."""
    return int(key.partition("@")[0].partition("+")[0].rpartition(":")[2])
