"""The journal: what happened, in order, never changed. Evaluation and audit read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from core.law.ends import ANNOUNCED, FiguresAnnounced
from core.reply import Event
from storage.tables import erasures, events

_INSERT = insert(events)


def record(
    c: Connection,
    kind: str,
    *,
    at: datetime,
    structure: int | None = None,
    person: int | None = None,
    triad: int | None = None,
    subject: str = "",
    data: Mapping[str, Any] | None = None,
    cause: str = "",
) -> None:
    """Write one event. `kind` is a past participle ("mission-proposed"); `data` holds no words of people."""
    c.execute(
        _INSERT,
        {
            "structure_id": structure,
            "at": at,
            "kind": kind,
            "person_id": person,
            "triad_id": triad,
            "subject": subject,
            "data": dict(data or {}),
            "cause": cause,
        },
    )


def record_all(c: Connection, happened: Sequence[Event], *, at: datetime, structure: int | None, cause: str) -> None:
    """Write the events of one cause, in order, by one statement."""
    if not happened:
        return
    rows = [
        {
            "structure_id": structure,
            "at": at,
            "kind": event.kind,
            "person_id": event.person_id,
            "triad_id": event.triad_id,
            "subject": event.subject,
            "data": dict(event.data),
            "cause": cause,
        }
        for event in happened
    ]
    c.execute(_INSERT, rows)


def announced(c: Connection, structure_id: int, asked: FiguresAnnounced) -> frozenset[str]:
    """Which figures' ends a structure was told of."""
    e = events.c
    which = (e.kind == ANNOUNCED) & (e.at >= asked.since) & (e.structure_id == structure_id)
    told = c.execute(select(e.data).where(which)).scalars()
    return frozenset(mark for data in told for mark in data["figures"])


def caused(c: Connection, structure_id: int, cause: str, since: datetime) -> bool:
    """Whether this cause has been written down since then: a form sent twice that sends nothing."""
    e = events.c
    which = (e.structure_id == structure_id) & (e.at >= since) & (e.cause == cause)
    return c.execute(select(e.id).where(which).limit(1)).first() is not None


@contextmanager
def erasing(c: Connection, reason: str, now: datetime) -> Iterator[None]:
    """Inside, and only in this transaction, events may be changed or deleted: a person asked to be forgotten.

    Outside, the database itself refuses it. The proof of the erasure is an event that the caller records.
    """
    erasure = c.execute(insert(erasures).values(reason=reason, at=now).returning(erasures.c.id)).scalar_one()
    yield
    c.execute(delete(erasures).where(erasures.c.id == erasure))
