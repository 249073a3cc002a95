"""Whatever timers and jobs do by themselves stays within one structure, also when what they point at is of another one.

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

from bot.hooks.post import NotArrived
from bot.opportunities.read import Town as Place
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.seek import Seeker
from bot.runtime.tick import Ticker
from core import due
from core.api.told import NewHook, Told
from core.opportunities.offer import Kind
from core.opportunities.search import Found as Offered, Search
from core.people import Role
from core.scene import Timer as Due
from storage import erasure, hooks, searches
from storage.engine import tenancy
from storage.engine.tenancy import tenant_tables
from storage.road.recipients import WrongStructure
from storage.road.replies import save
from storage.road.scenes import load_timer
from storage.road.timers import Timer
from storage.tables import alerts, members, offers, outbox, people
from tests.stories.cast import Cast, raise_curtain
from tests.stories.conftest import Expected, Theatre
from tests.stories.intruder import written
from tests.stories.rules import TIMERS, UNITS, Opened

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

    def of_the_other(self, c: Connection) -> dict[str, list[Any]]:
        """Those rows as they are now."""
        return {table.name: _rows(c, table, self.away.number) for table in tenant_tables()}


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


def test_a_unit_of_work_that_strays_is_seen() -> None:
    """What held_to_their_rules sees of every story: where each writes before it has opened a structure, and after."""
    fires, beats = (Opened(kind.__name__, UNITS[kind][0]) for kind in (Ticker, Heartbeat))

    assert [] == [*fires.written(tenancy.EVERY, "timers"), *fires.written("1", "posts"), *fires.written("1", "outbox")]
    assert ["Ticker: posts in no structure"] == list(fires.written(tenancy.EVERY, "posts"))
    assert ["Ticker: outbox in the structures ['1', '2'] by one unit of work"] == list(fires.written("2", "outbox"))
    assert [] == [*beats.written("1", "timers"), *beats.written("2", "timers")]
    assert ["Heartbeat: timers in no structure"] == list(beats.written(tenancy.EVERY, "timers"))


def test_every_kind_of_timer_says_whom_it_is_for() -> None:
    assert TIMERS.keys() == due.KINDS.keys()


async def test_no_timer_reaches_another_house(town: Town) -> None:
    tried = [timer for house in (town.here, town.away) for timer in pointing_at(town, house)]
    harms = {timer.key: found for timer in tried if (found := await harm(town, timer))}

    assert len(tried) > 500
    assert {} == harms


class Found:
    """A service of offers that has one for everybody."""

    def __init__(self) -> None:
        self.asked = {"lba": self._ask}

    async def town(self, postal: str) -> Place:
        return Place("Rouen", 49.4, 1.1)

    async def _ask(self, *_: object) -> list[Offered]:
        return [Offered("lba", "1", Kind.APPRENTICESHIP, "Vente", "Brume", "Rouen", "contact@brume.example", None)]


async def refuses(told: Told, at: int) -> None:
    raise NotArrived("status 500")


async def test_no_other_job_reaches_another_house(town: Town, cast: Cast, expected: Expected) -> None:
    """An endpoint that gives up, a search that finds, somebody who is erased: each of the first house only."""
    expected.alerts.add("webhook-stopped")
    app, now, here = town.theatre.app, town.theatre.stage.now, town.here
    young, tutor = here.people[Role.APPRENTICE], here.people[Role.TUTOR]
    assert app.hooks is not None
    app.hooks._post = refuses

    def prepare(c: Connection) -> None:
        tenancy.within(c, here.number)
        hooks.add(c, here.number, NewHook("https://a.example/x", "whsec_x", frozenset({"missions:read"})), now)
        searches.save(c, here.number, Search(young, "D1106", "76000", now), now)

    await app.database.run(prepare)
    await cast.agrees("Balayer devant")
    for _ in range(12):
        await cast.stage.pass_time(hours=12)
    rows = await app.database.run(town.of_the_other)
    seeker = Seeker(app.database, app.ticker.now, app.receiver, Found(), ())  # type: ignore[arg-type]
    assert 1 == await seeker.once()

    def erase(c: Connection) -> None:
        tenancy.within(c, here.number)
        assert erasure.erase(c, here.number, tutor, "asked", now)

    await app.database.run(erase)
    await cast.stage.follow()
    assert app.sweeper is not None
    await app.sweeper.once()

    assert "webhook-stopped" in await app.database.run(lambda c: list(c.execute(select(alerts.c.kind)).scalars()))
    assert 1 == await app.database.run(lambda c: c.execute(select(func.count()).select_from(offers)).scalar())
    assert rows == await app.database.run(town.of_the_other)
