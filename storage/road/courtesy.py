"""Copies of messages of a thread, at the moment they leave: polite hours are read again, and none passes another.

What was decided within the hours of its reader may leave hours later: after a stop, tries, a long queue. It is quiet
then, or waits where nothing can be quiet. Calls for help are no copies: they never ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, text, update

from core.nudges.nudge import Hours, days_closed
from core.thread.polite import SOUNDLESS, first_of
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.road.letters import Act, Letter
from storage.tables import outbox
from storage.tables.road import UNSENT

#: the days on which a zone is closed
Closed = Callable[[str], frozenset[date]]
#: how the rows of such copies are named
POST = "post:"
_o = outbox.c
_EARLIER = (
    update(outbox)
    .where(
        UNSENT,
        _o.structure_id == bindparam("house"),
        _o.person_id == bindparam("whose"),
        _o.lane == bindparam("in_lane"),
        _o.id < bindparam("row"),
    )
    .where(text("state = 'later' AND act = 'send' AND subject LIKE 'post:%'"))
    .values(state="new")
)


def is_copy(row: AnyRow) -> bool:
    """Whether somebody's words leave with this row for somebody."""
    return bool(row.act == Act.SEND and row.subject.startswith(POST))


def later(row: AnyRow, now: datetime, closed: Closed) -> datetime | None:
    """When a copy may leave; None: now. In a mailbox or by SMS it waits, as nothing can be quiet there."""
    if not row.person_id or row.channel in SOUNDLESS:
        return None
    polite = _rings(row, now, closed)
    return polite if polite > now else None


def heard(row: AnyRow, letter: Letter, now: datetime, closed: Closed) -> Letter:
    """The letter of a copy, with a sound or without as the hour is now; any other letter as it is."""
    if not is_copy(row):
        return letter
    quiet = _rings(row, now, closed) > now
    return replace(letter, payload={**letter.payload, "x": int(quiet)})


def behind(c: Connection, row: AnyRow) -> bool:
    """Whether earlier copies for this reader wait for hours that she has changed since: they may leave now, first."""
    if not is_copy(row) or not row.person_id or row.channel in SOUNDLESS:
        return False
    here = {"house": row.structure_id, "whose": row.person_id, "in_lane": row.lane, "row": row.id}
    with across(c, row.structure_id):
        return c.execute(_EARLIER, here).rowcount > 0


def _rings(row: AnyRow, now: datetime, closed: Closed) -> datetime:
    """The next moment at which the phone of its reader may ring; `now` when it may."""
    chosen = row.chosen or {}
    hours = Hours(zone=row.timezone, closed=closed(row.timezone) | days_closed(chosen))
    return first_of(row.wishes or {}, chosen).next(now, hours)
