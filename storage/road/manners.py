"""Whether it may still leave, read again: polite hours, the wish of its reader, what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, bindparam, select

from core.messages import Address, Urgency
from core.nudges.matters import Waiting
from core.nudges.nudge import Hours, closed_days
from core.nudges.nudged import AWAY
from core.page.arrival import INVITED
from core.people import Structure
from storage import announcements, nudges
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.people import invitation_at, structure
from storage.road import courtesy, ways
from storage.road.courtesy import Closed
from storage.road.letters import Act
from storage.tables import nudges as decided, people, triads
from storage.waiting import QUERIES, waiting

#: what was decided in time may leave until the evening
OPENS, CLOSES = time(8), time(20)
#: the row stands in another lane now
ELSEWHERE = "elsewhere"
_ABOUT = select(decided.c.subject).where(
    decided.c.message == bindparam("which"), decided.c.structure_id == bindparam("house")
)
_CHOSEN = select(people.c.settings).where(people.c.id == bindparam("whose"))
_THREAD = select(triads.c.state).where(triads.c.id == bindparam("which"))


def unfit(c: Connection, row: AnyRow, now: datetime, closed: Closed) -> str | datetime | None:
    """Why it may not leave any more, or when it may; None: now. Never for what somebody waits for."""
    if courtesy.is_copy(row):
        return courtesy.later(row, now, closed)
    if row.act == Act.SEND and row.person_id and row.subject.startswith(announcements.NEWS):
        return announcements.last_look(c, row, now, closed)
    if row.urgency != Urgency.NUDGE or row.act != Act.SEND:
        return None
    if row.subject.startswith(INVITED):
        return _uninvited(c, row, now, closed)
    if "until" in row.payload and datetime.fromisoformat(row.payload["until"]) <= now:
        return "too late"
    with across(c, row.structure_id):
        if row.subject.startswith("nudge:") and (reason := _pointless(c, row, now)):
            nudges.undecided(c, row)
            return reason
        if not row.subject.startswith("nudge:") and AWAY in _chosen(c, row):
            return "to be reached first"
        house = structure(c, row.structure_id)
        later = _hours(house, row, closed).next_opening(now)
        if later <= now and row.subject.startswith("nudge:") and ways.rerouted(c, row, house):
            return ELSEWHERE
    return later if later > now else None


def _uninvited(c: Connection, row: AnyRow, now: datetime, closed: Closed) -> str | datetime | None:
    """A reminder of an invitation: nothing to say once it was opened, ended or sent to another address."""
    with across(c, row.structure_id):
        if invitation_at(c, row.structure_id, Address(row.channel, row.chat), now) is None:
            return "no longer waiting"
        later = _hours(structure(c, row.structure_id), row, closed).next_opening(now)
    return later if later > now else None


def _hours(house: Structure | None, row: AnyRow, closed: Closed) -> Hours:
    zone = house.timezone if house is not None else Hours().zone
    hours = Hours(zone=zone, closed=closed(zone) | closed_days(house))
    return hours if row.subject.startswith("nudge:") else replace(hours, opens=OPENS, closes=CLOSES)


def _pointless(c: Connection, row: AnyRow, now: datetime) -> str:
    """A reminder that its reader wants no more, or whose matters are settled. Missions say so themselves."""
    settings = _chosen(c, row)
    if settings.get("nudges") == "off":
        return "wants none"
    if AWAY in settings:
        nudges.again(c, row, now)
        return "to be reached first"
    if row.triad_id and c.execute(_THREAD, {"which": row.triad_id}).scalar() != "open":
        nudges.again(c, row, now)
        return "thread not open"
    subjects = c.execute(_ABOUT, {"which": row.subject, "house": row.structure_id}).scalars().all()
    return "" if any(_waits(c, row.structure_id, one, now) for one in subjects) else "no longer waiting"


def _chosen(c: Connection, row: AnyRow) -> Mapping[str, Any]:
    return c.execute(_CHOSEN, {"whose": row.person_id}).scalar() or {}


def _waits(c: Connection, house: int, subject: str, now: datetime) -> bool:
    kind, _, ref = subject.partition(":")
    return kind not in QUERIES or bool(waiting(c, house, Waiting(kind, now, ref)))
