"""The storage goes away for a while: a file that another process locks, a disk that takes nothing more."""

import asyncio
import resource
import sqlite3
from pathlib import Path

from sqlalchemy import select

from storage.tables import inbox
from tests.faults.bench import open_bench
from tests.faults.judge import judge
from tests.faults.processes import Forks

#: bytes: the log may still be written, the database is larger already
ROOM_FOR_THE_LOG = 16_384


async def test_a_file_that_another_process_locks_is_waited_for(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        process = await bench.start()
        await asyncio.wait_for(bench.script.polled.wait(), 20)
        other = sqlite3.connect(tmp_path / "triade.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            for author in circle.members:
                bench.write(circle, author)
        await bench.pause(3, process.ended)
        other.execute("COMMIT")
        other.close()
        await bench.drain(process)

        verdict = await judge(bench)
        assert (0, 0) == (verdict.duplicates, verdict.ambiguous_recorded)


async def test_a_disk_that_takes_nothing_more_is_outlived(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2) as bench:
        process = await bench.start()
        for circle in bench.circles:
            for author in (*circle.members, *circle.members):
                bench.write(circle, author)
        await asyncio.wait_for(bench.script.sent.wait(), 20)
        unlimited = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (ROOM_FOR_THE_LOG, unlimited[1]))
        known = len(bench.updates)
        for circle in bench.circles:
            for author in circle.members:
                bench.write(circle, author)
        await bench.pause(4, process.ended)
        kept = await bench.read(lambda c: c.execute(select(inbox.c.number)).scalars().all())
        assert set(kept).isdisjoint(bench.updates[known:]), "the disk took everything: the outage did not happen"
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, unlimited)
        await bench.drain(process)

        verdict = await judge(bench)
        assert (0, 0) == (verdict.duplicates, verdict.ambiguous_recorded)
