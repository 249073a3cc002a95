"""Killed at random moments, again and again, against a Telegram that fails: nothing lost, every doubt written down."""

from pathlib import Path

import pytest

from tests.faults.bench import hostile, open_bench
from tests.faults.campaign import SMOKE, open_campaign, shown
from tests.faults.crowd import Crowd, storm
from tests.faults.judge import judge
from tests.faults.processes import Forks
from tests.servers.postgres import Postgres
from tests.servers.valkey import Redis


@pytest.mark.smoke
async def test_a_few_kills_lose_nothing(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2) as bench:
        crowd = Crowd(bench)
        bench.script.rules = hostile()
        for circle in bench.circles:
            crowd.begin(crowd.chat(circle, circle.members, 12, 0.2))
        await storm(bench, 4)
        await crowd.finish()

        print(await judge(bench))


async def test_nothing_is_lost_when_processes_the_database_and_redis_die(
    tmp_path: Path, forks: Forks, seed: int, own_postgres: Postgres, own_redis: Redis
) -> None:
    """The campaign of `start.py faults`, short."""
    async with open_campaign(tmp_path, forks, seed, own_postgres, own_redis, SMOKE) as campaign:
        verdict, table = await campaign.run()

    print(shown(table))
    assert ([], {}) == (verdict.broken, table["not_reached"])
    assert min(verdict.kills, table["db_stops"], table["redis_stops"]) >= 1
    assert table["ambiguous_recorded"] == table["ambiguous_total"]
