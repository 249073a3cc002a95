"""The crash bench: a local Telegram that fails as told, bot processes that are killed, and people who go on writing."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, literal_column, select
from sqlalchemy.exc import DBAPIError

from bot import simulator
from bot.demo.stage import Stage
from bot.runtime.limits import NoLimits
from bot.runtime.settings import Settings
from bot.runtime.waiting import until
from bot.runtime.wire import build
from bot.simulator import FaultScript, Message, Person, Rule
from storage.engine.unit import Database
from storage.road import inbox as inbox_rows, outbox as outbox_rows
from storage.tables import inbox, outbox
from storage.tables.road import NEW
from tests.empty import lay_empty
from tests.faults.circles import Circle, arrive
from tests.faults.processes import Command, Forks, Process

T = TypeVar("T")

#: seconds between two looks at the database
GLANCE = 0.05
_UNSENT = ("new", "retry", "later", "sending")


@dataclass(frozen=True)
class Strike:
    """A call that the fault script was asked about, and when; `rule` is None when it went through."""

    at: float
    method: str
    chat: int | None
    rule: Rule | None


class Script(FaultScript):
    """The fault script, which also notes when each call came.

    `polled` is set by a long poll, `sent` by a call that people see.
    """

    def __init__(self, *rules: Rule, seed: int = 0) -> None:
        super().__init__(*rules, seed=seed)
        self.now: Callable[[], float] = lambda: 0.0
        self.calls: list[Strike] = []
        self.polled, self.sent = asyncio.Event(), asyncio.Event()
        #: calls that went through, and by method those of which nobody can know it
        self.accepted = 0
        self.doubtful: Counter[str] = Counter()
        self.be_kind()

    def be_kind(self) -> None:
        """No troubles any more."""
        self.rules = [Rule("notAMethod")]  # without any rule nobody would ask us

    def strike(self, method: str, chat: int | None) -> Rule | None:
        if method == "getUpdates":
            self.polled.set()
        elif chat is not None:
            self.sent.set()
        rule = super().strike(method, chat)
        self.calls.append(Strike(self.now(), method, chat, rule))
        self.accepted += rule is None and chat is not None
        self.doubtful[method] += rule is not None and chat is not None and (rule.code >= 500 or rule.kind == "reset")
        return rule


def hostile() -> list[Rule]:
    """The usual share of troubles, on every call but the first hello and the long polls."""
    return [
        Rule("getMe", kind="delay"),  # struck first: leaves it alone
        Rule(probability=0.05, code=429, retry_after=1),
        Rule(probability=0.03 / 0.95, code=500),
        Rule(probability=0.02 / 0.92, code=500, after=True),
        Rule(probability=0.02 / 0.90, kind="reset", after=True),
    ]


@dataclass(frozen=True)
class Line:
    """Something a person wrote into a thread. `number` counts the lines of its triad, in the order of writing."""

    circle: Circle
    number: int
    author: Person
    message: Message

    @property
    def canary(self) -> str:
        return f"[{self.circle.key}-{self.number:04}]"


@dataclass
class Bench:
    """Everything of one run."""

    seed: int
    home: Path
    tg: simulator.LocalTelegram
    clock: simulator.Clock
    bot: simulator.Bot
    stage: Stage
    script: Script
    database: Database
    settings: dict[str, str]
    forks: Forks
    random: random.Random
    circles: list[Circle] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    #: titles of the missions that were sent to a tutor
    titles: list[str] = field(default_factory=list)
    #: numbers of all updates that Telegram has made for the bot
    updates: list[int] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    kills: int = 0

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)

    # --- processes -----------------------------------------------------------------------------------------------

    @property
    def log(self) -> Path:
        return self.home / "bot.log"

    async def start(self, crash_at: str = "", only: str = "") -> Process:
        """A bot process; on SQLite the one before it must be over."""
        chosen = {"TRIADE_CRASH_AT": crash_at, "TRIADE_ONLY": only}
        settings = self.settings | {name: value for name, value in chosen.items() if value}
        return self._keep(await self.forks.start(settings, self.log))

    async def command(self, **settings: str) -> Process:
        """A bot process from the real command line, with the real speed limits."""
        return self._keep(await Command.start(self.settings | settings, self.log))

    async def kill(self, process: Process) -> None:
        await process.kill()
        self.kills += process.code == -signal.SIGKILL

    def _keep(self, process: Process) -> Process:
        self.processes.append(process)
        return process

    # --- waiting -------------------------------------------------------------------------------------------------

    async def pause(self, seconds: float, wake: asyncio.Event | None = None) -> None:
        """Real time passes, unless `wake` is set before."""
        await until(wake or asyncio.Event(), seconds)

    async def read(self, look: Callable[[Connection], T]) -> T:
        try:
            return await self.database.run(look)
        except DBAPIError:  # the server was stopped since: the next connection is a new one
            return await self.database.run(look)

    async def sees(self, look: Callable[[Connection], T], patience: float = 30) -> T:
        """The first true answer of the database."""
        async with asyncio.timeout(patience):
            while not (found := await self.read(look)):
                await self.pause(GLANCE)
            return found

    async def arrival(self, chat: int, line: Line) -> float:
        """When a line came to a chat, as soon as it has."""
        return await self.tg.until(lambda: self.arrived(chat, line), 30)

    def arrived(self, chat: int, line: Line) -> float:
        """When a line first came to a chat; 0 when it is not there."""
        return next((e.at for e in self.tg.ledger.entries if e.chat == chat and line.canary in e.text), 0.0)

    async def drain(
        self, process: Process | None = None, *, kind: bool = True, patience: float = 60, hurry: bool = True
    ) -> None:
        """Everything that was begun is finished by a bot that nobody disturbs; Telegram is kind again, if it may be."""
        if kind:
            self.script.be_kind()
        process = process or await self.start()
        try:
            async with asyncio.timeout(patience):
                while not await self._idle():
                    if process.ended.is_set():
                        raise AssertionError(f"the bot ended by itself with {process.code}: {self.tail()}")
                    if hurry:
                        await self._hurry()
                    await self.pause(GLANCE)
        except TimeoutError:
            raise AssertionError(f"not all was done in {patience} s ({await self.read(left)}): {self.tail()}") from None

    async def finish(self) -> None:
        """End all processes that still run, kindly."""
        for process in self.processes:
            if not process.ended.is_set():
                process.signal(signal.SIGTERM)
                await process.wait()

    async def _idle(self) -> bool:
        """Nothing waits anywhere, and no call is on its way."""
        if len(self.bot.queue):
            return False
        if any((await self.read(left)).values()):
            return False
        return not len(self.bot.queue)

    async def _hurry(self) -> None:
        """What waits for its time need not wait: the clock goes there, as all that is due now has been taken."""
        now = self.now
        due = await self.read(_next)
        if due is not None and due > now:
            self.clock.advance((due - now).total_seconds() + 0.001)

    def tail(self) -> str:
        """The last words of the bot."""
        return "\n".join(self.log.read_text("utf-8").splitlines()[-15:]) if self.log.exists() else ""

    # --- people --------------------------------------------------------------------------------------------------

    def write(self, circle: Circle, author: Person, words: str = "Bonjour à tous les trois.") -> Line:
        """A line for the thread: from a private chat, or from the topic when the counsellor writes."""
        self.numbers[circle.key] += 1
        number = self.numbers[circle.key]
        message = circle.said(author, self.bot, f"[{circle.key}-{number:04}] {words}")
        line = Line(circle, number, author, message)
        self.lines.append(line)
        return line


def left(c: Connection) -> dict[str, int]:
    """What is not finished. One statement, so one moment: a row that is woken between two counts would be in neither.

    Each state has an index, which a count finds when it names that state alone.
    """
    counts = {state: select(func.count()).where(outbox.c.state == literal_column(f"'{state}'")) for state in _UNSENT}
    counts["inbox"] = select(func.count()).select_from(inbox).where(NEW)
    row = c.execute(select(*(count.scalar_subquery().label(name) for name, count in counts.items()))).one()
    return dict(row._mapping)


def _next(c: Connection) -> datetime | None:
    """When the first of all that waits for its time is due; None when something could go on right now."""
    waiting = left(c)
    due = [at for at in (inbox_rows.next_retry(c), outbox_rows.next_due(c)) if at is not None]
    return min(due) if due and not (waiting["new"] or waiting["sending"]) else None


@asynccontextmanager
async def open_bench(
    home: Path, forks: Forks, seed: int, *, circles: int = 4, mixed: bool = False, database: str = "", **settings: str
) -> AsyncIterator[Bench]:
    """A bench with its people on stage: structures, forums and triads are there, no process runs.

    `mixed`: some of the triads are Telegram groups, some are topics in private chats.
    """
    clock = simulator.Clock(home / "clock")
    clock.to_next_working_morning()
    script = Script(seed=seed)
    script.now = clock
    tg = simulator.LocalTelegram(clock, faults=script, seed=seed % 1000 + 1)
    bot = tg.bot(topics_in_private=mixed)
    updates: list[int] = []
    bot.queue.listeners.append(lambda update: updates.append(update.id))
    url = database.replace("+asyncpg", "") or lay_empty(home / "triade.sqlite3")
    forks.attach()
    async with simulator.serve(tg) as server:
        environment = {
            "TRIADE_BOT_TOKEN": bot.token,
            "TRIADE_TELEGRAM_API": server.url,
            "TRIADE_DATABASE_URL": url,
            "TRIADE_CLOCK_FILE": str(home / "clock"),
            "TRIADE_LOG_LEVEL": "warning",
        } | settings
        (home / "clock").write_text(repr(clock.offset))
        store = Database.open(url, durable=False)
        stage = Stage(tg, clock, bot, store)
        made = random.Random(seed)
        bench = Bench(seed, home, tg, clock, bot, stage, script, store, environment, forks, made, updates=updates)
        try:
            await _settle_in(bench, server.url, url, circles, mixed=mixed)
            yield bench
        except BaseException as error:
            error.add_note(f"seed {seed}; the bot's log ends with:\n{bench.tail()}")
            raise
        finally:
            for process in bench.processes:
                await process.kill()
            await store.close()
            forks.detach()


async def _settle_in(bench: Bench, api: str, url: str, circles: int, *, mixed: bool) -> None:
    """Everybody arrives, with a bot in this process that nobody disturbs."""
    clock = bench.clock
    settings = Settings(bot_token=bench.bot.token, telegram_api=api, database_url=url)  # type: ignore[arg-type]
    app = await build(
        settings,
        now=lambda: datetime.fromtimestamp(clock(), UTC),
        limits=NoLimits(),
        database=Database.open(url, durable=False),
    )
    await app.prepare()
    bench.stage.settle = app.settle
    bench.circles = await arrive(bench.stage, circles, mixed=mixed)
    for circle in bench.circles:
        if circle.several:  # the first line opens the topic in the tutor's chat
            bench.write(circle, circle.house.counsellor)
    await app.settle()
    bench.stage.settle = None
    await app.close()
