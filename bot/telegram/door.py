"""Long polling: takes raw updates from Telegram, stores them, and only then tells Telegram that it has them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from bot.channel import Failure, SendFailed, Store
from bot.telegram import Bot
from bot.telegram.calls import call
from bot.telegram.lanes import row

#: The only updates we ask for. Without its name here Telegram leaves a type out before it even gets a number.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "message_reaction",
    "my_chat_member",
    "chat_member",
)

#: Bot API, getUpdates.timeout: more is cut down to it
LONG_POLL_SECONDS = 50
#: how much longer than the long poll an answer may take
_MARGIN_SECONDS = 15
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
#: seconds at least: a revoked token is mended by a human, a second poller mostly goes when a deployment is through
_PATIENCE = {Failure.UNAUTHORIZED: 60.0, Failure.CONFLICT: 5.0}

_WORDS = {
    Failure.UNAUTHORIZED: "Telegram refuses the bot token; set TRIADE_BOT_TOKEN to the one BotFather shows now",
    Failure.CONFLICT: "another process polls with this token, or a webhook is set; stop it or delete the webhook",
}

log = structlog.get_logger("bot.telegram.door")


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Poller:
    """The polling door of one bot. One per token: a second one makes Telegram refuse both in turn."""

    def __init__(
        self,
        bot: Bot,
        store: Store,
        allowed: Sequence[str] = ALLOWED_UPDATES,
        wait: Callable[[asyncio.Event, float], Awaitable[None]] = _wait,
        unknown: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._bot = bot
        self._store = store
        self._allowed = list(allowed)
        self._wait = wait
        #: told each time Telegram does not know us
        self._unknown = unknown
        self._offset = 0
        #: how often Telegram has answered
        self.rounds = 0

    async def once(self, timeout: int) -> int:  # noqa: ASYNC109 - Telegram's own word for the length of a long poll
        """One getUpdates of at most `timeout` seconds; returns how many updates are stored.

        Raises SendFailed, and whatever `store` raises: then the same updates come again.
        """
        return await self._keep(await self._fetch(timeout))

    async def look(self) -> int:
        """What waits now, stored; how many updates. None when Telegram refuses the token, of which a human is told."""
        try:
            return await self.once(0)
        except SendFailed as failure:
            if failure.kind is not Failure.UNAUTHORIZED:
                raise
            await self._tell(failure)
            return 0

    async def run(self, stop: asyncio.Event) -> None:
        """Polls until `stop` is set; troubles are logged and outlived. A batch being stored is stored to its end."""
        pause = _FIRST_PAUSE
        while not stop.is_set():
            try:
                batch = await _unless(stop, self._fetch(LONG_POLL_SECONDS))
                if batch is None:
                    return
                await self._keep(batch)
                pause = _FIRST_PAUSE
            except SendFailed as failure:
                await self._tell(failure)
                await self._wait(stop, self._explain(failure, pause))
                pause = min(pause * 2, _LONGEST_PAUSE)
            except Exception as error:
                # The updates stay with Telegram until the storage is back. Its words may quote them: only its kind.
                log.error("updates could not be stored", error=type(error).__name__, again_in=pause)
                await self._wait(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _fetch(self, seconds: int) -> list[Any]:
        batch = await call(
            self._bot,
            "getUpdates",
            seconds=seconds + _MARGIN_SECONDS,
            offset=self._offset or "",
            timeout=seconds,
            allowed_updates=self._allowed,
        )
        if not isinstance(batch, list):
            raise SendFailed(Failure.AMBIGUOUS, "the answer is no list of updates")
        return batch

    async def _keep(self, batch: list[Any]) -> int:
        rows = [kept for kept in map(row, batch) if kept is not None]
        if rows:
            await self._store(rows)
        elif batch:
            raise SendFailed(Failure.REJECTED, "updates without a number: this is no Bot API server")
        # The next request confirms what this one brought. After an empty answer nothing is left to confirm, and asking
        # without an offset is safe even when Telegram starts counting anew (after a week without updates).
        self._offset = rows[-1][0] + 1 if rows else 0
        self.rounds += 1
        return len(rows)

    async def _tell(self, failure: SendFailed) -> None:
        """A token that is refused needs a human, also when nothing waits to be sent."""
        if failure.kind is Failure.UNAUTHORIZED and self._unknown is not None:
            try:
                await self._unknown()
            except Exception as error:
                log.error("nobody could be told of it", error=type(error).__name__)

    def _explain(self, failure: SendFailed, pause: float) -> float:
        """Logs what is wrong and says how long to wait."""
        pause = max(pause, failure.retry_after, _PATIENCE.get(failure.kind, 0))
        words = _WORDS.get(failure.kind, "polling failed")
        log.warning(words, kind=failure.kind.value, reason=failure.reason, again_in=pause)
        return pause


async def _unless(stop: asyncio.Event, work: Any) -> Any:
    """The result of `work`, or None as soon as `stop` is set: nothing is lost, Telegram still has the updates."""
    doing, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return doing.result() if doing.done() else None
    finally:
        for task in (doing, stopping):
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, SendFailed):
            await doing
