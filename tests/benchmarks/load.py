"""People who write to a bot, and what their messages cost it: all at once, or at Telegram's own pace."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from bot.simulator import Bot, LocalTelegram, Person
from tests.benchmarks.processes import BotProcess

#: messages a second in a calm hour at the busiest: what Telegram lets one bot answer
PACE = 25.0
PATIENCE = 120.0


def p95(waits: Sequence[float]) -> float:
    """The time within which 95 of 100 were answered, in the unit of `waits`."""
    return quantiles(waits, n=20)[-1]


@dataclass(frozen=True)
class Sample:
    """One round: CPU per update in ms, and the seconds each answer took."""

    cpu: float
    waits: Sequence[float]


@dataclass(frozen=True)
class Load:
    """What people write, and how many messages the bot sends for each of theirs."""

    tg: LocalTelegram
    words: str
    answers: int = 1
    #: seconds for the bot to finish what follows an answer, before and after a round
    rest: float = 0.5

    async def rush(self, bot: Bot, process: BotProcess, writers: Sequence[Person]) -> Sample:
        """All of them write before the bot looks."""
        return await self._round(bot, process, writers, 0)

    async def calm(self, bot: Bot, process: BotProcess, writers: Sequence[Person]) -> Sample:
        """One after the other, at an even pace."""
        return await self._round(bot, process, writers, 1 / PACE)

    async def _round(self, bot: Bot, process: BotProcess, writers: Sequence[Person], pause: float) -> Sample:
        entries = self.tg.ledger.entries
        first, began, cpu = len(entries), time.monotonic(), process.cpu()
        written: dict[str, float] = {}
        for number, writer in enumerate(writers):
            await asyncio.sleep(began + number * pause - time.monotonic() if pause else 0)
            written[writer.first_name] = self.tg.clock()
            writer.send_text(bot, self.words)
        wanted = first + self.answers * len(writers)
        await self.tg.until(lambda: len(entries) >= wanted, PATIENCE)
        await asyncio.sleep(self.rest)
        spent = process.cpu() - cpu
        if len(entries) != wanted:
            raise AssertionError(f"{len(entries) - first} messages left for {len(writers)} that came in")
        waits = [entry.at - written[name] for entry in entries[first:] if (name := self._name(entry.chat)) in written]
        return Sample(spent / len(writers) * 1000, waits)

    def _name(self, chat: int) -> str:
        user = self.tg.users.get(chat)
        return user.first_name if user else ""
