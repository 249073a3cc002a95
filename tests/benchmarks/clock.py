"""The cost of a tick of the clock, with few timers that wait and with a million of them.

The same reminders are due in both databases, half an hour apart; what waits besides belongs to people of another
structure. Both are measured side by side, in CPU of this process, so that the machine's other work counts little.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import process_time

from sqlalchemy import Connection, insert

from bot.runtime.tick import Ticker
from bot.simulator import LocalTelegram
from storage.content import library
from storage.engine.unit import Database
from storage.road.scenes import World
from storage.tables import timers
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.town import NOW, build, furnish, settle_strangers

APART = timedelta(minutes=30)
BUDGET = 1.1


@dataclass(frozen=True)
class Load:
    """How many timers wait in the two databases, and how many reminders are due in each round."""

    few: int = 1_000
    many: int = 1_000_000
    rounds: int = 10
    due: int = 40


class Clockwork:
    """The bot's clock on a database of its own."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self._database = database
        self.ticker = Ticker(database, World(library.library()), self._time, lambda: None)

    def _time(self) -> datetime:
        return self.now

    async def round(self, number: int) -> tuple[float, int]:
        """CPU seconds for all that is due, and how much that was."""
        self.now = NOW + number * APART
        gc.collect()
        began = process_time()
        fired = await self.ticker.drain()
        return process_time() - began, fired

    async def close(self) -> None:
        await self._database.close()


async def measure(home: Path, load: Load) -> list[Figure]:
    """One figure: the tick over many against the tick over few."""
    few, many = [await _open(home, waiting, load) for waiting in (load.few, load.many)]
    ratios, costs = [], []
    for number in range(load.rounds + 1):
        small, fired = await few.round(number)
        large, also = await many.round(number)
        assert load.due == fired == also, (load.due, fired, also)
        if number:  # the first one only warms up
            ratios.append(large / small)
            costs.append(1000 * large / fired)
    await few.close()
    await many.close()
    note = f"{load.many:_} timers that wait, against {load.few:_}"
    return [
        figure("growth_1m_tick", ratios, "×", BUDGET, note),
        figure("tick_cpu_ms", costs, "ms", note="a reminder, decided and written"),
    ]


async def _open(home: Path, waiting: int, load: Load) -> Clockwork:
    url = f"sqlite:///{home / f'clock-{waiting}.sqlite3'}"
    tg = LocalTelegram()
    bot = tg.bot("clock_bot")
    await furnish(build(tg, bot, [], 1, (load.rounds + 1) * load.due), bot, url)
    database = Database.open(url)
    await database.run(_fill(waiting, load))
    return Clockwork(database)


def _fill(waiting: int, load: Load) -> Callable[[Connection], None]:
    """So many people of another structure, each with a timer that waits; and what is due here, round after round."""

    def fill(c: Connection) -> None:
        settle_strangers(c, 2, waiting)
        c.execute(insert(timers), [_due(triad, load) for triad in range(1, (load.rounds + 1) * load.due + 1)])

    return fill


def _due(triad: int, load: Load) -> dict[str, object]:
    """A mission that has its yes and was not begun: its apprentice is reminded in the round of this triad."""
    data = {"number": 1, "version": 1, "step": 1, "since": NOW.isoformat()}
    return {
        "structure_id": 1,
        "key": f"mission-to-start:{triad}:1:v1:1",
        "kind": "mission-to-start",
        "triad_id": triad,
        "person_id": 2 + 2 * (triad - 1),
        "data": data,
        "due_at": NOW + (triad - 1) // load.due * APART,
    }
