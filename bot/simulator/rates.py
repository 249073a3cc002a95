"""Telegram's real rate limits as token buckets: per private chat, per group, per bot."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.simulator.errors import too_many_requests


@dataclass(frozen=True)
class RateLimits:
    """What one bot may do; short bursts are tolerated as Telegram's FAQ says. `OFF` allows everything."""

    private_per_second: float = 1
    private_burst: float = 5
    group_per_minute: float = 20
    bot_per_second: float = 30
    enabled: bool = True


OFF = RateLimits(enabled=False)


class Bucket:
    """Tokens that come back with time. The level may be read ahead, so nothing is taken when one bucket refuses."""

    __slots__ = ("at", "capacity", "level", "per_second")

    def __init__(self, capacity: float, per_second: float, now: float) -> None:
        self.capacity = capacity
        self.per_second = per_second
        self.level = capacity
        self.at = now

    def wait(self, cost: float, now: float) -> float:
        """Seconds until `cost` tokens are there (0 = now). An album larger than the bucket waits for a full one."""
        self.level = min(self.capacity, self.level + (now - self.at) * self.per_second)
        self.at = now
        missing = min(cost, self.capacity) - self.level
        return missing / self.per_second if missing > 1e-9 else 0.0


class Rates:
    """Counts what bots send. Every cost is in messages: edits and topic operations count as one."""

    def __init__(self, clock: Callable[[], float], limits: RateLimits = OFF) -> None:
        self.limits = limits
        self.refused = 0
        self._clock = clock
        self._buckets: dict[tuple[int, int], Bucket] = {}

    def spend(self, bot_id: int, chat_id: int, cost: int = 1) -> None:
        """Take `cost` messages from the chat's and the bot's budget, or refuse with 429."""
        if not self.limits.enabled:
            return
        now = self._clock()
        buckets = (self._bucket(bot_id, 0, now), self._bucket(bot_id, chat_id, now))
        wait = max(bucket.wait(cost, now) for bucket in buckets)
        if wait:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        for bucket in buckets:
            bucket.level -= cost

    def _bucket(self, bot_id: int, chat_id: int, now: float) -> Bucket:
        key = (bot_id, chat_id)
        found = self._buckets.get(key)
        if found is None:
            limits = self.limits
            if chat_id == 0:
                found = Bucket(limits.bot_per_second, limits.bot_per_second, now)
            elif chat_id > 0:
                found = Bucket(limits.private_burst, limits.private_per_second, now)
            else:
                found = Bucket(limits.group_per_minute, limits.group_per_minute / 60, now)
            self._buckets[key] = found
        return found
