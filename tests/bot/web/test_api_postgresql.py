"""The API on PostgreSQL, under row-level security: a key sees its structure, and what happened can be read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Connection, func, insert, select

from bot.web.app import create_app
from bot.web.pages import routers
from core.api.keys import KeyRevoked, Scope
from core.reply import Event
from storage import apikeys, events, hooks
from storage.engine import tenancy
from storage.engine.unit import Database
from storage.migrate import migrate
from storage.tables import invitations, people, structures
from tests.bot.web.test_api import MANY, Door
from tests.crowd import NOW, furnish, house_on
from tests.storage.conftest import use, wait_for

PROPOSED = Event("mission-propose", "mission:3:1", 3, 30, {"state": "proposed", "version": 1, "role": "apprentice"})
MEETING = Event("meeting-kept", "meeting:3:1", 3, 30)


def furnished(c: Connection) -> None:
    furnish(c, MANY)
    c.execute(insert(structures), {"id": 2, "name": "Ailleurs", "created_at": NOW})


async def prepare(url: str) -> None:
    await migrate(url, durable=False)
    await use(url, furnished)


@pytest.fixture
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    postgres = request.getfixturevalue("postgres")
    template = postgres.template("crowd", lambda url: wait_for(prepare(url)))
    database = Database.open(postgres.create_database(template=template), durable=False)
    house = house_on(database)
    transport = httpx.ASGITransport(create_app(routers(house)))
    async with httpx.AsyncClient(transport=transport, base_url="https://triade.example") as client:
        door = Door(database, house, client)
        house._clock = lambda: door.now[0]
        yield door
    await database.close()


async def happen(door: Door, *happened: Event) -> None:
    """As storage/road/replies.py writes it down."""

    def work(c: Any) -> None:
        tenancy.within(c, 1)
        events.record_all(c, happened, at=door.now[0], structure=1, cause="essai")
        hooks.put(c, 1, happened, door.now[0])

    await door.database.run(work)


async def test_a_key_opens_its_structure_and_the_database_holds_to_it(door: Door):
    def seen(c: Any) -> tuple[bool, int]:
        tenancy.within(c, 2)
        return tenancy.bypasses(c), c.execute(select(func.count()).select_from(people)).scalar_one()

    assert (False, 0) == await door.database.run(seen), "a statement that forgets its structure finds nothing"
    mine, away = await door.key(), await door.key(structure=2)
    await happen(door, PROPOSED)
    door.now[0] = NOW + timedelta(minutes=5)
    for path in ("young-people", "missions", "events"):
        assert (await door.get(f"/{path}", mine)).json()["items"]
        assert [] == (await door.get(f"/{path}", away)).json()["items"]
    assert (200, 404) == tuple([(await door.get("/young-people/1", key)).status_code for key in (mine, away)])
    assert {0} == {one["among"] for one in (await door.get("/indicators", away)).json()["items"]}

    made = [await door.invite(mine, "demande-1", "Léa", "IM-7") for _ in range(2)]
    assert (201, made[0].json()) == (made[1].status_code, made[1].json())
    assert 201 == (await door.invite(away, "demande-1", "Léa", "IM-7")).status_code
    rows = await door.database.run(lambda c: c.execute(select(invitations.c.structure_id)).scalars().all())
    assert [1, 2] == sorted(rows)
    await door.database.run(lambda c: apikeys.revoke(c, 2, KeyRevoked(2), door.now[0]))
    assert (200, 401) == tuple([(await door.get("/missions", key)).status_code for key in (mine, away)])


async def test_what_happened_is_read_again_in_order_from_a_moment_or_a_cursor(door: Door):
    key, less = await door.key(Scope.MISSIONS, Scope.MEETINGS), await door.key(Scope.MEETINGS)
    await happen(door, PROPOSED, Event("post-written", "post:3:1", 3, 30))
    assert [] == (await door.get("/events", key)).json()["items"], "what is being written might still come before it"
    door.now[0] = NOW + timedelta(minutes=5)
    await happen(door, MEETING)
    door.now[0] = NOW + timedelta(minutes=10)

    first = (await door.get("/events", key, limit=1)).json()
    assert (1, True) == (len(first["items"]), first["more"])
    told = first["items"][0]
    assert ("mission.proposed", "3-1", "proposed") == (told["type"], told["data"]["mission"], told["data"]["state"])
    rest = (await door.get("/events", key, cursor=first["cursor"])).json()
    assert (["meeting.kept"], False) == ([one["type"] for one in rest["items"]], rest["more"])
    nothing = (await door.get("/events", key, cursor=rest["cursor"])).json()
    assert ([], rest["cursor"]) == (nothing["items"], nothing["cursor"])

    since = (NOW + timedelta(minutes=1)).isoformat()
    assert ["meeting.kept"] == [one["type"] for one in (await door.get("/events", key, since=since)).json()["items"]]
    assert ["meeting.kept"] == [one["type"] for one in (await door.get("/events", less)).json()["items"]]
    assert 403 == (await door.get("/events", await door.key(Scope.YOUNG))).status_code
