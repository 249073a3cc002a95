"""Triads and who belongs to them: load and save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, or_, select, update

from core.forum.members import Seat
from core.forum.team import TriadBy
from core.messages import Place
from core.missions.transitions import State
from core.people import Person
from core.thread.group import Group
from core.triad import Triad
from storage import invitations
from storage.people import PERSON, THREADS, person_of
from storage.tables import addresses, members, missions, people, structures, triad_groups, triads

t, m, g = triads.c, members.c, triad_groups.c
#: each triad with the Telegram group it may have; nobody waits for the group's row, whose triad is locked first
_ITS_GROUP = [g[name].label(f"group_{name}") for name in ("channel", "chat", "title", "who", "linked_by", "since")]
_AWAITS = (
    select(func.max(missions.c.number))
    .where(missions.c.triad_id == t.id, missions.c.state == State.PROPOSED)
    .correlate(triads)
    .scalar_subquery()
    .label("awaits")
)
_TRIAD = select(triads, *_ITS_GROUP, _AWAITS).select_from(triads.outerjoin(triad_groups, g.triad_id == t.id))
# A statement that has waited for the triad has the group as it was before the wait.
_GROUP_NOW = select(g.triad_id.label("id"), *_ITS_GROUP).where(g.triad_id == bindparam("which"))
_LOCKED = _TRIAD.with_for_update(of=triads, key_share=True)
_HERS = m.person_id == bindparam("person")
_own = members.alias("own")
# Where a person has several addresses, the one that is not blocked counts.
_ALL_MEMBERS = (
    select(*PERSON, m.triad_id, m.role.label("seat"), THREADS.label("threads"))
    .select_from(
        members.join(people, people.c.id == m.person_id).outerjoin(addresses, addresses.c.person_id == people.c.id)
    )
    .where(m.until.is_(None), people.c.left_at.is_(None))
    .order_by(m.id, addresses.c.blocked_at.is_not(None), addresses.c.id.desc())
)
_MEMBERS = _ALL_MEMBERS.where(m.triad_id.in_(bindparam("triads", expanding=True)))
# Most people have one: a list is written into the statement anew each time, which costs as much as to read them.
_MEMBERS_OF_ONE = _ALL_MEMBERS.where(m.triad_id == bindparam("triad"))
# FOR NO KEY UPDATE, here and everywhere: a plain FOR UPDATE waits for every row that another turn writes about the same
# person (its foreign key shares her row), and that turn waits for our triad. Two workers would lock each other out.
_OF_PERSON = _LOCKED.where(t.id.in_(select(m.triad_id).where(_HERS, m.until.is_(None))), t.state == "open").order_by(
    t.id
)


def of_person(c: Connection, person: Person) -> dict[int, Triad]:
    """The open triads of a person, with everybody in them; locked until the end of the transaction."""
    return _with_members(c, [_locked(c, row) for row in c.execute(_OF_PERSON, {"person": person.id}).all()])


def load(c: Connection, triad_id: int) -> Triad | None:
    """One triad with its members, locked."""
    return _one(c, t.id == triad_id)


def of_topic(c: Connection, structure_id: int, place: Place) -> Triad | None:
    """The triad one of whose topics this place is, in this structure."""
    here = or_(t.topic == place.topic, t.pros_topic == place.topic)
    return _one(c, (t.structure_id == structure_id) & here) if place.topic else None


def of_group(c: Connection, place: Place) -> Triad | None:
    """The triad whose Telegram group this place is."""
    return _one(c, (g.channel == place.channel) & (g.chat == place.chat))


def seen(c: Connection, triad_id: int) -> Triad | None:
    """The same as `load`, locked by nobody: for who sends."""
    return _with_members(c, map(_triad, c.execute(_TRIAD.where(t.id == triad_id)))).get(triad_id)


def of_structure(c: Connection, structure_id: int) -> list[Triad]:
    rows = c.execute(_TRIAD.where(t.structure_id == structure_id).order_by(t.id))
    return list(_with_members(c, [_triad(row) for row in rows]).values())


def _one(c: Connection, which: ColumnElement[bool]) -> Triad | None:
    row = c.execute(_LOCKED.where(which)).first()
    return next(iter(_with_members(c, [_locked(c, row)]).values())) if row is not None else None


def _locked(c: Connection, row: Any) -> Triad:
    """A triad that nobody else changes now, nor its group."""
    triad = _triad(row)
    now = c.execute(_GROUP_NOW, {"which": triad.id}).first() if triad.group is not None else None
    return replace(triad, group=_group(now) if now is not None else None)


def _triad(row: Any) -> Triad:
    return Triad(
        id=row.id,
        structure_id=row.structure_id,
        topic=row.topic,
        topic_name=row.topic_name,
        pros_topic=row.pros_topic,
        pros_posts=row.pros_posts,
        state=row.state,
        posts=row.posts,
        missions=row.missions,
        awaits=row.awaits or 0,
        settings=row.settings,
        group=_group(row) if row.group_chat else None,
    )


def _group(row: Any) -> Group:
    who = row.group_who
    return Group(
        row.id,
        Place(row.group_channel, row.group_chat, private=False),
        row.group_title,
        frozenset(who.get("present", ())),
        frozenset(who.get("guests", ())),
        who.get("strangers", {}),
        who.get("named", {}),
        who.get("unseen", 0),
        who.get("vouched", 0),
        frozenset(who.get("overdue", ())),
        not who.get("powerless"),
        row.group_linked_by,
        row.group_since,
        datetime.fromisoformat(who["counted"]) if "counted" in who else None,
    )


def _with_members(c: Connection, bare: Iterable[Triad]) -> dict[int, Triad]:
    found = {triad.id: triad for triad in bare}
    if not found:
        return found
    seats: dict[int, dict[int, Person]] = {triad_id: {} for triad_id in found}
    one = next(iter(found)) if len(found) == 1 else None
    rows = c.execute(_MEMBERS_OF_ONE, {"triad": one}) if one else c.execute(_MEMBERS, {"triads": list(found)})
    for row in rows:
        seats[row.triad_id].setdefault(row.id, person_of(row, max(row.threads, 1), row.seat))
    return {triad.id: replace(triad, members=tuple(seats[triad.id].values())) for triad in found.values()}


def add(c: Connection, structure_id: int, now: datetime) -> int:
    """A new triad, without members; its id."""
    row = {"structure_id": structure_id, "created_at": now}
    return int(c.execute(insert(triads).returning(t.id), row).scalar_one())


def join(c: Connection, structure_id: int, triad_id: int, person_id: int, role: str, now: datetime) -> None:
    """The person is a member from now on, once."""
    if c.execute(select(m.id).where(m.triad_id == triad_id, _HERS, m.until.is_(None)), {"person": person_id}).first():
        return
    values = {"structure_id": structure_id, "triad_id": triad_id, "person_id": person_id, "role": role, "since": now}
    c.execute(insert(members).values(values))


def leave(c: Connection, triad_id: int, person_id: int, now: datetime) -> None:
    """The person is no member any more: nothing more reaches her, not even what is on its way."""
    c.execute(
        update(members).where(m.triad_id == triad_id, m.person_id == person_id, m.until.is_(None)).values(until=now)
    )


def save_seat(c: Connection, structure_id: int, seat: Seat, now: datetime) -> None:
    """Somebody's place in a triad of this structure is taken or given up."""
    if structure_of(c, seat.triad_id) != structure_id:
        return
    if seat.taken:
        join(c, structure_id, seat.triad_id, seat.person_id, seat.role, now)
    else:
        leave(c, seat.triad_id, seat.person_id, now)
    if seat.shut:
        invitations.shut(c, seat.triad_id, seat.role, now)


def save(c: Connection, structure_id: int, triad: Triad, now: datetime) -> None:
    """Its state and what was chosen for it."""
    which = (t.id == triad.id) & (t.structure_id == structure_id)
    c.execute(update(triads).where(which).values(state=triad.state, settings=dict(triad.settings)))


def by_number(c: Connection, structure_id: int, asked: TriadBy) -> Triad | None:
    return _one(c, (t.id == asked.number) & (t.structure_id == structure_id))


def count(c: Connection, triad: Triad) -> None:
    """How many posts and missions it has had."""
    c.execute(
        update(triads)
        .where(t.id == triad.id)
        .values(posts=triad.posts, missions=triad.missions, pros_posts=triad.pros_posts)
    )


def structure_of(c: Connection, triad_id: int) -> int | None:
    """The structure a triad belongs to."""
    query = select(t.structure_id).join(structures, structures.c.id == t.structure_id).where(t.id == triad_id)
    return c.execute(query).scalar()
