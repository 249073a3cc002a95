"""Processes on one PostgreSQL see each other, wake each other, and share the offices."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text

from storage.engine import tenancy
from storage.engine.peers import Alone, Peers
from storage.engine.unit import Database
from tests.storage.house import LEA, House, to


@pytest.fixture
async def house(furnished: str) -> AsyncIterator[House]:
    database = Database.open(furnished, durable=False)
    yield House(database)
    await database.close()


@pytest.fixture
async def two(house: House) -> AsyncIterator[tuple[Alone, Alone]]:
    both = house.database.peers("first"), house.database.peers("second")
    for one in both:
        await one.join(("clock",))
    yield both
    for one in both:
        await one.leave()


async def cut(house: House, which: Alone) -> None:
    """The session of a process ends, as when the process is killed."""
    assert isinstance(which, Peers)
    pid = which._session.get_server_pid()
    gone = asyncio.Event()
    which._session.add_termination_listener(lambda _: gone.set())

    def end(c: Connection) -> None:
        tenancy.be_owner(c)
        c.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    await house.run(end)
    await asyncio.wait_for(gone.wait(), 5)


async def test_an_office_has_one_holder_and_passes_on_when_she_is_gone(house: House, two: tuple[Alone, Alone]):
    first, second = two
    assert (True, False) == (first.holds("clock"), second.holds("clock"))

    await cut(house, first)
    await second.join(("clock",))

    assert (False, True) == (first.holds("clock"), second.holds("clock"))
    await first.join(("clock",))
    assert not first.holds("clock")


async def test_a_knock_is_heard_by_whoever_listens_for_it(two: tuple[Alone, Alone]):
    first, second = two
    inbox, outbox = asyncio.Event(), asyncio.Event()
    second.hear("inbox", inbox.set)
    second.hear("outbox", outbox.set)

    await first.tell("inbox")

    await asyncio.wait_for(inbox.wait(), 5)
    assert not outbox.is_set()


async def test_the_letters_of_a_dead_process_are_seen_and_those_of_a_living_one_are_not(
    house: House, two: tuple[Alone, Alone]
):
    first, second = two
    await house.put(to(LEA, "Bonjour"))
    await house.claim(sender="first")
    looks = [await house.run(second.missing)]

    await cut(house, first)
    looks.append(await house.run(second.missing))
    await first.join(())
    looks.append(await house.run(second.missing))

    assert [[], ["first"], []] == looks


async def test_two_who_mourn_at_once_take_over_one_after_the_other(house: House, two: tuple[Alone, Alone]):
    first, second = two

    def look(c: Connection) -> bool:
        return first.is_dead(c, "nobody")

    async with house.database._engine.begin() as other:  # type: ignore[attr-defined]
        assert await other.run_sync(lambda c: second.is_dead(c, "nobody"))
        assert not await house.run(look)
    assert await house.run(look)
