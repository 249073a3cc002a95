"""The demo: the local Telegram in this process, the real bot in another, and the story between them."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import simulator
from bot.demo.stage import PATIENCE, House, NotShown, Stage
from bot.demo.story import STEPS, Story
from bot.demo.transcript import transcript
from storage import migrate
from storage.engine.unit import Database
from storage.road import gauges

#: seconds between two looks at a bot that works
GLANCE = 0.02


@contextlib.asynccontextmanager
async def ground(
    port: int = 0, *, pace: float = 0, hurried: bool = False, pages: str = "", topics: bool = False
) -> AsyncIterator[tuple[Stage, simulator.Server]]:
    """A local Telegram, and the bot running against it as a process of its own, on a database of its own.

    `hurried`: without Telegram's limits, so that nobody has to wait. `pages`: where the bot shows its pages
    ("host:port"), or nowhere. `topics`: private chats with the bot have topics.
    """
    with tempfile.TemporaryDirectory(prefix="triade-demo-") as folder:
        home = Path(folder)
        clock = simulator.Clock(home / "clock")
        tg = simulator.LocalTelegram(clock, rates=simulator.RateLimits(enabled=not hurried))
        bot = tg.bot("triade_demo_bot", "Triade", topics_in_private=topics)
        async with simulator.serve(tg, port=port) as server:
            url = f"sqlite:///{home / 'triade.sqlite3'}"
            await migrate.migrate(url)
            process = await _start(bot.token, server.url, url, home, hurried, pages)
            database = Database.open(url)
            try:
                await _ready(tg, bot, process)
                settle = functools.partial(_settled, bot, database, clock)
                yield Stage(tg, clock, bot, database, settle, apart=True, pace=pace), server
            finally:
                await database.close()
                await _stop(process)


async def tell() -> int:
    """Play the journey, print every screen; 0 only if each step happened."""
    async with ground(hurried=True) as (stage, _):
        story = Story(stage)
        told = await story.play()
        print(transcript(stage, story))
        for step in story.steps:
            print(("✓" if step.state == "done" else "✗"), step.title)
        if not told:
            print(f"\nL'histoire s'est arrêtée : {story.error}", file=sys.stderr)
        return 0 if told else 1


async def show(port: int, *, topics: bool = False) -> int:
    """The page, with a structure and a triad already there, until it is stopped."""
    async with ground(port, pace=0.7, hurried=True, pages=free_address(), topics=topics) as (stage, server):
        telling = server.control.story = Telling(stage)
        fast, stage.pace = stage.pace, 0
        house = await stage.open_house()
        await stage.welcome_apprentice(house)
        await stage.welcome_tutor(house)
        stage.pace = fast
        telling.house = house
        print(f"\nTriade est prête : {server.url}\nCtrl+C pour arrêter.\n", flush=True)
        stop = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        await stop.wait()
    return 0


class Telling:
    """The page's button "Raconter l'histoire": one telling at a time, with people of its own."""

    NAMES = (("Inès", "Karim"), ("Yanis", "Rosa"), ("Aïcha", "Denis"), ("Théo", "Malika"))

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        #: where it is told; None while the stage is being set
        self.house: House | None = None
        self._told = 0
        self._story: Story | None = None
        self._task: asyncio.Task[bool] | None = None

    def state(self) -> dict[str, Any]:
        """What `GET /sim/story` answers."""
        story = self._story
        if story is None:
            steps = [{"title": title, "state": "todo"} for title, _ in STEPS]
            return {"ready": self.house is not None, "running": False, "steps": steps, "error": "", "people": []}
        people = [p.id for p in (story.apprentice, story.tutor) if p is not None]
        steps = [{"title": step.title, "state": step.state} for step in story.steps]
        return {"ready": True, "running": story.running, "steps": steps, "error": story.error, "people": people}

    def start(self) -> bool:
        """Begin; False when one is being told, or the stage is being set."""
        if self.house is None or (self._story is not None and self._story.running):
            return False
        story = Story(self._stage, self.house)
        first, second = self.NAMES[self._told % len(self.NAMES)]
        more = "" if self._told < len(self.NAMES) else f" {self._told // len(self.NAMES) + 1}"
        story.apprentice_name, story.tutor_name = first + more, second + more
        self._told += 1
        self._story = story
        self._task = asyncio.ensure_future(story.play())
        return True


def free_address() -> str:
    """An address of this machine that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return f"127.0.0.1:{door.getsockname()[1]}"


async def _start(token: str, api: str, url: str, home: Path, hurried: bool, pages: str) -> asyncio.subprocess.Process:
    settings = {
        "TRIADE_BOT_TOKEN": token,
        "TRIADE_TELEGRAM_API": api,
        "TRIADE_DATABASE_URL": url,
        "TRIADE_CLOCK_FILE": str(home / "clock"),
        "TRIADE_LOG_LEVEL": "warning",
        "TRIADE_LIMITS": "off" if hurried else "",
    }
    if pages:
        settings |= {"TRIADE_PUBLIC_URL": f"http://{pages}", "TRIADE_LISTEN": pages, "TRIADE_UPDATES": "polling"}
    others = {name: value for name, value in os.environ.items() if not name.startswith("TRIADE_")}
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot.cli", "run", env=others | settings)


async def _ready(tg: simulator.LocalTelegram, bot: simulator.Bot, process: asyncio.subprocess.Process) -> None:
    """Until the bot has shown its commands, or has given up."""
    ending = asyncio.ensure_future(process.wait())
    offering = asyncio.ensure_future(tg.until(lambda: bot.commands or None, 60))
    try:
        await asyncio.wait({ending, offering}, return_when=asyncio.FIRST_COMPLETED)
        if not offering.done() or offering.exception() is not None:
            raise NotShown("Le bot n'a pas démarré : voir les lignes au-dessus.")
    finally:
        ending.cancel()
        offering.cancel()


async def _settled(bot: simulator.Bot, database: Database, clock: simulator.Clock) -> None:
    """Until nothing that is due waits any more, neither on the way to the bot nor in it; at most PATIENCE seconds.

    Whoever plays on the page at the same time may keep the bot busy: then the story goes on all the same.
    """
    for _ in range(round(PATIENCE / GLANCE)):
        if await _idle(bot, database, datetime.fromtimestamp(clock(), UTC)):
            break
        await asyncio.sleep(GLANCE)


async def _idle(bot: simulator.Bot, database: Database, now: datetime) -> bool:
    if len(bot.queue):
        return False
    road = await database.snapshot(lambda c: gauges.look(c, now))
    return not (len(bot.queue) or road.inbox or road.outbox["new"] or road.outbox["sending"] or road.timers_age)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 12)
        except TimeoutError:
            process.kill()
            await process.wait()
