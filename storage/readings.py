"""Who opened, found or took out a young person's file: in the journal, written and read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, or_, select

from core.api.keys import Key
from core.api.told import CLOSED
from core.people import Role
from core.privacy.kept import Seen
from core.privacy.readings import BY_KEY, BY_OPERATOR, READINGS, TOLD
from storage.events import record
from storage.tables import api_keys, events, hooks, people

_e = events.c


def by_key(c: Connection, key: Key, threads: Iterable[int], now: datetime) -> None:
    """Other software has read of the young people of these threads: once a day for each."""
    subject, today = f"api-key:{key.id}", now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    known = (_e.kind == BY_KEY) & (_e.at >= today) & (_e.structure_id == key.structure_id) & (_e.subject == subject)
    told = set(c.execute(select(_e.triad_id).where(known)).scalars())
    for thread in sorted(set(threads) - told):
        record(c, BY_KEY, at=now, structure=key.structure_id, triad=thread, subject=subject)


def by_operator(c: Connection, structure: int, purpose: str, now: datetime, triad: int | None = None) -> None:
    """The operator has read of the people of a structure, or of one thread, for one of PURPOSES."""
    record(c, BY_OPERATOR, at=now, structure=structure, triad=triad, data={"for": purpose})


def readings(c: Connection, structure_id: int, person: int, mine: list[int]) -> list[Seen]:
    """By reader and by what was done: the first and the last time, and how often; the newest first. `mine` are the
    threads whose apprentice she is; what she did herself is left out."""
    e, p = events.c, people.c
    which = e.kind.in_(READINGS) & e.triad_id.in_(mine) & (e.person_id != person) & (e.structure_id == structure_id)
    query = (
        select(
            p.first_name,
            p.role,
            e.kind,
            func.min(e.at).label("first"),
            func.max(e.at).label("last"),
            func.count().label("times"),
        )
        .join(people, p.id == e.person_id)
        .where(which)
        .group_by(p.id, p.first_name, p.role, e.kind)
        .order_by(func.max(e.at).desc(), p.id, e.kind)
    )
    return [Seen(row.first_name, Role(row.role), row.kind, row.first, row.last, row.times) for row in c.execute(query)]


def outside(c: Connection, structure_id: int, person: int, mine: list[int]) -> list[Seen]:
    """Those who are not of the team: other software that reads or is told, and the operator; the newest first."""
    return [*_keys(c, structure_id, mine), *_operator(c, structure_id, person, mine), *_told(c, structure_id, mine)]


def _keys(c: Connection, structure_id: int, mine: list[int]) -> list[Seen]:
    """On how many days each key has read of her threads."""
    k = api_keys.c
    labels = {
        f"api-key:{row.id}": row.label for row in c.execute(select(k.id, k.label).where(k.structure_id == structure_id))
    }
    which = (_e.kind == BY_KEY) & _e.triad_id.in_(mine) & (_e.structure_id == structure_id)
    days = {
        (row.subject, row.at.date()): row.at
        for row in c.execute(select(_e.subject, _e.at).where(which).order_by(_e.id))
    }
    return _summed(BY_KEY, ((labels.get(subject, ""), at) for (subject, _), at in days.items()))


def _operator(c: Connection, structure_id: int, person: int, mine: list[int]) -> list[Seen]:
    """Since she is here: what was done of her threads, and of the whole structure."""
    since = select(people.c.created_at).where(people.c.id == person).scalar_subquery()
    hers = or_(_e.triad_id.is_(None), _e.triad_id.in_(mine))
    which = (_e.kind == BY_OPERATOR) & (_e.structure_id == structure_id) & (_e.at >= since) & hers
    rows = c.execute(select(_e.data, _e.at).where(which).order_by(_e.at, _e.id))
    return _summed(BY_OPERATOR, ((row.data["for"], row.at) for row in rows))


def _summed(what: str, moments: Iterable[tuple[str, datetime]]) -> list[Seen]:
    """By name: the first and the last time, and how often; `moments` are in order."""
    found: dict[str, Seen] = {}
    for name, at in moments:
        known = found.get(name, Seen(name, None, what, at, at, 0))
        found[name] = replace(known, until=at, times=known.times + 1)
    return sorted(found.values(), key=lambda one: one.until or one.since, reverse=True)


def _told(c: Connection, structure_id: int, mine: list[int]) -> list[Seen]:
    """Software that is told of what happens, without a name or a word."""
    h = hooks.c
    query = select(h.url, h.created_at).where(h.structure_id == structure_id, h.stopped != CLOSED).order_by(h.id)
    return [Seen(urlsplit(row.url).netloc, None, TOLD, row.created_at) for row in c.execute(query)] if mine else []
