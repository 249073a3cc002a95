"""Whether what nobody waits for may still leave: polite hours, the wish of its reader, what it is about, read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy import Connection, bindparam, select

from core.messages import Urgency
from core.nudges.matters import Waiting
from core.nudges.nudge import Hours, closed_days
from storage import announcements, nudges
from storage.dialect import AnyRow
from storage.letters import Act
from storage.people import structure
from storage.tables import nudges as decided, people, triads
from storage.tenancy import across
from storage.waiting import QUERIES, waiting

#: what was decided in time may leave until the evening
OPENS, CLOSES = time(8), time(20)
#: the days on which a zone is closed
Closed = Callable[[str], frozenset[date]]
_ABOUT = select(decided.c.subject).where(
    decided.c.message == bindparam("which"), decided.c.structure_id == bindparam("house")
)
_CHOSEN = select(people.c.settings).where(people.c.id == bindparam("whose"))
_THREAD = select(triads.c.state).where(triads.c.id == bindparam("which"))


def unfit(c: Connection, row: AnyRow, now: datetime, closed: Closed) -> str | datetime | None:
    """Why it may not leave any more, or when it may; None: now. Only for what nobody waits for."""
    if row.act == Act.SEND and row.person_id and row.subject.startswith(announcements.NEWS):
        return announcements.last_look(c, row, now, closed)
    if row.urgency != Urgency.NUDGE or row.act != Act.SEND:
        return None
    if "until" in row.payload and datetime.fromisoformat(row.payload["until"]) <= now:
        return "too late"
    with across(c, row.structure_id):
        if row.subject.startswith("nudge:") and (reason := _pointless(c, row, now)):
            nudges.undecided(c, row)
            return reason
        later = _hours(c, row, closed).next_opening(now)
    return later if later > now else None


def _hours(c: Connection, row: AnyRow, closed: Closed) -> Hours:
    house = structure(c, row.structure_id)
    zone = house.timezone if house is not None else Hours().zone
    hours = Hours(zone=zone, closed=closed(zone) | closed_days(house))
    return hours if row.subject.startswith("nudge:") else replace(hours, opens=OPENS, closes=CLOSES)


def _pointless(c: Connection, row: AnyRow, now: datetime) -> str:
    """A reminder that its reader wants no more, or whose matters are settled. Missions say so themselves."""
    settings = c.execute(_CHOSEN, {"whose": row.person_id}).scalar() or {}
    if settings.get("nudges") == "off":
        return "wants none"
    if row.triad_id and c.execute(_THREAD, {"which": row.triad_id}).scalar() != "open":
        nudges.again(c, row, now)
        return "thread not open"
    subjects = c.execute(_ABOUT, {"which": row.subject, "house": row.structure_id}).scalars().all()
    return "" if any(_waits(c, row.structure_id, one, now) for one in subjects) else "no longer waiting"


def _waits(c: Connection, house: int, subject: str, now: datetime) -> bool:
    kind, _, ref = subject.partition(":")
    return kind not in QUERIES or bool(waiting(c, house, Waiting(kind, now, ref)))
