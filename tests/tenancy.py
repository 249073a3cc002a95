"""Holds every story to the rule of storage/engine/tenancy.py, on both databases: no statement without its scope."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage.engine import tenancy

#: What works across all structures: file.function of storage. Everything else runs within one.
ROAD = {
    # the road itself: rows of all structures, each handled as its own structure's
    "claim.*", "settle.*", "albums.*", "moves.*", "topics.*", "elsewhere.*", "receipts.*", "reopened.*",
    "unreachable.*", "inbox.*", "timers.due", "timers.fire", "doors.beat", "alerts.raise_alert",
    # who it is: an address, a code, a session, a forum, a message of ours
    "people.behind", "people.structure", "people.structure_of_forum", "people.invitation", "people.room",
    "people.load", "triads.structure_of", "triads.of_topic", "triads._one", "triads._locked", "triads._with_members",
    "runs.whose", "senders.unknown",
    "links.find", "apikeys.find", "hooks.due", "sessions.seat", "sessions.close", "outbox.origin", "threads.load",
    "threads.written_in", "threads.newest", "workshops.structure_of", "private.here", "private.seat", "private.name",
    # an address that several structures know
    "people.add_person", "people.speak_as", "people.block", "people.save_room",
    # what the bot does at its start and for all
    "people.begin_days", "people.structures_all", "timers.set_timer", "editions.keep_house", "editions._kept",
    "immersions.to_ask", "immersions.followers", "searches.to_ask",
    # how the road is, for the operator: numbers and ages, and what needs a human
    "gauges.*", "alerts.untold", "alerts.told", "doors.show_life",
    # what goes by itself: what is too old, and the last traces of who was erased
    "erasure.finish", "forgetting.*", "retention.step", "retention._end",
    # answers to strangers, who have no structure, and what the journal says of them
    "outbox.put", "outbox.said", "drafts.*", "recipients.*", "events.record", "events.record_all",
}  # fmt: skip
#: frames that say nothing about who asks
_BETWEEN = {"unit", "sqlite", "postgresql", "dialect", "tenancy"}


@cache
def _names_tenants(statement: str) -> bool:
    names = "|".join(table.name for table in tenancy.tenant_tables())
    return re.search(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:{names})\b", statement) is not None


def _asker() -> str:
    """The function of storage that runs the statement, for the bot; "" when a test does it itself."""
    frame, asker, bot = sys._getframe(2), "", False
    while frame is not None:
        path = frame.f_code.co_filename
        if not asker and "/storage/" in path and "/tests/" not in path and "/migrations/" not in path:
            name = path.rsplit("/", 1)[1].removesuffix(".py")
            asker = f"{name}.{frame.f_code.co_name}" if name not in _BETWEEN else ""
        bot = bot or "/bot/runtime/" in path
        frame = frame.f_back  # type: ignore[assignment]
    return asker if bot else ""


def allowed(asker: str) -> bool:
    return not asker or asker in ROAD or f"{asker.partition('.')[0]}.*" in ROAD


@contextmanager
def refuse_unscoped() -> Iterator[list[str]]:
    """Until the end, a statement of the bot about a structure's rows that says no structure fails, and is noted."""
    found: list[str] = []

    def check(c: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if tenancy.scope(c) == tenancy.EVERY and _names_tenants(statement):
            asker = _asker()
            if not allowed(asker):
                found.append(asker)
                raise AssertionError(f"{asker} is not within a structure: {statement[:120]}")

    event.listen(Engine, "before_cursor_execute", check)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", check)
