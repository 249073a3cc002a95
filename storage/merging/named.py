"""What a structure has named, numbered or coded itself, made fit to stand beside what the other one has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from core.canned.canned import NAME_LIMIT, key_of
from storage.merging.plan import Clash, Kind, Plan
from storage.road.timers import stop_all
from storage.tables import (
    assessments,
    canned,
    desk_cards,
    gatherings,
    grids,
    module_versions,
    progress,
    recalls,
    recordings,
    studies,
    workshop_answers,
    workshop_rounds,
    workshop_seats,
    workshops,
)

_v, _g, _w = module_versions.c, grids.c, workshops.c
_ROOM = (workshop_seats, workshop_rounds, workshop_answers)


def fit(c: Connection, plan: Plan) -> None:
    """Before the rows of the structure move: none of them is then in the way of another one."""
    for clash in plan.clashes:
        if clash.kind is Kind.LESSON:
            _renumber(c, plan, clash.ours)
    _keep_grids(c, plan)
    _rename_canned(c, plan)
    _drop_doubles(c, plan)
    name = studies.c.name + f" ({plan.source.name})"
    c.execute(update(studies).where(studies.c.structure_id == plan.source.id).values(name=name))
    _move_workshops(c, plan)


def _renumber(c: Connection, plan: Plan, slug: str) -> None:
    """The versions that join take the next numbers, and whoever is in one stays in it; the newest text of the structure
    that stays is published once more above them, so that it is still the one that is read."""
    stays = c.execute(
        select(module_versions).where(_v.structure_id == plan.target.id, _v.slug == slug).order_by(_v.version)
    ).all()
    first = stays[-1].version
    newest = first
    joins = (_v.structure_id == plan.source.id) & (_v.slug == slug)
    for row in c.execute(select(module_versions).where(joins).order_by(_v.version.desc())).all():
        number = first + row.version
        newest = max(newest, number)
        body = row.module | {"version": number}
        c.execute(update(module_versions).where(_v.id == row.id).values(version=number, module=body))
        _follow(c, plan, slug, row.version, number)
    again = {name: value for name, value in stays[-1]._mapping.items() if name != "id"}
    again |= {"version": newest + 1, "module": again["module"] | {"version": newest + 1}}
    c.execute(insert(module_versions), again)


def _follow(c: Connection, plan: Plan, slug: str, before: int, number: int) -> None:
    """Those who are in the middle of a version, and questions of it that come back, name it by its new number."""
    for table in (progress, recalls):
        mine = (table.c.structure_id == plan.source.id) & (table.c.module == slug)
        for row in c.execute(select(table.c.id, table.c.state).where(mine)).all():
            if row.state.get("version") == before:
                state: dict[str, Any] = row.state | {"version": number}
                if "progress" in state:
                    state["progress"] = state["progress"] | {"version": number}
                c.execute(update(table).where(table.c.id == row.id).values(state=state))


def _keep_grids(c: Connection, plan: Plan) -> None:
    """A grid that the structure chose stays with the looks that were made with it, under a name of its own; the grid of
    the house is there once."""
    theirs = set(c.execute(select(_g.version).where(_g.structure_id == plan.target.id)).scalars())
    for row in c.execute(select(grids).where(_g.structure_id == plan.source.id)).all():
        if row.own:
            version = f"{row.version}-{plan.source.id}"
            kept = {"own": False, "version": version, "grid": row.grid | {"version": version}}
            c.execute(update(grids).where(_g.id == row.id).values(kept))
            looks = (assessments.c.structure_id == plan.source.id) & (assessments.c.grid_version == row.version)
            c.execute(update(assessments).where(looks).values(grid_version=version))
        elif row.version in theirs:
            c.execute(grids.delete().where(_g.id == row.id))


def _rename_canned(c: Connection, plan: Plan) -> None:
    k = canned.c
    taken = set(c.execute(select(k.key).where(k.structure_id == plan.target.id)).scalars())
    for row in c.execute(select(canned).where(k.structure_id == plan.source.id)).all():
        if row.key in taken:
            mark = f" ({plan.source.id})"
            name = row.name[: NAME_LIMIT - len(mark)] + mark
            which = (k.structure_id == plan.source.id) & (k.key == row.key)
            c.execute(update(canned).where(which).values(name=name, key=key_of(name)))


def _drop_doubles(c: Connection, plan: Plan) -> None:
    """One card about one matter, one recording of one page."""
    for table, key in ((desk_cards, ("key",)), (recordings, ("module", "page"))):
        other = table.alias()
        same = other.c.structure_id == plan.target.id
        for name in key:
            same &= other.c[name] == table.c[name]
        c.execute(table.delete().where(table.c.structure_id == plan.source.id, select(other.c.id).where(same).exists()))


def _move_workshops(c: Connection, plan: Plan) -> None:
    """Its key is the structure and the code, and its rows point there: the room is copied, they follow, it goes."""
    source, target = plan.source.id, plan.target.id
    taken = {clash.ours for clash in plan.clashes if clash.kind is Kind.WORKSHOP_CODE}
    for row in c.execute(select(workshops).where(_w.structure_id == source)).all():
        code = f"{row.code}-{source}" if row.code in taken else row.code
        c.execute(insert(workshops), dict(row._mapping) | {"structure_id": target, "code": code})
        for table in _ROOM:
            which = (table.c.structure_id == source) & (table.c.code == row.code)
            c.execute(update(table).where(which).values(structure_id=target, code=code))
        door = (gatherings.c.structure_id == source) & (gatherings.c.door == row.code)
        c.execute(update(gatherings).where(door).values(door=code))
        stop_all(c, f"workshop:{source}:{row.code}:")  # it is over: what was left to show would name the old room
        c.execute(workshops.delete().where(_w.structure_id == source, _w.code == row.code))


def named(clashes: tuple[Clash, ...]) -> dict[str, int]:
    """How many clashes of each kind, for the journal."""
    found: dict[str, int] = {}
    for clash in clashes:
        found[clash.kind.value] = found.get(clash.kind.value, 0) + 1
    return found
