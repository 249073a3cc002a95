"""Messages that a structure holds before they leave: load and save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.safeguarding.heldpost import Held, HeldBy, HeldOf
from storage.tables import held_posts

_h = held_posts.c


def by_key(c: Connection, structure_id: int, asked: HeldBy) -> Held | None:
    which = (_h.structure_id == structure_id) & (_h.key == asked.key)
    row = c.execute(select(held_posts).where(which).with_for_update(key_share=True)).first()
    return _held(row) if row is not None else None


def of_author(c: Connection, structure_id: int, asked: HeldOf) -> tuple[Held, ...]:
    which = (_h.structure_id == structure_id) & (_h.author_id == asked.author) & (_h.state == "held")
    return tuple(_held(row) for row in c.execute(select(held_posts).where(which).order_by(_h.id)))


def save(c: Connection, structure_id: int, held: Held, now: datetime) -> None:
    """New, or decided now; what was released lives on as a post, what was kept in a call, so its copy here goes."""
    which = (_h.structure_id == structure_id) & (_h.key == held.key)
    decided = {"state": held.state, "reason": held.reason, "decided_at": now}
    gone: dict[str, Any] = {"parcel": {}} if held.state in ("released", "kept") else {}
    if held.state != "held" and c.execute(update(held_posts).where(which).values(decided | gone)).rowcount:
        return
    c.execute(
        insert(held_posts).values(
            structure_id=structure_id, key=held.key, triad_id=held.triad_id, author_id=held.author_id,
            parcel=dict(held.parcel), state=held.state, reason=held.reason, at=now,
        )
    )  # fmt: skip


def _held(row: Any) -> Held:
    return Held(row.key, row.triad_id, row.author_id, row.parcel, row.state, row.reason)


#: what core may ask of them (storage/access.py)
READERS: Mapping[Any, Callable[[Connection, int, Any], Any]] = {HeldBy: by_key, HeldOf: of_author}
