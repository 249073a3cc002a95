"""One full turn against the same turn of a bare echo bot, measured side by side.

A turn of ours: the update is stored and committed to the disk, decided and committed with its answer, sent, and marked
as sent. A turn of an echo bot: the update is answered. The headline is one message in, one message out (/aide), when
many people write at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from bot import simulator
from bot.simulator import Bot, LocalTelegram, Person
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.load import Load, Sample, p95
from tests.benchmarks.processes import BotProcess
from tests.benchmarks.town import WORDS, Town, build, furnish

OURS, AIOGRAM, PTB = "triade", "aiogram", "ptb"
#: what a message of a thread makes us send: two copies, and what its author reads of them
SENDS = 3


@dataclass(frozen=True)
class Size:
    """How much is measured: more takes longer and says it more surely."""

    structures: int = 8
    homes: int = 75
    rounds: int = 7
    warm_up: int = 400
    rush: int = 1000
    calm: int = 100
    thread: int = 300
    broadcast: int = 10_000
    #: seconds
    idle: float = 10
    rest: float = 0.5


@dataclass(frozen=True)
class Rival:
    """A bot and its process."""

    bot: Bot
    process: BotProcess


@dataclass(frozen=True)
class Ground:
    """The local Telegram in this process, everybody on it, and the three bots in processes of their own."""

    tg: LocalTelegram
    town: Town
    rivals: dict[str, Rival]

    async def alternate(self, load: Load, how: str, size: Size, number: int) -> dict[str, list[Sample]]:
        """The same load for each bot in turn, `rounds` times."""
        crowd = cycle(self.town.everybody)
        samples: dict[str, list[Sample]] = {name: [] for name in self.rivals}
        for _ in range(size.rounds):
            for name, rival in self.rivals.items():
                writers = list(islice(crowd, number))
                samples[name].append(await getattr(load, how)(rival.bot, rival.process, writers))
        return samples


async def measure(home: Path, size: Size) -> list[Figure]:
    """Every figure of this file, in a town that is made in `home`."""
    async with open_ground(home, size) as ground:
        help_ = Load(ground.tg, "/aide", rest=size.rest)
        for rival in ground.rivals.values():
            await help_.rush(rival.bot, rival.process, ground.town.everybody[: size.warm_up])
        rush = await ground.alternate(help_, "rush", size, size.rush)
        calm = await ground.alternate(help_, "calm", size, size.calm)
        thread = await _thread(ground, size)
        return [
            *_ratios("turn_cpu", rush, "many at once", 3.0, 1.0),
            *_ratios("turn_cpu_calm", calm, "one by one, 25 a second", None, None),
            *_costs("turn_cpu_ms", rush, "CPU of one turn, many at once"),
            *_costs("turn_cpu_calm_ms", calm, "CPU of one turn, one by one"),
            figure(
                "thread_cpu_ms",
                [s.cpu for s in thread],
                "ms",
                note="in a thread: two copies, then 👌 to its author",
            ),
            figure("thread_cpu_per_send_ms", [s.cpu / SENDS for s in thread], "ms"),
            *_latencies(calm),
            await _idle(ground, size),
            *_memory(ground),
        ]


@asynccontextmanager
async def open_ground(home: Path, size: Size) -> AsyncIterator[Ground]:
    """Everything up and running; ended with the block."""
    tg = LocalTelegram()
    bots = {name: tg.bot(f"{name}_bot") for name in (OURS, AIOGRAM, PTB)}
    town = build(tg, bots[OURS], [bots[AIOGRAM], bots[PTB]], size.structures, size.homes)
    await furnish(town, bots[OURS], f"sqlite:///{home / 'triade.sqlite3'}")
    rivals: dict[str, Rival] = {}
    async with simulator.serve(tg) as server:
        try:
            for name, bot in bots.items():
                rivals[name] = Rival(bot, await start(name, bot, server.url, home))
            yield Ground(tg, town, rivals)
        finally:
            await asyncio.gather(*(rival.process.stop() for rival in rivals.values()))


async def start(name: str, bot: Bot, api: str, home: Path) -> BotProcess:
    """One of the three, as its author would run it."""
    log = home / f"{name}.log"
    if name != OURS:
        echo = {"ECHO_TOKEN": bot.token, "ECHO_API": api}
        return await BotProcess.start(f"tests.benchmarks.echo_{name}", environment=echo, log=log)
    settings = {
        "TRIADE_BOT_TOKEN": bot.token,
        "TRIADE_TELEGRAM_API": api,
        "TRIADE_DATABASE_URL": f"sqlite:///{home / 'triade.sqlite3'}",
        "TRIADE_LIMITS": "off",
    }
    return await BotProcess.start("bot.cli", "run", environment=settings, log=log)


async def _thread(ground: Ground, size: Size) -> list[Sample]:
    """Apprentices write to their threads: a copy for the tutor, one for the topic, and 👌 when both have left."""
    ours = ground.rivals[OURS]
    homes = [home for structure in ground.town.homes for home in structure]
    writers: Sequence[Person] = list(islice(cycle([home.apprentice for home in homes]), size.thread))
    load = Load(ground.tg, WORDS, answers=SENDS, rest=size.rest)
    return [await load.rush(ours.bot, ours.process, writers) for _ in range(size.rounds)]


async def _idle(ground: Ground, size: Size) -> Figure:
    """What waiting for nothing costs."""
    ours = ground.rivals[OURS].process
    before = ours.cpu()
    await asyncio.sleep(size.idle)
    return Figure("idle_cpu", (ours.cpu() - before) / size.idle * 1000, "ms/s", note="nobody writes")


def _ratios(
    name: str, samples: dict[str, list[Sample]], note: str, to_aiogram: float | None, to_ptb: float | None
) -> list[Figure]:
    budgets = {AIOGRAM: to_aiogram, PTB: to_ptb}
    return [
        figure(
            f"{name}_vs_{rival}",
            [ours.cpu / theirs.cpu for ours, theirs in zip(samples[OURS], samples[rival], strict=True)],
            "×",
            budget,
            f"one in, one out; {note}",
        )
        for rival, budget in budgets.items()
    ]


def _costs(name: str, samples: dict[str, list[Sample]], note: str) -> list[Figure]:
    return [figure(f"{name}_{who}", [s.cpu for s in rounds], "ms", note=note) for who, rounds in samples.items()]


def _latencies(samples: dict[str, list[Sample]]) -> list[Figure]:
    """How long an answer takes, from the tap on "send" to the message on the screen."""
    late = {who: [p95(s.waits) * 1000 for s in rounds] for who, rounds in samples.items()}
    ratios = [ours / theirs for ours, theirs in zip(late[OURS], late[AIOGRAM], strict=True)]
    return [
        figure("turn_latency_p95_ms", late[OURS], "ms", note="one by one, 25 a second"),
        figure("turn_latency_p95_ms_aiogram", late[AIOGRAM], "ms"),
        figure("turn_latency_p95_vs_aiogram", ratios, "×"),
    ]


def _memory(ground: Ground) -> list[Figure]:
    """Resident memory after all that."""
    held = {name: rival.process.memory() for name, rival in ground.rivals.items()}
    return [
        Figure("memory_vs_aiogram", held[OURS] / held[AIOGRAM], "×", 1.3, note="resident, after all of the above"),
        *(Figure(f"memory_{name}_mb", value, "MB") for name, value in held.items()),
    ]
