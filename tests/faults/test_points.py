"""Killed at every named point of the road: the list is taken from the code, so that no point is forgotten."""

from pathlib import Path

import pytest

from bot.runtime.crash import POINTS
from tests.faults.bench import Bench, open_bench
from tests.faults.judge import judge
from tests.faults.processes import Forks

SIGKILLED = -9
#: between them, nobody knows whether a request left
IN_DOUBT = ("before-send", "after-send")


@pytest.mark.parametrize("point", POINTS)
async def test_a_kill_at_this_point_loses_nothing(point: str, tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        for passing in (1, 2, bench.random.randrange(3, 7)):
            await _dies_at(bench, f"{point}:{passing}")
        await bench.drain()

        verdict = await judge(bench)  # among the rest: what is held was in doubt often enough, and an alert says so
        assert 3 == verdict.kills


async def _dies_at(bench: Bench, crash_at: str) -> None:
    """People write until the bot is dead: it must pass the point."""
    process = await bench.start(crash_at)
    (circle,) = bench.circles
    for number in range(60):
        bench.write(circle, (*circle.members, circle.house.counsellor)[number % 3])
        await bench.pause(0.3, process.ended)
        if process.ended.is_set():
            break
    assert SIGKILLED == await process.wait(10), f"never came to {crash_at}"
    bench.kills += 1


async def test_each_point_has_the_consequence_of_its_place(tmp_path: Path, forks: Forks, seed: int) -> None:
    """One line in an idle house: before the request left nobody is in doubt, after it everybody may have it twice."""
    seen: dict[str, tuple[int, int]] = {}
    async with open_bench(tmp_path, forks, seed, circles=1) as bench:
        (circle,) = bench.circles
        for point in POINTS:
            before = await judge(bench)
            process = await bench.start(f"{point}:1")
            bench.write(circle, circle.tutor)
            assert SIGKILLED == await process.wait()
            process = await bench.start()
            await bench.drain(process)
            await bench.finish()
            after = await judge(bench)
            seen[point] = (
                after.ambiguous_recorded - before.ambiguous_recorded > 0,
                after.duplicates - before.duplicates > 0,
            )

    doubtful = {point: doubt for point, (doubt, _) in seen.items()}
    twice = {point for point, (_, duplicate) in seen.items() if duplicate}
    assert {point: point in IN_DOUBT for point in POINTS if point != "after-mark"} == {
        point: doubt for point, doubt in doubtful.items() if point != "after-mark"
    }
    assert "after-send" in twice
    assert twice <= {*IN_DOUBT, "after-mark"}
