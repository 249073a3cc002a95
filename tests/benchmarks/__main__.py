"""Runs every benchmark, prints the table, writes build/bench.json."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import broadcast, clock, grown, room, start, turn, wakeups
from tests.benchmarks.figures import Figure, table, write
from tests.benchmarks.processes import ROOT, cores, settle_on
from tests.benchmarks.turn import Size


async def run(size: Size) -> list[Figure]:
    """All figures."""
    with tempfile.TemporaryDirectory(prefix="triade-bench-") as folder:
        home = Path(folder)
        return [
            *await turn.measure(home, size),
            *await start.measure(home, min(size.rounds, 5)),
            *await broadcast.measure(home, size.broadcast),
            *await clock.measure(home, clock.Load()),
            *await grown.measure(home, grown.Size(rounds=size.rounds)),
            *await room.measure(home, 3 * size.rounds),
            *await wakeups.measure(),
        ]


def main() -> int:
    settle_on(cores()[:1])
    figures = asyncio.run(run(Size()))
    print(table(figures))
    write(ROOT / "build" / "bench.json", figures)
    missed = [figure.name for figure in figures if figure.kept is False]
    if missed:
        print(f"\nOver budget: {', '.join(missed)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
