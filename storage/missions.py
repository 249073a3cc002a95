"""Missions, every step of their lives, and the looks at them: load and save."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from core.missions.mission import Act, Card, Mission, State, Step
from core.missions.skills import Assessment
from core.people import Role
from core.triad import Triad
from storage.tables import assessments, mission_steps, missions, people

mi, st, lo = missions.c, mission_steps.c, assessments.c
#: triad, number
Key = tuple[int, int]
Keys = Collection[Key]


def load(c: Connection, triads: Iterable[Triad], keys: Keys | None) -> dict[Key, Mission]:
    """The missions of these triads: those of `keys` (triad, number), or all (None). Each with its steps."""
    ids = [triad.id for triad in triads]
    if not ids or (keys is not None and not keys):
        return {}
    which: ColumnElement[bool] = mi.triad_id.in_(ids)
    if keys is not None:
        which = and_(which, or_(*(and_(mi.triad_id == triad, mi.number == number) for triad, number in keys)))
    rows = c.execute(
        select(missions).where(which).order_by(mi.triad_id, mi.number).with_for_update(key_share=True)
    ).all()
    found = {(row.triad_id, row.number) for row in rows}
    if not found:
        return {}
    steps = _steps(c, found)
    looked = _looked(c, found)
    return {(row.triad_id, row.number): _mission(row, steps, looked) for row in rows}


def looks(c: Connection, keys: Keys) -> dict[Key, dict[Role, Assessment]]:
    """The looks at these missions, by side."""
    found: dict[Key, dict[Role, Assessment]] = {}
    if not keys:
        return found
    which = or_(*(and_(lo.triad_id == triad, lo.number == number) for triad, number in keys))
    for row in c.execute(select(assessments).where(which)):
        look = Assessment(Role(row.side), row.person_id, row.grid_version, row.marks, row.words)
        found.setdefault((row.triad_id, row.number), {})[look.side] = look
    return found


def save(c: Connection, structure_id: int, mission: Mission, step: Step) -> None:
    """The mission as it is after `step`, and the step."""
    key = and_(mi.triad_id == mission.triad_id, mi.number == mission.number)
    values = {
        "version": mission.version,
        "state": mission.state.value,
        "card": _packed(mission.card),
        "updated_at": step.at,
    }
    if step.act is Act.PROPOSE:
        values |= {"triad_id": mission.triad_id, "number": mission.number, "structure_id": structure_id}
        c.execute(insert(missions).values(values))
    else:
        c.execute(update(missions).where(key, mi.structure_id == structure_id).values(values))
    c.execute(
        insert(mission_steps).values(
            structure_id=structure_id,
            triad_id=mission.triad_id,
            number=mission.number,
            version=step.version,
            act=step.act.value,
            state=step.state.value,
            person_id=step.person_id,
            role=step.role.value if step.role is not None else "",
            channel=step.channel,
            card=_packed(step.card),
            note=step.note,
            at=step.at,
        )
    )


def save_look(c: Connection, structure_id: int, mission: Mission, look: Assessment, at: datetime) -> None:
    """One side's look: written once, never changed."""
    c.execute(
        insert(assessments).values(
            triad_id=mission.triad_id,
            number=mission.number,
            side=look.side.value,
            structure_id=structure_id,
            person_id=look.person_id,
            grid_version=look.grid_version,
            marks=dict(look.marks),
            words=look.words,
            at=at,
        )
    )


def _mission(row: Any, steps: dict[Key, list[Step]], looked: dict[Key, frozenset[Role]]) -> Mission:
    key = (row.triad_id, row.number)
    return Mission(
        triad_id=row.triad_id,
        number=row.number,
        version=row.version,
        state=State(row.state),
        card=_card(row.card),
        steps=tuple(steps.get(key, ())),
        assessed_by=looked.get(key, frozenset()),
    )


def _steps(c: Connection, keys: Keys) -> dict[Key, list[Step]]:
    which = or_(*(and_(st.triad_id == triad, st.number == number) for triad, number in keys))
    query = select(mission_steps, people.c.first_name).outerjoin(people, people.c.id == st.person_id).where(which)
    found: dict[Key, list[Step]] = {}
    for row in c.execute(query.order_by(st.id)):
        step = Step(
            Act(row.act),
            State(row.state),
            row.version,
            row.person_id,
            row.first_name or "",
            Role(row.role) if row.role else None,
            row.channel,
            row.at,
            _card(row.card),
            row.note,
        )
        found.setdefault((row.triad_id, row.number), []).append(step)
    return found


def _looked(c: Connection, keys: Keys) -> dict[Key, frozenset[Role]]:
    which = or_(*(and_(lo.triad_id == triad, lo.number == number) for triad, number in keys))
    found: dict[Key, frozenset[Role]] = {}
    for row in c.execute(select(lo.triad_id, lo.number, lo.side).where(which)):
        found[row.triad_id, row.number] = found.get((row.triad_id, row.number), frozenset()) | {Role(row.side)}
    return found


def _packed(card: Card) -> dict[str, Any]:
    return card.words() | ({"files": {name: dict(file) for name, file in card.files.items()}} if card.files else {})


def _card(packed: dict[str, Any]) -> Card:
    words = {name: value for name, value in packed.items() if name in Card.__dataclass_fields__ and name != "files"}
    return Card(**words, files=packed.get("files", {}))
