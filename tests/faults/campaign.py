"""The campaign: several processes on a real PostgreSQL and a real Valkey, all of which die again and again, while
Telegram fails one call in eight and people go on writing. The ledger judges."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Connection, select

from storage.tables import events
from tests.faults.bench import Bench, hostile, open_bench
from tests.faults.crowd import Crowd
from tests.faults.judge import Verdict, judge
from tests.faults.processes import Forks, Process
from tests.servers.postgres import Postgres
from tests.servers.valkey import Redis

#: messages that have not left (each line has two readers at least) before people write less
BACKLOG = 200
#: what each of the processes does: receives, decides and sends, minds the time
TEAM = ("web,clock", "worker", "worker", "worker,clock")


@dataclass(frozen=True)
class Size:
    """How much of everything. People write until `seconds` are over, or until there were so many disturbances."""

    circles: int = 16
    seconds: float = 420
    disturbances: int = 100_000
    #: seconds between two lines of one circle, and between two disturbances
    gap: float = 1.0
    calm: float = 0.8
    #: of a hundred disturbances, how many stop the database and how many stop Redis; the others kill a process
    database: int = 12
    redis: int = 12
    team: tuple[str, ...] = TEAM


SMOKE = Size(circles=2, seconds=30, disturbances=5, gap=0.5, calm=0.3, team=("web,clock", "worker,clock", "worker"))


@dataclass
class Campaign:
    """One run."""

    bench: Bench
    postgres: Postgres
    redis: Redis
    size: Size
    living: list[tuple[str, Process]] = field(default_factory=list)
    db_stops: int = 0
    redis_stops: int = 0
    #: seconds from the end of each disturbance to the next message that Telegram took
    recoveries: list[float] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> tuple[Verdict, dict[str, Any]]:
        """Everything; raises AssertionError when a promise was broken."""
        bench, size = self.bench, self.size
        crowd = Crowd(bench)
        bench.script.rules = hostile()
        began = time.monotonic()
        crowd.begin(*(self._talk(crowd, number) for number in range(len(bench.circles))))
        for only in size.team:
            self.living.append((only, await bench.start(only=only)))
        await self._at_work(began)
        count = 0
        while time.monotonic() < began + size.seconds and count < size.disturbances:
            count += 1
            await self._disturb()
            await self._at_work(time.monotonic())
            await bench.pause(bench.random.uniform(0.4, 1.6) * size.calm)
        self.over.set()
        await asyncio.gather(*crowd.acts)
        bench.script.be_kind()
        await self._revive()
        await bench.drain(self.living[0][1], patience=300)
        for process in [process for _, process in self.living]:
            process.signal(signal.SIGTERM)
            assert 0 == await process.wait(12)
        verdict = await judge(bench)
        return verdict, await self._table(verdict, time.monotonic() - began)

    async def _talk(self, crowd: Crowd, number: int) -> None:
        """The members of one circle, one after the other; every fourth line is the counsellor's."""
        bench, circle = self.bench, self.bench.circles[number]
        voices = [*circle.members, *circle.members, circle.house.counsellor]
        while not self.over.is_set():
            for voice in voices:
                bench.write(circle, voice)
                crowd.steps += 1
                await bench.pause(bench.random.expovariate(1 / self.size.gap), self.over)
                while 2 * len(bench.lines) - bench.script.accepted > BACKLOG and not self.over.is_set():
                    await bench.pause(0.2, self.over)  # a machine that is slower than people: they wait for answers

    async def _disturb(self) -> None:
        """One of three troubles; then everybody who is dead is started again."""
        chance = self.bench.random.randrange(100)
        first = self.bench.kills > 0  # one kill, one stop of each server: the shortest run has them all
        if (first and self.db_stops == 0) or chance < self.size.database:
            await asyncio.to_thread(self.postgres.crash)
            await self.bench.pause(self.bench.random.uniform(0, 1))
            await asyncio.to_thread(self.postgres.start)
            self.db_stops += 1
        elif (first and self.redis_stops == 0) or chance < self.size.database + self.size.redis:
            await asyncio.to_thread(self.redis.kill)
            await self.bench.pause(self.bench.random.uniform(0, 1))
            await asyncio.to_thread(self.redis.start)
            self.redis_stops += 1
        else:
            _, process = self.bench.random.choice(self.living)
            await self.bench.kill(process)
        await self._revive()
        self.bench.clock.advance(self.bench.random.uniform(0, 2))

    async def _at_work(self, since: float) -> None:
        """Messages leave again: the next disturbance finds everybody at work."""
        taken = self.bench.script.accepted
        while self.bench.script.accepted == taken:
            assert time.monotonic() - since < 60, f"no message left within a minute: {self.bench.tail()}"
            await self.bench.pause(0.02)
        self.recoveries.append(time.monotonic() - since)

    async def _revive(self) -> None:
        for place, (only, process) in enumerate(self.living):
            if process.ended.is_set():
                self.living[place] = only, await self.bench.start(only=only)

    async def _table(self, verdict: Verdict, seconds: float) -> dict[str, Any]:
        return {
            "seed": self.bench.seed,
            "seconds": round(seconds),
            "processes": len(self.size.team),
            "updates": verdict.updates,
            "messages": verdict.messages,
            "kills": verdict.kills,
            "db_stops": self.db_stops,
            "redis_stops": self.redis_stops,
            "lost": verdict.lost,
            "duplicates": verdict.duplicates,
            "unexplained_duplicates": verdict.unexplained_duplicates,
            # Messages that Telegram took and whose answer was lost; how many of them the journal had doubted.
            "ambiguous_recorded": verdict.unread_doubted,
            "ambiguous_total": verdict.unread,
            "doubts": await self.bench.read(_doubts),
            "held": verdict.held,
            "wrong_recipient": verdict.wrong_recipient,
            "out_of_order": verdict.out_of_order,
            # The first one is the start, no recovery.
            "recovery_p50_s": round(median(self.recoveries[1:]), 2),
            "recovery_p95_s": round(quantiles(self.recoveries[1:], n=20, method="inclusive")[-1], 2),
        }


def _doubts(c: Connection) -> int:
    return len(c.execute(select(events.c.id).where(events.c.kind == "send-doubtful")).all())


@asynccontextmanager
async def open_campaign(
    home: Path, forks: Forks, seed: int, postgres: Postgres, redis: Redis, size: Size
) -> AsyncIterator[Campaign]:
    """A bench of that size on these servers."""
    url = postgres.create_database()
    async with open_bench(
        home, forks, seed, circles=size.circles, database=url, TRIADE_REDIS_URL=redis.url, TRIADE_LOG_LEVEL="error"
    ) as bench:
        yield Campaign(bench, postgres, redis, size)


def shown(table: dict[str, Any]) -> str:
    """The table for people."""
    return "\n".join(f"{name.replace('_', ' '):24} {value}" for name, value in table.items())
