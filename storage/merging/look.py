"""Reads what a merge would do; changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from core.api.told import CLOSED
from core.people import LINKS, REFERENCE, Role
from core.room.door import PURPOSE
from storage.engine.dialect import AnyRow
from storage.merging.plan import Clash, Kind, NotTwo, Plan, Side
from storage.tables import (
    addresses,
    api_keys,
    canned,
    desk_cards,
    events,
    forgotten,
    grids,
    hooks,
    invitations,
    links,
    missions,
    module_drafts,
    module_versions,
    outbox,
    people,
    posts,
    recordings,
    sessions,
    structures,
    studies,
    timers,
    triads,
    workshops,
)
from storage.tables.desk import LIVE
from storage.tables.road import UNSENT, WAITING

#: what somebody's page or mail of a counsellor opens: the whole room of a structure
ROOM_DOORS = (PURPOSE, "mini")
#: choices that are about a forum go with it
OF_THE_FORUM = ("strangers", "strangers_named", "strangers_told", "strangers_told_of", "strangers_over", "guests")
_p, _a = people.c, addresses.c


def look(c: Connection, source: int, target: int, forum: int | None, now: datetime) -> Plan:
    """What merging `source` into `target` would do; `forum` names whose forum goes on, where both have one.

    NotTwo when one of them is not there, or both are the same.
    """
    ours, theirs = _side(c, source), _side(c, target)
    if source == target:
        raise NotTwo(f"structure {source} cannot join itself")
    clashes, twins = _addresses(c, source, target)
    clashes += _forums(ours, theirs, forum)
    for find in (_doubles, _invited, _lessons, _shared, _workshops, _grids, _studies, _settings):
        clashes += find(c, source, target, now)
    stays = forum or next((side.id for side in (theirs, ours) if side.chat), None)
    undecided = any(clash.kind in (Kind.TWO_FORUMS, Kind.NO_FORUM) for clash in clashes)
    at_one_address = {(clash.ours, clash.theirs) for clash in clashes if clash.kind is Kind.ADULT_TWICE}
    clashes = [one for one in clashes if one.kind is not Kind.SAME_NAME or (one.ours, one.theirs) not in at_one_address]
    roles = (
        select(_p.role, func.count().label("n"))
        .where(_p.structure_id == source, _p.left_at.is_(None))
        .group_by(_p.role)
    )
    return Plan(
        ours,
        theirs,
        None if undecided else stays,
        {row.role: row.n for row in c.execute(roles)},
        _counts(c, source, now),
        tuple(sorted(clashes, key=lambda clash: list(Kind).index(clash.kind))),
        tuple(twins),
    )


def _side(c: Connection, which: int) -> Side:
    row = c.execute(select(structures).where(structures.c.id == which)).first()
    if row is None:
        raise NotTwo(f"no structure {which}")
    return Side(row.id, row.name, row.forum_channel if row.forum_chat else "", row.forum_chat)


def _counts(c: Connection, source: int, now: datetime) -> dict[str, int]:
    t, i, k, li = triads.c, invitations.c, api_keys.c, links.c
    wanted: dict[str, ColumnElement[bool]] = {
        "threads": t.structure_id == source,
        "open_threads": (t.structure_id == source) & (t.state == "open"),
        "posts": posts.c.structure_id == source,
        "missions": missions.c.structure_id == source,
        "lessons": module_versions.c.structure_id == source,
        "grids": (grids.c.structure_id == source) & grids.c.own,
        "canned": canned.c.structure_id == source,
        "workshops": workshops.c.structure_id == source,
        "codes": (i.structure_id == source) & i.used_at.is_(None) & (i.expires_at > now) & (i.role != "forum"),
        "cards": (desk_cards.c.structure_id == source) & LIVE,
        "timers": (timers.c.structure_id == source) & WAITING & (timers.c.kind != "day"),
        "letters": (outbox.c.structure_id == source) & UNSENT,
        "events": events.c.structure_id == source,
        "keys": (k.structure_id == source) & k.revoked_at.is_(None) & (k.expires_at > now),
        "hooks": (hooks.c.structure_id == source) & (hooks.c.stopped != CLOSED),
        "sessions": sessions.c.structure_id == source,
        "doors": (li.structure_id == source) & li.purpose.in_(ROOM_DOORS) & li.revoked_at.is_(None)
        & (li.expires_at > now),
    }  # fmt: skip
    return {name: c.execute(select(func.count()).where(which)).scalar_one() for name, which in wanted.items()}


# --- who -------------------------------------------------------------------------------------------------------------


def _addresses(c: Connection, source: int, target: int) -> tuple[list[Clash], list[tuple[int, int]]]:
    """Addresses that somebody has on both sides; and who is then one human in one role."""
    mine, other, me, him = addresses.alias(), addresses.alias(), people.alias(), people.alias()
    both = (
        select(mine.c.channel, *_who(me, "my"), *_who(him, "other"))
        .join_from(mine, other, (mine.c.channel == other.c.channel) & (mine.c.value == other.c.value))
        .join(me, me.c.id == mine.c.person_id)
        .join(him, him.c.id == other.c.person_id)
        .where(mine.c.structure_id == source, other.c.structure_id == target)
        .order_by(me.c.id, him.c.id)
    )
    clashes: list[Clash] = []
    pairs: list[tuple[int, int]] = []
    for row in c.execute(both).all():
        kind = _same_address(row)
        clashes.append(Clash(kind, _named(row, "my"), _named(row, "other")))
        if kind is Kind.ADULT_TWICE and (row.my_id, row.other_id) not in pairs:
            pairs.append((row.my_id, row.other_id))
    seen = Counter(side for pair in pairs for side in pair)
    clashes += [Clash(Kind.TANGLED, f"n° {one}") for one, times in seen.items() if times > 1]
    asked = select(forgotten.c.person_id).where(forgotten.c.person_id.in_(seen), forgotten.c.erased_at.is_(None))
    clashes += [Clash(Kind.ERASURE_ASKED, f"n° {one}") for one in c.execute(asked).scalars()]
    return list(dict.fromkeys(clashes)), pairs


def _who(table: FromClause, name: str) -> list[ColumnElement[Any]]:
    return [table.c[one].label(f"{name}_{one}") for one in ("id", "role", "first_name", "left_at")]


def _named(row: AnyRow, side: str) -> str:
    found = row._mapping
    return f"{found[f'{side}_first_name'] or '(sans nom)'}, n° {found[f'{side}_id']}"


def _same_address(row: AnyRow) -> Kind:
    if row.my_left_at is not None or row.other_left_at is not None:
        return Kind.ADDRESS_OF_WHO_LEFT
    if row.my_role != row.other_role:
        return Kind.TWO_ROLES
    return Kind.APPRENTICE_TWICE if row.my_role == Role.APPRENTICE else Kind.ADULT_TWICE


def _doubles(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    """Perhaps the same human: the number of a file elsewhere, or role, first name and company."""
    query = select(_p.id, _p.role, _p.first_name, _p.company, _p.settings).order_by(_p.id)
    here, there = (
        c.execute(query.where(_p.structure_id == which, _p.left_at.is_(None), _p.first_name != "")).all()
        for which in (source, target)
    )
    for mine in here:
        for other in there:
            reference = mine.settings.get(REFERENCE)
            named = (mine.role, mine.first_name.casefold(), mine.company.casefold())
            if reference and reference == other.settings.get(REFERENCE):
                kind = Kind.SAME_REFERENCE
            elif named == (other.role, other.first_name.casefold(), other.company.casefold()):
                kind = Kind.SAME_NAME
            else:
                continue
            yield Clash(kind, f"{mine.first_name}, n° {mine.id}", f"{other.first_name}, n° {other.id}")


def _invited(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    mine, other = invitations.alias(), invitations.alias()
    waits = [
        (one.c.structure_id == which) & one.c.used_at.is_(None) & (one.c.expires_at > now) & (one.c.value != "")
        for one, which in ((mine, source), (other, target))
    ]
    query = select(mine.c.id, mine.c.first_name, other.c.id.label("other")).where(
        *waits, mine.c.channel == other.c.channel, mine.c.value == other.c.value, mine.c.role.not_in(LINKS)
    )
    for row in c.execute(query):
        yield Clash(Kind.INVITED_TWICE, f"{row.first_name}, invitation n° {row.id}", f"invitation n° {row.other}")


# --- what ------------------------------------------------------------------------------------------------------------


def _forums(ours: Side, theirs: Side, forum: int | None) -> list[Clash]:
    if forum is None:
        return [Clash(Kind.TWO_FORUMS, ours.name, theirs.name)] if ours.chat and theirs.chat else []
    named = next((side for side in (ours, theirs) if side.id == forum), None)
    return [] if named is not None and named.chat else [Clash(Kind.NO_FORUM, f"n° {forum}")]


def _lessons(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    """Lessons that both have published, or that one alone has; drafts of both."""
    ours, theirs = (
        set(c.execute(select(module_versions.c.slug).where(module_versions.c.structure_id == which)).scalars())
        for which in (source, target)
    )
    for slug in sorted(ours):
        yield Clash(Kind.LESSON if slug in theirs else Kind.LESSON_FOR_ALL, slug)
    mine, other = module_drafts.alias(), module_drafts.alias()
    both = (mine.c.structure_id == source) & (other.c.structure_id == target) & (mine.c.slug == other.c.slug)
    yield from (Clash(Kind.DRAFT, slug) for slug in c.execute(select(mine.c.slug).where(both)).scalars())


def _shared(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    """One key on both sides: answers kept ready, cards about one matter, recordings of one page."""
    for table, kind, key, shown in (
        (canned, Kind.CANNED, ("key",), "name"),
        (desk_cards, Kind.CARD, ("key",), "subject"),
        (recordings, Kind.RECORDING, ("module", "page"), "module"),
    ):
        mine, other = table.alias(), table.alias()
        both = (mine.c.structure_id == source) & (other.c.structure_id == target)
        for name in key:
            both &= mine.c[name] == other.c[name]
        rows = c.execute(select(mine.c[shown]).where(both).order_by(mine.c[shown])).scalars()
        yield from (Clash(kind, what) for what in rows)


def _workshops(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    w = workshops.c
    taken = set(c.execute(select(w.code).where(w.structure_id == target)).scalars())
    for row in c.execute(select(w.code, w.until, w.closed_at).where(w.structure_id == source).order_by(w.code)):
        if row.closed_at is None and row.until > now:
            yield Clash(Kind.WORKSHOP_OPEN, row.code)
        elif row.code in taken:
            yield Clash(Kind.WORKSHOP_CODE, row.code)


def _grids(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    g = grids.c
    own = c.execute(select(g.version).where(g.structure_id == source, g.own).order_by(g.id)).scalars()
    yield from (Clash(Kind.GRID, version) for version in own)


def _studies(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    s = studies.c
    running = c.execute(select(s.name).where(s.structure_id == source, s.closed.is_(None))).scalars()
    yield from (Clash(Kind.COHORT_OPEN, name) for name in running)


def _settings(c: Connection, source: int, target: int, now: datetime) -> Iterator[Clash]:
    """What the structure that joins has chosen otherwise: the other one's choice holds."""
    query = select(structures.c.settings, structures.c.timezone, structures.c.hours, structures.c.emergency)
    ours, theirs = (c.execute(query.where(structures.c.id == which)).one() for which in (source, target))
    if ours.timezone != theirs.timezone:
        yield Clash(Kind.ZONE, ours.timezone, theirs.timezone)
    chosen = sorted(set(ours.settings) - set(OF_THE_FORUM))
    differ = [name for name in chosen if ours.settings[name] != theirs.settings.get(name)]
    differ += [name for name in ("hours", "emergency") if ours._mapping[name] != theirs._mapping[name]]
    yield from (Clash(Kind.SETTINGS, name) for name in differ)
