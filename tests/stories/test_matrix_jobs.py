"""Whatever the clock does by itself stays within one structure, also when what it points at is of another one.

A kind of timer without a rule in tests/stories/rules.py breaks the tests; every story is held to these rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from core import due
from core.people import Role
from core.scene import Timer as Due
from storage.engine.tenancy import tenant_tables
from storage.road.recipients import WrongStructure
from storage.road.replies import save
from storage.road.scenes import load_timer
from storage.road.timers import Timer
from storage.tables import members, outbox, people
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import Theatre
from tests.stories.intruder import written
from tests.stories.rules import TIMERS

#: how the people of the other structure are called, and what they do
HERS = ("Ysolde", "Kylian", "Wanda", "Peupliers", "brise")


@dataclass
class House:
    """What a timer may point at in one structure."""

    number: int
    triad: int
    #: by role
    people: dict[Role, int]

    def pointers(self) -> Iterator[tuple[int | None, int | None]]:
        """Threads and people, as timers name them."""
        yield self.triad, None
        for number in self.people.values():
            yield None, number
            yield self.triad, number


@dataclass
class Town:
    theatre: Theatre
    here: House
    away: House
    #: all rows of the other one
    rows: dict[str, list[Any]]


@pytest.fixture
async def town(theatre: Theatre, cast: Cast) -> Town:
    other = await raise_curtain(
        cast.stage, "Mission locale des Peupliers", "Wanda", "Ysolde", "Kylian", "Garage Peupliers"
    )
    await cast.finishes()
    await other.finishes("Balayer contre la brise")

    def look(c: Connection) -> Town:
        known = c.execute(select(people.c.id, people.c.structure_id, people.c.role).order_by(people.c.id)).all()
        threads = {row.structure_id: row.triad_id for row in c.execute(select(members))}
        here, away = (
            House(
                one.house.id, threads[one.house.id],
                {Role(row.role): row.id for row in known if row.structure_id == one.house.id},
            )
            for one in (cast, other)
        )  # fmt: skip
        return Town(theatre, here, away, {table.name: _rows(c, table, away.number) for table in tenant_tables()})

    return await theatre.app.database.run(look)


def pointing_at(town: Town, house: House) -> Iterator[Timer]:
    """Every kind, about the thread and the people of a house: all of it due for the first house."""
    now = town.theatre.stage.now
    for kind in due.KINDS:
        for triad, person in house.pointers():
            data = {"number": 1, "version": 1, "step": 1, "steps": 9, "since": now.isoformat(), "day": str(now.date()),
                    "ref": f"{person or triad}:1", "person": person, "triad": triad, "code": "ABCD", "call": "k1",
                    "key": "k1", "module": "m", "month": "2026-11", "offer": 1, "from": now.isoformat(), "mark": "x",
                    "what": "soon", "moment": "t0", "convention": "c", "study": 1, "gathering": 1,
                    "round": 1, "sequence": 1, "months": 3, "channel": "telegram", "chat": "-1", "topic": "",
                    "meeting": 1, "until": now.isoformat()}  # fmt: skip
            yield Timer(0, town.here.number, f"{kind}:{triad}:{person}", kind, triad, person, data, now)


class _Undone(Exception):
    """What a timer did was looked at, and nothing of it stays."""


async def harm(town: Town, timer: Timer) -> list[str]:
    """What this timer does to the other house: its rows, its people, its words."""
    world, now = town.theatre.app.ticker._world, town.theatre.stage.now
    found: list[str] = []

    def unit(c: Connection) -> None:
        last = c.execute(select(func.max(outbox.c.id))).scalar() or 0
        with written(c) as tables, suppress(WrongStructure):  # its unit of work is undone: a second wall
            scene = load_timer(c, timer, world, now)
            due.handle(Due(timer.key, timer.kind, now, timer.triad, timer.person, timer.data), scene)
            save(c, scene)
        rows = c.execute(select(outbox).where(outbox.c.id > last)).all()
        said = json.dumps([row.payload for row in rows], ensure_ascii=False)
        found.extend(f"says « {word} »" for word in HERS if word in said)
        found.extend(f"writes to {row.recipient}" for row in rows if row.person_id in town.away.people.values())
        for name in sorted(tables & town.rows.keys()):
            table = next(table for table in tenant_tables() if table.name == name)
            if _rows(c, table, town.away.number) != town.rows[name]:
                found.append(f"changes {name}")
        raise _Undone

    with suppress(_Undone):
        await town.theatre.app.database.run(unit)
    return found


def _rows(c: Connection, table: Any, structure: int) -> list[Any]:
    which = (table.c.id if table.name == "structures" else table.c.structure_id) == structure
    return list(c.execute(select(table).where(which).order_by(*table.primary_key.columns)))


def test_every_kind_of_timer_says_whom_it_is_for() -> None:
    assert TIMERS.keys() == due.KINDS.keys()


async def test_no_timer_reaches_another_house(town: Town) -> None:
    tried = [timer for house in (town.here, town.away) for timer in pointing_at(town, house)]
    harms = {timer.key: found for timer in tried if (found := await harm(town, timer))}

    assert len(tried) > 500
    assert {} == harms
