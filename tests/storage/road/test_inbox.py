"""What came in is stored once, handled in order lane by lane, and never blocks its chat for long."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from storage.engine.unit import Database
from storage.road.doors import show_life
from storage.road.inbox import InboxRow, fail, finish, next_retry, store, take, take_run, waiting
from storage.tables import alerts, doors, inbox
from tests.storage.house import MONDAY, House

DOOR = "telegram:1"


#: take or take_run
Taking = Callable[..., list[InboxRow]]


async def arrive(house: House, *rows: tuple[int, str], last: Collection[str] = ()) -> int:
    written = [(number, lane, f'{{"n":{number}}}') for number, lane in rows]
    return await house.run(partial(store, last=last), DOOR, written, house.now)


async def take_numbers(house: House, limit: int = 10) -> list[int]:
    """The numbers of the rows that may be handled now; they are not finished."""
    rows: list[InboxRow] = await house.run(take, house.now, limit)
    return [row.number for row in rows]


async def handle(house: House, limit: int = 1) -> list[int]:
    """Take rows and finish them, as one transaction."""

    def work(c):
        rows = take(c, house.now, limit)
        for row in rows:
            finish(c, {row.id: ""}, house.now)
        return [row.number for row in rows]

    return await house.database.run(work)


async def test_an_update_that_comes_again_is_stored_once(house: House):
    assert 2 == await arrive(house, (7, "a"), (8, "a"))
    assert 1 == await arrive(house, (8, "a"), (9, "a"), (7, "b"))
    assert 0 == await arrive(house, (9, "a"))
    assert 0 == await arrive(house)
    assert 3 == await house.run(waiting)


async def test_another_door_may_use_the_same_numbers(house: House):
    await arrive(house, (7, "a"))

    assert 1 == await house.run(store, "telegram:2", [(7, "a", "{}")], MONDAY)


async def test_numbers_may_start_again_lower(house: House):
    await arrive(house, (900, "a"), (5, "a"))

    assert [[900], [5], []] == [await handle(house) for _ in range(3)]


async def test_rows_of_a_lane_are_handled_one_after_the_other(house: House):
    await arrive(house, (1, "a"), (2, "a"), (3, "b"), (4, "a"))

    assert [1, 3] == await handle(house, limit=10)
    assert [2] == await handle(house, limit=10)
    assert [4] == await handle(house, limit=10)


async def test_a_run_of_rows_comes_in_the_order_they_came_whatever_their_lanes(house: House):
    await arrive(house, (1, "a"), (2, "a"), (3, "b"), (4, "a"))

    assert [1, 2, 3] == [row.number for row in await house.run(take_run, house.now, 3)]


@pytest.mark.parametrize("taking", [take, take_run])
async def test_strangers_let_all_others_pass_and_keep_their_own_order(house: House, taking: Taking):
    await arrive(house, (1, "stranger"), (2, "stranger"), (3, "other"), last={"stranger", "other"})
    await arrive(house, (4, "known"), (5, "stranger"))  # who is known by now waits for what she sent before

    read = []
    while rows := await house.run(taking, house.now, 2):
        read += [row.number for row in rows]
        await house.run(finish, {row.id: "" for row in rows}, house.now)

    assert 4 == read[0]
    assert [1, 2, 5] == [number for number in read if number in (1, 2, 5)]
    assert 5 == len(read)


async def test_behind_a_row_that_waits_for_a_new_try_its_lane_waits_and_others_go_on(house: House):
    await arrive(house, (1, "a"), (2, "b"), (3, "a"))
    (row, *_) = await house.run(take_run, house.now, 1)
    await house.run(fail, row.id, "KeyError", house.now)

    assert [2] == [row.number for row in await house.run(take_run, house.now, 9)]
    assert [1, 2, 3] == [row.number for row in await house.run(take_run, house.now + timedelta(seconds=5), 9)]


async def test_the_row_is_given_as_it_came(house: House):
    await arrive(house, (1, "a"))

    (row,) = await house.run(take, MONDAY)

    assert (DOOR, 1, "a", '{"n":1}', 0, MONDAY) == (
        row.door,
        row.number,
        row.lane,
        row.raw,
        row.tries,
        row.received_at,
    )


async def test_a_crash_in_the_middle_leaves_the_row_as_it_was(house: House):
    await arrive(house, (1, "a"))

    def crash(c):
        (row,) = take(c, house.now)
        finish(c, {row.id: ""}, house.now)
        raise KeyError("in the middle")

    with pytest.raises(KeyError):
        await house.database.run(crash)

    assert [1] == await take_numbers(house)


async def test_what_is_ignored_says_why(house: House):
    await arrive(house, (1, "a"))
    (row,) = await house.run(take, MONDAY)

    await house.run(finish, {row.id: "poll"}, MONDAY)

    (stored,) = await house.run(lambda c: c.execute(select(inbox)).all())
    assert ("ignored", "poll", MONDAY) == (stored.state, stored.reason, stored.done_at)


async def test_a_poison_row_blocks_its_chat_for_less_than_thirty_seconds_then_dies_with_an_alert(house: House):
    await arrive(house, (1, "a"), (2, "a"), (3, "b"))
    dead = False
    while not dead:
        (row, other) = await house.run(take, house.now, 2)
        assert (1, 3) == (row.number, other.number)
        dead = await house.run(fail, row.id, "KeyError", house.now)
        assert [3] == await take_numbers(house) or dead
        house.now = await house.run(next_retry) or house.now

    assert [2, 3] == await take_numbers(house)
    assert timedelta(seconds=15) == house.now - MONDAY
    assert ["update-dead"] == await house.run(lambda c: c.execute(select(alerts.c.kind)).scalars().all())


async def test_the_failure_of_a_row_that_is_done_changes_nothing(house: House):
    await arrive(house, (1, "a"))
    (row,) = await house.run(take, MONDAY)
    await handle(house)

    assert not await house.run(fail, row.id, "late", MONDAY)
    assert 0 == await house.run(waiting)


async def test_a_door_shows_that_it_is_alive(house: House):
    for number in (5, 6):
        await house.run(show_life, DOOR, number, house.now)
        house.later(seconds=1)

    (row,) = await house.run(lambda c: c.execute(select(doors)).all())
    assert (6, MONDAY + timedelta(seconds=1)) == (row.last_number, row.alive_at)


async def test_two_workers_never_have_the_same_row_nor_the_same_lane(house: House, url: str):
    """PostgreSQL: the second worker passes over what the first holds. SQLite: it waits for its turn."""
    await arrive(house, *((number, f"lane {number % 3}") for number in range(30)))
    other = House(Database.open(url, durable=False))
    handled: list[int] = []

    async def work(worker: House) -> None:
        while await worker.run(waiting):
            handled.extend(await handle(worker))

    await asyncio.gather(work(house), work(other), work(other))
    await other.database.close()

    assert sorted(handled) == list(range(30))
    for lane in range(3):
        assert sorted(n for n in handled if n % 3 == lane) == [n for n in handled if n % 3 == lane]
