"""One queue of updates per bot: what is kept, how long, and what getUpdates sees of it (TDLib's TQueue)."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.simulator.errors import OTHER_GET_UPDATES, ApiError, conflict
from bot.simulator.limits import Limits

_KINDS = (
    "message edited_message channel_post edited_channel_post inline_query chosen_inline_result callback_query "
    "shipping_query pre_checkout_query poll poll_answer my_chat_member chat_member chat_join_request chat_boost "
    "removed_chat_boost message_reaction message_reaction_count business_connection business_message "
    "edited_business_message deleted_business_messages purchased_paid_media guest_message managed_bot "
    "subscription stopped_message_generation"
)
KINDS = frozenset(_KINDS.split())
DEFAULT_KINDS = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}

# Bot API server, webhook_queue_id: updates of one lane are delivered one after the other.
LANE_CLASS = {"callback_query": 3, "my_chat_member": 5, "chat_member": 6, "message_reaction": 8}

Lane = tuple[int, int]


@dataclass(slots=True)
class QueuedUpdate:
    """An update that the bot has not confirmed yet."""

    id: int
    kind: str
    body: dict[str, Any]
    expires: float
    lane: Lane
    bytes: int


class UpdateQueue:
    """First in, first out. A subscription filters when an update is created; it then consumes no id."""

    def __init__(self, clock: Callable[[], float], limits: Limits, first_id: int) -> None:
        self.allowed = DEFAULT_KINDS
        self.allowed_as_set: list[str] = []
        self.dropped = 0
        self.listeners: list[Callable[[QueuedUpdate], None]] = []
        self._clock = clock
        self._limits = limits
        self._next_id = first_id
        self._items: OrderedDict[int, QueuedUpdate] = OrderedDict()
        self._bytes = 0
        self._soonest = float("inf")
        self._poll: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        self._expire()
        return len(self._items)

    def __iter__(self) -> Iterator[QueuedUpdate]:
        return iter(list(self._items.values()))

    @property
    def polled(self) -> bool:
        """Whether a getUpdates is waiting now."""
        return self._poll is not None

    def subscribe(self, kinds: list[Any] | None) -> None:
        """None keeps the setting, unknown names are ignored, nothing known means the default set."""
        if kinds is None:
            return
        known = [kind for kind in kinds if isinstance(kind, str) and kind in KINDS]
        self.allowed = frozenset(known) or DEFAULT_KINDS
        self.allowed_as_set = known

    def push(self, kind: str, body: dict[str, Any], lane_key: int, *, at: float | None = None) -> None:
        """Queue one update unless the bot does not want its kind, it is too old, or the queue is full."""
        if kind not in self.allowed:
            return
        now = self._clock()
        ttl = self._limits.callback_ttl if kind == "callback_query" else self._limits.update_ttl
        expires = (now if at is None else at) + ttl
        if expires <= now:
            return
        # Measured the cheap way while the queue is short: the limits in bytes only bind a bot that is long away.
        size = len(json.dumps(body)) if len(self._items) > 1000 else 0
        full = len(self._items) >= self._limits.queue_length or self._bytes + size > self._limits.queue_bytes
        if full or size > self._limits.event_bytes:
            self.dropped += 1
            return
        update = QueuedUpdate(self._next_id, kind, body, expires, (LANE_CLASS.get(kind, 0), lane_key), size)
        self._next_id += 1
        self._items[update.id] = update
        self._bytes += size
        self._soonest = min(self._soonest, expires)
        self._wake()
        for listener in self.listeners:
            listener(update)

    def confirm(self, update_id: int) -> None:
        """Forget one update (a webhook took it, or it is given up)."""
        update = self._items.pop(update_id, None)
        if update:
            self._bytes -= update.bytes

    def clear(self) -> None:
        self._items.clear()
        self._bytes = 0

    def alive(self, update: QueuedUpdate) -> bool:
        """Whether it still waits and has not expired."""
        if update.id not in self._items:
            return False
        if update.expires > self._clock():
            return True
        self.confirm(update.id)
        return False

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """The answer of getUpdates; confirms by `offset` as the Bot API server does."""
        self._expire()
        if offset < 0:
            for update_id in list(self._items)[:offset]:
                self.confirm(update_id)
        elif 0 < offset <= self._next_id + 10:
            while self._items and next(iter(self._items)) < offset:
                self.confirm(next(iter(self._items)))
        updates: list[dict[str, Any]] = []
        for update in self._items.values():
            if len(updates) == limit:
                break
            updates.append({"update_id": update.id, update.kind: update.body})
        return updates

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """getUpdates with its wait. A newer poll ends this one with 409."""
        self.interrupt(conflict(OTHER_GET_UPDATES))
        updates = self.take(offset, limit)
        if updates or seconds <= 0:
            return updates
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[None] = loop.create_future()
        self._poll = waiting
        timer = loop.call_later(seconds, self.interrupt, None, waiting)
        try:
            await waiting
        finally:
            timer.cancel()
            if self._poll is waiting:
                self._poll = None
        return self.take(offset, limit)

    def interrupt(self, reason: ApiError | None, poll: asyncio.Future[None] | None = None) -> None:
        """End the waiting poll with an error, or with what is there when there is no reason."""
        waiting = poll or self._poll
        if waiting is None or waiting.done():
            return
        if reason:
            waiting.set_exception(reason)
        else:
            waiting.set_result(None)

    def _wake(self) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _expire(self) -> None:
        now = self._clock()
        if now < self._soonest:
            return
        for update in list(self._items.values()):
            if update.expires <= now:
                self.confirm(update.id)
        self._soonest = min((update.expires for update in self._items.values()), default=float("inf"))
