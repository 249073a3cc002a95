"""Everything a structure has, as one readable file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import metadata, structures

# What the road needs and people do not: raw updates, letters on their way, wake-ups, secrets of invitations.
# What somebody likes is hers alone.
LEFT_OUT = {"inbox", "outbox", "timers", "doors", "alerts", "rooms", "invitations", "runs", "tastes"}


def export(c: Connection, structure_id: int) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows of this structure, JSON-able, in the order they were written."""
    exported = {}
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT or (table is not structures and "structure_id" not in table.c):
            continue
        column = table.c.id if table is structures else table.c.structure_id
        rows = c.execute(select(table).where(column == structure_id).order_by(*table.primary_key.columns))
        exported[table.name] = [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]
    return exported


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
