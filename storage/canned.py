"""The answers that a team keeps ready: load and save."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from core.canned.canned import Canned, CannedHere
from storage.tables import canned, people

_c = canned.c


def here(c: Connection, structure_id: int, _: CannedHere) -> tuple[Canned, ...]:
    query = select(canned, people.c.first_name).join(people, people.c.id == _c.author_id)
    rows = c.execute(query.where(_c.structure_id == structure_id).order_by(_c.key))
    return tuple(Canned(r.name, r.words, r.author_id, r.first_name, r.changed_at, r.state) for r in rows)


def save(c: Connection, structure_id: int, kept: Canned, now: datetime) -> None:
    """The newest words under a name replace those before."""
    values = {name: getattr(kept, name) for name in ("name", "words", "author_id", "state")} | {"changed_at": now}
    which = (_c.structure_id == structure_id) & (_c.key == kept.key)
    if not c.execute(update(canned).where(which).values(values)).rowcount:
        c.execute(insert(canned).values(values | {"structure_id": structure_id, "key": kept.key}))
