"""Everything a structure has, as one readable file."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import desk_cards, events, metadata, structures

#: What a structure takes with it. A table that stands in neither list breaks the tests: nothing leaves by default.
EXPORTED = frozenset({
    "structures", "people", "addresses", "triads", "members", "posts", "missions", "mission_steps", "mission_origins",
    "assessments", "grids", "progress", "attestations", "recalls", "recordings", "module_versions", "events",
    "desk_cards", "horizons", "horizon_items", "horizon_ties", "immersions", "loans", "meetings", "nudges", "nudged",
    "passports", "quotes", "week_reviews", "workshops", "workshop_rounds", "workshop_seats", "workshop_answers",
})  # fmt: skip
WITHHELD = {
    **dict.fromkeys(("calls", "call_lines", "call_readings"), "« Ça ne va pas »: read in the restricted log only"),
    **dict.fromkeys(("links", "sessions", "invitations"), "secrets, even as hashes"),
    **dict.fromkeys(("inbox", "outbox", "timers", "doors", "alerts", "rooms", "runs"), "the road"),
    **dict.fromkeys(("module_drafts", "module_previews", "held_posts"), "not decided yet"),
    "tastes": "what somebody likes is hers alone",
    "erasures": "names what is no more",
}


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
