"""What comes for a triad: load and save. A triad of another structure has nothing and keeps nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from core.horizon.horizon import Horizon, HorizonOf, Item, MissionsOf, Noted, Origin, Side, Tie, When
from core.missions.mission import Mission
from storage import missions, triads
from storage.engine.dialect import insert_new
from storage.tables import horizon_items, horizon_ties, horizons, mission_origins

_h, _i, _t, _o = horizons.c, horizon_items.c, horizon_ties.c, mission_origins.c


def load(c: Connection, structure_id: int, asked: HorizonOf) -> Horizon:
    """All that is known of what comes, in the order it was said."""

    def rows(table: Table, *order: Any) -> list[Any]:
        which = (table.c.triad_id == asked.triad) & (table.c.structure_id == structure_id)
        return list(c.execute(select(table).where(which).order_by(*order)))

    whole = next(iter(rows(horizons)), None)
    return Horizon(
        asked.triad,
        whole.family if whole else "",
        whole.asked_work if whole else None,
        whole.asked_course if whole else None,
        tuple(_item(row) for row in rows(horizon_items, _i.number)),
        tuple(Tie(row.triad_id, row.work, row.course, row.person_id) for row in rows(horizon_ties, _t.at, _t.work)),
        tuple(Origin(row.triad_id, row.mission, row.work, row.course) for row in rows(mission_origins, _o.mission)),
    )


def missions_of(c: Connection, structure_id: int, asked: MissionsOf) -> tuple[Mission, ...]:
    """Every mission of the triad, oldest first."""
    if triads.structure_of(c, asked.triad) != structure_id:
        return ()
    triad = triads.load(c, asked.triad)
    return tuple(missions.load(c, [triad], None).values()) if triad is not None else ()


def save_item(c: Connection, structure_id: int, item: Item, now: datetime) -> None:
    """Said, dated or taken back; its words never change."""
    row = {
        "triad_id": item.triad_id,
        "number": item.number,
        "structure_id": structure_id,
        "side": item.side.value,
        "words": item.words,
        "state": item.when.value,
        "week": item.week,
        "line": item.line,
        "usual": item.usual,
        "person_id": item.person_id,
        "file": dict(item.file),
        "at": now,
    }
    if not c.execute(insert_new(c, horizon_items, "triad_id", "number"), row).rowcount:
        which = (_i.triad_id == item.triad_id) & (_i.number == item.number) & (_i.structure_id == structure_id)
        c.execute(update(horizon_items).where(which).values(state=item.when.value, week=item.week))


def save_tie(c: Connection, structure_id: int, tie: Tie, now: datetime) -> None:
    """Linked, or no longer."""
    if tie.gone:
        which = (_t.triad_id == tie.triad_id) & (_t.work == tie.work) & (_t.course == tie.course)
        c.execute(delete(horizon_ties).where(which, _t.structure_id == structure_id))
        return
    row = {"triad_id": tie.triad_id, "work": tie.work, "course": tie.course, "person_id": tie.person_id}
    c.execute(
        insert_new(c, horizon_ties, "triad_id", "work", "course"), row | {"structure_id": structure_id, "at": now}
    )


def save_origin(c: Connection, structure_id: int, origin: Origin, now: datetime) -> None:
    """What a mission was born from: written once."""
    row = {"triad_id": origin.triad_id, "mission": origin.mission, "work": origin.work, "course": origin.course}
    c.execute(insert(mission_origins).values(row | {"structure_id": structure_id, "at": now}))


def save_noted(c: Connection, structure_id: int, noted: Noted, now: datetime) -> None:
    """What is remembered of the whole; what is not said stays as it was."""
    c.execute(insert_new(c, horizons, "triad_id"), {"triad_id": noted.triad_id, "structure_id": structure_id})
    said = {"family": noted.family, "asked_work": noted.asked_work, "asked_course": noted.asked_course}
    values = {name: value for name, value in said.items() if value}
    if values:
        which = (_h.triad_id == noted.triad_id) & (_h.structure_id == structure_id)
        c.execute(update(horizons).where(which).values(values))


def _item(row: Any) -> Item:
    return Item(
        row.triad_id,
        row.number,
        Side(row.side),
        row.words,
        When(row.state),
        row.week,
        row.line,
        row.usual,
        row.person_id,
        row.at,
        row.file,
    )
