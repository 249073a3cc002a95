"""How much one sender may make the bot do: what is more is stored as such, said once, and costs nobody else a turn.

| who | taken in five minutes | the next one | what follows |
|---|---|---|---|
| somebody nobody has invited | 10 | is answered: this and what follows is not read | dropped |
| somebody known, or a group we know | 120 | the same | dropped |

A window and no bucket that fills again: what is said must stay true, and of a conversation every other message would
be worse than none. Counted in this process alone: of several, each takes as much. What tells that somebody has left,
blocked us or moved always passes, and so does what our own pages send: a session stands behind it.

However many strangers come at once, each with little: what they send is handled after what known people send.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

import structlog
from sqlalchemy import Connection
from throttled.asyncio import MemoryStore, RateLimiterType, Throttled, rate_limiter

from bot.channel import Row
from core.messages import Edit, Incoming, Message, Press, Reaction, TooMany, Unknown
from storage import senders
from storage.road import inbox

WINDOW = timedelta(minutes=5)
STRANGER, KNOWN = 10, 120
#: senders that are counted at once: a crowd of strangers pushes out the oldest
SENDERS = 20_000
#: where a row holds the update that is only answered
_MARK = "too-much"
#: what may be dropped
_WORDS = (Message, Edit, Press, Reaction, Unknown)

log = structlog.get_logger("bot.runtime.flood")


class Verdict(Enum):
    """What becomes of one row."""

    TAKE = "take"
    TELL = "tell"
    DROP = "drop"


@dataclass(frozen=True)
class Weighed:
    """A row, and what becomes of it when its lane is of somebody unknown, and of somebody known."""

    row: Row
    stranger: Verdict
    known: Verdict


class Flood:
    """Counts what comes, lane by lane: a private chat, a mailbox, a number, a topic."""

    def __init__(self) -> None:
        kept = MemoryStore(options={"MAX_SIZE": 2 * SENDERS})
        # one more than is taken: the one that is answered
        self._few, self._many = (
            Throttled(
                using=RateLimiterType.FIXED_WINDOW.value,
                quota=rate_limiter.per_duration(WINDOW, most + 1),
                store=kept,
            )
            for most in (STRANGER, KNOWN)
        )

    async def weigh(self, rows: Sequence[Row]) -> list[Weighed]:
        """Count each row."""
        return [
            Weighed(row, await _count(self._few, f"few:{row[1]}"), await _count(self._many, f"many:{row[1]}"))
            for row in rows
        ]


def store(c: Connection, door: str, weighed: Sequence[Weighed], read: Callable[[Any], Incoming], now: datetime) -> int:
    """Keep what was weighed; how many rows were new."""
    strangers = senders.unknown(c, door.partition(":")[0], {one.row[1] for one in weighed})
    sorted_: dict[Verdict, list[Row]] = {verdict: [] for verdict in Verdict}
    for one in weighed:
        verdict = one.stranger if one.row[1] in strangers else one.known
        if verdict is not Verdict.TAKE and not isinstance(read(json.loads(one.row[2])), _WORDS):
            verdict = Verdict.TAKE
        sorted_[verdict].append(one.row)
    if told := [(number, lane, json.dumps({_MARK: json.loads(raw)})) for number, lane, raw in sorted_[Verdict.TELL]]:
        log.warning("somebody sends too much", senders=len(told))
    new = inbox.store(c, door, [*sorted_[Verdict.TAKE], *told], now, last=strangers)
    return new + inbox.store(c, door, sorted_[Verdict.DROP], now, ignored="too much of one sender")


def read(raw: dict[str, Any], reader: Callable[[Any], Incoming]) -> Incoming:
    """What a row says; of one too many, only that it came."""
    if _MARK not in raw:
        return reader(raw)
    found = reader(raw[_MARK])
    return TooMany(cause=found.cause, at=found.at, sender=found.sender, place=found.place)


async def _count(bucket: Throttled, key: str) -> Verdict:
    result = await bucket.limit(key)
    if result.limited:
        return Verdict.DROP
    return Verdict.TAKE if result.state.remaining else Verdict.TELL
