"""The servers that tests start: real, cloned quickly, crashed and frozen on demand, gone when the run is killed."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import asyncpg
import psutil
import pytest
import redis
from sqlalchemy.engine import make_url

from tests.servers.postgres import GivenPostgres, Postgres
from tests.servers.programs import NoServer, find_postgres, find_redis, runnable
from tests.servers.valkey import GivenRedis, Redis

ROOT = Path(__file__).parents[1]


async def ask(url: str, *statements: str) -> object:
    """The first value that the last statement gives."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn, timeout=30)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()


async def test_postgres_is_a_real_one(postgres: Postgres | GivenPostgres):
    version = await ask(postgres.create_database(), "show server_version_num")

    assert int(str(version)) >= 150000


async def test_a_database_knows_its_accents(own_postgres: Postgres):
    assert await ask(own_postgres.create_database(), "select lower('ÉÇŒ')") == "éçœ"


async def test_a_clone_has_the_rows_of_its_template(postgres: Postgres | GivenPostgres):
    await ask(postgres.create_database("mould"), "create table t (n int)", "insert into t values (7) returning n")

    assert await ask(postgres.create_database(template="mould"), "select n from t") == 7


async def test_a_clone_does_not_write_in_its_template(postgres: Postgres | GivenPostgres):
    await ask(postgres.create_database("untouched"), "create table t (n int)", "select 1")
    await ask(postgres.create_database(template="untouched"), "insert into t values (1) returning n")

    assert await ask(postgres.url("untouched"), "select count(*) from t") == 0


def test_a_template_is_prepared_once(postgres: Postgres | GivenPostgres):
    prepared: list[str] = []

    for _ in range(2):
        assert postgres.template("once", prepared.append) == "once"

    assert [postgres.url("once")] == prepared


def test_a_template_whose_preparation_failed_is_prepared_again(postgres: Postgres | GivenPostgres):
    prepared: list[str] = []

    def fail(url: str) -> None:
        raise LookupError(url)

    with pytest.raises(LookupError):
        postgres.template("retried", fail)
    postgres.template("retried", prepared.append)

    assert [postgres.url("retried")] == prepared


async def test_what_was_committed_survives_a_crash(own_postgres: Postgres):
    url = own_postgres.create_database()
    await ask(url, "create table t (n int)", "insert into t values (1) returning n")

    own_postgres.crash()
    own_postgres.start()

    assert await ask(url, "select count(*) from t") == 1


async def test_a_crash_cuts_open_connections(own_postgres: Postgres):
    dsn = make_url(own_postgres.create_database()).set(drivername="postgresql").render_as_string()
    connection = await asyncpg.connect(dsn)

    own_postgres.crash()
    own_postgres.start()

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("select 1")


async def test_a_stopped_postgres_refuses_and_comes_back_at_the_same_address(own_postgres: Postgres):
    url = own_postgres.create_database()
    own_postgres.stop()

    with pytest.raises(OSError, match="Connect call failed"):
        await ask(url, "select 1")
    own_postgres.start()

    assert await ask(url, "select 1") == 1


async def test_a_frozen_postgres_keeps_a_query_waiting_until_it_is_resumed(own_postgres: Postgres):
    dsn = make_url(own_postgres.create_database()).set(drivername="postgresql").render_as_string()
    connection = await asyncpg.connect(dsn)

    own_postgres.pause()
    query = asyncio.create_task(connection.fetchval("select 1"))
    done, _ = await asyncio.wait({query}, timeout=0.2)
    own_postgres.resume()

    assert set() == done
    assert await query == 1
    await connection.close()


async def test_a_frozen_postgres_can_be_crashed(own_postgres: Postgres):
    own_postgres.pause()
    own_postgres.crash()
    own_postgres.start()

    assert await ask(own_postgres.url("postgres"), "select 1") == 1


async def test_databases_on_a_given_server_have_names_of_their_own_and_are_dropped(own_postgres: Postgres):
    given = GivenPostgres(own_postgres.url("postgres"))
    url = given.create_database("mine")

    assert await ask(url, "select current_database()") == f"{given.prefix}mine"
    given.close()

    count = f"select count(*) from pg_database where datname like '{given.prefix}%'"
    assert await ask(own_postgres.url("postgres"), count) == 0


def test_redis_keeps_and_forgets(redis_server: Redis | GivenRedis):
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("key", "value")

        assert client.get("key") == b"value"
        redis_server.flush()
        assert client.get("key") is None


def test_a_killed_redis_comes_back_empty_at_the_same_address(own_redis: Redis):
    with redis.Redis.from_url(own_redis.url) as client:
        client.set("key", "value")

        own_redis.kill()
        own_redis.start()

        assert client.get("key") is None


def test_a_frozen_redis_answers_nothing_until_it_is_resumed(own_redis: Redis):
    own_redis.pause()
    with (
        redis.Redis.from_url(own_redis.url, socket_timeout=0.2, retry=None) as client,
        pytest.raises(redis.RedisError),
    ):
        client.ping()
    own_redis.resume()

    with redis.Redis.from_url(own_redis.url) as client:
        assert client.ping()


HOLDER = """
import json, sys
from tests.servers.postgres import Postgres
from tests.servers.valkey import Redis
servers = [Postgres(), Redis()]
servers[0].pause() if "paused" in sys.argv else None
print(json.dumps([[server.pid, str(server.folder)] for server in servers]), flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("state", ["running", "paused"])
def test_a_run_killed_with_kill_9_leaves_no_process_and_no_folder(state: str):
    run = subprocess.Popen(
        [sys.executable, "-c", HOLDER, state],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout
    servers = json.loads(run.stdout.readline())
    families = [psutil.Process(pid).children(recursive=True) for pid, _ in servers]
    assert all(Path(folder).is_dir() for _, folder in servers)
    assert families[0], "PostgreSQL has processes of its own"

    run.kill()
    run.communicate(timeout=60)  # stderr ends when the last keeper, which shares it, has gone

    everyone = [pid for pid, _ in servers] + [process.pid for family in families for process in family]
    assert [] == [pid for pid in everyone if psutil.pid_exists(pid)]
    assert [] == [folder for _, folder in servers if Path(folder).exists()]


def test_a_closed_server_leaves_no_process_and_no_folder():
    server = Redis()
    server.close()

    assert not psutil.pid_exists(server.pid)
    assert not server.folder.exists()


def test_programs_that_the_user_cannot_reach_run_from_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tests.servers.programs.can_run", lambda program, user: tmp_path in program.parents)
    copy = runnable(find_postgres(), tmp_path, None)

    version = subprocess.run([copy / "postgres", "--version"], capture_output=True, text=True, check=True).stdout

    assert "PostgreSQL" in version


@pytest.mark.parametrize(("variable", "find"), [("PG_BIN", find_postgres), ("REDIS_SERVER", find_redis)])
def test_a_wrong_place_in_the_environment_is_an_error(variable, find, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(variable, "/nowhere")

    with pytest.raises(NoServer, match=f"/nowhere.*{variable}"):
        find()


def test_a_server_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Redis, "argv", lambda self: [str(self.program), "--no-such-setting", "1"])

    with pytest.raises(NoServer, match="no-such-setting"):
        Redis()
