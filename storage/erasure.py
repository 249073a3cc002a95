"""Somebody is erased: what the register says of each table, and by hand what no single column says.

In the transaction that decides it: rows and words go, and what stands on the channels is taken back by the outbox.
Later, when the last message is taken back, her addresses leave the outbox and the inbox too (`finish`). Of the road,
what is done with is emptied for the whole structure: those are copies that nobody reads any more.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, Table, delete, false, or_, select, tuple_, update

from core.people import Role
from storage import events, unknown
from storage.engine import tenancy
from storage.engine.dialect import insert_new
from storage.register import REGISTER, Entry, Fate
from storage.road import withdraw
from storage.road.letters import Act
from storage.tables import (
    addresses,
    call_lines,
    call_readings,
    calls,
    desk_cards,
    forgotten,
    immersions,
    inbox,
    links,
    members,
    metadata,
    outbox,
    people,
    posts,
    rooms as places,
    runs,
    sessions,
    triad_groups,
    triads,
)
from storage.tables.road import UNSENT

#: after so long, a message that cannot be taken back is left behind
PATIENCE = timedelta(days=2)
#: until a channel has told us too that we are out of a group
TOLD = timedelta(minutes=10)
FINISHED = ("done", "dropped")
#: what a message shows whose words are gone: as one that its author took back
WITHDRAWN = {"w": 1}
STAFF = (Role.COUNSELLOR, Role.MANAGER)
_f, _o, _p = forgotten.c, outbox.c, people.c


@dataclass(frozen=True)
class Who:
    """Somebody on her way out."""

    id: int
    structure: int
    role: Role
    first_name: str
    #: hers, when she is their apprentice: they go with her
    triads: tuple[int, ...]
    #: all she is or was in
    threads: tuple[int, ...]

    @property
    def staff(self) -> bool:
        return self.role in STAFF


def erase(c: Connection, structure_id: int, person_id: int, why: str, now: datetime) -> bool:
    """Nothing of this person is kept any more but a number; False when she was erased already."""
    who = _who(c, structure_id, person_id)
    done = c.execute(select(_f.erased_at).where(_f.person_id == person_id)).scalar()
    if who is None or done is not None:
        return False
    cause = f"erasure:{person_id}"
    rooms = [*_rooms(c, who), *_groups(c, who.triads)]
    cards = _cards(c, who)
    _stop_what_waits(c, who)
    withdraw.words_of_hers(c, structure_id, who.id, [*rooms, *_groups(c, who.threads)], cause, now)
    withdraw.topics(c, structure_id, who.triads, cause, now)
    withdraw.private_topics(c, who.triads, cause, now)
    wrote = [] if who.staff else _wrote(c, who)  # what the team wrote is the structure's
    about = [*wrote, *_called(c, who), *(f"card:{one}" for one in cards.values())]
    withdraw.copies(c, structure_id, who.id, who.triads, about, cause, now)
    withdraw.groups(c, who.triads, cause, now)
    _by_hand(c, who, cards, now)
    for table in reversed(metadata.sorted_tables):
        _follow(c, REGISTER[table.name], who)
    with events.erasing(c, why, now):
        _empty(c, REGISTER["events"], _theirs(REGISTER["events"], who))
    _leave(c, who, now)
    _empty_road(c, structure_id)
    asked = {"person_id": who.id, "structure_id": structure_id, "why": why, "asked_at": now, "due_at": now, "rooms": []}
    c.execute(insert_new(c, forgotten, "person_id"), asked)
    kept = [list(room) for room in rooms]
    c.execute(update(forgotten).where(_f.person_id == who.id).values(why=why, erased_at=now, rooms=kept))
    return True


def _who(c: Connection, structure_id: int, person_id: int) -> Who | None:
    row = c.execute(select(people).where(_p.id == person_id, _p.structure_id == structure_id).with_for_update()).first()
    if row is None:
        return None
    mine = members.c.person_id == person_id
    seats = c.execute(select(members.c.triad_id, members.c.role).where(mine)).all()
    hers = {seat.triad_id for seat in seats if seat.role == Role.APPRENTICE}
    threads = {seat.triad_id for seat in seats}
    return Who(
        person_id, structure_id, Role(row.role), row.first_name, tuple(sorted(hers)), tuple(sorted(threads))
    )  # fmt: skip


def _rooms(c: Connection, who: Who) -> list[tuple[str, str]]:
    """Where she is reached."""
    at = select(addresses.c.channel, addresses.c.value).where(addresses.c.person_id == who.id)
    return [(row.channel, row.value) for row in c.execute(at)]


def _groups(c: Connection, threads: Collection[int]) -> list[tuple[str, str]]:
    """The Telegram groups of these threads."""
    g = triad_groups.c
    rows = c.execute(select(g.channel, g.chat).where(g.triad_id.in_(threads)).order_by(g.triad_id))
    return [(row.channel, row.chat) for row in rows]


def _cards(c: Connection, who: Who) -> dict[int, str]:
    """Cards about her that go; one that reports a danger stays until the team has closed it."""
    d = desk_cards.c
    named = d.subject.in_(unknown.cards(c, who.structure, who.id))
    about = or_(d.person_id == who.id, d.triad_id.in_(who.triads), named)
    rows = c.execute(select(d.id, d.subject, d.kind, d.state).where(about, d.structure_id == who.structure)).all()
    held = {f"call:{key}" for key in _open_calls(c, who)}
    return {
        row.id: row.subject
        for row in rows
        if row.subject not in held and not (row.kind == "report" and row.state != "done")
    }


def _wrote(c: Connection, who: Who) -> list[str]:
    """The subjects of what she wrote in threads that go on without her."""
    theirs = (posts.c.author_id == who.id) & posts.c.triad_id.not_in(who.triads)
    rows = c.execute(select(posts.c.triad_id, posts.c.number).where(theirs))
    return [f"post:{row.triad_id}:{row.number}" for row in rows]


def _called(c: Connection, who: Who) -> list[str]:
    """The subjects of what was said in her calls that are closed, on the team's screens."""
    subjects: list[str] = []
    for key in _closed_calls(c, who):
        named = or_(_o.subject == f"call:{key}", _o.subject.like(f"call:{key}:%"))
        subjects += c.execute(select(_o.subject).where(named, _o.structure_id == who.structure).distinct()).scalars()
    return subjects


def _closed_calls(c: Connection, who: Who) -> list[str]:
    which = (calls.c.person_id == who.id) & calls.c.closed_at.is_not(None)
    return list(c.execute(select(calls.c.key).where(which)).scalars())


def _open_calls(c: Connection, who: Who) -> list[str]:
    which = (calls.c.person_id == who.id) & calls.c.closed_at.is_(None)
    return list(c.execute(select(calls.c.key).where(which)).scalars())


# --- by the register -------------------------------------------------------------------------------------------------


def _follow(c: Connection, entry: Entry, who: Who) -> None:
    fate = entry.hers if who.triads or who.role is Role.APPRENTICE else entry.theirs
    if fate is Fate.GOES:
        c.execute(delete(entry.table).where(_theirs(entry, who)))
    elif fate is Fate.EMPTIED and not who.staff and entry.table.name != "events":
        _empty(c, entry, _theirs(entry, who))


def _theirs(entry: Entry, who: Who) -> ColumnElement[bool]:
    """Rows of her own, and those of her triads."""
    columns = entry.table.c
    of_hers = [columns.triad_id.in_(who.triads)] if entry.of_triad and who.triads else []
    return or_(false(), *(columns[name] == who.id for name in entry.own), *of_hers)


def _empty(c: Connection, entry: Entry, which: ColumnElement[bool]) -> None:
    if values := emptied(entry.table, entry.words):
        c.execute(update(entry.table).where(which).values(values))


def emptied(table: Table, columns: Collection[str]) -> dict[str, Any]:
    """These columns as they are when nothing is in them."""
    values: dict[str, Any] = {name: {} if isinstance(table.c[name].type, JSON) else "" for name in columns}
    return values | ({"content": WITHDRAWN} if table is posts and "content" in columns else {})


# --- by hand ---------------------------------------------------------------------------------------------------------


def _by_hand(c: Connection, who: Who, cards: dict[int, str], now: datetime) -> None:
    """What no single column says, ahead of what the register says."""
    c.execute(delete(desk_cards).where(desk_cards.c.id.in_(cards)))
    unknown.forget(c, who.structure, who.id)
    here = _closed_calls(c, who)
    for table in (call_lines, call_readings):
        c.execute(delete(table).where(table.c.call_key.in_(here), table.c.structure_id == who.structure))
    c.execute(delete(calls).where(calls.c.key.in_(here), calls.c.structure_id == who.structure))
    opened = or_(links.c.person_id == who.id, links.c.triad_id.in_(who.triads))
    c.execute(delete(sessions).where(sessions.c.link_id.in_(select(links.c.id).where(opened))))
    _conversations(c, who)
    groups = _groups(c, who.triads)
    with tenancy.across(c):  # the name of a group may be hers
        c.execute(delete(places).where(tuple_(places.c.channel, places.c.chat).in_(groups)))
    for name in ("told_by", "vouched_by"):
        said = immersions.c.triad_id.in_(who.threads) & (immersions.c[name] == who.first_name)
        c.execute(update(immersions).where(said).values({name: ""}))
    c.execute(update(triads).where(triads.c.id.in_(who.triads)).values(
        topic="", pros_topic="", topic_name="", settings={}, state="closed"))  # fmt: skip
    seats = or_(members.c.person_id == who.id, members.c.triad_id.in_(who.triads))
    c.execute(update(members).where(seats, members.c.until.is_(None)).values(until=now))


def _conversations(c: Connection, who: Who) -> None:
    """Hers go; those of others about her triads too; of those that are over only the trace stays, for all."""
    r = runs.c
    c.execute(delete(runs).where(r.person_id == who.id))
    live = c.execute(select(r.id, r.facts).where(r.structure_id == who.structure, r.state.not_in(FINISHED))).all()
    about = [row.id for row in live if row.facts.get("triad") in who.triads]
    c.execute(delete(runs).where(r.id.in_(about)))
    over = (r.structure_id == who.structure) & r.state.in_(FINISHED)
    c.execute(update(runs).where(over).values(facts={}, answers={}))


def _leave(c: Connection, who: Who, now: datetime) -> None:
    """Her row stays without a name: a number, a role and two dates."""
    gone = emptied(people, REGISTER["people"].words) | {"language": "fr", "consent_version": ""}
    c.execute(update(people).where(_p.id == who.id).values(gone | {"consent_at": None, "left_at": now}))


# --- the road --------------------------------------------------------------------------------------------------------


def _stop_what_waits(c: Connection, who: Who) -> None:
    """What is on its way to her or about her does not leave."""
    about = or_(_o.person_id == who.id, _o.triad_id.in_(who.triads))
    c.execute(
        update(outbox)
        .where(_o.structure_id == who.structure, UNSENT, about)
        .values(state="cancelled", reason="erased", payload={})
    )


def _empty_road(c: Connection, structure_id: int) -> None:
    """Copies of what was said, on the way in and on the way out, once nobody needs them."""
    done = _o.state.in_(("sent", "cancelled", "removed"))
    c.execute(update(outbox).where(_o.structure_id == structure_id, done).values(payload={}))
    with tenancy.across(c):
        i = inbox.c
        c.execute(update(inbox).where(i.state.in_(("done", "ignored")), i.raw != "").values(raw=""))


def finish(c: Connection, now: datetime) -> list[tuple[int, int]]:
    """(structure, person) of those of whom nothing is left on the road either; their addresses leave it now."""
    waiting = c.execute(select(forgotten).where(_f.erased_at.is_not(None), _f.finished_at.is_(None))).all()
    finished = []
    for row in waiting:
        rooms = [(channel, value) for channel, value in row.rooms]
        there = or_(_o.person_id == row.person_id, tuple_(_o.channel, _o.chat).in_(rooms))
        hers = there & or_(_o.structure_id == row.structure_id, _o.structure_id.is_(None))
        left = (_o.act == Act.LEAVE.value) & (_o.sent_at > now - TOLD)
        moving = or_(UNSENT, _o.state.in_(("sending", "aboard")), left)
        if now - row.erased_at < PATIENCE and c.execute(select(_o.id).where(hers, moving).limit(1)).first():
            continue
        final = _o.state.in_(("sent", "cancelled", "removed", "held", "dead"))
        blank = emptied(outbox, REGISTER["outbox"].words) | {"recipient": f"person:{row.person_id}"}
        c.execute(update(outbox).where(hers, final).values(blank))
        lanes = [f"{channel}:{value}" for channel, value in rooms]
        handled = inbox.c.lane.in_(lanes) & (inbox.c.state != "new")
        c.execute(update(inbox).where(handled).values(raw="", lane=""))
        c.execute(update(forgotten).where(_f.person_id == row.person_id).values(rooms=[], finished_at=now))
        finished.append((row.structure_id, row.person_id))
    return finished
