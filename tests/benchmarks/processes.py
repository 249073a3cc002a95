"""Bots as processes of their own, on the other core than the local Telegram, and what they have cost so far."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]


def cores() -> list[int]:
    """The cores we may use; none named where the system does not tell (macOS)."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def settle_on(chosen: list[int]) -> None:
    """Keep this process, with the local Telegram, off the core of the bots."""
    if len(cores()) > 1:
        os.sched_setaffinity(0, chosen)


class BotProcess:
    """One running bot. CPU is what the whole process used, in the system as well as by itself."""

    def __init__(self, process: asyncio.subprocess.Process, *, anywhere: bool = False) -> None:
        self._process = process
        self._seen = psutil.Process(process.pid)
        everywhere = list(range(os.cpu_count() or 1))
        if elsewhere := everywhere if anywhere else [core for core in everywhere if core not in cores()][-1:]:
            self._seen.cpu_affinity(elsewhere)

    @classmethod
    async def start(
        cls, module: str, *arguments: str, environment: Mapping[str, str], log: Path, anywhere: bool = False
    ) -> BotProcess:
        """A module as a process; on a core of its own, or `anywhere`."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("TRIADE_")}
        with log.open("ab") as out:
            return cls(
                await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    module,
                    *arguments,
                    cwd=ROOT,
                    env=ours | dict(environment),
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=out,
                ),
                anywhere=anywhere,
            )

    def cpu(self) -> float:
        """Seconds of CPU so far: to the nanosecond on Linux, to ten milliseconds elsewhere."""
        if sys.platform == "linux":
            return time.clock_gettime(~self._process.pid << 3 | 2)  # what clock_getcpuclockid(3) answers
        times = self._seen.cpu_times()
        return times.user + times.system

    def memory(self) -> float:
        """Resident memory, MB."""
        return self._seen.memory_info().rss / 1e6

    async def stop(self) -> None:
        """Ask it to end; make it end when it does not."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(15):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
