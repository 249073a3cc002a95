"""How long a bot that is started takes to answer somebody who is waiting already."""

from __future__ import annotations

import time
from pathlib import Path

from bot import simulator
from tests.benchmarks.figures import Figure, figure
from tests.benchmarks.turn import OURS, start


async def measure(home: Path, rounds: int) -> list[Figure]:
    """From `triade run` on an installed machine, with no database yet, to the first answer on the screen."""
    tg = simulator.LocalTelegram()
    seconds, spent = [], []
    async with simulator.serve(tg) as server:
        for number in range(rounds):
            folder = home / f"start-{number}"
            folder.mkdir()
            bot = tg.bot(f"start_{number}_bot")
            tg.user("Léa").start(bot)
            began, seen = time.monotonic(), len(tg.ledger)
            process = await start(OURS, bot, server.url, folder)
            try:
                await tg.until(lambda seen=seen: any(e.method == "sendMessage" for e in tg.ledger.entries[seen:]), 120)
                seconds.append(time.monotonic() - began)
                spent.append(process.cpu())
            finally:
                await process.stop()
    return [
        figure("start_s", seconds, "s", 5, "a new database, to the first answer"),
        figure("start_cpu_s", spent, "s", note="the same in CPU, which other work on the machine does not touch"),
    ]
