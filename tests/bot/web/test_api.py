"""The API: what a key opens and what it does not, the same request twice, and every route against made-up requests."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import insert, select

from bot.runtime.backstage import House
from bot.runtime.limits import KeyLimits
from bot.web.app import create_app
from bot.web.pages import routers
from bot.web.pages.keys import hashed, new_secret
from core.api.keys import KeyRevoked, Scope, checked
from storage import apikeys
from storage.engine.unit import Database
from storage.tables import api_keys, invitations, meetings, missions, people, structures
from tests.crowd import NOW, open_house

ALL = frozenset(scope.value for scope in Scope)
MANY = 7
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


class Unmetered(KeyLimits):
    async def wait(self, key: int) -> float:
        return 0


@dataclass
class Door:
    """The API of a house with a few young people, and who asks."""

    database: Database
    house: House
    client: httpx.AsyncClient
    now: list[datetime] = field(default_factory=lambda: [NOW])

    async def key(self, *scopes: Scope, structure: int = 1, days: int = 90) -> dict[str, str]:
        """The header of a new key."""
        secret = new_secret()
        new = checked("essai", frozenset(scopes) or ALL, days, hashed(secret), NOW)
        await self.database.run(lambda c: apikeys.add(c, structure, new, NOW))
        return {"authorization": f"Bearer {secret}"}

    async def get(self, path: str, key: dict[str, str], **query: Any) -> httpx.Response:
        return await self.client.get(f"/api/v1{path}", headers=key, params=query)

    async def invite(self, key: dict[str, str], mark: str, name: str, reference: str = "") -> httpx.Response:
        body = {"first_name": name, "reference": reference}
        return await self.client.post("/api/v1/invitations", headers={**key, "idempotency-key": mark}, json=body)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    database, house = await open_house(tmp_path, MANY)
    transport = httpx.ASGITransport(create_app(routers(house)))
    async with httpx.AsyncClient(transport=transport, base_url="https://triade.example") as client:
        door = Door(database, house, client)
        house._clock = lambda: door.now[0]
        yield door
    await database.close()


async def test_a_key_walks_through_pages_and_misses_nobody(door: Door):
    key, found, cursor = await door.key(Scope.YOUNG), [], ""
    while cursor is not None:
        page = (await door.get("/young-people", key, limit=3, cursor=cursor)).json()
        found += page["items"]
        cursor = page["next"]
    assert list(range(1, MANY + 1)) == [one["thread"] for one in found]
    assert {None} == {one["first_name"] for one in found} == {one["company"] for one in found}


async def test_names_need_their_scope_and_words_have_none(door: Door):
    key = await door.key()
    young = (await door.get("/young-people/3", key)).json()
    assert ("Moussa", "Garage 3") == (young["first_name"], young["company"])
    assert 3 == len((await door.get("/missions", key, thread=3)).json()["items"])
    everything = [(await door.get(f"/{path}", key)).text for path in ("young-people", "missions", "meetings")]
    assert not [word for word in ("pneus", "devis", "réserve", "Marc") for text in everything if word in text]


async def test_who_has_not_said_yes_and_what_was_not_sent_are_not_there(door: Door):
    key, card = await door.key(), {"title": "En préparation"}

    def change(c: Any) -> None:
        c.execute(people.update().where(people.c.id == 10).values(consent_version=""))
        draft = {"triad_id": 3, "number": 9, "structure_id": 1, "state": "draft", "card": card, "updated_at": NOW}
        c.execute(insert(missions), draft)
        for thread in (1, 3):
            meeting = {"triad_id": thread, "number": 1, "structure_id": 1, "stage": "kept", "starts": NOW}
            c.execute(insert(meetings), {**meeting, "data": {}, "updated_at": NOW})

    await door.database.run(change)
    assert 404 == (await door.get("/young-people/1", key)).status_code
    seen = {one["id"] for one in (await door.get("/missions", key, limit=100)).json()["items"]}
    assert {"2-1", "3-3"} == {"1-1", "2-1", "3-3", "3-9"} & seen
    assert ["3-1"] == [one["id"] for one in (await door.get("/meetings", key)).json()["items"]]


async def test_a_key_opens_its_scopes_and_its_structure_as_long_as_it_lives(door: Door):
    await door.database.run(lambda c: c.execute(insert(structures), {"id": 2, "name": "Ailleurs", "created_at": NOW}))
    short, away = await door.key(Scope.YOUNG, days=2), await door.key(structure=2)
    refused = await door.get("/missions", short)
    assert (403, "application/problem+json") == (refused.status_code, refused.headers["content-type"])
    assert "missions:read" in refused.json()["detail"]
    assert [] == (await door.get("/young-people", away)).json()["items"]
    assert 404 == (await door.get("/young-people/1", away)).status_code
    door.now[0] = NOW + timedelta(days=3)
    assert 401 == (await door.get("/young-people", short)).status_code
    await door.database.run(lambda c: apikeys.revoke(c, 2, KeyRevoked(2), NOW))
    assert 401 == (await door.get("/young-people", away)).status_code
    rows = await door.database.run(lambda c: c.execute(select(api_keys)).all())
    assert all(key["authorization"][7:] not in str(rows) for key in (short, away))
    assert [NOW, NOW] == [row.used_at for row in rows]


async def test_the_same_request_twice_is_one_invitation(door: Door):
    key = await door.key(Scope.INVITE)
    first, again = (
        await door.invite(key, "demande-1", "Léa", "IM-7"),
        await door.invite(key, "demande-1", "Léa", "IM-7"),
    )
    assert (201, 201, first.json()) == (first.status_code, again.status_code, again.json())
    assert 409 == (await door.invite(key, "demande-1", "Zoé", "IM-8")).status_code
    known = await door.invite(key, "demande-2", "Léa", "IM-7")
    assert 409 == known.status_code
    assert "IM-7" in known.json()["detail"]
    rows = await door.database.run(lambda c: c.execute(select(invitations)).all())
    assert [("apprentice", "Léa", "IM-7")] == [(row.role, row.first_name, row.reference) for row in rows]
    assert first.json()["link"][-22:] not in str(rows)


async def test_small_numbers_are_hidden(door: Door):
    key = await door.key(Scope.INDICATORS)
    for by in ("", "wave", "exposure"):
        items = (await door.get("/indicators", key, by=by)).json()["items"]
        assert items
        assert all(one["hidden"] or one["among"] not in range(1, 5) for one in items if one["unit"] == "jeunes")
        assert not [one for one in items if one["hidden"] and one["count"] is not None]


async def test_who_asks_too_often_waits(door: Door):
    key, other = await door.key(Scope.YOUNG), await door.key(Scope.YOUNG)
    answers = [(await door.get("", key)) for _ in range(32)]
    assert 200 == answers[0].status_code
    assert 429 == answers[-1].status_code
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert 200 == (await door.get("", other)).status_code


async def test_what_is_nowhere_or_malformed_is_a_problem_in_french(door: Door):
    key = await door.key()
    for answer, status in (
        (await door.get("/nulle-part", key), 404),
        (await door.get("/missions", key, limit=1000), 422),
        (await door.get("/missions", {"authorization": "Basic eA=="}), 401),
    ):
        assert (status, "application/problem+json") == (answer.status_code, answer.headers["content-type"])
        assert (status, True) == (answer.json()["status"], answer.json()["title"][0].isupper())


# --- made-up requests -------------------------------------------------------------------------------------------------


@pytest.fixture
async def schema(door: Door) -> Any:
    """The API with one key, without a limit, as schemathesis reads it."""
    door.house.meter = Unmetered()
    app: FastAPI = create_app(routers(door.house))
    found: Any = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    return found, await door.key()


async def test_no_request_breaks_a_route_or_its_description(schema: Any) -> None:
    """Valid and invalid requests, made from the description. TRIADE_REQUESTS=2000 makes more of them for each route."""
    described, key = schema
    asked: Counter[int] = Counter()

    def ask(case: Any) -> None:
        answer = case.call(headers=key)
        asked[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    made = settings(
        max_examples=int(os.environ.get("TRIADE_REQUESTS", "4")), deadline=None, database=None,
        suppress_health_check=list(HealthCheck), derandomize=True,
    )  # fmt: skip
    for operation in (result.ok() for result in described.get_all_operations()):
        for mode in GenerationMode:
            with suppress(Unsatisfiable):  # a route that takes nothing cannot be asked wrongly
                await asyncio.to_thread(made(given(case=operation.as_strategy(generation_mode=mode))(ask)))
    assert {200, 201, 422} <= asked.keys(), asked
    print(dict(asked))  # the numbers of a longer run
