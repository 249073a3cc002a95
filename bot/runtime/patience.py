"""Until Telegram has taken it: that Telegram is busy when we start is no reason to go away again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channel import Failure, SendFailed
from bot.runtime.waiting import until

#: troubles of the channel that go by themselves
PASSING = (Failure.TOO_FAST, Failure.AMBIGUOUS, Failure.DEFINITE_RETRY)

log = structlog.get_logger("bot.runtime")


async def patiently(stop: asyncio.Event, ask: Callable[[], Awaitable[None]]) -> None:
    """Ask again as long as the trouble is one that goes by itself. Raises SendFailed for the others."""
    pause = 1.0
    while not stop.is_set():
        try:
            await ask()
            return
        except SendFailed as failure:
            if failure.kind not in PASSING:
                raise
            log.warning("Telegram is not ready for us", kind=failure.kind.value, again_in=pause)
            await until(stop, max(pause, failure.retry_after))
            pause = min(pause * 2, 30)
