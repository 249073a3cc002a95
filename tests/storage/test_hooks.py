"""What other software is told: its scopes, in order, again when it fails; nothing is lost, on both databases."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.hooks.post import NotArrived
from bot.hooks.sender import Hooks
from core.api.told import TRIES, HooksHere, NewHook, Told
from core.reply import Event
from storage import hooks, retention
from storage.content.library import library
from storage.engine import tenancy
from storage.road import alerts
from storage.road.scenes import World
from storage.tables import desk_cards
from tests.storage.house import ELSEWHERE, HERE, MONDAY, House
from tests.storage.planting import dump

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BOTH = frozenset({"missions:read", "meetings:read"})
PROPOSED = Event("mission-propose", "mission:1:2", 1, 3, {"state": "proposed", "version": 1, "role": "apprentice"})
MEETING = Event("meeting-kept", "meeting:1:1", 1, 3)


class Endpoint:
    """Other software, which answers as it likes."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Any]] = []
        self.down = False

    async def __call__(self, told: Told, timestamp: int) -> None:
        if self.down:
            raise NotArrived("status 503")
        self.got.append((told.id, json.loads(told.body)))


def sender(house: House, endpoint: Endpoint) -> Hooks:
    return Hooks(house.database, World(library()), lambda: house.now, endpoint)


async def happen(house: House, structure: int, *events: Event) -> None:
    def work(c: Any) -> None:
        tenancy.within(c, structure)
        hooks.put(c, structure, events, house.now)

    await house.database.run(work)


async def test_an_endpoint_is_told_its_scopes_of_its_structure_in_order(house: House):
    endpoint = Endpoint()
    await house.run(hooks.add, HERE, NewHook("https://a.example/", SECRET, BOTH), MONDAY)
    await house.run(hooks.add, HERE, NewHook("https://b.example/", SECRET, frozenset({"meetings:read"})), MONDAY)
    await happen(house, HERE, PROPOSED, Event("post-written", "post:1:1", 1, 3), MEETING)
    await happen(house, ELSEWHERE, PROPOSED)
    await sender(house, endpoint).once()
    ids = {hook: [one for one, _ in endpoint.got if one.startswith(f"triade_{hook}_")] for hook in (1, 2)}
    assert {1: ["triade_1_1", "triade_1_2"], 2: ["triade_2_1"]} == ids
    assert {
        "type": "mission.proposed", "timestamp": "2026-01-05T09:00:00+00:00",
        "data": {"structure": HERE, "sequence": 1, "thread": 1, "mission": "1-2", "state": "proposed", "version": 1,
                 "role": "apprentice"},
    } == dict(endpoint.got)["triade_1_1"]  # fmt: skip


async def test_what_fails_is_tried_again_before_what_follows_then_rests_and_loses_nothing(house: House):
    endpoint = Endpoint()
    work = sender(house, endpoint)
    await house.run(hooks.add, HERE, NewHook("https://a.example/", SECRET, BOTH), MONDAY)
    await happen(house, HERE, PROPOSED, MEETING)
    endpoint.down = True
    tries = 0
    for _ in range(20):
        tries += await work.once()
        house.now += timedelta(days=2)
    assert (TRIES, []) == (tries, endpoint.got)
    endpoint.down = False
    assert 0 == await work.once()
    await house.run(hooks.stop, HERE, hooks.HookStopped(1, ""), house.now)
    await work.once()
    assert ["triade_1_1", "triade_1_2"] == [one for one, _ in endpoint.got]


async def test_what_waits_too_long_is_gone_and_everybody_who_may_mend_it_knows(house: House):
    endpoint = Endpoint()
    work = sender(house, endpoint)
    await house.run(hooks.add, HERE, NewHook("https://a.example/", SECRET, BOTH), MONDAY)
    await happen(house, HERE, PROPOSED)
    await work.once()
    endpoint.down = True
    await happen(house, HERE, PROPOSED, MEETING)
    for _ in range(10):
        await work.once()
        house.now += timedelta(days=2)
    await happen(house, HERE, MEETING)  # rests for twenty days by now; nothing is lost
    (known,) = await house.run(hooks.here, HERE, HooksHere())
    assert (3, 0) == (known.waiting, known.lost)

    house.now = MONDAY + timedelta(days=31)
    await house.database.run(lambda c: retention.step(c, house.now))
    for _ in range(2):
        await work.once()
    (known,) = await house.run(hooks.here, HERE, HooksHere())
    assert (1, 2) == (known.waiting, known.lost)
    told = await house.database.run(lambda c: [alert.kind for alert in alerts.untold(c)])
    assert ["webhook-stopped", "webhook-losing"] == told, "once each"
    cards = await house.database.run(lambda c: list(c.execute(select(desk_cards.c.content)).scalars()))
    assert "/events" in str(cards)

    endpoint.down = False
    await house.run(hooks.stop, HERE, hooks.HookStopped(1, ""), house.now)
    await work.once()
    assert ["triade_1_1", "triade_1_4"] == [one for one, _ in endpoint.got], "the hole is seen in the sequence"
    (known,) = await house.run(hooks.here, HERE, HooksHere())
    assert (0, 0) == (known.waiting, known.lost)


async def test_an_endpoint_that_is_closed_keeps_no_secret_and_nothing_waits_for_it(house: House):
    await house.run(hooks.add, HERE, NewHook("https://a.example/", SECRET, BOTH), MONDAY)
    await happen(house, HERE, PROPOSED)
    await house.run(hooks.stop, HERE, hooks.HookStopped(1, hooks.CLOSED), MONDAY)

    assert SECRET not in await house.run(dump)
    assert [] == await house.database.run(lambda c: hooks.due(c, house.now))


async def test_a_process_that_dies_before_writing_it_down_sends_again_with_the_same_id(house: House):
    endpoint = Endpoint()
    await house.run(hooks.add, HERE, NewHook("https://a.example/", SECRET, BOTH), MONDAY)
    await happen(house, HERE, PROPOSED)
    (due,) = await house.database.run(lambda c: hooks.due(c, house.now))
    await endpoint(due, 1)  # sent; nothing was written down
    await sender(house, endpoint).once()
    assert endpoint.got[0] == endpoint.got[1]
