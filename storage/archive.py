"""Everything a structure has, as one readable file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.register import REGISTER
from storage.tables import desk_cards, events, metadata, structures

#: What a structure takes with it: all that the register does not withhold. Nothing leaves by default.
EXPORTED = frozenset(name for name, entry in REGISTER.items() if not entry.withheld)


def export(c: Connection, structure_id: int) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows of this structure, JSON-able, in the order they were written."""
    exported = {}
    for table in metadata.sorted_tables:
        if table.name not in EXPORTED:
            continue
        which = (table.c.id if table is structures else table.c.structure_id) == structure_id
        if table in (events, desk_cards):  # nothing tells that somebody was not well
            which &= table.c.subject.not_like("call:%") & table.c.kind.not_like("call%")
        rows = c.execute(select(table).where(which).order_by(*table.primary_key.columns))
        exported[table.name] = [{name: _plain(value) for name, value in row._mapping.items()} for row in rows]
    return exported


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
