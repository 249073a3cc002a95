"""Events that a group is invited to, with their guests: load and save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from core.gatherings.gathering import (
    LENGTH,
    Counted,
    Gathering,
    GatheringBy,
    GatheringsCounted,
    GatheringsFrom,
    Guest,
    Kind,
    State,
)
from storage.tables import gathering_guests as guests, gatherings, people

_g, _w = gatherings.c, guests.c
#: of those to come, so many are looked at
MOST = 50


def by_number(c: Connection, structure_id: int, asked: GatheringBy) -> Gathering | None:
    which = _g.id == asked.number if asked.number else _g.state == "new"
    found = _load(c, (_g.structure_id == structure_id) & which)
    return found[-1] if found else None


def coming(c: Connection, structure_id: int, asked: GatheringsFrom) -> tuple[Gathering, ...]:
    which = (_g.structure_id == structure_id) & (_g.starts >= asked.moment - LENGTH) & (_g.state == "open")
    return tuple(sorted(_load(c, which), key=lambda one: one.starts))


def counted(c: Connection, structure_id: int, asked: GatheringsCounted) -> tuple[Counted, ...]:
    """Nobody's row is loaded, and none is locked."""
    which = (_g.structure_id == structure_id) & (_g.starts >= asked.since) & (_g.state != "new")
    rows = c.execute(select(gatherings).where(which).order_by(_g.starts.desc()).limit(MOST)).all()
    here = (_w.structure_id == structure_id) & _w.gathering_id.in_([row.id for row in rows])
    states: dict[int, dict[State, int]] = defaultdict(dict)
    for number, state, many in c.execute(
        select(_w.gathering_id, _w.state, func.count()).where(here).group_by(_w.gathering_id, _w.state)
    ):
        states[number][State(state)] = many
    return tuple(Counted(_gathering(row, ()), states[row.id]) for row in rows)


def _load(c: Connection, which: ColumnElement[bool]) -> list[Gathering]:
    """The newest first. Nobody else changes them before this transaction ends: the last place is given once."""
    rows = c.execute(
        select(gatherings).where(which).order_by(_g.id.desc()).limit(MOST).with_for_update(key_share=True)
    ).all()
    if not rows:
        return []
    whose: dict[int, list[Guest]] = defaultdict(list)
    here = (_w.structure_id == rows[0].structure_id) & _w.gathering_id.in_([row.id for row in rows])
    query = select(guests, people.c.first_name).join(people, people.c.id == _w.person_id).where(here)
    for row in c.execute(query.order_by(_w.person_id)):
        guest = Guest(row.gathering_id, row.person_id, row.first_name, State(row.state), row.since, row.until)
        whose[row.gathering_id].append(guest)
    return [_gathering(row, tuple(whose[row.id])) for row in rows]


def _gathering(row: Any, invited: tuple[Guest, ...]) -> Gathering:
    return Gathering(
        row.author_id, Kind(row.kind), row.title, row.place, row.starts, row.room, row.topic, row.state, row.door,
        invited, row.id,
    )  # fmt: skip


def save(c: Connection, structure_id: int, kept: Gathering, now: datetime) -> None:
    """A new one with its guests; of a known one, its state and its door."""
    if kept.id:
        which = (_g.structure_id == structure_id) & (_g.id == kept.id)
        c.execute(update(gatherings).where(which).values(state=kept.state, door=kept.door))
        return
    values = {name: getattr(kept, name) for name in ("author_id", "title", "place", "starts", "room", "topic")}
    values |= {"structure_id": structure_id, "kind": kept.kind.value, "created_at": now}
    number = c.execute(insert(gatherings).values(values).returning(_g.id)).scalar_one()
    rows = [
        {"gathering_id": number, "person_id": one.person_id, "structure_id": structure_id, "state": one.state.value,
         "since": one.since}
        for one in kept.guests
    ]  # fmt: skip
    c.execute(insert(guests), rows)


def save_guest(c: Connection, structure_id: int, kept: Guest, _: datetime) -> None:
    which = (_w.structure_id == structure_id) & (_w.gathering_id == kept.gathering_id)
    values = {"state": kept.state.value, "since": kept.since, "until": kept.until}
    c.execute(update(guests).where(which, _w.person_id == kept.person_id).values(values))


READERS: Mapping[Any, Callable[[Connection, int, Any], Any]] = {
    GatheringBy: by_number,
    GatheringsCounted: counted,
    GatheringsFrom: coming,
}
KEEPERS: Mapping[Any, Callable[[Connection, int, Any, datetime], None]] = {Gathering: save, Guest: save_guest}
