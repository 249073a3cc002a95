"""One unit of work: all of it or nothing, one after the other, and nothing confirmed that could be lost."""

import asyncio
import sqlite3
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.util import await_only

from storage.engine.sqlite import WeakDatabase
from storage.engine.tenancy import be_owner
from storage.engine.unit import Database
from storage.tables import doors, people
from tests.servers.postgres import Postgres
from tests.storage.house import LEA, MARC, MONDAY


def open_door(c: Connection, name: str = "one") -> str:
    c.execute(insert(doors), {"door": name, "alive_at": MONDAY})
    return name


def count_doors(c: Connection) -> int:
    return c.execute(select(func.count()).select_from(doors)).scalar_one()


async def test_a_unit_gives_what_it_returns_and_is_kept(database: Database, url: str):
    assert "one" == await database.run(open_door)

    other = Database.open(url, durable=False)
    assert 1 == await other.run(count_doors)
    await other.close()


async def test_of_a_unit_that_fails_nothing_remains(database: Database):
    def fail(c: Connection) -> None:
        open_door(c)
        raise KeyError("our own error")

    with pytest.raises(KeyError, match="our own error"):
        await database.run(fail)

    assert 0 == await database.run(count_doors)
    assert "one" == await database.run(open_door)


async def test_an_error_of_the_database_leaves_it_usable(database: Database):
    with pytest.raises(DBAPIError):
        await database.run(lambda c: c.execute(text("SELECT nonsense")))

    assert 0 == await database.run(count_doors)


async def test_units_at_the_same_time_do_not_disturb_each_other(database: Database):
    await asyncio.gather(*(database.run(lambda c, name=str(number): open_door(c, name)) for number in range(30)))

    assert 30 == await database.run(count_doors)


async def test_one_unit_that_fails_among_many_undoes_itself_only(database: Database):
    def fail(c: Connection) -> None:
        open_door(c, "never")
        c.execute(text("SELECT nonsense"))

    units = [database.run(fail if number == 5 else lambda c, n=str(number): open_door(c, n)) for number in range(10)]
    answers = await asyncio.gather(*units, return_exceptions=True)

    assert [5] == [number for number, answer in enumerate(answers) if isinstance(answer, DBAPIError)]
    assert 9 == await database.run(count_doors)


async def test_what_a_unit_notes_on_its_connection_ends_with_it(database: Database):
    await database.run(lambda c: c.info.update(mine=1))

    assert None is await database.run(lambda c: c.info.get("mine"))


async def test_whoever_waited_may_go_away(database: Database):
    waiting = asyncio.create_task(database.run(open_door))
    await asyncio.sleep(0)
    waiting.cancel()

    assert await database.run(count_doors) in (0, 1)
    assert "two" == await database.run(lambda c: open_door(c, "two"))


async def test_a_closed_database_does_no_more_work(url: str):
    database = Database.open(url, durable=False)
    units = [asyncio.ensure_future(database.run(lambda c, n=str(number): open_door(c, n))) for number in range(5)]
    await asyncio.gather(*units)
    await database.close()

    other = Database.open(url, durable=False)
    assert 5 == await other.run(count_doors)
    await other.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "no address"])
def test_another_kind_of_database_is_refused_in_plain_words(url: str):
    with pytest.raises(ValueError, match=r"SQLite or PostgreSQL|looks like"):
        Database.open(url)


# --- SQLite -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("temp_store", 2)],
)
async def test_the_file_is_opened_as_safe_as_can_be(tmp_path: Path, pragma: str, value: object):
    database = Database.open(f"sqlite:///{tmp_path}/a.sqlite3")

    assert value == await database.run(lambda c: c.execute(text(f"PRAGMA {pragma}")).scalar())
    await database.close()


async def test_a_file_that_cannot_be_safe_is_refused():
    database = Database.open("sqlite:///:memory:")  # no write-ahead log there

    with pytest.raises(WeakDatabase, match="journal_mode"):
        await database.run(count_doors)
    await database.close()


async def test_a_unit_waits_while_another_process_writes(tmp_path: Path):
    path = tmp_path / "a.sqlite3"
    database = Database.open(f"sqlite:///{path}")
    await database.run(lambda c: c.execute(text("CREATE TABLE doors (door, last_number, alive_at)")))
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    unit = asyncio.ensure_future(database.run(open_door))
    assert not unit.done()
    other.execute("COMMIT")

    assert "one" == await unit
    other.close()
    await database.close()


async def test_a_failure_to_open_is_told_and_tried_again(tmp_path: Path):
    folder = tmp_path / "not yet"
    database = Database.open(f"sqlite:///{folder}/a.sqlite3")
    with pytest.raises(OperationalError):
        await database.run(count_doors)

    folder.mkdir()

    assert 1 == await database.run(lambda c: c.execute(text("SELECT 1")).scalar())
    await database.close()


async def test_the_loop_goes_on_while_a_unit_works(tmp_path: Path):
    database = Database.open(f"sqlite:///{tmp_path}/a.sqlite3")
    told = Event()

    unit = asyncio.ensure_future(database.run(lambda c: told.wait(30)))
    await asyncio.sleep(0)
    told.set()

    assert await unit
    await database.close()


async def test_units_that_wait_together_are_committed_together(tmp_path: Path):
    database = Database.open(f"sqlite:///{tmp_path}/a.sqlite3")
    await database.run(lambda c: c.execute(text("CREATE TABLE doors (door UNIQUE, last_number, alive_at)")))
    go = Event()
    seen: list[int] = []

    def note(c: Connection) -> None:
        seen.append(id(c.get_transaction()))

    first = asyncio.ensure_future(database.run(lambda c: go.wait(30)))
    rest = [asyncio.ensure_future(database.run(note)) for _ in range(10)]
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(first, *rest)

    assert (10, 1) == (len(seen), len(set(seen)))
    await database.close()


async def test_when_all_that_was_together_is_undone_each_unit_runs_again_alone(tmp_path: Path):
    database = Database.open(f"sqlite:///{tmp_path}/a.sqlite3")
    await database.run(lambda c: c.execute(text("CREATE TABLE doors (door UNIQUE, last_number, alive_at)")))
    go = Event()

    def undo_all(c: Connection) -> None:
        c.connection.driver_connection.execute("ROLLBACK")
        raise KeyError("as SQLite does when the disk is full")

    first = asyncio.ensure_future(database.run(lambda c: go.wait(30)))
    rest = [database.run(undo_all if n == 3 else lambda c, n=str(n): open_door(c, n)) for n in range(6)]
    answers = asyncio.gather(*rest, return_exceptions=True)
    await asyncio.sleep(0)
    go.set()
    await first

    assert [3] == [n for n, answer in enumerate(await answers) if isinstance(answer, KeyError)]
    assert 5 == await database.run(count_doors)
    await database.close()


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


async def test_a_server_that_may_lose_what_it_confirmed_is_refused(own_postgres: Postgres):
    database = Database.open(own_postgres.create_database())  # the tests' server runs with fsync = off

    with pytest.raises(WeakDatabase, match="fsync = off"):
        await database.run(count_doors)
    await database.close()


async def test_the_database_is_used_again_after_the_server_cut_every_connection(postgres: Postgres):
    url = postgres.create_database()
    database, operator = Database.open(url, durable=False), Database.open(url, durable=False)
    one = text("SELECT 1")
    cut = text(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :me"
    )
    await asyncio.gather(*(database.run(lambda c: c.execute(one).scalar()) for _ in range(5)))

    def cut_others(c: Connection) -> None:
        be_owner(c)
        c.execute(cut, {"me": c.execute(text("SELECT pg_backend_pid()")).scalar()})

    await operator.run(cut_others)
    with pytest.raises(DBAPIError):
        await database.run(lambda c: c.execute(one).scalar())

    units = [database.run(lambda c: c.execute(one).scalar()) for _ in range(5)]
    assert [1] * 5 == await asyncio.gather(*units)
    await database.close()
    await operator.close()


async def test_of_two_units_that_wait_for_each_other_one_is_run_again(postgres: Postgres, furnished: str):
    database = Database.open(furnished, durable=False)
    begun = {LEA: asyncio.Event(), MARC: asyncio.Event()}
    runs: list[int] = []

    def unit(c: Connection, first: int, then: int) -> int:
        runs.append(first)
        rename(c, first)
        begun[first].set()
        await_only(begun[then].wait())
        rename(c, then)
        return first

    def rename(c: Connection, person: int) -> None:
        c.execute(update(people).where(people.c.id == person).values(first_name="X"))

    answers = await asyncio.gather(
        database.run(lambda c: unit(c, LEA, MARC)), database.run(lambda c: unit(c, MARC, LEA))
    )

    assert [LEA, MARC] == answers
    assert len(runs) >= 3  # the one that is run again may be quick enough to be in the way once more
    await database.close()
