"""Several processes on one PostgreSQL: each has its part, and what a dead one was doing is done by the others."""

import asyncio
import signal
from pathlib import Path

from bot.simulator import Rule
from tests.faults.bench import open_bench
from tests.faults.crowd import Crowd
from tests.faults.judge import judge
from tests.faults.processes import Forks
from tests.servers.postgres import Postgres


async def test_a_worker_that_is_killed_loses_nothing_and_the_other_goes_on(
    tmp_path: Path, forks: Forks, seed: int, postgres: Postgres
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2, database=postgres.create_database()) as bench:
        bench.script.rules = [Rule("send*", kind="delay", seconds=0.05)]
        bench.script.sent.clear()
        crowd = Crowd(bench)
        for circle in bench.circles:
            crowd.begin(crowd.chat(circle, [*circle.members, circle.house.counsellor], 15, 0.1))
        web = await bench.start(only="web,clock")
        first, other = await bench.start(only="worker"), await bench.start(only="worker")
        await asyncio.wait_for(bench.script.sent.wait(), 20)
        await bench.pause(1)

        await bench.kill(first)
        killed = bench.clock()
        await bench.pause(1)
        third = await bench.start(only="worker")
        await asyncio.gather(*crowd.acts)
        await bench.drain(web, hurry=False)

        assert bench.clock() - killed < 30  # seconds of a machine that may be busy with other tests
        verdict = await judge(bench)
        assert (1, 0, 0) == (verdict.kills, verdict.lost, verdict.out_of_order)
        for process in (web, other, third):
            process.signal(signal.SIGTERM)
        assert [0, 0, 0] == [await process.wait() for process in (web, other, third)]


async def test_a_roll_out_under_load_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, forks: Forks, seed: int, postgres: Postgres
) -> None:
    """Each process is replaced while people write: the new one comes first, then the old one is told to stop."""
    async with open_bench(tmp_path, forks, seed, circles=2, database=postgres.create_database()) as bench:
        bench.script.rules = [Rule("send*", kind="delay", seconds=0.05)]
        bench.script.sent.clear()
        crowd = Crowd(bench)
        old = [(only, await bench.start(only=only)) for only in ("web", "worker,clock")]
        for circle in bench.circles:
            crowd.begin(crowd.chat(circle, [*circle.members, circle.house.counsellor], 20, 0.15))
        await asyncio.wait_for(bench.script.sent.wait(), 20)

        new = []
        for only, process in old:
            new.append(await bench.start(only=only))
            process.signal(signal.SIGTERM)
            assert 0 == await process.wait()
        await asyncio.gather(*crowd.acts)
        await bench.drain(new[0], hurry=False)

        verdict = await judge(bench)
        assert (0, 0, 0, 0) == (
            verdict.lost, verdict.duplicates, verdict.ambiguous_recorded, verdict.out_of_order
        )  # fmt: skip
