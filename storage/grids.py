"""Grids: keep each version once, find the one of a day or of a look; the looks of a triad from first to last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from core.missions.evolution import BothLooks, LooksOf
from core.missions.grids import GridAt, GridOf, KeptGrid, pack, unpack
from core.missions.mission import Act, State
from core.missions.skills import Assessment, Grid
from core.people import Role
from storage.engine.dialect import insert_new
from storage.tables import assessments, grids, mission_steps, missions

g, lo, mi = grids.c, assessments.c, missions.c


def at(c: Connection, structure_id: int, asked: GridAt) -> Grid | None:
    query = select(g.grid).where(g.structure_id == structure_id, g.own, g.at <= asked.at).order_by(g.id.desc())
    packed = c.execute(query.limit(1)).scalar()
    return unpack(packed) if packed is not None else None


def of(c: Connection, structure_id: int, asked: GridOf) -> Grid | None:
    packed = c.execute(select(g.grid).where(g.structure_id == structure_id, g.version == asked.version)).scalar()
    return unpack(packed) if packed is not None else None


def keep(c: Connection, structure_id: int, kept: KeptGrid, now: datetime) -> None:
    """A version is written once and never changes."""
    row = {
        "structure_id": structure_id, "version": kept.grid.version, "grid": pack(kept.grid), "own": kept.own,
        "chosen_by": kept.by, "at": now,
    }  # fmt: skip
    # Of two who choose at once the second must fail, and be told when it is tried again.
    c.execute(insert(grids) if kept.own else insert_new(c, grids, "structure_id", "version"), row)


def looks_of(c: Connection, structure_id: int, asked: LooksOf) -> tuple[BothLooks, ...]:
    """Only missions that both have looked at, in the order in which they were done."""
    done = mission_steps.alias("done")
    query = (
        select(lo.number, lo.side, lo.person_id, lo.grid_version, lo.marks, lo.words, mi.card)
        .join(missions, (mi.triad_id == lo.triad_id) & (mi.number == lo.number))
        .join(done, (done.c.triad_id == mi.triad_id) & (done.c.number == mi.number) & (done.c.act == Act.FINISH.value))
        .where(lo.triad_id == asked.triad, lo.structure_id == structure_id, mi.state == State.ASSESSED.value)
        .order_by(done.c.id)
    )
    found: dict[int, dict[Role, Assessment]] = {}
    titles: dict[int, str] = {}
    for row in c.execute(query):
        look = Assessment(Role(row.side), row.person_id, row.grid_version, row.marks, row.words)
        found.setdefault(row.number, {})[look.side] = look
        titles[row.number] = row.card["title"]
    return tuple(
        BothLooks(number, titles[number], looks[Role.APPRENTICE], looks[Role.TUTOR])
        for number, looks in found.items()
        if {Role.APPRENTICE, Role.TUTOR} <= looks.keys()
    )
