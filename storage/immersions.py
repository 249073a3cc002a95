"""The conventions that triads follow: load, save, and which of them the service is to be asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from core.immersions.conventions import Convention
from core.immersions.immersion import Immersion, ImmersionsOf
from storage.tables import immersions, triads

_i = immersions.c
#: how old an answer of the service may be, and how long to leave it alone when it did not answer
FRESH, PAUSE = timedelta(hours=6), timedelta(minutes=10)
# Nothing more is expected of a convention some days after its last day.
OVER = timedelta(days=3)


@dataclass(frozen=True)
class Followed:
    """A convention to ask about, and who follows it."""

    triad: int
    convention: str


def of_triad(c: Connection, structure_id: int, asked: ImmersionsOf) -> tuple[Immersion, ...]:
    """Those that a triad follows, the one that ends last first; of those without days, the newest first."""
    which = (_i.structure_id == structure_id) & (_i.triad_id == asked.triad)
    found = [_immersion(row) for row in c.execute(select(immersions).where(which).order_by(_i.id.desc()))]
    return tuple(sorted(found, key=lambda one: one.convention.ends or date.max, reverse=True))


def save(c: Connection, structure_id: int, one: Immersion, now: datetime) -> None:
    """The immersion as it is now."""
    convention = one.convention
    values = {
        "status": convention.status,
        "starts": convention.starts,
        "ends": convention.ends,
        "details": convention.pack(),
        "told_by": one.told_by,
        "vouched_by": one.vouched_by,
        "trouble": one.trouble,
        "review": dict(one.review),
        "seen_at": one.seen_at,
    }
    which = (_i.structure_id == structure_id) & (_i.triad_id == one.triad_id) & (_i.convention == convention.id)
    if c.execute(update(immersions).where(which).values(values)).rowcount:
        return
    if c.execute(select(triads.c.id).where(triads.c.id == one.triad_id, triads.c.structure_id == structure_id)).first():
        key = {"structure_id": structure_id, "triad_id": one.triad_id, "convention": convention.id, "created_at": now}
        c.execute(insert(immersions).values(values | key))


def followers(c: Connection, convention: str) -> list[int]:
    """The triads that follow a convention, in whatever structure."""
    return list(c.execute(select(_i.triad_id).where(_i.convention == convention).order_by(_i.id)).scalars())


def to_ask(c: Connection, now: datetime, limit: int = 20) -> list[Followed]:
    """The conventions whose answer is old or missing; from now on they are asked about."""
    due = or_(
        _i.asked_at.is_(None),
        (_i.seen_at.is_(None) | (_i.trouble != "")) & (_i.asked_at < now - PAUSE),
        _i.asked_at < now - FRESH,
    )
    wanted = (_i.told_by == "") & or_(_i.ends.is_(None), _i.ends >= (now - OVER).date()) & due
    rows = c.execute(select(_i.id, _i.triad_id, _i.convention).where(wanted).order_by(_i.asked_at, _i.id).limit(limit))
    found = rows.all()
    if found:
        c.execute(update(immersions).where(_i.id.in_([row.id for row in found])).values(asked_at=now))
    return [Followed(row.triad_id, row.convention) for row in found]


def _immersion(row: Any) -> Immersion:
    return Immersion(
        triad_id=row.triad_id,
        convention=Convention.unpack(row.details),
        told_by=row.told_by,
        seen_at=row.seen_at,
        trouble=row.trouble,
        vouched_by=row.vouched_by,
        review=row.review,
    )
