"""Delivery by webhook: one lane per chat or user, strictly in order; lanes in parallel; retries until it expires."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.simulator.model import Bot
from bot.simulator.updates import Lane, QueuedUpdate

if TYPE_CHECKING:
    from bot.simulator.telegram import LocalTelegram

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
BACK_OFF = (0, 2, 4, 8, 16, 32)
GONE_AFTER = 23 * 3600
# Answers that a 2xx body may not call (Bot API: "Making requests when getting updates").
NOT_IN_REPLY = frozenset({"setwebhook", "deletewebhook", "close", "logout"})


@dataclass(frozen=True)
class Outcome:
    """What came back for one update: nothing wrong when `error` is empty."""

    error: str = ""
    status: int = 0
    retry_after: int = 0
    reply: dict[str, Any] | None = None


class Webhook:
    """Takes updates from a bot's queue and posts them. An update leaves the queue only after a 2xx or its expiry."""

    def __init__(self, tg: LocalTelegram, bot: Bot, url: str, secret: str, max_connections: int) -> None:
        self.url = url
        self.max_connections = max_connections
        self.last_error: tuple[float, str] | None = None
        self._tg = tg
        self._bot = bot
        self._secret = secret
        self._gone_since: float | None = None
        self._session: aiohttp.ClientSession | None = None
        self._slots = asyncio.Semaphore(max_connections)
        self._lanes: OrderedDict[Lane, deque[QueuedUpdate]] = OrderedDict()
        self._loaded: set[Lane] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        for update in bot.queue:
            self._enqueue(update)
        bot.queue.listeners.append(self._enqueue)

    def is_same(self, url: str, secret: str, max_connections: int) -> bool:
        """An identical repeat of setWebhook changes nothing."""
        return (self.url, self._secret, self.max_connections) == (url, secret, max_connections)

    def close(self) -> None:
        """Stop delivering. What was not confirmed stays in the queue."""
        self._bot.queue.listeners.remove(self._enqueue)
        for task in self._tasks:
            task.cancel()
        if self._session:
            closing = asyncio.ensure_future(self._session.close())
            CLOSING.add(closing)
            closing.add_done_callback(CLOSING.discard)

    def _enqueue(self, update: QueuedUpdate) -> None:
        self._lanes.setdefault(update.lane, deque()).append(update)
        self._load()

    def _load(self) -> None:
        """Start lanes, at most twice as many as connections: if that many fail at once, all others wait."""
        most = 2 * self.max_connections
        if len(self._loaded) >= most:
            return
        for lane in self._lanes:
            if len(self._loaded) >= most:
                return
            if lane not in self._loaded:
                self._loaded.add(lane)
                task = asyncio.ensure_future(self._work(lane))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _work(self, lane: Lane) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
        del self._lanes[lane]
        self._loaded.discard(lane)
        self._load()

    async def _deliver(self, update: QueuedUpdate) -> None:
        """Post until it is taken or expires."""
        queue = self._bot.queue
        tries = 0
        while queue.alive(update):
            async with self._slots:
                outcome = await self._post(update)
            if not outcome.error:
                self._gone_since = None
                queue.confirm(update.id)
                self._tg.changed()
                if outcome.reply:
                    await self._obey(outcome.reply)
                return
            self.last_error = (self._tg.clock(), outcome.error)
            self._tg.changed()
            if self._is_gone(outcome):
                return
            pause = outcome.retry_after or (BACK_OFF[tries] if tries < len(BACK_OFF) else random.uniform(60, 120))  # noqa: S311
            tries += 1
            await self._tg.sleep(pause)

    def _is_gone(self, outcome: Outcome) -> bool:
        """410 without a break for 23 hours makes the server delete the webhook."""
        now = self._tg.clock()
        if outcome.status != 410:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since >= GONE_AFTER:
            self._bot.webhook = None
            self.close()
            return True
        return False

    async def _post(self, update: QueuedUpdate) -> Outcome:
        if self._session is None:
            wait = aiohttp.ClientTimeout(total=self._tg.limits.webhook_wait)
            self._session = aiohttp.ClientSession(timeout=wait, connector=aiohttp.TCPConnector(limit=0))
        body = json.dumps({"update_id": update.id, update.kind: update.body}).encode()
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        try:
            async with self._session.post(self.url, data=body, headers=headers, allow_redirects=False) as response:
                answer = await response.read()
        except TimeoutError:
            return Outcome("Read timeout expired")
        except aiohttp.ClientError as error:
            return Outcome(f"Connection failed: {error}")
        if 200 <= response.status < 300:
            return Outcome(reply=_method_in(answer))
        after = response.headers.get("Retry-After", "")
        seconds = min(int(after), 3600) if after.isdecimal() else 0
        what = f"Wrong response from the webhook: {response.status} {response.reason}"
        return Outcome(what, response.status, seconds)

    async def _obey(self, reply: dict[str, Any]) -> None:
        """Do the method that stood in the 2xx body; nobody learns its result."""
        from bot.simulator.api import answer  # a cycle: methods set webhooks, webhooks call methods

        method = str(reply.pop("method"))
        if method.lower() not in NOT_IN_REPLY and not method.lower().startswith("get"):
            await answer(self._tg, self._bot.token, method, reply, {})


CLOSING: set[asyncio.Future[None]] = set()


def _method_in(answer: bytes) -> dict[str, Any] | None:
    if not answer.lstrip().startswith(b"{"):
        return None
    with contextlib.suppress(ValueError):
        found = json.loads(answer)
        if isinstance(found, dict) and "method" in found:
            return found
    return None
