"""Stopped kindly, started twice, fed what it cannot digest: the command line as an operator uses it."""

import asyncio
import signal
from pathlib import Path

from sqlalchemy import select

from bot.simulator import Rule
from storage.road import inbox as inbox_rows
from storage.tables import alerts, inbox, outbox
from tests.faults.bench import open_bench
from tests.faults.judge import judge, readers
from tests.faults.processes import Forks


async def test_sigterm_under_load_ends_within_ten_seconds_without_a_doubt(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2) as bench:
        bench.script.rules = [Rule("send*", kind="delay", seconds=0.5)]
        for circle in bench.circles:
            for author in circle.members * 8:
                bench.write(circle, author)
        bench.script.sent.clear()
        process = await bench.command()
        await asyncio.wait_for(bench.script.sent.wait(), 30)

        process.signal(signal.SIGTERM)
        assert 0 == await process.wait(10)
        under_way = await bench.read(lambda c: c.execute(select(outbox.c.id).where(outbox.c.state == "sending")).all())
        assert [] == under_way

        await bench.drain()
        verdict = await judge(bench)
        assert (0, 0) == (verdict.duplicates, verdict.ambiguous_recorded)


async def test_the_command_line_survives_kills(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        for _ in range(2):
            bench.script.sent.clear()
            process = await bench.command()
            for author in circle.members:
                bench.write(circle, author)
            await asyncio.wait_for(bench.script.sent.wait(), 30)
            await bench.kill(process)
        await bench.drain()

        verdict = await judge(bench)
        assert 2 == verdict.kills


async def test_a_second_process_on_the_same_file_is_refused_with_a_sentence(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        process = await bench.start()
        await asyncio.wait_for(bench.script.polled.wait(), 20)

        second = await bench.command()

        assert 2 == await second.wait(30)
        words = bench.log.read_text("utf-8")
        assert "un autre processus travaille déjà sur la base de TRIADE_DATABASE_URL" in words
        assert "Traceback" not in words
        bench.write(bench.circles[0], bench.circles[0].tutor)
        await bench.drain(process)
        await judge(bench)


async def test_an_update_that_cannot_be_handled_dies_alone_and_its_chat_goes_on(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        tutor, apprentice = circle.tutor, circle.apprentice
        door, lane, poison = f"telegram:{bench.bot.id}", f"telegram:{tutor.id}", 1
        await bench.read(lambda c: inbox_rows.store(c, door, [(poison, lane, '{"update_id": 1, "mess')], bench.now))
        bench.updates.append(poison)
        behind = [bench.write(circle, tutor) for _ in range(3)]
        beside = bench.write(circle, apprentice)
        begun = bench.clock()
        process = await bench.start()

        for chat in readers(beside):
            await bench.arrival(chat, beside)
        assert bench.clock() - begun < 15
        await bench.drain(process)
        await judge(bench)

        row = await bench.read(lambda c: c.execute(select(inbox).where(inbox.c.number == poison)).one())
        assert ("dead", 5) == (row.state, row.tries)
        told = await bench.read(lambda c: c.execute(select(alerts.c.kind)).scalars().all())
        assert ["update-dead"] == list(told)
        for line in behind:
            for chat in readers(line):
                assert bench.arrived(chat, line) <= begun + 30
