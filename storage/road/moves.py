"""A group goes on under another chat id: everything that will be written there follows, at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, String, and_, bindparam, delete, func, literal, or_, select, update

from storage.events import record
from storage.tables import outbox, rooms, runs, structures, triad_groups, triads
from storage.tables.road import UNSENT


def _colons(name: str) -> ColumnElement[str]:
    return literal(":") + bindparam(name, type_=String) + ":"


_o = outbox.c
_STRUCTURE = (
    update(structures)
    .where(structures.c.forum_channel == bindparam("on"), structures.c.forum_chat == bindparam("old"))
    .values(forum_chat=bindparam("new"), desk_topic="")
    .returning(structures.c.id)
)
_GROUP = (
    update(triad_groups)
    .where(triad_groups.c.channel == bindparam("on"), triad_groups.c.chat == bindparam("old"))
    .values(chat=bindparam("new"))
    .returning(triad_groups.c.structure_id, triad_groups.c.triad_id)
)
_FORUM_AT = select(structures.c.id).where(structures.c.forum_channel == bindparam("on"))
_GROUP_AT = select(triad_groups.c.triad_id).where(triad_groups.c.channel == bindparam("on"))
_TAKEN = (
    _FORUM_AT.where(structures.c.forum_chat == bindparam("which")),
    _GROUP_AT.where(triad_groups.c.chat == bindparam("which")),
)
_TOPICS = update(triads).where(triads.c.structure_id == bindparam("which")).values(topic="", pros_topic="")
_ROOM = rooms.c.channel == bindparam("on")
_THERE = select(rooms.c.chat).where(_ROOM, rooms.c.chat == bindparam("new"))
_RENAME_ROOM = update(rooms).where(_ROOM, rooms.c.chat == bindparam("old")).values(chat=bindparam("new"))
_DROP_ROOM = delete(rooms).where(_ROOM, rooms.c.chat == bindparam("old"))
_RUNS = (
    update(runs)
    .where(runs.c.channel == bindparam("on"), runs.c.chat == bindparam("old"))
    .values(chat=bindparam("new"), topic="")
)
_HERE = (_o.channel == bindparam("on"), _o.chat == bindparam("old"))
# Messages and topics of the new group are counted from 1 again: an old number there is somebody else's message.
_LOSE = (
    update(outbox)
    .where(
        UNSENT,
        *_HERE,
        or_(_o.act.in_(("change", "remove", "react")), and_(_o.recipient.like("place:%"), _o.topic != "")),
    )
    .values(state="cancelled", reason="moved")
)
_FOLLOW = (
    update(outbox)
    .where(UNSENT, *_HERE)
    .values(
        chat=bindparam("new"),
        topic="",
        lane=func.replace(_o.lane, _colons("old"), _colons("new")),
        recipient=func.replace(_o.recipient, _colons("old"), _colons("new")),
    )
)


def move_chat(c: Connection, channel: str, old: str, new: str, now: datetime) -> bool:
    """The group `old` is `new` from now on; False when it is none of ours, or `new` is somebody's: nothing changes.

    The forum, its topics (opened again when they are needed), the group of a triad, conversations and unsent messages
    move together. What was sent stays written under the old number, as the message numbers of the new group begin anew.
    """
    if stands(c, channel, new):  # a group that was linked under its new number already, or somebody else's
        return False
    numbers = {"on": channel, "old": old, "new": new}
    structure = c.execute(_STRUCTURE, numbers).scalar()
    known = c.execute(_DROP_ROOM if c.execute(_THERE, numbers).first() else _RENAME_ROOM, numbers).rowcount
    group = c.execute(_GROUP, numbers).one_or_none()
    if structure is None and group is None and not known:
        return False
    if group is not None:
        record(c, "group-moved", at=now, structure=group.structure_id, triad=group.triad_id)
    if structure is not None:
        c.execute(_TOPICS, {"which": structure})
        record(c, "forum-moved", at=now, structure=structure)
    c.execute(_RUNS, numbers)
    c.execute(_LOSE, numbers)
    c.execute(_FOLLOW, numbers)
    return True


def stands(c: Connection, channel: str, chat: str) -> bool:
    """Whether this group is a structure's forum, or a triad's group."""
    return any(c.execute(query, {"on": channel, "which": chat}).first() is not None for query in _TAKEN)
