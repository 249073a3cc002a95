"""The same turn when everything has grown: with a million people in the database, and shared by several processes.

The turn is that of `turn.py`: /aide in, one message out, when many people write at once.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bot import simulator
from bot.simulator import Bot, LocalTelegram, Person
from storage.engine.unit import Database
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.load import Load
from tests.benchmarks.processes import BotProcess
from tests.benchmarks.town import build, furnish, settle_strangers
from tests.benchmarks.turn import OURS, start
from tests.servers.postgres import Postgres

BUDGET = 1.1
#: what the first process does; the others are workers
ALL = "web,worker,clock"
SHARING = "two processes, against one; PostgreSQL and the local Telegram work on the same cores"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    few: int = 1_000
    many: int = 1_000_000
    homes: int = 150
    rounds: int = 7
    rush: int = 600
    teams: tuple[int, ...] = (1, 2, 4)
    #: seconds
    rest: float = 0.5


@dataclass(frozen=True)
class Round:
    """Answers a second, and CPU of all bots together for one, in ms."""

    pace: float
    cpu: float


async def measure(home: Path, size: Size) -> list[Figure]:
    """Growth on SQLite, then teams of processes on PostgreSQL."""
    return [await growth(home, size), *await teams(home, size)]


async def growth(home: Path, size: Size) -> Figure:
    """One bot among few people and one among many, side by side."""
    tg = LocalTelegram()
    async with simulator.serve(tg) as server, AsyncExitStack() as stack:
        sides = []
        for strangers in (size.few, size.many):
            bot, folder = tg.bot(f"among_{strangers}_bot"), home / f"among-{strangers}"
            folder.mkdir()
            people = await _settle(tg, bot, f"sqlite:///{folder / 'triade.sqlite3'}", size.homes, strangers)
            process = await start(OURS, bot, server.url, folder)
            stack.push_async_callback(process.stop)
            sides.append((bot, process, people))
        load, ratios = Load(tg, "/aide", rest=size.rest), []
        for number in range(size.rounds + 1):
            few, many = [await load.rush(bot, process, _some(people, size.rush)) for bot, process, people in sides]
            if number:  # the first one only warms up
                ratios.append(many.cpu / few.cpu)
    return figure("growth_1m_turn", ratios, "×", BUDGET, f"{size.many:_} people, against {size.few:_}")


async def teams(home: Path, size: Size) -> list[Figure]:
    """Processes that share one PostgreSQL: turns a second, against one process alone."""
    server = Postgres(durable=True)
    try:
        found = {number: await _team(home, server, number, size) for number in size.teams}
    finally:
        server.close()
    alone, shared = (found[number] for number in size.teams[:2])
    figures = [
        figure("workers_speedup", [b.pace / a.pace for a, b in zip(alone, shared, strict=True)], "×", None, SHARING)
    ]
    for number, rounds in found.items():
        note = f"{number} on PostgreSQL"
        figures += [
            figure(f"turns_per_second_{number}", [one.pace for one in rounds], "/s", None, note),
            figure(
                f"turn_cpu_ms_{number}", [one.cpu for one in rounds], "ms", None, f"{note}, of all of them together"
            ),
        ]
    return figures


async def _team(home: Path, server: Postgres, number: int, size: Size) -> list[Round]:
    """So many processes at work, round by round."""
    tg, url = LocalTelegram(), server.create_database()
    bot = tg.bot(f"team_{number}_bot")
    people = await _settle(tg, bot, url, size.homes, 0)
    async with simulator.serve(tg) as api, AsyncExitStack() as stack:
        settings = {
            "TRIADE_BOT_TOKEN": bot.token,
            "TRIADE_TELEGRAM_API": api.url,
            "TRIADE_DATABASE_URL": url.replace("+asyncpg", ""),
            "TRIADE_LIMITS": "off",
        }
        team = []
        for place in range(number):
            only = {"TRIADE_ONLY": "worker" if place else ALL}
            log = home / f"team-{number}.log"
            process = await BotProcess.start("bot.cli", "run", environment=settings | only, log=log, anywhere=True)
            stack.push_async_callback(process.stop)
            team.append(process)
        rounds = [await _rush(tg, bot, team, _some(people, size.rush)) for _ in range(size.rounds + 1)]
    return rounds[1:]  # the first one only wakes everybody


async def _settle(tg: LocalTelegram, bot: Bot, url: str, homes: int, strangers: int) -> list[Person]:
    town = build(tg, bot, [], 1, homes)
    await furnish(town, bot, url)
    if strangers:
        database = Database.open(url)
        await database.run(lambda c: settle_strangers(c, 2, strangers))
        await database.close()
    return town.everybody


def _some(people: Sequence[Person], number: int) -> list[Person]:
    return list(islice(cycle(people), number))


async def _rush(tg: LocalTelegram, bot: Bot, team: Sequence[BotProcess], writers: Sequence[Person]) -> Round:
    """All of them write at once."""
    entries = tg.ledger.entries
    wanted, began, spent = len(entries) + len(writers), time.monotonic(), sum(process.cpu() for process in team)
    for writer in writers:
        writer.send_text(bot, "/aide")
    await tg.until(lambda: len(entries) >= wanted, 120)
    seconds = time.monotonic() - began
    return Round(len(writers) / seconds, (sum(process.cpu() for process in team) - spent) / len(writers) * 1000)
