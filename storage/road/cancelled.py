"""A message that will not leave: written down, and remembered for whoever tells its author."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from storage.events import record
from storage.road.letters import Act

#: on the connection, for the length of one unit of work: posts of which a copy was cancelled in it
UNREACHED = "unreached"
#: the same of calls: (structure, subject)
UNHEARD = "unheard"


def record_cancelled(c: Connection, row: Mapping[Any, Any], reason: str, now: datetime) -> None:
    """A message will not leave: the journal says which and why, and its author will be told (receipts.py)."""
    if row["act"] == Act.SEND and row["subject"].startswith("post:"):
        c.info.setdefault(UNREACHED, set()).add(row["subject"])
    if row["act"] == Act.SEND and row["subject"].startswith("call:"):
        c.info.setdefault(UNHEARD, set()).add((row["structure_id"], row["subject"]))
    record(
        c,
        "send-cancelled",
        at=now,
        structure=row["structure_id"],
        person=row["person_id"],
        triad=row["triad_id"],
        subject=row["subject"],
        data={"reason": reason, "act": row["act"], "rank": row["rank"]},
        cause=row["cause"],
    )
