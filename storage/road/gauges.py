"""How full the road is: numbers and ages, for metrics, alerts and `/sante`. Queries look only at what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from core.forum.health import AskHealth, Health
from storage.road.alerts import standing
from storage.road.settle import back_off
from storage.tables import alerts, inbox, outbox, timers
from storage.tables.road import ASLEEP, NEW, SENDING, WAITING

_o = outbox.c
_INBOX = select(func.count(), func.min(inbox.c.received_at)).where(NEW)
_NEW = select(func.count(), func.min(_o.not_before)).where(NEW)
_SENDING = select(func.count()).where(SENDING).select_from(outbox)
_ASLEEP = select(_o.state, func.count()).where(ASLEEP).group_by(_o.state)
_TRIES = select(func.max(_o.attempts)).where(ASLEEP, text("state = 'retry'"))
_TIMER = select(func.min(timers.c.due_at)).where(WAITING)
_ALERTS = select(alerts.c.kind, func.count()).group_by(alerts.c.kind)


@dataclass(frozen=True)
class Road:
    """What waits. Ages are seconds that the oldest has waited beyond its time; 0 when nothing waits."""

    inbox: int = 0
    inbox_age: float = 0
    #: state -> rows that have not left
    outbox: dict[str, int] = field(default_factory=dict)
    outbox_age: float = 0
    timers_age: float = 0
    #: kind -> alerts that nobody has seen
    alerts: dict[str, int] = field(default_factory=dict)


def look(c: Connection, now: datetime) -> Road:
    """All of it, across structures."""
    entries, received = c.execute(_INBOX).one()
    new, due = c.execute(_NEW).one()
    states = {"new": new, "sending": c.execute(_SENDING).scalar_one(), "retry": 0, "later": 0}
    states |= dict(_pairs(c.execute(_ASLEEP)))
    unseen = dict(_pairs(c.execute(_ALERTS.where(standing(now)))))
    timer = c.execute(_TIMER).scalar()
    late = max(_age(due, now), waited(c.execute(_TRIES).scalar() or 0))
    return Road(entries, _age(received, now), states, late, _age(timer, now), unseen)


def waited(attempts: int) -> float:
    """Seconds that a letter which was refused so often has been waiting since its first try, at least."""
    return sum(back_off(number).total_seconds() for number in range(1, attempts))


def health(c: Connection, structure_id: int, asked: AskHealth) -> Health:
    """The same for one structure, in what its counsellors can use."""
    here = _o.structure_id == structure_id
    told = dict(_pairs(c.execute(_ALERTS.where(standing(asked.now), alerts.c.structure_id == structure_id))))
    waiting, due = c.execute(_NEW.where(here)).one()
    asleep = c.execute(select(func.count()).where(text("state = 'retry'"), ASLEEP, here)).scalar_one()
    late = c.execute(select(func.min(timers.c.due_at)).where(WAITING, timers.c.structure_id == structure_id)).scalar()
    return Health(
        waiting=waiting,
        oldest_minutes=int(_age(due, asked.now) // 60),
        retried=asleep,
        held=told.get("send-held", 0),
        given_up=told.get("send-dead", 0),
        rooms=told.get("room-unusable", 0),
        clock_minutes=int(_age(late, asked.now) // 60),
    )


def _pairs(rows: Iterable[Any]) -> Iterator[tuple[str, int]]:
    return ((str(name), int(number)) for name, number in rows)


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0
