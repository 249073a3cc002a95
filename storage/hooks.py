"""What other software is told: written with what it tells of, sent in order, kept until it has arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from core.api.told import CLOSED, FAILED, TRIES, WAITS, Hook, HooksHere, HookStopped, NewHook, Told, body, scope_of
from core.reply import Event
from storage.tables import hook_letters, hooks

_h, _l = hooks.c, hook_letters.c
#: endpoints of one round
MOST = 20


def add(c: Connection, structure_id: int, new: NewHook, now: datetime) -> None:
    values = {"structure_id": structure_id, "url": new.url, "secret": new.secret, "scopes": sorted(new.scopes)}
    c.execute(insert(hooks).values(**values, created_at=now))


_WAITING = (_l.hook_id == _h.id) & (_l.state == "new")
_KNOWN = select(
    hooks,
    select(func.count()).where(_WAITING).scalar_subquery().label("waiting"),
    select(func.min(_l.number)).where(_WAITING).scalar_subquery().label("first"),
).order_by(_h.id)


def here(c: Connection, structure_id: int, _: HooksHere) -> tuple[Hook, ...]:
    query = _KNOWN.where(_h.structure_id == structure_id, _h.stopped != CLOSED)
    return tuple(map(_counted, c.execute(query)))


def resting(c: Connection) -> list[Hook]:
    """The endpoints that rest, of every structure."""
    return list(map(_counted, c.execute(_KNOWN.where(_h.stopped == FAILED))))


def _counted(row: Any) -> Hook:
    """With how many events wait, and how many between the last that arrived and the first that waits are gone."""
    lost = (row.first or row.told + 1) - row.arrived - 1
    return replace(_hook(row), waiting=row.waiting, lost=lost)


def stop(c: Connection, structure_id: int, stopped: HookStopped, now: datetime) -> None:
    """It rests, ends, or goes on from the event that had not arrived."""
    ours = (_h.structure_id == structure_id) & (_h.id == stopped.number) & (_h.stopped != CLOSED)
    gone = {"secret": ""} if stopped.why == CLOSED else {}
    if not c.execute(update(hooks).where(ours).values(stopped=stopped.why, **gone)).rowcount:
        return
    waiting = (_l.structure_id == structure_id) & (_l.hook_id == stopped.number) & (_l.state == "new")
    if stopped.why == "":
        c.execute(update(hook_letters).where(waiting).values(attempts=0, not_before=now))
    if stopped.why == CLOSED:
        c.execute(hook_letters.delete().where(waiting))


def put(c: Connection, structure_id: int, events: Iterable[Event], now: datetime) -> None:
    """Write down what the endpoints of the structure are to be told. Their counter is locked until the end of the
    transaction, so that numbers are in the order of what happened, without holes."""
    wanted = [(event, scope) for event in events if (scope := scope_of(event)) is not None]
    if not wanted:
        return
    query = select(_h.id, _h.scopes).where(_h.structure_id == structure_id, _h.stopped != CLOSED).order_by(_h.id)
    for hook in c.execute(query).all():
        for event in (event for event, scope in wanted if scope in hook.scopes):
            counted = update(hooks).where(_h.id == hook.id).values(told=_h.told + 1).returning(_h.told)
            number = c.execute(counted).scalar_one()
            values = {"structure_id": structure_id, "hook_id": hook.id, "number": number, "created_at": now}
            told = body(event, structure_id, number, now)
            c.execute(insert(hook_letters).values(**values, body=told, not_before=now))


def due(c: Connection, now: datetime) -> list[Told]:
    """The next event of each endpoint, when its time has come: what comes after it waits."""
    other = hook_letters.alias()
    first = select(func.min(other.c.number)).where(other.c.hook_id == _h.id, other.c.state == "new").scalar_subquery()
    query = (
        select(hooks, _l.id.label("row"), _l.number, _l.body, _l.attempts)
        .join(hook_letters, _l.hook_id == _h.id)
        .where(_h.stopped == "", _l.state == "new", _l.number == first, _l.not_before <= now)
        .order_by(_l.id)
        .limit(MOST)
    )
    return [Told(row.row, _hook(row), row.number, row.body, row.attempts) for row in c.execute(query)]


def arrived(c: Connection, told: Told, now: datetime) -> None:
    c.execute(update(hook_letters).where(_l.id == told.row).values(state="sent", sent_at=now, reason=""))
    c.execute(update(hooks).where(_h.id == told.hook.id).values(arrived=told.number))


def failed(c: Connection, told: Told, reason: str, now: datetime) -> bool:
    """It is tried again later; True when that was the last try, and the endpoint rests."""
    attempts = told.attempts + 1
    again = now + WAITS[min(attempts, len(WAITS)) - 1]
    values = {"attempts": attempts, "reason": reason, "not_before": again}
    c.execute(update(hook_letters).where(_l.id == told.row).values(values))
    if attempts < TRIES:
        return False
    c.execute(update(hooks).where(_h.id == told.hook.id, _h.stopped == "").values(stopped=FAILED))
    return True


def _hook(row: Any) -> Hook:
    return Hook(
        row.id, row.structure_id, row.url, row.secret, frozenset(row.scopes), row.created_at, row.stopped,
        arrived=row.arrived,
    )  # fmt: skip
