"""Imports the bot once and forks it for each order on stdin: a real process with real files, without the imports."""
# Orders and answers are one JSON object per line. {"start": {name: value}, "log": path} → {"pid": …, "order": …};
# {"pid": …, "signal": 9} sends a signal; {"pid": …, "code": -9} says that a child has ended. When stdin closes
# (pytest ended, even by kill -9) all children are killed.

import asyncio
import importlib
import json
import os
import selectors
import signal
import traceback
from typing import Any

from throttled.asyncio import rate_limiter

from bot.runtime import crash, limits as buckets, logs
from bot.runtime.limits import Limits, NoLimits, SharedLimits
from bot.runtime.settings import load
from bot.runtime.wire import build
from storage.content.library import library
from storage.engine.unit import Database


async def run() -> None:
    """What the command line's `run` does, without the channels' speed limits unless Redis counts them."""
    settings = load()
    logs.configure(settings.log_level, json=True, secrets=settings.secrets)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    limits: Limits = SharedLimits(settings.redis_url) if settings.redis_url else NoLimits()
    # The tests' PostgreSQL keeps what it confirms as long as the machine runs.
    app = await build(settings, limits=limits, database=Database.open(settings.database_url, durable=False))
    await app.run(stop)


def child(order: dict[str, Any]) -> None:
    """The bot, in this process, until it ends; does not return."""
    nothing, log = os.open(os.devnull, os.O_RDONLY), os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for old, new in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(old, new)
    os.environ.update(order["start"])
    importlib.reload(crash)  # it reads its point when it is imported
    code = 1
    try:
        asyncio.run(run())
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)


class Nursery:
    """The children, by process id, each with the descriptor that tells when it ends."""

    def __init__(self) -> None:
        self.children: dict[int, int] = {}
        self.watch = selectors.DefaultSelector()
        self.watch.register(0, selectors.EVENT_READ)
        self.rest = b""

    def work(self) -> None:
        """Until stdin closes."""
        while True:
            for key, _ in self.watch.select():
                if key.fd != 0:
                    self.bury(key.data)
                elif not self.listen():
                    return

    def listen(self) -> bool:
        """Follow the orders that have come; False when there will be no more."""
        data = os.read(0, 65536)
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            self.follow(json.loads(line))
        return bool(data)

    def follow(self, order: dict[str, Any]) -> None:
        if "signal" in order:
            if order["pid"] in self.children:
                os.kill(order["pid"], order["signal"])
            return
        pid = os.fork()
        if not pid:
            child(order)
        self.children[pid] = os.pidfd_open(pid)
        self.watch.register(self.children[pid], selectors.EVENT_READ, pid)
        self.say({"pid": pid, "order": order["order"]})

    def bury(self, pid: int) -> None:
        """A child has ended: only now its files and its connections are surely free."""
        _, status = os.waitpid(pid, 0)
        handle = self.children.pop(pid)
        self.watch.unregister(handle)
        os.close(handle)
        self.say({"pid": pid, "code": os.waitstatus_to_exitcode(status)})

    def say(self, answer: dict[str, Any]) -> None:
        os.write(1, json.dumps(answer).encode() + b"\n")


def widen() -> None:
    """Telegram's limits a hundred times wider: Redis counts every message, and nobody waits for it."""
    buckets.ALL = rate_limiter.per_sec(3000, burst=500)
    buckets.PRIVATE = buckets.GROUP = rate_limiter.per_sec(200, burst=100)


if __name__ == "__main__":
    library()
    widen()
    nursery = Nursery()
    try:
        nursery.work()
    finally:
        for left in nursery.children:
            os.kill(left, signal.SIGKILL)
