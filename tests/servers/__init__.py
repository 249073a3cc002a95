"""Real servers for tests: fixtures postgres and redis_server; own_postgres and own_redis where one is to be crashed."""
# A server that cannot be had is an error, never a skip. TEST_DATABASE_URL and TEST_REDIS_URL name servers that already
# run; otherwise they are started from programs found on this machine (programs.py). Each worker of pytest-xdist starts
# its own, at the first test that asks: a test may then crash or freeze one without disturbing the other workers.

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # a run that asks for no server does not pay for the import of its client
    from tests.servers.postgres import GivenPostgres, Postgres
    from tests.servers.valkey import GivenRedis, Redis


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[Postgres]:
    """A PostgreSQL started for this run, to be stopped, crashed and frozen; a test leaves it running."""
    from tests.servers.postgres import Postgres

    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[Postgres | GivenPostgres]:
    """A PostgreSQL to make databases on: the one of TEST_DATABASE_URL, else the run's own."""
    if not (url := os.environ.get("TEST_DATABASE_URL")):
        yield request.getfixturevalue("own_postgres")
        return
    from tests.servers.postgres import GivenPostgres

    server = GivenPostgres(url)
    yield server
    server.close()


@pytest.fixture(scope="session")
def own_redis() -> Iterator[Redis]:
    """A Redis started for this run, to be killed and frozen; a test leaves it running."""
    from tests.servers.valkey import Redis

    server = Redis()
    yield server
    server.close()


@pytest.fixture(scope="session")
def redis_server(request: pytest.FixtureRequest) -> Iterator[Redis | GivenRedis]:
    """A Redis to use and flush: the one of TEST_REDIS_URL, else the run's own."""
    if not (url := os.environ.get("TEST_REDIS_URL")):
        yield request.getfixturevalue("own_redis")
        return
    from tests.servers.valkey import GivenRedis

    server = GivenRedis(url)
    yield server
    server.close()
