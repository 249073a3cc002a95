"""Who opened, found or took out a young person's file, from the journal."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from core.people import Role
from core.privacy.kept import Seen
from core.privacy.readings import READINGS
from storage.tables import events, people


def readings(c: Connection, structure_id: int, person: int, mine: list[int]) -> list[Seen]:
    """By reader and by what was done: the first and the last time, and how often; the newest first. `mine` are the
    threads whose apprentice she is; what she did herself is left out."""
    e, p = events.c, people.c
    which = e.kind.in_(READINGS) & e.triad_id.in_(mine) & (e.person_id != person) & (e.structure_id == structure_id)
    query = (
        select(
            p.first_name,
            p.role,
            e.kind,
            func.min(e.at).label("first"),
            func.max(e.at).label("last"),
            func.count().label("times"),
        )
        .join(people, p.id == e.person_id)
        .where(which)
        .group_by(p.id, p.first_name, p.role, e.kind)
        .order_by(func.max(e.at).desc(), p.id, e.kind)
    )
    return [Seen(row.first_name, Role(row.role), row.kind, row.first, row.last, row.times) for row in c.execute(query)]
