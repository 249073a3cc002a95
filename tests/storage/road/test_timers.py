"""What is due later fires once, in its time, and not at all when it was stopped."""

import asyncio
from datetime import timedelta

import pytest

from storage.engine.unit import Database
from storage.events import record
from storage.road.timers import due, fire, next_due, set_timer, stop, stop_all
from tests.storage.house import HERE, LEA, MONDAY, TRIAD, House

HOUR = timedelta(hours=1)


async def set_all(house: House, **keys: int) -> None:
    """Timers by key, due so many hours after Monday."""
    for key, hours in keys.items():
        await house.run(set_timer, HERE, key, "nudge", MONDAY + hours * HOUR)


async def due_keys(house: House) -> list[str]:
    return [timer.key for timer in await house.run(due, house.now)]


async def fire_due(house: House) -> list[str]:
    """What a tick does: fire each and leave a trace, in one transaction."""

    def work(c):
        fired = [timer for timer in due(c, house.now, 3) if fire(c, timer.id, house.now)]
        for timer in fired:
            record(c, "nudge-sent", at=house.now, cause=timer.cause)
        return [timer.key for timer in fired]

    return await house.database.run(work)


async def test_timers_are_due_in_their_time_oldest_first(house: House):
    await set_all(house, late=3, soon=1, then=2)

    assert [] == await due_keys(house)
    assert MONDAY + HOUR == await house.run(next_due)
    house.later(hours=2)
    assert ["soon", "then"] == await due_keys(house)


async def test_a_timer_tells_all_it_was_given(house: House):
    assert await house.run(set_timer, HERE, "k", "nudge", MONDAY, {"step": 2}, triad=TRIAD, person=LEA)

    (timer,) = await house.run(due, MONDAY)

    assert (HERE, "k", "nudge", TRIAD, LEA, {"step": 2}, MONDAY, "timer:k") == (
        timer.structure,
        timer.key,
        timer.kind,
        timer.triad,
        timer.person,
        timer.data,
        timer.due_at,
        timer.cause,
    )


async def test_a_key_is_set_once_for_ever(house: House):
    await set_all(house, k=0)

    again = await house.run(set_timer, HERE, "k", "nudge", MONDAY + HOUR)
    await fire_due(house)
    after = await house.run(set_timer, HERE, "k", "nudge", MONDAY)

    assert (False, False) == (again, after)
    assert [] == await due_keys(house)


async def test_a_stopped_timer_does_not_fire(house: House):
    await set_all(house, k=0, other=0)
    (timer, _) = await house.run(due, MONDAY)

    assert await house.run(stop, "k")
    assert not await house.run(stop, "k")
    assert not await house.run(fire, timer.id, MONDAY)
    assert ["other"] == await due_keys(house)


async def test_timers_are_stopped_by_what_their_keys_begin_with(house: House):
    keys = ["mission:7:2:a", "mission:7:2:b", "mission:7:20:a", "mission:7:2", "mission:7:2é", "Mission:7:2:a"]
    await set_all(house, **dict.fromkeys(keys, 0))

    assert 2 == await house.run(stop_all, "mission:7:2:")
    assert set(keys[2:]) == set(await due_keys(house))


async def test_nobody_stops_every_timer_by_mistake(house: House):
    with pytest.raises(ValueError, match="prefix"):
        await house.run(stop_all, "")


async def test_a_crash_while_firing_leaves_the_timer_due(house: House):
    await set_all(house, k=0)

    def crash(c):
        (timer,) = due(c, MONDAY)
        fire(c, timer.id, MONDAY)
        raise KeyError("in the middle")

    with pytest.raises(KeyError):
        await house.database.run(crash)

    assert ["k"] == await fire_due(house)


async def test_clocks_that_tick_twice_fire_once(house: House, url: str):
    await set_all(house, **{f"k{number}": 0 for number in range(20)})
    other = House(Database.open(url, durable=False))
    fired: list[str] = []

    async def tick(clock: House) -> None:
        while await due_keys(clock):
            fired.extend(await fire_due(clock))

    await asyncio.gather(tick(house), tick(other), tick(other))
    await other.database.close()

    assert sorted(f"k{number}" for number in range(20)) == sorted(fired)
    assert 20 == len(await house.told("nudge-sent"))
