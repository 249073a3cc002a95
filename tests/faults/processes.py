"""Bot processes that a test starts, kills and waits for: forked from a nursery, or from the real command line."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
#: seconds that a process may take to end where others keep the machine busy: how fast it ends, test_stops says
PATIENCE = 60


class Process:
    """One bot process. `code` is what it ended with: negative for the signal that killed it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.ended = asyncio.Event()
        self.code: int | None = None

    def signal(self, name: signal.Signals) -> None:
        raise NotImplementedError

    async def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit code; TimeoutError when it goes on for longer."""
        async with asyncio.timeout(seconds):
            await self.ended.wait()
        assert self.code is not None
        return self.code

    async def kill(self) -> None:
        """End it like a power cut, and see it gone."""
        if not self.ended.is_set():
            self.signal(signal.SIGKILL)
        await self.wait()

    def over(self, code: int) -> None:
        self.code = code
        self.ended.set()


class Forks:
    """The nursery of a test run; `attach` it to the loop of each test."""

    def __init__(self) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=clean_environment(),
        )
        self._started: dict[int, asyncio.Future[Forked]] = {}
        self._living: dict[int, Forked] = {}
        self._orders = 0
        self._rest = b""

    def attach(self) -> None:
        assert self._nursery.stdout
        asyncio.get_running_loop().add_reader(self._nursery.stdout.fileno(), self._listen)

    def detach(self) -> None:
        assert self._nursery.stdout
        asyncio.get_running_loop().remove_reader(self._nursery.stdout.fileno())

    def close(self) -> None:
        """All processes end with the nursery."""
        assert self._nursery.stdin
        assert self._nursery.stdout
        self._nursery.stdin.close()
        self._nursery.wait(20)
        self._nursery.stdout.close()

    async def start(self, settings: Mapping[str, str], log: Path) -> Process:
        """A forked bot with these settings."""
        self._orders += 1
        started = self._started[self._orders] = asyncio.get_running_loop().create_future()
        self.order({"start": dict(settings), "log": str(log), "order": self._orders})
        async with asyncio.timeout(30):  # the first one waits for the imports
            return await started

    def order(self, order: dict[str, Any]) -> None:
        assert self._nursery.stdin
        self._nursery.stdin.write(json.dumps(order).encode() + b"\n")

    def _listen(self) -> None:
        assert self._nursery.stdout
        *lines, self._rest = (self._rest + os.read(self._nursery.stdout.fileno(), 65536)).split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "order" in said:
                process = self._living[said["pid"]] = Forked(said["pid"], self)
                self._started.pop(said["order"]).set_result(process)
            else:
                self._living.pop(said["pid"]).over(said["code"])


class Forked(Process):
    """A child of the nursery, which alone may signal it: its number cannot mean another process."""

    def __init__(self, pid: int, forks: Forks) -> None:
        super().__init__(pid)
        self._forks = forks

    def signal(self, name: signal.Signals) -> None:
        self._forks.order({"pid": self.pid, "signal": int(name)})


class Command(Process):
    """`python -m bot.cli run`, as an operator runs it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        super().__init__(process.pid)
        self._process = process
        self._waiting = asyncio.ensure_future(self._wait())

    @classmethod
    async def start(cls, settings: Mapping[str, str], log: Path) -> Command:
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot.cli",
                "run",
                cwd=ROOT,
                env=clean_environment() | dict(settings),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        return cls(process)

    def signal(self, name: signal.Signals) -> None:
        self._process.send_signal(name)

    async def _wait(self) -> None:
        self.over(await self._process.wait())


def clean_environment() -> dict[str, str]:
    """Ours without any setting of a bot."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRIADE_")}
