"""Waking another process through PostgreSQL: our LISTEN/NOTIFY beside Procrastinate, on the same server in one run.

Each wake-up is about a conversation. Ours is a knock after the commit; Procrastinate's a job with the conversation as
`lock` and `queueing_lock`, which its worker fetches, runs and marks as done.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

from sqlalchemy.engine import make_url

from storage.engine.unit import Database
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import p95
from tests.servers.postgres import Postgres

#: seconds between two wake-ups
PACE = 0.02
PATIENCE = 10.0


class Sleeper:
    """Whoever is to be woken: when each knock was sent, and how long it took."""

    def __init__(self) -> None:
        self._sent = 0.0
        self.awake = asyncio.Event()
        self.waits: list[float] = []

    def wake(self) -> None:
        self.waits.append(time.perf_counter() - self._sent)
        self.awake.set()

    async def measure(self, knock: Callable[[], Awaitable[object]], number: int) -> tuple[list[float], float]:
        """Milliseconds of each wake-up, and of CPU for one: sender and sleeper together, in this process."""
        cpu = time.process_time()
        for _ in range(number):
            self.awake.clear()
            self._sent = time.perf_counter()
            await knock()
            await asyncio.wait_for(self.awake.wait(), PATIENCE)
            await asyncio.sleep(PACE)
        return [wait * 1000 for wait in self.waits], (time.process_time() - cpu) * 1000 / number


async def measure(number: int = 200) -> list[Figure]:
    """Both, on a server of our own."""
    server = Postgres()
    try:
        ours, our_cpu = await _ours(server.create_database(), number)
        theirs, their_cpu = await _procrastinate(server.create_database(), number)
    finally:
        server.close()
    spread = (min(ours), max(ours)), (min(theirs), max(theirs))
    return [
        Figure("wake_notify_ms", median(ours), "ms", None, spread[0], f"p95 {p95(ours):.1f} ms"),
        Figure("wake_procrastinate_ms", median(theirs), "ms", None, spread[1], f"p95 {p95(theirs):.1f} ms"),
        Figure("wake_notify_cpu_ms", our_cpu, "ms"),
        Figure("wake_procrastinate_cpu_ms", their_cpu, "ms"),
    ]


async def _ours(url: str, number: int) -> tuple[list[float], float]:
    database, sleeper = Database.open(url, durable=False), Sleeper()
    first, second = database.peers("first"), database.peers("second")
    second.hear("inbox", sleeper.wake)
    await first.join(())
    await second.join(())
    sleeper.waits.clear()  # whoever joins looks once by himself
    try:
        return await sleeper.measure(lambda: first.tell("inbox"), number)
    finally:
        await first.leave()
        await second.leave()
        await database.close()


async def _procrastinate(url: str, number: int) -> tuple[list[float], float]:
    import procrastinate

    where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=where))
    sleeper = Sleeper()

    @app.task(name="drain")
    async def drain(conversation: str) -> None:
        sleeper.wake()

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        working = asyncio.ensure_future(app.run_worker_async(concurrency=4, install_signal_handlers=False))
        chat = drain.configure(lock="telegram:42", queueing_lock="telegram:42")
        await chat.defer_async(conversation="telegram:42")
        await asyncio.wait_for(sleeper.awake.wait(), PATIENCE)
        await asyncio.sleep(0.5)
        sleeper.waits.clear()
        try:
            return await sleeper.measure(lambda: chat.defer_async(conversation="telegram:42"), number)
        finally:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
