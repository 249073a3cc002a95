"""Killed at random moments, again and again, against a Telegram that fails: nothing lost, every doubt written down."""

from pathlib import Path

import pytest

from tests.faults.bench import hostile, open_bench
from tests.faults.crowd import Crowd, storm
from tests.faults.judge import judge
from tests.faults.processes import Forks


@pytest.mark.smoke
async def test_a_few_kills_lose_nothing(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed, circles=2) as bench:
        crowd = Crowd(bench)
        bench.script.rules = hostile()
        for circle in bench.circles:
            crowd.begin(crowd.chat(circle, circle.members, 12, 0.2))
        await storm(bench, 6)
        await crowd.finish()

        print(await judge(bench))


@pytest.mark.slow
async def test_sixty_kills_lose_nothing(tmp_path: Path, forks: Forks, seed: int) -> None:
    async with open_bench(tmp_path, forks, seed) as bench:
        crowd = Crowd(bench)
        bench.script.rules = hostile()
        first, second, third, fourth = bench.circles
        crowd.begin(
            crowd.chat(first, [first.tutor, first.house.counsellor], 60, 0.7),
            crowd.chat(second, [second.apprentice, second.tutor, second.house.counsellor], 60, 0.7),
            crowd.chat(third, [third.tutor, third.house.counsellor], 60, 0.7),
            crowd.chat(fourth, [fourth.apprentice, fourth.tutor], 60, 0.7),
            crowd.propose(first, 1),
            crowd.propose(third, 1, answered=False),
            crowd.learn(second.apprentice, 2),
            crowd.learn(fourth.apprentice, 2),
        )
        await storm(bench, 60)
        await crowd.finish()

        print(await judge(bench))
