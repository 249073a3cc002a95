"""A database to test storage on: every such test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from storage.engine.unit import Database
from storage.migrate import migrate
from storage.tables import erasures, metadata
from tests.storage.house import MONDAY, House, furnish

BOTH = ["sqlite", "postgresql"]


def wait_for(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, even where a loop runs already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def prepare(url: str) -> None:
    """The schema and the people of the house."""
    await migrate(url, durable=False)
    await use(url, furnish)


async def use(url: str, function: Callable[[Connection], None]) -> None:
    database = Database.open(url, durable=False)
    await database.run(function)
    await database.close()


def furnish_again(c: Connection) -> None:
    """As after `prepare`, whatever a test has left: much faster than another database."""
    c.execute(insert(erasures), {"reason": "next test", "at": MONDAY})
    for table in reversed(metadata.sorted_tables):
        if table is not erasures:
            c.execute(table.delete())
    c.execute(erasures.delete())
    for table in metadata.sorted_tables:
        if "id" in table.c:
            c.execute(select(func.setval(f"{table.name}_id_seq", 1, False)))
    furnish(c)


@pytest.fixture(scope="session")
def furnished_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "furnished.sqlite3"
    wait_for(prepare(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def furnished_template(request: pytest.FixtureRequest) -> str:
    """The name of a PostgreSQL database to clone."""
    postgres = request.getfixturevalue("postgres")
    return str(postgres.template("furnished", lambda url: wait_for(prepare(url))))


@pytest.fixture(scope="session")
def shared(request: pytest.FixtureRequest, furnished_template: str) -> str:
    """The address of one PostgreSQL database for one test after the other."""
    return str(request.getfixturevalue("postgres").create_database(template=furnished_template))


@pytest.fixture
def furnished(shared: str) -> str:
    """The address of a PostgreSQL database with the house in it, and nothing else."""
    wait_for(use(shared, furnish_again))
    return shared


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with the house in it, and nothing else; a test leaves the schema alone."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("furnished"))
    copy(request.getfixturevalue("furnished_file"), tmp_path / "triade.sqlite3")
    return f"sqlite:///{tmp_path / 'triade.sqlite3'}"


@pytest.fixture(params=BOTH)
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same, for a test that changes the schema or fills the disk."""
    if request.param == "postgresql":
        template = request.getfixturevalue("furnished_template")
        return str(request.getfixturevalue("postgres").create_database(template=template))
    copy(request.getfixturevalue("furnished_file"), tmp_path / "own.sqlite3")
    return f"sqlite:///{tmp_path / 'own.sqlite3'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = Database.open(url, durable=False)
    yield database
    await database.close()


@pytest.fixture
async def house(database: Database) -> House:
    """Two structures and their people on that database."""
    return House(database)
