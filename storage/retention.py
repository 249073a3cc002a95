"""What is older than the register allows goes, a few rows at a time: killed half-way, the next look goes on."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    String,
    Table,
    Update,
    bindparam,
    cast,
    delete,
    exists,
    or_,
    select,
    tuple_,
    update,
)

from core.people import Role
from core.privacy.quiet import QUIET, UNANSWERED, QuietPeople
from storage import events
from storage.erasure import emptied
from storage.register import REGISTER, Late
from storage.tables import events as journal, forgotten, metadata, people, rooms

#: rows of one table in one transaction
MOST = 2000
#: neither yes nor no
UNSAID = (people.c.consent_version == "") & people.c.consent_at.is_(None) & people.c.left_at.is_(None)


def step(c: Connection, now: datetime) -> Counter[str]:
    """Some of what is too old, gone now: how many rows of which table; nothing when all is as it should be."""
    found: Counter[str] = Counter()
    for table in reversed(metadata.sorted_tables):
        for late in REGISTER[table.name].kept.late:
            if count := _end(c, table, late, now):
                found[table.name] += count
    return found


def _end(c: Connection, table: Table, late: Late, now: datetime) -> int:
    act, some = _act(table, late), {"before": now - timedelta(days=late.days), "most": MOST}
    if table is journal and not late.empties:
        with events.erasing(c, "too old", now):
            return c.execute(act, some).rowcount
    return c.execute(act, some).rowcount


@cache
def _act(table: Table, late: Late) -> Delete | Update:
    """What goes of the rows from before `before`, `most` of them."""
    which = table.c[late.since] < bindparam("before")
    if late.states:
        which &= (table.c.bond if table is rooms else table.c.state).in_(late.states)
    if late.loose:
        which &= table.c.person_id.is_(None) & table.c.triad_id.is_(None)
    if late.homeless:
        which &= table.c.structure_id.is_(None)
    if not late.empties:
        return delete(table).where(_some(table, which & _unneeded(table)))
    blank = emptied(table, late.empties)
    which &= or_(*(_full(table, name, value) for name, value in blank.items()))
    return update(table).where(_some(table, which)).values(blank)


def _some(table: Table, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """At most `most` of these rows."""
    key = list(table.primary_key.columns)
    return tuple_(*key).in_(select(*key).where(which).limit(bindparam("most")))


def _unneeded(table: Table) -> ColumnElement[bool]:
    """No row of another table, or of this one, leads here."""
    needed = []
    for other in metadata.sorted_tables:
        for key in other.foreign_key_constraints:
            if key.referred_table is table:
                there = other.alias("there")
                pairs = [there.c[one.parent.name] == one.column for one in key.elements]
                needed.append(exists(select(1).select_from(there).where(*pairs).correlate(table)))
    result: ColumnElement[bool] = ~or_(*needed) if needed else table.c[table.primary_key.columns.keys()[0]].is_not(None)
    return result


def _full(table: Table, name: str, value: Any) -> ColumnElement[bool]:
    """The column holds something still."""
    column = table.c[name]
    return column != "" if value == "" else cast(column, String) != "{}"


def is_quiet(c: Connection, structure_id: int, person: int, since: datetime) -> bool:
    """Nothing that this person did stands in the journal since then."""
    e = journal.c
    heard = select(e.id).where(e.structure_id == structure_id, e.person_id == person, e.at > since).limit(1)
    return c.execute(heard).first() is None


def is_unanswered(c: Connection, structure_id: int, person: int, _: datetime) -> bool:
    """She has said neither yes nor no."""
    p = people.c
    return c.execute(select(p.id).where(p.structure_id == structure_id, p.id == person, UNSAID)).first() is not None


#: why somebody is to be erased -> whether it is still so
STILL = {"quiet": is_quiet, "unanswered": is_unanswered}


def quiet(c: Connection, structure_id: int, asked: QuietPeople) -> tuple[int, ...]:
    """Those of whom nothing was heard for too long: nothing that they did stands in the journal; and those who opened
    an invitation and never answered it.
    """
    p, e, f, since = people.c, journal.c, forgotten.c, asked.now - QUIET
    heard = exists().where(e.person_id == p.id, e.at >= since, e.structure_id == structure_id)
    followed = p.role.in_((Role.APPRENTICE, Role.TUTOR, Role.TRAINER)) & p.left_at.is_(None) & (p.created_at < since)
    unanswered = UNSAID & (p.created_at < asked.now - UNANSWERED)
    waits = exists().where(f.person_id == p.id, f.structure_id == structure_id)
    which = (p.structure_id == structure_id) & or_(followed & ~heard, unanswered) & ~waits
    return tuple(c.execute(select(p.id).where(which).order_by(p.id).limit(20)).scalars())
