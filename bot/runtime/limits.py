"""How fast the channels let us send, counted for all senders together (in Redis) or for this process alone.

Telegram's figures are guidance, not a contract: about 30 messages a second over all chats, one a second in a chat with
short bursts, 20 a minute in a group. What Telegram still refuses (429) is obeyed by the deliverer.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import sha256
from typing import Protocol, TypeVar

import structlog
from redis.exceptions import RedisError
from throttled.asyncio import MemoryStore, RateLimiterType, RedisStore, Throttled, rate_limiter
from throttled.exceptions import StoreUnavailableError

from storage.road.letters import Act, Letter

#: an album counts as its items, as far as a bucket holds them
BURST = 4
#: over all chats: 29.5 a second, and after a silence five at once
ALL = rate_limiter.per_duration(timedelta(seconds=10), 295, burst=5)
PRIVATE = rate_limiter.per_sec(1, burst=BURST)
#: never more than 20 in any minute
GROUP = rate_limiter.per_min(15, burst=5)
#: what one key of the API may ask: two a second, thirty at once
KEY = rate_limiter.per_min(120, burst=30)
#: seconds that Redis has to answer, and that this process then counts alone
REDIS_PATIENCE, REDIS_PAUSE = 1, 5
_COUNTED = {Act.SEND, Act.CHANGE, Act.REMOVE, Act.OPEN_TOPIC, Act.NAME_TOPIC, Act.DROP_TOPIC}

T = TypeVar("T")
log = structlog.get_logger("bot.runtime.limits")


class Limits(Protocol):
    """Says how many letters may leave, and how long one has to wait."""

    async def allowance(self, most: int) -> tuple[int, float]:
        """How many may leave now over all chats, `most` at most (they are counted); if none, seconds until one may."""

    async def wait(self, letter: Letter) -> float:
        """0: its chat takes it now, and it is counted there. Else seconds to wait, and nothing is counted."""


class NoLimits:
    """For a channel that takes everything."""

    async def allowance(self, most: int) -> tuple[int, float]:
        return most, 0

    async def wait(self, letter: Letter) -> float:
        return 0


class TelegramLimits:
    """Three buckets: the bot, each private chat, each group."""

    def __init__(self, store: MemoryStore | RedisStore | None = None) -> None:
        kept = store or MemoryStore()
        self._all, self._private, self._group = (
            Throttled(using=RateLimiterType.GCRA.value, quota=quota, store=kept) for quota in (ALL, PRIVATE, GROUP)
        )

    async def allowance(self, most: int) -> tuple[int, float]:
        state = await self._all.peek("all")
        number = min(most, state.remaining)
        if number > 0:
            taken = await self._all.limit("all", cost=number)
            state, number = taken.state, 0 if taken.limited else number
        return number, 0 if number else max(state.retry_after, 0.01)

    async def wait(self, letter: Letter) -> float:
        if letter.act not in _COUNTED:
            return 0
        bucket = self._private if letter.place.private else self._group
        result = await bucket.limit(_mark(letter.room), cost=min(weight(letter), BURST))
        return max(result.state.retry_after, 0.05) if result.limited else 0


def _mark(room: str) -> str:
    """A chat without its number or address: what is counted in Redis shall not say who writes."""
    return sha256(room.encode()).hexdigest()[:24]


class SharedLimits:
    """The same buckets for all senders, in Redis. As long as it does not answer, this process counts for itself."""

    def __init__(self, redis_url: str) -> None:
        self._shared = TelegramLimits(RedisStore(server=redis_url, options=_timeouts()))
        self._own = TelegramLimits()
        self._alone_until = 0.0

    async def allowance(self, most: int) -> tuple[int, float]:
        return await self._ask(lambda limits: limits.allowance(most))

    async def wait(self, letter: Letter) -> float:
        return await self._ask(lambda limits: limits.wait(letter))

    async def _ask(self, question: Callable[[TelegramLimits], Awaitable[T]]) -> T:
        if time.monotonic() >= self._alone_until:
            try:
                return await question(self._shared)
            except (StoreUnavailableError, RedisError, OSError) as error:
                log.warning("Redis does not count the messages", error=type(error).__name__, again_in=REDIS_PAUSE)
                self._alone_until = time.monotonic() + REDIS_PAUSE
        return await question(self._own)


class KeyLimits:
    """What each key of the API may ask, counted for all web processes (in Redis) or for this one alone."""

    def __init__(self, redis_url: str = "") -> None:
        own = Throttled(using=RateLimiterType.GCRA.value, quota=KEY, store=MemoryStore())
        self._buckets = [own]
        if redis_url:
            store = RedisStore(server=redis_url, options=_timeouts())
            self._buckets.insert(0, Throttled(using=RateLimiterType.GCRA.value, quota=KEY, store=store))

    async def wait(self, key: int) -> float:
        """0: it may ask now, and that is counted; else seconds to wait. Without Redis, this process counts alone."""
        for bucket in self._buckets:
            try:
                result = await bucket.limit(f"api-key:{key}")
            except (StoreUnavailableError, RedisError, OSError) as error:
                log.warning("Redis does not count the API's requests", error=type(error).__name__)
                continue
            return max(result.state.retry_after, 0.05) if result.limited else 0
        return 0


def _timeouts() -> dict[str, int]:
    return {"SOCKET_TIMEOUT": REDIS_PATIENCE, "SOCKET_CONNECT_TIMEOUT": REDIS_PATIENCE}


def weight(letter: Letter) -> int:
    """How many messages it is for Telegram: an album is as many as its items."""
    return 1 + len(letter.aboard)
