"""A mark of its own in every column that holds words of people, so that one can look where they went."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    String,
    Table,
    TypeDecorator,
    func,
    insert,
    select,
    update,
)

from storage.register import REGISTER, Entry
from storage.tables import addresses, calls, inbox, metadata, outbox, people, posts, triads
from tests.storage.house import HERE, LEA, MONDAY, TRIAD

MARK = re.compile(r"canari-[a-z_]+-[a-z_]+-\d+")
#: what a row needs to be that of a finished thing, where that matters
FIT = {
    "calls": {"closed_at": MONDAY},
    "outbox": {"state": "sent", "act": "send"},
    "inbox": {"state": "done"},
    "timers": {"state": "fired"},
    "rooms": {"bond": "gone"},
}
FIT |= {"runs": {"state": "done"}, "desk_cards": {"state": "done"}, "call_lines": {"call_key": "k1"}}
FIT |= {"hooks": {"url": "https://other.example/told"}}
FIT |= {"call_readings": {"call_key": "k1"}, "addresses": {"channel": "telegram"}}
FURNISHED = (people, triads, metadata.tables["structures"], metadata.tables["workshops"])
#: rows that furnish or the planter makes already
THERE = {"structures", "people", "triads", "members", "erasures", "forgotten", "workshops"}


def plant(c: Connection, person: int = LEA, triad: int = TRIAD, structure: int = HERE) -> set[str]:
    """One row in every table for this person and her triad; the marks that are in it."""
    planted: set[str] = set()
    if structure == HERE:
        c.execute(insert(metadata.tables["workshops"]), _workshop(person))
    for table in metadata.sorted_tables:
        entry = REGISTER[table.name]
        if table.name in THERE or not (entry.personal or _needed(table)):
            continue
        row = {column.name: _value(column, entry, person, triad, structure) for column in table.c}
        row |= {name: c.execute(select(func.max(parent))).scalar_one() for name, parent in _leads(table)}
        row |= FIT.get(table.name, {})
        if table is calls:
            row["key"] = f"k{person}"
        elif table.name in ("call_lines", "call_readings"):
            row["call_key"] = f"k{person}"
        marked = _marks(table.name, entry, person)
        planted |= set(marked)
        row |= {name: _marked(table.c[name], mark) for mark, name in marked.items()}
        if "structure_id" in table.c and table.name.startswith("workshop") and structure != HERE:
            continue
        if table is inbox:  # it came from her chat
            row["lane"] = f"telegram:canari-addresses-value-{person}"
        elif table is outbox:
            row["cause"] = f"cause of {person}"
        elif table.name == "rooms":  # the group of her triad
            row |= {"channel": "", "chat": f"canari-triad_groups-chat-{person}"}
        c.execute(insert(table).values({name: value for name, value in row.items() if value is not _SKIP}))
    for table, which in ((people, people.c.id == person), (triads, triads.c.id == triad)):
        marked = _marks(table.name, REGISTER[table.name], person)
        planted |= set(marked)
        c.execute(update(table).where(which).values({n: _marked(table.c[n], m) for m, n in marked.items()}))
    # the conversation in the chat of the one it is about
    lane = c.execute(select(addresses.c.value).where(addresses.c.person_id == person).limit(1)).scalar_one()
    c.execute(update(posts).where(posts.c.author_id == person).values(chat=lane))
    return planted & set(MARK.findall(dump(c)))


_SKIP = object()


def _leads(table: Table) -> list[tuple[str, Column[Any]]]:
    """Columns that lead to a row of another table, which the planter has just made."""
    keys = [(key.parent.name, key.column) for key in table.foreign_keys]
    return [(name, to) for name, to in keys if to.table not in (table, *FURNISHED) and not table.c[name].nullable]


def _needed(table: Table) -> bool:
    return any(to.table is table for other in metadata.sorted_tables for _, to in _leads(other))


def _marks(table: str, entry: Entry, person: int) -> dict[str, str]:
    return {f"canari-{table}-{name}-{person}": name for name in entry.words}


def _marked(column: Column[Any], mark: str) -> Any:
    return {"t": mark} if isinstance(column.type, JSON) else mark


def _value(column: Column[Any], entry: Entry, person: int, triad: int, structure: int) -> Any:
    """Something that fits."""
    named = {"structure_id": structure, "triad_id": triad, "code": "ABCD"}
    if column.name in named:
        return named[column.name]
    if column.name in entry.own or any(key.column.table is people for key in column.foreign_keys):
        return person
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    if column.name == "id" or column.nullable or (column.server_default is not None and column.name != "state"):
        return _SKIP
    if isinstance(kind, DateTime):
        return MONDAY + timedelta(days=1)
    if isinstance(kind, Date):
        return date(2026, 1, 5)
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, Boolean):
        return False
    return f"{column.name}{person}" if isinstance(kind, String) else person


def _workshop(person: int) -> dict[str, Any]:
    return {"structure_id": HERE, "code": "ABCD", "opened_by": person, "opened_at": MONDAY, "until": MONDAY}


def dump(c: Connection) -> str:
    """Every row of every table, as text."""
    return "\n".join(
        f"{table.name} {dict(row._mapping)}" for table in metadata.sorted_tables for row in c.execute(select(table))
    )
