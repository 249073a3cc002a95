"""How fast the channels let us send, counted for all senders together (in Redis) or for this process alone.

Telegram's figures are guidance, not a contract: about 30 messages a second over all chats, one a second in a chat with
short bursts, 20 a minute in a group. Each bucket below stays under its figure in any window of time; what Telegram
still refuses (429) is obeyed by the deliverer.
"""

from __future__ import annotations

from typing import Protocol

from throttled.asyncio import MemoryStore, RedisStore, Throttled, rate_limiter

from storage.letters import Act, Letter

#: an album counts as its items, as far as a bucket holds them
BURST = 4
_COUNTED = {Act.SEND, Act.CHANGE, Act.REMOVE, Act.OPEN_TOPIC, Act.NAME_TOPIC}


class Limits(Protocol):
    """Says how long a letter has to wait."""

    async def wait(self, letter: Letter) -> float:
        """0: it may leave now, and is counted. Else seconds to wait, and nothing is counted."""


class NoLimits:
    """For a channel that takes everything."""

    async def wait(self, letter: Letter) -> float:
        return 0


class TelegramLimits:
    """Three buckets: the bot, each private chat, each group."""

    def __init__(self, redis_url: str = "") -> None:
        store = RedisStore(server=redis_url) if redis_url else MemoryStore()
        self._all = Throttled(quota=rate_limiter.per_sec(24, burst=5), store=store)
        self._private = Throttled(quota=rate_limiter.per_sec(1, burst=BURST), store=store)
        self._group = Throttled(quota=rate_limiter.per_min(15, burst=5), store=store)

    async def wait(self, letter: Letter) -> float:
        if letter.act not in _COUNTED:
            return 0
        bucket = self._private if letter.place.private else self._group
        for throttle, key in ((bucket, letter.room), (self._all, letter.place.channel)):
            result = await throttle.limit(key, cost=min(1 + len(letter.aboard), BURST))
            if result.limited:
                return max(result.state.retry_after, 0.05)
        return 0
