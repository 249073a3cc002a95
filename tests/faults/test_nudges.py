"""A reminder whose process is killed between decision and message: at most it is missing, never is it doubled."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select

from core.nudges.words import WORDS
from storage.tables import nudges, outbox, timers
from tests.faults.bench import Bench, open_bench
from tests.faults.processes import Forks
from tests.faults.test_points import SIGKILLED
from tests.stories.cast import Cast

#: the points that a reminder passes once its decision is written: before its message, after it, and marked as left
ON_THE_WAY = ("after-domain-commit", "before-send", "after-send", "after-mark")
BELLS = tuple(words for (ladder, _), words in WORDS.items() if ladder == "mission-waiting")


async def test_a_reminder_is_never_doubled_wherever_its_process_is_killed(
    tmp_path: Path, forks: Forks, seed: int
) -> None:
    said, died, decided, held = {}, {}, {}, {}
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        cast = Cast(bench.stage, circle.house, *circle.members)
        await _proposes(bench, cast)
        for number, point in enumerate(ON_THE_WAY):  # one reminder a day, and more than 24 hours between two
            before = _bells(cast)
            bench.clock.to_next_working_morning()
            bench.clock.advance((2 + number) * 3600)
            # of what is due that day, one after the other
            died[point] = [await _dies_or_rests(bench, f"{point}:{passing}") for passing in (1, 2)]
            await _dies_or_rests(bench, "")
            said[point] = _bells(cast) - before
            decided[point] = await bench.read(_decided)
            held[point] = await bench.read(_held) - sum(held.values())

    assert all(map(any, died.values())), died
    assert list(range(1, len(ON_THE_WAY) + 1)) == list(decided.values())  # the log has each once, said or not
    for point, count in said.items():
        assert count <= 1, said
        # What is missing was under way when its process died, and stands there for a human to decide.
        assert count + held[point] >= 1, (said, held)


async def _proposes(bench: Bench, cast: Cast) -> None:
    """A mission waits for its tutor, who is reminded each day; no process runs."""
    process = await bench.start()
    await bench.stage.says(cast.general, "/relances 1 : 1, 2, 3, 4, 5")
    await cast.proposes()
    await bench.drain(process)
    await bench.finish()


def _bells(cast: Cast) -> int:
    return sum(text.startswith(BELLS) for text in cast.stage.texts(cast.adult))


async def _dies_or_rests(bench: Bench, crash_at: str) -> bool:
    """What is due goes its way until the process is dead, or until nothing is left to do; whether it died."""
    process = await bench.start(crash_at)
    async with asyncio.timeout(60):
        while not process.ended.is_set() and await bench.read(partial(_due, bench.now)):
            await bench.pause(0.05, process.ended)
    await bench.finish()
    return process.code == SIGKILLED


def _due(now: datetime, c: Connection) -> int:
    """How much is left to do now."""
    fire = select(func.count()).where(timers.c.state == "waiting", timers.c.due_at <= now)
    send = select(func.count()).where(outbox.c.state.in_(("new", "retry", "sending")))
    return int(c.execute(fire).scalar_one() + c.execute(send).scalar_one())


def _held(c: Connection) -> int:
    """Reminders of which nobody knows whether they left."""
    mine = outbox.c.subject.like("nudge:%"), outbox.c.state == "held"
    return int(c.execute(select(func.count()).where(*mine)).scalar_one())


def _decided(c: Connection) -> int:
    return int(c.execute(select(func.count()).where(nudges.c.subject.like("mission:%"))).scalar_one())
