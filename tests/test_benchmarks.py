"""The benchmarks tell the truth about what they measured."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks import clock
from tests.benchmarks.figures import Figure, figure, table, write
from tests.benchmarks.turn import Size, measure


def test_a_budget_is_kept_up_to_its_last_digit_and_missed_beyond() -> None:
    assert figure("turn", [1.0, 3.0, 2.0], "×", 2.0).kept
    assert figure("turn", [1.0, 3.1, 2.01], "×", 2.0).kept is False
    assert figure("turn", [1.0], "×").kept is None


def test_the_table_shows_the_median_the_spread_and_what_is_over_budget() -> None:
    shown = table([figure("turn", [1.0, 9.0, 2.5], "×", 2.0, "many at once"), Figure("memory", 241.4, "MB")])

    assert ["turn", "2.5", "1", "–", "9", "×", "≤", "2", "✗", "many", "at", "once"] == shown.splitlines()[1].split()
    assert ["memory", "241", "MB"] == shown.splitlines()[2].split()


def test_the_file_keeps_value_unit_and_budget(tmp_path: Path) -> None:
    write(tmp_path / "build" / "bench.json", [figure("turn", [1.0, 2.0], "×", 3.0), Figure("memory", 2.0, "MB")])

    kept = json.loads((tmp_path / "build" / "bench.json").read_text("utf-8"))
    assert {"value": 1.5, "unit": "×", "budget": 3.0} == kept["turn"]
    assert kept["memory"]["budget"] is None


async def test_every_turn_is_measured_to_its_end(tmp_path: Path) -> None:
    """A small run: each load finds exactly the messages that it expects, or the benchmark itself fails."""
    small = Size(structures=1, homes=4, rounds=1, warm_up=4, rush=6, calm=4, thread=4, idle=0.1, rest=0.5)

    figures = {figure.name: figure.value for figure in await measure(tmp_path, small)}

    assert figures["turn_cpu_vs_aiogram"] > 0
    assert figures["thread_cpu_ms"] > 0


async def test_ticks_are_measured_over_few_and_many_timers(tmp_path: Path) -> None:
    """A small run: every round fires exactly what is due, or the benchmark itself fails."""
    load = clock.Load(few=10, many=200, rounds=2, due=3)

    figures = {figure.name: figure for figure in await clock.measure(tmp_path, load)}

    assert figures["growth_1m_tick"].value > 0
    assert 1.1 == figures["growth_1m_tick"].budget
