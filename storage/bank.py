"""What people of a structure lend to each other: ideas of missions; and the families of jobs that somebody likes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.library.ideas import Idea
from core.library.lending import LENT, LentHere, Loan, LoanOf
from core.library.tastes import Tastes, TastesOf
from storage.tables import loans, tastes

_l, _t = loans.c, tastes.c


def loan(c: Connection, structure_id: int, asked: LoanOf) -> Loan | None:
    which = (_l.structure_id == structure_id) & (_l.triad_id == asked.triad) & (_l.number == asked.number)
    row = c.execute(select(loans).where(which).with_for_update(key_share=True)).first()
    return Loan(row.triad_id, row.number, row.person_id, _idea(row.idea), row.state) if row else None


def lent(c: Connection, structure_id: int, asked: LentHere) -> tuple[Idea, ...]:
    which = (_l.structure_id == structure_id) & (_l.state == LENT) & (_l.triad_id != asked.but)
    rows = c.execute(select(_l.idea).where(which).order_by(_l.updated_at.desc(), _l.triad_id).limit(asked.most))
    return tuple(_idea(packed) for packed in rows.scalars())


def save_loan(c: Connection, structure_id: int, kept: Loan, now: datetime) -> None:
    which = (_l.structure_id == structure_id) & (_l.triad_id == kept.triad_id) & (_l.number == kept.number)
    values = {"state": kept.state, "idea": kept.idea.pack(), "updated_at": now}
    if not c.execute(update(loans).where(which).values(values)).rowcount:
        key = {"structure_id": structure_id, "triad_id": kept.triad_id, "number": kept.number}
        c.execute(insert(loans).values(values | key | {"person_id": kept.person_id}))


def tastes_of(c: Connection, structure_id: int, asked: TastesOf) -> tuple[str, ...]:
    which = (_t.structure_id == structure_id) & (_t.person_id == asked.person)
    return tuple(c.execute(select(_t.families).where(which)).scalar() or ())


def save_tastes(c: Connection, structure_id: int, kept: Tastes, now: datetime) -> None:
    """The newest answer replaces the one before; none leaves nothing."""
    c.execute(delete(tastes).where(_t.structure_id == structure_id, _t.person_id == kept.person_id))
    if kept.families:
        row = {"structure_id": structure_id, "person_id": kept.person_id, "families": list(kept.families)}
        c.execute(insert(tastes).values(row | {"shared": kept.shared, "updated_at": now}))


def _idea(packed: dict[str, Any]) -> Idea:
    return Idea(**packed | {"steps": tuple(packed["steps"]), "skills": tuple(packed["skills"])})
