"""The schema: revisions in one line, equal to the tables, run once, by one process at a time."""

import asyncio
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from storage.engine.tenancy import be_owner
from storage.engine.unit import Database
from storage.migrate import FOLDER, configuration, head, migrate, options, version
from storage.tables import metadata
from tests.servers.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite3"
    return str(request.getfixturevalue("postgres").create_database())


async def look(url: str, function):
    database = Database.open(url, durable=False)
    try:
        return await database.run(function)
    finally:
        await database.close()


def tables(c: Connection) -> set[str]:
    return set(inspect(c).get_table_names()) - {"alembic_version"}


async def test_an_empty_database_gets_every_table(empty: str):
    await migrate(empty, durable=False)

    assert set(metadata.tables) == await look(empty, tables)
    assert head() == await look(empty, version)


async def test_revisions_and_tables_say_the_same(url: str):
    def compare(c: Connection) -> list[object]:
        given = options()
        return compare_metadata(MigrationContext.configure(c, opts=given), given["target_metadata"])

    assert [] == await look(url, compare)


async def test_a_database_that_is_up_to_date_is_left_alone(url: str):
    before = await look(url, tables)

    await migrate(url, durable=False)

    assert before == await look(url, tables)


async def test_processes_that_start_together_migrate_once(empty: str):
    await asyncio.gather(*(migrate(empty, durable=False) for _ in range(3)))

    assert set(metadata.tables) == await look(empty, tables)


async def test_every_revision_can_be_undone(own_url: str):
    def undo(c: Connection) -> None:
        if c.dialect.name == "postgresql":
            be_owner(c)
        command.downgrade(configuration(c), "base")

    await look(own_url, undo)
    assert set() == await look(own_url, tables)

    await migrate(own_url, durable=False)
    assert set(metadata.tables) == await look(own_url, tables)


def test_revisions_stand_in_one_line_and_their_files_are_called_after_them():
    script = ScriptDirectory(str(FOLDER))

    revisions = [revision.revision for revision in script.walk_revisions()]

    assert [head()] == script.get_heads()
    assert sorted(revisions, reverse=True) == revisions
    assert sorted(revisions) == sorted(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


async def test_a_start_on_a_database_that_is_up_to_date_does_not_pay_for_alembic(tmp_path: Path):
    url = f"sqlite:///{tmp_path}/a.sqlite3"
    await migrate(url)
    code = f"import asyncio, sys; from storage.migrate import migrate; asyncio.run(migrate({url!r}));"

    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code + "print('alembic' in sys.modules)", stdout=asyncio.subprocess.PIPE
    )

    assert (b"False\n", None) == await ran.communicate()


async def test_the_version_before_starts_on_the_schema_of_the_next_one(own_url: str):
    """A process that starts again while an update goes round, and whoever goes back after one."""
    await look(own_url, lambda c: c.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    await migrate(own_url, durable=False)

    assert "9999" == await look(own_url, version)


async def test_where_rows_pass_quickly_the_server_sweeps_often(postgres: Postgres):
    url = postgres.create_database()
    await migrate(url, durable=False)
    database = Database.open(url, durable=False)

    chosen = await database.run(
        lambda c: dict(c.execute(text("SELECT relname, reloptions FROM pg_class WHERE reloptions IS NOT NULL")).all())
    )

    assert {"inbox", "outbox", "timers"} == {name for name, options in chosen.items() if "threshold" in str(options)}
    await database.close()
