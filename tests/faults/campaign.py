"""The campaign: several processes on a real PostgreSQL and a real Valkey, all of which die again and again, while
Telegram fails one call in eight and people go on writing. The ledger judges."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from bot.runtime.app import AWAY
from storage.tables import events
from tests.faults.bench import Bench, hostile, left, open_bench
from tests.faults.circles import Circle
from tests.faults.crowd import Crowd
from tests.faults.judge import Verdict, examine
from tests.faults.processes import Forks, Process
from tests.servers.postgres import Postgres
from tests.servers.valkey import Redis

#: what each of the processes does: receives, decides and sends, minds the time
TEAM = ("web,clock", "worker", "worker", "worker,clock")
KILL, DATABASE, REDIS = "kills", "db_stops", "redis_stops"
#: what one line makes the bot do: take it in, and send it to two readers
WORK = 3
#: of a hundred things that people do, how many are questions to the bot, and corrections of a line
QUESTIONS, CORRECTIONS = 10, 10
#: the most disturbances that come one upon the other; people then write in peace until so many are due again
STORM = 10
#: seconds without any message before a run is given up; between two looks at how much waits; between two lines of news
STUCK, LOOK, NEWS = 60, 0.2, 60


@dataclass(frozen=True)
class Size:
    """How much of everything: the run ends when all of it has been, or after `seconds`."""

    circles: int = 40
    updates: int = 100_000
    kills: int = 500
    db_stops: int = 100
    redis_stops: int = 100
    seconds: float = 7200
    #: seconds between two lines of one circle, and between two disturbances of one storm
    gap: float = 0.2
    calm: float = 0.8
    #: how much may wait (to be handled, or to be sent) before people pause: a bot that is slower than they are
    backlog: int = 500
    team: tuple[str, ...] = TEAM

    @property
    def disturbances(self) -> int:
        return self.kills + self.db_stops + self.redis_stops


SMOKE = Size(
    circles=2, updates=25, kills=3, db_stops=1, redis_stops=1, seconds=60, gap=0.5, calm=0.3, backlog=60,
    team=("web,clock", "worker,clock", "worker"),
)  # fmt: skip


@dataclass
class Campaign:
    """One run."""

    bench: Bench
    postgres: Postgres
    redis: Redis
    size: Size
    living: list[tuple[str, Process]] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys((KILL, DATABASE, REDIS), 0))
    #: seconds from the end of each disturbance to the next message that Telegram took
    recoveries: list[float] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    #: how much people may add to what waits; how much waits
    room: int = 0
    waiting: int = 0
    _looked: asyncio.Event = field(default_factory=asyncio.Event)
    _news: float = 0

    async def run(self) -> tuple[Verdict, dict[str, Any]]:
        """Everything. Always ends with a verdict, which names each promise that was not kept."""
        bench, crowd = self.bench, Crowd(self.bench)
        bench.script.rules = hostile()
        before, began = len(bench.updates), time.monotonic()
        crowd.begin(self._look(), *(self._talk(circle) for circle in bench.circles))
        for only in self.size.team:
            self.living.append((only, await bench.start(only=only)))
        trouble = await self._disturb_all(began, before)
        seconds = time.monotonic() - began
        self.over.set()
        await asyncio.gather(*crowd.acts)
        bench.script.be_kind()
        trouble = trouble or await self._finish()
        verdict = await examine(bench)
        if trouble:
            verdict.broken.insert(0, trouble)
        return verdict, await self._table(verdict, seconds, len(bench.updates) - before)

    # --- people ------------------------------------------------------------------------------------------------------

    async def _talk(self, circle: Circle) -> None:
        """The members of one circle, one after the other; every fifth line is the counsellor's."""
        chance, bench = self.bench.random, self.bench
        voices = [*circle.members, *circle.members, circle.house.counsellor]
        latest = None
        while not self.over.is_set():
            for voice in voices:
                while self.room < WORK and not self.over.is_set():
                    self._looked.clear()
                    await bench.pause(5, self._looked)
                self.room -= WORK
                dice = chance.randrange(100)
                if dice < QUESTIONS and voice is not circle.house.counsellor:
                    voice.send_text(bench.bot, "/aide")
                elif dice < QUESTIONS + CORRECTIONS and latest is not None:
                    latest.author.edit(latest.message, f"{latest.canary} Je corrige, n° {chance.randrange(1000)}.")
                else:
                    latest = bench.write(circle, voice)
                await bench.pause(chance.expovariate(1 / self.size.gap), self.over)

    async def _look(self) -> None:
        """How much waits: people write as fast as the bot goes on, and a little ahead of it."""
        while not self.over.is_set():
            try:
                self.waiting = sum((await self.bench.read(left)).values()) + len(self.bench.bot.queue)
                self.room = self.size.backlog - self.waiting
            except (DBAPIError, *AWAY):
                pass  # the server is being stopped: there is as much room as before
            self._looked.set()
            await self.bench.pause(LOOK, self.over)

    # --- troubles ----------------------------------------------------------------------------------------------------

    async def _disturb_all(self, began: float, before: int) -> str:
        """All troubles, evenly over all updates, in storms with quiet stretches between them; why it ended early."""
        size, bench = self.size, self.bench
        plan = [KILL] * size.kills + [DATABASE] * size.db_stops + [REDIS] * size.redis_stops
        bench.random.shuffle(plan)
        count, storm = 0, 1
        if not await self._at_work():
            return f"no message left within {STUCK} s of the start: {bench.tail()}"
        while time.monotonic() < began + size.seconds:
            written = len(bench.updates) - before
            due = min(written * len(plan) // size.updates, len(plan))
            if written >= size.updates and count == len(plan):
                break
            if due - count < storm and due < len(plan):
                await bench.pause(LOOK)
                self._tell(began, written)
                continue
            for trouble in plan[count:due]:
                await self._disturb(trouble)
                count += 1
                if not await self._at_work():
                    return f"no message left within {STUCK} s of trouble n° {count}, {trouble}: {bench.tail()}"
                await bench.pause(bench.random.uniform(0.4, 1.6) * size.calm)
                self._tell(began, len(bench.updates) - before)
            storm = bench.random.randint(1, min(STORM, max(len(plan) // 3, 1)))
        return ""

    async def _disturb(self, trouble: str) -> None:
        """One of three troubles; then everybody who is dead is started again."""
        bench = self.bench
        if trouble == KILL:
            _, process = bench.random.choice(self.living)
            await bench.kill(process)
        else:
            server: Postgres | Redis = self.postgres if trouble == DATABASE else self.redis
            await asyncio.to_thread(server.crash)
            await bench.pause(bench.random.uniform(0, 1))
            await asyncio.to_thread(server.start)
        self.done[trouble] += 1
        await self._revive()
        bench.clock.advance(bench.random.uniform(0, 2))

    async def _at_work(self) -> bool:
        """Whether messages leave again: the next disturbance finds everybody at work."""
        since, taken = time.monotonic(), self.bench.script.accepted
        while self.bench.script.accepted == taken:
            if time.monotonic() - since > STUCK:
                return False
            await self.bench.pause(0.02)
        self.recoveries.append(time.monotonic() - since)
        return True

    async def _revive(self) -> None:
        for place, (only, process) in enumerate(self.living):
            if process.ended.is_set():
                self.living[place] = only, await self.bench.start(only=only)

    # --- the end -----------------------------------------------------------------------------------------------------

    async def _finish(self) -> str:
        """All that was begun is finished, as long as it goes on, and everybody ends; what did not, or ""."""
        await self._revive()
        trouble, waited = "", sum((await self.bench.read(left)).values()) + 1
        while True:
            try:
                await self.bench.drain(self.living[0][1], patience=STUCK)
                break
            except AssertionError as error:
                waits = sum((await self.bench.read(left)).values())
                if waits >= waited:
                    trouble = str(error)
                    break
                waited = waits
        for _, process in self.living:
            process.signal(signal.SIGTERM)
        for only, process in self.living:
            try:
                code = await process.wait(12)
                trouble = trouble or (f"{only} ended with {code}" if code else "")
            except TimeoutError:
                trouble = trouble or f"{only} did not end within 12 s"
        return trouble

    def _tell(self, began: float, written: int) -> None:
        """A line of news a minute: a long run shows that it goes on."""
        now = time.monotonic()
        if now >= max(self._news, began) + NEWS:
            self._news = now
            troubles = ", ".join(f"{name} {number}" for name, number in self.done.items())
            minutes, sent = (now - began) / 60, self.bench.script.accepted
            news = f"{minutes:.0f} min: updates {written}, calls taken {sent}, {troubles}, waiting {self.waiting}"
            print(news, file=sys.stderr, flush=True)

    async def _table(self, verdict: Verdict, seconds: float, written: int) -> dict[str, Any]:
        size = self.size
        asked = {"updates": size.updates, KILL: size.kills, DATABASE: size.db_stops, REDIS: size.redis_stops}
        reached = {**self.done, "updates": written}
        circles = self.bench.circles
        return {
            "seed": self.bench.seed,
            "seconds": round(seconds),
            "processes": len(size.team),
            "circles": len(circles),
            "circles_in_groups": sum(circle.group is not None for circle in circles),
            "circles_in_private_topics": sum(circle.several for circle in circles),
            "not_reached": {name: f"{reached[name]} of {number}" for name, number in asked.items()
                            if reached[name] < number},
            "kept": not verdict.broken,
            "broken": verdict.broken[:20],
            "updates": verdict.updates,
            "messages": verdict.messages,
            "kills": verdict.kills,
            "db_stops": self.done[DATABASE],
            "redis_stops": self.done[REDIS],
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
            "recovery_p50_s": round(median(self.recoveries[1:] or [0]), 2),
            "recovery_p95_s": round(quantiles([*self.recoveries[1:], 0, 0][: max(len(self.recoveries) - 1, 2)],
                                              n=20, method="inclusive")[-1], 2),
        }  # fmt: skip


def _doubts(c: Connection) -> int:
    return len(c.execute(select(events.c.id).where(events.c.kind == "send-doubtful")).all())


@asynccontextmanager
async def open_campaign(
    home: Path, forks: Forks, seed: int, postgres: Postgres, redis: Redis, size: Size
) -> AsyncIterator[Campaign]:
    """A bench of that size on these servers."""
    url = postgres.create_database()
    async with open_bench(
        home, forks, seed, circles=size.circles, mixed=True, database=url, TRIADE_REDIS_URL=redis.url,
        TRIADE_LOG_LEVEL="error",
    ) as bench:  # fmt: skip
        yield Campaign(bench, postgres, redis, size)


def shown(table: dict[str, Any]) -> str:
    """The table for people."""
    return "\n".join(f"{name.replace('_', ' '):24} {value}" for name, value in table.items())
