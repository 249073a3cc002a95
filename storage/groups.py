"""The Telegram groups of triads: load and save, the last look before something leaves for one, and what becomes of what
waited for one in which nothing may be written any more: everybody who has not had it yet gets it in private.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, text, update

from core.forum.grouping import GroupLinked
from core.forum.groupstate import GroupUnlinked, Occupied, SeatsOn, key_of_person
from core.forum.recount import DOOR, CountAsked, GroupsHere
from core.messages import Doubt, Outgoing, Send, ToPerson, Urgency
from core.people import Person, Role
from core.records import Asked
from core.thread.group import Group
from core.triad import Triad
from storage import people, triads
from storage.engine.dialect import AnyRow
from storage.engine.tenancy import across
from storage.road import inbox
from storage.road.cancelled import record_cancelled
from storage.road.drafts import Drafts
from storage.road.letters import ON_COPY, Act
from storage.road.moves import stands
from storage.road.packing import unpack_content, unpack_rich
from storage.road.recipients import IN_GROUP, group_lane
from storage.tables import addresses, members, outbox, people as persons, posts, triad_groups
from storage.tables.road import PENDING, UNSENT

#: on the connection, for the length of one unit of work: (structure, triad) whose group was found unusable in it
LOST = "groups lost"
#: nobody waits for these: see storage/road/receipts.py
PUT_BACK = "group off"

g, o, a, m, p = triad_groups.c, outbox.c, addresses.c, members.c, persons.c
_ROW = update(outbox).where(o.id == bindparam("row"))
_REROUTE = _ROW.values(chat=bindparam("to_chat"), lane=bindparam("to_lane"))
_AUTHOR = select(posts.c.author_id).where(posts.c.triad_id == bindparam("which"), posts.c.number == bindparam("post"))
_HAVE = select(o.person_id).where(
    text("act = 'send' AND subject <> ''"), o.subject == bindparam("about"), o.part == bindparam("piece")
)
# The index of what is unsent to somebody also finds what is unsent to nobody in particular.
_WAITING = select(outbox).where(UNSENT, o.person_id.is_(None), o.recipient == bindparam("room")).order_by(o.id)

_WAITING_IDS = select(o.id).where(UNSENT, o.person_id.is_(None))


# --- load and save ---------------------------------------------------------------------------------------------------


def link(c: Connection, structure_id: int, linked: GroupLinked, now: datetime) -> None:
    """Its code is used up."""
    group = linked.group
    row = {"triad_id": group.triad_id, "structure_id": structure_id, "linked_by": group.linked_by, "since": now}
    room = {"channel": group.place.channel, "chat": group.place.chat}
    c.execute(insert(triad_groups), row | room | _values(group))
    people.use_invitation(c, linked.code, group.linked_by, now)


def save(c: Connection, structure_id: int, group: Group, now: datetime) -> None:
    """Who is there; when nothing may be written there any more, what waits for it goes to each in private."""
    which = (g.triad_id == group.triad_id) & (g.structure_id == structure_id)
    c.execute(update(triad_groups).where(which).values(_values(group)))
    if not group.on:
        _put_all_back(c, structure_id, group.triad_id, now)


def unlink(c: Connection, structure_id: int, unlinked: GroupUnlinked, now: datetime) -> None:
    which = (g.triad_id == unlinked.triad) & (g.structure_id == structure_id)
    if c.execute(delete(triad_groups).where(which)).rowcount:
        _put_all_back(c, structure_id, unlinked.triad, now)


def occupied(c: Connection, _: int, asked: Occupied) -> bool:
    with across(c):
        return stands(c, asked.place.channel, asked.place.chat)


def linked(c: Connection, structure_id: int, _: GroupsHere) -> tuple[int, ...]:
    return tuple(c.execute(select(g.triad_id).where(g.structure_id == structure_id).order_by(g.triad_id)).scalars())


def ask_count(c: Connection, structure_id: int, asked: CountAsked, now: datetime) -> None:
    """Into the inbox, in the lane of the group: what is written there meanwhile keeps its order."""
    channel, chat = asked.place.channel, asked.place.chat
    number = int.from_bytes(sha256(f"{channel}:{chat}:{now.isoformat()}".encode()).digest()[:7], "big")
    raw = json.dumps({"row": number, "channel": channel, "chat": chat})
    inbox.store(c, DOOR, [(number, f"{channel}:{chat}", raw)], now)


def _values(group: Group) -> dict[str, Any]:
    who: dict[str, Any] = {"present": sorted(group.present)}
    who |= {"guests": dict.fromkeys(sorted(group.guests), "")} if group.guests else {}  # names stood there once
    named = {key: day for key, day in group.named.items() if group.strangers.get(key)}
    who |= {"strangers": dict(group.strangers), "named": named} if group.strangers else {}
    who |= {"unseen": group.unseen, "vouched": group.vouched} if group.unseen else {}
    who |= {"overdue": sorted(group.overdue)} if group.overdue else {}
    who |= {} if group.admin else {"powerless": True}
    who |= {"counted": group.counted_at.isoformat()} if group.counted_at else {}
    return {"title": group.title, "state": "linked" if group.on else "suspended", "who": who}


def seats(c: Connection, structure_id: int, asked: SeatsOn) -> tuple[tuple[int, str], ...]:
    """Where the people of a thread, and the team, are on a channel."""
    mine = select(m.person_id).where(m.triad_id == asked.triad, m.structure_id == structure_id, m.until.is_(None))
    known = p.left_at.is_(None) & (p.consent_version != "")
    rows = c.execute(
        select(p.id, a.value)
        .join(addresses, a.person_id == p.id)
        .where(p.structure_id == structure_id, a.channel == asked.channel, known)
        .where(or_(p.id.in_(mine), p.role == Role.COUNSELLOR.value))
        .order_by(p.role == Role.COUNSELLOR.value, p.id)
    )
    return tuple((row.id, row.value) for row in rows)


READERS: Mapping[type[Asked[Any]], Callable[[Connection, int, Any], Any]] = {
    Occupied: occupied,
    SeatsOn: seats,
    GroupsHere: linked,
}


# --- before something leaves -----------------------------------------------------------------------------------------


def fits(c: Connection, row: AnyRow, now: datetime) -> bool:
    """Whether this row may leave for the group now. Else it has been put right here, and leaves its place."""
    if row.act == Act.REMOVE or row.urgency == Urgency.BROADCAST:
        return True  # taking back harms nobody; only that is of this urgency
    with across(c, row.structure_id):
        triad = triads.seen(c, row.triad_id)
        group = triad.group if triad is not None else None
        if triad is not None and group is not None and group.on and _all_known(c, triad, group, now):
            if group.place.chat == row.chat:
                return True
            if row.act == Act.SEND:
                lane = group_lane(group.place.channel, group.place.chat)
                c.execute(_REROUTE, {"row": row.id, "to_chat": group.place.chat, "to_lane": lane})
                return False
        _put_back(c, row, now)
    return False


def kept(c: Connection, row: AnyRow) -> str:
    """Why the bot stays in a group that it was to leave, or ""."""
    if row.act != Act.LEAVE:
        return ""
    with across(c):
        return "linked anew" if stands(c, row.channel, row.chat) else ""


def busy(c: Connection, row: AnyRow) -> bool:
    """Whether anything is still to be said or deleted in a group that the bot leaves by this row."""
    lanes = [row.lane, f"{row.channel}:{row.chat}", f"{row.channel}:{row.chat}:"]
    with across(c, row.structure_id):
        queries = (select(o.id).where(PENDING, o.lane.in_(lanes)), _WAITING_IDS.where(o.recipient == row.recipient))
        return any(c.execute(query.where(o.id != row.id).limit(1)).first() is not None for query in queries)


def _all_known(c: Connection, triad: Triad, group: Group, now: datetime) -> bool:
    """Whether whoever is there still belongs there; the group is suspended when somebody does not."""
    left = group.present - {member.id for member in triad.members}
    if left:
        left -= set(people.counsellors(c, triad.structure_id))
    for number in left:
        group = group.with_leaver(number, key_of_person(number), "", now.date())
    if left:
        _lose(c, triad.structure_id, group, now)
    return not left


def lost(c: Connection, row: AnyRow, now: datetime) -> None:
    """The channel refused to write there: the bot is out of it, or has no right."""
    with across(c, row.structure_id):
        triad = triads.seen(c, row.triad_id)
        group = triad.group if triad is not None else None
        if group is not None and group.on and group.place.chat == row.chat:
            _lose(c, row.structure_id, replace(group, admin=False), now)
        _put_back(c, row, now)


def _lose(c: Connection, structure_id: int, group: Group, now: datetime) -> None:
    """Its counsellors will be told (storage/road/ungrouped.py)."""
    save(c, structure_id, group, now)
    c.info.setdefault(LOST, set()).add((structure_id, group.triad_id))


# --- what cannot be written there ------------------------------------------------------------------------------------


def _put_all_back(c: Connection, structure_id: int, triad: int, now: datetime) -> None:
    for row in c.execute(_WAITING, {"room": f"{IN_GROUP}{triad}"}).all():
        if row.structure_id == structure_id and row.act != Act.REMOVE:
            _put_back(c, row, now)


def _put_back(c: Connection, row: AnyRow, now: datetime) -> None:
    """Everybody in the thread who has not had these words gets them in private."""
    c.execute(_ROW.values(state="cancelled", reason=PUT_BACK, sender=""), {"row": row.id})
    triad = triads.seen(c, row.triad_id)
    post = row.subject.startswith("post:")
    words = post and row.act in (Act.SEND, Act.CHANGE)
    if post and row.act in (Act.CHANGE, Act.REMOVE) and triad is not None and triad.group is not None:
        _owe(c, triad.group, int(row.subject.split(":")[2]))
    acts = list(_sends(c, row, triad)) if triad is not None and words else []
    if acts:
        drafts = Drafts(c, row.structure_id, f"put-back:{row.id}", now, None)
        drafts.learn(acts)
        for act in acts:
            drafts.add(act)
        drafts.write()
    elif row.act not in ON_COPY:
        record_cancelled(c, row._asdict(), PUT_BACK, now)


def _owe(c: Connection, group: Group, post: int) -> None:
    """The group still shows this post as it was before (core/thread/overdue.py)."""
    which = g.triad_id == group.triad_id
    owed = _values(replace(group, overdue=group.overdue | {post}))
    c.execute(update(triad_groups).where(which).values(owed))


def _sends(c: Connection, row: AnyRow, triad: Triad) -> Iterable[Outgoing]:
    post = int(row.subject.split(":")[2])
    author = c.execute(_AUTHOR, {"which": triad.id, "post": post}).scalar()
    have = set(c.execute(_HAVE, {"about": row.subject, "piece": row.part}).scalars())
    for reader in triad.readers(Person(author or 0, triad.structure_id, Role.COUNSELLOR, "")):
        if reader.id not in have:
            yield Send(
                to=ToPerson(reader.id, triad.id),
                content=unpack_content(row.payload.get("c", {})),
                subject=row.subject,
                part=row.part,
                urgency=Urgency(row.urgency),
                doubt=Doubt(row.doubt) if row.act == Act.SEND else Doubt.MARKED,
                silent=bool(row.payload.get("x")),
                album=row.payload.get("g", ""),
                beside=unpack_rich(row.payload.get("u", {})),
            )
